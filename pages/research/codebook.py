"""Codeboek: what each figure means, where it comes from, and for how many cities it exists; made from the definitions."""

import streamlit as st

from pages.components.choice import link, opened
from pages.components.pictures import parts
from pages.components.research import codebook
from pages.components.shell import menu, style

held = opened.held()
known = codebook.known(held)

parts.title("Codeboek", f"{len(known)} cijfers, elk met zijn betekenis en herkomst")
style.text(
    "lead", "Kies een cijfer, of zoek op een woord. De staafjes laten per jaar zien welk deel van de middelgrote steden een cijfer heeft."
)
style.rule()

left, right = st.columns([40, 60], gap="large")
with left:
    picked = link.select("Cijfer", "cijfer", {i.id: i.title for i in known}, known[0].id) or known[0].id
    chosen = next(i for i in known if i.id == picked)
    st.subheader(chosen.title, anchor=False)
    for label, text in codebook.facts(held, chosen):
        style.text("small", f"{label}: {text}", strong=f"{label}:")
    style.links(codebook.links(held, chosen))
    st.page_link(menu.TABLES, label="Rijen van dit cijfer kiezen en ophalen", query_params={"cijfers": chosen.id})
    if not chosen.forecast_of:
        st.page_link(menu.COMPARE, label="Dit cijfer vergelijken", query_params={"indicator": chosen.id})
with right:
    # Not in the link: whatever stands in a link comes from a closed list, so that nobody can put words of his own on our page.
    asked = st.text_input(
        "Zoek in het codeboek", key="zoek_codeboek", placeholder="bijvoorbeeld: woning, mantelzorg of 86088NED", max_chars=60
    )
    shown = codebook.found(known, asked)
    if not shown:
        style.empty("Geen cijfer gevonden", "Probeer een korter woord, of maak het zoekveld leeg.")
    else:
        st.dataframe(
            codebook.table(held, shown),
            hide_index=True,
            height=640,
            key="codeboek",
            column_config={
                "thema": st.column_config.TextColumn(width=58),
                "cijfer": st.column_config.TextColumn(width=250),
                "dekking per jaar": st.column_config.BarChartColumn(width=130, y_min=0, y_max=1, color="#6B6559"),
                "jaren": st.column_config.TextColumn(width=88),
                "steden": st.column_config.TextColumn(width=104),
                "eenheid": st.column_config.TextColumn(width=90),
            },
            alt=f"Tabel van {len(shown)} cijfers met eenheid, jaren en dekking",
        )
