"""Places: who is what since when, and what is refused."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from etl.definitions import DEFINITIONS
from etl.geography import COUNTRY, abroad, classes, load, other_names
from etl.problems import DefinitionProblem
from etl.regions import level
from tests.etl.reduced import edited


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files, to break."""
    for name in ("municipalities.csv", "cities.csv", "mergers.csv", "cities_abroad.csv", "other_names.csv"):
        shutil.copy(DEFINITIONS / name, tmp_path / name)
    return tmp_path


def appended(name: str, line: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as lines:
            lines.write(line + "\n")

    return edit


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: edited(folder / name, old, new)


ZEIST = "GM0355,M50,2023-04-01,,"


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            appended("municipalities.csv", "GM0355,Zeist,1830-01-01,PV26,Utrecht,CR17,Utrecht,Midden-Utrecht,Zeist,1,1,1"),
            ("municipalities.csv has GM0355 twice",),
        ),
        (appended("cities.csv", "GM9999,G40,2018-01-01,,x,true,"), ("cities.csv names GM9999", "municipalities.csv does not know")),
        (appended("mergers.csv", "GM0001,Oud,1830-01-01,2024-01-01,GM9998,GM9998,false,,"), ("mergers.csv names GM9998",)),
        (appended("cities.csv", "GM0355,G40,2018-01-01"), ("cities.csv, line 218, column complete: '' where true or false",)),
        (appended("cities.csv", "GM0355,G40,2018-01-01,,x,true,,,"), ("cities.csv cannot be read as CSV",)),
        (replaced("cities.csv", ZEIST, "GM0355,M50,1-4-2023,,"), ("column valid_from: '1-4-2023' where a date such as 2018-01-01",)),
        (replaced("cities.csv", ZEIST, "GM0355,M50,2023-04-01,heden,"), ("column valid_to: 'heden'", "or empty")),
        (
            replaced("cities.csv", "GM0344,G4,", "GM0344,G5,"),
            ("cities.csv, line 2, column network: 'G5' where G4, G32, G40, M50 or PMG belongs",),
        ),
        (replaced("cities.csv", ",true,", ",ja,"), ("cities.csv, line 2, column complete: 'ja' where true or false belongs",)),
        (
            replaced("municipalities.csv", "Groningen,1830-01-01", "Groningen,"),
            ("municipalities.csv, line 2, column valid_from: '' where a date",),
        ),
        (replaced("municipalities.csv", ",202910,", ",veel,"), ("municipalities.csv, column core_inhabitants", "veel")),
        (replaced("municipalities.csv", ",233602,", ",,"), ("municipalities.csv, column core_x",)),
        (replaced("municipalities.csv", "valid_from", "valid_since"), ("municipalities.csv has no column 'valid_from'",)),
        (replaced("mergers.csv", "current_code", "code_now"), ("mergers.csv has no column 'current_code'",)),
        (lambda f: (f / "cities.csv").unlink(), ("cities.csv is missing",)),
        (lambda f: (f / "cities.csv").write_bytes(b""), ("cities.csv cannot be read as CSV",)),
        (lambda f: (f / "cities.csv").write_bytes(b"code\n\xff\xfe\n"), ("cities.csv cannot be read as CSV",)),
    ],
)
def test_a_mistake_is_named(folder: Path, edit: Callable[[Path], None], words: tuple[str, ...]) -> None:
    edit(folder)
    with pytest.raises(DefinitionProblem) as caught:
        load(folder)
    for word in words:
        assert word in str(caught.value)


def test_midsize_is_who_is_in_a_network_now() -> None:
    midsize = load().midsize
    assert list(midsize) == sorted(set(midsize))
    assert len(midsize) == 102
    assert {"GM0355", "GM0345", "GM0294", "GM0796", "GM1980"} <= set(midsize)
    assert not {"GM0344", "GM0363", "GM0518", "GM0599"} & set(midsize), "the four largest cities are none"


def test_a_partial_list_makes_nobody_a_member(folder: Path) -> None:
    appended("cities.csv", "GM0118,M50,2025-01-01,,x,false,")(folder)
    assert "GM0118" not in load(folder).midsize


def test_a_member_that_left_is_none(folder: Path) -> None:
    edited(folder / "cities.csv", ZEIST, "GM0355,M50,2023-04-01,2025-12-31,")
    assert "GM0355" not in load(folder).midsize


def test_a_municipality_exists_from_its_first_january() -> None:
    born = load().born
    assert born["GM1980"] == 2022, "Dijk en Waard began on 1 January 2022"
    assert born["GM0355"] == 1830


def test_a_municipality_that_began_in_summer_has_its_first_year_later(folder: Path) -> None:
    edited(folder / "municipalities.csv", "Dijk en Waard,2022-01-01", "Dijk en Waard,2022-07-01")
    assert load(folder).born["GM1980"] == 2023


def test_old_codes_lead_to_a_municipality_of_today() -> None:
    places = load()
    known = set(places.municipalities["code"])
    assert set(places.today.values()) <= known
    assert places.today["GM0398"] == places.today["GM0416"] == "GM1980"
    assert all(places.today[code] == code for code in known)


def test_a_divided_municipality_leads_to_its_largest_part(folder: Path) -> None:
    """Haaren was divided over four; most people went to Oisterwijk."""
    assert load().today["GM0788"] == "GM0824"


def test_regions_are_country_provinces_and_municipalities() -> None:
    frame = load().regions()
    assert frame["code"].is_unique
    assert frame["code"].iloc[0] == COUNTRY
    assert [level(c) for c in frame["code"]] == list(frame["level"])
    assert frame["level"].value_counts().to_dict() == {"municipality": 342, "province": 12, "country": 1}
    zeist = frame.set_index("code").loc["GM0355"]
    assert zeist["name"] == "Zeist"
    assert zeist["province"] == "Utrecht"
    assert zeist["midsize"]
    assert "M50 2023-04-01–" in zeist["networks"].split("; ")
    assert frame.set_index("code").loc["GM1980", "predecessors"] == "GM0398 Heerhugowaard 2022-01-01; GM0416 Langedijk 2022-01-01"
    assert not frame.drop(columns=["core_x", "core_y"]).isna().any().any()
    assert pd.api.types.is_bool_dtype(frame["midsize"])


def test_every_municipality_has_a_size_and_is_more_or_less_urban() -> None:
    found = classes()
    assert set(found) == set(load().municipalities["code"])
    assert found["GM0355"] == ("50.000 tot 100.000 inwoners", "sterk stedelijk")
    assert len({urban for _, urban in found.values()}) == 5


def test_cities_abroad_lie_where_they_are_said_to() -> None:
    """The RD points are those of the coordinates, by the approximation of Schreutelkamp and Strang van Hees (good to a few metres)."""
    frame = abroad()
    assert len(frame) == 52
    assert set(frame["country"]) == {"België", "Duitsland"}
    a, b = 0.36 * (frame["latitude"] - 52.15517440), 0.36 * (frame["longitude"] - 5.38720621) * 1.0
    x = 155000 + 190094.945 * b - 11832.228 * a * b - 114.221 * a**2 * b - 32.391 * b**3
    y = 463000 + 309056.544 * a + 3638.893 * b**2 + 73.077 * a**2 - 157.984 * a * b**2 + 59.788 * a**3
    assert (x - frame["x"]).abs().max() < 100
    assert (y - frame["y"]).abs().max() < 100
    assert frame["inhabitants"].min() >= 40_000


@pytest.mark.parametrize(
    ("edit", "word"),
    [
        (replaced("cities_abroad.csv", ",265208,", ",,"), "cities_abroad.csv"),
        (replaced("cities_abroad.csv", ",265208,", ",veel,"), "line 3, column inhabitants: 'veel' where a whole number"),
        (replaced("cities_abroad.csv", ",204110,", ",4.5,"), "column x: '4.5' where RD metres"),
    ],
)
def test_what_is_wrong_with_a_city_abroad_is_named(folder: Path, edit: Callable[[Path], None], word: str) -> None:
    edit(folder)
    with pytest.raises(DefinitionProblem, match=re.escape(word)):
        abroad(folder)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (appended("other_names.csv", "Den Dam,GM9999"), "other_names.csv names GM9999, which municipalities.csv does not know"),
        (appended("other_names.csv", "den haag,GM0518"), "other_names.csv has 'den haag' twice"),
        (lambda f: (f / "other_names.csv").unlink(), "other_names.csv is missing"),
    ],
)
def test_another_name_must_lead_to_one_place_that_exists(folder: Path, edit: Callable[[Path], object], words: str) -> None:
    assert other_names(folder)["Den Haag"] == "GM0518"
    edit(folder)
    with pytest.raises(DefinitionProblem, match=re.escape(words)):
        other_names(folder)
