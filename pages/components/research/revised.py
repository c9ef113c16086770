"""What changed between two snapshots, cell by cell: all of it on the sources page, and of the figures that a page shows from an older one."""

import functools
from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from etl import revisions, snapshot, store
from etl.store import Store
from pages.components.choice import link
from pages.components.research.snapshots import Kept
from pages.components.shell import aside, style
from pages.components.wording import dutch, words, words_origin

MOST = 500
"""Cells listed on a page; the file has all of them."""
KINDS = {
    "changed": "andere waarde",
    "vanished": "vervallen",
    "appeared": "kwam erbij, eerst",
    "status": "andere status",
    "reason": "andere reden",
}
"""What can have happened to a cell, the most important first."""


def kinds(cells: pd.DataFrame) -> pd.Series:
    """Per revised cell (columns `revisions.COLUMNS`) which of `KINDS` it is."""
    old, new = cells["old"].notna(), cells["new"].notna()
    with np.errstate(invalid="ignore"):
        moved = (cells["old"] - cells["new"]).abs() > revisions.SAME
    of = np.select([old & new & moved, old & ~new, ~old & new, old & new], ["changed", "vanished", "appeared", "status"], "reason")
    return pd.Series(of, index=cells.index, dtype="str")


def sentence(cells: pd.DataFrame) -> str:
    """How many cells of each kind: `3 waarden zijn anders, 1 is vervallen.`"""
    counts = kinds(cells).value_counts()
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
    kind = kinds(cells)
    order = kind.map({name: place for place, name in enumerate(KINDS)}).sort_values(kind="stable").index[:MOST]
    known = held.definitions.everything
    records = []
    for at in order:
        cell = cells.loc[at]
        indicator = known[cell["indicator"]]
        sides = ["–" if cell[side] != cell[side] else dutch.number(cell[side], indicator.decimals) for side in ("old", "new")]
        by, difference, what = float(cell["new"]) - float(cell["old"]), "", KINDS[kind[at]]
        if kind[at] == "changed":
            difference = dutch.signed(by, indicator.decimals)
            if sides[0] == sides[1]:
                # The change lies behind the decimals that pages show.
                sides, difference = (
                    [words_origin.exact(float(cell[side])) for side in ("old", "new")],
                    f"{'+' if by > 0 else ''}{words_origin.exact(by)}",
                )
        elif kind[at] == "status":
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
                "is nu": sides[1],
                "verschil": difference,
                "wat": what,
            }
        )
    return pd.DataFrame(records)


def show(held: Store, cells: pd.DataFrame, key: str) -> None:
    """The table of revised cells, with a line where it is not all of them."""
    shown = table(held, cells)
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
            "is nu": st.column_config.TextColumn(width=96, alignment="right"),
            "verschil": st.column_config.TextColumn(width=88, alignment="right"),
            "wat": st.column_config.TextColumn(width=250),
        },
        alt=f"Tabel met {len(shown)} herziene waarden: wat het was en wat het nu is",
    )
    if len(cells) > len(shown):
        style.text("source", f"Hier staan de eerste {dutch.number(len(shown), 0)} van {dutch.number(len(cells), 0)} verschillen.")


@functools.lru_cache(maxsize=2)
def _between(older: str, used: str) -> pd.DataFrame:
    """All revised cells between a kept snapshot and the one in use, by their ids. Not to be changed: it is kept."""
    return revisions.of_stores(store.pinned(older), store.open())


def block(found: Sequence[Kept]) -> None:
    """On the sources page: every cell that is not what it was in an older snapshot, with the file of all of them."""
    current = store.open()
    older = {one.id: f"{dutch.date(one.built)} ({one.id})" for one in found if one.changed is not None}
    st.subheader("Wat is er veranderd?", anchor="veranderd")
    if not older:
        style.text(
            "small",
            "Hier staat één momentopname. Komt er een nieuwe, dan staat hier welke waarden anders zijn: wat het was en wat het nu is.",
        )
        return
    with st.container(key="wijzigingen", horizontal=True, vertical_alignment="bottom", gap="medium"):
        since = link.select("Sinds de momentopname van", "sinds", older, next(iter(older)), width=400) or next(iter(older))
        cells = _between(since, current.id)
        counts = {str(name): int(n) for name, n in cells["indicator"].value_counts().items()}
        titles = {name: f"{current.definitions.everything[name].title} ({dutch.number(n, 0)})" for name, n in counts.items()}
        chosen = link.select("Cijfer", "cijfer", titles, None, width=400, placeholder="Alle cijfers")
    picked = cells if chosen is None else cells[cells["indicator"] == chosen]
    style.text("small", sentence(picked))
    if len(picked):
        show(current, picked, "bronnen")
    folder = snapshot.DATA / "snapshots"
    st.download_button(
        "Alle wijzigingen (CSV)",
        data=functools.partial(aside.run, revisions.between_files, folder / since, folder / current.id),
        file_name=f"wijzigingen_{since.lower()}_{current.id.lower()}.csv",
        mime="text/csv",
        on_click="ignore",
        key="wijzigingen_csv",
    )


def since(held: Store, indicators: Sequence[str], regions: Sequence[str], first: int, last: int) -> None:
    """On a page that shows an older snapshot: which of its figures are others now. Says so above the page, and lists them here."""
    current = store.open()
    if held.id == current.id:
        return
    cells = revisions.of_stores(held, current, indicators, regions, first, last)
    panels = [held.foretold(n, regions) if n in held.definitions.forecasts else held.panel(n, regions) for n in indicators]
    shown = sum(int((~np.isnan(p.value[:, max(first - p.years[0], 0) : max(last - p.years[0] + 1, 0)])).sum()) for p in panels)
    changed = int(kinds(cells).isin(["changed", "vanished"]).sum())
    whole = f"Van de {dutch.number(shown, 0)} waarden die u hier ziet,"
    if not changed:
        link.say(f"{whole} is er geen een anders in de nieuwste momentopname.")
    else:
        link.say(
            f"{whole} {'is er' if changed == 1 else 'zijn er'} {dutch.number(changed, 0)} anders in de nieuwste momentopname; onderaan de pagina staan ze."
        )
    if len(cells):
        with st.container(key="sindsdien"), st.expander(f"Sindsdien veranderd: {sentence(cells)}"):
            show(held, cells, "sindsdien")
