"""What may be chosen for a table of one snapshot: closed lists of places, figures and years, the same for the page and the plain address. Pure.

An item is an id as it stands in a link. Some stand for several: a group for its cities, a theme for its figures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from etl import geography
from etl.model import Indicator
from etl.store import COUNTRY, Store
from etl.view import Group
from pages.components.choice import selection
from pages.components.research import codebook, rows
from pages.components.wording import dutch

EVERYWHERE, PROVINCES = "gemeenten", "provincies"
"""The groups of all municipalities, midsize or not, and of all provinces."""


@dataclass(frozen=True)
class Offer:
    """`places` and `figures` are items with their words, in the order to show them; `known` is every figure by its id, forecasts too,
    `spans` the first and last year there are rows of it, and `filled` the first and last year with a figure of any region."""

    groups: dict[str, Group]
    places: dict[str, str]
    themes: dict[str, tuple[str, ...]]
    figures: dict[str, str]
    known: dict[str, Indicator]
    spans: dict[str, tuple[int, int]]
    filled: dict[str, tuple[int, int]]

    def codes(self, items: Iterable[str]) -> tuple[str, ...]:
        """The region codes of chosen groups and places, each once, in order. KeyError for an item that is not offered."""
        found: dict[str, None] = {}
        for item in items:
            if item not in self.places:
                raise KeyError(item)
            found |= dict.fromkeys(self.groups[item].codes if item in self.groups else (item,))
        return tuple(found)

    def indicators(self, items: Iterable[str]) -> tuple[str, ...]:
        """The ids of chosen themes and figures, each once, in order. KeyError for an item that is not offered."""
        found: dict[str, None] = {}
        for item in items:
            if item not in self.figures:
                raise KeyError(item)
            found |= dict.fromkeys(self.themes.get(item, (item,)))
        return tuple(found)

    def years(self, indicators: Sequence[str]) -> tuple[int, int]:
        """The first and the last year there are rows of for these figures; of everything offered where none is given."""
        spans = [self.spans[i] for i in indicators or self.known]
        return min(a for a, _ in spans), max(b for _, b in spans)

    def words(self, items: Sequence[str], indicators: Sequence[str], first: int, last: int) -> list[tuple[str, str]]:
        """A choice in words, for a file: the items of places as chosen, figures and years."""
        return [
            ("Steden", dutch.listing([self.places[item] for item in items])),
            ("Cijfers", dutch.listing([self.known[i].title for i in indicators])),
            ("Jaren", f"{first}–{last}"),
        ]

    def years_with_figures(self, indicators: Sequence[str]) -> tuple[int, int]:
        """The first and the last year in which any of these figures has a value; that of `years` where none is given."""
        spans = [self.filled[i] for i in indicators]
        return (min(a for a, _ in spans), max(b for _, b in spans)) if spans else self.years(())

    def count(self, indicators: Sequence[str], regions: int, first: int, last: int) -> int:
        """How many rows a selection has, before they are made: of every figure only the years that there are rows of."""
        return regions * sum(max(0, min(last, b) - max(first, a) + 1) for a, b in (self.spans[i] for i in indicators))


@lru_cache(maxsize=4)
def make(store: Store) -> Offer:
    """What the snapshot of a store has to offer; worked out once."""
    groups = _groups(store)
    everyone = store.cities(midsize=False)
    places = {
        **{g.id: g.label for g in groups.values()},
        **{c.code: f"{c.name} ({selection.ALSO[c.code]})" if c.code in selection.ALSO else c.name for c in everyone if c.midsize},
        COUNTRY: store.name(COUNTRY),
        **{code: f"{name} (provincie)" for code, name in _provinces(store).items()},
        **{c.code: c.name for c in everyone if not c.midsize},
    }
    known = {one.id: one for one in codebook.known(store)}
    themes: dict[str, tuple[str, ...]] = {}
    figures: dict[str, str] = {}
    for theme in sorted(store.definitions.themes.values(), key=lambda t: t.number):
        own = [one for one in known.values() if one.theme == theme.id]
        # A forecast is chosen by its own name only: a theme is what was observed.
        observed = tuple(one.id for one in own if not one.forecast_of)
        if observed:
            themes[theme.id] = observed
            figures[theme.id] = f"Thema {theme.title} ({len(observed)})"
        figures |= {one.id: one.title for one in own}
    spans, filled = {}, {}
    for one in known.values():
        panel = rows.panel(store, one, store.region_codes)
        spans[one.id] = panel.years[0], panel.years[-1]
        at = np.flatnonzero(~np.isnan(panel.value).all(axis=0))
        filled[one.id] = (panel.years[at[0]], panel.years[at[-1]]) if len(at) else spans[one.id]
    return Offer(groups, places, themes, figures, known, spans, filled)


@lru_cache(maxsize=4)
def words(store: Store) -> dict[str, str]:
    """By which more words the items are found as somebody types, by what they are shown as: other names; theme, tables and meaning."""
    offered = make(store)
    found = {offered.figures[i]: codebook.index(store, one) for i, one in offered.known.items()}
    for name, code in geography.other_names().items():
        if code in offered.places:
            found[offered.places[code]] = f"{found.get(offered.places[code], '')} {name}"
    return found


def _provinces(store: Store) -> dict[str, str]:
    """The provinces the snapshot has rows of, by code."""
    return {code: store.name(code) for code in store.region_codes if code.startswith("PV")}


def _groups(store: Store) -> dict[str, Group]:
    """The groups of the comparing pages, and those of a table: the cities of each province, all municipalities, all provinces."""
    out = selection.groups(store, None)
    for code, name in _provinces(store).items():
        cities = tuple(c.code for c in store.cities() if c.province == name)
        if cities:
            out[f"in-{code}"] = Group(
                f"in-{code}", f"{len(cities)} middelgrote {'stad' if len(cities) == 1 else 'steden'} in {name}", cities, None
            )
    everyone = tuple(c.code for c in store.cities(midsize=False))
    out[EVERYWHERE] = Group(EVERYWHERE, f"alle {len(everyone)} gemeenten", everyone, None)
    provinces = tuple(_provinces(store))
    if provinces:
        out[PROVINCES] = Group(PROVINCES, f"{len(provinces)} provincies", provinces, None)
    return out
