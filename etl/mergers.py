"""Series on the borders of the year, put on today's municipalities.

Pure: quantities by code of then in, figures by municipality of today out. What a figure is made of is put together before the figure is
worked out, so that shares and rates come out weighted by their own denominators. Where a municipality took in part of another, or a part
has no figure, nothing is put together: the figure of its own code stays, and its series has a break.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.derive import Series, apply, join
from etl.lineage import UNKNOWN, Bools, Ints, Layout, Lineage
from etl.model import Indicator, Merge, Recipe, Source
from etl.values import REASONS, Cells, Floats, Grid, fill

RENAMED = "renamed"
"""The rule of a cell that stands for one municipality of then, with the same area under another code."""


@dataclass(frozen=True)
class Quantity:
    """Something measured per code of then (the rows of the wide grid), and what the regions of today consist of on its borders."""

    cells: Cells
    layout: Layout


@dataclass(frozen=True)
class Balance:
    """Totals of one count per year: as `published`, over the municipalities of `today`, and `left_out` as it has no place among them."""

    published: Floats
    today: Floats
    left_out: Floats

    @property
    def conserved(self) -> bool:
        """Whether nothing was lost or counted twice."""
        return bool(np.allclose(self.published, self.today + self.left_out, rtol=1e-9, atol=1e-6))


@dataclass(frozen=True)
class Bridged:
    """Figures on today's grid: which of them were `merged`, and what the others still lack of today's area (see `Layout.lacks`)."""

    cells: Cells
    merged: Bools
    lacks: Ints
    balances: tuple[Balance, ...] = ()


@dataclass(frozen=True)
class Today(Series):
    """An indicator on today's municipalities.

    `rules` holds the rule per source, `breaks` the words for every cell (row, column) that cannot be compared with the figure before it;
    `wide` is the same indicator by code of then, for those that are derived from it.
    """

    merged: Bools
    rules: tuple[str, ...]
    breaks: Mapping[tuple[int, int], str]
    wide: Cells
    balances: tuple[Balance, ...]


def total(given: Quantity) -> Cells:
    """A count: the parts of every known cell added; one missing part makes the sum missing."""
    cells, layout = given.cells, given.layout
    first = _first(cells, layout)
    return _combined(cells, layout, first, [_sum(layout, getattr(cells, end)) for end in ("value", "low", "high")])


def mean(given: Quantity, weight: Cells) -> Cells:
    """A mean or share: the parts of every known cell weighted; it lies between the smallest and the largest of them.

    The interval allows for the rounding of the parts and of the weights. Parts that all weigh nothing give `impossible`.
    """
    cells, layout = given.cells, given.layout
    first = _first(cells, layout)
    at = (layout.code, layout.year)
    mass = _sum(layout, weight.value)
    room = np.maximum(weight.high - weight.value, weight.value - weight.low)
    firm = mass - _sum(layout, room)
    with np.errstate(divide="ignore", invalid="ignore"):
        value, low, high = (_sum(layout, weight.value * getattr(cells, end)) / mass for end in ("value", "low", "high"))
        # A weight that is off by d moves the mean by at most d × the distance of its part to the mean, over the sum of the weights.
        slack = [
            np.bincount(layout.cell, room[at] * np.abs(getattr(cells, end)[at] - middle.ravel()[layout.cell]), mass.size).reshape(
                mass.shape
            )
            for end, middle in (("low", low), ("high", high))
        ]
        low, high = (
            np.where(slack[0] > 0, low - slack[0] / np.maximum(firm, 0), low),
            np.where(slack[1] > 0, high + slack[1] / np.maximum(firm, 0), high),
        )
    value = np.clip(value, _edge(layout, cells.value, np.minimum), _edge(layout, cells.value, np.maximum))
    low = np.maximum(np.minimum(low, value), _edge(layout, cells.low, np.minimum))
    high = np.minimum(np.maximum(high, value), _edge(layout, cells.high, np.maximum))
    return _combined(cells, layout, first, [value, low, high], weight, mass == 0)


def bridge(
    recipe: Recipe,
    topics: Mapping[str, Cells],
    indicators: Mapping[str, Quantity],
    layout: Layout,
    merge: Merge | None,
    weight: Cells | None,
) -> Bridged:
    """One source worked out for today's municipalities, from its topics and other indicators by code of then.

    All parts of a figure are put together or none: a numerator of today never meets a denominator of then. Where they stay apart and are
    on different borders themselves, there is no figure (`impossible`).
    """
    measured = {key: Quantity(cells, layout) for key, cells in topics.items()}
    given = {**{f"@{name}": q for name, q in indicators.items()}, **measured}
    own = {key: _own(q) for key, q in given.items()}
    put = {key: _put(q, merge if key in measured else Merge(), weight) for key, q in given.items()}
    possible = np.logical_and.reduce([q.layout.known & (put[key].missing == 0) & ~_twice(q) for key, q in given.items()])
    merged = possible & ~np.logical_and.reduce([q.layout.own for q in given.values()])
    final = {key: _choose(merged, put[key], own[key]) for key in given}
    cells = apply(recipe, {key: final[key] for key in topics}, {name: final[f"@{name}"] for name in indicators})
    lacks = [q.layout.lacks for q in given.values()]
    uneven = ~merged & (np.maximum.reduce(lacks) != np.minimum.reduce(lacks))
    balances = [_balance(q, final[key], merged) for key, q in measured.items()] if merge is not None and not merge.weight else []
    return Bridged(
        _without(cells, uneven, "impossible"),
        merged & (cells.missing == 0),
        np.where(merged, 0, np.maximum.reduce(lacks)),
        tuple(balances),
    )


def series(indicator: Indicator, parts: Sequence[tuple[Source, Bridged]], wide: Cells, lineage: Lineage) -> Today:
    """The sources of an indicator joined: figures about today's area go first, then earlier sources before later ones."""
    grid = lineage.grid
    settled = [(s, _without(b.cells, b.lacks > 0, "not_yet")) for s, b in parts]
    whole, rest = join(indicator, settled, grid), join(indicator, [(s, b.cells) for s, b in parts], grid)
    cells = fill(whole.cells, rest.cells, np.ones(grid.shape, bool))
    source = np.where(whole.cells.missing == 0, whole.source, rest.source).astype(np.int8)
    merged, lacks = (
        np.take_along_axis(np.stack([getattr(b, name) for _, b in parts]), source[None].astype(np.intp), axis=0)[0]
        for name in ("merged", "lacks")
    )
    return Today(
        indicator=indicator,
        cells=cells,
        source=source,
        merged=merged & (cells.missing == 0),
        rules=tuple(_rule(s) for s, _ in parts),
        breaks=_breaks(cells, lacks, lineage),
        wide=wide,
        balances=tuple(balance for _, b in parts for balance in b.balances),
    )


def _rule(source: Source) -> str:
    """The rule of a source in words; one without its own may still be divided by counts of municipalities that merged."""
    if source.merge is not None:
        return str(source.merge)
    return str(Merge()) if source.recipe.indicators else RENAMED


def borders(indicator: Indicator, source: Source | None, grid: Grid) -> tuple[int | None, ...]:
    """The years whose borders the columns of a source are on; None for those of today."""
    if indicator.on_today:
        return (None,) * len(grid.years)
    return grid.years if source is None or source.borders_of is None else (source.borders_of,) * len(grid.years)


def balance(found: Today, lineage: Lineage) -> Balance:
    """The totals of a count as a whole, over all its sources."""
    return _balance(Quantity(found.wide, lineage.layout(lineage.grid.years)), found.cells, found.merged)


def report(done: Mapping[str, Today], lineage: Lineage) -> dict[str, Any]:
    """What the manifest says about mergers.

    `combined`: per indicator how many figures of how many regions were put together, and by which rules. `sums`: per count and year the
    totals of a `Balance`. `breaks`: per region each break with the number of series that have it, but for the first year of the list.
    """
    combined, sums = {}, {}
    breaks: dict[str, dict[str, int]] = {}
    years = lineage.grid.years
    for name, found in sorted(done.items()):
        if found.merged.any():
            rules = {found.rules[place] for place in np.unique(found.source[found.merged]).tolist()}
            combined[name] = {"cells": int(found.merged.sum()), "regions": int(found.merged.any(axis=1).sum()), "rules": sorted(rules)}
        if found.indicator.adds:
            totals = balance(found, lineage)
            sums[name] = {
                str(years[j]): {key: round(float(getattr(totals, key)[j]), 6) for key in ("published", "today", "left_out")}
                for j in np.flatnonzero(totals.published).tolist()
            }
        for (i, j), label in found.breaks.items():
            if UNKNOWN not in label:
                about = breaks.setdefault(lineage.grid.regions[i], {})
                about[f"{years[j]}: {label}"] = about.get(f"{years[j]}: {label}", 0) + 1
    return {"combined": combined, "sums": sums, "breaks": {code: dict(sorted(breaks[code].items())) for code in sorted(breaks)}}


def sentence(found: Mapping[str, Any]) -> str:
    """The report in one line. Totals are checked before: an indicator whose totals changed is held back."""
    cells = sum(one["cells"] for one in found["combined"].values())
    return (
        f"Mergers: {cells:,} figures of {len(found['combined'])} indicators put on today's municipalities, totals conserved; "
        f"{len(found['breaks'])} municipalities have a break."
    )


def _own(given: Quantity) -> Cells:
    """The figures of the codes of today, less those about part of a year: of a code that began during it, beside its predecessor."""
    n = len(given.layout.first)
    held = _rows(given.cells, slice(0, n))
    return _without(held, _twice(given), "city_did_not_exist")


def _twice(given: Quantity) -> Bools:
    """Where a code that did not exist on 1 January has a figure and so has one of the municipalities it came from."""
    cells, layout = given.cells, given.layout
    n, width = layout.first.shape
    columns = np.arange(width)
    there = cells.missing == 0
    before = (np.bincount(layout.cell, there[layout.code, layout.year], n * width) > 0).reshape(n, width)
    before |= layout.known & (layout.count == 1) & there[layout.first, columns]
    return np.asarray(~layout.alive & there[:n] & before, bool)


def _put(given: Quantity, merge: Merge | None, weight: Cells | None) -> Cells:
    """A quantity put together by its rule; without one only what a single municipality of then stands for."""
    if merge is None:
        first = _first(given.cells, given.layout)
        return _without(first, given.layout.count > 1, "not_yet")
    if not merge.weight:
        return total(given)
    assert weight is not None, "a mean needs the weights it was declared with"
    return mean(given, weight)


def _first(cells: Cells, layout: Layout) -> Cells:
    """The first part of every cell: the whole of it where there is one."""
    at = (layout.first, np.broadcast_to(np.arange(layout.first.shape[1]), layout.first.shape))
    return Cells(cells.value[at], cells.low[at], cells.high[at], cells.status[at], cells.missing[at])


def _combined(
    cells: Cells, layout: Layout, first: Cells, ends: list[Floats], weight: Cells | None = None, weightless: Bools | None = None
) -> Cells:
    """`ends` (value, low, high) where several parts go together, with the softest status and strongest reason among them."""
    many = layout.known & (layout.count > 1)
    status, missing = first.status.copy(), first.missing.copy()
    for part in (cells, *([weight] if weight is not None else [])):
        np.maximum.at(status.reshape(-1), layout.cell, part.status[layout.code, layout.year])
        np.maximum.at(missing.reshape(-1), layout.cell, part.missing[layout.code, layout.year])
    if weightless is not None:
        missing = np.where(many & (missing == 0) & weightless, REASONS.index("impossible"), missing).astype(np.int8)
    value, low, high = (
        np.where(many, np.where(missing == 0, end, np.nan), getattr(first, name))
        for end, name in zip(ends, ("value", "low", "high"), strict=True)
    )
    return Cells(value, low, high, status, missing)


def _sum(layout: Layout, values: Floats) -> Floats:
    shape = layout.first.shape
    return np.asarray(np.bincount(layout.cell, values[layout.code, layout.year], shape[0] * shape[1]).reshape(shape), np.float64)


def _edge(layout: Layout, values: Floats, of: Any) -> Floats:
    """The smallest or largest part of every cell."""
    out = np.full(layout.first.size, np.inf if of is np.minimum else -np.inf)
    with np.errstate(invalid="ignore"):
        of.at(out, layout.cell, values[layout.code, layout.year])
    return np.asarray(out.reshape(layout.first.shape), np.float64)


def _choose(where: Bools, one: Cells, two: Cells) -> Cells:
    return Cells(*(np.where(where, getattr(one, n), getattr(two, n)) for n in ("value", "low", "high", "status", "missing")))


def _rows(cells: Cells, which: slice) -> Cells:
    return Cells(cells.value[which], cells.low[which], cells.high[which], cells.status[which], cells.missing[which])


def _without(cells: Cells, where: Bools, reason: str) -> Cells:
    """The same without the figures at `where`, for that reason."""
    gone = where & (cells.missing == 0)
    value, low, high = (np.where(gone, np.nan, end) for end in (cells.value, cells.low, cells.high))
    return replace(cells, value=value, low=low, high=high, missing=np.where(gone, REASONS.index(reason), cells.missing).astype(np.int8))


def _balance(given: Quantity, final: Cells, merged: Bools) -> Balance:
    """Every published figure of a municipality is used once, or left out."""
    cells, layout = given.cells, given.layout
    n, width = merged.shape
    there = (cells.missing == 0) & layout.municipal[:, None]
    used = np.zeros(there.shape, bool)
    used[:n] = ~merged & (final.missing == 0)
    several = merged.ravel()[layout.cell]
    used[layout.code[several], layout.year[several]] = True
    i, j = np.nonzero(merged & (layout.count == 1))
    used[layout.first[i, j], j] = True
    value = np.where(there, np.nan_to_num(cells.value), 0.0)
    today = np.where(layout.municipal[:n, None], np.nan_to_num(final.value), 0.0).sum(axis=0)
    return Balance(value.sum(axis=0), today, np.where(used, 0.0, value).sum(axis=0))


def _breaks(cells: Cells, lacks: NDArray[np.intp], lineage: Lineage) -> dict[tuple[int, int], str]:
    """The cells whose figure is about another area than the region's figure before it, with what came or went."""
    found = {}
    held = cells.missing == 0
    for i in np.flatnonzero((lacks * held).any(axis=1)).tolist():
        columns = np.flatnonzero(held[i]).tolist()
        for before, after in zip(columns, columns[1:], strict=False):
            if lacks[i, before] != lacks[i, after]:
                found[i, after] = lineage.label(lineage.grid.regions[i], int(lacks[i, before]), int(lacks[i, after]))
    return found


def strangers(cells: Cells, layout: Layout, grid: Grid) -> tuple[int, int]:
    """The year in which most codes have a figure that did not exist on its 1 January, and how many: CBS used later borders there."""
    n = len(layout.first)
    counts = ((cells.missing[:n] == 0) & ~layout.alive).sum(axis=0)
    return grid.years[int(counts.argmax())], int(counts.max())
