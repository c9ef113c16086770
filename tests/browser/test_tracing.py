"""From a number in a table to where it comes from: by mouse, by keyboard, and from the table behind a picture."""

import pytest
from playwright.sync_api import Page, expect

from etl import provenance, store
from pages.components import words_origin
from tests.browser.using import go, plain, query, settle

ROW = 35
"""Height of a row of a table on the screen, in pixels."""


def head(page: Page) -> str:
    """The number whose origin is open."""
    return plain(page.locator(".st-key-kop_herkomst h3").inner_text())


def said(indicator: str, region: str, year: int) -> str:
    held = store.open()
    return plain(words_origin.title(held, provenance.of(held, indicator, region, year)))


def test_a_row_opens_its_origin_and_the_link_keeps_it(page: Page, site: str) -> None:
    go(page, site, "tabellen?steden=GM0355&cijfers=inhabitants&van=2015")
    assert page.locator(".st-key-herkomst").count() == 0
    box = page.get_by_test_id("stDataFrame").locator("canvas").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + 16, box["y"] + 2.5 * ROW)
    expect(page.locator(".st-key-herkomst")).to_be_visible()
    settle(page)
    assert query(page)["cel"] == "GM0355.inhabitants.2016"
    assert head(page) == said("inhabitants", "GM0355", 2016)
    page.reload()
    settle(page)
    assert head(page) == said("inhabitants", "GM0355", 2016)
    page.get_by_role("button", name="Herkomst sluiten").click()
    expect(page.locator(".st-key-herkomst")).to_have_count(0)
    settle(page)
    assert "cel" not in query(page)


def test_the_keyboard_alone_opens_an_origin(page: Page, site: str) -> None:
    go(page, site, "tabellen?steden=GM0294&cijfers=dwellings&van=2015")
    page.get_by_test_id("data-grid-canvas").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    expect(page.locator(".st-key-herkomst")).to_be_visible()
    settle(page)
    assert query(page)["cel"].startswith("GM0294.dwellings.20")


@pytest.mark.parametrize(
    "link", ["vergelijk?gemeente=GM0355&indicator=share_65_plus&jaar=2020", "vergelijk?indicator=share_65_plus&jaar=2020"]
)
def test_the_table_behind_a_picture_leads_to_the_origin_of_its_figure(page: Page, site: str, link: str) -> None:
    go(page, site, link)
    page.get_by_role("button", name="Tabel", exact=True).first.click()
    page.get_by_role("link", name="Waar komen deze cijfers vandaan?").click()
    expect(page.locator(".st-key-herkomst")).to_be_visible()
    settle(page)
    asked = query(page)
    region, indicator, year = asked["cel"].split(".")
    assert (indicator, year, asked["cijfers"]) == ("share_65_plus", "2020", "share_65_plus")
    assert region == "GM0355" or "gemeente" not in link
    assert head(page) == said(indicator, region, int(year))
    assert page.locator(".mm-notice").count() == 0
