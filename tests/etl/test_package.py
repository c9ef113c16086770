"""A snapshot as a data package: valid for whoever reads it, the same figures, and described for portals by the same manifest."""

import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package, validate

from etl import dcat, package, snapshot
from etl.definitions import load


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
    import shutil

    shutil.copytree(unpacked[1], tmp_path / "broken")
    path = tmp_path / "broken" / "data" / "observations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("final", "certain", 1).replace("unknown", "sure", 1), encoding="utf-8")
    assert not validate(str(tmp_path / "broken" / "datapackage.json")).valid


def test_every_figure_is_in_it(unpacked: tuple[snapshot.Snapshot, Path]) -> None:
    held, folder = unpacked
    read = pd.read_csv(folder / "data" / "observations.csv", dtype={"rule": "str", "break": "str"})
    stored = held.table("observations").to_pandas()
    assert len(read) == len(stored)
    pd.testing.assert_series_equal(read["value"], stored["value"], check_exact=False, rtol=1e-12)
    assert read["missing"].fillna("").tolist() == stored["missing"].fillna("").tolist()


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


def test_the_shipped_description_is_that_of_the_shipped_snapshot() -> None:
    held, _ = snapshot.usable()
    written = json.loads((snapshot.DATA / "dataset.jsonld").read_text(encoding="utf-8"))
    assert written == dcat.describe(held.manifest, len(held.manifest["indicators"]))
