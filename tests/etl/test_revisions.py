"""Two snapshots that differ in known cells give exactly those cells as revisions; a snapshot that was asked for by name stays what it was."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import revisions, snapshot
from etl.outcome import Outcome
from tests.etl.conftest import THEN
from tests.etl.service import Service

REGIONS, YEARS, NAMES = ("GM0001", "GM0002", "NL01"), (2020, 2021, 2022), ("homes", "jobs")
CELLS = [(n, r, y) for n in NAMES for r in REGIONS for y in YEARS]
FIGURES = st.one_of(st.none(), st.floats(-1e6, 1e6).map(lambda v: round(v, 6)))


def frame(figures: dict[tuple[str, str, int], float | None], status: str = "final") -> pd.DataFrame:
    rows = [
        {
            "indicator": n,
            "region": r,
            "year": y,
            "value": np.nan if v is None else v,
            "missing": "unknown" if v is None else None,
            "status": None if v is None else status,
        }
        for (n, r, y), v in figures.items()
    ]
    return pd.DataFrame(rows).astype({"year": "int16"})


WORLD: dict[tuple[str, str, int], float | None] = {cell: float(i) for i, cell in enumerate(CELLS)}


@given(st.dictionaries(st.sampled_from(CELLS), FIGURES))
@settings(deadline=None)
def test_exactly_the_changed_cells_are_found(edits: dict[tuple[str, str, int], float | None]) -> None:
    found = revisions.between(frame(WORLD), frame({**WORLD, **edits}))
    real = {c: v for c, v in edits.items() if v is None or abs(v - (WORLD[c] or 0.0)) > revisions.SAME}
    assert set(found.cells[revisions.KEY].itertuples(index=False, name=None)) == set(real)
    assert list(found.cells.columns) == revisions.COLUMNS
    assert found.vanished == sum(v is None for v in real.values())
    assert found.changed == sum(v is not None for v in real.values())
    assert found.appeared == 0
    back = revisions.between(frame({**WORLD, **edits}), frame(WORLD))
    assert (back.changed, back.appeared, back.vanished) == (found.changed, found.vanished, 0)


def test_the_same_snapshot_has_no_revisions() -> None:
    found = revisions.between(frame(WORLD), frame(WORLD))
    assert len(found.cells) == 0
    assert revisions.sentence(found) == "0 figures changed, 0 appeared, 0 went away."


def test_another_status_of_the_same_figure_is_told_apart() -> None:
    found = revisions.between(frame(WORLD, "provisional"), frame(WORLD))
    assert (len(found.cells), found.changed) == (len(CELLS), 0)
    assert "18 kept their figure, or had none, and got another status or reason" in revisions.sentence(found)


def test_new_indicators_and_years_are_no_revisions() -> None:
    longer = {**WORLD, **{("homes", r, 2023): 1.0 for r in REGIONS}, **{("cars", r, y): 1.0 for r in REGIONS for y in YEARS}}
    found = revisions.between(frame(WORLD), frame(longer))
    assert len(found.cells) == 0
    assert (found.new_indicators, found.new_years, found.gone_indicators, found.gone_years) == (("cars",), (2023,), (), ())
    assert revisions.sentence(found).endswith("new indicators: cars; new years: 2023; 12 figures came with them.")


def test_a_region_that_came_or_went_is_named_with_its_figures() -> None:
    fewer = {cell: v for cell, v in WORLD.items() if cell[1] != "GM0002"}
    found = revisions.between(frame(WORLD), frame({**fewer, ("homes", "GM0001", 2020): 99.0}))
    assert (found.gone_regions, found.new_regions) == (("GM0002",), ())
    assert (found.there, found.changed, found.gone_figures, found.other) == (18, 1, 6, 7)
    assert revisions.sentence(found, {"GM0002": "Zeist"}) == (
        "1 figures changed, 0 appeared, 0 went away; regions that are gone: GM0002 Zeist; 6 figures went with them."
    )
    back = revisions.between(frame(fewer), frame(WORLD))
    assert (back.gone_regions, back.new_regions, back.gone_figures, back.new_figures) == ((), ("GM0002",), 0, 6)


def test_cells_are_told_one_by_one_the_most_important_first() -> None:
    old = frame({("homes", "GM0001", 2020): 1234.5, ("homes", "GM0001", 2021): None, ("homes", "NL01", 2020): 3.0}, "provisional")
    new = frame({("homes", "GM0001", 2020): 1234.5, ("homes", "GM0001", 2021): 7.0, ("homes", "NL01", 2020): 2.75})
    cells = revisions.between(old, new).cells
    assert revisions.lines(revisions.foremost(cells), {"GM0001": "Zeist"}) == [
        "homes, NL01, 2020: 3 [provisional] → 2.75 [final] (-0.25)",
        "homes, GM0001 Zeist, 2021: none [unknown] → 7 [final]",
        "homes, GM0001 Zeist, 2020: 1,234.5 [provisional] → 1,234.5 [final]",
    ]
    assert len(revisions.foremost(cells, 2)) == 2


def test_a_build_after_known_revisions_differs_in_exactly_those_cells(
    service: Service, run: Callable[..., Outcome], tmp_path: Path
) -> None:
    """CBS revises one number of Zeist and withdraws one of Winterswijk: two cells each, for the share is made of the same number."""
    data = tmp_path / "data"
    first = str(run().published)
    seen = snapshot.verify(first, data).table("observations").to_pandas()
    for row in service.table("82900NED")["TypedDataSet"]:
        at = row["RegioS"].strip(), row["Perioden"].strip()
        if at == ("GM0355", "2020JJ00"):
            row["TotaleWoningvoorraad_1"] += 7
        if at == ("GM0294", "2019JJ00"):
            row["TotaleWoningvoorraad_1"] = None
    second = str(run(now=lambda: THEN + timedelta(days=30)).published)
    assert second != first

    folders = [data / "snapshots" / name for name in (first, second)]
    found = revisions.between(*map(revisions.figures, folders))
    cells = [
        (name, region, year) for name in ("dwellings", "owner_occupied_share") for region, year in (("GM0294", 2019), ("GM0355", 2020))
    ]
    assert list(found.cells[revisions.KEY].itertuples(index=False, name=None)) == cells
    assert (found.changed, found.vanished, found.appeared) == (2, 2, 0)
    zeist = found.cells[(found.cells["indicator"] == "dwellings") & (found.cells["region"] == "GM0355")].iloc[0]
    assert zeist["new"] - zeist["old"] == 7
    file = pd.read_csv(io.BytesIO(revisions.between_files(*folders)))
    assert list(file[revisions.KEY].itertuples(index=False, name=None)) == cells

    # Who asks for the first by name gets what was there before the second was built, and so does everybody after a rollback.
    pd.testing.assert_frame_equal(snapshot.verify(first, data).table("observations").to_pandas(), seen)
    assert snapshot.current(data) == second
    snapshot.point(first, data)
    held, troubles = snapshot.usable(data)
    assert (held.id, troubles) == (first, [])
    pd.testing.assert_frame_equal(held.table("observations").to_pandas(), seen)
    back = revisions.between(*(revisions.figures(folder) for folder in reversed(folders)))
    assert (back.changed, back.vanished, back.appeared) == (2, 0, 2)
