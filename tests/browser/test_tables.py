"""The pages of a researcher in a real browser: boxes that find, tables that show every word, and headings that can be jumped to."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Fresh
from tests.browser.using import go, plain, query, settle, tab_to, title


def offered(page: Page, box: str, typed: str) -> list[str]:
    """What a box offers for these letters."""
    page.locator(f".st-key-keuze_{box} input").click()
    page.keyboard.type(typed)
    expect(page.locator(f".st-key-keuze_{box} input")).to_have_value(typed)
    page.wait_for_timeout(150)
    found = [plain(text) for text in page.get_by_role("option").all_inner_texts()]
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    return found


def test_the_boxes_find_without_accents_and_by_other_words(page: Page, site: str) -> None:
    go(page, site, "tabellen")
    assert offered(page, "steden", "sudwest") == ["Súdwest-Fryslân"]
    assert offered(page, "steden", "den haag") == ["'s-Gravenhage"]
    assert offered(page, "steden", "Ede")[0] == "Ede", "a name that begins so comes first"
    assert "Werkloosheid" in offered(page, "cijfers", "86088ned"), "by the number of its table"
    assert offered(page, "cijfers", "gas_per_home") == ["Gasverbruik per woning"], "by its id"
    assert offered(page, "cijfers", "energietransitie aardgas") == ["Gasverbruik per woning"], "by theme and meaning"
    assert offered(page, "cijfers", "participatie") == ["Niets gevonden, of al gekozen"]


def test_the_boxes_of_other_pages_find_without_signs_too(page: Page, site: str) -> None:
    go(page, site, "vergelijk")
    assert offered(page, "gemeente", "s hertogenbosch") == ["'s-Hertogenbosch (Den Bosch)"]


def test_a_click_after_a_box_was_in_use_is_not_lost(page: Page, site: str) -> None:
    go(page, site, "tabellen")
    box = page.locator(".st-key-keuze_steden")
    before = box.bounding_box()
    page.locator(".st-key-keuze_steden input").click()
    assert box.bounding_box() == before, "the box does not grow"
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    # The place on the screen, as a hand does it: were the box to shrink, the button would be elsewhere when the mouse is let go.
    at = page.get_by_text("Plak een eigen lijst").bounding_box()
    assert at
    page.mouse.click(at["x"] + 5, at["y"] + at["height"] / 2)
    expect(page.get_by_label("Namen of codes")).to_be_visible()


def test_the_first_choice_takes_the_place_of_the_example(page: Page, site: str) -> None:
    go(page, site, "tabellen")
    page.locator(".st-key-keuze_steden input").click()
    page.keyboard.type("in Utrecht")
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    page.wait_for_url("**steden=in-PV26**")
    settle(page)
    assert query(page) == {"steden": "in-PV26"}


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (720, 450), (390, 844)])
def test_chosen_names_are_never_cut(fresh: Fresh, site: str, width: int, height: int) -> None:
    page = fresh(width, height)
    go(page, site, "tabellen?cijfers=entrepreneurs.transformation_rate.economy&steden=in-PV26.positie-2")
    cut = page.evaluate(
        """() => [...document.querySelectorAll('[data-tag] > span')].filter((s) => s.scrollWidth > s.clientWidth + 1).map((s) => s.textContent)"""
    )
    assert cut == []
    assert page.evaluate("document.querySelectorAll('[data-tag]').length") == 5


@pytest.mark.parametrize("link", ["tabellen", "codeboek", "scenario"])
def test_no_table_hands_out_what_only_the_screen_shows(page: Page, site: str, link: str) -> None:
    """Rounded, cut off after the first rows, and without its source: the files below the table are what one takes along."""
    go(page, site, link)
    if link == "scenario":
        page.get_by_role("button", name="Tabel").first.click()
    page.get_by_test_id("stDataFrame").first.hover()
    buttons = page.get_by_test_id("stElementToolbarButton").locator("button")
    expect(buttons.filter(visible=True).first).to_be_visible()
    names = [str(b.get_attribute("aria-label")) for b in buttons.filter(visible=True).all()]
    assert any(name.startswith("Zoeken") for name in names)
    assert not [name for name in names if "CSV" in name]


def test_a_row_of_the_codebook_opens_its_entry(page: Page, site: str) -> None:
    go(page, site, "codeboek")
    box = page.get_by_test_id("stDataFrame").bounding_box()
    assert box
    page.mouse.click(box["x"] + 100, box["y"] + 35 * 2.5)
    page.wait_for_url("**cijfer=unemployment_rate**")
    settle(page)
    assert page.locator("h3").first.inner_text() == "Werkloosheid"
    page.get_by_label("Zoek in het codeboek").fill("gasverbruik")
    page.keyboard.press("Enter")
    page.wait_for_url("**cijfer=gas_per_home**")


def test_on_a_phone_the_search_of_the_codebook_comes_first(fresh: Fresh, site: str) -> None:
    page = fresh(390, 844)
    go(page, site, "codeboek")
    search, entry = (page.locator(where).bounding_box() for where in (".st-key-zoek_codeboek", ".mm-facts"))
    assert search
    assert entry
    assert search["y"] < entry["y"]


def test_the_list_of_headings_works_with_the_keyboard(page: Page, site: str) -> None:
    go(page, site, "verantwoording?gemeente=GM0355")
    tab_to(page, '.mm-contents a[href="#berekeningen"]')
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('berekeningen').getBoundingClientRect().top < 200")
    top = page.evaluate("document.getElementById('berekeningen').getBoundingClientRect().top")
    assert top > 50, "not behind the menu"
    assert query(page) == {"gemeente": "GM0355"}, "the choices of the link stay"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") > top, "the Tab key goes on from there"


@pytest.mark.parametrize("link", ["verantwoording", "bronnen"])
def test_every_entry_of_a_list_of_headings_leads_somewhere(page: Page, site: str, link: str) -> None:
    go(page, site, link)
    missing = page.evaluate(
        "[...document.querySelectorAll('.mm-contents a')].map((a) => a.hash.slice(1)).filter((id) => !document.getElementById(id))"
    )
    assert missing == []
    assert page.locator(".mm-contents a").count() >= 4


@pytest.mark.parametrize("link", ["bronnen", "verantwoording"])
@pytest.mark.parametrize("width", [1440, 390])
def test_tables_to_read_show_every_word(fresh: Fresh, site: str, link: str, width: int) -> None:
    page = fresh(width, 900)
    go(page, site, link)
    cut = page.evaluate(
        "[...document.querySelectorAll('.mm-table td')].filter((c) => c.scrollWidth > c.clientWidth + 1).map((c) => c.textContent)"
    )
    assert cut == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_link_and_large_picture_come_before_the_page(page: Page, site: str) -> None:
    go(page, site, "codeboek")
    tab_to(page, ".st-key-delen .ms button", 12)
    tab_to(page, ".st-key-zoek_codeboek input", 3)


def test_the_table_of_a_picture_says_of_what_it_is(page: Page, site: str) -> None:
    go(page, site, "vergelijk?gemeente=GM0355&indicator=share_65_plus")
    page.get_by_role("button", name="Tabel", exact=True).first.click()
    window = page.get_by_test_id("stPopoverBody")
    expect(window).to_contain_text(title(page))
