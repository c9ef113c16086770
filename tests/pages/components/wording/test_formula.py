"""Calculations in words and in numbers: what a reader can follow, and nothing that the snapshot does not hold."""

import re

import pytest

from etl import provenance
from etl.store import Store
from pages.components.wording import formula


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        ("net_participation", "netto arbeidsparticipatie, zoals de bron het geeft"),
        ("owner_occupied_share", "koopwoningen ÷ woningen × 100"),
        ("price_to_income", "gemiddelde verkoopprijs van een koopwoning ÷ middelste inkomen van huishoudens"),
        ("jobs_rate", "banen van werknemers in december (de bron telt per 1.000) ÷ inwoners × 1.000"),
        ("self_employed_share", "zelfstandigen ÷ werkenden × 100"),
        ("jobs", "banen van werknemers in december (de bron telt per 1.000)"),
    ],
)
def test_in_words(held: Store, figure: str, said: str) -> None:
    assert formula.of(held.definitions, held.definitions.indicators[figure].sources[-1]) == said


def test_brackets_stand_around_sums_in_a_quotient_and_what_is_taken_off_is_taken_off(held: Store) -> None:
    source = next(s for s in held.definitions.indicators["share_65_plus"].sources if s.table == "85383NED")
    assert formula.of(held.definitions, source) == "(alle inwoners \u2212 inwoners jonger dan 65 jaar) ÷ alle inwoners × 100"


@pytest.mark.parametrize(
    ("figure", "year", "said"),
    [
        ("jobs_rate", 2023, "34.700 ÷ 66.629 × 1.000 = 521"),
        ("share_65_plus", 2025, "15,7 + 6,3 = 22,0; 15,7 (inwoners van 65 tot 80 jaar) volgt hier uit de andere getallen"),
        ("owner_occupied_share", 2024, "15.899 ÷ 30.196 × 100 = 52,7; 15.899 (koopwoningen) volgt hier uit de andere getallen"),
        ("price_to_income", 2024, "592.000 ÷ 49.800 = 11,9"),
        ("own_jobs_share", 2014, ""),  # neither of its parts is a figure
        ("net_participation", 2024, ""),  # nothing to work out
        ("owner_occupied_share", 2026, ""),  # no figure
    ],
)
def test_in_numbers(held: Store, figure: str, year: int, said: str) -> None:
    assert formula.in_numbers(held.definitions, provenance.of(held, figure, "GM0355", year)) == said


def test_the_numbers_shown_give_the_figure(held: Store) -> None:
    """Worked out again from the text itself, for cities of all sizes."""
    told = 0
    for indicator in held.indicators():
        for code in ("GM0355", "GM0294", "GM0363", "GM0153"):
            origin = provenance.of(held, indicator.id, code, held.manifest["indicators"][indicator.id]["last"])
            said = formula.in_numbers(held.definitions, origin).split(";")[0]
            if not said:
                continue
            left, right = re.split("[=≈]", said.replace(".", "").replace(",", "."))
            worth = eval(left.translate({0xF7: "/", 0xD7: "*", 0x2212: "-"}), {})
            assert worth == pytest.approx(float(right), rel=0.02, abs=0.06), (indicator.id, code, said)
            told += 1
    assert told > 20
