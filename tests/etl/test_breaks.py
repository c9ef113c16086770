"""Breaks: of the series on the first figure that cannot be compared, joined with what changed of the area."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from etl import breaks

YEARS = (2018, 2019, 2020, 2021, 2022)


def held(*rows: str) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """A row per region, a letter per year: `x` where there is a figure."""
    return np.array([[letter == "x" for letter in row] for row in rows])


def test_it_stands_on_the_first_figure_in_or_after_its_year() -> None:
    assert breaks.of_series(held("xxxxx", "xx..x", "xxx.."), YEARS, {2020: "andere telling"}) == {
        (0, 2): "andere telling",
        (1, 4): "andere telling",
        (2, 2): "andere telling",
    }


def test_without_a_figure_before_or_after_there_is_nothing_to_compare() -> None:
    assert breaks.of_series(held("..xxx", "xx...", "....."), YEARS, {2020: "andere telling"}) == {}


def test_a_break_outside_the_years_or_in_the_first_of_them_is_none() -> None:
    assert breaks.of_series(held("xxxxx"), YEARS, {2010: "a", 2018: "b", 2030: "c"}) == {}


def test_two_breaks_between_two_figures_are_both_told() -> None:
    assert breaks.of_series(held("x...x"), YEARS, {2021: "weer anders", 2019: "anders"}) == {(0, 4): "anders; weer anders"}


def test_both_kinds_are_joined_and_taken_apart_again() -> None:
    said = breaks.joined("andere weging", "met Weesp; eerdere grenzen niet herleid")
    assert said == "andere weging; met Weesp; eerdere grenzen niet herleid"
    assert breaks.of_area(said, ["andere weging"]) == "met Weesp; eerdere grenzen niet herleid"
    assert breaks.of_area("andere weging", ["andere weging"]) == ""
    assert breaks.of_area("met Weesp", []) == "met Weesp"
    assert breaks.joined("", said, "met Weesp") == said, "nothing is told twice"


@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=6), st.sets(st.sampled_from(YEARS)))
def test_every_pair_of_figures_across_a_break_is_told_and_no_other(rows: list[list[bool]], when: set[int]) -> None:
    found = breaks.of_series(np.array(rows), YEARS, {year: str(year) for year in when})
    for i, row in enumerate(rows):
        there = [j for j, is_held in enumerate(row) if is_held]
        for before, after in zip(there, there[1:], strict=False):
            crossed = "; ".join(str(y) for y in sorted(when) if YEARS[before] < y <= YEARS[after])
            assert found.get((i, after), "") == crossed
    assert all(rows[i][j] for i, j in found)
