"""The three minutes of a policy advisor, with the keyboard alone: from a name to a sentence, a picture and a link; then the profile on paper."""

import io
import re
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from etl import store
from tests.browser.conftest import Fresh
from tests.browser.using import go, notices, path, plain, query, settle, sound, tab_to, title

CITIES = {
    "GM0828": "Oss",
    "GM0355": "Zeist",
    "GM0294": "Winterswijk",
    "GM1980": "Dijk en Waard",
    "GM1992": "Voorne aan Zee",
    "GM0796": "'s-Hertogenbosch",
}
FIELD = ".st-key-keuze_gemeente input"


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    page.wait_for_timeout(200)
    settle(page)


def type_city(page: Page, name: str) -> None:
    """Find a city by typing (a part of) its name, and choose it."""
    tab_to(page, FIELD)
    page.keyboard.type(name)
    expect(page.get_by_role("option").first).to_contain_text(name)
    press(page, "Enter")


@pytest.mark.parametrize("code", CITIES)
def test_from_a_name_to_a_sentence_a_picture_and_a_link_with_the_keyboard_alone(fresh: Fresh, site: str, code: str, tmp_path: Path) -> None:
    page = fresh(1280, 720, accept_downloads=True, permissions=["clipboard-read", "clipboard-write"])
    go(page, site, "stad")
    type_city(page, CITIES[code])
    assert query(page) == {"gemeente": code}
    assert title(page) == CITIES[code]
    position = plain(page.locator(".mm-position").inner_text())
    assert position.startswith(f"Positie {store.open().city(code).position}: ")
    rows = page.locator(".mp-row")
    assert rows.count() == 16
    for n in range(rows.count()):
        assert plain(rows.nth(n).locator("p").inner_text()).endswith(".")
        assert rows.nth(n).get_by_role("img").get_attribute("aria-label")
    if code in ("GM1980", "GM1992"):
        assert "zijn opgegaan" in page.locator(".mm-small").first.inner_text()

    # A figure in full, with its picture as a file.
    tab_to(page, ".mp-row[data-indicator=share_65_plus] a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vergelijk?**")
    settle(page)
    assert query(page) == {"gemeente": code, "indicator": "share_65_plus"}
    assert CITIES[code] in title(page)
    tab_to(page, ".st-key-delen_vergelijk button")
    press(page, "Enter")
    expect(page.locator(".ms-cited")).to_contain_text(CITIES[code])
    tab_to(page, ".stPopover .ms button, [data-testid=stPopoverBody] .ms button")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.suggested_filename.endswith(".png")
    taken.value.save_as(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")
    page.keyboard.press("Escape")

    # The link of the view, as it is copied.
    tab_to(page, ".st-key-delen .ms button", 150)
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-delen .ms-said")).to_have_text("Link gekopieerd")
    copied = page.evaluate("navigator.clipboard.readText()")
    other = fresh()
    other.goto(copied)
    settle(other)
    assert title(other) == title(page)


def test_amsterdam_is_explained_above_a_profile_of_the_middle_city(page: Page, site: str) -> None:
    go(page, site, "stad?gemeente=GM0363")
    sound(page)
    assert any("Amsterdam is in deze monitor geen middelgrote stad" in line for line in notices(page))
    assert page.locator(".mp-row").count() == 16


@pytest.mark.parametrize("where", ["stad", "scenario"])
@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("gemeente=GM9999", "een gemeente die wij niet kennen"),
        ("gemeente=GM0398", "hoort nu bij Dijk en Waard"),
        ("gemeente=GM0345&gemeente=GM0294", "noemt ‘gemeente’ meer dan eens"),
        ("gemeente=%F0%9F%98%80", "een gemeente die wij niet kennen"),
        ("beeld=%F0%9F%98%80", "onbekende waarde voor ‘beeld’"),
    ],
)
def test_a_wrong_link_is_explained_above_a_working_page(page: Page, site: str, where: str, link: str, said: str) -> None:
    go(page, site, f"{where}?{link}")
    sound(page)
    assert any(said in line for line in notices(page))
    assert page.locator(".mp-row, .mf[data-drawn=scenario]").count() >= 1


def test_the_other_figures_of_a_theme_are_one_press_away_and_stand_in_the_link(page: Page, site: str) -> None:
    go(page, site, "stad?gemeente=GM0355")
    tab_to(page, ".mp button[data-theme=economy]")
    press(page, "Enter")
    assert query(page) == {"gemeente": "GM0355", "meer": "economy"}
    expected = sum(i.theme == "economy" for i in store.open().indicators())
    assert page.locator(".mp section").first.locator(".mp-row").count() == expected
    assert page.evaluate("document.activeElement.dataset.theme") == "economy"
    press(page, "Enter")
    assert query(page) == {"gemeente": "GM0355"}


def test_learning_partners_lead_to_the_cities_beside_each_other(page: Page, site: str) -> None:
    go(page, site, "stad?gemeente=GM0355")
    card = page.locator(".mm-lessons li").first
    named = re.findall(r"([A-Z][\w' .()-]+?) \([+−0]", plain(card.locator("p").inner_text()).split(" ging het in ")[-1].split(" in ")[-1])
    card.get_by_role("link").click()
    page.wait_for_url("**/vergelijk?**")
    settle(page)
    assert query(page)["met"]
    assert named
    words = " ".join(page.locator(".st-key-lijn_vergelijk svg text").all_text_contents())
    for name in named:
        assert name.removeprefix("en ").strip() in words


def test_a_scenario_opens_from_its_link_and_keeps_apart_what_was_measured(page: Page, site: str) -> None:
    go(page, site, "scenario?gemeente=GM0828&indicator=share_65_plus")
    sound(page)
    drawn = page.locator(".mf[data-drawn=scenario]")
    words = " ".join(drawn.locator("text").all_text_contents())
    for word in ("gemeten", "doorgedacht", "eigen tempo", "tempo middelste stad", "2035"):
        assert word in words
    assert drawn.locator("path[stroke-dasharray]").count() >= 2
    assert page.locator(".mm-kicker").inner_text() == "Doordenker, geen voorspelling"
    assert "naast" in page.locator(".mm-small").first.inner_text()


@pytest.mark.parametrize("link", ["stad?gemeente=GM0828", "scenario?gemeente=GM0828", "vergelijk?gemeente=GM0828", "veerkracht", ""])
def test_the_large_picture_fills_the_screen_and_a_key_leads_out(page: Page, site: str, link: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    go(page, site, f"{link}{'&' if '?' in link else '?'}beeld=groot")
    drawn = page.locator(".mf[data-drawn], .mp")
    assert drawn.count() == 1
    box = drawn.bounding_box()
    assert box is not None
    assert box["width"] > 1100
    assert box["height"] > 330
    main = page.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollHeight - e.clientHeight") <= 4, "nothing to scroll on a beamer"
    for gone in ("stHeader",):
        assert not page.get_by_test_id(gone).is_visible()
    press(page, "Escape")
    assert "beeld" not in query(page)
    assert path(page) == link.split("?")[0]
    assert page.get_by_test_id("stHeader").is_visible()


def test_a_clicker_walks_the_large_pictures(page: Page, site: str) -> None:
    """Clickers send PageDown and PageUp, keyboards arrows: both go to the next picture and back."""
    go(page, site, "vergelijk?gemeente=GM0828&beeld=groot")
    for key, wanted in (("PageDown", "2"), ("ArrowRight", "3"), ("PageUp", "2"), ("ArrowLeft", None)):
        press(page, key)
        assert query(page).get("figuur") == wanted
    assert not page.locator(".st-key-groot_klikker").is_visible()


def printed(page: Page) -> tuple[int, str]:
    """How many pages the page prints on, and all text in the file that a reader can find or copy (letters only)."""
    raw = page.pdf(prefer_css_page_size=True, print_background=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", raw))
    found = io.StringIO()
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", raw, re.DOTALL):
        try:
            found.write(zlib.decompress(stream).decode("latin-1"))
        except zlib.error:
            continue
    return pages, found.getvalue()


@pytest.mark.parametrize("code", ["GM0294", "GM1992", "GM0828"])
def test_the_profile_prints_as_a_report_of_a_few_pages(page: Page, site: str, code: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    go(page, site, f"stad?gemeente={code}")
    pages, text = printed(page)
    assert 2 <= pages <= 4
    assert len(text) > 10_000
    page.emulate_media(media="print")
    for gone in (".st-key-keuze", ".st-key-voet", ".st-key-delen", ".mp button"):
        assert not page.locator(gone).first.is_visible(), gone
    for kept in ("h1", ".mm-position", ".mp-row", ".mm-lessons", ".mm-tested"):
        assert page.locator(kept).first.is_visible(), kept
    page.emulate_media(media="screen")


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("link", ["stad?gemeente=GM1980", "scenario?gemeente=GM1980"])
def test_nothing_sticks_out_at_any_width(fresh: Fresh, site: str, link: str, width: int) -> None:
    page = fresh(width, 800)
    go(page, site, link)
    wide = page.evaluate(
        "w => [...document.querySelectorAll('.mp *, .mm-lessons *, .mm-tested *, .mm-assumptions *')]"
        ".filter(e => e.getBoundingClientRect().right > w + 1 && !e.closest('svg')).map(e => e.className + e.textContent.slice(0, 30))",
        width,
    )
    assert wide == []
