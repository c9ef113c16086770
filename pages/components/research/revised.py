"""What changed between two snapshots, cell by cell: any two on the sources page, and of the figures behind a page with the one in use."""

import functools
import logging
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from etl import revisions, snapshot, store
from etl.model import Indicator
from etl.problems import Problem
from etl.revisions import Revisions
from etl.store import Store
from pages.components.choice import link, opened
from pages.components.research import snapshots
from pages.components.shell import aside, kept, style
from pages.components.wording import dutch, words, words_origin

LOG = logging.getLogger("midsize")
MOST = 500
"""Cells listed on a page; the file has all of them."""
MOST_NAMED = 8
"""Municipalities, figures and years named in one sentence."""
KINDS = {
    "changed": "andere waarde",
    "vanished": "vervallen",
    "appeared": "kwam erbij, eerst",
    "status": "andere status",
    "reason": "andere reden",
}
"""What can have happened to a cell, in words: `revisions.KINDS`."""


def sentence(cells: pd.DataFrame) -> str:
    """How many cells of each kind: `3 waarden zijn anders, 1 is vervallen.`"""
    counts = revisions.kinds(cells).value_counts()
    said = [
        f"{dutch.number(n, 0)} {one if n == 1 else many}"
        for kind, one, many in (
            ("changed", "waarde is anders", "waarden zijn anders"),
            ("vanished", "is vervallen", "zijn vervallen"),
            ("appeared", "kwam erbij", "kwamen erbij"),
            ("status", "bleef gelijk met een andere status", "bleven gelijk met een andere status"),
            ("reason", "lege cel heeft een andere reden", "lege cellen hebben een andere reden"),
        )
        if (n := int(counts.get(kind, 0)))
    ]
    return f"{dutch.listing(said)}." if said else "Geen enkele waarde is anders."


def table(held: Store, cells: pd.DataFrame) -> pd.DataFrame:
    """Revised cells as a person reads them: other figures first, then by figure, municipality and year."""
    first = revisions.foremost(cells, MOST)
    known = held.definitions.everything
    records = []
    for kind, cell in zip(revisions.kinds(first), first.to_dict("records"), strict=True):
        indicator = known[cell["indicator"]]
        sides = ["–" if cell[side] != cell[side] else dutch.number(cell[side], indicator.decimals) for side in ("old", "new")]
        by, difference, what = float(cell["new"]) - float(cell["old"]), "", KINDS[kind]
        if kind == "changed":
            difference = dutch.signed(by, indicator.decimals)
            if sides[0] == sides[1]:
                # The change lies behind the decimals that pages show.
                sides, difference = (
                    [words_origin.exact(float(cell[side])) for side in ("old", "new")],
                    f"{'+' if by > 0 else ''}{words_origin.exact(by)}",
                )
        elif kind == "status":
            what = f"{words.STATUSES[cell['old_status']]} → {words.STATUSES[cell['new_status']]}"
        else:
            reasons = [words.REASONS[cell[side]] for side in ("old_missing", "new_missing") if isinstance(cell[side], str)]
            what = f"{what}: {' → '.join(reasons)}"
        records.append(
            {
                "gemeente": held.name(cell["region"]),
                "cijfer": indicator.title,
                "jaar": int(cell["year"]),
                "was": sides[0],
                "werd": sides[1],
                "verschil": difference,
                "wat": what,
            }
        )
    return pd.DataFrame(records)


def show(then: Store, now: Store, cells: pd.DataFrame, key: str) -> None:
    """The table of revised cells between two snapshots, the older first, with what its columns stand for and a line where it is not all of them."""
    shown = table(now, cells)
    st.dataframe(
        shown,
        hide_index=True,
        height=min(35 * (len(shown) + 1) + 3, 460),
        key=f"wijzigingen_{key}",
        column_config={
            "gemeente": st.column_config.TextColumn(width=130),
            "cijfer": st.column_config.TextColumn(width=230),
            "jaar": st.column_config.NumberColumn(format="%d", width=60),
            "was": st.column_config.TextColumn(width=96, alignment="right"),
            "werd": st.column_config.TextColumn(width=96, alignment="right"),
            "verschil": st.column_config.TextColumn(width=88, alignment="right"),
            "wat": st.column_config.TextColumn(width=250),
        },
        alt=f"Tabel met {dutch.counted(len(shown), 'herziene waarde', 'herziene waarden')}: wat het was en wat het werd",
    )
    said = f"‘Was’ is de momentopname van {_day(then, now)}, ‘werd’ die van {_day(now, then)}."
    if len(cells) > len(shown):
        said += f" Hier staan de eerste {dutch.number(len(shown), 0)} van {dutch.number(len(cells), 0)} verschillen."
    style.text("source", said)


def _day(one: Store, other: Store) -> str:
    """When a snapshot was made, told apart from another and the one in use where they are of one day, and whether it is that one."""
    used = store.open()
    beside = {other.id: other, used.id: used}
    beside.pop(one.id, None)
    day = dutch.days([str(each.manifest["built"]) for each in (one, *beside.values())])[0]
    return f"{day} (nu in gebruik)" if one.id == used.id else day


def apart(found: Revisions, then: Store, now: Store) -> list[str]:
    """What only one of two snapshots has, in sentences: municipalities, figures and years that went or came, and how many figures that is."""
    said = []
    sides = (
        (then, found.gone_regions, found.gone_indicators, found.gone_years, found.gone_figures, "Niet meer in de latere momentopname"),
        (now, found.new_regions, found.new_indicators, found.new_years, found.new_figures, "Alleen in de latere momentopname"),
    )
    for side, regions, indicators, years, figures, label in sides:
        names = [side.name(code) for code in regions]
        names += [f"‘{side.definitions.everything[name].title}’" for name in indicators]
        names += [str(year) for year in years]
        if names:
            listed = names if len(names) <= MOST_NAMED else [*names[:MOST_NAMED], f"nog {len(names) - MOST_NAMED}"]
            said.append(f"{label}: {dutch.listing(listed)} ({dutch.counted(figures, 'waarde', 'waarden')}).")
    return said


@functools.lru_cache(maxsize=4)
def _between(older: str, newer: str) -> Revisions:
    """The difference between two kept snapshots, by their ids. Not to be changed: it is kept."""
    return revisions.of_stores(store.pinned(older), store.pinned(newer))


def block() -> None:
    """On the sources page: every cell that is not the same in two kept snapshots, whichever two, with the file of all of them."""
    current = store.open()
    known = snapshots.labels(snapshot.ids(), current.id)
    st.subheader("Wat is er veranderd?", anchor="veranderd")
    if len(known) < 2:
        style.text(
            "small",
            "Hier staat één momentopname. Komt er een nieuwe, dan staat hier welke waarden anders zijn: wat het was en wat het werd.",
        )
        return
    other = next((name for name in known if name < current.id), next(name for name in known if name != current.id))
    with st.container(key="wijzigingen", horizontal=True, vertical_alignment="bottom", gap="medium"):
        one = link.select("De ene momentopname", "sinds", known, other, width=360) or other
        two = link.select("De andere", "naast", known, current.id, width=360) or current.id
        older, newer = sorted((one, two))
        if older == newer:
            style.text("small", "Dit is twee keer dezelfde momentopname. Kies twee verschillende om te zien wat er veranderde.")
            return
        try:
            then, now = store.pinned(older), store.pinned(newer)
            found = _between(older, newer)
        except Problem as problem:
            LOG.warning("%s", problem)
            style.text("small", "Een van deze twee momentopnamen is beschadigd en niet te lezen. Kies een andere.")
            return
        counts = {str(name): int(n) for name, n in found.cells["indicator"].value_counts().items()}
        titles = {name: f"{current.definitions.everything[name].title} ({dutch.number(n, 0)})" for name, n in counts.items()}
        chosen = link.select("Cijfer", "cijfer", titles, None, width=360, placeholder="Alle cijfers")
    picked = found.cells if chosen is None else found.cells[found.cells["indicator"] == chosen]
    style.text("small", " ".join([sentence(picked), *(apart(found, then, now) if chosen is None else [])]))
    if len(picked):
        show(then, now, picked, "bronnen")
    folder = snapshot.DATA / "snapshots"
    st.download_button(
        "Alle wijzigingen (CSV)",
        data=functools.partial(aside.run, revisions.between_files, folder / older, folder / newer),
        file_name=f"wijzigingen_{older.lower()}_{newer.lower()}.csv",
        mime="text/csv",
        on_click="ignore",
        key="wijzigingen_csv",
    )


def behind(held: Store, indicators: Sequence[Indicator], regions: Sequence[str]) -> None:
    """As `since`, for a page with pictures of these figures: with the forecasts that are drawn behind them, over all years."""
    if held.id == store.open().id:
        return
    ahead = [forecast for one in indicators if (forecast := held.forecast(one.id)) is not None]
    since(held, [one.id for one in (*indicators, *ahead)], regions)


def since(held: Store, indicators: Sequence[str], regions: Sequence[str], first: int | None = None, last: int | None = None) -> None:
    """On a page that shows another snapshot than the one in use: which of its figures differ there. Says so above the page, and lists them here."""
    current = store.open()
    if held.id == current.id:
        return
    newer = opened.later(held, current)
    then, now = (current, held) if newer else (held, current)
    asked = (tuple(indicators), tuple(regions), first, last)
    found = kept.recall(held, ("revised", current.id, asked), lambda: revisions.of_stores(then, now, *asked))
    # What the reader sees is the later side after a rollback, else the earlier one.
    here = found.there - found.vanished - found.gone_figures + found.appeared + found.new_figures if newer else found.there
    other = found.changed + (found.appeared + found.new_figures if newer else found.vanished + found.gone_figures)
    whole = f"Van de {dutch.number(here, 0)} waarden achter deze pagina"
    if not other:
        link.say(f"{whole} is er geen een anders in de momentopname die nu in gebruik is.")
    else:
        are, they = ("is er", "staat die") if other == 1 else ("zijn er", "staan ze")
        link.say(
            f"{whole} {are} {dutch.number(other, 0)} anders of weg in de momentopname die nu in gebruik is; onderaan de pagina {they}."
        )
    beside = apart(found, then, now)
    if len(found.cells) or beside:
        label = "Veranderd sinds de momentopname die nu in gebruik is" if newer else "Sindsdien veranderd"
        with st.container(key="sindsdien"), st.expander(f"{label}: {' '.join([sentence(found.cells), *beside])}"):
            if len(found.cells):
                show(then, now, found.cells, "sindsdien")
