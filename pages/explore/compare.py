"""Vergelijken: one indicator in full: line, strip, ranked bars, map, scatter against a second figure, and the table behind it."""

import streamlit as st

from pages.components import charts, drawing, dutch, link, opened, parts, scatter, selection, style, theme, words
from pages.components.view import make

held = opened.held()
choice, indicator, year = selection.bar(held, held.indicators())
assert indicator is not None
view = make(held, indicator, choice.group, choice.city, year)
everyone = theme.everyone(held, view)

left, right = st.columns([58, 42], gap="large", vertical_alignment="bottom")
with left:
    parts.title("Vergelijken", words.headline(view))
with right:
    style.text("lead", words.sentence(view))
style.rule()

wide, narrow = st.columns([716, 456], gap="medium")
with wide:
    parts.line(view, "vergelijk", headline=words.movement(view) if view.city else words.spread(view))
with narrow:
    theme.open_city(parts.strip(everyone, selection.by_position(held), held, "strook"), choice)
style.hairline()

first, second, third = st.columns([38, 28, 34], gap="medium")
with first:
    said = drawing.Words(
        words.ranking_headline(view),
        f"{dutch.titled(indicator)}, {view.year}; plaats 1 = hoogste waarde, geen oordeel.",
        words.without_figure(view),
    )
    theme.open_city(drawing.figure(charts.bars(view), key="staven", clickable=True, words=said), choice)
with second:
    said = drawing.Words(
        words.map_headline(everyone),
        f"{everyone.group.label}, {view.year}, {words.map_unit(everyone)}.",
        "Grenzen: CBS/Kadaster (CC BY 4.0).",
    )
    borders = {**charts.map_values(everyone, parts.map_source()), "height": 420}
    theme.open_city(drawing.figure(borders, key="kaart", clickable=True, words=said), choice)
with third:
    scatter.block(held, everyone, link.read)
