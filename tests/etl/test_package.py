"""A snapshot as a data package: valid for whoever reads it, the same figures, and described for portals by the same manifest."""

import hashlib
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from frictionless import Package, validate

from etl import citing, columns, dcat, package, snapshot, store
from etl.definitions import load
from etl.periods import STATUSES


@pytest.fixture(scope="module")
def unpacked(small_snapshot: Path, small_definitions: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[snapshot.Snapshot, Path]:
    held, _ = snapshot.usable(small_snapshot)
    folder = tmp_path_factory.mktemp("package")
    with zipfile.ZipFile(io.BytesIO(package.package(held.folder, held.manifest, load(small_definitions)))) as archive:
        archive.extractall(folder)
    return held, folder


def test_it_is_valid_by_the_library_of_the_standard(unpacked: tuple[snapshot.Snapshot, Path]) -> None:
    report = validate(str(unpacked[1] / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])[:5]


def test_a_changed_cell_is_noticed(unpacked: tuple[snapshot.Snapshot, Path], tmp_path: Path) -> None:
    """Else the test above could pass on anything."""
    shutil.copytree(unpacked[1], tmp_path / "broken")
    path = tmp_path / "broken" / "data" / "observations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("final", "certain", 1).replace("not_stated", "sure", 1), encoding="utf-8")
    assert not validate(str(tmp_path / "broken" / "datapackage.json")).valid


def test_every_figure_is_in_it(unpacked: tuple[snapshot.Snapshot, Path]) -> None:
    held, folder = unpacked
    read = pd.read_csv(folder / "data" / "observations.csv", dtype={"rule": "str", "break": "str"})
    stored = held.table("observations").to_pandas()
    assert len(read) == len(stored)
    pd.testing.assert_series_equal(read["value"], stored["value"], check_exact=False, rtol=1e-12)
    assert read["missing"].fillna("").tolist() == stored["missing"].fillna("").tolist()


def test_every_column_is_described_and_every_file_has_its_size_and_checksum(unpacked: tuple[snapshot.Snapshot, Path]) -> None:
    held, folder = unpacked
    told = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert {r["name"] for r in told["resources"]} == {*(Path(f).stem for f in held.manifest["files"]), "indicators", "trends"}
    for resource in told["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["description"]
        assert resource["schema"]["primaryKey"]
        for field in resource["schema"]["fields"]:
            assert field["description"] == columns.ALL[field["name"]], (resource["name"], field["name"])
    points = [f["description"] for r in told["resources"] for f in r["schema"]["fields"] if f["name"] in ("core_x", "core_y")]
    assert len(points) == 4
    assert all("EPSG:28992" in text for text in points)


def test_the_columns_of_the_shipped_snapshot_are_described_too() -> None:
    """That of the tests is small; a file of the real one must not have a column without a word."""
    held, _ = snapshot.usable()
    for file in held.manifest["files"]:
        name = Path(file).stem
        known = columns.RENAMED.get(name, {})
        assert {known.get(c, c) for c in pq.read_schema(held.folder / file).names} <= set(columns.ALL), name


def test_a_column_means_the_same_in_every_file(unpacked: tuple[snapshot.Snapshot, Path]) -> None:
    """`region_code` is a code and `region` its name, here and in what the pages give."""
    _, folder = unpacked
    seen: dict[str, set[str]] = {}
    for path in sorted((folder / "data").glob("*.csv")):
        frame = pd.read_csv(path, dtype="str", keep_default_na=False)
        for column in ("region_code", "region", "borders", "id", "code"):
            if column in frame:
                seen.setdefault(column, set()).update(frame[column])
    assert set(seen) == {"region_code", "region", "borders"}
    assert all(re.fullmatch(r"GM\d{4}|PV\d{2}|NL01", code) for code in seen["region_code"])
    assert not any(re.fullmatch(r"GM\d{4}|PV\d{2}|NL01", name) for name in seen["region"])
    assert seen["borders"] <= {"as_published", "current", "merged"}
    assert len(seen["region"]) > 1


def test_a_row_that_points_nowhere_is_noticed(unpacked: tuple[snapshot.Snapshot, Path], tmp_path: Path) -> None:
    shutil.copytree(unpacked[1], tmp_path / "broken")
    path = tmp_path / "broken" / "data" / "positions.csv"
    head, first, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, "GM9998" + first[6:], *rest]) + "\n", encoding="utf-8")
    kinds = validate(str(tmp_path / "broken" / "datapackage.json")).flatten(["type"])
    assert ["foreign-key"] in kinds


def test_every_source_has_its_address_and_the_whole_can_be_cited(unpacked: tuple[snapshot.Snapshot, Path]) -> None:
    held, folder = unpacked
    told = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert all(source["path"].startswith("https://") for source in told["sources"])
    work = package.cited(held.manifest)
    assert (folder / "bronvermelding.bib").read_text(encoding="utf-8") == citing.bibtex(work)
    assert (folder / "bronvermelding.ris").read_bytes().decode() == citing.ris(work)
    assert held.id in citing.ris(work)
    assert {c["title"] for c in told["contributors"]} == set(work.makers)


def test_rows_and_definitions_say_what_cannot_be_compared() -> None:
    """Of the snapshot that ships, whose own file may not name the breaks of series yet."""
    held = store.open()
    with zipfile.ZipFile(io.BytesIO(package.package(snapshot.DATA / "snapshots" / held.id, held.manifest, held.definitions))) as archive:
        rows = pd.read_csv(archive.open("data/observations.csv"), dtype={"rule": "str", "break": "str", "bounds": "str"})
        indicators = pd.read_csv(archive.open("data/indicators.csv")).set_index("indicator")
    one = rows[(rows["indicator"] == "net_participation") & (rows["region_code"] == "GM0355")].set_index("year")
    assert one["break"].dropna().to_dict() == {2013: "andere weging"}
    assert set(one["borders"]) == {"current"}
    assert set(rows["status"].dropna()) <= set(STATUSES)
    for name in ("interchange_distance", "share_65_plus"):
        said = rows.loc[rows["indicator"] == name, ["region_code", "year", "break", "bounds"]].reset_index(drop=True)
        said = said.rename(columns={"region_code": "region"})
        pd.testing.assert_frame_equal(said.astype("object"), held.series(name)[["region", "year", "break", "bounds"]].astype("object"))
    assert indicators.loc["net_participation", "breaks"] == "2013: andere weging"
    assert "GemiddeldeVerkoopprijs / @median_income" in indicators.loc["price_to_income", "derivation"]
    assert indicators.loc["price_to_income", "tables"] == "83625NED 86004NED 86161NED"
    assert bool(indicators.loc["net_participation", "estimated"])


def test_it_says_whose_it_is(unpacked: tuple[snapshot.Snapshot, Path]) -> None:
    held, folder = unpacked
    told = Package(str(folder / "datapackage.json")).to_descriptor()
    assert told["id"] == held.id
    assert told["licenses"][0]["name"] == "CC-BY-4.0"
    assert len(told["sources"]) == len(held.manifest["tables"])
    observations = next(r for r in told["resources"] if r["name"] == "observations")
    assert all(field.get("description") for field in observations["schema"]["fields"])


def test_the_description_for_portals_follows_the_manifest(small_snapshot: Path) -> None:
    held, _ = snapshot.usable(small_snapshot)
    written = json.loads((small_snapshot / "dataset.jsonld").read_text(encoding="utf-8"))
    assert written == dcat.describe(held.manifest, len(held.manifest["indicators"]))
    assert written["dct:identifier"] == held.id
    assert {d["dct:title"] for d in written["dcat:distribution"]} == set(held.manifest["files"])
    for one in written["dcat:distribution"]:
        file = small_snapshot / one["dcat:accessURL"]["@id"]  # an address is read from where the description stands
        assert hashlib.sha256(file.read_bytes()).hexdigest() == one["spdx:checksum"]["spdx:checksumValue"]


def test_the_shipped_description_is_that_of_the_shipped_snapshot() -> None:
    held, _ = snapshot.usable()
    written = json.loads((snapshot.DATA / "dataset.jsonld").read_text(encoding="utf-8"))
    assert written == dcat.describe(held.manifest, len(held.manifest["indicators"]))
