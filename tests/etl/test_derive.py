"""Derivations and the joining of sources."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.definitions import load
from etl.derive import DERIVATIONS, apply, join
from etl.model import Indicator, Recipe, Source, Term
from etl.source_blocks import VERBS
from etl.values import REASONS, Cells, Grid, empty

GRID = Grid(("GM0355", "NL01"), (2018, 2019, 2020, 2021))
ANY = load().indicators["inhabitants"]


def cells(*rows: list[float | None]) -> Cells:
    """Exact figures; None is unknown."""
    value = np.array([[np.nan if v is None else v for v in row] for row in rows])
    missing = np.where(np.isnan(value), REASONS.index("unknown"), 0).astype(np.int8)
    return Cells(value, value, value, np.zeros(value.shape, np.int8), missing)


def source(table: str, first: int | None = None, last: int | None = None, label: str = "") -> Source:
    """A source that is used for some years."""
    return Source(table, (), "JJ00", first, last, Recipe("sum", (Term(("X",)),)), (), 1.0, 0.0, label, None, None, None)


def indicator(bounds: tuple[float | None, float | None] = (None, None), *sources: Source) -> Indicator:
    """An indicator of the definitions with other sources."""
    return Indicator(**{**vars(ANY), "bounds": bounds, "sources": sources or (source("T1"),)})


def test_every_verb_of_the_definitions_is_registered() -> None:
    assert set(VERBS) == set(DERIVATIONS)


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        (Recipe("sum", (Term(("A",)),)), [[10, 20]]),
        (Recipe("sum", (Term(("A", "B")),)), [[14, 25]]),
        (Recipe("share", (Term(("A",)), Term(("B",))), 100.0), [[250, 400]]),
        (Recipe("share", (Term(("A", "B")), Term(("B", "@other"))), 100.0), [[1400 / 104, 2500 / 205]]),
        (Recipe("rate", (Term(("A",)), Term(("@other",))), 1000.0), [[100, 100]]),
    ],
)
def test_recipes(recipe: Recipe, expected: list[list[float]]) -> None:
    found = apply(recipe, {"A": cells([10, 20]), "B": cells([4, 5])}, {"other": cells([100, 200])})
    assert np.allclose(found.value, expected)


def test_a_recipe_can_be_read() -> None:
    assert str(Recipe("share", (Term(("A", "B")), Term(("C",))), 100.0)) == "(A + B) / C × 100"
    assert str(Recipe("sum", (Term(("A", "B")),))) == "A + B"


def test_sources_each_within_their_years() -> None:
    one, two = source("T1", None, 2019), source("T2", 2020)
    joined = join(
        indicator((None, None), one, two),
        [(one, cells([1, 2, 3, 4], [5, 6, 7, 8])), (two, cells([10, 20, 30, 40], [50, 60, 70, 80]))],
        GRID,
    )
    assert joined.cells.value.tolist() == [[1, 2, 30, 40], [5, 6, 70, 80]]
    assert joined.source.tolist() == [[0, 0, 1, 1], [0, 0, 1, 1]]


def test_the_first_source_wins_and_the_second_fills() -> None:
    one, two = source("T1"), source("T2")
    joined = join(
        indicator((None, None), one, two),
        [(one, cells([1, None, 3, None], [None] * 4)), (two, cells([10, 20, None, None], [None] * 4))],
        GRID,
    )
    assert joined.cells.value[0, :3].tolist() == [1, 20, 3]
    assert REASONS[joined.cells.missing[0, 3]] == "unknown"
    assert joined.source[0].tolist()[:3] == [0, 1, 0]


def test_a_year_that_no_source_covers_stays_open() -> None:
    one = source("T1", 2020, 2020)
    joined = join(indicator((None, None), one), [(one, cells([1, 2, 3, 4], [5, 6, 7, 8]))], GRID)
    assert np.isnan(joined.cells.value[:, [0, 1, 3]]).all()
    assert joined.cells.value[0, 2] == 3
    assert {REASONS[m] for m in joined.cells.missing[:, [0, 1]].ravel()} == {"absent_in_source"}
    assert {REASONS[m] for m in joined.cells.missing[:, 3].ravel()} == {"not_yet"}


def test_intervals_end_where_the_bounds_are() -> None:
    wide = Cells(np.array([[99.9]]), np.array([[99.4]]), np.array([[100.4]]), np.zeros((1, 1), np.int8), np.zeros((1, 1), np.int8))
    joined = join(indicator((0.0, 100.0)), [(source("T1"), wide)], Grid(("GM0355",), (2020,)))
    assert joined.cells.high[0, 0] == 100
    assert joined.cells.low[0, 0] == 99.4


figures = st.lists(st.lists(st.none() | st.floats(0, 1e6), min_size=4, max_size=4), min_size=2, max_size=2)
spans = st.tuples(st.none() | st.integers(2017, 2022), st.none() | st.integers(2017, 2022))


@given(st.lists(st.tuples(figures, spans), min_size=1, max_size=4))
def test_joining_never_invents(parts: list[tuple[list[list[float | None]], tuple[int | None, int | None]]]) -> None:
    """Every figure stands in a source that covers its year, and a gap means that no such source has one."""
    sources = [(source(f"T{n}", first, last), cells(*values)) for n, (values, (first, last)) in enumerate(parts)]
    joined = join(indicator((None, None), *(s for s, _ in sources)), sources, GRID)
    for i in range(2):
        for j, year in enumerate(GRID.years):
            candidates = [(n, c.value[i, j]) for n, (s, c) in enumerate(sources) if s.covers(year) and c.missing[i, j] == 0]
            if candidates:
                assert (joined.source[i, j], joined.cells.value[i, j]) == candidates[0]
            else:
                assert np.isnan(joined.cells.value[i, j])
                assert joined.cells.missing[i, j] != 0


@given(figures)
def test_a_gap_in_a_part_is_a_gap_in_the_whole(values: list[list[float | None]]) -> None:
    part, gap = cells(*values), empty((2, 4), "secret")
    for recipe in (
        Recipe("sum", (Term(("A", "B")),)),
        Recipe("share", (Term(("A",)), Term(("B",))), 100.0),
        Recipe("share", (Term(("B",)), Term(("A",))), 100.0),
    ):
        assert np.isnan(apply(recipe, {"A": part, "B": gap}, {}).value).all()
