"""Part `ui`: how long until the pictures of a choice are final, in our pages, in Dash and on a static page; one browser, alternately.

Fair, because all three show the same view with the same figures, words and borders, in a window of the same size, in tabs without a
cache; a choice is the same press in each, made in one after the other so that a busy moment of the machine meets all; and "final" means
the same: the last frame in which a picture of the view changed, once every picture differs from before and 150 ms pass without a change.
Ours does more (all widgets of the page, tables, a scatter with a second figure): the scatter is left out of the first comparison and
counted in the second.
"""

from contextlib import ExitStack

from playwright.sync_api import Browser

from tests.benchmarks import choices, process
from tests.benchmarks.choices import Choices
from tests.benchmarks.picture import Pictures, Tab, browser, tab
from tests.benchmarks.report import Part
from tests.benchmarks.ui_report import judge
from tests.benchmarks.views import FOUR, OURS, THEME, THEME_TITLE, TWIN, System, press_dash, press_ours, press_static


def measure(quick: bool) -> Part:
    """Run the comparison and judge it."""
    chosen = choices.load()
    rounds = 3 if quick else 7
    with ExitStack() as stack:
        ours = stack.enter_context(process.dashboard())
        dash = stack.enter_context(process.serving("tests.benchmarks.dash_twin", health="/_dash-layout"))
        static = stack.enter_context(process.serving("tests.benchmarks.static_twin"))
        running = stack.enter_context(browser())
        path = f"/vergelijk?gemeente={chosen.cities[0].code}&indicator={chosen.indicators[0].id}"
        systems = [
            System("ours", ours.url + path, OURS, press_ours, ".mm-unit"),
            System("Dash", dash.url + "/", TWIN, press_dash, "#unit"),
            System("static page", static.url + "/", TWIN, press_static, "#unit"),
        ]
        theme = System(
            "theme page",
            f"{ours.url}/veerkracht?gemeente={chosen.cities[0].code}",
            THEME,
            press_ours,
            ".mm-unit",
            ".mf text, .mm-trends th",
        )
        for system in [*systems, theme]:
            with tab(running, system.pictures) as page:
                page.open(system.url)
        for number in range(rounds):
            one_round(running, systems[number % 3 :] + systems[: number % 3], theme, chosen)
        version = running.version
    return judge(systems, theme, rounds, version)


def one_round(running: Browser, systems: list[System], theme: System, chosen: Choices) -> None:
    """Fresh tabs for all; then every choice in one system after the other, so that a busy moment of the machine meets all of them."""
    with ExitStack() as stack:
        pages = [(system, stack.enter_context(tab(running, system.pictures))) for system in [*systems, theme]]
        for system, page in pages:
            found = page.open(system.url)
            found["main"] = max(found[name] for name in FOUR if name in found)
            system.note("cold", found)
        for indicator in chosen.indicators[1:6]:
            for system, page in pages[:-1]:
                system.press(page, "indicator", indicator.id, indicator.title)
                system.note("indicator", page.final(system.unit, indicator.title, FOUR))
        for city in chosen.cities[1:6]:
            for system, page in pages:
                system.press(page, "city", city.code, city.name)
                main = [name for name in FOUR if name in system.pictures.sets]
                system.note("city", page.final(system.city, city.name, main))
        theme_page(*pages[-1])


def theme_page(theme: System, page: Tab) -> None:
    """Other trends, and to the comparing page and back through the menu."""
    names = choices.trends("resilience")
    for name in (names[1], names[0], names[1]):
        page.arm()
        page.press(f".mm-trends button[data-trend={name}]")
        theme.note("trend", page.final(f".mm-trends tr.chosen button[data-trend={name}]", ""))
    # The first change to the comparing page also fetches Plotly for its scatter; from the second on it is in the browser.
    for turn in ("first", "again", "again"):
        to_page(page, "Vergelijken", OURS)
        theme.note(f"to compare {turn}", page.final(".mm-kicker", "Vergelijken", FOUR))
        to_page(page, THEME_TITLE, THEME)
        theme.note("to theme", page.final("h1", THEME_TITLE))


def to_page(page: Tab, label: str, pictures: Pictures) -> None:
    """Open the menu and press a page in it."""
    section = "Verkennen" if label == "Vergelijken" else "Thema’s"
    page.page.get_by_role("button", name=section).or_(page.page.locator("header").get_by_text(section, exact=True)).first.click()
    link = (
        page.page.locator("[data-testid=stTopNavLink], [data-testid=stTopNavDropdownLink], header a, [role=menu] a")
        .filter(has_text=label)
        .first
    )
    link.wait_for()
    link.evaluate("node => node.setAttribute('data-bench', 'go')")
    page.watch(pictures)
    page.arm()
    page.press("[data-bench=go]")
