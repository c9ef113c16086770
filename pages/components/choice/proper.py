"""The proper form of a link: the name each page has for a choice, and the id for a word. What a page does not know is said, never passed over.

`/vergelijk?cijfer=Inwoners&stad=zeist` → `/vergelijk?indicator=inhabitants&gemeente=GM0355`. The server sends a browser on to the proper form;
without that server, and for whoever changes a link within the app, the page does it.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from urllib.parse import parse_qs, urlencode

import streamlit as st

from etl.store import Store
from pages.components.choice import link, selection, spelling
from pages.components.choice.thresholds import NAMES as THRESHOLDS
from pages.components.research import offer

ALWAYS = (*link.TRAVELS, "beeld", "figuur")
"""Parameters that every page may have: what travels, and the large picture."""
_THEME = ("trend", "jaar")
OF_PAGE: Mapping[str, tuple[str, ...]] = {
    "": ("pagina",),
    "stad": ("meer",),
    "vergelijk": ("indicator", "jaar", "met", "tegen", "lijn"),
    "positie": ("bekijk", *THRESHOLDS.values()),
    "scenario": ("indicator", "jaar"),
    "economie": _THEME,
    "samenwerking": _THEME,
    "veerkracht": _THEME,
    "leefomgeving": _THEME,
    "masterclass": ("verhaal", "stap", "plaats"),
    "kennisagenda": ("beheer",),
    "tabellen": ("steden", "cijfers", "van", "tot", "cel"),
    "codeboek": ("cijfer",),
    "verantwoording": (),
    "bronnen": ("sinds", "naast", "cijfer"),
}
"""The other parameters of each page, by its path."""
_CITY, _FIGURE = ("steden", "gemeente", "stad", "gemeenten"), ("indicator", "cijfer", "cijfers")
_CITIES, _SINGLE_FIGURE = ("steden", "met", "groep"), ("indicator", "cijfer", "tegen")
_EVERY = frozenset({*ALWAYS, *(name for names in OF_PAGE.values() for name in names), *_CITY, *_FIGURE})
_TRACKERS = ("embed", "utm_", "mtm_", "pk_", "mc_", "hsa_")
_TRACKED = frozenset({"fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "igshid", "ref", "si"})
MOST_FIELDS = 60
Query = Mapping[str, Sequence[str]]


def proper(store: Store, page: str, query: Query) -> dict[str, list[str]]:
    """The parameters of a link under the names of a page, words as the ids they stand for; whatever leaves a doubt stays as it is."""
    mine = (*ALWAYS, *OF_PAGE.get(page, ()))
    out: dict[str, list[str]] = {}
    for name, values in query.items():
        known = name if name in mine else name.casefold()
        if known not in mine:
            known = _alias(known, mine, values) or name
        if known != name and (known in query or known in out):
            known = name  # the page's own name counts; the other one is said to be left out
        out[known] = [_value(store, known, value) for value in values] if known in mine else list(values)
    return out


def unknown(page: str, names: Collection[str]) -> list[str]:
    """A sentence for every parameter that a page does not have; not for Streamlit's own, nor for what others hang on a link to count visits.

    A name that nobody here gave is not repeated: nobody may put words of his own on our page.
    """
    strange = [n for n in names if n not in (*ALWAYS, *OF_PAGE.get(page, ())) and not n.startswith(_TRACKERS) and n not in _TRACKED]
    ours = [f"De link noemt ‘{name}’. Dat is op deze pagina niet te kiezen, en telt hier niet mee." for name in strange if name in _EVERY]
    return [*ours, *(["De link noemt iets wat deze pagina niet kent. Dat telt niet mee."] if len(ours) < len(strange) else [])]


def sent_on(store: Store, page: str, query: str) -> str | None:
    """The proper form of a query as text, where it is another one; None where it is proper, or no query of ours."""
    try:
        asked = parse_qs(query, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    made = proper(store, page, asked)
    return None if made == asked else urlencode(made, doseq=True)


def arrive(store: Store, page: str) -> None:
    """To be called once a run, after `link.arrive`: puts the link of this run in its proper form."""
    asked = {name: st.query_params.get_all(name) for name in st.query_params}
    made = proper(store, page, asked)
    if made != asked:
        st.query_params.from_dict(made)


def say(page: str) -> None:
    """The lines about parameters that a page does not have, above it."""
    for sentence in unknown(page, list(st.query_params)):
        link.say(sentence)


def _alias(name: str, mine: Collection[str], values: Sequence[str]) -> str | None:
    """The page's own name for what another page calls `name`; one name for many values does not become one for a single value."""
    for same in (_CITY, _FIGURE):
        if name in same:
            target = next((other for other in same if other in mine), None)
            several = any("." in value for value in values)
            return target if target in ("steden", "cijfers") or not several else None
    return None


def _value(store: Store, name: str, value: str) -> str:
    """A value with every word in it as the id it stands for."""
    if name in ("gemeente", "bekijk"):
        return _first(store, value, _places(store) if name == "gemeente" else (), _everyone(store))
    if name in _SINGLE_FIGURE:
        return _first(store, value, store.definitions.everything)
    if name in _CITIES or name == "cijfers":
        offered = offer.make(store)
        lists = (
            (offered.figures,)
            if name == "cijfers"
            else (offered.places.keys() | {selection.OWN},)
            if name == "steden"
            else (_places(store),)
        )
        return ".".join(_first(store, part, *lists) for part in value.split("."))
    if name == "vergelijk":
        return _first(store, value, selection.GROUPS)
    return value


def _first(store: Store, word: str, *lists: Collection[str]) -> str:
    """The one id a word stands for in the first list that knows it; the word itself where none does."""
    if not word or any(word in allowed for allowed in lists):
        return word
    return next((found for allowed in lists if (found := spelling.one(store, word, allowed)) is not None), word)


@lru_cache(maxsize=4)
def _places(store: Store) -> frozenset[str]:
    return frozenset(city.code for city in store.cities())


@lru_cache(maxsize=4)
def _everyone(store: Store) -> frozenset[str]:
    return frozenset(city.code for city in store.cities(midsize=False))
