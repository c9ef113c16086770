"""Every table that was read for figures: their own, those of the figures they are made of, and of the figures that weighed merged municipalities.

A citation must name them all: a price in years of income is as much from the table of incomes as from that of prices.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from etl.model import Definitions, Indicator
from etl.panel import Panel
from etl.store import Store


def defined(definitions: Definitions, indicator: Indicator) -> tuple[str, ...]:
    """The tables that may be read for an indicator, its own first; as defined today, whatever the years."""
    found = dict.fromkeys(indicator.tables)
    for name in indicator.needs:
        found |= dict.fromkeys(defined(definitions, definitions.indicators[name]))
    return tuple(found)


def read(store: Store, indicator: Indicator, regions: Sequence[str], first: int | None = None, last: int | None = None) -> tuple[str, ...]:
    """The tables that were read for the figures of some regions and years, its own first; without any figure those of the definition."""
    panel = store.foretold(indicator.id, regions) if indicator.forecast_of else store.panel(indicator.id, regions)
    return of_panel(store, indicator, panel, first, last)


def of_panel(store: Store, indicator: Indicator, panel: Panel, first: int | None = None, last: int | None = None) -> tuple[str, ...]:
    """The same for a panel that is at hand."""
    years = np.array([(first is None or y >= first) and (last is None or y <= last) for y in panel.years], bool)
    found: dict[str, None] = {}
    _add(store, indicator, panel, (panel.missing == 0) & years[None, :], found)
    return tuple(found) or indicator.tables


def _add(store: Store, indicator: Indicator, panel: Panel, cells: NDArray[np.bool_], found: dict[str, None]) -> None:
    """Add the tables behind some cells of a panel; those without a figure have none."""
    cells = cells & (panel.missing == 0)
    used = {panel.tables[n] for n in np.unique(panel.table[cells]).tolist()}
    # In the order of the definition; a table that it does not name now was read by an older snapshot.
    found |= dict.fromkeys([*(t for t in indicator.tables if t in used), *sorted(used - set(indicator.tables))])
    held = {i.id for i in store.indicators()}
    for source in indicator.sources:
        if source.table not in used:
            continue
        own = cells & (panel.table == panel.tables.index(source.table))
        parts = [(name, own) for name in source.recipe.indicators]
        if source.merge is not None and source.merge.weight.startswith("@"):
            rules = [n for n, rule in enumerate(panel.rules) if rule == str(source.merge)]
            parts.append((source.merge.weight[1:], own & np.isin(panel.rule, rules)))
        for name, where in parts:
            if name in held and where.any():
                _add(store, store.definitions.indicators[name], store.panel(name, panel.regions), where, found)
