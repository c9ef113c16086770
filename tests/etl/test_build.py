"""The build from definitions to snapshot, against recorded tables: whole, the same every time, and honest about what failed."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from etl import fingerprint, snapshot
from etl.build import COLUMNS, build
from etl.definitions import load
from etl.geography import load as load_places
from etl.outcome import Outcome
from etl.periods import STATUSES
from etl.problems import CheckProblem, DefinitionProblem, SourceProblem
from etl.sources.cbs import CbsService
from etl.values import REASONS
from tests.etl.conftest import THEN, Silent
from tests.etl.reduced import SMALL, UNRECORDED, blocks, edited
from tests.etl.service import EDITS, Service, recording

Run = Callable[..., Outcome]
HOUR = timedelta(hours=1)
HOMES = {"dwellings", "owner_occupied_share"}


def manifest(data: Path) -> dict[str, Any]:
    """The manifest of the snapshot in use."""
    held, troubles = snapshot.usable(data)
    assert troubles == []
    return held.manifest


def observations(data: Path) -> pd.DataFrame:
    """The observations of the snapshot in use."""
    return snapshot.usable(data)[0].table("observations").to_pandas()


def one(frame: pd.DataFrame, indicator: str, region: str, year: int) -> pd.Series:
    """The only row of a cell."""
    found = frame[(frame["indicator"] == indicator) & (frame["region"] == region) & (frame["year"] == year)]
    assert len(found) == 1
    return found.iloc[0]


def contents(data: Path) -> dict[str, bytes]:
    """Everything in a data folder that counts."""
    return {str(p.relative_to(data)): p.read_bytes() for p in data.rglob("*") if p.is_file() and p.name != ".build.lock"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of `run`."""
    return tmp_path / "data"


@pytest.fixture(scope="module")
def whole(all_definitions: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Path]:
    """One build with every recorded indicator."""
    data = tmp_path_factory.mktemp("whole")
    with Service() as service:
        outcome = build(
            CbsService(service.url, now=lambda: THEN), Silent(), data=data, folder=all_definitions, recorded="2018–2026", now=lambda: THEN
        )
    return outcome, data


class TestWhole:
    """A first build with every recorded indicator."""

    def test_nothing_is_held_back(self, whole: tuple[Outcome, Path]) -> None:
        outcome, data = whole
        assert outcome.exit_code == 0
        assert outcome.held == {}
        assert outcome.warnings == []
        assert outcome.published == snapshot.current(data)
        assert outcome.figures == observations(data)["value"].notna().sum() > 5000

    def test_the_grid_is_complete_unique_and_sorted(self, whole: tuple[Outcome, Path], all_definitions: Path) -> None:
        frame = observations(whole[1])
        assert tuple(frame.columns) == COLUMNS
        regions = sorted(load_places(all_definitions).regions()["code"])
        first, last = manifest(whole[1])["years"]
        expected = pd.MultiIndex.from_product([sorted(load(all_definitions).indicators), regions, range(first, last + 1)])
        assert pd.MultiIndex.from_frame(frame[["indicator", "region", "year"]]).equals(expected.set_names(["indicator", "region", "year"]))

    def test_every_cell_has_a_value_or_a_reason(self, whole: tuple[Outcome, Path]) -> None:
        frame = observations(whole[1])
        assert (frame["value"].notna() ^ frame["missing"].notna()).all()
        assert set(frame["missing"].dropna()) <= set(REASONS[1:])
        held = frame["value"].notna()
        assert set(frame.loc[held, "status"]) <= set(STATUSES)
        assert frame.loc[~held, "status"].isna().all()
        assert np.isfinite(frame.loc[held, "value"]).all()
        assert frame.loc[~held, ["low", "high"]].isna().all().all()
        assert (frame["low"].isna() == frame["high"].isna()).all()
        ranged = frame["low"].notna()
        assert (frame.loc[ranged, "low"] <= frame.loc[ranged, "value"]).all()
        assert (frame.loc[ranged, "value"] <= frame.loc[ranged, "high"]).all()

    def test_types_are_as_documented(self, whole: tuple[Outcome, Path]) -> None:
        held, _ = snapshot.usable(whole[1])
        kinds = {f.name: str(f.type) for f in held.table("observations").schema}
        assert kinds["year"] == "int16"
        assert {kinds[c] for c in ("value", "low", "high")} == {"double"}
        assert all("string" in kinds[c] for c in ("region", "indicator", "status", "missing", "borders", "table", "measure"))

    @pytest.mark.parametrize(
        ("indicator", "region", "year", "reason"),
        [
            ("sale_price", "GM1980", 2021, "city_did_not_exist"),
            ("dwellings", "GM0355", 2010, "absent_in_source"),
            ("dwellings", "GM0355", 2026, "not_in_snapshot"),
            ("dwellings", UNRECORDED, 2020, "not_in_snapshot"),
            ("woz_value", "GM0355", 1996, "not_in_snapshot"),
        ],
    )
    def test_reasons(self, whole: tuple[Outcome, Path], indicator: str, region: str, year: int, reason: str) -> None:
        assert one(observations(whole[1]), indicator, region, year)["missing"] == reason

    def test_the_live_service_has_what_it_has(self, all_definitions: Path, service: Service, cbs: CbsService, tmp_path: Path) -> None:
        """An absent row is absent in the source when CBS itself answers, and the manifest says so."""
        cbs.transport.live = True
        build(cbs, Silent(), data=tmp_path, folder=all_definitions, recorded="2018–2026", now=lambda: THEN)
        frame = observations(tmp_path)
        assert one(frame, "dwellings", UNRECORDED, 2020)["missing"] == "absent_in_source"
        assert "not_in_snapshot" not in set(frame["missing"])
        assert manifest(tmp_path)["origin"] == {"kind": "live", "recorded": ""}

    def test_figures_are_those_of_the_recording(self, whole: tuple[Outcome, Path]) -> None:
        """Every figure of an indicator that is one column of one table stands in the recording, and the other way round."""
        frame = observations(whole[1])
        known = set(frame["region"])
        for indicator, table, column, filters in (
            ("sale_price", "83625NED", "GemiddeldeVerkoopprijs_1", {}),
            ("dwellings", "82900NED", "TotaleWoningvoorraad_1", {"StatusVanBewoning": "T001742"}),
        ):
            sent = {
                (r["RegioS"].strip(), int(r["Perioden"][:4])): r[column]
                for r in recording(table)["TypedDataSet"]
                if r["RegioS"].strip() in known and all(r[k] == v for k, v in filters.items()) and r[column] is not None
            }
            found = frame[(frame["indicator"] == indicator) & frame["value"].notna() & (frame["borders"] == "as_published")]
            assert {(r, y): v for r, y, v in zip(found["region"], found["year"], found["value"], strict=True)} == sent
            assert set(found["table"]) == {table}

    def test_series_of_two_tables_are_joined_at_the_break(self, whole: tuple[Outcome, Path]) -> None:
        frame = observations(whole[1])
        assert one(frame, "net_participation", "GM0355", 2012)["table"] == "85230NED"
        assert one(frame, "net_participation", "GM0355", 2013)["table"] == "86088NED"

    def test_a_survey_brings_its_own_bounds(self, whole: tuple[Outcome, Path]) -> None:
        """Low and high of the health monitor are the 95 % bounds that CBS publishes beside the figure."""
        frame = observations(whole[1])
        for table, year, dimension in (("82166NED", 2012, "Cijfersoort"), ("83674NED", 2016, "Marges"), ("85563NED", 2022, "Marges")):
            lists = recording(table)
            keys = {i["Title"].strip(): i["Key"] for i in lists[dimension]}
            age = next(i["Key"] for i in lists["Leeftijd"] if i["Title"].strip() == "Totaal")
            column = next(p["Key"] for p in lists["DataProperties"] if str(p["Key"]).startswith("ErvarenGezondheidGoedZeerGoed"))
            sent = {
                title: next(
                    r[column]
                    for r in lists["TypedDataSet"]
                    if r["RegioS"].strip() == "GM0355" and r[dimension] == key and r["Leeftijd"] == age
                )
                for title, key in keys.items()
            }
            row = one(frame, "good_health", "GM0355", year)
            expected = [sent[t] for t in ("Waarde", "Ondergrens 95%-interval", "Bovengrens 95%-interval")]
            assert [row["value"], row["low"], row["high"]] == expected
            assert row["low"] < row["value"] < row["high"]

    def test_a_forecast_stands_apart(self, whole: tuple[Outcome, Path]) -> None:
        """What is foretold has a file and years of its own; nothing of it is among the observations."""
        frame = observations(whole[1])
        assert "inhabitants_forecast" not in set(frame["indicator"])
        assert "forecast" not in set(frame["status"].dropna())
        ahead = snapshot.usable(whole[1])[0].table("forecasts").to_pandas()
        assert (ahead["year"].min(), ahead["year"].max()) == (2023, 2050)
        assert set(ahead.loc[ahead["value"].notna(), "status"]) == {"forecast"}
        sent = next(
            r["TotaleBevolking_1"]
            for r in recording("85171NED")["TypedDataSet"]
            if r["RegioIndeling2021"].strip() == "GM0355" and r["Perioden"] == "2040JJ00"
        )
        row = one(ahead, "inhabitants_forecast", "GM0355", 2040)
        assert (row["value"], row["high"] - row["low"]) == (sent * 1000, 100)
        # Winterswijk is too small for the newest forecast and lies behind the end of the recorded one before.
        assert one(ahead, "inhabitants_forecast", "GM0294", 2040)["missing"] == "not_in_snapshot"
        assert manifest(whole[1])["forecasts"]["inhabitants_forecast"]["last"] == 2050

    def test_tables_of_one_series_are_compared_where_they_overlap(self, whole: tuple[Outcome, Path]) -> None:
        joins = manifest(whole[1])["joins"]
        assert joins["new_homes_rate"][0]["largest"] == 0
        found = joins["net_participation"][0]
        assert found["tables"] == ["85230NED", "86088NED"]
        assert (found["first"], found["last"], found["break_declared"]) == (2013, 2021, True)
        assert 0.5 < found["middle"] < found["largest"] < 3
        assert whole[0].joins == joins

    def test_the_rate_of_false_verdicts_is_measured(self, whole: tuple[Outcome, Path]) -> None:
        told = manifest(whole[1])["false_verdicts"]
        assert told["worlds"] >= 1
        assert set(told["kinds"]) == {"tested", "thin", "trend"}

    def test_positions_show_their_numbers(self, whole: tuple[Outcome, Path], all_definitions: Path) -> None:
        frame = snapshot.usable(whole[1])[0].table("positions").to_pandas().set_index("region")
        assert tuple(frame.index) == load_places(all_definitions).midsize
        assert frame.loc[["GM0355", "GM0345", "GM0294"], "position"].tolist() == [1, 2, 3]
        assert frame.loc["GM0355", "larger_city"] == "GM0344"
        assert 5 < frame.loc["GM0355", "larger_km"] < 12
        assert frame.loc["GM0345", "partner_city"] == "GM0228"
        # The commuters of Heerhugowaard and Langedijk count for Dijk en Waard, which did not exist yet.
        assert frame.loc["GM1980", "own_share"] > 0.5

    def test_the_manifest_tells_where_it_comes_from(self, whole: tuple[Outcome, Path], all_definitions: Path) -> None:
        told = manifest(whole[1])
        defined = load(all_definitions)
        assert told["origin"] == {"kind": "recorded", "recorded": "2018–2026"}
        assert told["built"] == "2026-11-21T12:00:00Z"
        assert told["previous"] is None
        tables = {t["id"]: t for t in told["tables"]}
        assert set(tables) == {t for i in defined.everything.values() for t in i.tables} | {"81251ned"}
        for table in tables.values():
            assert table["held"] is None
            assert table["rows"] > 10
            assert table["bytes"] > 1000
            assert re.fullmatch("[0-9a-f]{64}", table["sha256"])
            assert table["retrieved"] == "2026-11-21T12:00:00Z"
            assert table["title"]
            assert table["modified"]
        assert tables["82900NED"]["first"] == 2012
        assert set(told["indicators"]) == set(defined.indicators)
        made = {name: entry["made"] for name, entry in {**told["indicators"], **told["forecasts"]}.items()}
        assert made == {name: fingerprint.of(one, defined.everything) for name, one in defined.everything.items()}
        frame = observations(whole[1])
        for name, about in told["indicators"].items():
            # Coverage is about the midsize cities: CBS may publish a later year for the country alone.
            mine = frame["region"].isin(load_places(all_definitions).midsize)
            years = frame.loc[mine & (frame["indicator"] == name) & frame["value"].notna(), "year"]
            assert (about["first"], about["last"]) == (years.min(), years.max()), name
            assert about["carried_from"] is None
            assert about["held"] is None
        assert told["positions"] == {"held": None, "carried_from": None}

    def test_regions_are_those_of_the_definitions(self, whole: tuple[Outcome, Path], all_definitions: Path) -> None:
        pd.testing.assert_frame_equal(
            snapshot.usable(whole[1])[0].table("regions").to_pandas(), load_places(all_definitions).regions(), check_dtype=False
        )


class TestAgain:
    def test_the_same_input_gives_the_same_bytes(self, run: Run, data: Path) -> None:
        first, second = run(), run(now=lambda: THEN + HOUR)
        assert first.published != second.published
        assert first.published
        assert second.published
        assert first.published[-4:] == second.published[-4:]
        one_, other = (snapshot.verify(i, data) for i in (first.published, second.published))
        for name in ("observations", "regions", "positions", "centres", "commuting"):
            assert (one_.folder / f"{name}.parquet").read_bytes() == (other.folder / f"{name}.parquet").read_bytes()
        same = {k: v for k, v in one_.manifest.items() if k not in ("id", "built", "previous", "sha256")}
        assert same == {k: v for k, v in other.manifest.items() if k not in ("id", "built", "previous", "sha256")}
        assert other.manifest["previous"] == first.published

    @pytest.mark.parametrize("page", [9, 100])
    def test_the_size_of_pages_does_not_count(self, small_definitions: Path, tmp_path: Path, first: str, data: Path, page: int) -> None:
        with Service(page=page) as paged:
            build(CbsService(paged.url), Silent(), data=tmp_path / "paged", folder=small_definitions, now=lambda: THEN)
        pd.testing.assert_frame_equal(observations(data), observations(tmp_path / "paged"))

    def test_the_order_of_rows_does_not_count(self, service: Service, run: Run, first: str, data: Path) -> None:
        before = observations(data)
        for table in ("82900NED", "03759ned", "81251ned"):
            service.table(table)["TypedDataSet"].reverse()
        run(now=lambda: THEN + HOUR)
        pd.testing.assert_frame_equal(before, observations(data))


class TestHeld:
    """Tables that fail hold back their own indicators, and nothing else."""

    @pytest.fixture
    def before(self, first: str, service: Service) -> str:
        """A whole first snapshot; after it, everything at CBS is one more."""
        for row in service.table("82900NED")["TypedDataSet"]:
            row["TotaleWoningvoorraad_1"] = row["TotaleWoningvoorraad_1"] and row["TotaleWoningvoorraad_1"] + 1
        for row in service.table("03759ned")["TypedDataSet"]:
            row["BevolkingOp1Januari_1"] = row["BevolkingOp1Januari_1"] and row["BevolkingOp1Januari_1"] + 1
        return first

    @pytest.mark.parametrize("fault", ["503", "404", "web page", "body cut", "reset", "no value", "link to itself", "rows are numbers"])
    def test_one_table_broken_on_the_line(self, service: Service, run: Run, data: Path, before: str, fault: str) -> None:
        old = observations(data)
        service.fault(fault, "82900NED")
        outcome = run(now=lambda: THEN + HOUR)
        assert outcome.exit_code == 2
        assert set(outcome.held) == HOMES
        assert all("82900NED" in sentence for sentence in outcome.held.values())
        self.check_carried(data, old, before)

    @pytest.mark.parametrize(
        "edit",
        [
            "row twice",
            "measure gone",
            "column gone from the rows",
            "text for a number",
            "dimension added",
            "categories renamed",
            "no rows",
            "period unknown",
            "category twice",
        ],
    )
    def test_one_table_that_changed(self, service: Service, run: Run, data: Path, before: str, edit: str) -> None:
        old = observations(data)
        service.edit("82900NED", edit)
        outcome = run(now=lambda: THEN + HOUR)
        assert outcome.exit_code == 2
        assert set(outcome.held) == HOMES
        self.check_carried(data, old, before)

    def check_carried(self, data: Path, old: pd.DataFrame, before: str) -> None:
        new, told = observations(data), manifest(data)
        for name in SMALL:
            was, now = (f[f["indicator"] == name].reset_index(drop=True) for f in (old, new))
            if name in HOMES:
                pd.testing.assert_frame_equal(was, now)
                assert told["indicators"][name]["carried_from"] == before
                assert told["indicators"][name]["made"], "of the snapshot they were made in"
                assert "82900NED" in told["indicators"][name]["held"]
                assert told["indicators"][name]["last"] == 2024
            else:
                # Figures of merged municipalities are sums of several rows, each one more.
                filled = was["value"].notna() & (was["table"] == "03759ned") & (was["borders"] == "as_published")
                assert (now.loc[filled, "value"] == was.loc[filled, "value"] + 1).all()
                assert filled.any()
                assert told["indicators"][name]["carried_from"] is None
                assert told["indicators"][name]["held"] is None
        tables = {t["id"]: t for t in told["tables"]}
        assert "82900NED" in tables["82900NED"]["held"]
        assert tables["82900NED"]["title"].startswith("Voorraad woningen")
        assert tables["03759ned"]["held"] is None

    def test_a_table_says_since_when_it_is_held_back(self, service: Service, run: Run, data: Path, before: str) -> None:
        def entry() -> dict[str, Any]:
            return next(t for t in manifest(data)["tables"] if t["id"] == "82900NED")

        received = entry()
        assert "held_since" not in received
        service.fault("503", "82900NED")
        run(now=lambda: THEN + timedelta(days=1))
        first = entry()
        assert first["held_since"] == f"{THEN + timedelta(days=1):%Y-%m-%d}"
        assert (first["retrieved"], first["sha256"]) == (received["retrieved"], received["sha256"]), "what is shown was received then"
        run(now=lambda: THEN + timedelta(days=9))
        assert entry()["held_since"] == first["held_since"]
        service.mend()
        run(now=lambda: THEN + timedelta(days=10))
        assert entry()["held"] is None
        assert "held_since" not in entry()

    def test_carried_twice_is_still_from_the_first(self, service: Service, run: Run, data: Path, before: str) -> None:
        service.fault("503", "82900NED")
        old = observations(data)
        run(now=lambda: THEN + HOUR)
        run(now=lambda: THEN + 2 * HOUR)
        self.check_carried(data, old, before)
        assert manifest(data)["previous"] != before

    def test_carried_and_then_mended(self, service: Service, run: Run, data: Path, before: str) -> None:
        service.fault("503", "82900NED")
        run(now=lambda: THEN + HOUR)
        service.mend()
        assert run(now=lambda: THEN + 2 * HOUR).exit_code == 0
        assert manifest(data)["indicators"]["dwellings"]["carried_from"] is None

    def test_one_table_broken_on_the_first_build(self, service: Service, run: Run, data: Path) -> None:
        service.fault("503", "82900NED")
        outcome = run()
        assert outcome.exit_code == 2
        assert set(outcome.held) == HOMES
        frame, told = observations(data), manifest(data)
        assert set(frame.loc[frame["indicator"].isin(HOMES), "missing"]) == {"not_in_snapshot"}
        assert all(told["indicators"][name]["carried_from"] is None for name in HOMES), "nothing was carried, because there was nothing"
        assert all(told["indicators"][name]["made"] is None for name in HOMES)
        assert run(now=lambda: THEN + HOUR).exit_code == 2
        assert all(manifest(data)["indicators"][name]["carried_from"] is None for name in HOMES)

    def test_figures_that_cannot_be_right(self, service: Service, run: Run, data: Path, before: str) -> None:
        for row in service.table("82900NED")["TypedDataSet"]:
            row["Koopwoningen_2"] = row["TotaleWoningvoorraad_1"] and row["TotaleWoningvoorraad_1"] * 3
        outcome = run(now=lambda: THEN + HOUR)
        assert set(outcome.held) == {"owner_occupied_share"}
        assert "outside its bound 100" in outcome.held["owner_occupied_share"]

    def test_people_may_overrule_the_rule(self, run: Run, small_definitions: Path, tmp_path: Path, data: Path) -> None:
        """The example of the source is overruled: the rule's own answer stands beside it, and is what the example is judged by."""
        folder = tmp_path / "overruled"
        shutil.copytree(small_definitions, folder)
        words = '[GM0355]\nposition = 3\nreason = "Proef."\nauthor = "redactie"\ndate = 2026-11-21\n'
        (folder / "position_overrides.toml").write_text(words, encoding="utf-8")
        assert run(folder=folder).exit_code == 0
        row = snapshot.usable(data)[0].table("positions").to_pandas().set_index("region").loc["GM0355"]
        assert (row["position"], row["rule_position"]) == (3, 1)
        assert (row["override_reason"], row["override_author"], row["override_date"]) == ("Proef.", "redactie", "2026-11-21")

    def test_an_override_of_no_municipality_stops_the_build(self, run: Run, small_definitions: Path, tmp_path: Path) -> None:
        folder = tmp_path / "nowhere"
        shutil.copytree(small_definitions, folder)
        words = '[GM9999]\nposition = 3\nreason = "Proef."\nauthor = "redactie"\ndate = 2026-11-21\n'
        (folder / "position_overrides.toml").write_text(words, encoding="utf-8")
        with pytest.raises(DefinitionProblem, match=r"position_overrides.toml.*GM9999"):
            run(folder=folder)

    def test_municipalities_that_do_not_add_up(self, run: Run, small_definitions: Path, first: str, tmp_path: Path, data: Path) -> None:
        """Fourteen municipalities are not the Netherlands: without the one that has no figures, the sum is looked at, and is wrong."""
        folder = tmp_path / "fewer"
        shutil.copytree(small_definitions, folder)
        path = folder / "municipalities.csv"
        path.write_text("".join(x for x in path.read_text("utf-8").splitlines(True) if not x.startswith(UNRECORDED)), encoding="utf-8")
        path = folder / "mergers.csv"
        path.write_text("".join(x for x in path.read_text("utf-8").splitlines(True) if UNRECORDED not in x), encoding="utf-8")
        outcome = run(folder=folder, now=lambda: THEN + HOUR)
        assert set(outcome.held) == {"inhabitants"}
        assert re.search(r"The municipalities of 2024 have \d+ inhabitants together, the Netherlands 17942942", outcome.held["inhabitants"])

    def test_figures_that_went_missing(self, service: Service, run: Run, data: Path, before: str) -> None:
        rows = service.table("82900NED")["TypedDataSet"]
        for row in rows[: len(rows) // 2]:
            row["TotaleWoningvoorraad_1"] = None
        outcome = run(now=lambda: THEN + HOUR)
        assert set(outcome.held) == HOMES
        assert "went missing" in outcome.held["dwellings"]

    @pytest.mark.parametrize("fault", ["503", "rows are numbers"])
    def test_commuters_that_cannot_be_read(self, service: Service, run: Run, data: Path, before: str, fault: str) -> None:
        old = snapshot.usable(data)[0].table("positions").to_pandas()
        service.fault(fault, "81251ned")
        outcome = run(now=lambda: THEN + HOUR)
        assert outcome.exit_code == 2
        assert set(outcome.held) == {"positions"}
        assert "81251ned" in outcome.held["positions"], "the sentence names the table and the reason"
        pd.testing.assert_frame_equal(old, snapshot.usable(data)[0].table("positions").to_pandas())
        told = manifest(data)
        assert told["positions"] == {"held": outcome.held["positions"], "carried_from": before}
        assert next(t for t in told["tables"] if t["id"] == "81251ned")["held"] == outcome.held["positions"]
        run(now=lambda: THEN + 2 * HOUR)
        assert manifest(data)["positions"]["carried_from"] == before

    def test_inhabitants_that_cannot_be_read(self, service: Service, run: Run, data: Path, before: str) -> None:
        service.fault("503", "03759ned")
        old = snapshot.usable(data)[0].table("positions").to_pandas()
        outcome = run(now=lambda: THEN + HOUR)
        # The positions are worked out from cores and commuters alone.
        assert set(outcome.held) == {"inhabitants"}
        pd.testing.assert_frame_equal(old, snapshot.usable(data)[0].table("positions").to_pandas())

    def test_an_example_that_lost_its_position(self, service: Service, run: Run, data: Path, before: str) -> None:
        rows = service.table("81251ned")["TypedDataSet"]
        for row in rows:
            if row["WoonregioS"] == "GM0355" and row["WerkregioS"] != "GM0355":
                row["BanenVanWerknemers_1"] = 0.1
        outcome = run(now=lambda: THEN + HOUR)
        assert set(outcome.held) == {"positions"}
        assert "GM0355 comes out in position" in outcome.held["positions"]
        assert "an example of position 1" in outcome.held["positions"]

    def test_no_commuters_on_a_first_build(self, service: Service, run: Run, data: Path) -> None:
        service.fault("503", "81251ned")
        with pytest.raises(CheckProblem, match=r"81251ned.*503.*nothing was published"):
            run()
        assert snapshot.current(data) is None
        assert snapshot.ids(data) == []

    def test_a_stopped_table_is_a_warning(self, service: Service, run: Run, data: Path) -> None:
        service.edit("82900NED", "discontinued")
        outcome = run()
        assert outcome.exit_code == 0
        assert outcome.warnings == [
            "CBS has stopped table 82900NED (Voorraad woningen; eigendom, type verhuurder, bewoning, regio); look for its successor."
        ]
        assert manifest(data)["warnings"] == outcome.warnings

    @pytest.mark.parametrize("fault", ["reset", "503", "404", "web page", "a bare list"])
    def test_all_broken(self, service: Service, run: Run, data: Path, before: str, fault: str) -> None:
        held = contents(data)
        service.fault(fault, "*", None)
        with pytest.raises(CheckProblem, match="nothing new to publish") as caught:
            run(now=lambda: THEN + HOUR)
        assert "82900NED" in str(caught.value)
        assert "03759ned" in str(caught.value)
        assert contents(data) == held

    def test_all_broken_on_the_first_build(self, service: Service, run: Run, data: Path) -> None:
        service.fault("503", "*", None)
        with pytest.raises(CheckProblem, match="nothing was published"):
            run()
        assert contents(data) == {}

    def test_a_line_that_is_cut_is_waited_for_once(
        self, service: Service, cbs: CbsService, all_definitions: Path, tmp_path: Path, clock: Any
    ) -> None:
        """With twenty tables and nobody there, the whole build gives up within seconds."""
        service.fault("reset", "*", None)
        progress = Silent()
        with pytest.raises(CheckProblem):
            build(cbs, progress, data=tmp_path, folder=all_definitions)
        assert sum(clock.waits) < 10
        assert len(progress.said) == len(progress.tables) == progress.expected

    def test_a_damaged_snapshot_in_use_does_not_stop_a_build(self, run: Run, data: Path, before: str) -> None:
        (data / "snapshots" / before / "observations.parquet").write_bytes(b"")
        assert run(now=lambda: THEN + HOUR).exit_code == 0
        assert snapshot.usable(data)[0].id != before


class TestOnly:
    def test_one_table(self, service: Service, run: Run, first: str, data: Path) -> None:
        outcome = run(only=["82900NED"], now=lambda: THEN + HOUR)
        assert {a.table for a in service.asked} == {"82900NED"}
        assert outcome.exit_code == 2
        assert set(outcome.held) == {"inhabitants", "positions"}
        assert "left out by --only" in outcome.held["inhabitants"]
        told = manifest(data)["indicators"]
        assert told["inhabitants"]["carried_from"] == first
        assert told["dwellings"]["carried_from"] is None

    def test_only_the_commuters(self, service: Service, run: Run, first: str, data: Path) -> None:
        """Positions need no other table."""
        for row in service.table("81251ned")["TypedDataSet"]:
            if (row["WoonregioS"], row["WerkregioS"]) == ("GM0355", "GM0355"):
                row["BanenVanWerknemers_1"] *= 1.1
        outcome = run(only=["81251ned"], now=lambda: THEN + HOUR)
        assert {a.table for a in service.asked} == {"81251ned"}
        assert set(outcome.held) == set(SMALL)
        old, new = (snapshot.verify(i, data).table("positions").to_pandas().set_index("region") for i in snapshot.ids(data))
        assert new.loc["GM0355", "own_share"] > old.loc["GM0355", "own_share"]
        # Zeist is a partner of others, so its draw may stand in their rows; what they are themselves does not change.
        own = ["position", "own_share", "draw", "core_inhabitants"]
        assert new[own].drop("GM0355").equals(old[own].drop("GM0355"))
        assert new.loc["GM0355", "draw"] != old.loc["GM0355", "draw"]

    def test_only_the_commuters_on_a_first_build(self, run: Run, data: Path) -> None:
        with pytest.raises(CheckProblem, match="no snapshot to carry figures from"):
            run(only=["81251ned"])
        assert contents(data) == {}

    def test_a_table_that_nobody_uses(self, service: Service, run: Run, data: Path) -> None:
        with pytest.raises(CheckProblem, match=r"No indicator uses table '82900'\. Known: 03759ned, 37230ned, 82900NED"):
            run(only=["82900"])
        assert service.asked == []
        assert contents(data) == {}


class TestNewIndicator:
    """Adding a figure takes one block in a definition file, and no Python."""

    @pytest.fixture
    def folder(self, small_definitions: Path, tmp_path: Path) -> Path:
        """The small definitions with one block more: a copy of [dwellings] that names another table and measure."""
        folder = tmp_path / "more"
        shutil.copytree(small_definitions, folder)
        path = folder / "indicators" / "environment.toml"
        block = blocks(path)["dwellings"]
        # A mean does not add up where municipalities merged.
        block = re.sub(r"(?m)^merge .*\n", "", block)
        block = re.sub(r"(?m)^measure .*$", 'measure = "GemiddeldeOppervlakte"\ncbs_unit = "m2"', block)
        block = re.sub(
            r"(?m)^source .*$", 'source = { table = "82550NED", slice = { Woningtype = "Totaal", Bouwjaarklasse = "Totaal" } }', block
        )
        with path.open("a", encoding="utf-8") as lines:
            lines.write(f"\n[floor_area]\n{block}")
        return folder

    def test_one_block_is_enough(self, cbs: CbsService, folder: Path, data: Path) -> None:
        outcome = build(cbs, Silent(), folder=folder, data=data, now=lambda: THEN)
        assert outcome.exit_code == 0
        frame = observations(data)
        sent = {
            (r["RegioS"].strip(), int(r["Perioden"][:4])): r["GemiddeldeOppervlakte_2"]
            for r in recording("82550NED")["TypedDataSet"]
            if r["Bouwjaarklasse"].strip()
            == next(i["Key"].strip() for i in recording("82550NED")["Bouwjaarklasse"] if i["Title"] == "Totaal")
        }
        found = frame[(frame["indicator"] == "floor_area") & frame["value"].notna()]
        assert len(found) > 150
        assert all(value == sent[region, year] for region, year, value in zip(found["region"], found["year"], found["value"], strict=True))
        assert manifest(data)["indicators"]["floor_area"]["table"] == ["82550NED"]

    def test_the_others_stay_as_they_were(self, cbs: CbsService, first: str, folder: Path, data: Path) -> None:
        before = observations(data)
        build(cbs, Silent(), folder=folder, data=data, now=lambda: THEN + HOUR)
        after = observations(data)
        pd.testing.assert_frame_equal(before, after[after["indicator"] != "floor_area"].reset_index(drop=True))

    def test_a_new_one_that_fails_carries_nothing(self, service: Service, cbs: CbsService, first: str, folder: Path, data: Path) -> None:
        service.fault("503", "82550NED")
        outcome = build(cbs, Silent(), folder=folder, data=data, now=lambda: THEN + HOUR)
        assert set(outcome.held) == {"floor_area"}
        told = manifest(data)["indicators"]["floor_area"]
        assert told["carried_from"] is None
        assert "503" in told["held"]
        assert told["first"] is None

    def test_a_definition_that_is_taken_away_takes_its_rows_along(self, cbs: CbsService, run: Run, folder: Path, data: Path) -> None:
        build(cbs, Silent(), folder=folder, data=data, now=lambda: THEN)
        run(now=lambda: THEN + HOUR)
        assert set(observations(data)["indicator"]) == set(SMALL)
        assert set(manifest(data)["indicators"]) == set(SMALL)

    def test_a_table_by_a_misspelled_id(self, cbs: CbsService, folder: Path, data: Path) -> None:
        edited(folder / "indicators" / "environment.toml", "82550NED", "82550NE")
        outcome = build(cbs, Silent(), folder=folder, data=data, now=lambda: THEN)
        assert set(outcome.held) == {"floor_area"}
        assert "Did you mean '82550NED'?" in outcome.held["floor_area"]


def test_what_the_progress_is_told(cbs: CbsService, small_definitions: Path, data: Path) -> None:
    progress = Silent()
    build(cbs, progress, folder=small_definitions, data=data, now=lambda: THEN)
    assert progress.expected == len(progress.tables) == 4
    assert progress.tables[-1] == "81251ned"
    assert progress.said == []


def test_the_manifest_is_json_for_people(first: str, data: Path) -> None:
    text = (data / "snapshots" / str(snapshot.current(data)) / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(text) == manifest(data)
    assert text.endswith("}\n")
    assert text.count("\n") > 50


@pytest.mark.parametrize("edit", EDITS)
def test_no_edit_of_a_table_ever_ends_in_a_trace(service: Service, run: Run, first: str, data: Path, edit: str) -> None:
    """Whatever CBS says of a table, the build ends with a snapshot or a sentence."""
    for table in ("82900NED", "03759ned"):
        service.edit(table, edit)
    sentence = "Published."
    try:
        run(now=lambda: THEN + HOUR)
    except (CheckProblem, SourceProblem) as problem:
        sentence = str(problem)
    assert sentence.endswith((".", "?"))
    assert (snapshot.current(data) == first) is (sentence != "Published.")
    assert (observations(data)["value"].notna() ^ observations(data)["missing"].notna()).all()
