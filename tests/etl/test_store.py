"""The store against the snapshot that ships with the project, read a second way."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from etl import snapshot, store
from etl.carry import in_use
from etl.definitions import load
from etl.panel import Panel
from etl.periods import STATUSES
from etl.problems import SnapshotProblem
from etl.regions import sort_key
from etl.store import Store
from etl.values import REASONS

COLUMNS = ["region", "year", "value", "status", "missing", "borders", "rule", "break", "low", "high", "bounds", "table"]


@pytest.fixture(scope="module")
def opened() -> Store:
    return store.open()


@pytest.fixture(scope="module")
def parquet(opened: Store) -> pd.DataFrame:
    """The observations as pandas reads them."""
    whole = pd.read_parquet(snapshot.DATA / "snapshots" / opened.id / "observations.parquet")
    return whole.assign(status=whole["status"].replace("unknown", "not_stated"))  # as snapshots of before call it


@pytest.fixture(scope="module")
def whole(opened: Store, parquet: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The same per indicator."""
    return {str(name): group.reset_index(drop=True) for name, group in parquet.groupby("indicator")}


def test_it_is_the_snapshot_in_use(opened: Store) -> None:
    assert opened.id == snapshot.current()
    assert opened.troubles == ()
    assert opened.manifest["id"] == opened.id


def test_every_figure_of_every_indicator(opened: Store, whole: dict[str, pd.DataFrame]) -> None:
    assert {i.id for i in opened.indicators()} == set(whole)
    for name, expected in whole.items():
        found = opened.series(name)
        assert list(found.columns) == COLUMNS
        for column in ("value", "low", "high"):
            np.testing.assert_array_equal(found[column], expected[column])
        for column in ("region", "year", "table", "status", "missing"):
            same = (found[column].astype(object) == expected[column].astype(object)) | (found[column].isna() & expected[column].isna())
            assert same.all(), (name, column)


@pytest.mark.parametrize("name", ["inhabitants", "share_65_plus", "net_participation", "solar_per_home"])
def test_panels_are_the_same_figures_as_arrays(opened: Store, whole: dict[str, pd.DataFrame], name: str) -> None:
    panel = opened.panel(name)
    expected = whole[name].pivot(index="region", columns="year", values="value")
    assert panel.regions == tuple(expected.index)
    assert panel.years == tuple(expected.columns)
    np.testing.assert_array_equal(panel.value, expected.to_numpy())
    missing = whole[name].pivot(index="region", columns="year", values="missing")
    assert (np.array(REASONS, object)[panel.missing] == missing.fillna("").to_numpy()).all()
    status = whole[name].pivot(index="region", columns="year", values="status").to_numpy()
    held = panel.missing == 0
    assert (np.array(STATUSES, object)[panel.status][held] == status[held]).all()
    assert (np.isnan(panel.value) == (panel.missing != 0)).all()


@pytest.mark.parametrize("year", [2015, 2024])
def test_cross_sections(opened: Store, whole: dict[str, pd.DataFrame], year: int) -> None:
    found = opened.cross_section("owner_occupied_share", year)
    expected = whole["owner_occupied_share"].query("year == @year")
    assert set(found["year"]) == {year}
    assert list(found["region"]) == list(expected["region"])
    np.testing.assert_array_equal(found["value"], expected["value"])


def test_some_regions_in_the_order_asked(opened: Store, whole: dict[str, pd.DataFrame]) -> None:
    regions = ["GM0355", "NL01", "GM0294"]
    found = opened.series("inhabitants", regions, 2018, 2020)
    assert list(dict.fromkeys(found["region"])) == regions
    assert sorted(set(found["year"])) == [2018, 2019, 2020]
    for region, group in found.groupby("region"):
        all_years = whole["inhabitants"][whole["inhabitants"]["region"] == region]
        expected = all_years[all_years["year"].between(2018, 2020)]
        np.testing.assert_array_equal(group["value"], expected["value"])


def test_nobody_and_no_year(opened: Store) -> None:
    assert opened.series("inhabitants", []).empty
    assert opened.cross_section("inhabitants", 1800).empty
    assert list(opened.cross_section("inhabitants", 1800).columns) == COLUMNS


@pytest.mark.parametrize("code", ["GM9999", "", "Zeist", "GM0355 ", "NL10"])
def test_an_unknown_region_is_a_key_error(opened: Store, code: str) -> None:
    with pytest.raises(KeyError):
        opened.series("inhabitants", ["GM0355", code])
    with pytest.raises(KeyError):
        opened.panel("inhabitants", [code])
    with pytest.raises(KeyError):
        opened.city(code)
    with pytest.raises(KeyError):
        opened.name(code)
    assert opened.position(code) is None


def test_an_unknown_indicator_is_an_error(opened: Store) -> None:
    with pytest.raises((KeyError, ValueError)):
        opened.panel("inhabitant")


def test_nobody_can_change_what_all_share(opened: Store) -> None:
    panel = opened.panel("inhabitants")
    for array in (panel.value, panel.low, panel.high, panel.status, panel.missing, panel.table):
        assert not array.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 0


def test_changing_a_selection_changes_nothing_else(opened: Store) -> None:
    before = opened.panel("inhabitants").value.copy()
    frame = opened.series("inhabitants", ["GM0355"])
    frame["value"] = -1.0
    position = opened.position("GM0355")
    assert position is not None
    position["position"] = 9
    again = opened.position("GM0355")
    assert again is not None
    assert again["position"] == 1
    np.testing.assert_array_equal(opened.panel("inhabitants").value, before)


def test_a_part_of_a_panel_is_a_panel(opened: Store) -> None:
    panel = opened.panel("inhabitants")
    part = panel.only(["GM0355"])
    assert isinstance(part, Panel)
    assert part.value.shape == (1, len(panel.years))
    np.testing.assert_array_equal(part.value[0], panel.value[panel.regions.index("GM0355")])


def test_cities_in_the_order_of_a_register(opened: Store) -> None:
    names = [c.name for c in opened.cities()]
    assert len(names) == 102
    assert names == sorted(names, key=sort_key)
    assert names.index("Helmond") < names.index("'s-Hertogenbosch") < names.index("Hilversum")
    assert len(opened.cities(midsize=False)) == 342
    assert all(c.midsize and c.position in (1, 2, 3) and c.networks for c in opened.cities())


def test_a_city(opened: Store) -> None:
    zeist = opened.city("GM0355")
    assert (zeist.name, zeist.province, zeist.position, zeist.midsize) == ("Zeist", "Utrecht", 1, True)
    assert "M50" in zeist.networks
    utrecht = opened.city("GM0344")
    assert (utrecht.position, utrecht.midsize) == (None, False)
    assert [opened.city(c).position for c in ("GM0345", "GM0294")] == [2, 3]
    assert opened.name("NL01") == "Nederland"
    assert opened.name("PV26") == "Utrecht"


def test_positions_agree_with_the_file(opened: Store) -> None:
    frame = pd.read_parquet(snapshot.DATA / "snapshots" / opened.id / "positions.parquet")
    assert len(frame) == 102
    for row in frame.to_dict("records"):
        assert {k: v for k, v in (opened.position(row["region"]) or {}).items() if v == v} == {k: v for k, v in row.items() if v == v}


def test_the_embedded_snapshot_and_the_definitions_belong_together(opened: Store) -> None:
    assert [i.id for i in opened.indicators()] == list(load().indicators)


def test_opening_twice_is_opening_once() -> None:
    assert store.open() is store.open()


def test_a_snapshot_with_a_hole_in_it_is_refused(opened: Store, parquet: pd.DataFrame) -> None:
    import pyarrow as pa

    held, _ = snapshot.usable()

    class Holed:
        id, manifest = held.id, held.manifest

        def table(self, name: str) -> pa.Table:
            whole = held.table(name)
            return whole.slice(0, whole.num_rows - 1) if name == "observations" else whole

    with pytest.raises(SnapshotProblem, match="does not hold every region, indicator and year"):
        Store(Holed(), load())  # type: ignore[arg-type]


def test_without_a_snapshot(tmp_path: Path) -> None:
    with pytest.raises(SnapshotProblem, match="python -m etl build"):
        store.open(tmp_path)


def test_a_forecast_is_asked_for_by_what_it_foretells(opened: Store) -> None:
    forecast = opened.forecast("inhabitants")
    assert forecast is not None
    assert forecast.id not in {i.id for i in opened.indicators()}
    assert opened.forecast("share_65_plus") is None
    expected = pd.read_parquet(snapshot.DATA / "snapshots" / opened.id / "forecasts.parquet").set_index(["region", "year"])
    panel = opened.foretold(forecast.id, ["GM0355", "GM0294", "NL01"])
    assert (panel.years[0], panel.years[-1]) == (2023, 2050)
    assert panel.value[0].tolist() == [expected.loc[("GM0355", y), "value"] for y in panel.years]
    assert np.isnan(panel.value[1]).all()
    assert {STATUSES[s] for s in panel.status[[0, 2]].ravel().tolist()} == {"forecast"}
    # The years of the observations end where they ended.
    assert opened.years[-1] < 2030


def test_a_snapshot_without_forecasts_has_none(tmp_path: Path, opened: Store) -> None:
    import json
    import shutil

    folder = tmp_path / "snapshots" / opened.id
    shutil.copytree(snapshot.DATA / "snapshots" / opened.id, folder)
    (folder / "forecasts.parquet").unlink()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]["forecasts.parquet"]
    old = Store(snapshot.Snapshot(opened.id, folder, manifest), load())
    assert old.forecast("inhabitants") is None
    with pytest.raises(KeyError):
        old.foretold("inhabitants_forecast", ["GM0355"])


def test_a_snapshot_of_before_the_stability_still_opens(opened: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Schema 2 has a position per city and nothing to ask the rule again with."""
    held = snapshot.verify(opened.id)
    tables = {name: held.table(name) for name in ("observations", "regions", "verdicts")}
    placed = held.table("positions").select(["region", "position", "core_inhabitants"])
    with monkeypatch.context() as before:
        before.setattr(snapshot, "SCHEMA", 2)
        rest = {k: v for k, v in held.manifest.items() if k not in ("id", "built", "schema", "content", "previous", "files", "sha256")}
        snapshot.publish({**tables, "positions": placed}, rest, datetime(2026, 11, 20, tzinfo=UTC), tmp_path)
    old = store.open(tmp_path)
    assert old.manifest["schema"] == 2
    assert [old.city(c).position for c in ("GM0355", "GM0345", "GM0294")] == [1, 2, 3]
    assert not any(c.borderline for c in old.cities())
    assert old.rule_inputs is None
    assert in_use(tmp_path).rule == {}


def test_every_row_says_why_it_cannot_be_compared_with_the_one_before(opened: Store) -> None:
    """Both kinds: a break of the series, on the first figure in or after its year where there is an earlier one, and a change of the area."""
    told = 0
    for indicator in opened.indicators():
        panel = opened.panel(indicator.id)
        areas = {(region, year): label for region, found in panel.breaks.items() for year, label in found.items()}
        found = opened.series(indicator.id)
        said = found.loc[found["break"].notna(), ["region", "year", "break"]]
        labels = {(region, year): label for region, year, label in said.itertuples(index=False)}
        expected: dict[tuple[str, int], list[str]] = {}
        held = found[found["value"].notna()]
        for region, years in held.groupby("region")["year"]:
            for year, label in indicator.breaks.items():
                after = years[years >= year]
                if (years < year).any() and len(after):
                    expected.setdefault((str(region), int(after.min())), []).append(label)
        for at, label in areas.items():
            expected.setdefault(at, []).append(label)
        assert {at: "; ".join(parts) for at, parts in expected.items()} == labels, indicator.id
        told += len(labels)
    assert told > 5000
    zeist = opened.series("net_participation", ["GM0355"]).set_index("year")["break"]
    assert zeist.dropna().to_dict() == {2013: "andere weging"}
    assert opened.series("median_income", ["GM0355"], 2024, 2024)["break"].tolist() == ["nieuwe tabel, voorlopig"]


def test_what_is_on_todays_borders_says_so(opened: Store) -> None:
    for name, said in (("net_participation", {"current"}), ("own_jobs_share", {"current"}), ("share_65_plus", {"as_published", "merged"})):
        assert set(opened.series(name)["borders"]) == said


def test_bounds_say_what_they_allow_for(opened: Store) -> None:
    for name, kind in (("net_participation", "rounding"), ("good_health", "survey")):
        found = opened.series(name)
        assert set(found.loc[found["low"].notna(), "bounds"]) == {kind}
        assert found.loc[found["low"].isna(), "bounds"].isna().all()


def test_all_rows_together_are_those_of_the_file(opened: Store, parquet: pd.DataFrame) -> None:
    for foretold, name in ((False, "observations"), (True, "forecasts")):
        stored = parquet if not foretold else pd.read_parquet(snapshot.DATA / "snapshots" / opened.id / f"{name}.parquet")
        found = opened.whole(foretold)
        for column in ("indicator", "region", "year"):
            assert found[column].astype("str").tolist() == stored[column].astype("str").tolist()
        np.testing.assert_array_equal(found["value"], stored["value"])


def test_the_one_in_use_is_opened_once_also_by_its_name(opened: Store) -> None:
    assert store.pinned(opened.id) is store.open()
