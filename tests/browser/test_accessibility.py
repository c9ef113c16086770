"""Everybody can use every page: WCAG 2.2 AA as far as a machine can tell, the keyboard alone, text at twice its size."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.measuring import measure
from tests.browser.using import MENU, go, tab_to

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}, "resultTypes": ["violations"]}

SHELL = {
    ("target-size", '[data-testid="stMultiSelect"] input[role="combobox"]'),
    ("list", 'ul[data-testid="stSidebarNavItems"]'),
    ("listitem", 'ul[data-testid="stSidebarNavItems"] li'),
}
"""What Streamlit's own shell breaks, by rule and element, and nothing wider.

- target-size: the text cursor of a box for several choices is an input as narrow as its text. The box around it, 40 px high and as wide as
  the column, takes the same click, so the target itself is large enough (exception "equivalent" of WCAG 2.5.8).
- list, listitem: on a narrow screen the menu folds into Streamlit's side panel, which puts each section of its list in a `div`. The entries
  are links with their own words, in order, and can be reached and read; only the count of the list is lost.
"""

LINKS = (
    *MENU,
    "positie?gemeente=GM0505&pendel=0.12",
    "veerkracht?gemeente=GM0294",
    "samenwerking?trend=cooperation",
    "vergelijk?gemeente=GM0345&indicator=self_employed_share",
    "tabellen?cijfers=jobs_rate&steden=GM0228&cel=GM0228.jobs_rate.2020",
)
BROKEN = ("vergelijk?gemeente=GM9999", "tabellen?steden=.")


def violations(page: Page) -> list[str]:
    """What axe finds, but for what `SHELL` excuses."""
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    out = []
    for violation in found:
        for node in violation["nodes"]:
            target = page.locator(node["target"][0])
            excused = any(rule == violation["id"] and target.evaluate("(n, s) => n.matches(s)", where) for rule, where in SHELL)
            if not excused:
                out.append(f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html'][:160]}")
    return out


@pytest.mark.parametrize("link", [*LINKS, *BROKEN])
def test_no_page_breaks_a_rule_on_a_wide_screen(page: Page, site: str, link: str) -> None:
    go(page, site, link)
    assert violations(page) == []


@pytest.mark.parametrize("link", ["", "veerkracht?gemeente=GM0294", "vergelijk?gemeente=GM0345", "positie?gemeente=GM0294", "tabellen"])
def test_no_page_breaks_a_rule_on_a_phone(page: Page, site: str, link: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    go(page, site, link)
    assert violations(page) == []


def test_an_open_definition_breaks_no_rule(page: Page, site: str) -> None:
    go(page, site, "veerkracht?trend=ageing")
    page.get_by_role("button", name="Definitie").first.click()
    page.get_by_test_id("stPopoverBody").wait_for()
    assert violations(page) == []


def test_open_snippets_break_no_rule(page: Page, site: str) -> None:
    go(page, site, "tabellen?cijfers=jobs_rate&steden=GM0228&cel=GM0228.jobs_rate.2020")
    page.get_by_text("Zelf narekenen met Python of R").click()
    page.get_by_text("def read").first.wait_for()
    assert violations(page) == []


def test_an_open_menu_breaks_no_rule(page: Page, site: str) -> None:
    go(page, site, "economie")
    page.get_by_test_id("stTopNavSection").filter(has_text="Onderzoek").click()
    page.get_by_test_id("stTopNavPopover").wait_for()
    assert violations(page) == []


def test_the_check_itself_sees_what_is_wrong(page: Page, site: str) -> None:
    go(page, site, "verantwoording")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"\"><p style=\"color:#ddd\">bleek</p>')")
    found = " ".join(violations(page))
    assert "image-alt" in found
    assert "color-contrast" in found


@pytest.mark.parametrize("trend", ["at_home_longer", "self_organisation"])
def test_the_focus_on_a_trend_can_be_seen(page: Page, site: str, trend: str) -> None:
    go(page, site, "veerkracht")
    tab_to(page, f'.mm-trends button[data-trend="{trend}"]')
    style = page.evaluate(
        """() => {
          const style = getComputedStyle(document.activeElement);
          return [style.outlineStyle, parseFloat(style.outlineWidth), style.outlineColor];
        }"""
    )
    assert style[0] == "solid"
    assert style[1] >= 2
    assert style[2] == "rgb(35, 32, 27)", "ink, which stands out from paper and tint"


@pytest.mark.parametrize("link", ["", "vergelijk?gemeente=GM0345", "veerkracht", "tabellen"])
def test_the_tab_key_goes_through_the_whole_page(page: Page, site: str, link: str) -> None:
    go(page, site, link)
    tab_to(page, ".st-key-voet a", most=60)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body"), "after the last link the page lets go"


@pytest.mark.parametrize("link", ["", "vergelijk?gemeente=GM0345", "veerkracht?gemeente=GM0345", "positie?gemeente=GM0345"])
def test_every_figure_says_in_words_what_it_shows(page: Page, site: str, link: str) -> None:
    go(page, site, link)
    names = page.locator(".mf > svg[role=img]").evaluate_all("all => all.map((svg) => svg.getAttribute('aria-label'))")
    assert len(names) >= 2
    assert all(name and len(name) > 40 and name.endswith(".") for name in names), names
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("link", ["", "vergelijk?gemeente=GM0345", "veerkracht?gemeente=GM0294", "tabellen", "bronnen"])
def test_text_at_twice_its_size_still_fits(page: Page, site: str, link: str) -> None:
    # 1280 × 720 at 200 % is a window of 640 × 360.
    page.set_viewport_size({"width": 640, "height": 360})
    go(page, site, link)
    now = measure(page)
    assert now.too_wide() == []
    assert now.overlaps() == []
    assert now.cut_off() == []


def test_nothing_moves_that_somebody_asked_to_keep_still(page: Page, site: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    go(page, site, "veerkracht?gemeente=GM0294")
    running = page.evaluate("document.getAnimations().filter((a) => a.effect.target?.closest('.mf, .mm-trends')).length")
    assert running == 0
