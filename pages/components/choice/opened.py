"""The snapshot a page shows: the one in use, or an older one that the link names, so that a link keeps giving the same figures."""

import functools

import numpy as np

from etl import snapshot, store
from etl.problems import Problem
from etl.store import Store
from pages.components.choice import link
from pages.components.wording import dutch


def held() -> Store:
    """The store of this run. A snapshot that is no longer kept, or is damaged, gives the one in use and a line that says so."""
    current = store.open()
    asked = link.read("snapshot", [*snapshot.ids(), current.id], current.id, explain=lambda _: _gone()) or current.id
    if asked == current.id:
        return current
    try:
        return store.pinned(asked)
    except Problem:
        link.say(_gone())
        return current


def _gone() -> str:
    return "De momentopname uit de link is hier niet (meer) te lezen. U ziet de cijfers van nu."


def note(shown: Store) -> str:
    """What a reader of an older snapshot must know: how old it is, and how many figures are not the same any more; empty for the one in use."""
    current = store.open()
    if shown.id == current.id:
        return ""
    there, changed = changes(shown, current)
    return (
        f"U ziet vaste cijfers: de momentopname van {dutch.date(shown.manifest['built'])}. Er is een nieuwere, van "
        f"{dutch.date(current.manifest['built'])}: daarin {'is' if changed == 1 else 'zijn'} {dutch.number(changed, 0)} van de "
        f"{dutch.number(there, 0)} waarden anders. Haal ‘snapshot’ uit de link om de nieuwe te zien."
    )


@functools.lru_cache(maxsize=8)
def changes(old: Store, new: Store) -> tuple[int, int]:
    """How many figures the older store has, and how many of those are another figure, or none, in the newer one."""
    counts = [of_indicator(old, new, indicator.id) for indicator in old.indicators()]
    return sum(there for there, _ in counts), sum(changed for _, changed in counts)


def of_indicator(old: Store, new: Store, indicator: str, regions: tuple[str, ...] = ()) -> tuple[int, int]:
    """The same for one figure, over all regions or some."""
    before = old.panel(indicator, regions or None)
    there = int((~np.isnan(before.value)).sum())
    if indicator not in {i.id for i in new.indicators()}:
        return there, there
    known = set(new.region_codes)
    codes = [code for code in before.regions if code in known]
    after = new.panel(indicator, codes)
    a = before.only(codes)
    years = [y for y in a.years if y in after.years]
    then = a.value[:, [y - a.years[0] for y in years]]
    now = after.value[:, [y - after.years[0] for y in years]]
    same = int((np.abs(then - now) <= 5e-7).sum())
    return there, there - same
