"""The same slice of the snapshot from the store, from bare pandas in memory, and from the file; in one process, turn by turn."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pandas as pd

from etl import snapshot, store
from etl.view import make
from pages.components.choice import selection
from tests.benchmarks import choices
from tests.benchmarks.report import Table


def observations() -> Path:
    identifier = snapshot.current() or snapshot.ids()[-1]
    return snapshot.DATA / "snapshots" / identifier / "observations.parquet"


def _clock(function: Callable[[], object]) -> float:
    begun = time.perf_counter()
    function()
    return (time.perf_counter() - begun) * 1000


def data_access(rounds: int) -> tuple[float, float]:
    """Milliseconds for one view from the store, and for its rows from a frame in memory: a mask and a pivot, as a notebook would do."""
    held, chosen = store.open(), choices.load()
    frame = pd.read_parquet(observations())
    city = chosen.cities[0]
    group = selection.groups(held, city)[selection.SAME]
    codes = [*group.codes, "NL01"]
    ours, bare = [], []
    for _ in range(rounds):
        for indicator in chosen.indicators:
            ours.append(_clock(lambda i=indicator: make(held, i, group, city)))  # type: ignore[misc]
            bare.append(_clock(lambda i=indicator: _pivot(frame, i.id, codes)))  # type: ignore[misc]
    return median(ours), median(bare)


def _pivot(frame: pd.DataFrame, indicator: str, codes: list[str]) -> pd.DataFrame:
    rows = frame[(frame["indicator"] == indicator) & frame["region"].isin(codes)]
    return rows.pivot(index="region", columns="year", values="value")


def slices() -> Table:
    """The same slices from the store and from files, for scale."""
    held, chosen = store.open(), choices.load()
    path, frame = observations(), pd.read_parquet(observations())
    name, city = chosen.indicators[0].id, chosen.cities[0].code
    last = held.years[-2]
    cases: list[tuple[str, Callable[[], object], Callable[[], object], Callable[[], object]]] = [
        (
            "one indicator, all regions and years",
            lambda: held.panel(name),
            lambda: frame[frame["indicator"] == name],
            lambda: pd.read_parquet(path, filters=[("indicator", "==", name)]),
        ),
        (
            "one indicator, one city, as rows",
            lambda: held.series(name, [city]),
            lambda: frame[(frame["indicator"] == name) & (frame["region"] == city)],
            lambda: pd.read_parquet(path, filters=[("indicator", "==", name), ("region", "==", city)]),
        ),
        (
            "one indicator, one year, as rows",
            lambda: held.cross_section(name, last),
            lambda: frame[(frame["indicator"] == name) & (frame["year"] == last)],
            lambda: pd.read_parquet(path, filters=[("indicator", "==", name), ("year", "==", last)]),
        ),
    ]
    rows = []
    for what, *ways in cases:
        found = [[_clock(way) for way in ways] for _ in range(9)]
        middle = [median(column) for column in zip(*found, strict=True)]
        rows.append((what, *(f"{m:.2f}" for m in middle)))
    return Table("The same slice three ways (ms)", ("slice", "store", "pandas in memory", "pandas from the file, filtered"), rows)
