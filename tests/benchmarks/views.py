"""What is looked at, and how its choosers are pressed: our two pages, the twin in Dash, the static page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks.picture import Pictures, Tab

FOUR = ("line", "strip", "bars", "map")
SHAPES = {"line": 8, "strip": 60, "bars": 10, "map": 300}
OURS = Pictures(
    {
        "line": (".st-key-lijn_vergelijk .mf", 8),
        "strip": ("[class*=st-key-strook_] .mf", 60),
        "bars": (".st-key-staven .mf", 10),
        "map": (".st-key-kaart .mf", 300),
        "scatter": (".st-key-spreiding .js-plotly-plot", 60),
    }
)
TWIN = Pictures({name: (f"#{name} .js-plotly-plot, #{name}.js-plotly-plot", SHAPES[name]) for name in FOUR})
THEME = Pictures({"line": ("[class*=st-key-lijn_] .mf", 8), "strip": ("[class*=st-key-strook_] .mf", 60)})
THEME_TITLE = "Sociale veerkracht"

Samples = dict[str, list[float]]


@dataclass
class System:
    """One way to build the view: where it is, how its choosers are pressed, where its words stand, and what was measured."""

    name: str
    url: str
    pictures: Pictures
    press: Callable[[Tab, str, str, str], None]
    unit: str
    city: str = "h1"
    samples: Samples = field(default_factory=dict)

    def note(self, what: str, found: dict[str, float]) -> None:
        """Keep one measurement."""
        for key, value in found.items():
            self.samples.setdefault(f"{what} {key}", []).append(value)

    def mid(self, what: str) -> float:
        """The median of what was noted under a name."""
        return median(self.samples[what])

    def against(self, other: "System", what: str, theirs: str = "") -> float:
        """The median of the ratios of neighbours: our first to their first, our second to their second."""
        pairs = zip(self.samples[what], other.samples[theirs or what], strict=True)
        return median(a / b for a, b in pairs)


def press_ours(page: Tab, chooser: str, code: str, words: str) -> None:
    """Open the chooser by typing, and press the option."""
    box = page.page.locator(f".st-key-keuze_{'gemeente' if chooser == 'city' else 'indicator'} input")
    box.focus()
    box.fill(words)
    page.arm()
    page.press_option(words)


def press_dash(page: Tab, chooser: str, code: str, words: str) -> None:
    """Open the dropdown, search, and press the option."""
    page.page.locator(f"#{chooser}").click()
    page.page.locator(".dash-dropdown-search").fill(words)
    page.arm()
    page.press_option(words)


def press_static(page: Tab, chooser: str, code: str, words: str) -> None:
    """Give the select another value, as its own list does."""
    page.arm()
    page.page.evaluate(f"code => __watch.pick(document.getElementById('{chooser}'), code)", code)
