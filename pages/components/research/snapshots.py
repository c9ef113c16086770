"""The snapshots that are kept: links that keep their figures, and the whole as a file. What changed between two stands in `revised`."""

import functools
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from etl import definitions, package, snapshot, store
from etl.problems import Problem
from etl.store import Store
from pages.components.choice import link, opened
from pages.components.research.codebook import Edition
from pages.components.shell import aside, style
from pages.components.wording import dutch

LOG = logging.getLogger("midsize")
MOST = 6
"""Snapshots listed; older ones stay on disk and can be asked for by their name."""


@dataclass(frozen=True)
class Kept:
    """A snapshot on disk: its id, when it was made, how many figures it has, and how many of them are others in the one in use (None for that one)."""

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
def _against(identifier: str, used: str) -> tuple[str, int, int]:
    """When a snapshot was made, how many figures it has, and how many of them are others in the one in use. Kept as numbers: an old store is large."""
    one = store.pinned(identifier)
    found = opened.changes(one, store.pinned(used))
    return str(one.manifest["built"]), found.there, found.other


def editions() -> list[Edition]:
    """Every snapshot that is kept and can be read, with the marks of what its figures were made of."""
    out = []
    for identifier in snapshot.ids():
        try:
            out.append(_edition(snapshot.DATA, identifier))
        except Problem as problem:
            LOG.warning("%s", problem)
    return out


@functools.lru_cache(maxsize=64)
def _edition(data: Path, identifier: str) -> Edition:
    told = snapshot.told(identifier, data)
    figures = {**told.get("indicators", {}), **told.get("forecasts", {})}
    return Edition(identifier, str(told["built"]), {name: entry.get("made") for name, entry in figures.items()})


def labels(identifiers: Sequence[str], used: str) -> dict[str, str]:
    """The day of every snapshot by its id, newest first; with the time where two are of one day. The id says when it was made.

    The last four signs tell two of one minute apart; `used` is the one in use.
    """
    newest = sorted(identifiers, reverse=True)
    days = dutch.days([f"{i[:4]}-{i[4:6]}-{i[6:8]}T{i[9:11]}:{i[11:13]}:{i[13:15]}Z" for i in newest])
    return {i: f"{day}, nu in gebruik" if i == used else f"{day} (…{i[-4:]})" for i, day in zip(newest, days, strict=True)}


def lines(found: Sequence[Kept]) -> list[str]:
    """Every snapshot in a sentence."""
    out = []
    for one, day in zip(found, dutch.days([one.built for one in found]), strict=True):
        made = f"{one.id}, van {day}: {dutch.counted(one.figures, 'waarde', 'waarden')}"
        if one.changed is None:
            out.append(f"{made}. Deze is in gebruik.")
        else:
            many = dutch.count(one.changed, "daarvan is", "daarvan zijn")
            out.append(f"{made}; {many} anders of weg in de momentopname die in gebruik is.")
    return out


def block(held: Store) -> None:
    """The list with its links and the whole as a file."""
    current = store.open()
    st.subheader("Momentopnamen", anchor=False)
    style.bullets(lines(kept(snapshot.ids(), current)))
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
