"""What the figures say about the whole: the sharpest finding of a theme, and the strengths and weaknesses of midsize beside their figures. Pure."""

from dataclasses import dataclass

import numpy as np

from etl.model import Indicator, Strength, Trend
from etl.store import COUNTRY, City, Store, Verdict
from etl.values import rounded
from pages.components.wording import dutch

SHARP = 0.25
"""The least that is called a finding: the middle city moved a quarter of the spread between cities, and all of them the same way."""


@dataclass(frozen=True)
class Finding:
    """A trend whose figure moved clearly for the midsize cities together, up to `year`: the last of the tested stretch."""

    trend: Trend
    indicator: Indicator
    year: int
    strength: float


def sharpest(store: Store, theme: str) -> Finding | None:
    """The finding with the largest tested movement of the middle city, in units of the spread between cities, times the share of the cities
    in which the same figure moved the same way; None without one. A movement that hardly any city shows of its own is no sharp finding."""
    known = {i.id: i for i in store.indicators()}
    midsize = [c.code for c in store.cities()]
    found: list[Finding] = []
    for trend in store.definitions.trends_of(theme):
        for row in store.verdicts(trend.id, "midsize")[1:]:
            indicator = known.get(row.test)
            if indicator is None or row.verdict not in ("follows", "departs") or row.evidence != "tested":
                continue
            values = store.panel(indicator.id, midsize).value[:, row.last - store.years[0]]
            between = float(np.nanstd(values))
            if between > 0:
                found.append(Finding(trend, indicator, row.last, abs(row.change) / between * _share(store, trend, row)))
    # A movement that runs up to now goes before one that a break ended.
    found = [f for f in found if f.strength >= SHARP]
    return max(found, key=lambda f: (store.manifest["indicators"][f.indicator.id]["last"] == f.year, f.strength), default=None)


def _share(store: Store, trend: Trend, row: Verdict) -> float:
    """The share (0–1) of the midsize cities with the same outcome of the same test."""
    own = [next((r.verdict for r in store.verdicts(trend.id, c.code) if r.test == row.test), "") for c in store.cities()]
    return own.count(row.verdict) / max(len(own), 1)


def opening(store: Store, theme: str) -> Finding | None:
    """Where no trend of a theme moved clearly: its first trend with a tested figure, so that the theme still shows one; None without any."""
    known = {i.id: i for i in store.indicators()}
    for trend in store.definitions.trends_of(theme):
        for row in store.verdicts(trend.id, "midsize")[1:]:
            if row.test in known:
                return Finding(trend, known[row.test], row.last or store.years[-1], 0.0)
    return None


def tally(store: Store, finding: Finding) -> str:
    """In how many cities the figure of a finding follows its trend and in how many it departs from it."""
    name = finding.indicator.id
    kinds = [r.verdict for c in store.cities() for r in store.verdicts(finding.trend.id, c.code) if r.test == name]
    follows, departs = kinds.count("follows"), kinds.count("departs")
    away = f"in {departs} wijkt het af" if departs else "nergens wijkt het af"
    return f"dit cijfer volgt de trend in {follows} van de {dutch.count(len(kinds), 'stad', 'steden')}; {away}."


def own(store: Store, finding: Finding, city: City) -> str:
    """The figure of a finding in one city, and whether it follows the trend there: `Goes: 40,1 % in 2024; dit cijfer volgt de trend.`"""
    panel = store.panel(finding.indicator.id, [city.code])
    value = float(panel.value[0, finding.year - panel.years[0]])
    said = f"geen cijfer over {finding.year}" if np.isnan(value) else f"{dutch.figure(value, finding.indicator)} in {finding.year}"
    row = next((r for r in store.verdicts(finding.trend.id, city.code) if r.test == finding.indicator.id), None)
    tested = {"follows": "dit cijfer volgt de trend", "departs": "dit cijfer wijkt af van de trend", "mixed": "een richting is niet zeker"}
    return f"{city.name}: {said}{f'; {tested[row.verdict]}' if row is not None and row.verdict in tested else ''}."


@dataclass(frozen=True)
class Weighed:
    """A strength or weakness beside its figure: the middle midsize city, what it is held against, and whether that bears the line out (None where
    they differ by no more than the definition calls no difference)."""

    strength: Strength
    indicator: Indicator
    year: int
    midsize: float
    other: float
    against: str
    supports: bool | None


def weigh(store: Store, strength: Strength) -> Weighed | None:
    """A line of the source held against its figure in the latest year; None where it has no figure, or too few cities have one."""
    known = {i.id: i for i in store.indicators()}
    if strength.indicator is None or strength.indicator not in known:
        return None
    indicator = known[strength.indicator]
    midsize = [c.code for c in store.cities()]
    large = [c.code for c in store.cities(midsize=False) if "G4" in c.networks]
    small = [c.code for c in store.cities(midsize=False) if not c.midsize and c.code not in large]
    codes, words = {
        "large": (large, "de middelste van de vier grote steden"),
        "small": (small, "de middelste van de andere gemeenten"),
        "country": ([COUNTRY], "Nederland"),
    }[strength.against]
    here, there = store.panel(indicator.id, midsize), store.panel(indicator.id, codes)
    both = [(~np.isnan(here.value[:, j])).sum() >= 5 and not np.isnan(there.value[:, j]).all() for j in range(len(here.years))]
    if not any(both):
        return None
    at = int(np.flatnonzero(both)[-1])
    a, b = (float(np.nanmedian(panel.value[:, at])) for panel in (here, there))
    one, two = rounded(a, indicator.decimals), rounded(b, indicator.decimals)
    supports = (one > two) == (strength.expect == "more") if indicator.differs(one - two) else None
    return Weighed(strength, indicator, here.years[at], a, b, words, supports)


def weighed_words(found: Weighed) -> str:
    """The figure in a sentence: `In de middelste middelgrote stad is de werkloosheid 3,5 %; in de vier grote steden 4,4 % (2024).`"""
    indicator = found.indicator
    return (
        f"In de middelste middelgrote stad was {indicator.phrase} {dutch.figure(found.midsize, indicator)}; "
        f"in {found.against} {dutch.figure(found.other, indicator)} ({found.year})."
        + (
            f" Een verschil tot {dutch.difference(indicator.noise, indicator)} noemen we geen verschil."
            if found.supports is None and indicator.noise
            else ""
        )
    )
