"""Rows as CBS sends them, laid on the grid: every figure in its place, every gap with its reason."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.periods import STATUSES
from etl.tidy import place
from etl.values import REASONS, Grid

GRID = Grid(("GM0355", "GM1980", "NL01"), (2019, 2020, 2021, 2022, 2023))
BORN = {"GM0355": 1830, "GM1980": 2022}


def rows(*found: tuple[str, int, float | None]) -> pd.DataFrame:
    """A slice as the client gives it."""
    frame = pd.DataFrame(found, columns=["region", "year", "X_1"]).astype({"X_1": "float64"})
    return frame.assign(status="final")


def laid(frame: pd.DataFrame, **settings: Any) -> Any:
    """`place` with the usual settings."""
    usual = {"periods": (2020, 2021, 2022), "scale": 1.0, "rounds_to": 0.0, "born": BORN, "recorded": False}
    return place(frame, "X_1", GRID, **{**usual, **settings})


def reasons(cells: Any, region: str) -> list[str]:
    """The reasons of a region, an empty text where there is a figure."""
    return [REASONS[m] for m in cells.missing[GRID.regions.index(region)]]


def test_every_gap_has_its_own_reason() -> None:
    cells = laid(rows(("GM0355", 2020, 5), ("GM0355", 2021, None), ("NL01", 2021, 7)))
    assert reasons(cells, "GM0355") == ["absent_in_source", "", "unknown", "absent_in_source", "not_yet"]
    assert reasons(cells, "GM1980")[:3] == ["city_did_not_exist"] * 3
    assert cells.value[0, 1] == 5
    assert cells.value[2, 2] == 7


def test_a_year_that_nobody_has_is_not_an_unknown_figure() -> None:
    cells = laid(rows(("GM0355", 2020, 5), ("GM0355", 2021, None), ("NL01", 2021, None)))
    assert reasons(cells, "GM0355")[2] == "absent_in_source"
    assert reasons(laid(rows(("GM0355", 2021, None)), recorded=True), "GM0355")[2] == "not_in_snapshot"


def test_an_archive_does_not_say_what_cbs_has() -> None:
    cells = laid(rows(("NL01", 2020, 1)), recorded=True)
    assert reasons(cells, "GM0355") == ["absent_in_source", "not_in_snapshot", "not_in_snapshot", "not_in_snapshot", "not_in_snapshot"]


@pytest.mark.parametrize("recorded", [True, False])
def test_nothing_more_comes_of_a_table_that_ended(recorded: bool) -> None:
    cells = laid(rows(("NL01", 2020, 1)), recorded=recorded, ended=True)
    assert reasons(cells, "GM0355")[-1] == "absent_in_source"


def test_a_figure_from_before_a_city_was_born_is_kept() -> None:
    """CBS puts some tables on the borders of today, so that Dijk en Waard has figures from before 2022."""
    cells = laid(rows(("GM1980", 2020, 3)))
    assert reasons(cells, "GM1980") == ["city_did_not_exist", "", "city_did_not_exist", "absent_in_source", "not_yet"]


def test_zero_is_a_figure() -> None:
    cells = laid(rows(("GM0355", 2020, 0)))
    assert cells.value[0, 1] == 0
    assert cells.missing[0, 1] == 0


def test_rows_of_elsewhere_and_of_other_years_are_left_out() -> None:
    cells = laid(rows(("GM0398", 2020, 5), ("GM0355", 1990, 5)))
    assert np.isnan(cells.value).all()


@pytest.mark.parametrize(("scale", "rounds_to"), [(1.0, 0.0), (1000.0, 0.1), (0.001, 5.0)])
def test_unit_and_rounding(scale: float, rounds_to: float) -> None:
    cells = laid(rows(("GM0355", 2020, 12.3)), scale=scale, rounds_to=rounds_to)
    assert cells.value[0, 1] == pytest.approx(12.3 * scale)
    assert cells.low[0, 1] == pytest.approx((12.3 - rounds_to / 2) * scale)
    assert cells.high[0, 1] == pytest.approx((12.3 + rounds_to / 2) * scale)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from([*GRID.regions, "GM0398"]), st.integers(2017, 2025)), st.none() | st.floats(-1e6, 1e9), max_size=30
    ),
    st.booleans(),
)
def test_nothing_is_invented_and_nothing_lost(cells_sent: dict[tuple[str, int], float | None], recorded: bool) -> None:
    frame = rows(*((region, year, value) for (region, year), value in cells_sent.items()))
    cells = laid(frame, recorded=recorded)
    for i, region in enumerate(GRID.regions):
        for j, year in enumerate(GRID.years):
            sent = cells_sent.get((region, year))
            assert (cells.missing[i, j] == 0) == (sent is not None)
            if sent is not None:
                assert cells.value[i, j] == sent == cells.low[i, j] == cells.high[i, j]
                assert STATUSES[cells.status[i, j]] == "final"


@given(st.permutations(list(range(6))))
def test_the_order_of_rows_does_not_count(order: list[int]) -> None:
    frame = rows(
        *((region, year, index) for index, (region, year) in enumerate((r, y) for r in ("GM0355", "NL01") for y in (2020, 2021, 2022)))
    )
    one, other = laid(frame), laid(frame.iloc[order])
    assert np.array_equal(one.value, other.value, equal_nan=True)
    assert np.array_equal(one.missing, other.missing)
