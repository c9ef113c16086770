"""What a visitor does: open a link, wait until the page stands, choose, read."""

import re
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page, expect

MENU = {
    "": "102 middelgrote steden, drie posities in de regio",
    "stad": "Kies uw stad",
    "vergelijk": "",
    "positie": "",
    "scenario": "Houdt de middelste stad dit tempo",
    "economie": "Economie & arbeidsmarkt",
    "samenwerking": "Lokale democratie & regionale samenwerking",
    "veerkracht": "Sociale veerkracht & relatie overheid–burger",
    "leefomgeving": "Energietransitie & fysieke leefomgeving",
    "masterclass": "om met een zaal te bespreken",
    "kennisagenda": "De zaal schrijft de kennisagenda",
    "tabellen": "",
    "codeboek": "cijfers, elk met zijn betekenis en herkomst",
    "verantwoording": "Zo komen de cijfers tot stand",
    "bronnen": "tabellen, de meeste van het CBS",
}
"""Every page of the menu with (a part of) its title; empty where the title depends on the choice."""

STANDS = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app.dataset.testScriptState !== 'notRunning' || !document.querySelector('h1')) return false;
  if (document.querySelector('[data-testid="stSkeleton"]')) return false;
  if (document.querySelector('[data-stale="true"]')) return false;
  if ([...document.querySelectorAll('.mp')].some((rows) => !rows.dataset.drawn)) return false;
  const drawn = [...document.querySelectorAll('.mf')].every((figure) => {
    if (figure.getBoundingClientRect().width === 0) return true;
    return figure.dataset.drawn && (figure.dataset.drawn !== 'map' || figure.querySelector('.mf-areas path'));
  });
  const plotted = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every((c) => c.querySelector('.main-svg'));
  return drawn && plotted && document.fonts.status === 'loaded';
}"""


def settle(page: Page) -> None:
    """Wait until the script has run and every figure is drawn."""
    page.wait_for_function(STANDS)
    # A run may still be on its way to the browser: the page must stand twice.
    page.wait_for_timeout(50)
    page.wait_for_function(STANDS)


def go(page: Page, site: str, link: str = "/") -> None:
    """Open a link of the dashboard, and wait until it stands."""
    page.goto(f"{site}/{link.lstrip('/')}", wait_until="commit")
    settle(page)
    assert title(page) != "Er zijn nog geen cijfers om te tonen", "the dashboard under test has no snapshot"


def title(page: Page) -> str:
    """The text of the page's title."""
    return plain(page.locator("h1").inner_text())


def sentence(page: Page) -> str:
    """The sentence that explains the picture: of a trend, or under the title."""
    of_trend = page.locator(".mm-sentence")
    return plain((of_trend if of_trend.count() else page.locator(".mm-lead")).first.inner_text())


def notices(page: Page) -> list[str]:
    """The lines above the title that say what was wrong with the link."""
    return [plain(text) for text in page.locator(".mm-notice").all_inner_texts()]


def plain(text: str) -> str:
    """Text with ordinary spaces."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


def query(page: Page) -> dict[str, str]:
    """The choices in the address."""
    return dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))


def path(page: Page) -> str:
    """Which page the address names."""
    return urlsplit(page.url).path.strip("/")


def sound(page: Page) -> None:
    """The page stands, in Dutch, with its menu, and without any error on it."""
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "nl"
    for broken in ("stException", "stAlert", "stSkeleton", "stSidebarNav"):
        assert page.get_by_test_id(broken).count() == 0, broken
    assert page.get_by_role("dialog").count() == 0
    # On a narrow screen the menu folds into the side panel, behind its button.
    assert page.get_by_test_id("stTopNavSection").count() + page.get_by_test_id("stExpandSidebarButton").count() >= 1


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Go to an element with the Tab key alone."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with {most} times Tab")


def pick(page: Page, key: str, typed: str) -> None:
    """Choose in a box by typing, and wait until the page shows it."""
    page.locator(f".st-key-{key} input").first.click()
    page.keyboard.type(typed)
    # The list is filtered as one types; Enter before that would take another one.
    expect(page.get_by_role("option").first).to_contain_text(re.compile(re.escape(typed), re.IGNORECASE))
    page.keyboard.press("Enter")
    page.wait_for_timeout(150)
    settle(page)


INSIDE = """path => {
  path.scrollIntoView({block: 'center'});
  const box = path.getBoundingClientRect();
  for (let n = 1; n < 20; n++) for (let m = 1; m < 20; m++) {
    const [x, y] = [box.left + box.width * m / 20, box.top + box.height * n / 20];
    if (document.elementFromPoint(x, y) === path) return [x, y];
  }
  return null;
}"""


def inside(page: Page, selector: str) -> tuple[float, float]:
    """A point of the screen that lies inside a shape; its middle may lie outside."""
    found = page.locator(selector).first.evaluate(INSIDE)
    assert found, f"{selector} is not on the screen"
    return found[0], found[1]
