"""What stands out about a city: the figures furthest from the middle city of its group, with a limit that grows with how many were looked at.

Who looks at sixty figures finds one far from the middle by chance alone. So a figure only stands out beyond a distance that chance would pass for
none of them in 95 of 100 looks (Šidák); beside it stands in how many other cities some figure lies as far, because real figures have longer
tails than chance has. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SMALLEST_GROUP = 5
LEVEL = 0.05
SPREAD = 1.4826
"""The median distance to the median, times this, is the standard deviation where figures are spread normally."""


@dataclass(frozen=True)
class Distance:
    """How far my figure of an indicator lies from the middle city, in robust standard deviations (sign: above or below).

    `others` of `of` other cities have at least one figure as far from the middle.
    """

    indicator: str
    distance: float
    others: int
    of: int


@dataclass(frozen=True)
class Found:
    """The figures that stand out, furthest first; how many were `looked_at`, and the `limit` they had to pass."""

    distances: tuple[Distance, ...]
    looked_at: int
    limit: float


def limit(looked_at: int, level: float = LEVEL) -> float:
    """The distance that chance passes for at least one of `looked_at` figures in `level` of all looks."""
    each = 1 - (1 - level) ** (1 / max(looked_at, 1))
    return NormalDist().inv_cdf(1 - each / 2)


def robust(values: Floats, least: float = 0.0) -> Floats:
    """Per city the distance to the median in robust standard deviations; NaN without a figure, under five cities, or where cities do not differ.

    `least` is the smallest spread that means something (rounding, or what the definition calls no difference).
    """
    held = values[~np.isnan(values)]
    if len(held) < SMALLEST_GROUP:
        return np.full(len(values), np.nan)
    middle = float(np.median(held))
    spread = max(SPREAD * float(np.median(np.abs(held - middle))), least)
    return np.full(len(values), np.nan) if spread == 0 else np.asarray((values - middle) / spread, np.float64)


def standout(figures: Mapping[str, tuple[Floats, float]], mine: int) -> Found:
    """The figures of city `mine` beyond the limit. `figures` holds per indicator a figure per city and the smallest spread that means something."""
    names = list(figures)
    if not names:
        return Found((), 0, limit(1))
    far = np.vstack([robust(values, least) for values, least in figures.values()])
    own = far[:, mine]
    looked_at = int((~np.isnan(own)).sum())
    beyond = limit(looked_at)
    with np.errstate(all="ignore"):
        most = np.where(np.isnan(far), 0.0, np.abs(far)).max(axis=0)
    rest = np.delete(most, mine)
    order = [i for i in np.argsort(-np.nan_to_num(np.abs(own)), kind="stable") if not np.isnan(own[i]) and abs(own[i]) >= beyond]
    found = tuple(Distance(names[i], float(own[i]), int((rest >= abs(own[i])).sum()), len(rest)) for i in order)
    return Found(found, looked_at, beyond)
