"""From the topics of a table to an indicator: the registered derivations and the joining of sources.

Pure: cells in, cells out. A definition names a verb of `VERBS`; a new verb is a function here plus its name there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from etl.model import Indicator, Recipe, Source
from etl.values import REASONS, Cells, Codes, Grid, add, divide, empty, fill, subtract


def _quotient(terms: list[Cells], per: float) -> Cells:
    return divide(terms[0], terms[1], per)


DERIVATIONS: dict[str, Callable[[list[Cells], float], Cells]] = {
    "sum": lambda terms, per: terms[0],
    "share": _quotient,
    "rate": _quotient,
}
"""What each verb of a definition does with its terms. A term is itself a sum of parts, less others."""


def apply(recipe: Recipe, topics: Mapping[str, Cells], indicators: Mapping[str, Cells]) -> Cells:
    """One recipe worked out for every region and year."""

    def total(parts: tuple[str, ...]) -> Cells:
        return add([indicators[p[1:]] if p.startswith("@") else topics[p] for p in parts])

    terms = [subtract(total(t.parts), total(t.minus)) if t.minus else total(t.parts) for t in recipe.terms]
    return DERIVATIONS[recipe.verb](terms, recipe.per)


@dataclass(frozen=True)
class Series:
    """An indicator worked out: its cells, and per cell the place in `indicator.sources` it came from."""

    indicator: Indicator
    cells: Cells
    source: Codes


def join(indicator: Indicator, parts: list[tuple[Source, Cells]], grid: Grid) -> Series:
    """Put the sources of an indicator together: earlier ones in the definition win, each within its own years.

    A year outside all of them is `absent_in_source` where a source covers a later year, and otherwise `not_yet`.
    """
    spans = [source for source, _ in parts]
    passed = [not any(s.covers(y) for s in spans) and any(s.last is None or s.last > y for s in spans) for y in grid.years]
    cells = empty(grid.shape, "not_yet")
    cells = replace(cells, missing=np.where(passed, REASONS.index("absent_in_source"), cells.missing).astype(np.int8))
    origin = np.zeros(grid.shape, np.int8)
    years = np.array(grid.years)
    for place, (source, found) in enumerate(parts):
        may: NDArray[np.bool_] = np.broadcast_to(np.array([source.covers(int(y)) for y in years]), grid.shape)
        before = cells.missing
        cells = fill(cells, found, may)
        origin = np.where((before != 0) & (cells.missing == 0), place, origin).astype(np.int8)
    return Series(indicator, cells.within(*indicator.bounds), origin)
