"""What a build carries over from the snapshot in use, for indicators whose table failed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from etl import snapshot
from etl.breaks import joined, of_area, of_series
from etl.model import Indicator
from etl.periods import RENAMED
from etl.problems import SnapshotProblem
from etl.values import Grid

COLUMNS = (
    "region",
    "indicator",
    "year",
    "value",
    "status",
    "missing",
    "borders",
    "rule",
    "break",
    "low",
    "high",
    "bounds",
    "table",
    "measure",
)
"""The columns of a snapshot's observations, in their order.

`rule` says how a merged figure was made of those of the municipalities of then; `break` why a figure cannot be compared with the one before
it in the same region, because it is counted otherwise or because the municipality's area changed; `bounds` what `low` and `high` allow for:
the `rounding` at the source, or chance in a `survey`.
"""


@dataclass(frozen=True)
class Before:
    """What the snapshot in use holds, for carrying over; empty on a first build.

    `rule` holds the frames that the position rule was asked with, where the snapshot has them.
    """

    id: str | None
    observations: pd.DataFrame
    positions: pd.DataFrame | None
    manifest: dict[str, Any]
    forecasts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)))
    rule: dict[str, pd.DataFrame] = field(default_factory=dict)

    def figures(self, indicator: str) -> int | None:
        """How many figures of an indicator it holds; None where it does not know the indicator."""
        rows = self.rows(indicator)
        return int(rows["value"].notna().sum()) if len(rows) else None

    def rows(self, indicator: str) -> pd.DataFrame:
        """The rows of an indicator or a forecast; none where it does not know it."""
        return pd.concat(
            [frame[frame["indicator"] == indicator] for frame in (self.observations, self.forecasts) if len(frame)] or [self.observations]
        )

    def told(self, indicator: str) -> dict[str, Any]:
        """What its manifest says of an indicator or a forecast."""
        known: dict[str, dict[str, Any]] = {**self.manifest.get("indicators", {}), **self.manifest.get("forecasts", {})}
        return known.get(indicator, {})

    def latest(self, indicator: str) -> dict[str, float]:
        """Per region the figure of the last year in which it has one."""
        rows = self.observations[(self.observations["indicator"] == indicator) & self.observations["value"].notna()]
        return dict(zip(rows["region"], rows["value"].astype("float64"), strict=True))


def in_use(data: Path) -> Before:
    """What can be carried over from a data folder; a damaged snapshot is passed over for the whole one before it."""
    try:
        held, _ = snapshot.usable(data)
    except SnapshotProblem:
        return Before(None, pd.DataFrame(columns=list(COLUMNS)), None, {})
    # A snapshot of before a column was added is carried without it.
    observations = held.table("observations").to_pandas().reindex(columns=list(COLUMNS))
    forecasts = held.table("forecasts").to_pandas().reindex(columns=list(COLUMNS)) if held.has("forecasts") else observations.iloc[:0]
    rule = {name: held.table(name).to_pandas() for name in ("centres", "commuting") if held.has(name)}
    return Before(held.id, observations, held.table("positions").to_pandas(), held.manifest, forecasts, rule)


def carried(name: str, grid: Grid, before: Before, indicator: Indicator) -> pd.DataFrame:
    """The rows of the snapshot in use for an indicator that was held back, laid on the new grid."""
    frame = pd.MultiIndex.from_product([sorted(grid.regions), grid.years], names=["region", "year"]).to_frame(index=False)
    old = before.rows(name).drop(columns="indicator")
    frame = frame.merge(old, on=["region", "year"], how="left")
    frame["year"] = frame["year"].astype("int16")
    frame["indicator"] = name
    frame["missing"] = frame["missing"].astype("str").where(frame["missing"].notna(), None)
    frame.loc[frame["value"].isna() & frame["missing"].isna(), "missing"] = "not_in_snapshot"
    for column in ("rule", "break"):
        frame[column] = frame[column].astype("str").where(frame[column].notna(), None)
    frame["break"] = _breaks(frame, indicator, before.told(name).get("breaks", {}).values(), grid)
    frame["status"] = frame["status"].replace(RENAMED)
    frame["borders"] = frame["borders"].where(frame["borders"] == "merged", indicator.plain_borders)
    frame["bounds"] = pd.Series(indicator.margin, frame.index, dtype="str").where(frame["low"].notna(), None)
    for column, default in (
        ("borders", indicator.plain_borders),
        ("table", indicator.tables[0]),
        ("measure", str(indicator.sources[0].recipe)),
    ):
        frame[column] = frame[column].astype("str").where(frame[column].notna(), default)
    for column in ("value", "low", "high"):
        frame[column] = frame[column].astype("float64")
    frame["status"] = frame["status"].astype("str").where(frame["value"].notna(), None)
    return frame[list(COLUMNS)]


def _breaks(frame: pd.DataFrame, indicator: Indicator, declared: Iterable[str], grid: Grid) -> pd.Series:
    """The breaks of carried rows as they are told now: those of areas as they were found, those of the series as they are declared."""
    shape = (len(grid.regions), len(grid.years))
    areas = [of_area(label, declared) if isinstance(label, str) else "" for label in frame["break"]]
    series = of_series(frame["value"].notna().to_numpy().reshape(shape), grid.years, indicator.breaks)
    told = [joined(series.get(divmod(n, shape[1]), ""), area) for n, area in enumerate(areas)]
    return pd.Series([label or None for label in told], frame.index, dtype="str")


def origin(before: Before, held: dict[str, Any]) -> str | None:
    """The snapshot in which carried rows were made: the one in use, or the one that it carried them from itself."""
    return held["carried_from"] or before.id
