"""Positie: the rule with the numbers of one city, all cities by position, and what happens when a threshold moves."""

import streamlit as st

from pages.components.choice import link, opened, selection, thresholds
from pages.components.pictures import drawing, large, parts
from pages.components.sections import place, region
from pages.components.shell import style
from pages.components.wording import dutch, positionwords

held = opened.held()
choice = selection.bar(held)[0]
rule = held.definitions.rule
limits = thresholds.chosen(rule)
answer = place.ask(held, limits)
moved = thresholds.moved(rule, limits)
mine = choice.city.code if choice.city else None
seen = place.looked_at(held, mine)

if seen is None or answer is None:
    parts.title("Positie in de regio", "Drie posities, in vier zinnen")
    *steps, cores = positionwords.general(limits, rule.commuting_caution)
    style.bullets(steps, numbered=True)
    style.text("small", cores)
else:
    told = answer.told(seen)
    place.head(held, told, moved)
    style.rule()
    left, right = st.columns([54, 46], gap="large")
    with left:
        place.sentences(held, told, limits, moved)
        place.other_city(held)
    with right:
        place.region_map(held, answer.given, limits, seen)
    named = region.others(answer.given, limits, seen)
    if named:
        st.dataframe(
            region.table(held, named), hide_index=True, key="naburen", alt=f"Tabel met de steden die meetellen voor {held.name(seen)}"
        )
style.rule()

st.header("En als de drempels anders zijn?", anchor=False)
if answer is None:
    style.empty(
        "De regel kan niet opnieuw worden berekend",
        "Deze momentopname bevat de pendel en de kernen niet. Maak een nieuwe met: python -m etl build.",
    )
else:
    style.text(
        "small",
        "Schuif een drempel. Alle gemeenten worden opnieuw ingedeeld. De officiële posities, waarmee deze monitor vergelijkt, veranderen niet.",
    )
    thresholds.sliders(rule, limits)
    place.switches(held, answer, moved)
style.rule()

if choice.city is not None:
    st.header("Vergelijkbare steden", anchor=False)
    place.comparable(held, choice.city)
    style.rule()

st.header("Alle middelgrote steden", anchor=False)
positions = answer.positions if answer is not None else {c.code: c.position or 3 for c in held.cities()}
for column, position in zip(st.columns(3, gap="medium"), (1, 2, 3), strict=True):
    with column, st.container(gap="xsmall"):
        count = sum(positions.get(c.code) == position for c in held.cities())
        style.tally(position, count, rule.labels[position], rule.examples[position])
        head = f"{dutch.number(count, 0)} steden: {rule.labels[position]}"
        said = drawing.Words(
            head if large.on() else "", "", "Gearceerd: op de grens. Grenzen: CBS/Kadaster (CC BY 4.0)." if large.on() else ""
        )
        drawn = region.small(held, positions, position, parts.map_source(), mine)
        clicked = drawing.figure(drawn, key=f"kaart_{position}", clickable=True, words=said)
        if clicked and clicked != mine:
            link.write("gemeente", clicked)
            st.rerun()
style.text("source", "Gearceerd: op de grens. Klik op een stad om haar te kiezen. Grenzen: CBS/Kadaster (CC BY 4.0).")
st.dataframe(
    region.everyone(held, positions),
    hide_index=True,
    height=380,
    key="alle_steden",
    alt="Tabel van alle middelgrote steden met positie en stabiliteit",
)
