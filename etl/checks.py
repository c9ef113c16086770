"""Sentences that must hold before a snapshot goes live. Each check returns what is wrong, in words; an empty list is good."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from etl.derive import Series
from etl.geography import COUNTRY
from etl.mergers import Today
from etl.model import Source
from etl.values import Cells, Floats, Grid

# A slice that loses this share of its figures since the last snapshot was probably cut off, not revised.
LARGEST_LOSS = 0.2
# Municipalities may add up to a little more than the country where both are rounded; a mean that is added lies far above it.
COUNT_ROOM = 1.05
ENOUGH_FOR_MEAN = 50
# Below this share of the midsize cities in its latest year an indicator cannot be shown beside its type.
SMALLEST_COVERAGE = 0.5


def indicator(series: Series, grid: Grid, midsize: tuple[str, ...], before: int | None) -> list[str]:
    """What is wrong with one indicator; any sentence holds it back. `before` is its number of figures in the snapshot in use."""
    wrong = []
    name, value = series.indicator.id, series.cells.value
    lowest, highest = series.indicator.bounds
    for j in range(value.shape[1]):
        for bound, beyond in (
            (lowest, value[:, j] < (lowest if lowest is not None else -np.inf)),
            (highest, value[:, j] > (highest if highest is not None else np.inf)),
        ):
            if beyond.any():
                i = int(np.flatnonzero(beyond)[0])
                wrong.append(f"{name} is {value[i, j]:g} in {grid.regions[i]} in {grid.years[j]}, outside its bound {bound:g}.")
    figures = int((~np.isnan(value)).sum())
    if figures == 0:
        return [f"{name} has no figure at all."]
    if before and figures < before * (1 - LARGEST_LOSS):
        wrong.append(f"{name} has {figures} figures where the snapshot in use has {before}; more than {LARGEST_LOSS:.0%} went missing.")
    # CBS gives some provisional years for the country only; the latest year is that of the cities.
    held = ~np.isnan(value[[grid.regions.index(code) for code in midsize]])
    last = int(np.flatnonzero(held.any(axis=0))[-1]) if held.any() else -1
    share = float(held[:, last].mean())
    if share < SMALLEST_COVERAGE:
        wrong.append(f"{name} has a figure for only {share:.0%} of the midsize cities in its latest year, {grid.years[last]}.")
    return wrong[:3]


def conserved(series: Today) -> list[str]:
    """Putting counts on today's municipalities loses nothing and counts nothing twice."""
    lost = sum(not balance.conserved for balance in series.balances)
    return [f"{series.indicator.id}: {lost} counts have another total on today's municipalities than as published."] if lost else []


def merging(source: Source, topics: Mapping[str, Cells], grid: Grid) -> list[str]:
    """A measure that is added is a count, and one that is weighted is a mean: counts stay within the country's, means have it among them.

    `topics` hold a row for the country and one for every municipality. A year with few municipalities says nothing about a mean.
    """
    if source.merge is None:
        return []
    wrong = []
    municipal = np.array([code.startswith("GM") for code in grid.regions])
    for key in source.recipe.topics:
        value, whole = topics[key].value[municipal], topics[key].value[grid.regions.index(COUNTRY)]
        counts = (~np.isnan(value)).sum(axis=0)
        for j in np.flatnonzero(~np.isnan(whole) & (counts > 0)):
            together, highest = float(np.nansum(value[:, j])), float(np.nanmax(value[:, j]))
            if not source.merge.weight and together > whole[j] * COUNT_ROOM:
                said = f"the municipalities of {grid.years[j]} add up to {together:g}, the Netherlands has {whole[j]:g}: no count to add"
            elif source.merge.weight and counts[j] >= ENOUGH_FOR_MEAN and highest < whole[j]:
                said = f"no municipality of {grid.years[j]} has more than {highest:g}, the Netherlands has {whole[j]:g}: no mean or share"
            else:
                continue
            wrong.append(f"Table {source.table}, '{key}': {said}. Mend 'merge' in the definition.")
            break
    return wrong


def population(series: Series, grid: Grid, left_out: Floats | None = None) -> list[str]:
    """The municipalities of a year add up to the Netherlands, in years in which every municipality of today has a figure.

    `left_out` are the inhabitants per year of municipalities that were divided over several of today.
    """
    wrong = []
    value = series.cells.value
    municipal = [i for i, code in enumerate(grid.regions) if code.startswith("GM")]
    country = grid.regions.index(COUNTRY)
    for j, year in enumerate(grid.years):
        parts, whole = value[municipal, j], value[country, j]
        together = parts.sum() + (left_out[j] if left_out is not None else 0)
        if not np.isnan(parts).any() and not np.isnan(whole) and together != whole:
            wrong.append(f"The municipalities of {year} have {together:.0f} inhabitants together, the Netherlands {whole:.0f}.")
    return wrong


def positions(frame: pd.DataFrame, midsize: tuple[str, ...], examples: Mapping[str, int]) -> list[str]:
    """Every midsize city has a position, and the rule gives the cities the sources name as examples theirs, whoever overruled it."""
    found = dict(zip(frame["region"], frame["rule_position"], strict=True))
    wrong = [f"{code} is a midsize city without a position." for code in midsize if code not in found]
    wrong += [
        f"{code} comes out in position {found.get(code)}, but the source names it as an example of position {p}."
        for code, p in examples.items()
        if found.get(code) != p
    ]
    return wrong


def places(defined: pd.DataFrame, regions: pd.DataFrame, figures: Mapping[str, Sequence[str]], snapshot: str) -> list[str]:
    """A snapshot has the regions of the definitions: each listed, with its figures, and midsize where the definitions say so.

    `defined` and `regions` have a row per region (columns code, name, level, midsize), `figures` the codes in each of its files of figures.
    """
    wrong = []
    names = {code: f"{code} ({name})" for frame in (regions, defined) for code, name in zip(frame["code"], frame["name"], strict=True)}
    cities = {side: set(frame.loc[frame["midsize"].astype(bool), "code"]) for side, frame in (("now", defined), ("then", regions))}
    known, listed = set(defined["code"]), set(regions["code"])

    def said(codes: set[str], what: str) -> None:
        if codes:
            wrong.append(f"{', '.join(names.get(code, code) for code in sorted(codes))}: {what}")

    said(cities["now"] - listed, f"midsize in the definitions, but not in snapshot {snapshot}. Build a new one.")
    said(known - listed - cities["now"], f"in the definitions, but not in snapshot {snapshot}. Build a new one.")
    said(listed - known, f"in snapshot {snapshot}, but not in the definitions any more. Build a new one.")
    said(cities["now"] & listed - cities["then"], f"midsize in the definitions, but not called so in snapshot {snapshot}. Build a new one.")
    said(
        cities["then"] & known - cities["now"],
        f"called midsize in snapshot {snapshot}, but not in the definitions any more. Build a new one.",
    )
    for name, codes in figures.items():
        said(listed & known - set(codes), f"listed in snapshot {snapshot}, but without a single row in its {name}. Build a new one.")
    return wrong


def coverage(series: Series, grid: Grid, midsize: tuple[str, ...]) -> dict[str, int | None]:
    """First and last year in which midsize cities have figures, and how many have one in the last."""
    rows = [grid.regions.index(code) for code in midsize]
    held = ~np.isnan(series.cells.value[rows])
    years = np.flatnonzero(held.any(axis=0))
    if not len(years):
        return {"first": None, "last": None, "cities": 0}
    return {"first": grid.years[years[0]], "last": grid.years[years[-1]], "cities": int(held[:, years[-1]].sum())}
