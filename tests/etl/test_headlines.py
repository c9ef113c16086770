"""A headline says no number of its own, and compares only where a claim bears it out."""

import pytest

from etl import headlines


@pytest.mark.parametrize(
    ("says", "claims", "wrong"),
    [
        ("Zeist heeft 99.999 banen, de meeste van Nederland", [], ["99.999", "meeste"]),
        ("{city} heeft meer banen dan de middelste stad", ["less"], ["meer"]),
        ("{city} heeft minder banen dan de middelste stad", ["more"], ["minder"]),
        ("{city} heeft de meeste banen", ["more"], ["meeste"]),
        ("{city} groeit", ["down"], ["groeit"]),
        ("De werkloosheid in {city} daalde", ["up"], ["daalde"]),
        ("De werkloosheid in {city} nam af", [], ["nam af"]),
        ("{city} vergrijst sneller", ["up"], ["sneller"]),
        ("Huizen zijn duurder en kleiner", ["up"], ["kleiner"]),
        ("In {city} is het evenveel", ["more"], ["evenveel"]),
        ("Twee keer zo grijs", ["highest"], ["Twee keer"]),
        ("De grootste stad volgt de trend", ["follows"], ["grootste"]),
        ("Banen in 2023", [], ["2023"]),
        ("{city} ligt bij een grotere stad", [], ["grotere stad"]),
    ],
)
def test_what_nothing_bears_out_is_named(says: str, claims: list[str], wrong: list[str]) -> None:
    found = headlines.unproven(says, claims)
    assert len(found) == len(wrong)
    for sentence, word in zip(found, wrong, strict=True):
        assert f"number {word} " in sentence or f"'{word}'" in sentence


@pytest.mark.parametrize(
    ("says", "claims"),
    [
        ("{city} heeft {value} banen op elke 1.000 inwoners, meer dan de middelste stad ({middle})", ["more"]),
        ("Van {low} 65-plussers in {low_city} tot {high} in {high_city}", ["no_city"]),
        ("In {city} is {value} 65 jaar of ouder", []),
        ("{city} heeft {value} ziekenhuizen binnen 20 km", []),
        ("Hbo of wo als hoogste diploma: {value}", []),
        ("De {cities} steden van G40 en M50", []),
        ("{city} ligt in een regio met meer centra", ["position_2"]),
        ("De werkloosheid daalde niet in {city}", ["flat"]),
        ("Het midden krimpt niet in {city}", ["up"]),
        ("Groei in de middelste stad, in {city} niet", ["flat", "middle_up"]),
        ("{city} vergrijst langzamer", ["up", "slower"]),
        ("Meer partijen: {city} gaat met de trend mee", ["follows"]),
        ("De ene stad is veel grijzer dan de andere", []),
        ("Niet elke stad heeft evenveel werk", []),
        ("Twee keer zo grijs: in {high_city} is {high} 65-plus", ["twice"]),
        ("Jongeren en ouderen in {city}", []),
    ],
)
def test_what_is_borne_out_or_a_name_passes(says: str, claims: list[str]) -> None:
    assert headlines.unproven(says, claims) == []


def test_a_year_of_the_step_may_be_written_out() -> None:
    assert headlines.unproven("Banen in 2023", [], (None, 2023)) == []
    assert headlines.unproven("Banen in 2022", [], (2013, 2023)) != []
