"""A word stands for one id out of a closed list, however it is written, or it is said that it leaves a doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.store import Store
from etl.store import open as open_store
from pages.components.choice import spelling
from pages.components.research import offer

HELD = open_store()
OFFER = offer.make(HELD)


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("GM0355", ("GM0355",)),
        ("gm0355", ("GM0355",)),
        ("Zeist", ("GM0355",)),
        ("ZEIST ", ("GM0355",)),
        ("sudwest-fryslan", ("GM1900",)),
        ("den bosch", ("GM0796",)),
        ("Hengelo", ("GM0164",)),
        ("G40", ("g40",)),
        ("in-pv26", ("in-PV26",)),
        ("Nederland", ("NL01",)),
        ("Utrecht", ("GM0344", "PV26")),
        ("Bergen", ("GM0893", "GM0373")),
        ("1700", ()),
        ("355", ()),
        ("GM٠٣٥٥", ()),
        ("", ()),
        ("=1+1", ()),
        ("Haren", ()),
    ],
)
def test_places(word: str, ids: tuple[str, ...]) -> None:
    assert set(spelling.meant(HELD, word, OFFER.places)) == set(ids)
    assert spelling.one(HELD, word, OFFER.places) == (ids[0] if len(ids) == 1 else None)


def test_every_place_and_figure_goes_by_its_own_name(held: Store) -> None:
    doubtful = {name for name in map(held.name, held.region_codes) if list(map(held.name, held.region_codes)).count(name) > 1}
    assert doubtful == {"Utrecht", "Groningen"}
    for code in held.region_codes:
        found = spelling.meant(HELD, held.name(code), OFFER.places)
        assert code in found if held.name(code) in doubtful else found == (code,), code
    for name, one in OFFER.known.items():
        assert name in spelling.meant(HELD, one.title, OFFER.figures), name


def test_only_what_is_allowed() -> None:
    assert spelling.meant(HELD, "Utrecht", ["GM0344", "GM0355"]) == ("GM0344",)
    assert spelling.meant(HELD, "Zeist", ["GM0344"]) == ()


@pytest.mark.parametrize(
    ("word", "said"), [("Zeits", " Bedoelt u GM0355 (gemeente Zeist)?"), ("positi-1", " Bedoelt u ‘positie-1’?"), ("qqqq", "")]
)
def test_what_looks_most_like_it_is_offered(word: str, said: str) -> None:
    assert spelling.nearest(HELD, word, OFFER.places) == said


@given(st.text(max_size=60))
def test_any_word_gives_ids_of_the_list_or_none(word: str) -> None:
    assert set(spelling.meant(HELD, word, OFFER.places)) <= set(OFFER.places)
    assert "\n" not in spelling.nearest(HELD, word, OFFER.figures)
