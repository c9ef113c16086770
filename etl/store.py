"""What pages and notebooks may ask of the snapshot in use.

    from etl import store
    s = store.open()
    s.series("share_65_plus", ["GM0355"])        # one row per year
    s.cross_section("net_participation", 2024)   # one row per region

Figures are held as dense arrays (indicator × region × year), so that one indicator is a slice and costs next to nothing.
Reads files only; knows neither CBS nor Streamlit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from etl import breaks, definitions, geography, similar, snapshot
from etl.model import Correction, Definitions, Indicator
from etl.panel import Panel
from etl.periods import RENAMED, STATUSES
from etl.problems import SnapshotProblem
from etl.regions import sort_key
from etl.typology import Inputs, inputs
from etl.values import REASONS

COUNTRY = "NL01"


@dataclass(frozen=True)
class City:
    """A municipality as pages use it. `position` and `networks` are set for midsize cities only."""

    code: str
    name: str
    province: str
    corop: str
    labour_region: str
    networks: tuple[str, ...]
    midsize: bool
    position: int | None
    predecessors: str
    borderline: bool = False
    """Whether the position turns with a small change of the thresholds."""
    size: str = ""
    urbanity: str = ""
    """CBS's classes in words: `50.000 tot 100.000 inwoners`, `sterk stedelijk`."""


@dataclass(frozen=True)
class Verdict:
    """One verdict, or one test behind it: the columns of `etl.verdicts.COLUMNS`."""

    trend: str
    subject: str
    test: str
    verdict: str
    slope: float
    change: float
    first: int
    last: int
    n: int
    p: float
    effect: float
    evidence: str


@dataclass(frozen=True)
class Similar:
    """A city like another: its code, the distance in spreads, how many figures both have, and the indicators alike and apart."""

    code: str
    distance: float
    shared: int
    alike: tuple[str, ...]
    apart: tuple[str, ...]


class _Dense:
    """The rows of a complete grid (indicator × region × year, in that order) as arrays, so that one indicator is a slice."""

    def __init__(self, table: pa.Table, snapshot_id: str, told: Mapping[str, Any]) -> None:
        self.names: tuple[str, ...] = tuple(table["indicator"].combine_chunks().dictionary_encode().dictionary.to_pylist())
        # Rows are sorted: the years of the first region of the first indicator are the years of all.
        start = table["year"].slice(0, 400).to_pylist()
        width = next((n for n in range(1, len(start)) if start[n] <= start[n - 1]), len(start))
        self.years: tuple[int, ...] = tuple(start[:width])
        count = table.num_rows // (len(self.names) * width)
        self.regions: tuple[str, ...] = tuple(table["region"].slice(0, count * width).to_pylist()[::width])
        shape = (len(self.names), count, width)
        if shape[0] * shape[1] * shape[2] != table.num_rows:
            raise SnapshotProblem(f"Snapshot {snapshot_id} does not hold every region, indicator and year; build a new one.")
        self._tables = tuple(sorted(set(table["table"].combine_chunks().dictionary_encode().dictionary.to_pylist())))
        floats = {
            n: table[n].combine_chunks().fill_null(float("nan")).to_numpy(zero_copy_only=False).reshape(shape)
            for n in ("value", "low", "high")
        }
        # A snapshot of before these columns knows no merged figures and no breaks.
        for column in {"rule", "break"} - set(table.column_names):
            table = table.append_column(column, pa.nulls(table.num_rows, pa.string()))
        self._rules = ("", *sorted(filter(None, table["rule"].combine_chunks().dictionary_encode().dictionary.to_pylist())))
        known = {"status": STATUSES, "missing": REASONS, "table": self._tables, "rule": self._rules}
        codes = {name: _coded(table[name], words).reshape(shape) for name, words in known.items()}
        self._breaks: dict[str, dict[str, dict[int, str]]] = {name: {} for name in self.names}
        for row in table.select(["indicator", "region", "year", "break"]).filter(table["break"].is_valid()).to_pylist():
            # A row tells both kinds of break; a snapshot of before that told those of areas alone, and its manifest names no others.
            if label := breaks.of_area(row["break"], told.get(row["indicator"], {}).get("breaks", {}).values()):
                self._breaks[row["indicator"]].setdefault(row["region"], {})[row["year"]] = label
        self._arrays = {**floats, **codes}
        for array in self._arrays.values():
            array.setflags(write=False)

    def panel(self, indicator: str, known: Mapping[str, Indicator]) -> Panel:
        """One indicator for all regions. ValueError for an unknown one."""
        at = self.names.index(indicator)
        held = {name: array[at] for name, array in self._arrays.items()}
        return Panel(
            regions=self.regions,
            years=self.years,
            tables=self._tables,
            rules=self._rules,
            breaks=self._breaks[indicator],
            indicator=known.get(indicator),
            **held,
        )


def _coded(column: pa.ChunkedArray, known: Sequence[str]) -> NDArray[np.int8]:
    """A column of words as their places in `known`; nulls are place 0."""
    words = column.combine_chunks().dictionary_encode()
    translation = np.array([known.index(word if word in known else RENAMED[word]) for word in words.dictionary.to_pylist()] or [0], np.int8)
    filled = words.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.where(filled < 0, 0, translation[np.maximum(filled, 0)]).astype(np.int8)


class Store:
    """The snapshot in use, in memory. Safe to share between sessions: nothing it gives ever changes."""

    def __init__(self, held: snapshot.Snapshot, defined: Definitions, troubles: Sequence[str] = ()):
        self.id = held.id
        self.manifest: dict[str, Any] = held.manifest
        self.troubles = tuple(troubles)
        self.definitions = defined
        # As the snapshot was made: what is declared today may be newer than its figures.
        self.corrections = tuple(
            Correction(**one) for one in held.manifest.get("corrections", []) if one["indicator"] in defined.indicators
        )
        self._positions = held.table("positions").to_pandas().set_index("region", drop=False)
        self._centres, self._commuting = (
            held.table(name).to_pandas() if f"{name}.parquet" in held.manifest.get("files", {}) else None
            for name in ("centres", "commuting")
        )
        # Asked for a hundred times by a page with all cities: a dictionary is a hundred times quicker than a row of a frame.
        self._told: dict[str, dict[str, Any]] = {
            row["region"]: {str(k): v for k, v in row.items()} for row in self._positions.to_dict("records")
        }
        self._alike: dict[tuple[str, int], tuple[Similar, ...]] = {}
        self._classes = geography.classes()
        self._regions = held.table("regions").to_pandas().set_index("code", drop=False)
        self._names = dict(zip(self._regions["code"], self._regions["name"], strict=True))
        self._observed = _Dense(held.table("observations"), self.id, held.manifest.get("indicators", {}))
        foretold = held.table("forecasts") if held.has("forecasts") else None
        self._foretold = _Dense(foretold, self.id, held.manifest.get("forecasts", {})) if foretold is not None else None
        self.years, self.region_codes = self._observed.years, self._observed.regions
        self._verdicts: dict[tuple[str, str], tuple[Verdict, ...]] = {}
        for row in held.table("verdicts").to_pylist():
            key = (row["trend"], row["subject"])
            # Arrow has no NaN of its own in a column with nulls.
            whole: dict[str, Any] = {name: float("nan") if value is None else value for name, value in row.items()}
            self._verdicts[key] = (*self._verdicts.get(key, ()), Verdict(**whole))
        self._cities = {
            c.code: c
            for c in sorted(map(self._city, self._regions.index[self._regions["level"] == "municipality"]), key=lambda c: sort_key(c.name))
        }

    def _city(self, code: str) -> City:
        row = self._regions.loc[code]
        now = tuple(sorted({part.split(" ")[0] for part in row["networks"].split("; ") if part.endswith("–")}))
        position = int(self._positions.loc[code, "position"]) if code in self._positions.index else None
        # A snapshot of before stability was worked out calls no city borderline.
        borderline = position is not None and "borderline" in self._positions and bool(self._positions.loc[code, "borderline"])
        return City(
            code,
            row["name"],
            row["province"],
            row["corop"],
            row["labour_region"],
            now,
            bool(row["midsize"]),
            position,
            row["predecessors"],
            borderline,
            *self._classes.get(code, ("", "")),
        )

    def cities(self, midsize: bool = True) -> tuple[City, ...]:
        """The midsize cities (or all municipalities), in the order of a Dutch register."""
        return tuple(c for c in self._cities.values() if c.midsize or not midsize)

    def city(self, code: str) -> City:
        """One municipality; KeyError for a code that is none of today."""
        return self._cities[code]

    def name(self, code: str) -> str:
        """The name of a municipality, a province or the Netherlands."""
        return str(self._names[code])

    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators the snapshot holds, in the order of the definitions."""
        return tuple(i for i in self.definitions.indicators.values() if i.id in self._observed.names)

    def panel(self, indicator: str, regions: Sequence[str] | None = None) -> Panel:
        """One indicator as arrays, for all regions or for some."""
        whole = self._observed.panel(indicator, self.definitions.indicators)
        return whole if regions is None else whole.only(regions)

    def forecast(self, indicator: str) -> Indicator | None:
        """The forecast of an observed indicator, where one is defined and the snapshot holds it."""
        known = self._foretold.names if self._foretold is not None else ()
        return next((f for f in self.definitions.forecasts.values() if f.forecast_of == indicator and f.id in known), None)

    def foretold(self, forecast: str, regions: Sequence[str]) -> Panel:
        """The figures of a forecast (its own id) as arrays, over its own years; all have status `forecast`. KeyError for an unknown region."""
        if self._foretold is None:
            raise KeyError(forecast)
        return self._foretold.panel(forecast, self.definitions.forecasts).only(regions)

    def series(
        self, indicator: str, regions: Sequence[str] | None = None, first: int | None = None, last: int | None = None
    ) -> pd.DataFrame:
        """One row per region and year, with the columns of `Panel.frame`. KeyError for an unknown region."""
        return self.panel(indicator, regions).frame(first, last)

    def whole(self, foretold: bool = False) -> pd.DataFrame:
        """Every row of the snapshot, what was observed or what is foretold: the columns of `Panel.frame` behind `indicator`; in the order of its file.

        KeyError where it holds no forecasts.
        """
        dense, known = (self._foretold, self.definitions.forecasts) if foretold else (self._observed, self.definitions.indicators)
        if dense is None:
            raise KeyError("forecasts")
        frames = [dense.panel(name, known).frame() for name in dense.names]
        return pd.concat(frames, keys=dense.names, names=["indicator"]).reset_index("indicator")

    def cross_section(self, indicator: str, year: int) -> pd.DataFrame:
        """One row per region for one year, with the columns of `series`."""
        return self.series(indicator, None, year, year)

    def verdicts(self, trend: str, subject: str) -> tuple["Verdict", ...]:
        """The verdict of a trend for a subject (municipality code, `position-1`, `midsize`, `NL01`): first as a whole, then per test.

        Empty for a trend or subject the snapshot has no verdict for.
        """
        return self._verdicts.get((trend, subject), ())

    def position(self, code: str) -> dict[str, Any] | None:
        """The position of a midsize city with the numbers that decided it, or None for another municipality.

        The columns are those of `etl.positions.positions`; a snapshot of schema 2 has fewer.
        """
        return dict(self._told[code]) if code in self._told else None

    @cached_property
    def rule_inputs(self) -> Inputs | None:
        """What the position rule was asked with, for all municipalities, to ask it again; None where the snapshot does not hold it."""
        return inputs(self._centres, self._commuting) if self._centres is not None and self._commuting is not None else None

    @cached_property
    def _likeness(self) -> tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.float64]]:
        """Per midsize city (rows) and figure of similar.toml (columns): codes, figures, and those standardised.

        A figure is of the latest year in which nine in ten of the cities have one, so that all cities are compared over one year.
        """
        codes = tuple(c.code for c in self.cities())
        known = [i for i in self.definitions.likeness if i.indicator in self._observed.names]
        values = np.full((len(codes), len(known)), np.nan)
        for j, likeness in enumerate(known):
            panel = self.panel(likeness.indicator, codes)
            held = (~np.isnan(panel.value)).mean(axis=0)
            years = np.flatnonzero(held >= 0.9)
            if len(years):
                values[:, j] = panel.value[:, years[-1]]
        return codes, values, similar.standardised(values, np.array([i.log for i in known], np.bool_))

    def similar(self, code: str, most: int = 10) -> tuple["Similar", ...]:
        """The midsize cities most like one, nearest first, with the indicators that make them alike and apart. KeyError for another code."""
        if (code, most) in self._alike:
            return self._alike[code, most]
        codes, _, scores = self._likeness
        names = [i.indicator for i in self.definitions.likeness if i.indicator in self._observed.names]
        at = {c: i for i, c in enumerate(codes)}[code]
        found = tuple(
            Similar(codes[n.row], n.distance, n.shared, tuple(names[i] for i in n.alike), tuple(names[i] for i in n.apart))
            for n in similar.nearest(scores, at, most)
        )
        # The same for every session and every run: worked out once per city.
        self._alike[code, most] = found
        return found

    @cached_property
    def abroad(self) -> pd.DataFrame:
        """The larger cities beyond the border, with the columns of `etl.geography.abroad`."""
        return geography.abroad()


@lru_cache(maxsize=4)
def _opened(data: Path, identifier: str, stamp: int) -> Store:
    held, troubles = snapshot.usable(data)
    return Store(held, definitions.load(), troubles)


@lru_cache(maxsize=4)
def _kept(data: Path, identifier: str) -> Store:
    return Store(snapshot.verify(identifier, data), definitions.load())


def pinned(identifier: str, data: Path = snapshot.DATA) -> Store:
    """The store of one snapshot by its id, whichever is in use: the shared one where that is the one in use, else one of a few that stay open.

    Raises `SnapshotProblem` when it is missing or damaged.
    """
    if identifier == snapshot.current(data):
        used = open(data)
        # Where the one in use is damaged, another one is open in its place.
        if used.id == identifier:
            return used
    return _kept(data, identifier)


def open(data: Path = snapshot.DATA) -> Store:  # noqa: A001 - `store.open()` reads as what it does
    """The store of the snapshot in use; opened once per snapshot and shared.

    Where the snapshot in use is damaged, the newest whole one before it is opened and `troubles` says so.
    Raises `SnapshotProblem` when none is left.
    """
    pointer = data / "current"
    return _opened(data, snapshot.current(data) or "", pointer.stat().st_mtime_ns if pointer.exists() else 0)
