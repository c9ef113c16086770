"""Comparable cities: the nearest by standardised distance over a declared set of figures, and what makes them alike and apart.

Pure, NumPy only. The set stands in `data/definitions/similar.toml`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ENOUGH_SHARED = 0.75
"""Two cities are compared only where both have at least this part of the figures."""
APART = 0.75
"""From this many spreads a difference is worth naming as what sets two cities apart."""


@dataclass(frozen=True)
class Near:
    """A city near another: its row, the distance (root mean square of the differences, in spreads), how many figures both have, and which
    columns make them alike and which apart, the clearest first."""

    row: int
    distance: float
    shared: int
    alike: tuple[int, ...]
    apart: tuple[int, ...]


def standardised(values: NDArray[np.float64], logs: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Every column (figure) counted from its mean in its own standard deviations, over the rows (cities) that have it; NaN stays NaN.

    Columns in `logs` are counted in logarithms; a figure of 0 or less has none there, and is NaN. A column without spread tells nothing: NaN.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        counted = np.where(logs[None, :], np.log(np.where(values > 0, values, np.nan)), values)
    held = ~np.isnan(counted)
    n = np.maximum(held.sum(axis=0), 1)
    centred = counted - np.where(held, counted, 0.0).sum(axis=0) / n
    spread = np.sqrt((np.where(held, centred, 0.0) ** 2).sum(axis=0) / n)
    # Equal figures may leave a last bit of spread, which must not be blown up to a difference.
    small = spread <= 1e-9 * np.maximum(np.abs(np.where(held, counted, 0.0)).max(axis=0, initial=0.0), 1e-300)
    return np.asarray(np.where(small, np.nan, centred / np.where(small, 1.0, spread)), np.float64)


def nearest(scores: NDArray[np.float64], row: int, most: int = 10, named: int = 2) -> list[Near]:
    """The `most` rows nearest to one, nearest first; equal distances in the order of the rows.

    `scores` as `standardised` gives them. The distance is over the figures that both have, so a missing figure is neither near nor far.
    """
    mine = scores[row]
    differences = scores - mine
    held = ~np.isnan(differences)
    shared = held.sum(axis=1)
    far = np.sqrt((np.where(held, differences, 0.0) ** 2).sum(axis=1) / np.maximum(shared, 1))
    # Judged by what can be shared at all, so that a city is not left alone for a figure it lacks itself.
    enough = shared >= max(1.0, ENOUGH_SHARED * float((~np.isnan(mine)).sum()))
    enough[row] = False
    order = [int(i) for i in np.argsort(far, kind="stable") if enough[i]][:most]
    return [Near(i, float(far[i]), int(shared[i]), _alike(mine, scores[i], named), _apart(mine, scores[i], named)) for i in order]


def _alike(one: NDArray[np.float64], other: NDArray[np.float64], named: int) -> tuple[int, ...]:
    """The columns in which both stand out to the same side and differ little: what they share, and most others do not."""
    side = np.where(one * other > 0, np.minimum(np.abs(one), np.abs(other)), 0.0) - np.abs(one - other)
    return _first(side, side > -APART, named)


def _apart(one: NDArray[np.float64], other: NDArray[np.float64], named: int) -> tuple[int, ...]:
    """The columns in which they differ most, where that is at least `APART`."""
    gap = np.abs(one - other)
    return _first(gap, gap >= APART, named)


def _first(worth: NDArray[np.float64], wanted: NDArray[np.bool_], named: int) -> tuple[int, ...]:
    order = np.argsort(-np.where(np.isnan(worth), -np.inf, worth), kind="stable")
    return tuple(int(i) for i in order if wanted[i] and not np.isnan(worth[i]))[:named]
