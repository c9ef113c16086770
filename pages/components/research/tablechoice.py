"""The choice of a table: places, a pasted list of them, figures and years. The link holds it; what may be chosen stands in `offer`."""

from dataclasses import dataclass, replace

import streamlit as st

from etl.store import Store
from etl.view import Group
from pages.components.choice import finding, link, namelist, selection
from pages.components.files import workbook
from pages.components.research import offer, rows
from pages.components.research.offer import Offer
from pages.components.shell import style
from pages.components.wording import dutch

PLACES, FIGURES, SINCE = ("positie-3",), ("share_65_plus", "net_participation"), 2015
"""What a first visitor sees: an example, that gives way to the first choice."""
_PASTED, _SAID = "geplakte_lijst", "_over_geplakte_lijst"


@dataclass(frozen=True)
class Picked:
    """What was chosen: the items as they stand in the link, and the codes, ids and years they stand for."""

    offer: Offer
    places: tuple[str, ...]
    figures: tuple[str, ...]
    first: int
    last: int

    @property
    def codes(self) -> tuple[str, ...]:
        """The regions of the table."""
        return self.offer.codes(self.places)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The figures of the table, a theme as the figures it has today."""
        return self.offer.indicators(self.figures)

    @property
    def count(self) -> int:
        """How many rows that makes."""
        return self.offer.count(self.indicators, len(self.codes), self.first, self.last)

    @property
    def lasting(self) -> tuple[str, ...]:
        """The places as they may stand in a link that must work for everybody and later: my own group as the codes of its cities."""
        return tuple(dict.fromkeys(c for item in self.places for c in (self.codes_of(item) if item == selection.OWN else (item,))))

    def codes_of(self, item: str) -> tuple[str, ...]:
        """The codes of one item."""
        return self.offer.codes((item,))

    def words(self) -> list[tuple[str, str]]:
        """The choice in words, for a file."""
        return self.offer.words(self.places, self.indicators, self.first, self.last)


def draw(held: Store) -> Picked:
    """The boxes of the choice, and what they hold."""
    known = _with_own(held, offer.make(held))
    finding.teach(offer.words(held))
    places = link.multiselect("Steden", "steden", known.places, PLACES, most=rows.MOST_REGIONS, none="Typ een stad of groep")
    _paste(held)
    figures = link.multiselect("Cijfers", "cijfers", known.figures, FIGURES, most=rows.MOST_INDICATORS, none="Typ een woord of tabel")
    ids = known.indicators(figures)
    begin, end = known.years(ids)
    since, until = known.years_with_figures(ids)
    first, last = link.year_range("Jaren", begin, end, (max(SINCE, since) if until >= SINCE else since, until), known.years(()))
    if "steden" not in st.query_params and "cijfers" not in st.query_params:
        style.text("source", "Dit is een voorbeeld. Wat u kiest, komt ervoor in de plaats.")
    style.text(
        "source",
        f"Ten hoogste {dutch.number(rows.MOST_ROWS, 0)} rijen, in Excel {dutch.number(workbook.MOST_ROWS, 0)}. "
        "Elke lege cel heeft een reden. Die reist mee in elk bestand.",
    )
    return Picked(known, tuple(places), tuple(figures), first, last)


def _with_own(held: Store, known: Offer) -> Offer:
    """The offer with the reader's own group, made on the comparing page, where the link has one."""
    own = tuple(link.read_many("groep", {c.code: c.name for c in held.cities()}, (), selection.MOST_OWN))
    if not own:
        return known
    group = Group(selection.OWN, f"{dutch.count(len(own), 'stad', 'steden')} van mijn eigen groep", own, None)
    return replace(known, groups={group.id: group, **known.groups}, places={group.id: group.label, **known.places})


def _paste(held: Store) -> None:
    """A box to paste a list of one's own in; what it holds takes the place of the choice, as codes in the link."""

    def taken() -> None:
        found = namelist.find(held, st.session_state[_PASTED])
        said = list(found.said)
        if found.codes:
            link.write("steden", found.codes)
            said.insert(0, f"{dutch.count(len(found.codes), 'plaats', 'plaatsen').capitalize()} gekozen.")
        else:
            said.append("De keuze is niet veranderd.")
        st.session_state[_SAID] = " ".join(said)

    with st.expander("Plak een eigen lijst"), st.form("plakken", border=False):
        st.text_area(
            "Namen of codes, met regels of komma’s ertussen",
            key=_PASTED,
            height=120,
            max_chars=namelist.LONGEST,
            placeholder="Zeist, Veenendaal, GM0294",
        )
        st.form_submit_button("Kies deze plaatsen", on_click=taken, type="secondary")
        if st.session_state.get(_SAID):
            style.text("small", st.session_state[_SAID])
