"""Scenario's: a figure of my city carried on to 2035 in a few ways, to argue about, with how far off such lines were before."""

import functools

import streamlit as st

from pages.components.choice import link, opened, selection
from pages.components.deck import carried
from pages.components.files import downloads
from pages.components.pictures import drawing, parts, scenario, share
from pages.components.research import revised, tracing
from pages.components.shell import style
from pages.components.wording import words

FIRST = "share_65_plus"

held = opened.held()
offered = sorted(held.indicators(), key=lambda i: i.id != FIRST)
choice, indicator, _ = selection.bar(held, tuple(offered), with_year=False)
assert indicator is not None
found = scenario.shown(held, indicator, choice.group, choice.city)
view = found.view

left, right = st.columns([62, 38], gap="large", vertical_alignment="bottom")
with left:
    parts.title("Doordenker, geen voorspelling", scenario.headline(found))
with right:
    style.text(
        "lead",
        "Elke lijn houdt één ding gelijk en laat zien waar dat uitkomt. Niemand weet of het zo gaat. Gebruik de lijnen om over te praten.",
    )
style.rule()
wide, narrow = st.columns([716, 456], gap="medium")
with wide, st.container(key="beeld_scenario", gap="xsmall"):
    style.text("unit", words.unit_line(view))
    spec = scenario.spec(found)
    drawing.figure(spec, key="scenario")
    style.text("source", " ".join(filter(None, [scenario.sources(found), parts.axis_note(view, spec)])))
    with st.container(key="acties_scenario", horizontal=True, gap="medium"):
        with st.popover("Tabel", type="tertiary", on_change="rerun", key="tabel_scenario") as table:
            if table.open:
                tracing.page_link(view)
                st.dataframe(scenario.table(found), hide_index=True, height=360, width=560, key="rijen_scenario", alt=scenario.alt(found))
        st.download_button(
            "CSV",
            data=functools.partial(downloads.csv_of, scenario.rows(found)),
            file_name=downloads.name(view, "csv").replace("_", "_doordenker_", 1),
            mime="text/csv",
            on_click="ignore",
            type="tertiary",
            key="csv_scenario",
        )
        share.popover(
            view,
            "scenario",
            "scenario",
            scenario.headline(found),
            f"{words.unit_line(view)} Doordenker, geen voorspelling.",
            slide=functools.partial(carried.deck, found, link.base()),
        )
        with st.popover("Definitie", type="tertiary", key="definitie_scenario"):
            parts.definition(view)
with narrow, st.container(gap="small"):
    if found.lines:
        st.subheader("Wat nemen de lijnen aan?", anchor=False)
        style.assumptions([(one.kind, *scenario.assumption(found, one)) for one in found.lines])
    if found.outlook.refused:
        style.empty("Geen eigen lijn naar 2035", scenario.REFUSED[found.outlook.refused])
    else:
        st.subheader("Hoe ver zat dit er vroeger naast?", anchor=False)
        style.text("small", scenario.track(found))
    style.text("source", scenario.PACE)
link.read("jaar", (), None, lambda _: "Op deze pagina is geen jaar te kiezen; u ziet alle jaren.")
revised.behind(held, [indicator], view.panel.regions)
