"""Rows as CBS sends them → one quantity on the grid, with a reason in every cell that stays empty."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from etl.periods import STATUSES
from etl.values import REASONS, Cells, Grid


def place(
    frame: pd.DataFrame,
    column: str,
    grid: Grid,
    *,
    periods: tuple[int, ...],
    scale: float,
    rounds_to: float,
    born: Mapping[str, int],
    recorded: bool,
    ended: bool = False,
) -> Cells:
    """Lay one measure of one slice on the grid.

    `frame` has columns region, year, status and `column`; `periods` are the years in the table's own list. `scale` turns the
    published unit into ours, `rounds_to` is the rounding of the published figure (0 where it is exact). `born` gives the year from
    which a municipality exists. `recorded` says the rows come from an archive: what is not in it may well exist at CBS, so an
    absent row is `not_in_snapshot` there and `absent_in_source` at the live service. So are the years after the last one it holds, which are
    `not_yet` at the live service unless the table has `ended`: then nothing more will come.

    A null that CBS sends is `unknown`: version 3 of the service does not say whether it is secret or not known.
    """
    absent = REASONS.index("not_in_snapshot" if recorded else "absent_in_source")
    rows = {region: i for i, region in enumerate(grid.regions)}
    columns = {year: j for j, year in enumerate(grid.years)}
    value = np.full(grid.shape, np.nan)
    status = np.full(grid.shape, STATUSES.index("not_stated"), np.int8)
    missing = np.full(grid.shape, absent, np.int8)
    first, last = (min(periods), max(periods)) if periods else (grid.years[0], grid.years[-1])
    for year, at in columns.items():
        if year < first:
            missing[:, at] = REASONS.index("absent_in_source")
        elif year > last:
            missing[:, at] = REASONS.index("absent_in_source" if ended else "not_in_snapshot" if recorded else "not_yet")
    kept = frame[frame["region"].isin(rows) & frame["year"].isin(columns)]
    i = kept["region"].map(rows).to_numpy(np.intp)
    j = kept["year"].map(columns).to_numpy(np.intp)
    found = kept[column].to_numpy(np.float64)
    value[i, j] = found
    status[i, j] = kept["status"].map({s: n for n, s in enumerate(STATUSES)}).to_numpy(np.int8)
    # A year in which no region at all has this measure was never recorded or never published; that is no unknown figure.
    filled = np.zeros(len(grid.years), bool)
    filled[j[~np.isnan(found)]] = True
    sent = np.zeros(grid.shape, bool)
    sent[i, j] = True
    missing[sent & filled[None, :]] = REASONS.index("unknown")
    for region, year in born.items():
        if region in rows:
            early = [columns[y] for y in grid.years if y < year]
            missing[rows[region], early] = REASONS.index("city_did_not_exist")
    missing[~np.isnan(value)] = 0
    value = value * scale
    half = rounds_to * scale / 2
    return Cells(value, value - half, value + half, status, missing)
