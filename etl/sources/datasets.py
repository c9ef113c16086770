"""CBS's tables and the monitor's own datasets behind one door: a definition names either as its `table`.

A dataset of our own is a function from `Ask` to `Made` in a module of its own; adding one is such a module and a line in `DATASETS`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from etl.geography import Geography
from etl.problems import SourceProblem
from etl.sources import arrangements, borders, commuting, elections, memberships, neighbourhoods
from etl.sources.cbs import CbsService, Slice, Table
from etl.sources.files import Files
from etl.sources.made import Ask, Made, as_table

DATASETS: dict[str, Callable[[Ask], Made]] = {
    "council_elections": elections.read,
    "joint_arrangements": arrangements.read,
    "region_memberships": memberships.read,
    "commuting_pairs": commuting.read,
    "land_borders": borders.read,
    "neighbourhoods_65_plus": neighbourhoods.elderly,
    "neighbourhoods_woz": neighbourhoods.homes,
}


class Sources:
    """Everything a build reads figures from: `cbs` for CBS's own tables, `DATASETS` for the others."""

    def __init__(self, cbs: CbsService, places: Geography, folder: Path, files: str = ""):
        self.cbs = cbs
        self.ask = Ask(cbs, Files(folder, files, now=cbs.now), places, folder)

    @property
    def live(self) -> bool:
        return self.cbs.live

    def fetch(self, table: str, slices: Sequence[Slice]) -> Table:
        """As `CbsService.fetch`, for both kinds of table."""
        if table not in DATASETS:
            return self.cbs.fetch(table, slices)
        try:
            return as_table(table, DATASETS[table](self.ask), slices)
        except SourceProblem as problem:
            raise SourceProblem(f"Table {table} could not be made. {problem}") from None

    def pairs(self, table: str, measure: str, home: str, work: str, period: str) -> tuple[Table, pd.DataFrame]:
        """As `CbsService.pairs`."""
        return self.cbs.pairs(table, measure, home, work, period)
