"""An indicator worked out → the rows of a snapshot: one per region and year, sorted by region and year."""

from typing import Any

import numpy as np
import pandas as pd

from etl.breaks import joined, of_series
from etl.mergers import Today
from etl.periods import STATUSES
from etl.values import REASONS, Grid


def rows(series: Today, grid: Grid) -> pd.DataFrame:
    indicator, cells = series.indicator, series.cells
    regions, years = np.array(grid.regions, object), np.array(grid.years, np.int16)
    order = np.argsort(regions.astype(str), kind="stable")
    exact = (cells.low == cells.value) & (cells.high == cells.value) | (cells.missing != 0)
    breaks = np.full(cells.value.shape, "", object)
    for at, label in of_series(cells.missing == 0, grid.years, indicator.breaks).items():
        breaks[at] = label
    for at, label in series.breaks.items():
        breaks[at] = joined(breaks[at], label)
    sources = np.array([s.table for s in indicator.sources], object)
    measures = np.array([str(s.recipe) for s in indicator.sources], object)

    def column(values: Any) -> Any:
        return values[order].ravel()

    def tidy(values: Any) -> Any:
        # Sums of decimals leave a tail of binary noise (17.299999999999997); six decimals are far below any rounding at the source.
        return np.round(column(values), 6)

    held = column(cells.missing) == 0
    return pd.DataFrame(
        {
            "region": np.repeat(regions[order], len(years)),
            "indicator": indicator.id,
            "year": np.tile(years, len(regions)),
            "value": tidy(cells.value),
            "status": pd.Series(np.array(STATUSES, object)[column(cells.status)], dtype="str").where(held, None),
            "missing": pd.Series(np.array(REASONS, object)[column(cells.missing)], dtype="str").where(~held, None),
            "borders": pd.Series(np.where(column(series.merged), "merged", indicator.plain_borders), dtype="str"),
            "rule": pd.Series(np.array(series.rules, object)[column(series.source)], dtype="str").where(column(series.merged), None),
            "break": pd.Series(column(breaks), dtype="str").where(column(breaks) != "", None),
            "low": tidy(np.where(exact, np.nan, cells.low)),
            "high": tidy(np.where(exact, np.nan, cells.high)),
            "bounds": pd.Series(indicator.margin, range(len(held)), dtype="str").where(~column(exact), None),
            "table": sources[column(series.source)],
            "measure": measures[column(series.source)],
        }
    )
