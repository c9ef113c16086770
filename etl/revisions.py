"""What changed from one snapshot to another: every cell whose figure, or reason for having none, is not what it was.

Pure but for what reads files. A cell that one of the two does not know at all (a region, indicator or year that came or went) is no revision of
it; those are named and counted apart.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.panel import Panel
from etl.periods import RENAMED, STATUSES
from etl.store import Store
from etl.values import REASONS

KEY = ["indicator", "region", "year"]
COLUMNS = [*KEY, "old", "new", "old_missing", "new_missing", "old_status", "new_status"]
"""One row per revised cell, sorted by indicator, region and year; `old` and `new` are figures in the indicator's unit, null where there is none."""
SAME = 5e-7
"""Figures are kept to six decimals: what differs less is the same figure."""


KINDS = ("changed", "vanished", "appeared", "status", "reason")
"""What can have happened to a cell, the most important first."""


@dataclass(frozen=True)
class Revisions:
    """The difference between two snapshots: the revised `cells` (columns `COLUMNS`), and what only one of the two has.

    `there` are the figures the older one has, `gone_figures` those of them in cells that the newer one does not know at all (of a region,
    indicator or year that went), `new_figures` the figures in cells that the older one does not know.
    """

    cells: pd.DataFrame
    new_indicators: tuple[str, ...] = ()
    gone_indicators: tuple[str, ...] = ()
    new_years: tuple[int, ...] = ()
    gone_years: tuple[int, ...] = ()
    new_regions: tuple[str, ...] = ()
    gone_regions: tuple[str, ...] = ()
    there: int = 0
    gone_figures: int = 0
    new_figures: int = 0

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

    @property
    def other(self) -> int:
        """Figures of the older snapshot that are another figure, or are not there any more, in the newer one."""
        return self.changed + self.vanished + self.gone_figures


def kinds(cells: pd.DataFrame) -> pd.Series:
    """Per revised cell (columns `COLUMNS`) which of `KINDS` it is."""
    old, new = cells["old"].notna(), cells["new"].notna()
    with np.errstate(invalid="ignore"):
        moved = (cells["old"] - cells["new"]).abs() > SAME
    of = np.select([old & new & moved, old & ~new, ~old & new, old & new], list(KINDS[:4]), KINDS[4])
    return pd.Series(of, index=cells.index, dtype="str")


def foremost(cells: pd.DataFrame, most: int | None = None) -> pd.DataFrame:
    """Revised cells with what matters most first (`KINDS`), else in their own order; `most` of them, or all."""
    order = kinds(cells).map({name: place for place, name in enumerate(KINDS)}).sort_values(kind="stable").index
    return cells.loc[order if most is None else order[:most]]


def between(old: pd.DataFrame, new: pd.DataFrame) -> Revisions:
    """Compare two frames of observations (columns region, indicator, year, value, status, missing; one row per cell)."""
    sides = {}
    for name, frame in (("old", old), ("new", new)):
        side = frame[[*KEY, "value", "missing", "status"]].rename(
            columns={"value": name, "missing": f"{name}_missing", "status": f"{name}_status"}
        )
        side[f"{name}_status"] = side[f"{name}_status"].replace(RENAMED)
        sides[name] = side.astype({"indicator": "str", "region": "str", "year": "int16", f"{name}_missing": "str", f"{name}_status": "str"})
    every = sides["old"].merge(sides["new"], on=KEY, how="outer", indicator="side")
    both = every[every["side"] == "both"]
    unequal = ~((both["old"] - both["new"]).abs() <= SAME) & ~(both["old"].isna() & both["new"].isna())
    other_reason = both["old"].isna() & both["new"].isna() & (both["old_missing"].fillna("") != both["new_missing"].fillna(""))
    other_status = both["old"].notna() & both["new"].notna() & (both["old_status"].fillna("") != both["new_status"].fillna(""))
    cells = both[unequal | other_reason | other_status].sort_values(KEY, ignore_index=True)[COLUMNS]
    has = {side: {key: set(frame[key].unique().tolist()) for key in KEY} for side, frame in (("old", old), ("new", new))}

    def apart(key: str, here: str, there: str) -> tuple[Any, ...]:
        return tuple(sorted(has[here][key] - has[there][key]))

    return Revisions(
        cells,
        apart("indicator", "new", "old"),
        apart("indicator", "old", "new"),
        tuple(map(int, apart("year", "new", "old"))),
        tuple(map(int, apart("year", "old", "new"))),
        apart("region", "new", "old"),
        apart("region", "old", "new"),
        there=int(sides["old"]["old"].notna().sum()),
        gone_figures=int((every["old"].notna() & (every["side"] == "left_only")).sum()),
        new_figures=int((every["new"].notna() & (every["side"] == "right_only")).sum()),
    )


def of_stores(
    old: Store,
    new: Store,
    indicators: Sequence[str] | None = None,
    regions: Sequence[str] | None = None,
    first: int | None = None,
    last: int | None = None,
) -> Revisions:
    """The difference between two opened snapshots, that of `between`: all of it, or of some indicators, regions and years.

    Compares arrays, so that a page can ask it: hundredths of a second for everything, where little was revised.
    """
    had, has = set(old.region_codes), set(new.region_codes)
    names, asked = (_names(old), _names(new)), None if regions is None else set(regions)
    known = [n for n in sorted(names[0] | names[1]) if indicators is None or n in indicators]
    mine = [[code for code in sorted(side) if asked is None or code in asked] for side in (had, has)]
    codes = [code for code in mine[0] if code in has]
    frames, years_of, there, gone, came = [], (set[int](), set[int]()), 0, 0, 0
    for name in known:
        sides = [_panel(store, name, codes_) if name in of else None for store, of, codes_ in zip((old, new), names, mine, strict=True)]
        before, after = sides
        spans = [[] if p is None else [y for y in p.years if (first is None or y >= first) and (last is None or y <= last)] for p in sides]
        for seen, span in zip(years_of, spans, strict=True):
            seen.update(span)
        counts = [
            0 if p is None else int((~np.isnan(p.value[:, np.isin(p.years, span)])).sum()) for p, span in zip(sides, spans, strict=True)
        ]
        there += counts[0]
        if before is None or after is None:
            gone, came = gone + counts[0], came + counts[1]
            continue
        before, after = before.only(codes), after.only(codes)
        years = [y for y in spans[0] if y in spans[1]]
        then, now = (np.array([y - side.years[0] for y in years], np.intp) for side in (before, after))
        a, b = before.value[:, then], after.value[:, now]
        gone, came = gone + counts[0] - int((~np.isnan(a)).sum()), came + counts[1] - int((~np.isnan(b)).sum())
        found = _cells(name, codes, years, before, after, then, now)
        frames += [found] if found is not None else []
    return Revisions(
        pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS),
        tuple(n for n in known if n not in names[0]),
        tuple(n for n in known if n not in names[1]),
        tuple(sorted(years_of[1] - years_of[0])),
        tuple(sorted(years_of[0] - years_of[1])),
        tuple(code for code in mine[1] if code not in had),
        tuple(code for code in mine[0] if code not in has),
        there,
        gone,
        came,
    )


def _cells(
    name: str,
    codes: Sequence[str],
    years: Sequence[int],
    before: Panel,
    after: Panel,
    then: NDArray[np.intp],
    now: NDArray[np.intp],
) -> pd.DataFrame | None:
    """The revised cells of one indicator, None where there are none, over regions that both have; `then` and `now` are the places of `years` in the two."""
    a, b = before.value[:, then], after.value[:, now]
    reasons, statuses = (before.missing[:, then], after.missing[:, now]), (before.status[:, then], after.status[:, now])
    none = np.isnan(a) & np.isnan(b)
    both = ~np.isnan(a) & ~np.isnan(b)
    with np.errstate(invalid="ignore"):
        unequal = ~(np.abs(a - b) <= SAME) & ~none
    at = np.nonzero(unequal | none & (reasons[0] != reasons[1]) | both & (statuses[0] != statuses[1]))
    if not len(at[0]):
        # Most figures are not revised: a frame for each of them would cost more than the comparison.
        return None
    sides = {}
    for side, values, reason, status in (("old", a, reasons[0], statuses[0]), ("new", b, reasons[1], statuses[1])):
        held = ~np.isnan(values[at])
        sides[side] = values[at]
        sides[f"{side}_missing"] = np.array([None, *REASONS[1:]], object)[reason[at]]
        sides[f"{side}_status"] = np.array([None, *STATUSES], object)[np.where(held, status[at] + 1, 0)]
    key = {"indicator": name, "region": np.array(codes, object)[at[0]], "year": np.array(years, np.int16)[at[1]]}
    return pd.DataFrame(key | sides)[COLUMNS]


def _names(store: Store) -> set[str]:
    observed = {i.id for i in store.indicators()}
    return observed | {f.id for f in map(store.forecast, observed) if f is not None}


def _panel(store: Store, name: str, regions: Sequence[str]) -> Panel:
    return store.foretold(name, regions) if name in store.definitions.forecasts else store.panel(name, regions)


def sentence(found: Revisions, names: Mapping[str, str] | None = None) -> str:
    """The difference in one paragraph; `names` are those of the regions by code, where they are known."""
    parts = [f"{found.changed:,} figures changed, {found.appeared:,} appeared, {found.vanished:,} went away"]
    rest = len(found.cells) - found.changed - found.appeared - found.vanished
    if rest:
        parts.append(f"{rest:,} kept their figure, or had none, and got another status or reason")
    apart: tuple[tuple[str, Sequence[object]], ...] = (
        ("new indicators", found.new_indicators),
        ("indicators that are gone", found.gone_indicators),
        ("new years", found.new_years),
        ("years that are gone", found.gone_years),
        ("new regions", [_named(code, names) for code in found.new_regions]),
        ("regions that are gone", [_named(code, names) for code in found.gone_regions]),
    )
    parts += [f"{label}: {', '.join(map(str, those))}" for label, those in apart if those]
    if found.gone_figures:
        parts.append(f"{found.gone_figures:,} figures went with them")
    if found.new_figures:
        parts.append(f"{found.new_figures:,} figures came with them")
    return "; ".join(parts) + "."


def lines(cells: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Revised cells as lines to read, in their order: `dwellings, GM0355 Zeist, 2020: 29,123 → 29,130 (+7)`; figures as exact as they are kept."""
    out = []
    for cell in cells.to_dict("records"):
        sides = []
        for side in ("old", "new"):
            status, missing = cell[f"{side}_status"], cell[f"{side}_missing"]
            sides.append((_exact(cell[side]), status) if cell[side] == cell[side] else ("none", missing))
        (then, was), (now, is_) = sides
        marks = ["", ""] if was == is_ else [f" [{word}]" if isinstance(word, str) else "" for word in (was, is_)]
        by = (
            f" ({'+' if cell['new'] > cell['old'] else ''}{_exact(cell['new'] - cell['old'])})"
            if then != now and "none" not in (then, now)
            else ""
        )
        region = f"{cell['region']} {names.get(cell['region'], '')}".strip()
        out.append(f"{cell['indicator']}, {region}, {cell['year']}: {then}{marks[0]} → {now}{marks[1]}{by}")
    return out


def _named(code: str, names: Mapping[str, str] | None) -> str:
    return f"{code} {names[code]}" if names and code in names else code


def _exact(value: float) -> str:
    """A figure to six decimals, as it is kept, without the zeros at its end."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def figures(folder: Path) -> pd.DataFrame:
    """Everything a snapshot folder holds, observed and foretold, as `between` takes it."""
    files = [folder / f"{name}.parquet" for name in ("observations", "forecasts")]
    columns = [*KEY, "value", "missing", "status"]
    return pd.concat([pd.read_parquet(file, columns=columns) for file in files if file.exists()], ignore_index=True)


def region_names(folder: Path) -> dict[str, str]:
    """The names of the regions of a snapshot folder, by code."""
    frame = pd.read_parquet(folder / "regions.parquet", columns=["code", "name"])
    return dict(zip(frame["code"], frame["name"], strict=True))


def between_files(old: Path, new: Path) -> bytes:
    """The revised cells between two snapshot folders as CSV. Takes seconds: not for the server's own process."""
    sink = io.BytesIO()
    between(*map(figures, (old, new))).cells.to_csv(sink, index=False)
    return sink.getvalue()
