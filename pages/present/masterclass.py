"""Masterclass: the list of stories, and one of them step by step over the whole screen where the link names it."""

import streamlit as st

from pages.components.choice import anyplace, link, opened, selection
from pages.components.masterclass import programme, stage
from pages.components.pictures import parts
from pages.components.shell import style

held = opened.held()
known, troubles = programme.told(held)
chosen = link.read("verhaal", known, None)
city = selection.city_asked(held) if chosen is not None else None
if chosen is not None and (city is not None or not st.query_params.get("gemeente")):
    if stage.show(held, known[chosen], city, known, list(filter(None, [opened.note(held)]))):
        link.write_all({"verhaal": None, "stap": None, "beeld": None})
        st.rerun()
else:
    if chosen is not None:
        # Of a place without a story the list is a better answer than the story of another city; why, stands above it.
        link.write_all({"verhaal": None, "stap": None, "beeld": None, "gemeente": None})
    parts.title("Masterclass", programme.title(len(known)))
    style.text(
        "lead",
        "Een verhaal gaat stap voor stap van de cijfers naar vragen aan de zaal. Elke stap vult het scherm. "
        "Kies uw stad: de koppen en de cijfers gaan dan over uw stad.",
    )
    city, said = anyplace.select(held, "Kies uw stad", width=520)
    if said:
        style.notice(said)
    programme.phones()
    for trouble in troubles:
        style.notice(trouble)
    for story in known.values():
        programme.entry(held, story, city)
    programme.keys()
