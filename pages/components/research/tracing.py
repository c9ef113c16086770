"""Where a number in a table comes from: chosen by its row or by the link (`cel=GM0355.inhabitants.2024`), told below the table.

With snippets that give the row again, and make the figure again from CBS's own rows.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from etl import provenance
from etl.provenance import Origin
from etl.store import Store
from etl.view import View
from pages.components.choice import link, selection
from pages.components.files import api
from pages.components.research import codebook, recompute
from pages.components.shell import menu, style
from pages.components.wording import formula, words_origin

NAME = "cel"
_CLOSED = "_closed_origins"
_TECHNICAL = frozenset(("Maat", "Maten", "Selectie", "Periode", "Gemeente", "Ontvangen"))
"""What is told of a reading for programs: keys, codes and a checksum."""
Cell = tuple[str, str, int]
"""Region, indicator and year."""


class Cells(Mapping[str, Cell]):
    """All cells of a snapshot by what stands in the link: each of the three parts comes from its own closed list."""

    def __init__(self, store: Store):
        known = [*store.indicators(), *(f for f in map(store.forecast, (i.id for i in store.indicators())) if f is not None)]
        self._years = {i.id: store.foretold(i.id, []).years if i.forecast_of else store.years for i in known}
        self._regions = frozenset(store.region_codes)

    def __getitem__(self, text: str) -> Cell:
        parts = text.split(".")
        if len(parts) != 3 or parts[0] not in self._regions or parts[1] not in self._years:
            raise KeyError(text)
        year = {str(y): y for y in self._years[parts[1]]}.get(parts[2])
        if year is None:
            raise KeyError(text)
        return parts[0], parts[1], year

    def __iter__(self) -> Iterator[str]:
        return (written(r, i, y) for i, years in self._years.items() for r in sorted(self._regions) for y in years)

    def __len__(self) -> int:
        return len(self._regions) * sum(map(len, self._years.values()))


def written(region: str, indicator: str, year: int) -> str:
    """A cell as it stands in the link."""
    return f"{region}.{indicator}.{year}"


def picking(store: Store, rows: pd.DataFrame) -> dict[str, Any]:
    """What makes a table of rows (columns region, indicator, year) one in which a row can be chosen, for `st.dataframe`.

    The choice goes into the link; one that came with the link is shown as chosen. Other rows are another table: a choice belongs to its rows.
    """
    cells = [written(*cell) for cell in zip(rows["region"], rows["indicator"], rows["year"].tolist(), strict=True)]
    key = f"rijen_{zlib.crc32('|'.join([store.id, *cells]).encode()):08x}_{st.session_state.get(_CLOSED, 0)}"
    asked = st.query_params.get(NAME)

    def picked() -> None:
        chosen = st.session_state[key]["selection"]["rows"]
        link.write(NAME, cells[chosen[0]] if chosen and chosen[0] < len(cells) else None)

    return {
        "key": key,
        "on_select": picked,
        "selection_mode": "single-row",
        "selection_default": {"selection": {"rows": [cells.index(asked)]}} if asked in cells else None,
    }


def block(store: Store) -> None:
    """Below the table: where the chosen number comes from, or how to choose one."""
    cells = Cells(store)
    asked = link.read(NAME, cells, None, explain=lambda _: "De link wijst een cel aan die wij niet hebben; kies een rij in de tabel.")
    if asked is None:
        style.text("source", "Kies een rij in de tabel (het vakje ervoor, of Shift en de spatiebalk) en zie waar het getal vandaan komt.")
        return
    region, indicator, year = cells[asked]
    origin = provenance.of(store, indicator, region, year)
    with st.container(key="herkomst"):
        style.rule()
        with st.container(key="kop_herkomst"):
            style.text("kicker", "Waar komt dit getal vandaan?")
            st.subheader(words_origin.title(store, origin), anchor=False)
        left, right = st.columns([50, 50], gap="large")
        with left:
            _figure(store, origin)
        with right:
            _readings(store, origin)
        _keys(store, origin)
        _again(store, origin)
        if st.button("Herkomst sluiten", type="tertiary", key="herkomst_uit"):
            link.write(NAME, None)
            # The table keeps its choice as long as it is the same one.
            st.session_state[_CLOSED] = st.session_state.get(_CLOSED, 0) + 1
            st.rerun()


def _figure(store: Store, origin: Origin) -> None:
    """What there is to say of the figure to somebody who knows no key or code: meaning, calculation in words and in numbers, doubts."""
    facts = words_origin.figure(store, origin)
    if origin.source is not None:
        numbers = formula.in_numbers(store.definitions, origin)
        own = [("Berekening", formula.of(store.definitions, origin.source)), *([("In getallen", numbers)] if numbers else [])]
        facts = [*own, *(fact for fact in facts if fact[0] != "Berekening")]
    style.facts("Het cijfer", origin.indicator.definition, facts)


def _readings(store: Store, origin: Origin) -> None:
    """Every table that was read, with the link to it at its publisher, and how fresh it is."""
    for number, one in enumerate(origin.readings):
        plain = [fact for fact in words_origin.reading(store, one) if fact[0] not in _TECHNICAL]
        about = "" if one is origin or one.value != one.value else f"{words_origin.title(store, one)}."
        name = one.entry.get("title") or "Deze tabel staat niet meer in de momentopname"
        style.facts(_head(origin, one, number), about, [])
        style.links([(f"{name} ({one.entry.get('id', '')})".removesuffix(" ()"), codebook.address(one.entry))] if one.entry else [])
        if plain:
            style.facts("", "", plain)


def _head(origin: Origin, one: Origin, number: int) -> str:
    """What a reading is for."""
    if not number:
        return "Gelezen uit"
    return f"{'Gewogen met' if one is origin.weight else 'Ook in de berekening'}: {one.indicator.title}"


def _keys(store: Store, origin: Origin) -> None:
    """What a program needs, out of the way of who reads: the keys of measures and categories, codes, and the checksum of what was received."""
    with st.expander("Sleutels, codes en controlegetal"):
        if origin.source is not None:
            own = words_origin.calculation(store, origin.source, origin.own)
            style.facts("Berekening met de namen in de tabel", own, [])
        for number, one in enumerate(origin.readings):
            table = str(one.entry.get("id", ""))
            facts = [fact for fact in words_origin.reading(store, one) if fact[0] in _TECHNICAL]
            style.facts(f"{_head(origin, one, number)} {table}".strip() if not number else _head(origin, one, number), "", facts)


def _again(store: Store, origin: Origin) -> None:
    """The snippets: this row of the published snapshot, and the figure made again from CBS's own rows."""
    with st.expander("Zelf narekenen met Python of R"):
        place = ([origin.region], [origin.indicator.id], origin.year, origin.year)
        own = recompute.from_cbs(store, origin)
        style.text(
            "small",
            "Uit deze momentopname: precies deze rij zolang zij hier staat, ook als er later nieuwe cijfers zijn.",
            strong="Uit deze momentopname:",
        )
        _code(
            api.snippets(api.address(link.base(), *place, store.id))
            if api.served and link.base()
            else recompute.from_snapshot(store, *place)
        )
        if not own:
            style.text(
                "small",
                "Wij maken dit cijfer nu anders dan in deze oudere momentopname; daarom staat hier niet hoe u het bij het CBS narekent."
                if origin.dated
                else "Dit cijfer maken wij uit meer dan gewone tabellen van het CBS; met één vraag aan het CBS is het niet na te rekenen.",
            )
            return
        style.text(
            "small",
            "Bij het CBS: vraagt de rijen van nu en rekent het cijfer opnieuw uit. Komt er iets anders uit, dan heeft het CBS het cijfer sindsdien herzien.",
            strong="Bij het CBS:",
        )
        _code(own)


def selection_again(
    store: Store, regions: Sequence[str], indicators: Sequence[str], codes: Sequence[str], first: int, last: int, count: int
) -> None:
    """How a program gets the rows of a selection: from the plain address where this server has one, or from the file of the snapshot."""
    with st.expander("Zelf inlezen met Python, R of Excel"):
        if api.served and link.base() and count <= api.MOST_ROWS:
            style.text(
                "small",
                "Dit adres geeft deze rijen zolang deze momentopname hier staat, ook als er later nieuwe cijfers zijn. In Excel: Gegevens, Van het web.",
            )
            _code(api.snippets(api.address(link.base(), regions, indicators, first, last, store.id)))
            st.page_link(f"{link.base()}api/v1/", label="Alle adressen, met uitleg en voorbeelden")
        style.text("small", "Zonder deze site, in een kopie van het project: dezelfde rijen uit het bestand van de momentopname.")
        _code(recompute.from_snapshot(store, codes, indicators, first, last))


def _code(texts: Mapping[str, str]) -> None:
    for tab, text in zip(st.tabs(["Python", "R"]), (texts["python"], texts["r"]), strict=True):
        # In ink: the colours of a language are too pale on paper. Wrapped: a block that scrolls sideways is out of reach for a keyboard.
        tab.code(text, language=None, wrap_lines=True)


def page_link(view: View) -> None:
    """The way from the table of a view to the same rows on the tables page, with the origin of the number shown open."""
    known = selection.groups(view.store, None)
    mine = [view.city.code] if view.city is not None and view.city.code not in view.group.codes else []
    places = [*mine, *([view.group.id] if view.group.id in known else view.group.codes)]
    first = view.city.code if view.city is not None else view.group.codes[0]
    asked = {"steden": ".".join(places), "cijfers": view.indicator.id, "van": str(view.years[0]), "tot": str(view.years[-1])}
    st.page_link(
        menu.TABLES, label="Waar komen deze cijfers vandaan?", query_params={**asked, NAME: written(first, view.indicator.id, view.year)}
    )
