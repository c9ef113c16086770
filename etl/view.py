"""One view: the indicator, the choice and the figures that belong to it. Every outfit of a page is drawn from it. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.behind import of_panel
from etl.labelled import labelled
from etl.model import Indicator
from etl.panel import Panel
from etl.periods import STATUSES
from etl.store import COUNTRY, City, Store
from etl.values import REASONS, rounded

SMALLEST_GROUP = 5
"""No median, band or rank for fewer cities with a figure."""
MOST = 0.75
"""The part of the cities that a sentence on their middle must be true of: with half, one on 102 cities spoke of 54 others."""

_SOFT = tuple(STATUSES.index(s) for s in ("provisional", "revised"))


@dataclass(frozen=True)
class Group:
    """The cities a city is compared with. `position` is set when they share one."""

    id: str
    label: str
    codes: tuple[str, ...]
    position: int | None


@dataclass(frozen=True)
class Standing:
    """A place in a ranking from high to low: `place` of `of`, shared with others or not, and how many have no (certain) figure."""

    place: int
    shared: bool
    of: int
    without: int


@dataclass(frozen=True)
class Change:
    """A change between two years of one series, and how many others of the group rose more."""

    first: int
    last: int
    by: float
    others: int
    others_more: int


@dataclass(frozen=True)
class Movement:
    """How the middle of a group moved: `start` and `end` are the middle figures of the same `cities` in both years.

    `alone` says that the middle of each year taken by itself, as the line draws it, is shown as another figure in either year: it is partly that of
    other cities.
    """

    first: int
    last: int
    start: float
    end: float
    cities: int
    alone: bool


@dataclass(frozen=True)
class Ahead:
    """What is foretold of a view: the forecast, the years after the last one observed, and its figures for the view's regions."""

    forecast: Indicator
    years: tuple[int, ...]
    panel: Panel

    def series(self, code: str) -> NDArray[np.float64]:
        """The foretold figures of a region over `years`; NaN where there is none."""
        at = self.panel.regions.index(code)
        return np.asarray(self.panel.value[at, [y - self.panel.years[0] for y in self.years]], np.float64)

    def value(self, code: str, year: int) -> float | None:
        """One foretold figure, of any year of the forecast; None where there is none."""
        if not self.panel.years[0] <= year <= self.panel.years[-1]:
            return None
        found = self.panel.value[self.panel.regions.index(code), year - self.panel.years[0]]
        return None if np.isnan(found) else float(found)

    def missing(self, code: str, year: int) -> str:
        """Why a foretold figure is missing; empty where there is one."""
        return REASONS[self.panel.missing[self.panel.regions.index(code), year - self.panel.years[0]]]

    def median(self, members: int) -> NDArray[np.float64]:
        """The middle of the first `members` regions per year; NaN for fewer than five, and where one of them has no figure.

        The cities without a forecast are the small ones: the middle of the others would jump up where the forecast begins.
        """
        if members < SMALLEST_GROUP:
            return np.full(len(self.years), np.nan)
        return np.asarray(np.median(np.stack([self.series(code) for code in self.panel.regions[:members]]), axis=0), np.float64)


@dataclass(frozen=True)
class View:
    """What the reader looks at: one indicator, one group, perhaps one city, one year.

    `panel` holds the group's cities, then the chosen city and others to name where they are not among them, then the Netherlands. `years` are the years drawn. `index` is the year set to 100, where the figures are an index.
    """

    indicator: Indicator
    group: Group
    city: City | None
    year: int
    years: tuple[int, ...]
    panel: Panel
    store: Store
    index: int | None = None

    @cached_property
    def _at(self) -> dict[str, int]:
        return {code: i for i, code in enumerate(self.panel.regions)}

    @cached_property
    def _columns(self) -> NDArray[np.intp]:
        return np.array([y - self.panel.years[0] for y in self.years], np.intp)

    def series(self, code: str) -> NDArray[np.float64]:
        """The figures of a region over the years drawn; NaN where missing."""
        return np.asarray(self.panel.value[self._at[code], self._columns], np.float64)

    def value(self, code: str, year: int | None = None) -> float | None:
        """One figure, or None where it is missing."""
        found = self.panel.value[self._at[code], (self.year if year is None else year) - self.panel.years[0]]
        return None if np.isnan(found) else float(found)

    def missing(self, code: str, year: int | None = None) -> str:
        """The reason a figure is missing; empty where there is one."""
        return REASONS[self.panel.missing[self._at[code], (self.year if year is None else year) - self.panel.years[0]]]

    def provisional(self, code: str, year: int | None = None) -> bool:
        """Whether a figure is provisional."""
        at = self._at[code], (self.year if year is None else year) - self.panel.years[0]
        return bool(self.panel.missing[at] == 0 and self.panel.status[at] in _SOFT)

    def uncertain(self, code: str, year: int | None = None) -> bool:
        """Whether rounding at the source leaves more room than the definition allows."""
        limit = self.indicator.uncertain_above
        if limit is None:
            return False
        at = self._at[code], (self.year if year is None else year) - self.panel.years[0]
        return bool(self.panel.high[at] - self.panel.low[at] > limit)

    def breaks(self, code: str) -> dict[int, str]:
        """Years whose figure for a region cannot be compared with the year before: by the definition, or because its area changed."""
        return {**self.panel.breaks.get(code, {}), **self.indicator.breaks}

    def margin(self, code: str, year: int | None = None) -> tuple[float, float] | None:
        """The bounds that a survey gives with a figure; None for figures that were counted, or have no bounds."""
        if not self.indicator.sampled:
            return None
        at = self._at[code], (self.year if year is None else year) - self.panel.years[0]
        low, high = float(self.panel.low[at]), float(self.panel.high[at])
        return None if np.isnan(low) or np.isnan(high) else (low, high)

    @cached_property
    def ahead(self) -> Ahead | None:
        """What is foretold for the years after the last one drawn, where there is a forecast."""
        forecast = self.store.forecast(self.indicator.id) if self.index is None else None
        if forecast is None:
            return None
        panel = self.store.foretold(forecast.id, self.panel.regions)
        years = tuple(y for y in panel.years if y > self.years[-1])
        return Ahead(forecast, years, panel) if years else None

    @cached_property
    def _group(self) -> NDArray[np.float64]:
        """The group's certain figures: cities × years drawn; NaN where missing or too coarse to compare."""
        members = slice(len(self.group.codes))
        found = self.panel.value[members][:, self._columns]
        if self.indicator.uncertain_above is None:
            return found
        coarse = (self.panel.high - self.panel.low)[members][:, self._columns] > self.indicator.uncertain_above
        return np.where(coarse, np.nan, found)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many cities of the group have a certain figure, per year drawn."""
        return np.asarray((~np.isnan(self._group)).sum(axis=0), np.int64)

    def _over_group(self, of: str) -> NDArray[np.float64]:
        enough = self.counts >= SMALLEST_GROUP
        out = np.full(len(self.years), np.nan)
        if enough.any():
            over: Any = {"low": np.nanmin, "high": np.nanmax, "median": np.nanmedian}[of]
            out[enough] = over(self._group[:, enough], axis=0)
        return out

    @cached_property
    def low(self) -> NDArray[np.float64]:
        return self._over_group("low")

    @cached_property
    def high(self) -> NDArray[np.float64]:
        return self._over_group("high")

    @cached_property
    def median(self) -> NDArray[np.float64]:
        return self._over_group("median")

    def median_in(self, year: int | None = None) -> float | None:
        """The figure of the middle city of the group in one year."""
        if (self.year if year is None else year) not in self.years:
            return None
        found = self.median[self.years.index(self.year if year is None else year)]
        return None if np.isnan(found) else float(found)

    @cached_property
    def ranked(self) -> list[tuple[str, float]]:
        """The group's cities with a certain figure in the year, highest first; equal figures in the order of the group."""
        pairs = [(code, self.value(code)) for code in self.group.codes if not self.uncertain(code)]
        held = [(code, value) for code, value in pairs if value is not None]
        return sorted(held, key=lambda pair: -rounded(pair[1], self.indicator.decimals))

    @cached_property
    def places(self) -> dict[str, Standing]:
        """The standing of every city with a certain figure; empty under five cities. Figures equal as shown share a place."""
        if len(self.ranked) < SMALLEST_GROUP:
            return {}
        shown = [rounded(value, self.indicator.decimals) for _, value in self.ranked]
        without = len(self.group.codes) - len(self.ranked)
        return {
            code: Standing(shown.index(figure) + 1, shown.count(figure) > 1, len(shown), without)
            for (code, _), figure in zip(self.ranked, shown, strict=True)
        }

    def both(self, first: int) -> NDArray[np.float64]:
        """The group's figures in a first year and in the year shown, a row per city that has both, certain and of the same area.

        The middle of each year taken by itself may be the middle of other cities, and then moves where no city did.
        """
        ends = [self.years.index(first), self.years.index(self.year)]
        return self._group[self._comparable(first)][:, ends]

    def _comparable(self, first: int) -> list[int]:
        """The places of the group's cities with a certain figure in both years, of the same area; ValueError for a year that is not drawn."""
        ends = self._group[:, [self.years.index(first), self.years.index(self.year)]]
        held = (~np.isnan(ends)).sum(axis=1) == 2
        return [i for i, code in enumerate(self.group.codes) if held[i] and not any(first < y <= self.year for y in self.breaks(code))]

    def movement(self, first: int | None = None, part: float = MOST) -> Movement | None:
        """How the middle of the group moved up to the year shown, over the cities that can be compared between the two years.

        Without `first` from the first year since the last break from which this part of the cities that have a figure now (and five) can be
        compared. None where there is no such year, or where `first` is not one.
        """
        start = max((y for y in self.indicator.breaks if y <= self.year), default=self.years[0])
        if self.year not in self.years or self.median_in() is None:
            return None
        needed = max(SMALLEST_GROUP, part * len(self.ranked))
        for year in [y for y in self.years if start <= y < self.year] if first is None else [first] if first >= start else []:
            both = self.both(year) if year in self.years else np.empty((0, 2))
            if len(both) >= needed:
                then, now = (float(v) for v in np.median(both, axis=0))
                shown = [rounded(v, self.indicator.decimals) for v in (then, now)]
                drawn = [rounded(v, self.indicator.decimals) for v in (self.median_in(year), self.median_in()) if v is not None]
                return Movement(year, self.year, then, now, len(both), drawn != shown)
        return None

    def steady(self, first: int) -> NDArray[np.float64]:
        """The middle per year drawn of the cities that can be compared between `first` and the year shown; NaN before `first` and for under five."""
        found = self._group[self._comparable(first)]
        out = np.full(len(self.years), np.nan)
        enough = ((~np.isnan(found)).sum(axis=0) >= SMALLEST_GROUP) & (np.array(self.years) >= first)
        if enough.any():
            out[enough] = np.nanmedian(found[:, enough], axis=0)
        return out

    def unsure(self, code: str, first: int, last: int) -> bool:
        """Whether two surveys differ less than both their margins together allow."""
        then, now = self.margin(code, first), self.margin(code, last)
        a, b = self.value(code, first), self.value(code, last)
        if then is None or now is None or a is None or b is None:
            return False
        return abs(b - a) <= math.hypot((then[1] - then[0]) / 2, (now[1] - now[0]) / 2)

    def change(self, code: str, span: int = 10) -> Change | None:
        """How a region changed over the last `span` years up to the year, or over the longest stretch of at least three without a break."""
        last_break = max((y for y in self.breaks(code) if y <= self.year), default=None)
        for first in range(self.year - span, self.year - 2):
            if first < self.years[0] or (last_break is not None and first < last_break):
                continue
            start, end = self.value(code, first), self.value(code)
            if start is None or end is None or self.uncertain(code, first) or self.uncertain(code):
                continue
            by = rounded(end, self.indicator.decimals) - rounded(start, self.indicator.decimals)
            others = [
                o
                for o in self.group.codes
                if o != code
                and not self.uncertain(o, first)
                and not self.uncertain(o)
                and not any(first < y <= self.year for y in self.breaks(o))
            ]
            moves = [
                rounded(b, self.indicator.decimals) - rounded(a, self.indicator.decimals)
                for a, b in ((self.value(o, first), self.value(o)) for o in others)
                if a is not None and b is not None
            ]
            return Change(first, self.year, by, len(moves), sum(m > by + 1e-9 for m in moves))
        return None

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The tables that were read for the figures drawn: their own, and those of the figures in them."""
        return of_panel(self.store, self.indicator, self.panel, self.years[0], self.years[-1])

    @cached_property
    def later_tables(self) -> tuple[str, ...]:
        """The tables that the forecast drawn comes from: those of my city's figures."""
        if self.ahead is None or self.city is None:
            return ()
        at = self.ahead.panel.regions.index(self.city.code)
        held = self.ahead.panel.missing[at] == 0
        return tuple(self.ahead.panel.tables[t] for t in np.unique(self.ahead.panel.table[at][held]).tolist())

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows behind the view: the columns of `Store.series`, with name, position and indicator, for the years drawn."""
        rows = labelled(self.store, self.panel.frame(self.years[0], self.years[-1]), self.indicator)
        if self.ahead is None:
            return rows
        foretold = self.ahead.panel.frame(self.ahead.years[0], self.ahead.years[-1])
        return pd.concat([rows, labelled(self.store, foretold, self.ahead.forecast)], ignore_index=True)


def make(store: Store, indicator: Indicator, group: Group, city: City | None, year: int | None = None, others: Sequence[str] = ()) -> View:
    """The view of an indicator for a group, with a city marked or not; `others` are cities to show by name, of the group or not.

    `year` None takes the latest year in which at least half of the group has a figure. The years drawn run from the first to the last such year.
    """
    codes = list(dict.fromkeys([*group.codes, *([city.code] if city is not None else []), *others, COUNTRY]))
    panel = store.panel(indicator.id, codes)
    held = drawn_years(panel, len(group.codes))
    shown = year if year is not None and held[0] <= year <= held[-1] else held[-1]
    return View(indicator, group, city, shown, tuple(range(held[0], held[-1] + 1)), panel, store)


def drawn_years(panel: Panel, members: int) -> list[int]:
    """The years in which at least half of the first `members` regions (and at least five) have a figure; never empty."""
    counts = (~np.isnan(panel.value[:members])).sum(axis=0)
    needed = max(min(SMALLEST_GROUP, members), members / 2)
    held = [year for year, n in zip(panel.years, counts, strict=True) if n >= needed]
    if not held:
        held = [year for year, n in zip(panel.years, counts, strict=True) if n > 0]
    return held or [panel.years[-1]]


def indexed(view: View, first: int) -> View:
    """The same view as an index: every region's figure as a percentage of its own in `first` (= 100).

    A region without a certain figure in `first`, or whose area or counting changed since, has no index: its change would be that of another thing.
    Raises KeyError for a year that is not drawn.
    """
    if first not in view.years:
        raise KeyError(first)
    panel, at = view.panel, first - view.panel.years[0]
    kept = np.array([not any(first < y <= view.years[-1] for y in view.breaks(code)) for code in panel.regions])
    base = np.where(kept & (panel.value[:, at] > 0), panel.value[:, at], np.nan)[:, np.newaxis]
    coarse = view.indicator.uncertain_above
    certain = panel.value if coarse is None else np.where(panel.high - panel.low > coarse, np.nan, panel.value)
    base = np.where(np.isnan(certain[:, [at]]), np.nan, base)
    value = certain / base * 100
    missing = np.where(np.isnan(value) & (panel.missing == 0), REASONS.index("impossible"), panel.missing).astype(np.int8)
    indicator = replace(
        view.indicator,
        title=f"{view.indicator.title}, {first} = 100",
        unit="",
        decimals=0,
        bounds=(0.0, math.inf),
        noise=0.0,
        uncertain_above=None,
    )
    years = tuple(y for y in view.years if y >= first)
    scaled = replace(panel, value=value, low=panel.low / base * 100, high=panel.high / base * 100, missing=missing)
    return replace(view, indicator=indicator, years=years, panel=scaled, index=first)
