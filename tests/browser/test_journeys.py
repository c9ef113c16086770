"""What visitors come for, done the way they do it: typing, menus, keyboard, Back, a copied link, a click on a picture."""

import pytest
from playwright.sync_api import Page, Playwright, expect

from etl import store
from tests.browser.conftest import Fresh
from tests.browser.using import go, inside, notices, path, pick, query, sentence, settle, sound, tab_to, title

CITY = ".st-key-keuze_gemeente input"


def field(page: Page, key: str) -> str:
    """What a box of the choice bar shows."""
    return page.locator(f".st-key-keuze_{key} input").first.input_value()


def press(page: Page, key: str) -> None:
    """Press a key, and wait until the page has answered."""
    page.keyboard.press(key)
    page.wait_for_timeout(200)
    settle(page)


def menu(page: Page, section: str, entry: str) -> None:
    """Go to another page by the menu."""
    page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text=entry).click()
    page.wait_for_timeout(200)
    settle(page)


def test_a_city_is_found_with_the_keyboard_and_travels_to_a_theme(page: Page, site: str) -> None:
    go(page, site)
    tab_to(page, CITY)
    page.keyboard.type("veenen")
    expect(page.get_by_role("option")).to_have_text("Veenendaal")
    press(page, "Enter")
    assert query(page) == {"gemeente": "GM0345"}
    assert page.get_by_role("link", name="Vergelijk Veenendaal").is_visible()
    menu(page, "Thema’s", "Sociale veerkracht")
    assert (path(page), query(page)) == ("veerkracht", {"gemeente": "GM0345"})
    assert field(page, "gemeente") == "Veenendaal"
    assert "In Veenendaal" in sentence(page)
    menu(page, "Verkennen", "Vergelijken")
    assert (path(page), query(page)) == ("vergelijk", {"gemeente": "GM0345"})
    sound(page)


def test_the_link_on_the_overview_opens_the_comparison_of_that_city(page: Page, site: str) -> None:
    go(page, site, "?gemeente=GM0294")
    page.get_by_role("link", name="Vergelijk Winterswijk").click()
    page.wait_for_url("**/vergelijk?gemeente=GM0294")
    settle(page)
    assert "Winterswijk" in title(page)


def test_a_trend_is_chosen_with_the_keyboard_and_back_returns_the_former_view(page: Page, site: str) -> None:
    go(page, site, "veerkracht?gemeente=GM0345")
    first = page.locator("h2").first.inner_text()
    tab_to(page, '.mm-trends button[data-trend="brain_drain_people"]')
    press(page, "Enter")
    assert query(page) == {"gemeente": "GM0345", "trend": "brain_drain_people"}
    assert page.locator("h2").first.inner_text() == "Brain drain: aantrekken & vasthouden human capital"
    assert page.evaluate("document.activeElement.dataset.trend") == "brain_drain_people", "the focus stays where it was"
    page.go_back()
    page.wait_for_timeout(200)
    settle(page)
    assert query(page) == {"gemeente": "GM0345"}
    assert page.locator("h2").first.inner_text() == first
    page.go_forward()
    page.wait_for_timeout(200)
    settle(page)
    assert page.locator("h2").first.inner_text() == "Brain drain: aantrekken & vasthouden human capital"


def test_year_and_comparison_change_the_sentence_and_the_copied_link_says_the_same(fresh: Fresh, site: str) -> None:
    page = fresh()
    go(page, site, "vergelijk?gemeente=GM0345&indicator=share_65_plus")
    before = sentence(page)
    pick(page, "keuze_jaar", "2015")
    assert query(page)["jaar"] == "2015"
    assert "2015" in sentence(page)
    pick(page, "keuze_vergelijk", "G40")
    assert query(page)["vergelijk"] == "g40"
    assert "41 steden van de G40" in sentence(page)
    assert sentence(page) != before
    other = fresh()
    other.goto(page.url, wait_until="commit")
    settle(other)
    assert (title(other), sentence(other)) == (title(page), sentence(page))
    assert notices(other) == []
    page.go_back()
    page.wait_for_timeout(200)
    settle(page)
    assert field(page, "vergelijk").startswith("31 steden")
    assert "2015" in sentence(page)


def test_another_figure_is_found_by_typing_a_part_of_its_name(page: Page, site: str) -> None:
    go(page, site, "vergelijk?gemeente=GM0345")
    pick(page, "keuze_indicator", "ziekenhuis")
    assert query(page)["indicator"] == "hospital_distance"
    assert "ziekenhuis" in title(page)
    pick(page, "keuze_tegen", "Gemiddelde WOZ")
    assert query(page)["tegen"] == "woz_value"


def test_what_streamlit_says_itself_is_dutch_too(page: Page, site: str) -> None:
    go(page, site, "vergelijk?gemeente=GM0345")
    page.get_by_label("Mijn stad", exact=True).click()
    page.keyboard.type("qqqq")
    expect(page.get_by_text("Niets gevonden")).to_be_visible()


def test_a_city_is_let_go_again(page: Page, site: str) -> None:
    go(page, site, "vergelijk?gemeente=GM0345")
    page.locator(".st-key-keuze_gemeente button[aria-label='Keuze wissen']").click()
    page.wait_for_timeout(200)
    settle(page)
    assert query(page) == {}
    menu(page, "Thema’s", "Economie")
    assert query(page) == {}


@pytest.mark.parametrize("link", ["", "vergelijk"])
def test_a_click_on_the_map_chooses_that_city(page: Page, site: str, link: str) -> None:
    go(page, site, link)
    page.mouse.click(*inside(page, '.mf-areas path[data-code="GM0294"]'))
    page.wait_for_url("**gemeente=GM0294**")
    settle(page)
    assert field(page, "gemeente") == "Winterswijk"
    assert "Winterswijk" in page.locator(".mf[data-drawn=map] text.mf-city").first.text_content()


def test_a_click_on_a_municipality_that_is_no_midsize_city_does_nothing(page: Page, site: str) -> None:
    go(page, site)
    page.mouse.click(*inside(page, '.mf-areas path[data-code="GM0363"]'))
    page.wait_for_timeout(400)
    assert query(page) == {}


@pytest.mark.parametrize("link", ["veerkracht", "vergelijk?indicator=gas_per_home"])
def test_a_click_on_a_mark_of_the_strip_chooses_that_city(page: Page, site: str, link: str) -> None:
    go(page, site, link)
    strip = page.locator(".mf[data-drawn=strip]")
    strip.scroll_into_view_if_needed()
    mark = strip.locator('path[fill-opacity="0.8"]').first.bounding_box()
    assert mark is not None
    at = (mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    page.mouse.move(*at)
    name = strip.locator(".mf-tip-title").inner_text()
    page.mouse.click(*at)
    code = next(c.code for c in store.open().cities() if c.name == name)
    page.wait_for_url(f"**gemeente={code}**")
    settle(page)
    assert f"In {name}" in sentence(page)


def test_a_click_on_a_bar_chooses_that_city(page: Page, site: str) -> None:
    go(page, site, "vergelijk")
    name = page.locator(".mf[data-drawn=bars] text.mf-ink").first
    wanted = name.text_content()
    name.click(force=True)
    page.wait_for_url("**gemeente=**")
    settle(page)
    assert field(page, "gemeente") == wanted


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("vergelijk?gemeente=GM9999", "een gemeente die wij niet kennen"),
        ("?gemeente=GM0363", "Amsterdam is in deze monitor geen middelgrote stad"),
        ("veerkracht?gemeente=GM0398", "hoort nu bij Dijk en Waard"),
        ("vergelijk?gemeente=GM0345&gemeente=GM0294", "noemt ‘gemeente’ meer dan eens"),
        ("vergelijk?indicator=%F0%9F%98%80", "onbekende waarde voor ‘indicator’"),
        ("vergelijk?jaar=1700", "geen cijfer over 1700"),
        ("vergelijk?indicator=x", "onbekende waarde voor ‘indicator’"),
        ("economie?trend=%00%ff", "onbekende waarde voor ‘trend’"),
        ("tabellen?steden=%3Cscript%3E&van=9", "laten weg"),
    ],
)
def test_a_wrong_link_is_explained_above_a_working_page(page: Page, site: str, link: str, said: str) -> None:
    go(page, site, link)
    sound(page)
    assert title(page)
    if link.startswith("tabellen"):
        assert len(notices(page)) == 2
    else:
        assert any(said in line for line in notices(page))
        assert page.locator(".mf[data-drawn]").count() >= 2


@pytest.mark.parametrize("link", ["bestaat-niet", "Vergelijken?gemeente=GM0345", "thema/"])
def test_a_page_that_does_not_exist_leads_to_the_overview_with_a_line_that_says_so(page: Page, site: str, link: str) -> None:
    go(page, site, link)
    sound(page)
    assert notices(page) == ["De link noemt een pagina die niet bestaat. Dit is het overzicht."]
    assert (path(page), query(page)) == ("", {})
    pick(page, "keuze_gemeente", "Zeist")
    assert notices(page) == []


def test_on_a_phone_the_menu_folds_away_after_a_choice(fresh: Fresh, playwright_driver: Playwright, site: str) -> None:
    phone = playwright_driver.devices["Pixel 5"]
    page = fresh(393, 727, user_agent=phone["user_agent"], is_mobile=True, has_touch=True)
    go(page, site, "tabellen?gemeente=GM0345")
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.get_by_test_id("stSidebar").get_by_text("Sociale veerkracht").tap()
    page.wait_for_url("**/veerkracht**")
    settle(page)
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    assert "veerkracht" in title(page)


def test_in_a_narrow_window_the_menu_folds_away_after_a_choice_and_stays_away(fresh: Fresh, site: str) -> None:
    page = fresh(390, 844)
    go(page, site, "tabellen")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebar").get_by_text("Codeboek").click()
    page.wait_for_url("**/codeboek**")
    settle(page)
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false")
    page.reload()
    settle(page)
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")


def test_a_touch_on_the_map_chooses_that_city(fresh: Fresh, playwright_driver: Playwright, site: str) -> None:
    phone = playwright_driver.devices["Pixel 5"]
    page = fresh(393, 727, user_agent=phone["user_agent"], is_mobile=True, has_touch=True)
    go(page, site)
    page.touchscreen.tap(*inside(page, '.mf-areas path[data-code="GM0294"]'))
    page.wait_for_url("**gemeente=GM0294**")
    settle(page)
    assert field(page, "gemeente") == "Winterswijk"
