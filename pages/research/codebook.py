"""Codeboek: what each figure means, where it comes from, and for how many cities it exists; made from the definitions."""

import zlib

import streamlit as st

from pages.components.choice import link, opened
from pages.components.pictures import parts
from pages.components.research import codebook, snapshots
from pages.components.shell import menu, style

held = opened.held()
known = codebook.known(held)

parts.title("Codeboek", f"{len(known)} cijfers, elk met zijn betekenis en herkomst")
style.text(
    "lead",
    "Zoek op een woord en klik op een rij, of kies een cijfer. De staafjes laten per jaar zien welk deel van de middelgrote steden een cijfer heeft.",
)
style.rule()


def looked() -> None:
    """Somebody searched: the entry that is open is one of those found."""
    asked = codebook.found(held, known, st.session_state["zoek_codeboek"])
    if asked and st.query_params.get("cijfer", known[0].id) not in {i.id for i in asked}:
        link.write("cijfer", asked[0].id)


with st.container(key="naast_elkaar"):
    left, right = st.columns([65, 35], gap="medium")
with left:
    # Not in the link: whatever stands in a link comes from a closed list, so that nobody can put words of his own on our page.
    asked = st.text_input(
        "Zoek in het codeboek, en druk op Enter",
        key="zoek_codeboek",
        placeholder="woning, mantelzorg of 86088NED",
        max_chars=60,
        on_change=looked,
    )
    shown = codebook.found(held, known, asked)
    if not shown:
        style.empty("Geen cijfer gevonden", "Probeer een korter woord, of maak het zoekveld leeg.")
    else:
        # Other rows are another table: a choice belongs to its rows.
        key = f"codeboek_{zlib.crc32('|'.join(i.id for i in shown).encode()):08x}"

        def opened_row() -> None:
            """Somebody pressed a cell: its figure is opened."""
            cells = st.session_state[key]["selection"]["cells"]
            if cells and cells[0][0] < len(shown):
                link.write("cijfer", shown[cells[0][0]].id, known[0].id)

        st.dataframe(
            codebook.table(held, shown),
            hide_index=True,
            height=min(35 * (len(shown) + 1) + 3, 600),
            key=key,
            on_select=opened_row,
            selection_mode="single-cell",
            column_config={
                "cijfer": st.column_config.TextColumn(width=354),
                "eenheid": st.column_config.TextColumn(width=132),
                "jaren": st.column_config.TextColumn(width=90),
                "dekking per jaar": st.column_config.BarChartColumn("dekking", width=84, y_min=0, y_max=1, color="#6B6559"),
                "steden": st.column_config.TextColumn(width=94),
                "thema": st.column_config.TextColumn(width=330),
            },
            alt=f"Tabel van {len(shown)} cijfers met eenheid, jaren en dekking",
        )
with right:
    picked = link.select("Cijfer", "cijfer", {i.id: i.title for i in known}, known[0].id) or known[0].id
    chosen = next(i for i in known if i.id == picked)
    st.subheader(chosen.title, anchor=False)
    style.facts("", "", codebook.facts(held, chosen, snapshots.editions()))
    style.links(codebook.links(held, chosen))
    st.page_link(menu.TABLES, label="Rijen van dit cijfer kiezen en ophalen", query_params={"cijfers": chosen.id})
    if not chosen.forecast_of:
        st.page_link(menu.COMPARE, label="Dit cijfer vergelijken", query_params={"indicator": chosen.id})
