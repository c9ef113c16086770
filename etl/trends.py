"""The verdicts: does a trend of the source document show in the figures, for a city, a position, all midsize cities, the country?

Pure: series in, verdicts out. Directions of one series are tested with Theil–Sen and Mann–Kendall; claims about positions with a permutation
test; spread between cities as a series of its own. The texts of a trend say what is expected (`data/definitions/trends.toml`); nothing here
knows which trend it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

FOLLOWS, DEPARTS, MIXED, NO_DATA = "follows", "departs", "mixed", "no_data"
LEVEL = 0.05
ENOUGH_YEARS = 5
"""From this many years a direction is tested; with fewer the change itself is weighed, and the evidence is called thin."""
SMALLEST_GROUP = 5
RESAMPLES = 9_999


@dataclass(frozen=True)
class Direction:
    """Which way a series went over its last stretch without a break.

    `way` is `up`, `down` or `none`; `slope` per year; `p` two-sided, NaN where the evidence is `thin` (2–4 years);
    `change` over the stretch, by the slope where tested, else from the first to the last figure.
    """

    way: str
    slope: float
    p: float
    n: int
    first: int
    last: int
    change: float
    evidence: str


def direction(
    years: Sequence[int], values: Floats, *, breaks: Sequence[int] = (), room: float = 0.0, noise: float = 0.0, usual: float = 0.0
) -> Direction | None:
    """The direction of one yearly series; None with fewer than two figures between breaks.

    Breaks cut the series. The last stretch with enough years to test is used; where none has, the last with two figures.

    `room` is how much a single figure may be off by rounding (the width of its interval), `noise` the difference that the definition
    calls no difference. A change that fits in the larger of the two is no direction, however regular it looks. A series too short to test
    must also have moved more than one does by chance between two measurements, at `LEVEL` (`usual`).

    The test takes every year for a draw of its own. Years that resemble each other make it find a direction more often than `LEVEL` says; a
    correction by the autocorrelation around the line was tried and left out, because a curved rise (ageing, gas use) counts as chance there. How
    often it happens is measured for every snapshot (`etl/simulation.py`).
    """
    stretch = _stretch(years, values, breaks)
    if stretch is None:
        return None
    x, y = stretch
    first, last, n = int(x[0]), int(x[-1]), len(x)
    if n < ENOUGH_YEARS:
        change = float(y[-1] - y[0])
        way = _way(change) if abs(change) > max(room, noise, usual) else "none"
        return Direction(way, change / (last - first), float("nan"), n, first, last, change, "thin")
    slope = float(stats.theilslopes(y, x).slope)
    if np.ptp(y) == 0:
        return Direction("none", 0.0, 1.0, n, first, last, 0.0, "tested")
    p = float(stats.kendalltau(x, y).pvalue)
    change = slope * (last - first)
    way = _way(change) if p <= LEVEL and abs(change) > max(room, noise) else "none"
    return Direction(way, slope, p, n, first, last, change, "tested")


def _stretch(years: Sequence[int], values: Floats, breaks: Sequence[int]) -> tuple[Floats, Floats] | None:
    """Years and figures of the stretch between two breaks that a direction is taken from."""
    held = ~np.isnan(values)
    all_years = np.array(years, np.float64)
    ends = [years[0], *sorted(b for b in breaks if years[0] < b <= years[-1]), years[-1] + 1]
    parts = [held & (all_years >= a) & (all_years < b) for a, b in zip(ends, ends[1:], strict=False)]
    for needed in (ENOUGH_YEARS, 2):
        for part in reversed(parts):
            if part.sum() >= needed:
                return all_years[part], values[part]
    return None


def _way(change: float) -> str:
    return "up" if change > 0 else "down" if change < 0 else "none"


def against(expected: str, found: Direction | None, noise: float = 0.0) -> str:
    """Whether one direction follows what was expected (`up`, `down`, `stable`), departs from it, or says neither."""
    if found is None:
        return NO_DATA
    if expected == "stable":
        return FOLLOWS if found.way == "none" and abs(found.change) <= noise else DEPARTS if found.way != "none" else MIXED
    if found.way == "none":
        return MIXED
    return FOLLOWS if found.way == expected else DEPARTS


def together(verdicts: Sequence[str]) -> str:
    """One verdict for a trend from those of its tests: all must agree, tests without figures do not count, none left is no data."""
    held = [v for v in verdicts if v != NO_DATA]
    if not held:
        return NO_DATA
    return held[0] if len(set(held)) == 1 else MIXED


@dataclass(frozen=True)
class Comparison:
    """A claim about two groups of cities: `difference` of their medians, `effect` from -1 to 1 (Cliff's delta), p two-sided."""

    difference: float
    p: float
    effect: float
    sizes: tuple[int, int]


def compare(one: Floats, two: Floats, seed: int = 0) -> Comparison | None:
    """The difference of medians between two groups of figures, with a permutation test; None for a group under five."""
    one, two = one[~np.isnan(one)], two[~np.isnan(two)]
    if min(len(one), len(two)) < SMALLEST_GROUP:
        return None

    def gap(a: Floats, b: Floats, axis: int) -> Floats:
        return np.median(a, axis=axis) - np.median(b, axis=axis)

    tested = stats.permutation_test((one, two), gap, vectorized=True, n_resamples=RESAMPLES, rng=np.random.default_rng(seed))
    greater = (one[:, None] > two[None, :]).mean() - (one[:, None] < two[None, :]).mean()
    return Comparison(float(np.median(one) - np.median(two)), float(tested.pvalue), float(greater), (len(one), len(two)))


def holm(ps: Mapping[str, float]) -> dict[str, float]:
    """Holm's correction over the claims of one page: adjusted p-values, at most 1, in the order given."""
    ordered = sorted(ps, key=lambda k: ps[k])
    adjusted: dict[str, float] = {}
    highest = 0.0
    for rank, key in enumerate(ordered):
        highest = max(highest, min(1.0, ps[key] * (len(ps) - rank)))
        adjusted[key] = highest
    return {key: adjusted[key] for key in ps}


def middle(values: Floats) -> Floats:
    """The median of the cities (rows) per year (columns); NaN for a year with fewer than five, or than half of the cities."""
    counts = (~np.isnan(values)).sum(axis=0)
    out = np.full(values.shape[1], np.nan)
    enough = counts >= max(SMALLEST_GROUP, len(values) / 2)
    if enough.any():
        out[enough] = np.nanmedian(values[:, enough], axis=0)
    return out


def spread(values: Floats) -> Floats:
    """How far cities lie apart per year: the coefficient of variation in percent, over the cities that have a figure in every year with figures.

    A city that joins or leaves the series would change the spread without anything having changed; it is left out.
    """
    used = (~np.isnan(values)).sum(axis=0) >= SMALLEST_GROUP
    out = np.full(values.shape[1], np.nan)
    if not used.any():
        return out
    # Years with clearly fewer cities than the best year would shrink the set to those few; they are left out instead.
    counts = (~np.isnan(values)).sum(axis=0)
    used &= counts >= 0.9 * counts.max()
    whole = values[~np.isnan(values[:, used]).any(axis=1)][:, used]
    if len(whole) < SMALLEST_GROUP:
        return out
    mean = whole.mean(axis=0)
    out[used] = np.where(mean != 0, whole.std(axis=0, ddof=1) / np.abs(np.where(mean == 0, 1, mean)) * 100, np.nan)
    return out


def growth(
    years: Sequence[int], values: Floats, *, breaks: Sequence[int] = (), span: int = 10, relative: bool = False
) -> tuple[Floats, int, int] | None:
    """Per city (row) the change over the last `span` years with figures, or over the longest stretch of at least three without a break.

    Gives the changes (NaN where a city lacks an end), the first and the last year; `relative` gives percentages.
    """
    counts = (~np.isnan(values)).sum(axis=0)
    held = [y for y, n in zip(years, counts, strict=True) if n >= max(SMALLEST_GROUP, 0.5 * counts.max())]
    if not held:
        return None
    # The last stretch between breaks that is at least three years long.
    cuts = sorted({held[0], *(b for b in breaks if held[0] < b <= held[-1]), held[-1] + 1})
    windows = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        inside = [y for y in held if start <= y < end]
        firsts = [y for y in inside if inside[-1] - span <= y <= inside[-1] - 3]
        if firsts:
            windows.append((firsts[0], inside[-1]))
    if not windows:
        return None
    first, last = windows[-1]
    a, b = values[:, first - years[0]], values[:, last - years[0]]
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(a != 0, (b / a - 1) * 100, np.nan) if relative else b - a
    return change, first, last
