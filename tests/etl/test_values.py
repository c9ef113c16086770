"""Figures with an interval, a status and a reason: the arithmetic keeps what is true of its parts."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from etl.periods import STATUSES
from etl.values import REASONS, Cells, Grid, add, divide, empty, fill

SHAPE = (2, 3)
IMPOSSIBLE = REASONS.index("impossible")


def quantities(lowest: float = 0.0, highest: float = 1e6, halves: tuple[float, ...] = (0.0, 0.05, 0.5, 5.0)) -> st.SearchStrategy[Cells]:
    """Any quantity on a small grid: numbers that cannot be negative with the interval of their rounding, gaps with a reason."""

    @st.composite
    def draw(pick: Any) -> Cells:
        missing = pick(arrays.arrays(np.int8, SHAPE, elements=st.sampled_from([0, 0, 0, *range(1, len(REASONS))])))
        value = pick(arrays.arrays(np.float64, SHAPE, elements=st.floats(lowest, highest, allow_subnormal=False)))
        half = pick(st.sampled_from(halves))
        status = pick(arrays.arrays(np.int8, SHAPE, elements=st.integers(0, len(STATUSES) - 1)))
        value = np.where(missing == 0, value, np.nan)
        return Cells(value, value - half, value + half, status, missing)

    return draw()


def inside(cells: Cells, at: float) -> np.ndarray:
    """Some value that each figure may really be: the low end, the high end, or between."""
    return np.maximum(cells.low, 0) + at * (cells.high - np.maximum(cells.low, 0))


def assert_whole(cells: Cells) -> None:
    """A value or a reason in every cell, and every value within its interval."""
    assert cells.value.shape == SHAPE
    held = cells.missing == 0
    assert np.array_equal(~np.isnan(cells.value), held)
    assert (np.isnan(cells.low) == ~held).all()
    assert (np.isnan(cells.high) == ~held).all()
    slack = 1e-9 * np.maximum(1, np.abs(cells.value[held]))
    assert (cells.low[held] <= cells.value[held] + slack).all()
    assert (cells.value[held] <= cells.high[held] + slack).all()
    assert cells.missing.dtype == np.int8
    assert ((cells.missing >= 0) & (cells.missing < len(REASONS))).all()
    assert ((cells.status >= 0) & (cells.status < len(STATUSES))).all()


def test_a_value_and_a_reason_exclude_each_other() -> None:
    one, zero = np.array([[1.0]]), np.array([[0]], np.int8)
    with pytest.raises(AssertionError, match="either a value or a reason"):
        Cells(one, one, one, zero, zero + 1)
    with pytest.raises(AssertionError, match="either a value or a reason"):
        Cells(one * np.nan, one, one, zero, zero)


@pytest.mark.parametrize("reason", REASONS[1:])
def test_empty_has_one_reason_everywhere(reason: str) -> None:
    cells = empty(SHAPE, reason)
    assert_whole(cells)
    assert (cells.missing == REASONS.index(reason)).all()


@given(st.lists(quantities(), min_size=1, max_size=4), st.floats(0, 1))
def test_a_sum_contains_the_sum_of_anything_inside(parts: list[Cells], at: float) -> None:
    total = add(parts)
    assert_whole(total)
    held = total.missing == 0
    assert np.array_equal(held, np.logical_and.reduce([p.missing == 0 for p in parts]))
    real = np.sum([inside(p, at) for p in parts], axis=0)[held]
    slack = 1e-9 * np.maximum(1, real)
    assert (total.low[held] <= real + slack).all()
    assert (real <= total.high[held] + slack).all()
    assert np.allclose(total.value[held], np.sum([p.value for p in parts], axis=0)[held])


@given(quantities(), quantities(), st.sampled_from([1.0, 100.0, 1000.0]), st.floats(0, 1), st.floats(0, 1))
def test_a_quotient_contains_the_quotient_of_anything_inside(above: Cells, below: Cells, per: float, at: float, other: float) -> None:
    found = divide(above, below, per)
    assert_whole(found)
    held = found.missing == 0
    assert np.array_equal(held, (above.missing == 0) & (below.missing == 0) & (below.value != 0))
    part, whole = inside(above, at), inside(below, other)
    real = np.divide(part, whole, out=np.full(SHAPE, np.nan), where=whole > 0) * per
    known = held & ~np.isnan(real)
    slack = 1e-6 * np.maximum(1, real[known])
    assert (found.low[known] <= real[known] + slack).all()
    assert (real[known] <= found.high[known] + slack).all()
    assert (found.low[held] >= 0).all()


def test_nothing_can_be_divided_by_nothing() -> None:
    full = np.ones((1, 2))
    status, fine = np.zeros((1, 2), np.int8), np.zeros((1, 2), np.int8)
    above = Cells(full, full, full, status, fine)
    zero = Cells(np.array([[0.0, 2.0]]), np.array([[0.0, 2.0]]), np.array([[0.0, 2.0]]), status, fine)
    found = divide(above, zero, 100)
    assert found.missing.tolist() == [[IMPOSSIBLE, 0]]
    assert found.value[0, 1] == found.low[0, 1] == found.high[0, 1] == 50


def test_a_divisor_that_may_be_zero_leaves_the_top_open() -> None:
    one = np.array([[1.0]])
    zero = np.array([[0]], np.int8)
    rounded = Cells(one * 2, one * 0, one * 4, zero, zero)
    found = divide(Cells(one, one, one, zero, zero), rounded, 1)
    assert found.low[0, 0] == 0.25
    assert found.value[0, 0] == 0.5
    assert np.isinf(found.high[0, 0])


@given(quantities(), quantities())
def test_as_soft_as_the_softest_and_as_missing_as_the_most_missing(one: Cells, other: Cells) -> None:
    for made in (add([one, other]), divide(one, other, 1)):
        assert np.array_equal(made.status, np.maximum(one.status, other.status))
        gone = (one.missing != 0) | (other.missing != 0)
        assert np.array_equal(made.missing[gone], np.maximum(one.missing, other.missing)[gone])


@given(quantities(), st.sampled_from([0.001, 1.0, 1000.0]))
def test_another_unit(cells: Cells, factor: float) -> None:
    other = cells.scaled(factor)
    assert_whole(other)
    assert np.allclose(other.value, cells.value * factor, equal_nan=True)
    assert np.array_equal(other.missing, cells.missing)
    assert np.array_equal(other.status, cells.status)


@given(quantities(highest=200), st.none() | st.floats(-10, 50), st.none() | st.floats(60, 150))
def test_cutting_an_interval_never_hides_a_value(cells: Cells, lowest: float | None, highest: float | None) -> None:
    cut = cells.within(lowest, highest)
    assert_whole(cut)
    assert np.array_equal(cut.value, cells.value, equal_nan=True)
    held = cells.missing == 0
    assert (cut.low[held] >= cells.low[held]).all()
    assert (cut.high[held] <= cells.high[held]).all()
    within = (
        held & (cells.value >= (lowest if lowest is not None else -np.inf)) & (cells.value <= (highest if highest is not None else np.inf))
    )
    assert lowest is None or (cut.low[within] >= lowest).all()
    assert highest is None or (cut.high[within] <= highest).all()


@given(quantities(), quantities(), arrays.arrays(np.bool_, SHAPE))
def test_filling_never_changes_and_never_invents(first: Cells, then: Cells, may: np.ndarray) -> None:
    joined = fill(first, then, may)
    assert_whole(joined)
    kept = first.missing == 0
    assert np.array_equal(joined.value[kept], first.value[kept])
    assert np.array_equal(joined.status[kept], first.status[kept])
    taken = ~kept & may & (then.missing == 0)
    assert np.array_equal(joined.value[taken], then.value[taken])
    assert np.array_equal(joined.low[taken], then.low[taken])
    assert (joined.missing[~kept & ~taken] != 0).all()
    assert np.array_equal(joined.missing[~kept & ~may], first.missing[~kept & ~may])
    open_ = ~kept & ~taken & may
    assert np.array_equal(joined.missing[open_], np.maximum(first.missing, then.missing)[open_])


@given(quantities(), quantities(), quantities(), arrays.arrays(np.bool_, SHAPE))
def test_filling_thrice_is_filling_with_what_was_filled(one: Cells, two: Cells, three: Cells, may: np.ndarray) -> None:
    left = fill(fill(one, two, may), three, may)
    right = fill(one, fill(two, three, may), may)
    for name in ("value", "low", "high", "missing"):
        assert np.array_equal(getattr(left, name), getattr(right, name), equal_nan=True)


def test_a_grid_knows_its_shape() -> None:
    assert Grid(("GM0355", "NL01"), (2020, 2021, 2022)).shape == SHAPE


@given(cells=quantities(), low=st.floats(0, 50), high=st.floats(0, 50))
def test_bounds_of_the_source_replace_those_of_rounding_and_keep_the_figure_inside(cells: Cells, low: float, high: float) -> None:
    lower, upper = (Cells(cells.value + d, cells.value + d, cells.value + d, cells.status, cells.missing) for d in (-low, high))
    found = cells.between(lower, upper)
    held = cells.missing == 0
    np.testing.assert_array_equal(found.value, cells.value)
    np.testing.assert_allclose(found.low[held], (cells.value - low)[held])
    np.testing.assert_allclose(found.high[held], (cells.value + high)[held])


def test_a_figure_without_both_bounds_keeps_the_interval_of_rounding() -> None:
    value = np.array([[10.0, 20.0]])
    cells = Cells(value, value - 0.5, value + 0.5, np.zeros((1, 2), np.int8), np.zeros((1, 2), np.int8))
    lower = Cells(value - 3, value - 3, value - 3, cells.status, cells.missing)
    none = Cells(
        np.array([[13.0, np.nan]]), np.array([[13.0, np.nan]]), np.array([[13.0, np.nan]]), cells.status, np.array([[0, 4]], np.int8)
    )
    found = cells.between(lower, none)
    assert found.low.tolist() == [[7.0, 19.5]]
    assert found.high.tolist() == [[13.0, 20.5]]
