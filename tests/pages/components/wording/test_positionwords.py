"""The words of the position rule: every number that is asked for stands in them, and the right reason when it is not met."""

import re

import pytest

from etl.store import Store
from etl.typology import explain
from pages.components.wording import positionwords


def told(held: Store, code: str) -> positionwords.Told:
    found = held.position(code)
    assert found is not None
    return found


def test_the_rule_in_four_sentences_names_every_threshold(held: Store) -> None:
    rule = held.definitions.rule
    said = positionwords.general(rule.limits, rule.commuting_caution)
    assert len(said) == 4
    for number in ("50.000", "2,5", "15\xa0%", "8\xa0%", "12 km", "8.000", "27,5 km", "2\xa0%", "0,75", "2014"):
        assert number in " ".join(said), number


@pytest.mark.parametrize(
    ("code", "pieces"),
    [
        ("GM0355", ("Utrecht is 5,7 keer zo groot (308.910 inwoners in de kern), ligt op 9,1\xa0km en trekt 22,5\xa0%", "Zeist ligt dus nabij een grotere stad")),
        ("GM0345", ("trekt 5,1\xa0%", "Dat is te weinig", "Ede is 1,1 keer zo groot (76.760", "7,8\xa0km", "18,0\xa0km", "12,4\xa0%", "6,1\xa0%", "Ede is een partner")),
        ("GM0294", ("Aalten komt het dichtst bij een partner", "de afstand is te groot en er is daar te weinig werk", "centrum van een eigen regio", "0,91 baan")),
    ],
)  # fmt: skip
def test_the_examples_with_their_numbers(held: Store, code: str, pieces: tuple[str, ...]) -> None:
    said = " ".join(positionwords.filled(held, told(held, code), held.definitions.rule.limits))
    for piece in pieces:
        assert piece in said


def test_every_municipality_gets_four_sentences_that_fit_its_position(held: Store) -> None:
    given, limits = held.rule_inputs, held.definitions.rule.limits
    assert given is not None
    for row in explain(given, limits).to_dict("records"):
        said = positionwords.filled(held, {str(k): v for k, v in row.items()}, limits)
        assert len(said) == 4
        assert not any("nan" in s or "None" in s for s in said), row["region"]
        assert ("ligt dus nabij een grotere stad" in said[0]) == (row["rule_position"] == 1)
        if row["rule_position"] == 2:
            assert "is een partner" in said[1]
        if row["rule_position"] == 3:
            assert "Geen partner: " in said[1]
            assert not said[1].endswith("Geen partner: .")


def test_firm_and_borderline(held: Store) -> None:
    rule = held.definitions.rule
    assert positionwords.firmness(told(held, "GM0355"), rule).startswith(
        "Dit staat vast. De positie blijft gelijk in 100\xa0% van de 19.683"
    )
    assert positionwords.firmness(told(held, "GM0505"), rule).startswith("Deze stad ligt op de grens.")
    assert "geen enkele drempel" in positionwords.margin(told(held, "GM0355"), rule)
    assert "‘pendel over en weer’ wordt het positie 3, namelijk bij 2,2\xa0% of hoger in plaats van 2\xa0%" in positionwords.margin(
        told(held, "GM0307"), rule
    )
    assert positionwords.firmness({"position": 1}, rule) == positionwords.margin({"position": 1}, rule) == "", (
        "an older snapshot does not say"
    )


def test_a_margin_is_as_precise_as_its_source_and_true_as_shown(held: Store) -> None:
    """Read back from the words, the value changes the position, differs from the threshold, and has no digits that mean nothing."""
    rule, given = held.definitions.rule, held.rule_inputs
    assert given is not None
    own = {t.key: t for t in rule.thresholds}
    checked = 0
    for row in (told(held, c.code) for c in held.cities()):
        if row["margin_threshold"] is None or row["margin"] != row["margin"]:
            continue
        threshold = own[row["margin_threshold"]]
        said = positionwords.margin(row, rule)
        found = re.search(r"namelijk bij ([\d.,]+)(\xa0%)? of (lager|hoger)", said)
        assert found, said
        value = float(found[1].replace(".", "").replace(",", ".")) / (100 if found[2] else 1)
        assert (value < threshold.value) == (found[3] == "lager"), said
        assert value != threshold.value
        assert len(found[1].partition(",")[2]) <= (2 if threshold.unit in ("keer", "banen") else 1), said
        assert value <= row["margin_value"] + 1e-9 if value < threshold.value else value >= row["margin_value"] - 1e-9, said
        assert re.search(r"Dat is (\d+\xa0%|minder dan 1\xa0%) verschil", said), said
        checked += 1
    assert checked > 50
    raalte = next(told(held, c.code) for c in held.cities() if c.name == "Raalte")
    assert "bij 14,9\xa0% of lager in plaats van 15\xa0%. Dat is minder dan 1\xa0% verschil" in positionwords.margin(raalte, rule)


def test_what_lies_beyond_the_border(held: Store) -> None:
    said = positionwords.abroad(told(held, "GM0983"))
    assert "Nettetal (Duitsland, ongeveer 42.000 inwoners) op 10,2\xa0km" in said
    assert "telt deze stad daarom niet mee" in said
    assert positionwords.abroad(told(held, "GM0355")) == positionwords.abroad({}) == ""


def test_an_override_names_reason_role_and_day(held: Store) -> None:
    row = {
        **told(held, "GM0355"),
        "position": 2,
        "override_reason": "Zeist werkt samen.",
        "override_author": "Redactie",
        "override_date": "2026-11-21",
    }
    assert positionwords.override(row) == "De regel geeft positie 1. Redactie gaf op 21 november 2026 positie 2: Zeist werkt samen."
    assert positionwords.override(told(held, "GM0355")) == ""


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [("larger_core", 50000.0, "50.000\xa0inwoners"), ("commuting_share", 0.15, "15\xa0%"), ("furthest_km", 27.5, "27,5\xa0km"), ("draw", 0.75, "0,75\xa0banen"), ("bond_share", 0.005, "0,5\xa0%")],
)  # fmt: skip
def test_a_threshold_in_words(held: Store, key: str, value: float, said: str) -> None:
    assert positionwords.threshold(held.definitions.rule, key, value) == said
