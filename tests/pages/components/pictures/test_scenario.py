"""Continuations on the page: picture, words, table and file say the same, and never that it will go so."""

import re

import numpy as np
import pytest

from etl import scenarios
from etl.store import Store
from pages.components.choice import selection
from pages.components.files import downloads
from pages.components.pictures import drawing, scenario
from pages.components.wording import dutch
from tests.pages.components.wording.test_words import JUDGING

CITIES = ("GM0828", "GM0355", "GM0294", "GM1980", "GM1992")


@pytest.mark.parametrize("code", [*CITIES, ""])
def test_every_figure_reads_the_same_in_picture_words_table_and_file(held: Store, code: str) -> None:
    city = held.city(code) if code else None
    known = selection.groups(held, city)
    group = known["positie"] if city else known["alle"]
    lines = 0
    for indicator in held.indicators():
        found = scenario.shown(held, indicator, group, city)
        spec, table, rows = scenario.spec(found), scenario.table(found), scenario.rows(found)
        drawing.checked(spec)
        said = [scenario.headline(found), scenario.track(found), scenario.alt(found)]
        if not found.lines:
            assert found.outlook.refused in scenario.REFUSED
            assert spec["lines"] == []
            assert "niet door te denken" in said[0]
            continue
        lines += len(found.lines)
        own = found.lines[0]
        assert own.years[-1] == scenarios.HORIZON
        assert dutch.figure(float(own.values[-1]), indicator) in said[0]
        for one in found.lines:
            name, words = scenario.assumption(found, one)
            said += [name, words]
            end = dutch.figure(float(one.values[-1]), indicator)
            assert end in words
            assert end in said[2]
            held_rows = rows[rows["kind"] == scenario.NAMES[one.kind]]
            assert held_rows["value"].tolist()[-1] == pytest.approx(float(one.values[-1]), abs=1e-5)
            assert table[scenario.NAMES[one.kind]].tolist()[-1] == dutch.number(float(one.values[-1]), indicator.decimals)
            for end_, bound in ((one.values, indicator.bounds), (one.low, indicator.bounds), (one.high, indicator.bounds)):
                kept = end_[~np.isnan(end_)]
                assert bound[0] is None or (kept >= bound[0]).all()
                assert bound[1] is None or (kept <= bound[1]).all()
        assert b"eigen tempo" in downloads.csv_of(rows)
        assert not any(JUDGING.search(text) for text in said)
        assert not any(re.search(r"\b(zal|zullen|wordt verwacht)\b", text) for text in said)
    assert lines > 30


def test_the_line_starts_where_the_figures_end(held: Store) -> None:
    city = held.city("GM0828")
    found = scenario.shown(held, held.definitions.indicators["share_65_plus"], selection.groups(held, city)["positie"], city)
    own = found.lines[0]
    assert found.view.value("GM0828", own.years[0]) == own.values[0]
    rows = scenario.rows(found)
    assert not rows.duplicated(["kind", "year"]).any()
    assert rows[rows["kind"] != "gemeten"]["year"].min() == own.years[0] + 1


def test_no_line_across_a_break(held: Store) -> None:
    city = held.city("GM0828")
    found = scenario.shown(held, held.definitions.indicators["hospital_distance"], selection.groups(held, city)["positie"], city)
    assert (found.lines, found.outlook.refused) == ((), scenarios.TOO_FEW)


def test_the_track_record_names_the_line_that_came_closest_only_where_one_did(held: Store) -> None:
    city = held.city("GM0828")
    group = selection.groups(held, city)["positie"]
    found = scenario.shown(held, held.definitions.indicators["share_25_44"], group, city)
    record = found.outlook.record
    assert record is not None
    assert record.still < record.own
    assert "Het dichtst bij kwam ‘er verandert niets’." in scenario.track(found)


def test_an_official_forecast_stands_alone_where_nothing_is_carried_on(held: Store) -> None:
    city = held.city("GM0828")
    indicator = held.definitions.indicators["hospital_distance"]
    plain = scenario.shown(held, indicator, selection.groups(held, city)["positie"], city)
    years = tuple(range(2026, 2036))
    values = np.linspace(4.0, 5.0, 10)
    line = scenarios.Continuation("official", years, values, values - 0.3, values + 0.3, None, 0, False)
    found = scenario.Shown(plain.view, scenarios.Outlook((line,), None, plain.outlook.refused))
    assert scenario.headline(found) == "Officiële prognose: de afstand tot een ziekenhuis is in Oss 5,0\u00a0km in 2035"
    name, said = scenario.assumption(found, line)
    assert (name, said) == ("Officiële prognose", "Wat het CBS en het PBL zelf verwachten. In 2035: 5,0\u00a0km (tussen 4,7 en 5,3).")
    drawing.checked(scenario.spec(found))
    assert scenario.rows(found)["kind"].tolist().count("officiële prognose") == len(years)
