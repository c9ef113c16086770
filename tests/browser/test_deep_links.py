"""Every page opens from a link that somebody sent: in a browser that was never here, and on a server that just started."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from etl import definitions
from tests.browser.conftest import Fresh, Server
from tests.browser.using import MENU, go, notices, query, sentence, settle, sound, title

FULL = "vergelijk?gemeente=GM0345&vergelijk=positie-2&indicator=share_65_plus&jaar=2020&tegen=woz_value"
TRENDS = [
    "economie?trend=knowledge",
    "economie?trend=digitalisation",
    "samenwerking?trend=facilities_regional&gemeente=GM0294",
    "samenwerking?trend=cooperation",
    "veerkracht?trend=ageing&gemeente=GM0294",
    "veerkracht?trend=self_organisation",
    "leefomgeving?trend=energy&gemeente=GM0355&vergelijk=alle",
    "leefomgeving?trend=environment_act",
]
"""Per theme a trend with figures and one without; `tests/pages` runs them all."""


@pytest.mark.parametrize("path", MENU)
def test_every_page_of_the_menu_opens_cold(fresh: Fresh, site: str, path: str) -> None:
    page = fresh()
    go(page, site, path)
    sound(page)
    assert MENU[path] in title(page)
    assert title(page)
    expected = 1 if path in ("masterclass", "kennisagenda") else 0  # here phones cannot reach the address, and the presenter must know
    assert sum("alleen op deze computer werkt" in text for text in notices(page)) == len(notices(page)) == expected
    assert query(page) == {}


@pytest.mark.parametrize("link", TRENDS)
def test_a_trend_opens_cold(fresh: Fresh, site: str, link: str) -> None:
    page = fresh()
    go(page, site, link)
    sound(page)
    trend = definitions.load().trends[query(page)["trend"]]
    assert page.locator("h2").first.inner_text() == trend.name
    assert page.locator(".mm-trends [aria-current=true]").get_attribute("data-trend") == trend.id
    assert notices(page) == []


def whole(page: Page) -> None:
    """The comparing page shows all that its link asks for."""
    sound(page)
    assert title(page) == "In Veenendaal is het aandeel 65-plussers lager dan in de middelste stad"
    assert "2020" in sentence(page)
    assert "31 steden in positie 2" in sentence(page)
    assert page.locator(".mf[data-drawn]").count() == 4
    assert "WOZ-waarde" in page.get_by_test_id("stPlotlyChart").inner_text()
    assert query(page) == {
        "gemeente": "GM0345",
        "vergelijk": "positie-2",
        "indicator": "share_65_plus",
        "jaar": "2020",
        "tegen": "woz_value",
    }


def test_comparing_opens_cold_with_every_choice(fresh: Fresh, site: str) -> None:
    page = fresh()
    go(page, site, FULL)
    whole(page)
    assert notices(page) == []


def test_a_link_in_another_form_becomes_the_proper_one_and_back_leaves_it(fresh: Fresh, site: str) -> None:
    page = fresh()
    go(page, site, "codeboek")
    go(page, site, "scenario?stad=zeist&cijfer=Inwoners&utm_source=nieuwsbrief")
    sound(page)
    assert query(page) == {"gemeente": "GM0355", "indicator": "inhabitants", "utm_source": "nieuwsbrief"}
    assert "Zeist" in page.locator(".st-key-keuze input").first.input_value() + page.locator(".st-key-keuze").inner_text()
    assert notices(page) == []
    page.go_back()
    page.wait_for_url(f"{site}/codeboek")


def test_what_a_page_does_not_know_is_said(fresh: Fresh, site: str) -> None:
    page = fresh()
    go(page, site, "stad?gemeente=GM0355&trend=ageing&embed_options=light_theme")
    sound(page)
    (said,) = notices(page)
    assert "‘trend’" in said


@pytest.mark.parametrize("link", [FULL, "veerkracht?trend=ageing"])
def test_the_first_visitor_of_a_new_process_gets_the_page_of_the_link(fresh: Fresh, tmp_path: Path, link: str) -> None:
    server = Server(tmp_path / "log.txt")
    try:
        page = fresh()
        go(page, server.url, link)
        sound(page)
        assert notices(page) == []
        if link == FULL:
            whole(page)
        else:
            assert page.locator("h2").first.inner_text() == "Vergrijzing en ontgroening"
        page.reload(wait_until="commit")
        settle(page)
        sound(page)
        page.context.close()  # or it would complain that its server went away
    finally:
        server.stop()


def test_the_shell_is_dutch_before_any_script_runs(fresh: Fresh, site: str) -> None:
    page = fresh(java_script_enabled=False)
    page.goto(f"{site}/veerkracht", wait_until="domcontentloaded")
    assert page.locator("html").get_attribute("lang") == "nl"
    assert page.title() == "Midsize Monitor"


def test_two_visitors_do_not_see_each_others_choices(fresh: Fresh, site: str) -> None:
    one, two = fresh(), fresh()
    go(one, site, "vergelijk?gemeente=GM0345")
    go(two, site, "vergelijk?gemeente=GM0294")
    go(one, site, "vergelijk")
    assert "Veenendaal" not in title(one)
    assert "Winterswijk" in title(two)
