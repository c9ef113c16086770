"""Vergelijken: one indicator in full: line, strip, ranked bars, map, scatter against a second figure, and the table behind it."""

import streamlit as st

from etl.view import make
from pages.components.choice import link, opened, selection
from pages.components.pictures import charts, drawing, large, parts, scatter, share
from pages.components.research import codebook, revised
from pages.components.sections import theme
from pages.components.shell import style
from pages.components.wording import dutch, movements, words, words_map

FIRST = "share_65_plus"

held = opened.held()
choice, indicator, year = selection.bar(held, codebook.by_theme(held, first=FIRST))
assert indicator is not None
# All cities stand in the box, my own too: a list that stays the same need not be sent again with every other city.
names = {c.code: c.name for c in held.cities()}
with st.container(key="ernaast", horizontal=True, vertical_alignment="bottom", gap="medium"):
    beside = link.multiselect("Zet ernaast in de lijn", "met", names, (), most=12, none="Hoogstens 12 steden")
    others = tuple(code for code in beside if choice.city is None or code != choice.city.code)
    with st.popover("Eigen groep", type="tertiary"):
        selection.own_group(held)
view = make(held, indicator, choice.group, choice.city, year, others)
everyone = theme.everyone(held, view)

left, right = st.columns([58, 42], gap="large", vertical_alignment="bottom")
with left:
    parts.title("Vergelijken", words.headline(view))
with right:
    style.text("lead", words.sentence(view))
style.rule()

wide, narrow = st.columns([716, 456], gap="medium")
with wide:
    parts.line(view, "vergelijk", headline=movements.middle_movement(view) if view.city else movements.spread(view), others=others)
with narrow:
    theme.open_city(parts.strip(everyone, selection.by_position(held), held, "strook"), choice)
style.hairline()

first, second, third = st.columns([38, 28, 34], gap="medium")
with first, st.container(key="figuur_staven", gap="xsmall"):
    ranking = f"{dutch.titled(indicator)}, {view.year}"
    said = drawing.Words(
        words.ranking_headline(view),
        f"{ranking}; plaats 1 = hoogste waarde, geen oordeel.",
        f"{words.source_line(held, view.tables)} {words.without_figure(view)}",
    )
    ranked = charts.bars(view)
    theme.open_city(drawing.figure(ranked, key="staven", clickable=True, words=said), choice)
    share.popover(view, "staven", "staven", said.head, f"{ranking}.", spec=ranked)
with second, st.container(key="figuur_kaart", gap="xsmall"):
    said = drawing.Words(
        words_map.map_headline(everyone),
        f"{indicator.title}, {view.year}, {words_map.map_unit(everyone)}; {everyone.group.label}.",
        f"{words.source_line(held, everyone.tables)} {words_map.BORDERS}",
    )
    borders = {**charts.map_values(everyone, parts.map_source()), "height": 420}
    clicked = drawing.figure(borders, key="kaart", clickable=True, words=said)
    held_years = [str(y) for y in selection.years(held, indicator, choice.group)]
    if len(held_years) > 1 and str(view.year) in held_years:
        link.slider("Jaar op kaart en strook", "jaar", held_years, str(view.year), held_years[-1])
    share.popover(everyone, "kaart", "kaart", said.head, said.unit, spec=borders)
    theme.open_city(clicked, choice)
# The large picture is one of the others: Plotly's letters do not grow with the screen.
with third:
    if not large.on():
        scatter.block(held, everyone, link.read)
revised.behind(held, [indicator], list(dict.fromkeys([*view.panel.regions, *everyone.panel.regions])))
