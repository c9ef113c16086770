"""How much the tables of a joined series differ in the years that both of them have.

Pure. A series of two tables is only honest when the tables tell the same where they overlap, or when a break is declared between them; the build
compares every pair and keeps the outcome, so that a reader can judge the join.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np

from etl.model import Indicator, Source
from etl.values import Cells, Grid


@dataclass(frozen=True)
class Overlap:
    """Two tables of one series, compared over the municipalities and years for which both have a figure.

    `tables` in the order of the definition; `figures` how many pairs were compared, from `first` to `last`; `middle` and `largest` the median and
    the largest absolute difference in the indicator's unit, the largest in `region` in `year`; `within` the share (0–1) of pairs that differ by no
    more than rounding allows; `break_declared` whether the definition puts a break between them.
    """

    tables: tuple[str, str]
    figures: int
    first: int
    last: int
    middle: float
    largest: float
    region: str
    year: int
    within: float
    break_declared: bool


def compare(indicator: Indicator, parts: Sequence[tuple[Source, Cells]], grid: Grid) -> tuple[Overlap, ...]:
    """Every pair of sources that overlap somewhere, whatever the years each of them is used for."""
    municipal = np.array([code.startswith("GM") for code in grid.regions])
    found = []
    for (one, a), (two, b) in combinations(parts, 2):
        if (one.table, one.where, one.recipe) == (two.table, two.where, two.recipe):
            continue  # the same figures on two sides of a declared break
        both = (a.missing == 0) & (b.missing == 0) & municipal[:, None]
        if not both.any():
            continue
        apart = np.where(both, np.abs(a.value - b.value), -1.0)
        # Rounding explains a difference as long as the intervals of the two figures touch; six decimals, as the figures are kept.
        touch = both & (np.maximum(a.low, b.low) <= np.minimum(a.high, b.high) + 1e-6)
        i, j = np.unravel_index(int(apart.argmax()), apart.shape)
        years = np.flatnonzero(both.any(axis=0))
        found.append(
            Overlap(
                tables=(one.table, two.table),
                figures=int(both.sum()),
                first=grid.years[int(years[0])],
                last=grid.years[int(years[-1])],
                middle=round(float(np.median(apart[both])), 6),
                largest=round(float(apart[i, j]), 6),
                region=grid.regions[int(i)],
                year=grid.years[int(j)],
                within=round(float(touch.sum() / both.sum()), 4),
                break_declared=bool(one.break_label or two.break_label),
            )
        )
    return tuple(found)


def undeclared(indicator: Indicator, found: Sequence[Overlap]) -> list[str]:
    """A sentence for every join without a break whose tables usually differ by more than rounding and the declared noise.

    Editions of a forecast differ by nature; a city has figures of one of them only.
    """
    return (
        []
        if indicator.forecast_of
        else [
            f"{indicator.id}: tables {one.tables[0]} and {one.tables[1]} usually differ by {one.middle:g} {indicator.unit} where they overlap "
            f"({one.first}–{one.last}); declare a break between them in the definition, or say in 'noise' that this is no difference."
            for one in found
            if not one.break_declared and one.within < 0.5 and one.middle > indicator.noise
        ]
    )


def report(found: dict[str, tuple[Overlap, ...]]) -> dict[str, list[dict[str, Any]]]:
    """What the manifest says about joins: per indicator the comparisons, as plain values."""
    return {name: [{**asdict(one), "tables": list(one.tables)} for one in all_] for name, all_ in sorted(found.items()) if all_}


def sentence(told: dict[str, list[dict[str, Any]]]) -> str:
    """The report in one line."""
    pairs = [one for all_ in told.values() for one in all_]
    if not pairs:
        return "Joins: no two tables of one series overlap."
    firm = sum(one["within"] >= 0.95 for one in pairs)
    broken = sum(one["break_declared"] for one in pairs)
    return (
        f"Joins: {len(pairs)} pairs of tables overlap in {len(told)} series; {firm} agree within rounding in at least 95% of the figures, "
        f"{broken} have a declared break."
    )
