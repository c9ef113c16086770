"""From a number in a table to where it comes from: by mouse, by keyboard, and from the table behind a picture."""

import io
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from etl import provenance, store
from pages.components.files import downloads
from pages.components.research import rows
from pages.components.wording import words_origin
from tests.browser.using import go, plain, query, settle

ROW = 35
"""Height of a row of a table on the screen, in pixels."""


def head(page: Page) -> str:
    """The number whose origin is open."""
    return plain(page.locator(".st-key-kop_herkomst h3").inner_text())


def choose(page: Page, row: int) -> None:
    """Press the box before a row of the table, counted from 1."""
    table = page.get_by_test_id("stDataFrame").locator("canvas").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + 16, box["y"] + (row + 0.5) * ROW)
    expect(page.locator(".st-key-herkomst")).to_be_visible()
    settle(page)


def said(indicator: str, region: str, year: int) -> str:
    held = store.open()
    return plain(words_origin.title(held, provenance.of(held, indicator, region, year)))


def test_a_row_opens_its_origin_and_the_link_keeps_it(page: Page, site: str) -> None:
    go(page, site, "tabellen?steden=GM0355&cijfers=inhabitants&van=2015")
    assert page.locator(".st-key-herkomst").count() == 0
    choose(page, 2)
    assert query(page)["cel"] == "GM0355.inhabitants.2016"
    assert head(page) == said("inhabitants", "GM0355", 2016)
    page.reload()
    settle(page)
    assert head(page) == said("inhabitants", "GM0355", 2016)
    page.get_by_role("button", name="Herkomst sluiten").click()
    expect(page.locator(".st-key-herkomst")).to_have_count(0)
    settle(page)
    assert "cel" not in query(page)
    choose(page, 2)
    assert head(page) == said("inhabitants", "GM0355", 2016), "the same row opens it again"


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


def ran(page: Page, expander: str) -> pd.DataFrame:
    """The rows that the first Python of an expander gives, run as it stands on the page."""
    page.get_by_text(expander).click()
    text = page.get_by_test_id("stExpander").filter(has_text=expander).get_by_test_id("stCode").first
    expect(text).to_contain_text("read_csv")
    made: dict[str, Any] = {}
    exec(text.inner_text(), made)
    found = made["rows"]
    assert isinstance(found, pd.DataFrame)
    return found


def test_the_python_of_the_page_gives_the_rows_of_the_page(page: Page, site: str) -> None:
    go(page, site, "tabellen?steden=positie-3.NL01&cijfers=share_65_plus.inhabitants&van=2015&tot=2026&cel=GM0294.inhabitants.2020")
    held = store.open()
    codes = [*(c.code for c in held.cities() if c.position == 3), "NL01"]
    expected = pd.read_csv(io.BytesIO(downloads.csv_of(rows.made(held, ["share_65_plus", "inhabitants"], codes, 2015, 2026))))
    pd.testing.assert_frame_equal(ran(page, "Zelf inlezen met Python, R of Excel"), expected)
    one = ran(page, "Zelf narekenen met Python of R")
    assert one[["region_code", "indicator", "year"]].values.tolist() == [["GM0294", "inhabitants", 2020]]
    assert one["value"].tolist() == [provenance.of(held, "inhabitants", "GM0294", 2020).value]
