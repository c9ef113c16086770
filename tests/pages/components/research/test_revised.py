"""What changed between two snapshots: the same cells as the file of them, in words and numbers that say what happened."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import revisions
from etl.store import Store
from pages.components.research import revised
from tests.pages import making
from tests.pages.making import Cell, Figure

NAMES = ("A", "B", "Nederland")
CELLS = st.one_of(
    st.integers(0, 3).map(float),
    st.builds(Figure, st.integers(0, 3).map(float), st.sampled_from(["final", "provisional"])),
    st.sampled_from(["unknown", "not_yet"]),
)
WORLDS = st.fixed_dictionaries({name: st.lists(CELLS, min_size=3, max_size=3) for name in NAMES})


def frame(store: Store) -> pd.DataFrame:
    return store.series("share").assign(indicator="share")


def made(rows: dict[str, list[Cell]]) -> Store:
    return making.store(rows, making.indicator())


@given(WORLDS, WORLDS)
@settings(max_examples=40, deadline=None)
def test_the_page_finds_the_cells_of_the_file(before: dict[str, list[Cell]], after: dict[str, list[Cell]]) -> None:
    old, new = made(before), made(after)
    found = revisions.of_stores(old, new).cells
    expected = revisions.between(frame(old), frame(new)).cells
    assert list(found.columns) == list(expected.columns)
    plain = [cells.astype("object").where(cells.notna(), None).values.tolist() for cells in (found, expected)]
    assert plain[0] == plain[1]
    # Every revised cell is told once, and counted as what it is.
    said = revised.table(new, found)
    assert len(said) == len(found)
    assert len(revisions.kinds(found)) == len(found)


def test_some_regions_and_years_only() -> None:
    old, new = made({"A": [1, 2, 3], "B": [1, 2, 3]}), made({"A": [1, 5, 6], "B": [9, 2, 3]})
    assert len(revisions.of_stores(old, new).cells) == 3
    some = revisions.of_stores(old, new, ["share"], ["GM0001"], 2021, 2021)
    assert (some.there, some.changed) == (1, 1)
    assert some.cells[revisions.KEY].values.tolist() == [["share", "GM0001", 2021]]
    assert revisions.of_stores(old, new, ["other"], ["GM0001"]).cells.empty


def test_each_kind_of_change_is_told_as_what_it_is() -> None:
    old = made({"A": [1, 2.04, "not_yet"], "B": [4, Figure(5, "provisional"), "unknown"]})
    new = made({"A": ["unknown", 2.01, 7], "B": [4.5, Figure(5), "secret"]})
    cells = revisions.of_stores(old, new).cells
    lines = {
        (r["gemeente"], r["jaar"]): (r["was"], r["werd"], r["verschil"], r["wat"]) for r in revised.table(new, cells).to_dict("records")
    }
    assert lines == {
        ("B", 2020): ("4,0", "4,5", "+0,5", "andere waarde"),
        # Alike as pages show them: told to the last decimal.
        ("A", 2021): ("2,04", "2,01", "\u22120,03", "andere waarde"),
        ("A", 2020): ("1,0", "–", "", "vervallen: onbekend bij het CBS"),
        ("A", 2022): ("–", "7,0", "", "kwam erbij, eerst: nog niet verschenen"),
        ("B", 2021): ("5,0", "5,0", "", "voorlopig → definitief"),
        ("B", 2022): ("–", "–", "", "andere reden: onbekend bij het CBS → geheim"),
    }
    assert [kind for kind, *_ in revised.table(new, cells)[["wat"]].values.tolist()][0] == "andere waarde", "other figures come first"
    assert revised.sentence(cells) == (
        "2 waarden zijn anders, 1 is vervallen, 1 kwam erbij, 1 bleef gelijk met een andere status en 1 lege cel heeft een andere reden."
    )
    assert revised.sentence(cells.iloc[:0]) == "Geen enkele waarde is anders."


def test_a_long_list_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revised, "MOST", 4)
    cells = revisions.of_stores(made({"A": [1, 2, "unknown", 4]}), made({"A": [2, 3, 3, 5]})).cells
    assert len(cells) == 4
    cells = revisions.of_stores(made({"A": [1, 2, "unknown", 4], "B": [1, 1, 1, 1]}), made({"A": [2, 3, 3, 5], "B": [2, 2, 1, 1]})).cells
    assert len(cells) == 6
    shown = revised.table(made({"A": [1, 1, 1, 1], "B": [1, 1, 1, 1]}), cells)
    assert list(shown["wat"]) == ["andere waarde"] * 4, "what matters most stays"


@given(WORLDS, WORLDS, st.booleans(), st.booleans())
@settings(max_examples=30, deadline=None)
def test_what_came_and_went_is_counted_as_the_file_counts_it(
    before: dict[str, list[Cell]], after: dict[str, list[Cell]], gone: bool, new: bool
) -> None:
    """A municipality that one of two snapshots lacks: the page and the file name the same, and their totals are those of the cells."""
    sides = [
        made({name: cells for name, cells in rows.items() if name != "B" or not without})
        for rows, without in ((before, new), (after, gone))
    ]
    found, expected = revisions.of_stores(*sides), revisions.between(*map(frame, sides))
    for part in ("gone_regions", "new_regions", "gone_figures", "new_figures", "there", "changed", "vanished", "appeared", "other"):
        assert getattr(found, part) == getattr(expected, part), part
    assert (found.gone_regions, found.new_regions) == (("GM0002",) * (gone and not new), ("GM0002",) * (new and not gone))


def test_a_municipality_that_went_is_told_with_its_figures() -> None:
    old, new = made({"A": [1, 2, 3], "B": [1, 2, "unknown"]}), made({"A": [1, 2, 4]})
    found = revisions.of_stores(old, new)
    assert revised.apart(found, old, new) == ["Niet meer in de latere momentopname: B (2 waarden)."]
    assert revised.apart(revisions.of_stores(new, old), new, old) == ["Alleen in de latere momentopname: B (2 waarden)."]
    assert (found.there, found.other) == (5, 3)


def test_forecasts_and_years_count_too() -> None:
    shown = making.indicator()
    old = making.store({"A": [1, 2, 3]}, shown, ahead={"A": [3, 4, 5]})
    new = making.store({"A": [1, 2, 3, 4]}, shown, ahead={"A": [4, 9, 5]})
    found = revisions.of_stores(old, new)
    # Observed 2020-2022, foretold 2022-2024; the newer one foretells 2023-2025.
    assert found.cells[revisions.KEY].values.tolist() == [["later", "GM0001", 2024]]
    assert (found.there, found.gone_figures, found.new_figures) == (6, 1, 2)
    assert (found.new_years, found.gone_years) == ((2025,), ())
