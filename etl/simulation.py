"""How often the verdicts would be wrong: the whole machinery run on worlds in which nothing has a direction.

Every series of such a world keeps its own years, gaps, breaks, rounding and size of yearly moves, and loses its direction: its figures are chance
around one level. A `follows` or `departs` that comes out is false. The build runs this on every snapshot and keeps the outcome, so that a reader
knows what a verdict is worth; it is no proof about series whose years hang together, which `correlated` worlds show apart.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from etl import trends
from etl.model import Definitions
from etl.trends import Floats
from etl.verdicts import Figures, World, verdicts

WORLDS = 2
"""Worlds per build: with some three thousand tests of a direction in each, the rate is known to within half a percentage point."""
LONG = 8
"""From this many years it can be told how much a year resembles the one before."""


def flat(values: Floats, draws: np.random.Generator, correlation: float = 0.0) -> Floats:
    """The same figures (regions × years) without any direction: chance around each region's median, with the size of its own yearly moves.

    `correlation` (0 to below 1) makes a year resemble the one before it. What was missing stays missing; a region with fewer than three
    figures keeps none of its moves and gets the median size of the others.
    """
    held = ~np.isnan(values)
    moves = np.abs(np.diff(values, axis=1))
    size = np.full(len(values), np.nan)
    rows = (~np.isnan(moves)).sum(axis=1) >= 2
    if rows.any():
        # The median move of normal noise is 0.954 standard deviations: √2 × 0.6745.
        size[rows] = np.nanmedian(moves[rows], axis=1) / 0.954
    usual = float(np.nanmedian(size)) if rows.any() else 1.0
    size = np.where(np.isnan(size), usual, size)
    noise = draws.normal(size=values.shape)
    for year in range(1, values.shape[1]):
        noise[:, year] = correlation * noise[:, year - 1] + np.sqrt(1 - correlation**2) * noise[:, year]
    level = np.array([float(np.median(row[known])) if known.any() else 0.0 for row, known in zip(values, held, strict=True)])
    return np.where(held, level[:, None] + size[:, None] * noise, np.nan)


def directionless(given: World, seed: int, correlation: float = 0.0) -> World:
    """A world of the same shape in which no figure has a direction and no position differs from another in its moves."""
    draws = np.random.default_rng(seed)
    figures: Mapping[str, Figures] = {
        name: replace(one, value=flat(one.value, draws, correlation)) for name, one in sorted(given.figures.items())
    }
    return replace(given, figures=figures)


def rate(defined: Definitions, judged: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Of the verdicts of a directionless world, how many were given and how many of them are false, per kind of evidence.

    Keys `tested` and `thin` count single tests of a direction, `trend` the verdicts of trends as a whole. A claim that nothing changes is true in
    such a world, and claims about levels keep the real differences between positions: neither can be false here and they are left out.
    """
    expected = {(t.id, test.id): test for t in defined.trends.values() for test in t.tests}
    may = [
        (test := expected.get((trend, name))) is not None and test.kind != "compare" and test.expect != "stable"
        for trend, name in zip(judged["trend"], judged["test"], strict=True)
    ]
    plain = {t.id for t in defined.trends.values() if all(test.kind != "compare" and test.expect != "stable" for test in t.tests)}
    said = judged["verdict"].isin((trends.FOLLOWS, trends.DEPARTS))
    given = judged["verdict"] != trends.NO_DATA
    tests = pd.Series(may, index=judged.index) & given
    wholes = (judged["test"] == "") & judged["trend"].isin(plain) & given
    kinds = {kind: tests & (judged["evidence"] == kind) for kind in ("tested", "thin")} | {"trend": wholes}
    return {kind: (int(rows.sum()), int((rows & said).sum())) for kind, rows in kinds.items()}


def resemblance(given: World) -> float:
    """How much a year resembles the one before it beyond any straight line: the median first-order autocorrelation over the long series of the
    midsize cities, 0 where there is none."""
    found = []
    for one in given.figures.values():
        for row in one.settled[given.group(None)]:
            at = np.flatnonzero(~np.isnan(row))
            if len(at) < LONG:
                continue
            around = row[at] - np.polyval(np.polyfit(at, row[at], 1), at)
            total = float((around**2).sum())
            if total > 1e-12 * float((row[at] ** 2).sum()):
                found.append(float((around[1:] * around[:-1]).sum()) / total)
    return max(0.0, float(np.median(found))) if found else 0.0


def report(defined: Definitions, given: World, worlds: int = WORLDS) -> dict[str, Any]:
    """The rate of false verdicts over some directionless worlds, as plain values for the manifest.

    `kinds` holds per kind of evidence how many verdicts were `given` and how many of them are `false` where every year is a draw of its own;
    `correlated` the same where years resemble each other as much as they do in these figures (`correlation`).
    """
    correlation = round(resemblance(given), 2)
    return {
        "worlds": worlds,
        "kinds": _over(defined, given, worlds, 0.0),
        "correlation": correlation,
        "correlated": _over(defined, given, worlds, correlation),
    }


def _over(defined: Definitions, given: World, worlds: int, correlation: float) -> dict[str, dict[str, int]]:
    together: dict[str, dict[str, int]] = {}
    for seed in range(worlds):
        for kind, (count, false) in rate(defined, verdicts(defined, directionless(given, seed, correlation))).items():
            sums = together.setdefault(kind, {"given": 0, "false": 0})
            sums["given"] += count
            sums["false"] += false
    return together


def share(told: Mapping[str, Any], *kinds: str) -> float:
    """The share (0–1) of false verdicts among those of some kinds; 0 where none was given. `told` is one of the two counts of a report."""
    counts = [told[kind] for kind in kinds if kind in told]
    return float(sum(c["false"] for c in counts) / max(1, sum(c["given"] for c in counts)))


def sentence(told: Mapping[str, Any]) -> str:
    """The report in one line."""
    plain, correlated = told["kinds"], told["correlated"]
    count = sum(plain[kind]["given"] for kind in ("tested", "thin"))
    return (
        f"Verdicts: in {told['worlds']} worlds without any direction {share(plain, 'tested', 'thin'):.1%} of {count:,} tests gave one all the same "
        f"({share(plain, 'tested'):.1%} where tested, {share(plain, 'thin'):.1%} where the evidence is thin), and {share(plain, 'trend'):.1%} of the "
        f"trends; where years resemble each other as they do here ({told['correlation']:g}), {share(correlated, 'tested', 'thin'):.1%} and "
        f"{share(correlated, 'trend'):.1%}."
    )
