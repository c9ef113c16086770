"""Which codes made up each municipality of today in a year, and what has joined it since.

Pure: municipalities and mergers in, arrays out. Figures of a year are on the borders of 1 January, whatever the figure is about: CBS keeps
a municipality that ended during the year (Weesp in 2022) apart until the next.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.blocks import nearest
from etl.problems import DefinitionProblem
from etl.regions import level
from etl.values import Grid

Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]

UNKNOWN = "eerdere grenzen niet herleid"
"""What a break says in the first year of the list of mergers."""


@dataclass(frozen=True)
class Joined:
    """What came into a municipality that kept its own code: another one, or `part` of one.

    Without a `name` it stands for whatever happened before the list of mergers begins.
    """

    date: str
    name: str
    part: bool


@dataclass(frozen=True)
class Layout:
    """What every region of today (rows) consisted of in every year (columns), on the borders that the figures of that year have.

    `known`: its parts are whole municipalities of then and nothing is missing. `count` parts, the first in row `first` of the wide grid;
    `cell` (place in the flattened grid), `code` (row of the wide grid) and `year` (column) list the parts of every known cell that has
    several. `lacks` counts what had still to join the region's own code: 0 where its own figure is about today's area. `alive`: the code
    existed. `municipal`: which rows of the wide grid are municipalities.
    """

    known: Bools
    count: Ints
    first: Ints
    lacks: Ints
    alive: Bools
    municipal: Bools
    cell: Ints
    code: Ints
    year: Ints

    @cached_property
    def own(self) -> Bools:
        """Where the figure of the region's own code is already about today's area, and about nothing else."""
        return np.asarray(self.known & (self.count == 1) & (self.first == np.arange(len(self.first))[:, None]), bool)


@dataclass(frozen=True)
class Lineage:
    """Municipalities through time, from municipalities.csv and mergers.csv.

    `grid` holds the regions of today, `wide` the same with the dissolved codes below them. `began` and `ended` are days per code;
    `ends` the municipalities of today in which a code's area lies now; `joins` per region of today what joined it, the latest first;
    `since` the first year on whose 1 January all codes are known.
    """

    grid: Grid
    wide: Grid
    began: Mapping[str, str]
    ended: Mapping[str, str]
    ends: Mapping[str, tuple[str, ...]]
    joins: Mapping[str, tuple[Joined, ...]]
    since: int
    _layouts: dict[tuple[int | None, ...], Layout] = field(default_factory=dict, repr=False, compare=False)

    def layout(self, borders: tuple[int | None, ...]) -> Layout:
        """The layout for figures whose columns are on the borders of these years; None stands for the borders of today."""
        if borders not in self._layouts:
            self._layouts[borders] = self._layout(borders)
        return self._layouts[borders]

    def _layout(self, borders: tuple[int | None, ...]) -> Layout:
        found = {year: self._composition(year) for year in dict.fromkeys(borders)}
        known, count, first, lacks, alive = (np.stack([found[b][0][n] for b in borders], axis=1) for n in range(5))
        parts = [
            (row * len(borders) + j, code, j)
            for j, b in enumerate(borders)
            for row, codes in found[b][1].items()
            if known[row, j]
            for code in codes
        ]
        cell, code, year = np.array(parts, np.intp).reshape(-1, 3).T
        municipal = np.array([level(code) == "municipality" for code in self.wide.regions])
        return Layout(known.astype(bool), count, first, lacks, alive.astype(bool), municipal, cell, code, year)

    def _composition(self, year: int | None) -> tuple[Ints, dict[int, list[int]]]:
        """One column of a layout: known, count, first, lacks and alive as rows; and the parts of each region that has several."""
        n = len(self.grid.regions)
        ones = np.ones(n, np.intp)
        column = np.stack([ones, ones, np.arange(n, dtype=np.intp), 0 * ones, ones])
        if year is None:
            return column, {}
        day = f"{year:04d}-01-01"
        row = {code: i for i, code in enumerate(self.wide.regions)}
        parts: dict[str, list[int]] = {}
        divided: set[str] = set()
        for code in self.ended:
            if self.began[code] <= day < self.ended[code]:
                if len(self.ends[code]) > 1:
                    divided |= set(self.ends[code])
                else:
                    parts.setdefault(self.ends[code][0], []).append(row[code])
        several: dict[int, list[int]] = {}
        for i, region in enumerate(self.grid.regions):
            if region not in self.began:
                continue
            alive = self.began[region] <= day
            members = [*([i] if alive else []), *sorted(parts.get(region, []))]
            # A figure CBS gives for a code that did not exist yet is on the borders the code began with, or later ones.
            lacks = sum(j.date > max(day, self.began[region]) for j in self.joins[region])
            known = bool(members) and region not in divided and year >= self.since and (lacks == 0 or len(members) > 1)
            column[:, i] = known, len(members), members[0] if members else i, lacks, alive
            if len(members) > 1:
                several[i] = members
        return column, several

    def label(self, region: str, before: int, after: int) -> str:
        """What a break says between figures that lack `before` and `after` of what was to join the region."""
        fewer, more = sorted((before, after))
        between = list(reversed(self.joins[region][fewer:more]))
        named = [f"deel van {j.name}" if j.part else j.name for j in between if j.name]
        if len(named) > 3:
            named = [*named[:2], f"{len(named) - 2} andere"]
        words = ("met " if after < before else "zonder ") + " en ".join(filter(None, [", ".join(named[:-1]), named[-1]])) if named else ""
        unknown = UNKNOWN if any(not j.name for j in between) else ""
        return "; ".join(filter(None, [words, unknown]))


def trace(grid: Grid, municipalities: pd.DataFrame, mergers: pd.DataFrame) -> Lineage:
    """Read the lineage of every municipality from the two definition files.

    Raises `DefinitionProblem` for a successor that is neither a municipality of today nor dissolved later.
    """
    today = dict(zip(municipalities["code"], municipalities["valid_from"], strict=True))
    began = {**dict(zip(mergers["old_code"], mergers["old_from"], strict=True)), **today}
    ended = dict(zip(mergers["old_code"], mergers["date"], strict=True))
    successors = {str(code): tuple(rows["new_code"]) for code, rows in mergers.groupby("old_code")}
    for old, new in zip(mergers["old_code"], mergers["new_code"], strict=True):
        if old in today:
            raise DefinitionProblem(f"mergers.csv: {old} was dissolved, but municipalities.csv has it too.")
        if new not in today and ended.get(new, "") <= ended[old]:
            raise DefinitionProblem(
                f"mergers.csv: {old} went to {new} on {ended[old]}, which is no municipality of that day.{nearest(new, began)}"
            )
    since = int(min(ended.values(), default="1000")[:4])

    def final(code: str) -> Iterator[str]:
        if code in today:
            yield code
        for new in successors.get(code, ()):
            yield from final(new)

    # Other rows beside it say that a row stands for a part, however small the other parts are.
    joined: dict[str, list[Joined]] = {region: [] for region in grid.regions if level(region) == "municipality"}
    for old, name, date, new in mergers[["old_code", "old_name", "date", "new_code"]].itertuples(index=False, name=None):
        if new in joined and date > today[new]:
            joined[new].append(Joined(date, name, len(successors[old]) > 1))
    for region, found in joined.items():
        if today[region] < f"{since:04d}-01-01":
            found.append(Joined(f"{since:04d}-01-01", "", False))
    codes = sorted(ended)
    return Lineage(
        grid=grid,
        wide=Grid((*grid.regions, *codes), grid.years),
        began=began,
        ended=ended,
        ends={code: tuple(dict.fromkeys(final(code))) for code in codes},
        joins={region: tuple(sorted(found, key=lambda j: (j.date, j.name), reverse=True)) for region, found in joined.items()},
        since=since,
    )
