"""Comparable cities: a distance that behaves like one, and words that follow from the figures."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.similar import APART, nearest, standardised

NO_LOGS = np.zeros(3, np.bool_)


@st.composite
def tables(draw: Any) -> np.ndarray:
    """Up to 12 cities with three figures, some missing."""
    n = draw(st.integers(2, 12))
    cell = st.one_of(st.none(), st.integers(1, 1000))
    rows = draw(st.lists(st.lists(cell, min_size=3, max_size=3), min_size=n, max_size=n))
    return np.array([[np.nan if v is None else float(v) for v in row] for row in rows])


@given(tables())
def test_figures_are_counted_from_the_mean_in_spreads(values: np.ndarray) -> None:
    scores = standardised(values, NO_LOGS)
    for column in scores.T:
        held = column[~np.isnan(column)]
        if len(held):
            assert held.mean() == pytest.approx(0, abs=1e-6)
            assert held.std() == pytest.approx(1, abs=1e-6)


@given(tables(), st.floats(0.01, 100), st.floats(-1e4, 1e4))
def test_the_unit_of_a_figure_does_not_count(values: np.ndarray, factor: float, shift: float) -> None:
    assert standardised(values * factor + shift, NO_LOGS) == pytest.approx(standardised(values, NO_LOGS), abs=1e-4, nan_ok=True)


@given(tables())
def test_distance_is_the_same_both_ways_and_never_to_itself(values: np.ndarray) -> None:
    scores = standardised(values, NO_LOGS)
    far = {(i, near.row): near.distance for i in range(len(scores)) for near in nearest(scores, i, len(scores))}
    for (one, other), distance in far.items():
        assert one != other
        assert distance >= 0
        assert far.get((other, one), distance) == pytest.approx(distance)


@given(tables())
def test_the_nearest_come_first(values: np.ndarray) -> None:
    found = [near.distance for near in nearest(standardised(values, NO_LOGS), 0)]
    assert found == sorted(found)
    assert len(found) <= 10


def test_a_missing_figure_is_neither_near_nor_far() -> None:
    scores = np.array([[0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, np.nan], [1.0, 1.0, 1.0, 1.0], [0.1, np.nan, np.nan, 0.0]])
    found = {near.row: near for near in nearest(scores, 0)}
    assert found[1].distance == found[2].distance == 1
    assert (found[1].shared, found[2].shared) == (3, 4)
    assert 3 not in found, "with half of the figures there is nothing to compare"


def test_what_makes_alike_is_what_both_stand_out_in() -> None:
    """Both are old; both are average in income; only one is large."""
    one, other = [2.0, 0.1, -1.0], [1.9, 0.1, 1.5]
    near = nearest(np.array([one, other]), 0)[0]
    assert near.alike[0] == 0
    assert near.apart == (2,)
    assert abs(one[1] - other[1]) < APART


def test_logarithms_count_in_times_more() -> None:
    values = np.array([[1.0], [10.0], [100.0], [0.0]])
    scores = standardised(values, np.array([True]))
    assert scores[1, 0] == pytest.approx(0)
    assert scores[2, 0] == pytest.approx(-scores[0, 0])
    assert np.isnan(scores[3, 0]), "zero has no logarithm"


def test_a_figure_that_is_the_same_everywhere_tells_nothing() -> None:
    assert np.isnan(standardised(np.array([[0.1], [0.1], [0.1]]), np.array([False]))).all()
