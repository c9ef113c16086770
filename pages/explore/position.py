"""Positie: the rule with the numbers of one city."""

import streamlit as st

from etl import store
from pages.components import parts, positionwords, selection, style

held = store.open()
choice = selection.bar(held)[0]
rule = held.definitions.rule
parts.title("Positie in de regio", "Drie posities, vier zinnen")
told = held.position(choice.city.code) if choice.city else None
style.bullets(positionwords.filled(held, told, rule.limits) if told else positionwords.general(rule.limits, rule.commuting_caution), True)
st.dataframe([{"stad": c.name, "positie": c.position} for c in held.cities()], hide_index=True)
