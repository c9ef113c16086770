"""Every place a reader may look for, in one box: the midsize cities, and of any other place why the monitor has no story of it.

A municipality that is no midsize city, one that no longer exists, or a province is found by its name, and answered with a sentence and what
to choose instead.
"""

from dataclasses import dataclass

import streamlit as st

from etl.store import City, Store
from pages.components.choice import link, selection
from pages.components.shell import kept
from pages.components.wording import dutch

_KEY = "keuze_plaats"
SPOKEN = {"PV21": "Friesland"}
"""A province as most people call it, where the register writes it otherwise."""


@dataclass(frozen=True)
class Place:
    """A place in the box: its label, the midsize city that it leads to (or nothing), and what has to be said of it (or nothing)."""

    label: str
    city: str
    said: str


def places(store: Store) -> dict[str, Place]:
    """All places by their id in the link (`plaats`), the midsize cities first."""
    return kept.recall(store, ("places",), lambda: _places(store))


def _places(store: Store) -> dict[str, Place]:
    everyone = store.cities(midsize=False)
    found = {
        c.code: Place(f"{c.name} ({selection.ALSO[c.code]})" if c.code in selection.ALSO else c.name, c.code, "") for c in store.cities()
    }
    found |= {c.code: Place(f"{c.name} (geen middelgrote stad)", "", f"{why(c)} {INSTEAD}") for c in everyone if not c.midsize}
    names = {c.name for c in everyone}
    heirs: dict[tuple[str, str], list[tuple[City, str]]] = {}
    for city in everyone:
        for line in filter(None, city.predecessors.split("; ")):
            code, rest = line.split(" ", 1)
            name, date = rest.rsplit(" ", 1)
            heirs.setdefault((code, name.removesuffix(" (oud)")), []).append((city, date[:4]))
    for (code, name), taken in sorted(heirs.items(), key=lambda one: one[0][1]):
        # A municipality that merged and kept its name is found by that name.
        if name not in names and code not in found:
            found[code] = _former(name, taken)
    for code in (c for c in store.region_codes if c.startswith("PV")):
        found[code] = _province(store, code)
    return found


INSTEAD = "Kies een andere stad, of start een verhaal over de stad waarvoor het is gemaakt."


def why(city: City) -> str:
    """Why a municipality is no midsize city, in a sentence or two."""
    if "G4" in city.networks:
        return f"{city.name} is een van de vier grootste gemeenten (G4), geen middelgrote stad. Daarom is er geen verhaal over {city.name}."
    size = f" ({city.size})" if city.size else ""
    return (
        f"{city.name}{size} is geen lid van de G40 of de M50. Alleen die steden zijn in deze monitor een middelgrote stad; "
        f"daarom is er geen verhaal over {city.name}."
    )


def _former(name: str, taken: list[tuple[City, str]]) -> Place:
    towns, year = dutch.listing([city.name for city, _ in taken]), taken[0][1]
    if len(taken) > 1:
        return Place(f"{name} (nu {towns})", "", f"{name} is sinds {year} verdeeld over {towns}. Kies de stad die u bedoelt.")
    (city, _), *_ = taken
    now = f"{name} hoort sinds {year} bij {city.name}."
    return Place(
        f"{name} (nu {city.name})",
        city.code if city.midsize else "",
        f"{now} U ziet {city.name}." if city.midsize else f"{now} {why(city)} {INSTEAD}",
    )


def _province(store: Store, code: str) -> Place:
    name = SPOKEN.get(code, store.name(code))
    cities = [c.name for c in store.cities() if c.province == store.name(code)]
    there = f"De middelgrote {'stad' if len(cities) == 1 else 'steden'} daar: {dutch.listing(cities)}." if cities else ""
    return Place(f"{name} (provincie)", "", f"{name} is een provincie. {there} Kies een stad.".replace("  ", " "))


def select(store: Store, label: str, width: int) -> tuple[City | None, str]:
    """The box, and what has to be said of the place that was chosen last (`plaats` in the link); the city is that of `gemeente`."""
    known = places(store)
    code = link.read("gemeente", {c.code: c.name for c in store.cities()}, None, lambda v: selection.explain_city(store, v))
    other = link.read("plaats", [name for name, place in known.items() if place.said], None)
    st.session_state[_KEY] = code

    def changed() -> None:
        picked = st.session_state[_KEY]
        place = known.get(picked)
        link.write_all({"gemeente": place.city or None if place else None, "plaats": picked if place and place.said else None})

    st.selectbox(
        label,
        list(known),
        format_func=lambda o: known[o].label if o in known else o,
        key=_KEY,
        index=None,
        placeholder="Typ een naam",
        on_change=changed,
        width=width,
        filter_mode="contains",
    )
    return store.city(code) if code else None, known[other].said if other else ""
