"""A pasted list: every place under any of its names is found, what is not is named, and nothing is guessed in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import geography
from etl.store import Store
from etl.store import open as open_store
from pages.components.choice import namelist

HELD = open_store()


def test_every_municipality_and_province_is_found_under_its_own_name_and_code(held: Store) -> None:
    for city in held.cities(midsize=False):
        shared = city.name in {held.name(c) for c in held.region_codes if c.startswith("PV")}
        for written in (city.name, city.name.upper(), f"gemeente {city.name}", f"{city.name} (gemeente)", city.code, city.code.lower()):
            found = namelist.find(held, written)
            assert found.codes == (city.code,), written
            # Only a name alone may mean the province.
            assert (found.said == ()) is not (shared and written in (city.name, city.name.upper())), written
        assert namelist.find(held, str(int(city.code[2:]))).codes == (city.code,)
    for code in (c for c in held.region_codes if c.startswith("PV")):
        assert namelist.find(held, f"{held.name(code)} (PV)").codes == namelist.find(held, f"provincie {held.name(code)}").codes == (code,)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("Zeist\nVeenendaal", ("GM0355", "GM0345")),
        ("Zeist, Veenendaal;Winterswijk\tEde | Tiel", ("GM0355", "GM0345", "GM0294", "GM0228", "GM0281")),
        ("Zeist\r\n\r\n ,, Zeist", ("GM0355",)),
        ("Den Haag, s-Gravenhage, ’s-Gravenhage, 's Gravenhage", ("GM0518",)),
        ("Den Bosch", ("GM0796",)),
        ("Sudwest Fryslan", ("GM1900",)),
        ("Hengelo", ("GM0164",)),
        ("provincie Utrecht, gemeente Groningen", ("PV26", "GM0014")),
        ("Alphen a/d Rijn, Capelle a.d. IJssel, Krimpen aan de IJssel", ("GM0484", "GM0502", "GM0542")),
        ("St. Michielsgestel", ("GM0845",)),
        ("Nuenen\nNuenen c.a.", ("GM0820",)),
        ("Gelderland, Friesland, Nederland", ("PV25", "PV21", "NL01")),
        ('"Zeist"', ("GM0355",)),
        ("355", ("GM0355",)),
        ("0355", ("GM0355",)),
    ],
)
def test_names_are_found_as_people_write_them(written: str, codes: tuple[str, ...]) -> None:
    found = namelist.find(HELD, written)
    assert found.codes == codes
    assert found.said == ()


@pytest.mark.parametrize(
    ("written", "codes", "said"),
    [
        ("Graft-De Rijp", ("GM0361",), "Graft-De Rijp hoort nu bij Alkmaar."),
        ("GM0398", ("GM1980",), "GM0398 hoort nu bij Dijk en Waard."),
        ("De Friese Meren", ("GM1940",), "De Friese Meren hoort nu bij De Fryske Marren."),
        ("Maasdonk", (), "Noem zelf welke u bedoelt: Maasdonk (is verdeeld over 's-Hertogenbosch en Oss)."),
        ("Bergen", (), "Noem zelf welke u bedoelt: Bergen (er zijn er meer: Bergen (L.) en Bergen (NH.))."),
        (
            "Utrecht",
            ("GM0344",),
            "Utrecht is gelezen als de gemeente. Bedoelt u de provincie? Schrijf dan: provincie Utrecht.",
        ),
        (
            "Groningen, Utrecht",
            ("GM0014", "GM0344"),
            "Groningen en Utrecht zijn gelezen als gemeenten. Bedoelt u de provincie? Schrijf dan: provincie Groningen.",
        ),
        ("Goeree", ("GM1924",), "Goeree is gelezen als Goeree-Overflakkee."),
        ("Súdwest", ("GM1900",), "Súdwest is gelezen als Súdwest-Fryslân."),
        ("West", (), "Noem zelf welke u bedoelt: West (er zijn er meer: West Betuwe en West Maas en Waal)."),
        ("Alp", (), "Niet gevonden: Alp."),
        ("Zeits", (), "Niet gevonden: Zeits (bedoelt u Zeist?)."),
        ("Zeist, Xyzzy", ("GM0355",), "Niet gevonden: Xyzzy."),
        ("GM9999", (), "Niet gevonden: GM9999"),
        ("PV99, 12345, ٣٥٥", (), "Niet gevonden: PV99, 12345 en ٣٥٥"),
    ],
)
def test_what_is_not_simply_there_is_said(written: str, codes: tuple[str, ...], said: str) -> None:
    found = namelist.find(HELD, written)
    assert found.codes == codes
    assert any(sentence.startswith(said) for sentence in found.said), found.said


def test_every_former_municipality_leads_to_one_of_today_or_is_named(held: Store) -> None:
    now = {c.name for c in held.cities(midsize=False)}
    former = {
        line.split(" ", 1)[1].rsplit(" ", 1)[0]
        for c in held.cities(midsize=False)
        for line in filter(None, c.predecessors.split("; "))
        if line.split(" ", 1)[1].rsplit(" ", 1)[0] not in now
    }
    assert len(former) > 300
    for name in former:
        found = namelist.find(held, name)
        assert len(found.codes) == 1 or (not found.codes and found.said[0].startswith("Noem zelf")), name


def test_many_unknown_names_are_counted_and_a_long_list_is_cut_with_a_word() -> None:
    (said,) = namelist.find(HELD, "\n".join(f"qq{n}zz" for n in range(50))).said
    assert said.endswith("en nog 44.")
    found = namelist.find(HELD, "Zeist\n" * 5000)
    assert found.codes == ("GM0355",)
    assert "De lijst is te lang" in found.said[-1]


@given(st.text(max_size=300))
def test_any_text_gives_known_codes_or_sentences(text: str) -> None:
    found = namelist.find(HELD, text)
    assert set(found.codes) <= set(HELD.region_codes)
    assert len(found.codes) == len(set(found.codes))
    assert all(len(sentence) < 900 for sentence in found.said)


def test_every_other_name_leads_to_its_place_and_no_name_of_today_is_taken_by_another(held: Store) -> None:
    names = {c.name: c.code for c in held.cities(midsize=False)}
    for name, code in geography.other_names().items():
        assert namelist.find(held, name) == namelist.Found((code,), ()), name
        assert names.get(name, code) == code, f"{name} is the name of another municipality"
