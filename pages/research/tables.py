"""Tabellen: choose cities, figures and years; look at the rows; download exactly those."""

import functools

import streamlit as st

from etl import store
from pages.components import downloads, dutch, link, parts, rows, selection, style, words

held = store.open()
indicators = held.indicators()
groups = selection.groups(held, None)
named = {c.code: c.name for c in held.cities()}
choices = {**{g.id: g.label for g in groups.values()}, **named, "NL01": "Nederland"}

left, right = st.columns([24, 76], gap="large")
with left:
    st.subheader("Kies rijen", anchor=False)
    regions = link.multiselect(
        "Steden", "steden", choices, ["positie-3"], most=rows.MOST_REGIONS, none="Kies ten minste één stad of groep."
    )
    titles = {i.id: i.title for i in indicators}
    chosen = link.multiselect(
        "Cijfers", "cijfers", titles, ["share_65_plus", "net_participation"], most=rows.MOST_INDICATORS, none="Kies ten minste één cijfer."
    )
    first, last = link.year_range("Jaren", held.years[0], held.years[-1], (2015, held.years[-1]))
    style.text("source", "Elke lege cel heeft een reden. Die reist mee in elk bestand.")

codes = rows.codes(groups, regions)
frame = rows.select(held, chosen, codes, first, last)
with right:
    empty = int(frame["value"].isna().sum())
    parts.title("Tabellen", f"{dutch.number(len(frame), 0)} rijen, {dutch.number(empty, 0)} zonder waarde")
    style.text("unit", rows.describe(frame, len(codes), chosen, first, last))
    if len(frame) == 0:
        style.empty("Nog geen rijen gekozen", "Kies links ten minste één stad of groep en één cijfer.")
    else:
        st.dataframe(
            rows.shown(frame), hide_index=True, height=560, column_config=rows.columns(), key="rijen", alt=f"Tabel met {len(frame)} rijen"
        )
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            st.download_button(
                f"CSV, {dutch.number(len(frame), 0)} rijen",
                data=functools.partial(downloads.csv_of, frame),
                file_name=rows.file_name(held, chosen, first, last),
                mime="text/csv",
                on_click="ignore",
                type="primary",
            )
            style.text("small", "Voor computers: UTF-8, komma tussen de kolommen, punt in de getallen. * is een voorlopig cijfer.")
        style.text("source", words.source_line(held, tuple(dict.fromkeys(frame["table"]))))
