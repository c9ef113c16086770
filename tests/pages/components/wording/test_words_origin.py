"""The origin of a figure in words: no digits that mean nothing, and bounds that say what they allow for."""

import re

import pytest

from etl import provenance
from etl.store import Store
from pages.components.wording import dutch, words, words_origin

NB = dutch.THIN


def facts(held: Store, name: str, region: str, year: int) -> dict[str, str]:
    return dict(words_origin.figure(held, provenance.of(held, name, region, year)))


def test_bounds_of_an_estimate_are_called_rounding_alone(held: Store) -> None:
    said = facts(held, "net_participation", "GM0355", 2013)
    assert said["Zoals de bron het geeft"] == f"66,1{NB}%"
    assert said["Ligt tussen"].startswith("66,05 en 66,15: alleen de afronding bij de bron.")
    assert "schatting uit een enquête" in said["Ligt tussen"]
    assert said["Niet te vergelijken met het jaar ervoor"] == "andere weging"
    assert said["Gemeente"].endswith("door de bron teruggerekend naar de grenzen van nu")


def test_bounds_of_a_survey_are_its_margin(held: Store) -> None:
    assert facts(held, "good_health", "GM0355", 2022)["Ligt tussen"].endswith("de marge van de enquête, met 95 procent zekerheid")


def test_a_figure_of_counts_is_exact(held: Store) -> None:
    said = facts(held, "inhabitants", "GM0355", 2024)
    assert "Precies" in said
    assert "Ligt tussen" not in said


def test_what_we_put_on_todays_borders_is_not_said_to_be_of_the_source(held: Store) -> None:
    said = facts(held, "own_jobs_share", "GM0355", 2014)["Gemeente"]
    assert said.endswith("door ons gezet op de grenzen van nu")
    assert words.borders(held.definitions.indicators["own_jobs_share"]) == "die van nu; wij hebben de bron op de gemeenten van nu gezet"
    assert "teruggerekend" in words.borders(held.definitions.indicators["net_participation"])


@pytest.mark.parametrize("name", ["share_65_plus", "gas_per_home", "own_jobs_share", "self_employed_share", "price_to_income"])
def test_digits_that_mean_nothing_are_left_out_and_bounds_never_shrink(held: Store, name: str) -> None:
    """Of a figure worked out of rounded ones at most one digit is told behind the first that rounding leaves open."""
    checked = 0
    for region in ("GM0355", "GM1959", "GM0294", "GM0014"):
        frame = held.series(name, [region])
        for year in frame.loc[frame["low"].notna(), "year"].tolist():
            origin = provenance.of(held, name, region, year)
            said = facts(held, name, region, year)
            low, high = (float(t.replace(".", "").replace(",", ".")) for t in re.findall(r"[\d.]+(?:,\d+)?", said["Ligt tussen"])[:2])
            assert low <= origin.low + 1e-6
            assert high >= origin.high - 1e-6
            half = (origin.high - origin.low) / 2
            assert high - low <= origin.high - origin.low + half * 2 + 1e-9, "and hardly grow"
            if "Uitgerekend" in said:
                shown = said["Uitgerekend"].split(NB)[0]
                decimals = len(shown.partition(",")[2])
                assert decimals == 0 or 10.0**-decimals > half / 100, (region, year, said)
                checked += 1
    assert checked > 3 or name == "price_to_income"
