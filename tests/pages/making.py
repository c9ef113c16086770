"""Small stores and views, made by hand, so that a test can say which figure it expects and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pyarrow as pa

from etl import definitions
from etl.model import Definitions, Indicator, Source
from etl.store import COUNTRY, Store
from etl.view import Group, View, make


@dataclass(frozen=True)
class Figure:
    """A figure that is more than a number: provisional, or not exact."""

    value: float
    status: str = "final"
    low: float | None = None
    high: float | None = None


Cell = float | int | str | Figure
"""A number, the reason why there is none, or a `Figure`."""


@dataclass(frozen=True)
class _Tables:
    id: str
    manifest: dict[str, Any]
    tables: dict[str, pa.Table]

    def has(self, name: str) -> bool:
        return name in self.tables

    def table(self, name: str) -> pa.Table:
        return self.tables[name]


@cache
def _defined() -> Definitions:
    return definitions.load()


def source(table: str = "00001NED", first: int | None = None, label: str = "") -> Source:
    """A source of a series that may open with a break."""
    return replace(_defined().indicators["share_65_plus"].sources[0], table=table, first=first, last=None, break_label=label)


def indicator(**changes: Any) -> Indicator:
    """A share in per cent with one decimal, unless `changes` say otherwise; `breaks` may be given as {year: label}."""
    breaks: dict[int, str] = changes.pop("breaks", {})
    plain: dict[str, Any] = {
        "id": "share",
        "title": "Aandeel proeven",
        "short": "proeven",
        "phrase": "het aandeel proeven",
        "words": ("hoger", "lager"),
        "definition": "Een proef.",
        "unit": "%",
        "decimals": 1,
        "means": "1 januari",
        "caution": "",
        "uncertain_above": None,
        "sources": (source(), *(source("00002NED", year, label) for year, label in breaks.items())),
    }
    # What is not said here (and fields that are added later) comes from a real definition.
    return replace(_defined().indicators["share_65_plus"], **{**plain, **changes})


def code(name: str, names: Sequence[str]) -> str:
    """The code of a made-up city: its place among the names."""
    return COUNTRY if name == "Nederland" else f"GM{list(names).index(name) + 1:04d}"


def records_of(rows: Mapping[str, Sequence[Cell]], names: Sequence[str], shown: Indicator, first: int) -> list[dict[str, Any]]:
    """The rows of one indicator: a series per city and one of the country."""
    count = len(next(iter(rows.values())))
    series = {COUNTRY: rows.get("Nederland", ["not_yet"] * count), **{code(n, names): rows[n] for n in names}}
    records = []
    for region, cells in series.items():
        for year, cell in enumerate(cells, first):
            figure = cell if isinstance(cell, Figure) else None if isinstance(cell, str) else Figure(float(cell))
            records.append(
                {
                    "indicator": shown.id,
                    "region": region,
                    "year": year,
                    "value": None if figure is None else figure.value,
                    "low": None if figure is None else figure.low,
                    "high": None if figure is None else figure.high,
                    "status": None if figure is None else figure.status,
                    "missing": cell if figure is None else None,
                    "table": shown.tables[0],
                }
            )
    return records


def store(
    rows: Mapping[str, Sequence[Cell]],
    shown: Indicator,
    first: int = 2020,
    positions: Mapping[str, int] | None = None,
    ahead: Mapping[str, Sequence[float]] | None = None,
) -> Store:
    """A store with one indicator; `rows` holds a series per city (and perhaps of `Nederland`), `ahead` a forecast from their last year on."""
    names = [n for n in rows if n != "Nederland"]
    records = records_of(rows, names, shown, first)
    regions = [{"code": COUNTRY, "name": "Nederland", "level": "country", "midsize": False, "networks": ""}]
    regions += [{"code": code(n, names), "name": n, "level": "municipality", "midsize": True, "networks": "M50 2023–"} for n in names]
    blank = {"province": "Gelderland", "corop": "", "labour_region": "", "predecessors": ""}
    placed = [{"region": code(n, names), "position": (positions or {}).get(n, 3)} for n in names]
    text = pa.string()
    schema = pa.schema(
        [("indicator", text), ("region", text), ("year", pa.int16())]
        + [(n, pa.float64()) for n in ("value", "low", "high")]
        + [("status", text), ("missing", text), ("table", text)]
    )
    manifest = {
        "built": "2026-11-20T10:00:00Z",
        "origin": {"kind": "cbs"},
        "tables": [{"id": "00001NED", "retrieved": "2026-11-20T09:00:00Z"}],
    }
    tables = {
        "observations": pa.Table.from_pylist(records, schema=schema),
        "regions": pa.Table.from_pylist([{**blank, **r} for r in regions]),
        "positions": pa.Table.from_pylist(placed),
        "verdicts": pa.Table.from_pylist([], schema=pa.schema([("trend", text), ("subject", text)])),
    }
    forecasts = {}
    if ahead is not None:
        later = replace(shown, id="later", title=f"{shown.title} (prognose)", forecast_of=shown.id, sources=(source("00009NED"),))
        cells = {
            n: [Figure(v, "forecast") for v in ahead[n]] if n in ahead else ["not_in_snapshot"] * len(next(iter(ahead.values())))
            for n in names
        }
        start = first + len(next(iter(rows.values()))) - 1
        tables["forecasts"] = pa.Table.from_pylist(records_of(cells, names, later, start), schema=schema)
        forecasts["later"] = later
    held = _Tables("20261120T100000Z-0000", manifest, tables)
    return Store(held, replace(_defined(), indicators={shown.id: shown}, forecasts=forecasts))  # type: ignore[arg-type]


def view(
    rows: Mapping[str, Sequence[Cell]],
    *,
    city: str | None = None,
    year: int | None = None,
    first: int = 2020,
    members: Sequence[str] | None = None,
    position: int | None = 3,
    positions: Mapping[str, int] | None = None,
    ahead: Mapping[str, Sequence[float]] | None = None,
    **changes: Any,
) -> View:
    """The view of made-up cities: `members` (all of them where not given) form the group, `city` is mine; `ahead` is foretold from the last year on."""
    shown = indicator(**changes)
    held = store(rows, shown, first, positions, ahead)
    names = [n for n in rows if n != "Nederland"]
    chosen = names if members is None else members
    group = Group("positie", f"{len(chosen)} steden in dezelfde positie", tuple(code(n, names) for n in chosen), position)
    return make(held, shown, group, held.city(code(city, names)) if city else None, year)


def steady(*values: Cell, years: int = 1) -> dict[str, list[Cell]]:
    """Cities A, B, C … with one figure each, the same in every year."""
    return {chr(ord("A") + i): [value] * years for i, value in enumerate(values)}
