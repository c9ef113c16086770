"""The pace of a series: the same numbers as SciPy's, never across a break."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from etl.pace import recent, theil_sen

SERIES = st.lists(st.integers(0, 40).map(float), min_size=3, max_size=14)


@given(SERIES)
def test_theil_sen_gives_what_scipy_gives(values: list[float]) -> None:
    years, figures = np.arange(2000.0, 2000.0 + len(values)), np.array(values)
    found, known = theil_sen(years, figures), stats.theilslopes(figures, years, 0.95)
    assert found == pytest.approx((known.slope, known.low_slope, known.high_slope))


def test_one_figure_has_no_slope() -> None:
    with pytest.raises(ValueError, match="two figures"):
        theil_sen(np.array([2020.0]), np.array([1.0]))


def test_a_pace_takes_the_last_ten_years_only() -> None:
    years = tuple(range(2000, 2021))
    values = np.array([100.0] * 10 + [float(n) for n in range(11)])
    pace = recent(years, values)
    assert pace is not None
    assert (pace.slope, pace.first, pace.last, pace.n) == (1.0, 2010, 2020, 11)


def test_a_pace_never_crosses_a_break() -> None:
    years = tuple(range(2000, 2011))
    values = np.array([50.0] * 6 + [1.0, 2.0, 3.0, 4.0, 5.0])
    pace = recent(years, values, breaks=[2006])
    assert pace is not None
    assert (pace.slope, pace.first, pace.n) == (1.0, 2006, 5)


def test_a_pace_ends_at_the_year_asked_for() -> None:
    years = tuple(range(2000, 2011))
    pace = recent(years, np.arange(11.0), breaks=[2009], until=2008)
    assert pace is not None
    assert (pace.first, pace.last) == (2000, 2008)


@pytest.mark.parametrize("values", [[np.nan] * 3, [1.0, np.nan, np.nan]])
def test_without_two_figures_there_is_no_pace(values: list[float]) -> None:
    assert recent((2000, 2001, 2002), np.array(values)) is None
