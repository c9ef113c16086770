"""How fast a series goes, without SciPy: pages may ask it while a reader waits.

The same estimate as the verdicts' (Theil–Sen, `etl/trends.py`), with its interval; a test holds the two beside each other. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL = 0.95


@dataclass(frozen=True)
class Pace:
    """The slope of a series per year with its 95 % interval, and the `n` figures from `first` to `last` that it was taken from."""

    slope: float
    low: float
    high: float
    first: int
    last: int
    n: int


def theil_sen(years: Floats, values: Floats) -> tuple[float, float, float]:
    """The median of the slopes between all pairs of figures, and the ends of Sen's interval; neither array may hold NaN.

    Raises ValueError for fewer than two figures.
    """
    n = len(years)
    if n < 2:
        raise ValueError("a slope needs two figures")
    first, second = np.triu_indices(n, 1)
    slopes = np.sort((values[second] - values[first]) / (years[second] - years[first]))
    pairs = len(slopes)
    _, repeats = np.unique(values, return_counts=True)
    ties = float((repeats * (repeats - 1) * (2 * repeats + 5)).sum())
    spread = ((n * (n - 1) * (2 * n + 5) - ties) / 18) ** 0.5
    reach = NormalDist().inv_cdf(0.5 + LEVEL / 2) * spread
    above = min(round((pairs + reach) / 2), pairs - 1)
    below = max(round((pairs - reach) / 2) - 1, 0)
    return float(np.median(slopes)), float(slopes[below]), float(slopes[above])


def recent(years: Sequence[int], values: Floats, *, breaks: Sequence[int] = (), until: int | None = None, span: int = 10) -> Pace | None:
    """The pace of the last `span` years up to the last figure (of `until` or before), never across a break; None with fewer than two figures.

    `values` run parallel to `years` with NaN for what is missing; a break is the first year that cannot be compared with the one before.
    """
    at = np.array(years, np.float64)
    held = ~np.isnan(values) & (at <= (until if until is not None else years[-1]))
    if held.sum() < 2:
        return None
    last = at[held][-1]
    start = max([last - span, *(float(b) for b in breaks if b <= last)])
    held &= at >= start
    if held.sum() < 2:
        return None
    x, y = at[held], values[held]
    slope, low, high = theil_sen(x, y)
    return Pace(slope, low, high, int(x[0]), int(x[-1]), int(held.sum()))
