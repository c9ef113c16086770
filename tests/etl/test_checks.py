"""What must hold before figures go live."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import checks
from etl.definitions import load
from etl.derive import Series
from etl.model import Indicator
from etl.values import REASONS, Cells, Grid

GRID = Grid(("NL01", "GM0294", "GM0345", "GM0355"), (2020, 2021, 2022))
MIDSIZE = ("GM0294", "GM0345", "GM0355")
SHARE = load().indicators["share_65_plus"]


def series(values: list[list[float | None]], indicator: Indicator = SHARE) -> Series:
    """Exact figures for the four regions; None is unknown."""
    value = np.array([[np.nan if v is None else v for v in row] for row in values])
    missing = np.where(np.isnan(value), REASONS.index("unknown"), 0).astype(np.int8)
    return Series(indicator, Cells(value, value, value, np.zeros(value.shape, np.int8), missing), np.zeros(value.shape, np.int8))


GOOD = [[20, 21, 22], [20, 21, 22], [20, 21, 22], [20, 21, 22]]


def test_good_figures_pass() -> None:
    assert checks.indicator(series(GOOD), GRID, MIDSIZE, None) == []
    assert checks.indicator(series(GOOD), GRID, MIDSIZE, 12) == []


@pytest.mark.parametrize(("value", "bound"), [(-0.1, 0), (100.1, 100), (1e9, 100)])
def test_a_share_outside_its_bounds(value: float, bound: int) -> None:
    wrong = checks.indicator(series([*GOOD[:3], [20, value, 22]]), GRID, MIDSIZE, None)
    assert len(wrong) == 1
    assert re.search(rf"^share_65_plus is .+ in GM0355 in 2021, outside its bound {bound}\.$", wrong[0])


@pytest.mark.parametrize("value", [0, 100])
def test_the_bounds_themselves_are_fine(value: float) -> None:
    assert checks.indicator(series([*GOOD[:3], [20, value, 22]]), GRID, MIDSIZE, None) == []


def test_no_figure_at_all() -> None:
    assert checks.indicator(series([[None] * 3] * 4), GRID, MIDSIZE, 10) == ["share_65_plus has no figure at all."]


@pytest.mark.parametrize(("before", "held"), [(12, False), (15, False), (16, True), (100, True), (None, False), (0, False)])
def test_figures_that_went_missing(before: int | None, held: bool) -> None:
    """Twelve figures now: more than a fifth less than before is too much."""
    wrong = checks.indicator(series(GOOD), GRID, MIDSIZE, before)
    assert bool(wrong) is held
    if held:
        assert f"has 12 figures where the snapshot in use has {before}; more than 20% went missing" in wrong[0]


def test_too_few_cities_in_the_latest_year() -> None:
    wrong = checks.indicator(series([[20, 21, 22], [20, 21, None], [20, 21, None], [20, 21, 22]]), GRID, MIDSIZE, None)
    assert wrong == ["share_65_plus has a figure for only 33% of the midsize cities in its latest year, 2022."]
    assert checks.indicator(series([[20, 21, 22], [20, 21, None], [20, 21, 22], [20, 21, 22]]), GRID, MIDSIZE, None) == []


def test_no_more_than_three_sentences() -> None:
    assert len(checks.indicator(series([[999, 999, 999]] * 4), GRID, MIDSIZE, 100)) == 3


def test_the_parts_add_up_to_the_country() -> None:
    assert checks.population(series([[60, 63, 66], [20, 21, 22], [20, 21, 22], [20, 21, 22]]), GRID) == []
    wrong = checks.population(series([[60, 64, 66], [20, 21, 22], [20, 21, 22], [20, 21, 22]]), GRID)
    assert wrong == ["The municipalities of 2021 have 63 inhabitants together, the Netherlands 64."]


@pytest.mark.parametrize("gap", [(0, 1), (2, 1)])
def test_a_year_with_a_gap_cannot_be_added_up(gap: tuple[int, int]) -> None:
    values: list[list[float | None]] = [[60, 64, 66], [20, 21, 22], [20, 21, 22], [20, 21, 22]]
    values[gap[0]][gap[1]] = None
    assert checks.population(series(values), GRID) == []


def test_positions() -> None:
    frame = pd.DataFrame({"region": list(MIDSIZE), "rule_position": [3, 2, 1], "position": 1})
    assert checks.positions(frame, MIDSIZE, {"GM0355": 1, "GM0345": 2, "GM0294": 3}) == []
    assert checks.positions(frame, (*MIDSIZE, "GM0344"), {}) == ["GM0344 is a midsize city without a position."]
    assert checks.positions(frame, MIDSIZE, {"GM0355": 3}) == [
        "GM0355 comes out in position 1, but the source names it as an example of position 3."
    ]
    assert "position None" in checks.positions(frame, MIDSIZE, {"GM9999": 3})[0]


@given(st.lists(st.lists(st.none() | st.floats(-200, 200), min_size=3, max_size=3), min_size=4, max_size=4), st.none() | st.integers(0, 50))
def test_whatever_the_figures_the_answer_is_sentences(values: list[list[float | None]], before: int | None) -> None:
    for sentence in checks.indicator(series(values), GRID, MIDSIZE, before):
        assert sentence.startswith("share_65_plus ")
        assert sentence.endswith(".")
    found = checks.coverage(series(values), GRID, MIDSIZE)
    held = [(i, j) for i, row in enumerate(values) for j, v in enumerate(row) if v is not None and i > 0]
    if held:
        first, last = min(j for _, j in held), max(j for _, j in held)
        assert (found["first"], found["last"]) == (GRID.years[first], GRID.years[last])
        assert found["cities"] == sum(values[i][last] is not None for i in (1, 2, 3))
    else:
        assert found == {"first": None, "last": None, "cities": 0}
