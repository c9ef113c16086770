"""Sentences that must hold before a snapshot goes live. Each check returns what is wrong, in words; an empty list is good."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from etl.derive import Series
from etl.geography import COUNTRY
from etl.values import Grid

# A slice that loses this share of its figures since the last snapshot was probably cut off, not revised.
LARGEST_LOSS = 0.2
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


def population(series: Series, grid: Grid) -> list[str]:
    """The municipalities of a year add up to the Netherlands, in years in which every municipality of today has a figure."""
    wrong = []
    value = series.cells.value
    municipal = [i for i, code in enumerate(grid.regions) if code.startswith("GM")]
    country = grid.regions.index(COUNTRY)
    for j, year in enumerate(grid.years):
        parts, whole = value[municipal, j], value[country, j]
        if not np.isnan(parts).any() and not np.isnan(whole) and parts.sum() != whole:
            wrong.append(f"The municipalities of {year} have {parts.sum():.0f} inhabitants together, the Netherlands {whole:.0f}.")
    return wrong


def positions(frame: pd.DataFrame, midsize: tuple[str, ...], examples: Mapping[str, int]) -> list[str]:
    """Every midsize city has a position, and the cities the sources name as examples have theirs."""
    found = dict(zip(frame["region"], frame["position"], strict=True))
    wrong = [f"{code} is a midsize city without a position." for code in midsize if code not in found]
    wrong += [
        f"{code} comes out in position {found.get(code)}, but the source names it as an example of position {p}."
        for code, p in examples.items()
        if found.get(code) != p
    ]
    return wrong


def coverage(series: Series, grid: Grid, midsize: tuple[str, ...]) -> dict[str, int | None]:
    """First and last year in which midsize cities have figures, and how many have one in the last."""
    rows = [grid.regions.index(code) for code in midsize]
    held = ~np.isnan(series.cells.value[rows])
    years = np.flatnonzero(held.any(axis=0))
    if not len(years):
        return {"first": None, "last": None, "cities": 0}
    return {"first": grid.years[years[0]], "last": grid.years[years[-1]], "cities": int(held[:, years[-1]].sum())}
