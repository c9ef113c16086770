"""Joined series: what two tables say about the same city and year is compared, and a silent difference is named."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import definitions, overlaps
from etl.model import Indicator, Source
from etl.values import REASONS, Cells, Grid

GRID = Grid(("NL01", "GM0001", "GM0002"), (2011, 2012, 2013))
JOINED: Indicator = definitions.load().indicators["net_participation"]
ONE, TWO = JOINED.sources[:2]


def cells(rows: list[list[float | None]], room: float = 0.0) -> Cells:
    value = np.array([[np.nan if v is None else v for v in row] for row in rows], np.float64)
    missing = np.where(np.isnan(value), REASONS.index("unknown"), 0).astype(np.int8)
    return Cells(value, value - room, value + room, np.zeros(value.shape, np.int8), missing)


def test_only_municipalities_and_years_that_both_have_are_compared() -> None:
    a = cells([[1, 1, 1], [10, 20, None], [None, 30, 40]])
    b = cells([[9, 9, 9], [11, None, 5], [None, 33, 40]])
    (found,) = overlaps.compare(JOINED, [(ONE, a), (TWO, b)], GRID)
    assert (found.figures, found.first, found.last) == (3, 2011, 2013)
    assert (found.middle, found.largest, found.region, found.year) == (1, 3, "GM0002", 2012)
    assert found.within == pytest.approx(1 / 3, abs=1e-4)


def test_a_difference_that_rounding_explains_is_none() -> None:
    a, b = cells([[None] * 3, [10.0, 20.0, 30.0], [None] * 3], 0.5), cells([[None] * 3, [10.9, 21.0, 31.1], [None] * 3], 0.5)
    (found,) = overlaps.compare(JOINED, [(ONE, a), (TWO, b)], GRID)
    assert found.within == pytest.approx(2 / 3, abs=1e-4)


def test_tables_that_never_meet_are_not_compared() -> None:
    a, b = cells([[None] * 3, [1, None, None], [None] * 3]), cells([[None] * 3, [None, 1, 2], [None] * 3])
    assert overlaps.compare(JOINED, [(ONE, a), (TWO, b)], GRID) == ()


def test_the_same_figures_on_two_sides_of_a_break_are_not_compared() -> None:
    a = cells([[1, 1, 1], [10, 20, 30], [1, 2, 3]])
    assert overlaps.compare(JOINED, [(ONE, a), (ONE, a)], GRID) == ()


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3))
def test_equal_tables_agree_entirely(values: list[float]) -> None:
    a = cells([[None] * 3, list(values), [None] * 3])
    (found,) = overlaps.compare(JOINED, [(ONE, a), (TWO, a)], GRID)
    assert (found.middle, found.largest, found.within) == (0, 0, 1)


def without_break(source: Source) -> Source:
    from dataclasses import replace

    return replace(source, break_label="")


def test_an_undeclared_difference_is_named() -> None:
    a, b = cells([[None] * 3, [10, 20, 30], [1, 2, 3]]), cells([[None] * 3, [15, 25, 35], [6, 7, 8]])
    silent = [(without_break(ONE), a), (without_break(TWO), b)]
    (sentence,) = overlaps.undeclared(JOINED, overlaps.compare(JOINED, silent, GRID))
    assert "tables 85230NED and 86088NED usually differ by 5 %" in sentence
    declared = [(ONE, a), (TWO, b)]
    assert overlaps.undeclared(JOINED, overlaps.compare(JOINED, declared, GRID)) == []
