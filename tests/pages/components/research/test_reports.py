"""What was corrected by hand is said where a reader looks: on the method page, and in the origin of the figure."""

import pytest

from etl import provenance
from etl.model import Correction
from etl.store import Store
from etl.store import open as open_store
from pages.components.research import reports
from pages.components.wording import words_origin

REPORTED = "2026-11-21, aan het CBS"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Store:
    """The snapshot in use, as if it had been made with two corrections."""
    store = open_store()
    monkeypatch.setattr(
        store,
        "corrections",
        (
            Correction("homes", "dwellings", "GM0355", 2020, "drop", None, 82012.0, "Twee cijfers verwisseld.", REPORTED),
            Correction("homes", "dwellings", "GM0355", 2021, "replace", 28144.0, 82144.0, "Twee cijfers verwisseld.", REPORTED),
        ),
    )
    return store


def test_the_method_page_lists_every_corrected_year(held: Store) -> None:
    title = held.definitions.indicators["dwellings"].title
    assert reports.corrections(held) == [
        f"{title}, Zeist, 2020: 82.012 is weggelaten. Twee cijfers verwisseld. Gemeld: {REPORTED}.",
        f"{title}, Zeist, 2021: 82.144 is vervangen door 28.144. Twee cijfers verwisseld. Gemeld: {REPORTED}.",
    ]


def test_the_origin_of_a_corrected_figure_says_so_and_offers_no_recomputing_at_cbs(held: Store) -> None:
    corrected, untouched = (provenance.of(held, "dwellings", "GM0355", year) for year in (2021, 2022))
    assert ("Met de hand verbeterd", f"Twee cijfers verwisseld. Gemeld: {REPORTED}.") in words_origin.figure(held, corrected)
    assert not any(name == "Met de hand verbeterd" for name, _ in words_origin.figure(held, untouched))
    assert (corrected.at_cbs, untouched.at_cbs) == (False, True)
