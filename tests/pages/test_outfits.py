"""One view, many outfits: sentence, alt text, chart, table and file of a view are read back and say the same, for every figure and ten cities."""

import csv
import io
import re

import pytest

from etl.store import Store
from etl.values import rounded
from etl.view import View, make
from pages.components.choice import selection
from pages.components.files import downloads
from pages.components.pictures import charts, parts
from pages.components.wording import dutch, words

TEN = ("GM0828", "GM0355", "GM0294", "GM1980", "GM1992", "GM0796", "GM0345", "GM0505", "GM0014", "GM0917")


def numbers(text: str) -> set[str]:
    """Every number in a text, as a Dutch reader writes it."""
    return set(re.findall(r"[−-]?\d[\d.]*(?:,\d+)?", text.replace("\u00a0", " ")))


def from_file(view: View) -> dict[tuple[str, int], str]:
    """The values of the CSV of a view, by region and year."""
    rows = csv.DictReader(io.StringIO(downloads.csv(view).decode("utf-8")))
    return {(row["region_code"], int(row["year"])): row["value"] for row in rows}


@pytest.mark.parametrize("code", TEN)
def test_the_five_outfits_of_a_view_agree(held: Store, code: str) -> None:
    city = held.city(code)
    group = selection.groups(held, city)["positie"]
    for indicator in held.indicators():
        view = make(held, indicator, group, city)
        year, d = view.year, indicator.decimals
        value, middle = view.value(code), view.median_in()
        said, alt, spec = words.sentence(view), words.alt(view), charts.line(view)
        table = parts.table_of(view).set_index("gemeente")
        file = from_file(view)
        where = f"{indicator.id} in {city.name}"

        # The chart draws the figures of the file, year by year, and nothing else.
        if spec["city"] is not None:
            ahead = spec["city"].get("ahead")
            later = set(view.ahead.years) if view.ahead is not None else set()
            for n, y in enumerate(spec["years"]):
                drawn = ahead["values"][n] if ahead and y in later else spec["city"]["values"][n]
                stored = file[code, y]
                assert (drawn is None) == (stored == ""), where
                assert drawn is None or float(stored) == pytest.approx(drawn), where
        else:
            assert all(file[code, y] == "" for y in view.years), where

        # The table shows the same figures rounded, or why there is none.
        cell = str(table.loc[city.name, str(year)])
        if value is None:
            reason = words.REASONS[view.missing(code)]
            assert cell == "–", where
            # Years with one reason stand together: the last stretch that begins before the year is the one it is in.
            told = [part.split(": ", 1) for part in str(table.loc[city.name, parts.EMPTY]).split("; ")]
            assert [why for years, why in told if int(years[:4]) <= year <= int(years[-4:])] == [reason], where
            assert reason in said, where
            assert file[code, year] == "", where
        else:
            shown = dutch.number(value, d)
            assert cell.rstrip("*") == shown, where
            assert cell.endswith("*") == view.provisional(code), where
            assert float(file[code, year]) == pytest.approx(value), where
            assert shown in numbers(said) or shown in said, where
            assert ("voorlopig" in said) == view.provisional(code), where
            if middle is not None:
                assert dutch.figure(value, indicator) in alt, where

        # The middle city is the same in sentence, alt text, chart and table.
        if middle is not None:
            assert dutch.figure(middle, indicator) in alt, where
            assert str(table.loc["middelste stad", str(year)]) == dutch.number(middle, d), where
            assert spec["median"]["values"][list(spec["years"]).index(year)] == pytest.approx(middle), where
            if value is not None and not view.uncertain(code):
                assert dutch.figure(middle, indicator) in said, where
                order = (rounded(value, d) > rounded(middle, d)) - (rounded(value, d) < rounded(middle, d))
                against = words.against_middle(view, value, middle)
                assert against in said, where
                if view.margin(code) is None:
                    near = order != 0 and abs(rounded(value, d) - rounded(middle, d)) <= indicator.noise + 1e-9
                    assert ("ongeveer" in against) == near, where
                    assert (indicator.words[0] + " dan in" in said) == (order > 0 and not near), where


def test_other_cities_that_are_named_are_drawn_and_stand_in_table_and_file(held: Store) -> None:
    city = held.city("GM0355")
    others = ("GM0294", "GM0828")
    for indicator in held.indicators()[::7]:
        view = make(held, indicator, selection.groups(held, city)["positie"], city, None, others)
        spec, table, file = charts.line(view, others=others), parts.table_of(view), from_file(view)
        assert [one["name"] for one in spec["others"]] == [held.name(c) for c in others]
        for one, code in zip(spec["others"], others, strict=True):
            assert held.name(code) in set(table["gemeente"])
            for drawn, y in zip(one["values"], spec["years"], strict=True):
                assert (file[code, y] == "") == (drawn is None)
        assert view.counts.max() <= len(view.group.codes), "a city that is only named is no part of the group"
