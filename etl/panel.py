"""One indicator for some regions over all years of a snapshot, as arrays; and as rows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl import breaks
from etl.model import Indicator
from etl.periods import STATUSES
from etl.values import REASONS


@dataclass(frozen=True)
class Panel:
    """One indicator for some regions over all years of the snapshot.

    `value`, `low` and `high` are regions × years (NaN where missing; `low` and `high` NaN where exact); `status` and `missing` index
    `STATUSES` and `REASONS`, `table` indexes `tables`, `rule` indexes `rules`: how a figure was put on today's municipality, empty where it
    is as published. `breaks` holds per region the years from which its figures are about another area, and what came or went; `indicator` is
    what the figures are of, None where today's definitions do not know it.
    """

    regions: tuple[str, ...]
    years: tuple[int, ...]
    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    status: NDArray[np.int8]
    missing: NDArray[np.int8]
    table: NDArray[np.int8]
    tables: tuple[str, ...]
    rule: NDArray[np.int8]
    rules: tuple[str, ...]
    breaks: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    indicator: Indicator | None = None

    def only(self, regions: Sequence[str]) -> "Panel":
        """The same for these regions, in this order; unknown codes raise KeyError."""
        order = {code: i for i, code in enumerate(self.regions)}
        rows = np.array([order[code] for code in regions], np.intp)
        return replace(
            self,
            regions=tuple(regions),
            value=self.value[rows],
            low=self.low[rows],
            high=self.high[rows],
            status=self.status[rows],
            missing=self.missing[rows],
            table=self.table[rows],
            rule=self.rule[rows],
        )

    def frame(self, first: int | None = None, last: int | None = None) -> pd.DataFrame:
        """One row per region and year: region, year, value, status, missing, borders, rule, break, low, high, bounds, table."""
        kept = np.array([(first is None or y >= first) and (last is None or y <= last) for y in self.years])
        years = np.array(self.years, np.int16)[kept]
        held = self.missing[:, kept].ravel() == 0
        status = np.array(STATUSES, object)[self.status[:, kept].ravel()]
        reason = np.array(REASONS, object)[self.missing[:, kept].ravel()]
        status[~held], reason[held] = None, None
        rule = np.array(self.rules, object)[self.rule[:, kept].ravel()]
        plain = self.indicator.plain_borders if self.indicator is not None else "as_published"
        borders = np.where(rule == "", plain, "merged").astype(object)
        rule[rule == ""] = None
        low, high = self.low[:, kept].ravel(), self.high[:, kept].ravel()
        margin = np.full(len(low), None, object)
        margin[~np.isnan(low)] = self.indicator.margin if self.indicator is not None else "rounding"
        return pd.DataFrame(
            {
                "region": np.repeat(np.array(self.regions, object), len(years)),
                "year": np.tile(years, len(self.regions)),
                "value": self.value[:, kept].ravel(),
                "status": status,
                "missing": reason,
                "borders": borders,
                "rule": rule,
                "break": self._labels()[:, kept].ravel(),
                "low": low,
                "high": high,
                "bounds": margin,
                "table": np.array(self.tables, object)[self.table[:, kept].ravel()],
            }
        )

    def _labels(self) -> NDArray[np.object_]:
        """Why figures cannot be compared with the ones before them, regions × years: what is counted otherwise, and what came or went; None elsewhere."""
        found = np.full(self.value.shape, None, object)
        declared = self.indicator.breaks if self.indicator is not None else {}
        for at, label in breaks.of_series(self.missing == 0, self.years, declared).items():
            found[at] = label
        for row, region in enumerate(self.regions):
            for year, label in self.breaks.get(region, {}).items():
                at = row, year - self.years[0]
                found[at] = breaks.joined(found[at] or "", label)
        return found
