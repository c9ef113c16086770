"""Overzicht: the map of the midsize cities by position, find my city, and the sharpest line of each theme."""

import streamlit as st

from etl.view import make
from pages.components.choice import link, opened, selection
from pages.components.pictures import charts, drawing, parts, share
from pages.components.shell import menu, style
from pages.components.wording import dutch, findings, movements, words, words_map

NAMED = ("GM0355", "GM0345", "GM0294", "GM0505", "GM0513", "GM0867", "GM0307")
"""The cities that the source documents name: three examples of a position and four masterclasses."""

held = opened.held()
link.read("pagina", (), None, lambda _: "De link noemt een pagina die niet bestaat. Dit is het overzicht.")
link.write("pagina", None)
left, right = st.columns([56, 44], gap="large")
with left:
    st.title(f"{len(held.cities())} middelgrote steden, drie posities in de regio", anchor=False)
    style.text(
        "lead",
        "Een stad onder de rook van Utrecht staat er anders voor dan een stad die zelf het centrum is. Daarom vergelijken we elke stad eerst met steden in dezelfde positie.",
    )
    city = selection.city_select(held, "Vind mijn stad", width=520)
    if city is not None:
        style.position_badge(city.position, "bar", city.borderline)
        with st.container(key="mijn_stad", horizontal=True, vertical_alignment="center", gap="medium"):
            st.page_link(menu.CITY, label=f"Stadsprofiel van {city.name}", query_params={"gemeente": city.code})
            st.page_link(menu.COMPARE, label=f"Vergelijk {city.name}", query_params={"gemeente": city.code})
    for column, group in zip(st.columns(3, gap="medium"), selection.by_position(held), strict=True):
        with column:
            position = group.position or 3
            style.tally(position, len(group.codes), held.definitions.rule.labels[position], held.definitions.rule.examples[position])
with right:
    said = drawing.Words(
        source=f"{words_map.positions_key(held.definitions.rule.labels)}. Klik op een stad om haar te kiezen. Grenzen: CBS/Kadaster (CC BY 4.0)."
    )
    spec = {**charts.map_positions(held, parts.map_source(), city, NAMED), "height": 440}
    clicked = drawing.figure(spec, key="kaart", clickable=True, words=said)
    with st.container(key="acties_kaart", horizontal=True):
        share.offer("kaart", lambda: share.positions(held, "kaart"), lambda: share.positions_slide(held, spec))
    if clicked and (city is None or clicked != city.code):
        link.write("gemeente", clicked)
        st.rerun()
style.rule()
for column, theme in zip(st.columns(4, gap="medium"), held.definitions.themes.values(), strict=True):
    with column, st.container(key=f"thema_{theme.id}", gap="xsmall"):
        finding = findings.sharpest(held, theme.id) or findings.opening(held, theme.id)
        if finding is None:
            st.page_link(menu.THEMES[theme.id], label=theme.title)
            continue
        indicator = finding.indicator
        views = {group.position or 0: make(held, indicator, group, city, finding.year) for group in selection.by_position(held)}
        st.page_link(menu.THEMES[theme.id], label=theme.title, query_params={"trend": finding.trend.id})
        st.subheader(movements.three_movements(views), anchor=False)
        lines = charts.medians(views)
        drawing.figure(lines, key=f"lijnen_{theme.id}")
        first, last = lines["years"][0], lines["years"][-1]
        same = movements.same_cities(views)
        who = f"middelste stad per positie van de {same[1]} steden die te vergelijken zijn" if same else "middelste stad per positie"
        style.text("small", f"{finding.trend.short or finding.trend.name}: {findings.tally(held, finding)}")
        if city is not None:
            style.text("small", findings.own(held, finding, city), strong=f"{city.name}:")
        style.text("source", f"{dutch.titled(indicator)}, {who}, {first}–{last}. {words.source_line(held, views[1].tables)}")
        with st.container(key=f"acties_{theme.id}", horizontal=True):
            unit = f"{dutch.titled(indicator)}, {who}, {first}–{last}."
            title = movements.three_movements(views)
            share.popover(views[1], f"lijnen_{theme.id}", theme.id, title, unit, who="middelste stad van elke positie", spec=lines)
style.rule()
st.header("De kracht en zwakte van middelgroot", anchor=False)
style.text(
    "small",
    "Zo staat het in het brondocument. Naast elke regel staat het cijfer dat haar steunt of in twijfel trekt; een cijfer bewijst de regel niet.",
)
for column, sign in zip(st.columns(2, gap="large"), ("+", "-"), strict=True):
    with column, st.container(gap=None):
        for strength in held.definitions.strengths:
            if strength.sign == sign:
                style.weighed(strength, findings.weigh(held, strength))
