"""Continuations of a series to argue about, and how far off such continuations were in the past.

Not forecasts: each carries on one assumption in a straight line. `own` lets a city keep the pace of its last ten years, `middle` gives it the pace
of the middle city of its group, `official` passes on what a statistical office expects where the snapshot holds a forecast.
Pure: arrays in, records out; nothing here knows a page or a file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from etl.pace import Floats, Pace, recent
from etl.panel import Panel

HORIZON = 2035
SPAN = 10
ENOUGH_YEARS = 8
"""No continuation from fewer figures than this, all after the last break."""
SMALLEST_GROUP = 5
FURTHEST = 15
"""No continuation over more years than this: a series that stopped long ago says little about 2035."""
SHORTEST_TEST = 3

TOO_FEW, TOO_OLD, COARSE, NO_FIGURE = "too_few", "too_old", "coarse", "no_figure"


@dataclass(frozen=True)
class Given:
    """One indicator for the cities of a group, mine first: what scenarios are made from.

    `values` and `width` (of the interval, 0 where exact) are cities × years, NaN where missing; `breaks` holds per city the years that cannot be
    compared with the year before; `bounds` are the lowest and highest possible figure, None where there is none.
    """

    codes: tuple[str, ...]
    years: tuple[int, ...]
    values: Floats
    width: Floats
    breaks: tuple[tuple[int, ...], ...]
    bounds: tuple[float | None, float | None]
    uncertain_above: float | None


@dataclass(frozen=True)
class Continuation:
    """One line to the horizon, from the last figure on: `values` with `low` and `high` (NaN without an interval), a figure for each of `years`.

    `kind` is `own`, `middle` or `official`; `pace` is what was carried on; `cities` how many gave the pace of the middle one; `held` whether a
    bound stopped the line or its interval.
    """

    kind: str
    years: tuple[int, ...]
    values: Floats
    low: Floats
    high: Floats
    pace: Pace | None
    cities: int
    held: bool


@dataclass(frozen=True)
class Record:
    """How far off the continuations were when made at `origin` and read at `until`, over `cities` of the group.

    `own`, `middle` and `still` are the middle (median) sizes of the error of the two paces and of “nothing changes”, in the unit of the figure;
    `covered` is the share of cities (0–1) whose figure lay within the interval of their own pace. `mine` is the error of my own pace
    (continuation less figure), None where my city has too few figures.
    """

    origin: int
    until: int
    cities: int
    own: float
    middle: float
    still: float
    covered: float
    mine: float | None


@dataclass(frozen=True)
class Outlook:
    """The continuations of my city, and the record of such continuations; `refused` says why nothing is carried on, empty where it is."""

    lines: tuple[Continuation, ...]
    record: Record | None
    refused: str


def given(
    panel: Panel,
    *,
    breaks: Mapping[int, str],
    bounds: tuple[float | None, float | None],
    uncertain_above: float | None,
    floor_at_zero: bool = False,
) -> Given:
    """Lay a panel of observations out (my city first, no country).

    `breaks` are those of the whole series; `floor_at_zero` says that a figure without a declared lowest one cannot fall below zero.
    """
    values = np.asarray(panel.value, np.float64)
    width = np.nan_to_num(panel.high - panel.low, nan=0.0)
    cuts = tuple(tuple(sorted({*breaks, *panel.breaks.get(code, {})})) for code in panel.regions)
    low, high = bounds
    return Given(panel.regions, panel.years, values, width, cuts, (0.0 if low is None and floor_at_zero else low, high), uncertain_above)


def with_middle(figures: Given) -> Given:
    """The same cities with the middle one of every year put first, for a reader without a city; NaN in years with under five."""
    counts = (~np.isnan(figures.values)).sum(axis=0)
    middle = np.full(figures.values.shape[1], np.nan)
    # Years with clearly fewer cities would bend the line by who is missing.
    enough = counts >= max(SMALLEST_GROUP, 0.5 * counts.max(initial=0))
    if enough.any():
        middle[enough] = np.nanmedian(figures.values[:, enough], axis=0)
    shared = set.intersection(*(set(cuts) for cuts in figures.breaks)) if figures.breaks else set()
    return Given(
        ("", *figures.codes),
        figures.years,
        np.vstack([middle, figures.values]),
        np.vstack([np.zeros(len(middle)), figures.width]),
        (tuple(sorted(shared)), *figures.breaks),
        figures.bounds,
        figures.uncertain_above,
    )


def outlook(figures: Given, official: Continuation | None = None, horizon: int = HORIZON) -> Outlook:
    """The continuations of the first city of `figures` to `horizon`, or the reason there are none; what an office expects stands either way."""
    passed_on = () if official is None else (official,)
    held = ~np.isnan(figures.values[0])
    if not held.any():
        return Outlook(passed_on, None, NO_FIGURE)
    at = int(np.flatnonzero(held)[-1])
    last, value = figures.years[at], float(figures.values[0, at])
    if figures.uncertain_above is not None and figures.width[0, at] > figures.uncertain_above:
        return Outlook(passed_on, None, COARSE)
    own = _pace(figures, 0, last)
    if own is None:
        return Outlook(passed_on, None, TOO_FEW)
    if horizon - last > FURTHEST:
        return Outlook(passed_on, None, TOO_OLD)
    years = tuple(range(last, horizon + 1))
    lines = [_line("own", years, value, own, figures.bounds)]
    shared = _middle(figures, last)
    if shared is not None:
        pace, cities = shared
        lines.append(_line("middle", years, value, pace, figures.bounds, cities))
    return Outlook((*lines, *passed_on), backtest(figures), "")


def official(foretold: Panel, after: int, horizon: int = HORIZON, *, interval: bool = False) -> Continuation | None:
    """What a statistical office expects for the first region of a panel of a forecast, in the years after the last figure; None without any.

    `interval` says that its bounds are the office's own; else they only tell how far the forecast was rounded, and are left out.
    """
    years = np.array(foretold.years)
    held = (foretold.missing[0] == 0) & (years > after) & (years <= horizon)
    if not held.any():
        return None
    none = np.full(int(held.sum()), np.nan)
    low, high = (foretold.low[0, held], foretold.high[0, held]) if interval else (none, none)
    return Continuation("official", tuple(years[held].tolist()), foretold.value[0, held], low, high, None, 0, False)


def backtest(figures: Given) -> Record | None:
    """The same continuations made as many years ago as the series allow, ten at most, held against what came; None where they are too short."""
    counts = (~np.isnan(figures.values)).sum(axis=0)
    full = np.flatnonzero(counts >= max(SMALLEST_GROUP, len(figures.codes) / 2))
    if not len(full):
        return None
    until = figures.years[int(full[-1])]
    for back in range(SPAN, SHORTEST_TEST - 1, -1):
        found = _tested(figures, until - back, until)
        if found is not None:
            return found
    return None


def _tested(figures: Given, origin: int, until: int) -> Record | None:
    if origin < figures.years[0]:
        return None
    here, there = figures.years.index(origin), figures.years.index(until)
    paces: dict[int, Pace] = {}
    for row, cuts in enumerate(figures.breaks):
        if np.isnan(figures.values[row, [here, there]]).any() or any(origin < b <= until for b in cuts):
            continue
        if figures.uncertain_above is not None and (figures.width[row, [here, there]] > figures.uncertain_above).any():
            continue
        pace = _pace(figures, row, origin)
        if pace is not None and pace.last == origin:
            paces[row] = pace
    if len(paces) < SMALLEST_GROUP:
        return None
    ahead = until - origin
    rows = list(paces)
    start, end = figures.values[rows, here], figures.values[rows, there]
    slopes = np.array([[p.slope, p.low, p.high] for p in paces.values()])
    own, low, high = (_within(start + slopes[:, i] * ahead, figures.bounds) for i in range(3))
    middle = _within(start + float(np.median(slopes[:, 0])) * ahead, figures.bounds)
    covered = (np.minimum(low, high) <= end) & (end <= np.maximum(low, high))
    error = own - end
    return Record(
        origin,
        until,
        len(rows),
        float(np.median(np.abs(error))),
        float(np.median(np.abs(middle - end))),
        float(np.median(np.abs(start - end))),
        float(covered.mean()),
        float(error[rows.index(0)]) if 0 in paces else None,
    )


def _pace(figures: Given, row: int, until: int) -> Pace | None:
    """The pace of one city up to a year; None from fewer than eight figures since its last break."""
    pace = recent(figures.years, figures.values[row], breaks=figures.breaks[row], until=until, span=SPAN)
    return pace if pace is not None and pace.n >= ENOUGH_YEARS else None


def _middle(figures: Given, last: int) -> tuple[Pace, int] | None:
    """The pace of the middle city of the group, mine included, over the years up to `last`; no interval, and None under five cities."""
    paces = [p for p in (_pace(figures, row, last) for row in range(len(figures.codes))) if p is not None and p.last == last]
    if len(paces) < SMALLEST_GROUP:
        return None
    slope = float(np.median([p.slope for p in paces]))
    nan = float("nan")
    return Pace(slope, nan, nan, min(p.first for p in paces), last, max(p.n for p in paces)), len(paces)


def _line(
    kind: str, years: Sequence[int], value: float, pace: Pace, bounds: tuple[float | None, float | None], cities: int = 0
) -> Continuation:
    ahead = np.array(years, np.float64) - years[0]
    free = [value + slope * ahead for slope in (pace.slope, pace.low, pace.high)]
    kept = [_within(line, bounds) for line in free]
    values, low, high = kept
    held = any(bool((np.abs(a - b) > 1e-5).any()) for a, b in zip(free, kept, strict=True) if not np.isnan(a).any())
    return Continuation(kind, tuple(years), values, low, high, pace, cities, held)


def _within(values: Floats, bounds: tuple[float | None, float | None]) -> Floats:
    """Values kept within the bounds, on the six decimals of the snapshot: the same figure in picture, words and file."""
    low, high = bounds
    return np.asarray(np.round(np.clip(values, -np.inf if low is None else low, np.inf if high is None else high), 6), np.float64)
