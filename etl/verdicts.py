"""From a snapshot's figures to its verdicts: every trend, every test, for each city, position, all midsize cities and the country.

The statistics live in `etl/trends.py`; this module only lays the series out and keeps the books. A city whose figure is too coarse, or that has
too few years, gets no verdict rather than a weak one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl import trends
from etl.breaks import of_area
from etl.model import Definitions, Indicator, Test, Trend
from etl.trends import Direction, Floats

COUNTRY = "NL01"
# Two surveys with margins of half a width each differ for certain when their figures lie this part of a width apart: √2 × ½.
BETWEEN_TWO = float(np.sqrt(0.5))
# How much less certain a median is than a mean of as many figures.
MEDIAN_ERROR = float(np.sqrt(np.pi / 2))
MIDSIZE = "midsize"
COLUMNS = ("trend", "subject", "test", "verdict", "slope", "change", "first", "last", "n", "p", "effect", "evidence")
"""One row per trend, subject and test, and one with an empty `test` for the trend as a whole.

`subject` is a municipality code, `position-1` … `position-3`, `midsize` or `NL01`; `slope` per year and `change` over `first`–`last` in the
indicator's unit (percent for a spread or a relative growth); `p` two-sided (Holm-corrected for comparisons), NaN where the evidence is `thin`;
`effect` is Cliff's delta of a comparison; `evidence` is `tested`, `thin`, `uncertain` (rounding leaves too much room) or `none`.
"""


@dataclass(frozen=True)
class Figures:
    """One indicator over all regions of the snapshot: `value` and the `width` of its interval (0 where exact), regions × years.

    `start` is per region the column of its last break, from which its figures are about one area; None where no region has one.
    """

    value: Floats
    width: Floats
    start: NDArray[np.intp] | None = None

    @property
    def settled(self) -> Floats:
        """The figures without those of before a region's last break: what a change over time may be taken from."""
        if self.start is None:
            return self.value
        return np.where(np.arange(self.value.shape[1]) < self.start[:, None], np.nan, self.value)


@dataclass(frozen=True)
class World:
    """What verdicts are made from: the figures, the regions and years they are laid out on, and who belongs to which position."""

    figures: Mapping[str, Figures]
    regions: tuple[str, ...]
    years: tuple[int, ...]
    positions: Mapping[str, int]

    @property
    def midsize(self) -> tuple[str, ...]:
        return tuple(sorted(self.positions))

    def rows(self, codes: tuple[str, ...]) -> NDArray[np.intp]:
        order = {code: i for i, code in enumerate(self.regions)}
        return np.array([order[c] for c in codes], np.intp)

    def group(self, position: int | None) -> NDArray[np.intp]:
        """The rows of the cities in a position, or of all midsize cities."""
        return self.rows(tuple(c for c in self.midsize if position is None or self.positions[c] == position))


def world(observations: pd.DataFrame, positions: pd.DataFrame, defined: Definitions) -> World:
    """Lay out the rows of a snapshot; they must be sorted by indicator, region and year and complete.

    A row tells breaks of the series too; every test asks the definition for those itself, so that only changes of an area settle a series here.
    """
    years = tuple(sorted(int(y) for y in observations["year"].unique()))
    regions = tuple(sorted(observations["region"].unique()))
    figures = {}
    for name, part in observations.groupby("indicator", sort=False):
        shape = (len(regions), len(years))
        value = part["value"].to_numpy(np.float64).reshape(shape)
        width = (part["high"] - part["low"]).fillna(0.0).to_numpy(np.float64).reshape(shape)
        start = None
        if "break" in part and part["break"].notna().any():
            series = defined.indicators[str(name)].breaks.values() if str(name) in defined.indicators else ()
            areas = {label: bool(of_area(label, series)) for label in part["break"].dropna().unique()}
            broken = np.array([areas.get(label, False) for label in part["break"]], bool).reshape(shape)
            start = np.where(broken.any(axis=1), shape[1] - 1 - broken[:, ::-1].argmax(axis=1), 0)
        figures[str(name)] = Figures(value, width, start)
    return World(figures, regions, years, dict(zip(positions["region"], positions["position"].astype(int), strict=True)))


def verdicts(defined: Definitions, given: World) -> pd.DataFrame:
    """All verdicts of a snapshot, in the columns of `COLUMNS`, sorted by trend (in the order of the definitions), subject and test."""
    directions: dict[tuple[str, str], tuple[Direction | None, str]] = {}
    compared = _comparisons(defined, given)
    records = [record for trend in defined.trends.values() for record in _of_trend(trend, defined, given, directions, compared)]
    frame = pd.DataFrame.from_records(records, columns=list(COLUMNS))
    floats = ["slope", "change", "p", "effect"]
    frame[floats] = frame[floats].astype("float64").round(6)
    frame[["first", "last", "n"]] = frame[["first", "last", "n"]].astype("int16")
    return frame


def _subjects(given: World) -> list[str]:
    return [*given.midsize, "position-1", "position-2", "position-3", MIDSIZE, COUNTRY]


def _of_trend(
    trend: Trend,
    defined: Definitions,
    given: World,
    directions: dict[tuple[str, str], tuple[Direction | None, str]],
    compared: Mapping[tuple[str, str], tuple[trends.Comparison, int, int] | None],
) -> Iterator[tuple[object, ...]]:
    for subject in _subjects(given):
        parts = []
        for test in trend.tests:
            if test.indicator not in given.figures or (test.kind != "direction" and subject != MIDSIZE):
                continue
            indicator = defined.indicators[test.indicator]
            if test.kind == "compare":
                record = _compare_row(trend, test, compared[trend.id, test.id])
            else:
                key = (test.id, subject)
                if key not in directions:
                    directions[key] = _spread(given, indicator) if test.kind == "spread" else _direction(given, indicator, subject)
                record = _direction_row(trend, subject, test, indicator, *directions[key])
            parts.append(record)
        yield _whole(trend, subject, [str(record[3]) for record in parts], parts)
        yield from parts


def _whole(trend: Trend, subject: str, found: list[str], parts: list[tuple[object, ...]]) -> tuple[object, ...]:
    """The row of a trend as a whole; its evidence is that of its weakest test."""
    kinds = [str(p[11]) for p in parts if p[3] != trends.NO_DATA]
    evidence = "none" if not kinds else "thin" if "thin" in kinds else "tested"
    if not kinds and any(p[11] == "uncertain" for p in parts):
        evidence = "uncertain"
    nan = float("nan")
    return (trend.id, subject, "", trends.together(found), nan, nan, 0, 0, 0, nan, nan, evidence)


def _direction_row(
    trend: Trend, subject: str, test: Test, indicator: Indicator, found: Direction | None, evidence: str
) -> tuple[object, ...]:
    nan = float("nan")
    if found is None:
        return (trend.id, subject, test.id, trends.NO_DATA, nan, nan, 0, 0, 0, nan, nan, evidence)
    verdict = trends.against(test.expect, found, indicator.noise)
    return (trend.id, subject, test.id, verdict, found.slope, found.change, found.first, found.last, found.n, found.p, nan, found.evidence)


def _direction(given: World, indicator: Indicator, subject: str) -> tuple[Direction | None, str]:
    """The direction of one subject's series, and the kind of evidence where there is none."""
    figures, breaks = given.figures[indicator.id], list(indicator.breaks)
    usual = _usual(given, indicator)
    midsize = len(given.midsize)
    if subject.startswith("position-") or subject == MIDSIZE:
        rows = given.group(int(subject[-1]) if subject != MIDSIZE else None)
        values = trends.middle(figures.value[rows])
        room = float(np.median(figures.width[rows]))
        # Chance averages out over cities: the moves and the margins of a median shrink with their number. Rounding does not: a median of
        # rounded figures moves in steps of that rounding too.
        usual *= _of_median(len(rows))
        if indicator.sampled:
            room *= BETWEEN_TWO * _of_median(len(rows))
    else:
        row = given.rows((subject,))[0]
        values, widths = figures.settled[row], figures.width[row]
        held = ~np.isnan(values)
        if held.any() and indicator.uncertain_above is not None and widths[held][-1] > indicator.uncertain_above:
            return None, "uncertain"
        room = float(widths[held].max()) if held.any() else 0.0
        if indicator.sampled:
            room *= BETWEEN_TWO
        if subject == COUNTRY:
            usual *= _of_median(midsize)
    return trends.direction(given.years, values, breaks=breaks, room=room, noise=indicator.noise, usual=usual), "none"


def _of_median(cities: int) -> float:
    """How much smaller chance is in the median of some cities than in one of them."""
    return MEDIAN_ERROR / float(np.sqrt(max(cities, 1)))


def _usual(given: World, indicator: Indicator) -> float:
    """The yardstick for short series: a move between two measurements, since the last break, that only one midsize city in twenty exceeds.

    What all cities did together is left out of it, so that a movement of the whole country is not taken for chance.
    """
    start = max(indicator.breaks, default=given.years[0])
    values = given.figures[indicator.id].settled[given.group(None)][:, start - given.years[0] :]
    measured = values[:, (~np.isnan(values)).sum(axis=0) >= trends.SMALLEST_GROUP]
    steps = np.diff(measured, axis=1)
    held = (~np.isnan(steps)).any(axis=0)
    own = np.abs(steps[:, held] - np.nanmedian(steps[:, held], axis=0))
    return float(np.nanquantile(own, 1 - trends.LEVEL)) if own.size else 0.0


def _spread(given: World, indicator: Indicator) -> tuple[Direction | None, str]:
    """The direction of the spread between midsize cities."""
    values = trends.spread(given.figures[indicator.id].settled[given.group(None)])
    # There is one spread per year and no other to tell how much it moves by chance, so a short series of it has no direction.
    return trends.direction(given.years, values, breaks=list(indicator.breaks), usual=float("inf")), "none"


def _comparisons(defined: Definitions, given: World) -> dict[tuple[str, str], tuple[trends.Comparison, int, int] | None]:
    """Every claim about two positions, tested; p-values are Holm-corrected over the claims of one theme page."""
    out: dict[tuple[str, str], tuple[trends.Comparison, int, int] | None] = {}
    for theme in defined.themes:
        claims = {
            (trend.id, test.id): _compare(test, given, list(defined.indicators[test.indicator].breaks))
            for trend in defined.trends_of(theme)
            for test in trend.tests
            if test.kind == "compare" and test.indicator in given.figures
        }
        adjusted = trends.holm({f"{a} {b}": found[0].p for (a, b), found in claims.items() if found is not None})
        for (a, b), found in claims.items():
            out[a, b] = None if found is None else (replace(found[0], p=adjusted[f"{a} {b}"]), found[1], found[2])
    return out


def _compare(test: Test, given: World, breaks: list[int]) -> tuple[trends.Comparison, int, int] | None:
    """The claim tested, with the first and last year it is about."""
    one, two = (_quantity(test, given, given.group(position), breaks) for position in test.positions)
    found = None if one is None or two is None else trends.compare(one[0], two[0])
    return None if found is None or one is None else (found, one[1], one[2])


def _quantity(test: Test, given: World, rows: NDArray[np.intp], breaks: list[int]) -> tuple[Floats, int, int] | None:
    """Per city what is compared: the level in the last year with figures, or the growth up to it; with first and last year."""
    everyone = given.figures[test.indicator].settled[given.group(None)]
    values = given.figures[test.indicator].settled[rows]
    if test.of == "growth":
        window = trends.growth(given.years, everyone, breaks=breaks, relative=test.relative)
        if window is None:
            return None
        _, first, last = window
        start = given.years[0]
        a, b = values[:, first - start], values[:, last - start]
        with np.errstate(divide="ignore", invalid="ignore"):
            return (np.where(a != 0, (b / a - 1) * 100, np.nan) if test.relative else b - a), first, last
    held = (~np.isnan(everyone)).sum(axis=0) >= 0.5 * len(everyone)
    if not held.any():
        return None
    at = int(np.flatnonzero(held)[-1])
    return values[:, at], given.years[at], given.years[at]


def _compare_row(trend: Trend, test: Test, tested: tuple[trends.Comparison, int, int] | None) -> tuple[object, ...]:
    nan = float("nan")
    if tested is None:
        return (trend.id, MIDSIZE, test.id, trends.NO_DATA, nan, nan, 0, 0, 0, nan, nan, "none")
    found, first, last = tested
    verdict = trends.MIXED
    if found.p <= trends.LEVEL and found.difference != 0:
        verdict = trends.FOLLOWS if (found.difference > 0) == (test.expect == "more") else trends.DEPARTS
    return (trend.id, MIDSIZE, test.id, verdict, nan, found.difference, first, last, sum(found.sizes), found.p, found.effect, "tested")
