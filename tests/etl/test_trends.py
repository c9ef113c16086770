"""The statistics behind the verdicts: known movements are found, and a world without trends gives few false ones."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import trends

YEARS = list(range(2010, 2024))


def series(*values: float | None) -> np.ndarray:
    return np.array([math.nan if v is None else v for v in values], np.float64)


def test_a_steady_rise_is_found_with_its_pace() -> None:
    found = trends.direction(YEARS, np.arange(14) * 0.3 + 10)
    assert found is not None
    assert (found.way, found.first, found.last, found.n, found.evidence) == ("up", 2010, 2023, 14, "tested")
    assert found.slope == pytest.approx(0.3)
    assert found.change == pytest.approx(3.9)
    assert found.p < 0.001


def test_a_fall_with_gaps_is_found_over_the_years_that_have_figures() -> None:
    found = trends.direction(YEARS, series(*[None, 9, 8, None, 7, 6.5, 6, None, 5, 4.8, 4, 3.5, 3, None]))
    assert found is not None
    assert (found.way, found.first, found.last, found.n) == ("down", 2011, 2022, 10)


def test_only_the_stretch_after_the_last_break_counts() -> None:
    values = np.concatenate([np.arange(8) * 2.0, 20 - np.arange(6) * 1.0])
    found = trends.direction(YEARS, values, breaks=[2018])
    assert found is not None
    assert (found.way, found.first) == ("down", 2018)


def test_a_regular_change_within_the_rounding_is_no_direction() -> None:
    assert trends.direction(YEARS, np.arange(14) * 0.01, room=0.2).way == "none"  # type: ignore[union-attr]


def test_a_change_within_the_declared_noise_is_no_direction() -> None:
    assert trends.direction(YEARS, np.arange(14) * 0.1, noise=2.0).way == "none"  # type: ignore[union-attr]


@pytest.mark.parametrize(("values", "usual", "way"), [((10, 12), 1.0, "up"), ((10, 10.5), 1.0, "none"), ((10, 9, 8), 0.5, "down")])
def test_few_years_are_weighed_and_called_thin(values: tuple[float, ...], usual: float, way: str) -> None:
    found = trends.direction(YEARS, series(*values, *[None] * (14 - len(values))), usual=usual)
    assert found is not None
    assert (found.way, found.evidence) == (way, "thin")
    assert math.isnan(found.p)


def test_fewer_than_two_figures_give_nothing() -> None:
    assert trends.direction(YEARS, series(3.0, *[None] * 13)) is None


def test_a_flat_series_has_no_direction() -> None:
    found = trends.direction(YEARS, np.full(14, 7.0))
    assert found is not None
    assert (found.way, found.p, found.change) == ("none", 1.0, 0.0)


@pytest.mark.parametrize("years", [5, 8, 12, 25])
def test_a_world_without_trends_gives_at_most_five_percent_false_verdicts(years: int) -> None:
    noise = np.random.default_rng(years).normal(50, 5, size=(1500, years))
    judged = [trends.against("up", trends.direction(list(range(years)), row)) for row in noise]
    false = sum(v != trends.MIXED for v in judged) / len(judged)
    # Three standard errors of a true five percent over 1 500 tries.
    assert false <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 1500)


def test_a_world_without_differences_gives_at_most_five_percent_false_comparisons() -> None:
    draws = np.random.default_rng(3)
    false = sum(trends.compare(draws.normal(size=41), draws.normal(size=26), seed=n).p <= trends.LEVEL for n in range(120))  # type: ignore[union-attr]
    assert false / 120 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 120)


def test_a_clear_difference_between_groups_is_found() -> None:
    draws = np.random.default_rng(5)
    found = trends.compare(draws.normal(3, 1, 41), draws.normal(0, 1, 26))
    assert found is not None
    assert found.p < 0.01
    assert found.difference == pytest.approx(3, abs=0.8)
    assert found.effect > 0.8


def test_a_group_under_five_is_not_compared() -> None:
    assert trends.compare(series(1, 2, 3, 4), series(1, 2, 3, 4, 5, 6)) is None


@given(st.lists(st.sampled_from(["follows", "departs", "mixed", "no_data"]), max_size=6))
def test_the_whole_agrees_only_where_all_parts_do(parts: list[str]) -> None:
    whole = trends.together(parts)
    held = {p for p in parts if p != "no_data"}
    assert whole == ("no_data" if not held else held.pop() if len(held) == 1 else "mixed")
    assert all(trends.together(list(order)) == whole for order in itertools.islice(itertools.permutations(parts), 6))


@pytest.mark.parametrize(
    ("expected", "way", "verdict"),
    [("up", "up", "follows"), ("up", "down", "departs"), ("down", "down", "follows"), ("up", "none", "mixed"), ("stable", "up", "departs")],
)
def test_what_was_expected_decides(expected: str, way: str, verdict: str) -> None:
    found = trends.Direction(way, 0.1, 0.01, 10, 2010, 2020, 1.0, "tested")
    assert trends.against(expected, found) == verdict


def test_no_figures_follow_nothing() -> None:
    assert trends.against("up", None) == trends.NO_DATA


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0, 1), min_size=1, max_size=8))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(ps: dict[str, float]) -> None:
    adjusted = trends.holm(ps)
    assert list(adjusted) == list(ps)
    assert all(ps[k] <= adjusted[k] + 1e-12 and adjusted[k] <= 1 for k in ps)
    order = sorted(ps, key=lambda k: ps[k])
    assert all(adjusted[a] <= adjusted[b] for a, b in itertools.pairwise(order))


def test_the_spread_leaves_out_a_city_that_joins_later() -> None:
    steady = np.tile(np.array([[10.0], [12.0], [14.0], [16.0], [18.0], [20.0]]), (1, 5))
    late = np.array([[math.nan, math.nan, 100.0, 100.0, 100.0]])
    assert np.ptp(trends.spread(np.vstack([steady, late]))[2:]) == pytest.approx(0)


def test_growth_stays_on_one_side_of_a_break() -> None:
    values = np.tile(np.concatenate([np.arange(8.0), 100 + np.arange(6.0)]), (6, 1))
    found = trends.growth(YEARS, values, breaks=[2018])
    assert found is not None
    changes, first, last = found
    assert (first, last) == (2018, 2023)
    assert changes.tolist() == [5.0] * 6
