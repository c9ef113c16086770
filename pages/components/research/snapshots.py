"""The snapshots that are kept: links that keep their figures, and the whole as a file. What changed between two stands in `revised`."""

import functools
import logging
from dataclasses import dataclass

import streamlit as st

from etl import definitions, package, snapshot, store
from etl.problems import Problem
from etl.store import Store
from pages.components.choice import link, opened
from pages.components.shell import aside, style
from pages.components.wording import dutch

LOG = logging.getLogger("midsize")
MOST = 6
"""Snapshots listed; older ones stay on disk and can be asked for by their name."""


@dataclass(frozen=True)
class Kept:
    """A snapshot on disk: its id, the day it was made, and against the next newer one how many figures it has and how many are others there."""

    id: str
    built: str
    figures: int
    changed: int | None


def kept(identifiers: list[str], current: Store) -> list[Kept]:
    """The newest snapshots first; one that cannot be read is left out. `changed` is against the one in use, None for that one itself."""
    out = []
    for identifier in sorted(identifiers, reverse=True)[:MOST]:
        try:
            built, there, changed = _against(identifier, current.id)
        except Problem as problem:
            LOG.warning("%s", problem)
            continue
        out.append(Kept(identifier, built, there, None if identifier == current.id else changed))
    return out


@functools.lru_cache(maxsize=32)
def _against(identifier: str, newer: str) -> tuple[str, int, int]:
    """When a snapshot was made, how many figures it has, and how many of them are others in the newer one. Kept as numbers: an old store is large."""
    old = store.pinned(identifier)
    return (str(old.manifest["built"]), *opened.changes(old, store.pinned(newer)))


def line(one: Kept) -> str:
    """A snapshot in a sentence."""
    made = f"{one.id}, van {dutch.date(one.built)}: {dutch.number(one.figures, 0)} waarden"
    if one.changed is None:
        return f"{made}. Deze is in gebruik."
    return f"{made}; {dutch.count(one.changed, 'daarvan is', 'daarvan zijn')} nu anders of er niet meer."


def block(held: Store) -> list[Kept]:
    """The list with its links and the whole as a file; gives what it listed."""
    current = store.open()
    st.subheader("Momentopnamen", anchor=False)
    found = kept(snapshot.ids(), current)
    style.bullets([line(one) for one in found])
    style.text(
        "small",
        "Zet ‘snapshot’ met de naam in een link, dan houdt die link haar cijfers, ook na een nieuwe. Een nieuwe momentopname verwijdert geen oudere; "
        "alleen wie deze site beheert, kan er een weghalen. Een link naar die momentopname zegt dat dan, en toont de cijfers van nu.",
    )
    if link.base():
        st.code(f"{link.base()}vergelijk?snapshot={held.id}", language=None, wrap_lines=True)
    st.download_button(
        "Hele momentopname (zip)",
        data=functools.partial(aside.run, package.package, snapshot.DATA / "snapshots" / held.id, held.manifest, definitions.load()),
        file_name=f"midsize-monitor_{held.id.lower()}.zip",
        mime="application/zip",
        on_click="ignore",
        key="pakket",
    )
    style.text(
        "source", "De zip is een data package (Frictionless): alle rijen als CSV, met beschrijving van elke kolom, bronnen en licentie."
    )
    return found
