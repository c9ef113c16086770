"""Stadsprofiel: my city's position, what stands out, its figures by theme, the trends, and whom to learn from. Prints as a report."""

import functools

import streamlit as st

from pages.components.choice import link, opened, selection
from pages.components.deck import portrait
from pages.components.files import downloads
from pages.components.pictures import charts, drawing, large, parts, share
from pages.components.sections import profile, sheet, theme
from pages.components.shell import menu, style
from pages.components.wording import words_city, words_map

held = opened.held()
choice = selection.bar(held)[0]
city = choice.city
themes = held.definitions.themes
unfolded = link.read("meer", themes, None)

left, right = st.columns([64, 36], gap="large")
with left:
    if city is None:
        parts.title("Stadsprofiel", "Kies uw stad, en zie waar zij staat")
        style.text(
            "lead",
            f"Typ hierboven de naam van uw stad, of klik op de kaart. Tot die tijd ziet u hieronder de middelste van {choice.group.label}.",
        )
    else:
        parts.title("Stadsprofiel", city.name)
        style.text("lead", words_city.introduction(held, city, sheet.inhabitants(held, city)))
        style.text("position", words_city.position(held, city))
        style.text("source", words_city.COMMUTING)
        st.page_link(menu.POSITION, label="Zo komt deze positie tot stand", query_params={"gemeente": city.code})
        if not large.on():
            name = f"stadsprofiel_{downloads.slug(city.name)}_{held.id.lower()}"
            made = functools.partial(portrait.deck, held, choice.group, city, link.base())
            share.slide_button(made, name, "profiel", "Profiel als dia’s (PowerPoint)")
        if merged := words_city.merged(held, city):
            style.text("small", merged)
with right:
    spec = profile.near_map(held, parts.map_source(), city) if city else charts.map_positions(held, parts.map_source(), None, ())
    # On a beamer the themes fill the screen one by one; the map is no chart to argue about.
    clicked = None if large.on() else drawing.figure({**spec, "height": 260 if city else 330}, key="kaart", clickable=True)
    key = profile.near_key(held, city) if city else words_map.positions_key(held.definitions.rule.labels)
    style.text("source", f"{key}. Grenzen: CBS/Kadaster (CC BY 4.0).")
# A city that is only named has no profile.
theme.open_city(clicked if clicked in {c.code for c in held.cities()} else None, choice)

style.rule()
if city is not None:
    sheet.outstanding(held, choice)
    style.rule()
pressed, more = profile.table(held, choice.group, city, unfolded)
style.text("source", sheet.source(held, choice))
if pressed:
    st.switch_page(menu.COMPARE, query_params={**({"gemeente": city.code} if city else {}), "indicator": pressed})
if more:
    link.write("meer", None if more == unfolded else more)
    st.rerun()
if city is not None:
    style.rule()
    sheet.trends(held, choice)
    style.rule()
    sheet.learning(held, choice)
sheet.revised_since(held, choice, unfolded)
