"""Why a figure cannot be compared with the one before it: because it is counted otherwise, or because the area of its region changed.

The first is declared with a series and holds for every region; the second is found by a build for each region apart. A row tells both. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Place = tuple[int, int]
"""A row (region) and a column (year)."""


def of_series(held: NDArray[np.bool_], years: Sequence[int], declared: Mapping[int, str]) -> dict[Place, str]:
    """The figures on which the declared breaks of a series fall, and why: of each region the first figure in or after the year of a break.

    `held` says per region and year whether there is a figure; `declared` are the breaks by year. A region without a figure before the break has
    nothing to be compared with, and none of it is said there.
    """
    found: dict[Place, str] = {}
    for year, label in sorted(declared.items()):
        if not years or not years[0] < year <= years[-1]:
            continue
        at = year - years[0]
        rows = np.flatnonzero(held[:, :at].any(axis=1) & held[:, at:].any(axis=1))
        for row, column in zip(rows.tolist(), (held[rows, at:].argmax(axis=1) + at).tolist(), strict=True):
            found[row, column] = joined(found.get((row, column), ""), label)
    return found


def joined(*labels: str) -> str:
    """Several reasons in one cell, each once, in order; empty where there is none."""
    return "; ".join(dict.fromkeys(part for label in labels for part in label.split("; ") if part))


def of_area(label: str, declared: Iterable[str]) -> str:
    """What a cell says of the area alone: its reasons without those declared for the series."""
    other = {part for one in declared for part in one.split("; ")}
    return "; ".join(part for part in label.split("; ") if part not in other)
