"""What changed from one snapshot to another: every cell whose figure, or reason for having none, is not what it was.

Pure but for what reads files. A cell that one of the two does not know at all (a new indicator, a new year) is no revision of it; those are counted apart.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from etl.panel import Panel
from etl.periods import RENAMED, STATUSES
from etl.store import Store
from etl.values import REASONS

KEY = ["indicator", "region", "year"]
COLUMNS = [*KEY, "old", "new", "old_missing", "new_missing", "old_status", "new_status"]
"""One row per revised cell, sorted by indicator, region and year; `old` and `new` are figures in the indicator's unit, null where there is none."""
SAME = 5e-7
"""Figures are kept to six decimals: what differs less is the same figure."""


@dataclass(frozen=True)
class Revisions:
    """The difference between two snapshots: the revised `cells` (columns `COLUMNS`), and the indicators and years only one of them has."""

    cells: pd.DataFrame
    new_indicators: tuple[str, ...]
    gone_indicators: tuple[str, ...]
    new_years: tuple[int, ...]
    gone_years: tuple[int, ...]

    @property
    def changed(self) -> int:
        """Cells with another figure than before, where both snapshots have one."""
        return int(((self.cells["old"] - self.cells["new"]).abs() > SAME).sum())

    @property
    def appeared(self) -> int:
        """Cells that had no figure and now have one."""
        return int((self.cells["old"].isna() & self.cells["new"].notna()).sum())

    @property
    def vanished(self) -> int:
        """Cells that had a figure and now have none."""
        return int((self.cells["old"].notna() & self.cells["new"].isna()).sum())


def between(old: pd.DataFrame, new: pd.DataFrame) -> Revisions:
    """Compare two frames of observations (columns region, indicator, year, value, status, missing; one row per cell)."""
    sides = {}
    for name, frame in (("old", old), ("new", new)):
        side = frame[[*KEY, "value", "missing", "status"]].rename(
            columns={"value": name, "missing": f"{name}_missing", "status": f"{name}_status"}
        )
        side[f"{name}_status"] = side[f"{name}_status"].replace(RENAMED)
        sides[name] = side.astype({"indicator": "str", "region": "str", "year": "int16", f"{name}_missing": "str", f"{name}_status": "str"})
    both = sides["old"].merge(sides["new"], on=KEY, how="inner")
    unequal = ~((both["old"] - both["new"]).abs() <= SAME) & ~(both["old"].isna() & both["new"].isna())
    other_reason = both["old"].isna() & both["new"].isna() & (both["old_missing"].fillna("") != both["new_missing"].fillna(""))
    other_status = both["old"].notna() & both["new"].notna() & (both["old_status"].fillna("") != both["new_status"].fillna(""))
    cells = both[unequal | other_reason | other_status].sort_values(KEY, ignore_index=True)[COLUMNS]
    names = {side: set(frame["indicator"]) for side, frame in (("old", old), ("new", new))}
    years = {side: {int(y) for y in frame["year"].unique()} for side, frame in (("old", old), ("new", new))}
    return Revisions(
        cells,
        tuple(sorted(names["new"] - names["old"])),
        tuple(sorted(names["old"] - names["new"])),
        tuple(sorted(years["new"] - years["old"])),
        tuple(sorted(years["old"] - years["new"])),
    )


def of_stores(
    old: Store,
    new: Store,
    indicators: Sequence[str] | None = None,
    regions: Sequence[str] | None = None,
    first: int | None = None,
    last: int | None = None,
) -> pd.DataFrame:
    """The revised cells between two opened snapshots, those of `between`: all of them, or of some indicators, regions and years.

    Compares arrays, so that a page can ask it: hundredths of a second for everything.
    """
    frames = []
    for name in sorted(_names(old) & _names(new) if indicators is None else set(indicators) & _names(old) & _names(new)):
        known = set(new.region_codes)
        codes = [code for code in sorted(old.region_codes if regions is None else set(regions)) if code in known]
        before, after = _panel(old, name, codes), _panel(new, name, codes)
        years = [y for y in before.years if y in after.years and (first is None or y >= first) and (last is None or y <= last)]
        then, now = (np.array([y - side.years[0] for y in years], np.intp) for side in (before, after))
        a, b = before.value[:, then], after.value[:, now]
        reasons, statuses = (before.missing[:, then], after.missing[:, now]), (before.status[:, then], after.status[:, now])
        none = np.isnan(a) & np.isnan(b)
        both = ~np.isnan(a) & ~np.isnan(b)
        with np.errstate(invalid="ignore"):
            unequal = ~(np.abs(a - b) <= SAME) & ~none
        at = np.nonzero(unequal | none & (reasons[0] != reasons[1]) | both & (statuses[0] != statuses[1]))
        sides = {}
        for side, values, reason, status in (("old", a, reasons[0], statuses[0]), ("new", b, reasons[1], statuses[1])):
            held = ~np.isnan(values[at])
            sides[side] = values[at]
            sides[f"{side}_missing"] = np.array([None, *REASONS[1:]], object)[reason[at]]
            sides[f"{side}_status"] = np.array([None, *STATUSES], object)[np.where(held, status[at] + 1, 0)]
        key = {"indicator": name, "region": np.array(codes, object)[at[0]], "year": np.array(years, np.int16)[at[1]]}
        frames.append(pd.DataFrame(key | sides)[COLUMNS])
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)


def _names(store: Store) -> set[str]:
    observed = {i.id for i in store.indicators()}
    return observed | {f.id for f in map(store.forecast, observed) if f is not None}


def _panel(store: Store, name: str, regions: Sequence[str]) -> Panel:
    return store.foretold(name, regions) if name in store.definitions.forecasts else store.panel(name, regions)


def sentence(found: Revisions) -> str:
    """The difference in one paragraph."""
    parts = [f"{found.changed:,} figures changed, {found.appeared:,} appeared, {found.vanished:,} went away"]
    rest = len(found.cells) - found.changed - found.appeared - found.vanished
    if rest:
        parts.append(f"{rest:,} kept their figure, or had none, and got another status or reason")
    for label, names in (("new indicators", found.new_indicators), ("indicators that are gone", found.gone_indicators)):
        if names:
            parts.append(f"{label}: {', '.join(names)}")
    for label, years in (("new years", found.new_years), ("years that are gone", found.gone_years)):
        if years:
            parts.append(f"{label}: {', '.join(map(str, years))}")
    return "; ".join(parts) + "."


def figures(folder: Path) -> pd.DataFrame:
    """Everything a snapshot folder holds, observed and foretold, as `between` takes it."""
    files = [folder / f"{name}.parquet" for name in ("observations", "forecasts")]
    columns = [*KEY, "value", "missing", "status"]
    return pd.concat([pd.read_parquet(file, columns=columns) for file in files if file.exists()], ignore_index=True)


def between_files(old: Path, new: Path) -> bytes:
    """The revised cells between two snapshot folders as CSV. Takes seconds: not for the server's own process."""
    sink = io.BytesIO()
    between(*map(figures, (old, new))).cells.to_csv(sink, index=False)
    return sink.getvalue()
