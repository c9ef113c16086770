"""Where a figure of a snapshot comes from: its table and what was asked of it, the municipalities of then, and the other figures in it.

    from etl import provenance, store
    provenance.of(store.open(), "jobs_rate", "GM0228", 2020)

Reads the snapshot and the definitions; asks nothing of CBS. What it says is what a build does (`etl.build`, `etl.mergers`), told backwards from one cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from etl import geography
from etl.lineage import Lineage, trace
from etl.model import Correction, Indicator, Source
from etl.panel import Panel
from etl.store import Store
from etl.values import Grid


@dataclass(frozen=True)
class Origin:
    """Where one figure comes from.

    `value`, `low` and `high` are in the unit of the indicator (NaN where there is none; `low` and `high` NaN where it is exact); `status`,
    `missing`, `rule` and `label` (why it cannot be compared with the one before) are empty where they do not apply.

    `source` is the source of the definition it was read from, or for a missing figure would have been; None where none covers the year, and for a
    figure that an older snapshot read from a table that today's definition does not name (`moved`): then nothing is known of how it was read.
    `codes` are the municipalities of then whose figures were asked for: one that is not the region itself, or several, where municipalities merged.
    `names` gives their names then. `entry` is what the manifest says of the table.

    `figures` are the other figures in the formula, by id, each with its own origin; `weight` the figure that weighed the municipalities of then.
    `lacking` are the ids of those that today's definition names and the snapshot, which may be older, does not have.
    `known` holds measures of the table that this snapshot has as a figure of their own: measure → (indicator, value).
    """

    indicator: Indicator
    region: str
    year: int
    value: float
    low: float
    high: float
    status: str
    missing: str
    rule: str
    label: str
    source: Source | None
    codes: tuple[str, ...]
    names: Mapping[str, str]
    entry: Mapping[str, Any]
    correction: Correction | None = None
    carried_from: str = ""
    figures: Mapping[str, "Origin"] = field(default_factory=dict)
    weight: "Origin | None" = None
    known: Mapping[str, tuple[Indicator, float]] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether today's definition reads another table for the year than the snapshot did."""
        return self.source is None and self.missing == ""

    @property
    def dated(self) -> bool:
        """Whether today's definitions tell how it was made only in part: a part is lacking, or was read from another table."""
        return any(part.moved or part.lacking for part in self.readings)

    @property
    def period(self) -> str:
        """The key of the period that was asked for, such as `2024JJ00`; empty where no source covers the year."""
        return f"{self.year}{self.source.suffix}" if self.source is not None else ""

    @property
    def readings(self) -> tuple["Origin", ...]:
        """Everything that was read for the figure: its own table first, then those of the figures in it and of its weight."""
        parts = [*self.figures.values(), *([self.weight] if self.weight is not None else [])]
        return self, *(deeper for part in parts for deeper in part.readings)

    @property
    def own(self) -> bool:
        """Whether its table is a dataset that the monitor makes itself, which no single question to CBS gives."""
        return bool(self.entry.get("parts")) or self.entry.get("publisher", "CBS") != "CBS"

    @property
    def at_cbs(self) -> bool:
        """Whether CBS's own rows give the figure again: every part is here and comes from a table of CBS, and nobody corrected it."""
        return all(part.source is not None and not part.own and part.correction is None and not part.lacking for part in self.readings)


def of(store: Store, indicator: str, region: str, year: int) -> Origin:
    """The origin of one figure, observed or foretold. KeyError for an indicator, region or year that the snapshot does not hold."""
    shown = next((i for i in (*store.indicators(), *store.definitions.forecasts.values()) if i.id == indicator), None)
    if shown is None:
        raise KeyError(indicator)
    return _of(store, shown, region, year, None)


def _of(store: Store, indicator: Indicator, region: str, year: int, codes: tuple[str, ...] | None) -> Origin:
    """As `of`; with `codes` the figure of those municipalities of then, which goes into that of another indicator."""
    panel = _panel(store, indicator, region)
    if not panel.years[0] <= year <= panel.years[-1]:
        raise KeyError(year)
    row = panel.frame(year, year).iloc[0]
    source = _source(indicator, year, panel)
    merged = row["borders"] == "merged"
    lineage, names = _places(store.region_codes)
    own = _codes(lineage, indicator, source, region, year) if merged else (region,)
    value = float(row["value"])
    told = {**store.manifest["indicators"], **store.manifest.get("forecasts", {})}.get(indicator.id, {})
    entries = {str(entry["id"]).lower(): entry for entry in store.manifest["tables"]}
    figures, weight, lacking = {}, None, []
    if source is not None:
        held = {i.id for i in store.indicators()}
        for name in source.recipe.indicators:
            if name not in held:
                lacking.append(name)
                continue
            part = store.definitions.indicators[name]
            read = _source(part, year, _panel(store, part, region)) if merged else None
            there = _codes(lineage, part, read, region, year) if merged else (region,)
            figures[name] = _of(store, part, region, year, there)
        if len(own) > 1 and source.merge is not None and source.merge.weight.startswith("@"):
            name = source.merge.weight[1:]
            if name in held:
                weight = _of(store, store.definitions.indicators[name], region, year, own)
            else:
                lacking.append(name)
    # A part is put together together with the whole, or not at all: its own figure in the snapshot may be about other borders.
    apart = codes is not None and codes != own
    return Origin(
        indicator=indicator,
        region=region,
        year=year,
        value=float("nan") if apart else value,
        low=float(row["low"]),
        high=float(row["high"]),
        status=row["status"] or "",
        missing=row["missing"] or "",
        rule=row["rule"] or "",
        label=row["break"] or "",
        source=source,
        codes=codes or own,
        names={code: names[code] for code in codes or own if code in names},
        entry=entries.get((source.table if source is not None else str(row["table"])).lower(), {}),
        correction=next((c for c in store.corrections if (c.indicator, c.region, c.year) == (indicator.id, region, year)), None),
        carried_from=told.get("carried_from") or "",
        figures=figures,
        weight=weight,
        known={} if source is None or len(own) > 1 else _known(store, indicator, source, region, year),
        lacking=tuple(lacking),
    )


def _panel(store: Store, indicator: Indicator, region: str) -> Panel:
    return store.foretold(indicator.id, [region]) if indicator.forecast_of else store.panel(indicator.id, [region])


def _source(indicator: Indicator, year: int, panel: Panel) -> Source | None:
    """The source that the figure of a year was read from (`panel` has one region); where there is no figure else the first that covers the year."""
    may, at = _covering(indicator, year), (0, year - panel.years[0])
    read = next((s for s in may if s.table == panel.tables[panel.table[at]]), None)
    # A figure from a table that the definition does not name now is not explained by another table.
    return read if read is not None or not np.isnan(panel.value[at]) else next(iter(may), None)


def _covering(indicator: Indicator, year: int) -> list[Source]:
    """The sources of a definition for a year, in its order."""
    return [s for s in indicator.sources if s.covers(year) and s.year in (None, year)]


def _codes(lineage: Lineage, indicator: Indicator, source: Source | None, region: str, year: int) -> tuple[str, ...]:
    """The municipalities of then that stand for a region, on the borders that the source's figures are on."""
    if indicator.on_today or source is None:
        return (region,)
    layout = lineage.layout((year if source.borders_of is None else source.borders_of,))
    row = lineage.grid.regions.index(region)
    if layout.count[row, 0] == 1:
        return (lineage.wide.regions[int(layout.first[row, 0])],)
    return tuple(lineage.wide.regions[i] for i in layout.code[layout.cell == row].tolist()) or (region,)


@lru_cache(maxsize=2)
def _places(regions: tuple[str, ...]) -> tuple[Lineage, dict[str, str]]:
    """The municipalities through time, and the names of all of them."""
    places = geography.load()
    then = dict(zip(places.mergers["old_code"], places.mergers["old_name"], strict=True))
    now = dict(zip(places.municipalities["code"], places.municipalities["name"], strict=True))
    return trace(Grid(regions, (0,)), places.municipalities, places.mergers), {**then, **now}


def _known(store: Store, indicator: Indicator, source: Source, region: str, year: int) -> dict[str, tuple[Indicator, float]]:
    """The measures of a source that are a figure of their own: read from the same rows, in the same unit."""
    found: dict[str, tuple[Indicator, float]] = {}
    for topic in source.topics:
        for other in store.indicators():
            if other.id == indicator.id:
                continue
            theirs = next((s for s in _covering(other, year) if s.table == source.table), None)
            if theirs is None or (theirs.where, theirs.suffix, theirs.scale) != (source.where, source.suffix, source.scale):
                continue
            alone = theirs.recipe.verb == "sum" and theirs.recipe.topics == (topic.key,) and not theirs.recipe.indicators
            if not alone or (theirs.topics[0].group, theirs.topics[0].occurrence) != (topic.group, topic.occurrence):
                continue
            panel = store.panel(other.id, [region])
            at = 0, year - panel.years[0]
            if panel.tables[panel.table[at]] == source.table and not np.isnan(panel.value[at]) and panel.rules[panel.rule[at]] == "":
                found.setdefault(topic.key, (other, float(panel.value[at])))
    return found
