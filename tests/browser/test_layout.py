"""How the pages lie on a wide screen, a laptop, a phone and the narrowest phone, and on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.measuring import Layout, measure
from tests.browser.using import MENU, go, settle

SIZES = ((1440, 900), (1280, 720), (390, 844), (320, 640))
LINKS = (
    *MENU,
    "vergelijk?gemeente=GM0294&indicator=self_employed_share",
    "veerkracht?gemeente=GM0796&trend=ageing",
    "leefomgeving?trend=affordability",
    "positie?gemeente=GM0505&pendel=0.12",
    "positie?gemeente=GM0882",
    "tabellen?steden=GM1980&cijfers=share_65_plus&cel=GM1980.share_65_plus.2015",
)
WITH_BAR = [
    link
    for link in LINKS
    if link.split("?")[0] not in ("", "masterclass", "kennisagenda", "tabellen", "codeboek", "verantwoording", "bronnen")
]

_measured: dict[tuple[tuple[int, int], str], Layout] = {}
"""What was measured; every test reads from it. A page is opened on a wide screen and on a phone, and made narrower once."""


@pytest.fixture
def layout(request: pytest.FixtureRequest, site: str, size: tuple[int, int], link: str) -> Layout:
    """The measures of the page `link` at `size`."""
    if (size, link) not in _measured:
        page: Page = request.getfixturevalue("page")
        first, then = SIZES[:2] if size in SIZES[:2] else SIZES[2:]
        page.set_viewport_size({"width": first[0], "height": first[1]})
        go(page, site, link)
        _measured[first, link] = measure(page)
        page.set_viewport_size({"width": then[0], "height": then[1]})
        page.wait_for_timeout(400)
        settle(page)
        _measured[then, link] = measure(page)
    return _measured[size, link]


def every(test: object) -> object:
    """Run a test for every page at every size."""
    named = pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
    return named(pytest.mark.parametrize("link", LINKS)(test))


@every
def test_no_page_scrolls_sideways(layout: Layout) -> None:
    assert layout.too_wide() == []


@every
def test_no_words_are_smaller_than_twelve_pixels(layout: Layout) -> None:
    assert layout.small_texts() == []


@every
def test_no_words_of_a_figure_lie_over_each_other(layout: Layout) -> None:
    assert layout.overlaps() == []


@every
def test_no_words_of_a_figure_leave_the_screen(layout: Layout) -> None:
    assert layout.cut_off() == []


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("link", WITH_BAR)
def test_every_field_of_the_choice_bar_can_be_seen_and_hit(layout: Layout, size: tuple[int, int]) -> None:
    fields = layout.found["fields"]
    assert [f["name"] for f in fields][:2] == ["Mijn stad", "Vergelijk met"]
    for field in fields:
        assert field["left"] >= 0, field
        assert field["right"] <= size[0], field
        assert field["width"] >= 80, field
        assert field["height"] >= 40, field


def test_the_measure_itself_sees_what_is_wrong(page: Page, site: str) -> None:
    go(page, site, "veerkracht")
    page.evaluate(
        """() => {
          const [one, two, three] = document.querySelectorAll('.mf text');
          two.replaceWith(one.cloneNode(true));
          three.setAttribute('font-size', '9');
          one.parentNode.append(Object.assign(one.cloneNode(true), {id: 'far'}));
          document.querySelector('#far').setAttribute('x', '3000');
          document.querySelector('h1').style.width = '3000px';
        }"""
    )
    now = measure(page)
    assert now.overlaps()
    assert now.small_texts()
    assert now.cut_off()
    assert now.too_wide()


def test_a_page_that_is_made_narrow_is_drawn_anew(page: Page, site: str) -> None:
    go(page, site, "veerkracht?gemeente=GM0294")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(600)
    now = measure(page)
    assert now.too_wide() == []
    assert now.overlaps() == []
    assert now.cut_off() == []


@pytest.mark.parametrize("link", ["vergelijk?gemeente=GM0345", "veerkracht?trend=ageing"])
def test_on_paper_bars_and_buttons_go_and_sources_stay(page: Page, site: str, link: str, tmp_path: Path) -> None:
    go(page, site, link)
    page.emulate_media(media="print")
    for hidden in ("[data-testid=stHeader]", ".st-key-keuze", '[class*="st-key-acties"] button'):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.get_by_text("Bron: CBS, tabel").first.is_visible()
    assert page.locator("h1").is_visible()
    paper = tmp_path / "page.pdf"
    page.pdf(path=paper, format="A4")
    assert paper.read_bytes().startswith(b"%PDF")
    assert paper.stat().st_size > 20_000
