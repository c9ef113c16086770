"""The values followed by hand from CBS's cells arrive on the screen and in the file."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page

from etl import definitions
from pages.components.wording import dutch
from tests.browser.using import go, notices, plain, sentence
from tests.data.test_hand_values import HAND, Hand


@pytest.mark.parametrize("hand", HAND, ids=lambda h: f"{h.indicator}-{h.city}-{h.year}")
def test_a_value_worked_out_by_hand_stands_on_the_screen_and_in_the_file(page: Page, site: str, hand: Hand) -> None:
    go(page, site, f"vergelijk?gemeente={hand.region}&indicator={hand.indicator}&jaar={hand.year}")
    assert notices(page) == []
    shown = plain(dutch.figure(hand.expected, definitions.load().indicators[hand.indicator]))
    assert f"In {hand.city} " in sentence(page)
    assert f"{shown} ({hand.year})" in sentence(page)
    with page.expect_download() as waiting:
        page.locator('[class*="st-key-csv_"] button').first.click()
    with Path(waiting.value.path()).open(encoding="utf-8", newline="") as file:
        (row,) = [r for r in csv.DictReader(file) if (r["region_code"], r["year"]) == (hand.region, str(hand.year))]
    assert row["indicator"] == hand.indicator
    assert float(row["value"]) == pytest.approx(hand.expected, rel=1e-6)
    if hand.interval is None:
        assert (row["low"], row["high"]) == ("", "")
    else:
        assert (float(row["low"]), float(row["high"])) == pytest.approx(hand.interval, rel=1e-6)


def test_the_strip_carries_the_same_value_as_the_sentence(page: Page, site: str) -> None:
    (hand,) = [h for h in HAND if h.indicator == "hospital_distance"][:1]
    go(page, site, f"vergelijk?gemeente={hand.region}&indicator={hand.indicator}&jaar={hand.year}")
    shown = dutch.label(hand.expected, definitions.load().indicators[hand.indicator])
    assert page.locator(".mf[data-drawn=strip] text.mf-city").text_content() == f"{hand.city} {shown}"


def test_there_are_twelve() -> None:
    assert len(HAND) >= 12
    assert len({(h.indicator, h.region, h.year) for h in HAND}) == len(HAND)
