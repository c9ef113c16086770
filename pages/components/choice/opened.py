"""The snapshot a page shows: the one in use, or another one that the link names, so that a link keeps giving the same figures."""

from dataclasses import dataclass

from etl import revisions, snapshot, store
from etl.problems import Problem
from etl.store import Store
from pages.components.choice import link
from pages.components.shell import kept
from pages.components.wording import dutch

MOST_NAMED = 5
"""Municipalities named in a notice."""


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
    """What a reader of another snapshot must know: how old it is, and how many of its figures are others in the one in use; empty for that one."""
    current = store.open()
    if shown.id == current.id:
        return ""
    found = changes(shown, current)
    mine, used = dutch.days([str(shown.manifest["built"]), str(current.manifest["built"])])
    said = (
        f"U ziet vaste cijfers: de momentopname van {mine}. De momentopname die nu in gebruik is, is "
        f"{'ouder' if later(shown, current) else 'nieuwer'}, van {used}: daarin {'is' if found.other == 1 else 'zijn'} "
        f"{dutch.number(found.other, 0)} van de {dutch.number(found.there, 0)} waarden anders of weg."
    )
    for store_, codes, where in ((shown, found.gone, "daar niet in"), (current, found.new, "daar wel in en hier niet")):
        if codes:
            named = [store_.name(code) for code in codes[:MOST_NAMED]] + [f"nog {len(codes) - MOST_NAMED}"] * (len(codes) > MOST_NAMED)
            said += f" {dutch.listing(named)} {'staat' if len(codes) == 1 else 'staan'} {where}."
    return f"{said} Haal ‘snapshot’ uit de link om die te zien."


def later(one: Store, other: Store) -> bool:
    """Whether a snapshot was made after another, whichever is in use: after a rollback the newest is not."""
    return (str(one.manifest["built"]), one.id) > (str(other.manifest["built"]), other.id)


@dataclass(frozen=True)
class Changes:
    """How many figures a snapshot has, how many of those are others or not there in another one, and the regions that only one of the two has."""

    there: int
    other: int
    gone: tuple[str, ...]
    new: tuple[str, ...]


def changes(one: Store, other: Store) -> Changes:
    """All figures of a snapshot, forecasts included, held against another. Worked out once: only the numbers are kept, an old store is large."""

    def work() -> Changes:
        found = revisions.of_stores(one, other)
        return Changes(found.there, found.other, found.gone_regions, found.new_regions)

    return kept.recall(one, ("changes", other.id), work)
