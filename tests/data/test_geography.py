"""The files about places that ship with the project: counts, codes, cross references, and the map."""

import csv
import hashlib
import json
import re
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

ROOT = Path(__file__).resolve().parents[2]
DEFINITIONS = ROOT / "data" / "definitions"
GEO = ROOT / "data" / "geo"

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of a definition file."""
    with (DEFINITIONS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def municipalities() -> dict[str, Row]:
    """Today's municipalities by code."""
    return {row["code"]: row for row in rows("municipalities.csv")}


@pytest.fixture(scope="module")
def memberships() -> list[Row]:
    """All membership rows."""
    return rows("cities.csv")


@pytest.fixture(scope="module")
def mergers() -> list[Row]:
    """All rows of dissolved codes."""
    return rows("mergers.csv")


@pytest.fixture(scope="module")
def drawing() -> dict[str, Any]:
    """The one drawing that ships."""
    [file] = (ROOT / "static" / "geo").glob("municipalities-*.json")
    content: dict[str, Any] = json.loads(file.read_bytes())
    return content


def members(memberships: list[Row], network: str, day: str) -> set[str]:
    """Members of a network on a day, by its complete lists."""
    return {
        r["code"]
        for r in memberships
        if r["network"] == network and r["complete"] == "true" and r["valid_from"] <= day <= (r["valid_to"] or "9999")
    }


def test_342_municipalities_sorted_and_complete(municipalities: dict[str, Row]) -> None:
    listed = [row["code"] for row in rows("municipalities.csv")]
    assert len(listed) == len(municipalities) == 342
    assert listed == sorted(listed)
    for row in municipalities.values():
        assert re.fullmatch(r"GM\d{4}", row["code"])
        assert all(value.strip() == value and value for value in row.values()), row
        assert date.fromisoformat(row["valid_from"]) <= date(2023, 1, 1)
        assert int(row["core_inhabitants"]) > 0
        assert 13_000 < int(row["core_x"]) < 279_000
        assert 306_000 < int(row["core_y"]) < 620_000


def test_regions_are_whole_and_consistent(municipalities: dict[str, Row]) -> None:
    for code, name, count in (("province_code", "province", 12), ("corop_code", "corop", 40)):
        assert len({(r[code], r[name]) for r in municipalities.values()}) == count
        assert len({r[code] for r in municipalities.values()}) == len({r[name] for r in municipalities.values()}) == count
    assert len({r["labour_region"] for r in municipalities.values()}) == 35
    province_of = defaultdict(set)
    for row in municipalities.values():
        province_of[row["corop_code"]].add(row["province_code"])
    assert all(len(provinces) == 1 for provinces in province_of.values()), "a COROP region lies in one province"


def test_names_are_unique_and_official(municipalities: dict[str, Row]) -> None:
    names = {code: row["name"] for code, row in municipalities.items()}
    assert len(set(names.values())) == 342
    expected = {
        "GM0796": "'s-Hertogenbosch",
        "GM0518": "'s-Gravenhage",
        "GM1900": "Súdwest-Fryslân",
        "GM0893": "Bergen (L.)",
        "GM0373": "Bergen (NH.)",
        "GM0014": "Groningen",
        "GM1992": "Voorne aan Zee",
        "GM0820": "Nuenen, Gerwen en Nederwetten",
    }
    assert expected == {code: names[code] for code in expected}


@pytest.mark.parametrize(
    ("code", "core"),
    [
        ("GM0294", "Winterswijk"),
        ("GM0355", "Zeist"),
        ("GM0345", "Veenendaal"),
        ("GM0394", "Hoofddorp"),
        ("GM1959", "Werkendam"),
        ("GM0363", "Amsterdam"),
        ("GM1980", "Heerhugowaard"),
        ("GM1991", "Uden"),
        ("GM1992", "Hellevoetsluis"),
        ("GM1982", "Cuijk"),
        ("GM0439", "Purmerend"),
        ("GM1948", "Veghel"),
        ("GM1942", "Bussum"),
        ("GM0453", "IJmuiden"),
    ],
)
def test_cores(municipalities: dict[str, Row], code: str, core: str) -> None:
    assert municipalities[code]["core"] == core


def test_dates_of_codes(municipalities: dict[str, Row]) -> None:
    expected = {"GM0034": "1984-01-01", "GM1980": "2022-01-01", "GM1992": "2023-01-01", "GM0294": "1830-01-01"}
    assert {code: municipalities[code]["valid_from"] for code in expected} == expected


def test_midsize_is_102_cities(municipalities: dict[str, Row], memberships: list[Row]) -> None:
    today = {
        network: {r["code"] for r in memberships if r["network"] == network and not r["valid_to"]}
        for network in ("G4", "G32", "G40", "M50", "PMG")
    }
    assert {network: len(codes) for network, codes in today.items()} == {
        "G4": 4,
        "G32": 0,
        "G40": 41,
        "M50": 61,
        "PMG": 0,
    }
    midsize = today["G40"] | today["M50"]
    assert len(midsize) == 102
    assert not midsize & today["G4"]
    assert midsize <= municipalities.keys()
    names = {municipalities[code]["name"] for code in midsize}
    assert {"Winterswijk", "Zeist", "Veenendaal", "Dordrecht", "Gouda", "Waalwijk", "Amersfoort"} <= names


def test_networks_had_their_size(memberships: list[Row]) -> None:
    sizes = {"2015-06-01": ("G32", 37), "2017-06-01": ("G32", 38), "2019-06-01": ("G40", 40), "2022-07-01": ("G40", 41)}
    for day, (network, size) in sizes.items():
        assert len(members(memberships, network, day)) == size, (network, day)
    assert len(members(memberships, "M50", "2023-04-01")) == 61


def test_memberships_are_well_formed(municipalities: dict[str, Row], memberships: list[Row]) -> None:
    stretches = defaultdict(list)
    for row in memberships:
        assert row["code"] in municipalities
        assert row["network"] in ("G4", "G32", "G40", "M50", "PMG")
        assert row["complete"] in ("true", "false")
        assert row["source"]
        start = date.fromisoformat(row["valid_from"])
        end = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
        assert start <= end
        if row["complete"] == "false":
            assert row["valid_to"], "a partial list documents a moment and cannot go on for ever"
        if not row["code_then"]:
            assert municipalities[row["code"]]["valid_from"] <= row["valid_from"], row
        stretches[row["code"], row["network"]].append((start, end))
    for spans in stretches.values():
        ordered = sorted(spans)
        assert all(a[1] < b[0] for a, b in pairwise(ordered)), spans


def test_old_codes_of_members_are_dissolved_ones(memberships: list[Row], mergers: list[Row]) -> None:
    successors = {(r["old_code"], r["current_code"]) for r in mergers}
    assert all((r["code_then"], r["code"]) in successors for r in memberships if r["code_then"])


def test_mergers_lead_to_today(municipalities: dict[str, Row], mergers: list[Row]) -> None:
    dissolved = {row["old_code"] for row in mergers}
    assert len(dissolved) == 391
    assert len({(r["old_code"], r["new_code"]) for r in mergers}) == len(mergers)
    assert not dissolved & municipalities.keys(), "a code is either of today or dissolved"
    following = defaultdict(list)
    for row in mergers:
        following[row["old_code"]].append(row)
    for row in mergers:
        assert row["current_code"] in municipalities
        assert row["old_name"]
        assert "1995-01-01" <= row["date"] <= "2023-01-01"
        if row["new_code"] in municipalities:
            assert municipalities[row["new_code"]]["valid_from"] <= row["date"]
            assert row["current_code"] == row["new_code"]
        else:
            assert following[row["new_code"]][0]["date"] >= row["date"]
            # A successor that was split later leads to several; Esch went by way of Haaren to Boxtel, for one.
            assert row["current_code"] in {r["current_code"] for r in following[row["new_code"]]}


def test_splits(mergers: list[Row]) -> None:
    groups = defaultdict(list)
    for row in mergers:
        groups[row["old_code"]].append(row)
    for code, group in groups.items():
        assert {r["split"] for r in group} == ({"true"} if len(group) > 1 else {"false"}), code
        assert len({(r["old_name"], r["date"]) for r in group}) == 1
        shares = [float(r["share"]) for r in group if r["share"]]
        assert len(shares) in (0, len(group))
        assert sum(shares) <= 1
        if len(group) > 1:
            people = [int(r["inhabitants"]) for r in group]
            assert people == sorted(people), f"{code}: the main successor must stand last"
        else:
            assert not group[0]["inhabitants"]
    assert [r["new_code"] for r in groups["GM0788"]] == ["GM0855", "GM0757", "GM0865", "GM0824"]
    assert groups["GM0457"][0]["current_code"] == "GM0363"
    assert groups["GM1685"][0]["current_code"] == "GM1991"


def test_files_name_no_folder_of_a_machine() -> None:
    texts = [*DEFINITIONS.glob("*.csv"), DEFINITIONS / "README.md", GEO / "README.md"]
    for file in texts:
        assert not re.search(r"(?<![\w.])/(work|tmp|home|root|Users)/", file.read_text(encoding="utf-8")), file.name


def test_readme_describes_every_column() -> None:
    text = (DEFINITIONS / "README.md").read_text(encoding="utf-8")
    for name in ("municipalities.csv", "cities.csv", "mergers.csv"):
        section = text.split(f"## {name}")[1].split("\n## ")[0]
        for column in rows(name)[0]:
            assert f"`{column}`" in section, (name, column)


def test_one_drawing_named_by_its_content() -> None:
    [file] = (ROOT / "static" / "geo").glob("municipalities-*.json")
    content = file.read_bytes()
    assert file.name == f"municipalities-{hashlib.sha256(content).hexdigest()[:8]}.json"
    assert len(content) <= 200_000
    assert f"static/geo/{file.name}" in (GEO / "README.md").read_text(encoding="utf-8")


def test_every_municipality_is_drawn(drawing: dict[str, Any], municipalities: dict[str, Row]) -> None:
    left, top, width, height = drawing["viewBox"]
    assert list(drawing["paths"]) == list(drawing["points"]) == list(municipalities)
    for code, path in drawing["paths"].items():
        assert re.fullmatch(r"(M\d+ \d+l-?\d+(?:[ -]-?\d+|\d)*z)+", path), code
        for x, y in corners(path):
            assert left <= x <= left + width, code
            assert top <= y <= top + height, code
    for code, (x, y) in drawing["points"].items():
        assert left < x < left + width, code
        assert top < y < top + height, code


def corners(path: str) -> list[tuple[int, int]]:
    """All corners of an SVG path of absolute starts and relative steps."""
    found = []
    for start, steps in re.findall(r"M(\d+ \d+)l([^z]*)z", path):
        x, y = map(int, start.split())
        found.append((x, y))
        numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            found.append((x, y))
    return found


def test_drawing_points_are_the_cores(drawing: dict[str, Any], municipalities: dict[str, Row]) -> None:
    points, home = drawing["points"], municipalities["GM0294"]
    for code, row in municipalities.items():
        dx = (int(row["core_x"]) - int(home["core_x"])) / 100
        dy = (int(row["core_y"]) - int(home["core_y"])) / 100
        assert points[code][0] - points["GM0294"][0] == pytest.approx(dx, abs=1.01)
        assert points["GM0294"][1] - points[code][1] == pytest.approx(dy, abs=1.01)


def test_polygons_cover_the_country_and_hold_their_core(municipalities: dict[str, Row]) -> None:
    polygons = gpd.read_file(GEO / "municipalities.geojson").set_index("code")
    assert polygons.crs.to_epsg() == 28992
    assert polygons["name"].to_dict() == {code: row["name"] for code, row in municipalities.items()}
    assert shapely.coverage_is_valid(polygons.geometry.to_numpy())
    assert polygons.area.sum() / 1e6 == pytest.approx(35_088, rel=0.005)
    for code, shape in polygons.geometry.items():
        row = municipalities[str(code)]
        # A mean of points can fall just outside a municipality that is bent around it, or in an enclave.
        assert shape.distance(shapely.Point(int(row["core_x"]), int(row["core_y"]))) < 250, code
