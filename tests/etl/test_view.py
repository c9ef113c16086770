"""The view: places, the middle city, changes and the years drawn, on figures small enough to check in one's head."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.store import Store
from etl.view import Movement, Standing, View, drawn_years, make
from pages.components.choice import selection
from tests.pages.making import Cell, Figure, code, steady, view


def place(made: View, name: str) -> Standing | None:
    return made.places.get(code(name, [made.store.name(c) for c in made.group.codes]))


def test_highest_figure_is_place_one() -> None:
    made = view(steady(10, 50, 30, 20, 40))
    assert [made.store.name(c) for c, _ in made.ranked] == ["B", "E", "C", "D", "A"]
    assert place(made, "B") == Standing(1, False, 5, 0)
    assert place(made, "A") == Standing(5, False, 5, 0)


def test_equal_figures_share_a_place_and_the_next_place_is_skipped() -> None:
    made = view(steady(10, 30, 30, 30, 5))
    assert [place(made, n) for n in "BCD"] == [Standing(1, True, 5, 0)] * 3
    assert place(made, "A") == Standing(4, False, 5, 0)


def test_figures_that_are_equal_as_shown_share_a_place() -> None:
    made = view(steady(10.04, 9.96, 8, 7, 6), decimals=1)
    assert place(made, "A") == place(made, "B") == Standing(1, True, 5, 0)
    made = view(steady(10.06, 9.94, 8, 7, 6), decimals=1)
    assert place(made, "A") == Standing(1, False, 5, 0)


def test_missing_figures_have_no_place_and_are_counted() -> None:
    made = view(steady(0, 3, "secret", 2, 1, -1, "not_yet"))
    assert place(made, "C") is None
    assert place(made, "A") == Standing(4, False, 5, 2)
    assert place(made, "F") == Standing(5, False, 5, 2), "a figure below zero ranks under zero"


@pytest.mark.parametrize("held", [0, 1, 4])
def test_no_place_and_no_middle_under_five_cities_with_a_figure(held: int) -> None:
    cells: list[Cell] = [1.0, 2.0, 3.0, 4.0][:held]
    made = view(steady(*cells, *["unknown"] * (6 - held)))
    assert made.places == {}
    assert made.median_in() is None
    assert np.isnan(made.low).all()


def test_uncertain_figures_are_not_ranked() -> None:
    wide = Figure(99, low=90, high=108)
    made = view(steady(wide, Figure(5, low=4, high=6), 4, 3, 2, 1), uncertain_above=5.0)
    assert place(made, "A") is None
    assert place(made, "B") == Standing(1, False, 5, 1)


def test_band_and_middle_are_those_of_the_group_without_the_netherlands_or_a_city_from_outside() -> None:
    rows = {**steady(1, 2, 3, 4, 50), "Buiten": [1000], "Nederland": [5000]}
    made = view(rows, city="Buiten", members=["A", "B", "C", "D", "E"])
    assert made.low.tolist() == [1]
    assert made.high.tolist() == [50]
    assert made.median_in() == 3
    assert made.counts.tolist() == [5]
    assert made.places.keys() == set(made.group.codes)


def test_middle_of_an_even_group_lies_between_the_two_in_the_middle() -> None:
    assert view(steady(1, 2, 3, 4, 5, 60)).median_in() == 3.5


def test_zero_is_a_figure() -> None:
    made = view(steady(0, 0, 0, 0, 0), city="A")
    assert made.value("GM0001") == 0
    assert made.missing("GM0001") == ""
    assert made.median_in() == 0
    assert place(made, "A") == Standing(1, True, 5, 0)


@pytest.mark.parametrize(
    "reason", ["not_yet", "absent_in_source", "not_in_snapshot", "unknown", "secret", "impossible", "city_did_not_exist"]
)
def test_a_missing_figure_is_none_and_keeps_its_reason(reason: str) -> None:
    made = view({**steady(1, 2, 3, 4, 5), "F": [reason]}, city="F")
    assert made.value("GM0006") is None
    assert made.missing("GM0006") == reason
    assert not made.provisional("GM0006")


@pytest.mark.parametrize(("status", "soft"), [("final", False), ("provisional", True), ("revised", True), ("estimated", False)])
def test_provisional_figures_are_told_apart(status: str, soft: bool) -> None:
    made = view({**steady(1, 2, 3, 4), "E": [Figure(5, status)]})
    assert made.provisional("GM0005") is soft


def rising(breaks: dict[int, str] | None = None, year: int | None = None, cells: list[Cell] | None = None) -> View:
    """A rises one a year; B half a year, C two, D stands still, E falls, F has no first year."""
    base: list[Cell] = cells or [float(i) for i in range(13)]
    rows: dict[str, list[Cell]] = {
        "A": base,
        "B": [i / 2 for i in range(13)],
        "C": [i * 2.0 for i in range(13)],
        "D": [7.0] * 13,
        "E": [50.0 - i for i in range(13)],
        "F": ["city_did_not_exist", *[3.0 * i for i in range(1, 13)]],
    }
    return view(rows, city="A", first=2010, year=year, breaks=breaks or {})


def test_change_is_over_ten_years_and_counts_who_rose_more() -> None:
    change = rising().change("GM0001")
    assert change is not None
    assert (change.first, change.last, change.by) == (2012, 2022, 10)
    assert (change.others, change.others_more) == (5, 2), "C and F rose more; B, D and E did not"


def test_change_never_crosses_a_break() -> None:
    change = rising({2016: "andere telling"}).change("GM0001")
    assert change is not None
    assert (change.first, change.last, change.by) == (2016, 2022, 6)


def test_change_looks_only_at_breaks_before_the_year_shown() -> None:
    change = rising({2016: "andere telling"}, year=2015).change("GM0001")
    assert change is not None
    assert (change.first, change.last) == (2010, 2015)


def test_uncertain_figures_are_left_out_of_band_middle_and_change() -> None:
    wide = Figure(99, low=90, high=108)
    rows: dict[str, list[Cell]] = {n: [float(i), 0.0, 0.0, float(i)] for i, n in enumerate("ABCDEF")}
    made = view({**rows, "G": [1.0, 2.0, 3.0, wide], "H": [wide, 2.0, 3.0, 4.0]}, uncertain_above=5.0)
    assert made.counts.tolist() == [7, 8, 8, 7]
    assert made.high.tolist() == [5, 2, 3, 5]
    assert made.median_in() == 3
    change = made.change("GM0001")
    assert change is not None
    assert (change.others, change.others_more) == (5, 0)
    assert made.change("GM0007") is None
    assert made.change("GM0008") is None, "its first year is too coarse, and what is left is too short"


def test_no_change_over_less_than_three_years() -> None:
    assert rising({2020: "andere telling"}).change("GM0001") is None
    three = rising({2019: "andere telling"}).change("GM0001")
    assert three is not None
    assert (three.first, three.last) == (2019, 2022)


def test_change_begins_later_where_the_first_year_is_missing() -> None:
    cells: list[Cell] = [*["secret"] * 4, *[float(i) for i in range(4, 13)]]
    change = rising(cells=cells).change("GM0001")
    assert change is not None
    assert change.first == 2014


def test_change_is_that_of_the_figures_as_shown() -> None:
    cells: list[Cell] = [1.04] * 12 + [1.06]
    change = rising(cells=cells).change("GM0001")
    assert change is not None
    assert change.by == pytest.approx(0.1)


# Three cities get their first figure late: the middle of each year by itself rises, though every city with two figures falls.
NEWCOMERS: dict[str, list[Cell]] = {
    **{name: [50.0 + n, 49.0 + n, 48.0 + n] for n, name in enumerate("ABCDEF")},
    **{name: ["not_yet", 90.0, 90.0] for name in "GH"},
}


def test_the_middle_moves_as_the_same_cities_do() -> None:
    made = view(NEWCOMERS)
    assert (made.median_in(2020), made.median_in()) == (52.5, 51.5)
    found = made.movement()
    assert found == Movement(2020, 2022, 52.5, 50.5, 6, alone=True)
    assert made.steady(2020).tolist() == [52.5, 51.5, 50.5], "the line of those cities ends where the sentence does"
    plain = view({name: NEWCOMERS[name] for name in "ABCDEF"})
    assert plain.movement() == Movement(2020, 2022, 52.5, 50.5, 6, alone=False), "the line of all cities is that of the same ones"


def test_the_middle_is_followed_from_the_first_year_that_three_quarters_of_the_cities_can_be_compared_with() -> None:
    late: list[Cell] = ["not_yet", 5.0, 6.0]
    found = view({**NEWCOMERS, **{name: late for name in "JKL"}}).movement()
    assert found is not None
    assert (found.first, found.cities) == (2021, 11), "in 2020 only six of the eleven had a figure"
    assert view({**NEWCOMERS, **{name: late for name in "JKL"}}).movement(2020) is None


def test_the_middle_is_never_followed_across_a_break() -> None:
    rows: dict[str, list[Cell]] = {name: [50.0, 10.0, 12.0, 13.0] for name in "ABCDE"}
    assert view(rows, breaks={2021: "andere telling"}).movement() == Movement(2021, 2023, 10.0, 13.0, 5, alone=False)
    assert view(rows, breaks={2023: "andere telling"}).movement() is None
    assert view(rows, breaks={2021: "andere telling"}).movement(2020) is None


def test_cities_whose_area_changed_do_not_move_the_middle() -> None:
    made = view(NEWCOMERS)
    cut = replace(made, panel=replace(made.panel, breaks={"GM0005": {2021: "met Dorp"}}))
    found = cut.movement()
    assert found is not None
    assert (found.first, found.cities) == (2021, 8), "in 2020 five cities can be compared with now, from 2021 all of them"


def test_years_drawn_start_where_half_of_the_group_has_a_figure() -> None:
    rows: dict[str, list[Cell]] = {n: ["absent_in_source", i < 3 and 1.0 or "absent_in_source", 1.0, 2.0] for i, n in enumerate("ABCDEFGH")}
    assert view(rows).years == (2022, 2023)


def test_a_year_that_is_not_drawn_becomes_the_last_one() -> None:
    made = view(steady(1, 2, 3, 4, 5, years=3), year=1700)
    assert made.year == 2022


def test_a_group_without_any_figure_still_makes_a_view() -> None:
    made = view(steady(*["secret"] * 6), city="A")
    assert made.ranked == []
    assert made.median_in() is None
    assert made.years == (2020,)


@given(st.lists(st.one_of(st.integers(-3, 3).map(float), st.just("secret")), min_size=1, max_size=14))
def test_places_agree_with_a_count_of_who_is_higher(cells: list[Cell]) -> None:
    rows = {chr(ord("A") + i): [cell] for i, cell in enumerate(cells)}
    made = view(rows, decimals=0)
    numbers = [c for c in cells if isinstance(c, float)]
    assert bool(made.places) == (len(numbers) >= 5)
    for name, cell in zip(rows, cells, strict=True):
        if made.places and isinstance(cell, float):
            higher = sum(n > cell for n in numbers)
            assert place(made, name) == Standing(higher + 1, numbers.count(cell) > 1, len(numbers), len(cells) - len(numbers))


def test_rows_hold_every_drawn_year_of_every_region_once(held: Store) -> None:
    made = make(held, held.indicators()[0], selection.groups(held, None)["positie-2"], held.city("GM0355"))
    assert len(made.rows) == len(made.years) * (len(made.group.codes) + 2)
    assert not made.rows.duplicated(["region", "year"]).any()
    assert (made.rows["value"].isna() == made.rows["missing"].notna()).all()


@pytest.mark.parametrize("name", ["share_65_plus", "woz_value", "self_employed_share", "hospital_distance"])
def test_years_drawn_all_lie_in_the_snapshot_and_hold_figures(held: Store, name: str) -> None:
    for group in selection.groups(held, None).values():
        years = drawn_years(held.panel(name, group.codes), len(group.codes))
        assert set(years) <= set(held.years)
        assert years == sorted(years)
