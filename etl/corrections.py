"""Figures that a publisher got wrong and has not mended yet: declared one by one, applied in the build, listed for everyone to see.

Pure. A correction says what it expects to find; when the publisher mends the figure, the build fails and the snapshot in use stays, so that no correction
outlives its reason unseen.
"""

from dataclasses import replace

import numpy as np

from etl.blocks import nearest
from etl.mergers import Today
from etl.model import Correction
from etl.periods import STATUSES
from etl.problems import CorrectionProblem
from etl.values import REASONS, Cells, Grid

SAME = 5e-7


def apply(series: Today, declared: tuple[Correction, ...], grid: Grid, wide: Grid) -> Today:
    """The series with its corrections, in its figures on today's municipalities and in those that others are derived from.

    Raises `CorrectionProblem` when a published figure is no longer what a correction expects.
    """
    for one in declared:
        if one.indicator != series.indicator.id:
            continue
        if one.region not in grid.regions or one.year not in grid.years:
            raise CorrectionProblem(
                f"corrections.toml, [{one.id}] is about {one.region} in {one.year}, which this build does not have, so nothing was published.{nearest(one.region, grid.regions)}"
            )
        at = grid.regions.index(one.region), grid.years.index(one.year)
        published = float(series.cells.value[at])
        if not abs(published - one.expect) <= SAME:
            now = "no figure" if np.isnan(published) else f"{published:g}"
            raise CorrectionProblem(
                f"corrections.toml, [{one.id}] expects {one.expect:g} for {one.region} in {one.year}, but the source now has {now}, so nothing was published "
                "and the snapshot in use stays. Look whether it was mended, and take the correction out or bring it up to date."
            )
        cells = _with(series.cells, at, one)
        theirs = series.wide
        if one.region in wide.regions:
            theirs = _with(theirs, (wide.regions.index(one.region), wide.years.index(one.year)), one)
        series = replace(series, cells=cells, wide=theirs)
    return series


def _with(cells: Cells, at: tuple[int, int], one: Correction) -> Cells:
    value, low, high = (figures.copy() for figures in (cells.value, cells.low, cells.high))
    status, missing = cells.status.copy(), cells.missing.copy()
    figure = np.nan if one.value is None else one.value
    value[at] = low[at] = high[at] = figure
    status[at] = STATUSES.index("estimated")
    missing[at] = REASONS.index("unknown") if one.value is None else 0
    return Cells(value, low, high, status, missing)
