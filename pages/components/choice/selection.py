"""The choice bar: my city, whom to compare with, which figure, which year. Gives plain records; the link holds the state."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from etl.model import Indicator
from etl.store import City, Store
from etl.view import Group, drawn_years
from pages.components.choice import link
from pages.components.shell import style
from pages.components.wording import dutch

SAME, ALL, SIMILAR, OWN = "positie", "alle", "vergelijkbaar", "eigen"
MOST_OWN = 60
ALSO = {"GM0796": "Den Bosch"}
"""What a city is called by its own people, where that is not how CBS writes it: who types it must find it."""

_GROUPINGS: tuple[tuple[str, Callable[[City], str], str], ...] = (
    ("corop", lambda c: c.corop, "middelgrote steden in COROP-gebied {}"),
    ("arbeidsmarkt", lambda c: c.labour_region, "middelgrote steden in arbeidsmarktregio {}"),
    ("grootte", lambda c: c.size, "middelgrote steden met {}"),
    ("stedelijkheid", lambda c: c.urbanity, "middelgrote steden: {}"),
)
"""Other ways to group cities: the id in the link, what members share, and the words for it."""
GROUPS = frozenset(
    {SAME, ALL, SIMILAR, OWN, "provincie", "positie-1", "positie-2", "positie-3", "g40", "m50", *(key for key, _, _ in _GROUPINGS)}
)
"""Every group that `groups` or a reader may make, by the id in the link."""


@dataclass(frozen=True)
class Choice:
    """What the reader has chosen: perhaps a city, always a group."""

    city: City | None
    group: Group


def groups(store: Store, city: City | None) -> dict[str, Group]:
    """All groups a city can be compared with, by the id that stands in the link; the first is the default."""
    cities = store.cities()
    out: dict[str, Group] = {}
    if city is not None:
        same = tuple(c.code for c in cities if c.position == city.position)
        out[SAME] = Group(SAME, f"{len(same)} steden in dezelfde positie", same, city.position)
    everyone = tuple(c.code for c in cities)
    out[ALL] = Group(ALL, f"{len(everyone)} middelgrote steden", everyone, None)
    for position in (1, 2, 3):
        codes = tuple(c.code for c in cities if c.position == position)
        out[f"positie-{position}"] = Group(f"positie-{position}", f"{len(codes)} steden in positie {position}", codes, position)
    if city is not None:
        near = tuple(c.code for c in cities if c.province == city.province)
        if len(near) > 1:
            out["provincie"] = Group("provincie", f"{len(near)} middelgrote steden in {city.province}", near, None)
        for key, of, words in _GROUPINGS:
            fellows = tuple(c.code for c in cities if of(c) == of(city))
            if of(city) and len(fellows) > 1:
                out[key] = Group(key, f"{len(fellows)} {words.format(of(city))}", fellows, None)
        alike = {city.code, *(s.code for s in store.similar(city.code))} if city.midsize else set()
        if len(alike) > 1:
            out[SIMILAR] = Group(
                SIMILAR, f"{len(alike)} vergelijkbare steden, met {city.name}", tuple(c.code for c in cities if c.code in alike), None
            )
    for network in ("G40", "M50"):
        codes = tuple(c.code for c in cities if network in c.networks)
        out[network.lower()] = Group(network.lower(), f"{len(codes)} steden van de {network}", codes, None)
    return out


def by_position(store: Store) -> list[Group]:
    """The three positions as groups, for a strip."""
    known = groups(store, None)
    return [known[f"positie-{p}"] for p in (1, 2, 3)]


def whole(store: Store) -> Group:
    """All midsize cities as one group."""
    return groups(store, None)[ALL]


def explain_city(store: Store, value: str) -> str:
    """Why a value for `gemeente` cannot be used, in a sentence."""
    if re.fullmatch(r"GM\d{4}", value):
        known = {c.code: c for c in store.cities(midsize=False)}
        if value in known:
            return f"{known[value].name} is in deze monitor geen middelgrote stad (geen lid van G40 of M50). Kies een andere stad."
        heir = next((c for c in known.values() if value in c.predecessors.split()), None)
        if heir is not None:
            return f"Gemeente {value} bestaat niet meer; zij hoort nu bij {heir.name}. Kies die stad als u haar wilt zien."
    return "De link noemt een gemeente die wij niet kennen. Kies uw stad hieronder."


def city_asked(store: Store) -> City | None:
    """The city that the link names, for a page without a box to choose one."""
    code = link.read("gemeente", {c.code: c.name for c in store.cities()}, None, lambda v: explain_city(store, v))
    return store.city(code) if code else None


def city_select(store: Store, label: str = "Mijn stad", width: int = 190) -> City | None:
    """The box to find my city by typing."""
    options = {c.code: f"{c.name} ({ALSO[c.code]})" if c.code in ALSO else c.name for c in store.cities()}
    code = link.select(label, "gemeente", options, None, width=width, placeholder="Typ een naam", explain=lambda v: explain_city(store, v))
    return store.city(code) if code else None


def bar(
    store: Store, indicators: tuple[Indicator, ...] = (), *, year_of: Indicator | None = None, with_year: bool = True
) -> tuple[Choice, Indicator | None, int | None]:
    """Draw the choice bar and give the choice, the indicator (where `indicators` are offered) and the year (where there is one to choose).

    `with_year` False offers no year, for a page that shows them all.
    """
    with st.container(key="keuze", horizontal=True, vertical_alignment="bottom"):
        city = city_select(store)
        known = groups(store, city)
        own = link.read_many("groep", {c.code: c.name for c in store.cities()}, (), MOST_OWN)
        if own:
            known[OWN] = Group(
                OWN, f"{len(own)} steden van mijn eigen groep" if len(own) > 1 else "één stad als eigen groep", tuple(own), None
            )
        default = next(iter(known))
        chosen = link.select("Vergelijk met", "vergelijk", {g.id: g.label for g in known.values()}, default, width=262) or default
        group = known[chosen]
        indicator, year = year_of, None
        if indicators:
            titles = {i.id: i.title for i in indicators}
            picked = link.select("Cijfer", "indicator", titles, indicators[0].id, width=262) or indicators[0].id
            indicator = next(i for i in indicators if i.id == picked)
        if indicator is not None and with_year:
            year = year_select(store, indicator, group)
        if city is not None:
            style.position_badge(city.position, "bar", city.borderline)
    return Choice(city, group), indicator, year


def year_select(store: Store, indicator: Indicator, group: Group) -> int | None:
    """The box with the years in which the group has figures; None stands for the latest."""
    held = years(store, indicator, group)
    options = {str(y): str(y) for y in reversed(held)}
    picked = link.select("Jaar", "jaar", options, str(held[-1]), width=90, explain=lambda v: explain_year(indicator, held, v))
    return int(picked) if picked else None


def years(store: Store, indicator: Indicator, group: Group) -> list[int]:
    """The years in which the group has figures."""
    return drawn_years(store.panel(indicator.id, group.codes), len(group.codes))


def explain_year(indicator: Indicator, held: list[int], value: str) -> str:
    """Why a value for `jaar` cannot be used."""
    if re.fullmatch(r"\d{4}", value) and value.isascii():
        return f"Voor {indicator.phrase} is er geen cijfer over {value}; we tonen {held[-1]}. Er zijn cijfers van {held[0]} tot en met {held[-1]}."
    return "De link bevat een onbekend jaar. We tonen het laatste."


def own_group(store: Store) -> None:
    """The box in which a reader puts a group of cities together; it stands in the link, and is chosen under ‘Vergelijk met’."""
    names = {c.code: c.name for c in store.cities()}
    link.multiselect("Steden in mijn eigen groep", "groep", names, (), most=MOST_OWN, none="Typ een naam")
    style.text("source", "Kies de groep daarna bij ‘Vergelijk met’. Vanaf vijf steden is er een middelste stad en een plaats.")


def position_words(city: City) -> str:
    """`Positie 1, nabij een grotere stad`, for a city with a position."""
    from pages.components.wording.words import SHORT_POSITIONS

    return f"Positie {city.position}, {SHORT_POSITIONS[city.position or 3]}{' (op de grens)' if city.borderline else ''}"


__all__ = ["Choice", "bar", "by_position", "city_select", "dutch", "explain_city", "groups", "whole"]
