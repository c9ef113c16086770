"""Codes and names of regions."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import geography
from etl.regions import clean, level, sort_key


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.sampled_from(["GM0355", "PV26", "NL01", "LD01", "GM0000"]), st.integers(0, 12))
def test_padding_does_not_count(code: str, width: int) -> None:
    assert clean(code.ljust(width)) == code


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("GM0355", "municipality"),
        ("PV26", "province"),
        ("NL01", "country"),
        ("GM0000", None),
        ("NL10", None),
        ("NL00", None),
        ("CR01", None),
        ("LD01", None),
        ("BU03550001", None),
        ("WK035500", None),
        ("GM0355 ", None),
        ("gm0355", None),
        ("GM03550", None),
        ("GM035A", None),
        ("ZZ0001", None),
        ("", None),
    ],
)
def test_levels(code: str, expected: str | None) -> None:
    assert level(code) == expected


@given(st.text())
def test_any_text_has_a_level_or_none(text: str) -> None:
    assert level(text) in (None, "municipality", "province", "country")


def test_every_municipality_is_one() -> None:
    assert {level(c) for c in geography.load().municipalities["code"]} == {"municipality"}


def test_the_order_of_a_dutch_register() -> None:
    ordered = [
        "'t Zand",
        "Aa en Hunze",
        "Gouda",
        "'s-Gravenhage",
        "Haarlem",
        "Heerlen",
        "'s-Hertogenbosch",
        "Hilversum",
        "IJsselstein",
        "Súdwest-Fryslân",
        "Sudwold",
        "Utrecht",
        "Zwolle",
    ]
    expected = [
        "Aa en Hunze",
        "Gouda",
        "'s-Gravenhage",
        "Haarlem",
        "Heerlen",
        "'s-Hertogenbosch",
        "Hilversum",
        "IJsselstein",
        "Súdwest-Fryslân",
        "Sudwold",
        "Utrecht",
        "'t Zand",
        "Zwolle",
    ]
    assert sorted(ordered, key=sort_key) == expected
    assert sort_key("’s-Hertogenbosch") == sort_key("'s-Hertogenbosch") == "hertogenbosch"
    assert sort_key("Súdwest-Fryslân") == "sudwest-fryslan" == sort_key("SUDWEST-FRYSLAN")


@given(st.text())
def test_accents_and_case_do_not_count(name: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", name)) == sort_key(unicodedata.normalize("NFC", name))
    assert not any(unicodedata.combining(c) for c in sort_key(name))


def test_the_municipalities_are_in_that_order() -> None:
    names = list(geography.load().municipalities["name"])
    assert names == sorted(names, key=sort_key)
    assert names.index("'s-Hertogenbosch") < names.index("Hilversum") < names.index("Súdwest-Fryslân") < names.index("Zeist")
