"""Measures how a page lies on the screen: in one go, in the browser."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

_MEASURE = """() => {
  const seen = (node) => {
    const box = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    return box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && style.display !== 'none' && Number(style.opacity) > 0.05;
  };
  // The box of the letters themselves: a text's own box holds room above and below them.
  const ink = (text, size) => {
    const box = text.getBoundingClientRect();
    const spare = Math.max(0, (box.height - size * 1.0) / 2);
    return {left: box.left, right: box.right, top: box.top + spare, bottom: box.bottom - spare};
  };
  const figures = [];
  for (const svg of document.querySelectorAll('.mf > svg, .js-plotly-plot')) {
    const frame = svg.getBoundingClientRect();
    const texts = [];
    for (const text of svg.querySelectorAll('text')) {
      if (!text.textContent.trim() || !seen(text) || text.closest('.mf-tip')) continue;
      const matrix = text.getScreenCTM();
      const size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(matrix.a, matrix.b);
      const box = ink(text, size);
      texts.push({text: text.textContent, size, ...box, badge: text.classList.contains('mf-badge')});
    }
    const host = svg.closest('.mf');
    figures.push({kind: host ? host.dataset.drawn : 'scatter', left: frame.left, right: frame.right, texts});
  }
  const root = document.scrollingElement;
  const main = document.querySelector('[data-testid="stMain"]');
  const wide = [...document.querySelectorAll('[data-testid="stMain"] *')].filter((node) => {
    const box = node.getBoundingClientRect();
    return seen(node) && box.right > innerWidth + 1 && !node.closest('[data-testid="stDataFrame"], .mf svg, .js-plotly-plot');
  });
  const fields = [...document.querySelectorAll('[data-testid="stMain"] [data-testid="stSelectbox"]')].map((node) => {
    const box = node.getBoundingClientRect();
    const name = node.querySelector('input')?.getAttribute('aria-label');
    return {name, left: box.left, right: box.right, width: box.width, height: box.height};
  });
  const small = [];
  for (const node of document.querySelectorAll('[data-testid="stMain"] *')) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (own && seen(node) && !node.closest('svg, canvas, [aria-hidden="true"], [data-testid="stDataFrame"]')) {
      const size = parseFloat(getComputedStyle(node).fontSize);
      if (size < 12) small.push(`${size}: ${node.textContent.trim().slice(0, 40)}`);
    }
  }
  return {
    innerWidth, scrollWidth: Math.max(root.scrollWidth, main.scrollWidth), height: main.scrollHeight,
    wide: [...new Set(wide.map((n) => `${n.tagName}.${n.className?.baseVal ?? n.className}`.slice(0, 90)))].slice(0, 5),
    figures, fields, small,
  };
}"""


@dataclass(frozen=True)
class Layout:
    """The measures of one page at one size."""

    found: dict[str, Any]

    @property
    def figures(self) -> list[dict[str, Any]]:
        return list(self.found["figures"])

    def too_wide(self) -> list[str]:
        """What makes the page scroll sideways; empty when nothing does."""
        if self.found["scrollWidth"] <= self.found["innerWidth"]:
            return []
        return [f"{self.found['scrollWidth']} px wide on {self.found['innerWidth']}", *self.found["wide"]]

    def small_texts(self) -> list[str]:
        """Words under 12 px: in figures (but for the numbers in badges, which a word beside them repeats) and in the text."""
        drawn = [f"{t['size']:.1f}: {t['text']}" for f in self.figures for t in f["texts"] if t["size"] < 11.95 and not t["badge"]]
        return [*drawn, *self.found["small"]]

    def overlaps(self, slack: float = 2.0) -> list[str]:
        """Pairs of words in the same figure that lie over each other by more than `slack` pixels both ways."""
        out = []
        for figure in self.figures:
            texts = figure["texts"]
            for i, one in enumerate(texts):
                for two in texts[i + 1 :]:
                    across = min(one["right"], two["right"]) - max(one["left"], two["left"])
                    down = min(one["bottom"], two["bottom"]) - max(one["top"], two["top"])
                    if across > slack and down > slack:
                        out.append(f"{figure['kind']}: ‘{one['text']}’ over ‘{two['text']}’ ({across:.0f} × {down:.0f} px)")
        return out

    def cut_off(self, slack: float = 2.0) -> list[str]:
        """Words of a figure that stick out of the screen."""
        width = self.found["innerWidth"]
        return [
            f"{figure['kind']}: ‘{text['text']}’ from {text['left']:.0f} to {text['right']:.0f} of {width}"
            for figure in self.figures
            for text in figure["texts"]
            if text["left"] < -slack or text["right"] > width + slack
        ]


def measure(page: Page) -> Layout:
    """The layout of the page as it stands now."""
    return Layout(page.evaluate(_MEASURE))
