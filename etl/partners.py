"""Learning partners: on a trend, the cities of my position whose figures went another way than mine.

Only where a direction is declared: the definition of the figure says which way is better, and then the partners are those that went furthest
that way; or the trend says which way the figure goes, and then they are those that went the other way than my city, or that moved least along.
Nobody is ranked: at most three names per trend, in the order of the register, each with its own change beside mine, over the same years. Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from etl.model import Indicator, Trend
from etl.pace import Floats, recent
from etl.panel import Panel
from etl.store import Verdict
from etl.values import rounded_all

MOST = 3
FURTHEST, OTHER_WAY, LESS = "furthest", "other_way", "less"


@dataclass(frozen=True)
class Partner:
    """Another city and how much its figure changed over the same years."""

    code: str
    change: float


@dataclass(frozen=True)
class Lesson:
    """Who to ask about a trend: cities whose `indicator` changed otherwise than my own (`mine`) from `first` to `last`.

    Changes are the last figure less the first, as shown. `kind` is `furthest` (in the direction the figure declares as better), `other_way`
    (than my city) or `less` (the same way, by at most half of my movement, or not at all).
    """

    trend: Trend
    indicator: Indicator
    kind: str
    mine: float
    first: int
    last: int
    partners: tuple[Partner, ...]


def lessons(
    trends: Iterable[Trend],
    indicators: dict[str, Indicator],
    verdicts: Callable[[str, str], Sequence[Verdict]],
    panel: Callable[[str, Sequence[str]], Panel],
    mine: str,
    peers: Sequence[str],
) -> list[Lesson]:
    """One lesson per trend at most, for the first of its tests that has partners; each figure is used once.

    `verdicts` and `panel` are those of a `Store`: the rows of a trend for a city, and the figures of an indicator for some cities; `peers` are
    the other cities of my position. The years are those over which the direction of my own city was tested.
    """
    found: list[Lesson] = []
    used: set[str] = set()
    for trend in trends:
        for test in trend.tests:
            if test.kind != "direction" or test.indicator not in indicators or test.indicator in used:
                continue
            row = next((r for r in verdicts(trend.id, mine) if r.test == test.id and r.evidence == "tested" and r.n), None)
            indicator = indicators[test.indicator]
            if row is None or (test.expect == "stable" and indicator.better == "neither"):
                continue
            kind, own, partners = chosen(indicator, panel(indicator.id, [mine, *peers]), row.first, row.last)
            if partners:
                found.append(Lesson(trend, indicator, kind, own, row.first, row.last, partners))
                used.add(test.indicator)
                break
    return found


def chosen(indicator: Indicator, figures: Panel, first: int, last: int) -> tuple[str, float, tuple[Partner, ...]]:
    """The kind of lesson, my own change, and the partners (none where there is nothing to learn); my city is the first of `figures`."""
    moves = changes(indicator, figures, first, last)
    own, least = moves[0], max(indicator.noise, 10.0**-indicator.decimals)
    if np.isnan(own):
        return LESS, own, ()
    others = {i: float(m) for i, m in enumerate(moves.tolist()) if i and not np.isnan(m)}
    if indicator.better != "neither":
        sign = 1.0 if indicator.better == "higher" else -1.0
        ahead = {i: sign * m for i, m in others.items() if sign * m >= least and sign * (m - own) >= least}
        return FURTHEST, float(own), _named(figures, moves, _furthest(figures, ahead)[:MOST])
    sign = 1.0 if own > 0 else -1.0
    away = {i: -sign * m for i, m in others.items() if -sign * m >= least} if abs(own) >= least else {}
    sure = list(islice((i for i in _furthest(figures, away) if _sure(figures, i, first, last, -sign)), MOST))
    if sure:
        return OTHER_WAY, float(own), _named(figures, moves, sure)
    # Half of next to nothing is no lesson.
    less = {i: -sign * m for i, m in others.items() if 0 <= sign * m <= sign * own / 2 and abs(own) >= 3 * least}
    return LESS, float(own), _named(figures, moves, _furthest(figures, less)[:MOST])


def changes(indicator: Indicator, figures: Panel, first: int, last: int) -> Floats:
    """Per city the change between two years on figures as shown; NaN where one is missing or too coarse, or a break lies between them."""
    a, b = first - figures.years[0], last - figures.years[0]
    out = rounded_all(figures.value[:, b], indicator.decimals) - rounded_all(figures.value[:, a], indicator.decimals)
    if indicator.uncertain_above is not None:
        width = np.nan_to_num(figures.high - figures.low, nan=0.0)
        out = np.where((width[:, a] > indicator.uncertain_above) | (width[:, b] > indicator.uncertain_above), np.nan, out)
    broken = [any(first < year <= last for year in figures.breaks.get(code, {})) for code in figures.regions]
    return np.where(broken, np.nan, out)


def _sure(figures: Panel, row: int, first: int, last: int, sign: float) -> bool:
    """Whether all the years between say the same as the two ends: a city is named for going the other way only beyond doubt."""
    pace = recent(figures.years, figures.value[row], until=last, span=last - first)
    return pace is not None and (pace.low > 0 if sign > 0 else pace.high < 0)


def _furthest(figures: Panel, by: dict[int, float]) -> list[int]:
    """Rows by how far they moved, furthest first; equal ones by code."""
    return sorted(by, key=lambda i: (-round(by[i], 9), figures.regions[i]))


def _named(figures: Panel, moves: Floats, rows: list[int]) -> tuple[Partner, ...]:
    """Partners in the order of the register, which ranks nobody."""
    return tuple(Partner(figures.regions[i], float(moves[i])) for i in sorted(rows))
