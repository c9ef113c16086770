"""What a word in a link or an address stands for, however it is written: `zeist`, `Súdwest-Fryslân`, `G40`, a title. Only out of closed lists. Pure."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from etl.store import Store
from pages.components.choice import namelist

LONGEST = 80
"""Characters of a word that are looked at."""


def meant(store: Store, word: str, allowed: Collection[str]) -> tuple[str, ...]:
    """The ids a word may stand for: itself, the same id in other letters, the place of that name, the figure or theme of that title.

    None for a word that says nothing, several for one that does not say which (Utrecht is a municipality and a province).
    """
    if word in allowed:
        return (word,)
    plain = word[:LONGEST].strip().casefold()
    known = _known(store)
    same = tuple(one for one in known.ids.get(plain, ()) if one in allowed) or tuple(one for one in allowed if one.casefold() == plain)
    return same or tuple(one for one in (*namelist.named(store, plain), *known.titles.get(namelist.folded(plain), ())) if one in allowed)


def one(store: Store, word: str, allowed: Collection[str]) -> str | None:
    """The id a word stands for; None where it stands for none, or for more than one."""
    found = meant(store, word, allowed)
    return found[0] if len(found) == 1 else None


def name(store: Store, item: str) -> str:
    """What an id is called, for who must choose between two: `PV26 (provincie Utrecht)`."""
    if item in store.region_codes:
        kind = {"GM": "gemeente ", "PV": "provincie "}.get(item[:2], "")
        return f"{item} ({kind}{store.name(item)})"
    return item


def nearest(store: Store, word: str, allowed: Collection[str]) -> str:
    """` Bedoelt u …?` for what looks most like a word; empty where nothing does."""
    plain = word[:LONGEST].strip().casefold()
    ids = {one.casefold(): one for one in allowed}
    if close := get_close_matches(plain, list(ids), n=1, cutoff=0.75):
        return f" Bedoelt u ‘{ids[close[0]]}’?"
    places = {namelist.folded(store.name(code)): code for code in store.region_codes if code in allowed}
    if places and (close := get_close_matches(namelist.folded(plain), list(places), n=1, cutoff=0.75)):
        return f" Bedoelt u {name(store, places[close[0]])}?"
    return ""


class _Known:
    """Ids by their small letters, and figures and themes by their titles."""

    def __init__(self, store: Store):
        figures, themes = store.definitions.everything, store.definitions.themes
        titles = {**{i: one.title for i, one in figures.items()}, **{i: one.title for i, one in themes.items()}}
        self.ids: Mapping[str, tuple[str, ...]] = _grouped((i.casefold(), i) for i in (*store.region_codes, *titles))
        self.titles: Mapping[str, tuple[str, ...]] = _grouped((namelist.folded(title), i) for i, title in titles.items())


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for key, value in pairs:
        out[key] = (*out.get(key, ()), value)
    return out


@lru_cache(maxsize=4)
def _known(store: Store) -> _Known:
    return _Known(store)
