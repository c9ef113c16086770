"""Learning partners: only where a direction is declared, the same years for all, three names at most and nobody ranked."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from etl import definitions, store
from etl.panel import Panel
from etl.partners import FURTHEST, LESS, OTHER_WAY, changes, chosen, lessons
from etl.store import Store
from etl.values import rounded

DEFINED = definitions.load()
YEARS = tuple(range(2015, 2026))


def panel(rows: dict[str, list[float]], breaks: dict[str, dict[int, str]] | None = None) -> Panel:
    values = np.array(list(rows.values()))
    blank, zero = np.full(values.shape, np.nan), np.zeros(values.shape, np.int8)
    return Panel(tuple(rows), YEARS, values, blank, blank, zero, zero, zero, ("t",), zero, ("",), breaks or {})


def path(start: float, step: float) -> list[float]:
    return [start + step * i for i in range(len(YEARS))]


def figure(**changed: Any) -> Any:
    return replace(DEFINED.indicators["share_65_plus"], **{"better": "neither", "noise": 0.0, "uncertain_above": None, **changed})


def test_with_a_declared_direction_the_partners_went_furthest_that_way() -> None:
    rows = {"GM0001": path(50, -1.0), "GM0002": path(50, -2.0), "GM0003": path(50, -0.5), "GM0004": path(50, 1.0), "GM0005": path(50, -3.0)}
    kind, mine, partners = chosen(figure(better="lower"), panel(rows), 2015, 2025)
    assert (kind, mine) == (FURTHEST, -10.0)
    assert [(p.code, p.change) for p in partners] == [("GM0002", -20.0), ("GM0005", -30.0)]


def test_with_a_direction_of_the_trend_alone_they_went_the_other_way() -> None:
    rows = {"GM0001": path(20, 0.4), "GM0002": path(20, 0.1), "GM0003": path(20, -0.2)}
    kind, _, partners = chosen(figure(), panel(rows), 2015, 2025)
    assert kind == OTHER_WAY
    assert [p.code for p in partners] == ["GM0003"]


def test_a_city_is_not_said_to_go_the_other_way_on_its_two_ends_alone() -> None:
    up_and_down = path(20, 0.3)
    up_and_down[-1] = 19.0
    rows = {"GM0001": path(20, 0.4), "GM0002": up_and_down}
    assert chosen(figure(), panel(rows), 2015, 2025)[2] == ()


def test_where_nobody_went_the_other_way_those_that_moved_half_as_much_are_named_in_the_order_given() -> None:
    rows = {"GM0001": path(20, 0.4), "GM0009": path(20, 0.2), "GM0003": path(20, 0.1), "GM0004": path(20, 0.3), "GM0005": path(20, 0.0)}
    kind, _, partners = chosen(figure(), panel(rows), 2015, 2025)
    assert kind == LESS
    assert [p.code for p in partners] == ["GM0009", "GM0003", "GM0005"]


def test_a_city_with_a_break_between_the_years_or_without_a_figure_is_left_out() -> None:
    rows = {"GM0001": path(20, 0.4), "GM0002": path(20, -1.0), "GM0003": [np.nan, *path(20, -1.0)[1:]]}
    cut = panel(rows, {"GM0002": {2018: "gebied erbij"}})
    assert np.isnan(changes(figure(), cut, 2015, 2025)[1:]).all()
    assert chosen(figure(), cut, 2015, 2025)[2] == ()


@pytest.fixture(scope="module")
def held() -> Store:
    return store.open()


@pytest.mark.parametrize("code", ["GM0828", "GM0355", "GM0294", "GM1980", "GM1992", "GM0796"])
def test_the_lessons_of_a_city_can_be_read_back_from_the_figures(held: Store, code: str) -> None:
    city = held.city(code)
    peers = [c.code for c in held.cities() if c.position == city.position and c.code != code]
    known = {i.id: i for i in held.indicators()}
    found = lessons(held.definitions.trends.values(), known, held.verdicts, held.panel, code, peers)
    assert found
    assert len({x.trend.id for x in found}) == len(found) == len({x.indicator.id for x in found})
    for lesson in found:
        test = next(t for t in lesson.trend.tests if t.kind == "direction" and t.indicator == lesson.indicator.id)
        assert test.expect != "stable" or lesson.indicator.better != "neither"
        assert 1 <= len(lesson.partners) <= 3
        assert [p.code for p in lesson.partners] == [c for c in peers if c in {p.code for p in lesson.partners}], "nobody is ranked"
        for partner in lesson.partners:
            rows = held.series(lesson.indicator.id, [partner.code], lesson.first, lesson.last)["value"].tolist()
            d = lesson.indicator.decimals
            assert partner.change == pytest.approx(rounded(rows[-1], d) - rounded(rows[0], d))
