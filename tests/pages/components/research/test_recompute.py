"""What the snippets say is done: run as they stand they give the figures of the snapshot, from CBS's own rows and from the file."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from etl import provenance
from etl.labelled import labelled
from etl.model import Indicator
from etl.store import Store
from pages.components.research import recompute, rows
from tests.etl.reduced import recorded_indicators
from tests.etl.service import Service

ROOT = Path(__file__).resolve().parents[4]
HOST = "https://opendata.cbs.nl"
MERGED = "GM1980"
"""Dijk en Waard: until 2022 Heerhugowaard and Langedijk, which are both recorded."""
REGIONS = ("GM0355", "GM0294", MERGED, "NL01")


@pytest.fixture(scope="module")
def cbs() -> Iterator[Service]:
    with Service() as running:
        yield running


def ran(text: str, cbs: Service) -> dict[str, Any]:
    """The variables of a snippet after it ran, against recordings of CBS's rows in place of CBS itself."""
    assert f'"{HOST}/' in text
    kept: dict[str, Any] = {}
    exec(compile(text.replace(HOST, cbs.url), "snippet", "exec"), kept)  # it is our own text
    return kept


def cells(held: Store, indicator: Indicator) -> list[tuple[str, int]]:
    """For every region the first, the middle and the last year with a figure; where municipalities merged, also the last such year."""
    out = []
    for region in REGIONS:
        panel = held.foretold(indicator.id, [region]) if indicator.forecast_of else held.panel(indicator.id, [region])
        years = [y for y, v in zip(panel.years, panel.value[0].tolist(), strict=True) if not math.isnan(v)]
        picked = {years[0], years[len(years) // 2], years[-1]} if years else set()
        merged = [y for y, r in zip(panel.years, panel.rule[0].tolist(), strict=True) if panel.rules[r] not in ("", "renamed")]
        out += [(region, year) for year in sorted(picked | set(merged[-1:]))]
    return out


def known(held: Store) -> dict[str, Indicator]:
    return {i.id: i for i in (*held.indicators(), *held.definitions.forecasts.values())}


@pytest.mark.parametrize("name", sorted(recorded_indicators()))
def test_cbs_own_rows_give_the_figure_again(held: Store, cbs: Service, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    tried = 0
    for region, year in cells(held, known(held)[name]):
        origin = provenance.of(held, name, region, year)
        made = ran(recompute.from_cbs(held, origin)["python"], cbs)["value"]
        assert made == pytest.approx(origin.value, abs=1e-6), (region, year, origin.rule)
        assert float(capsys.readouterr().out) == pytest.approx(origin.value, abs=1e-6)
        tried += 1
    assert tried


def test_figures_of_merged_municipalities_are_made_of_those_of_then(held: Store, cbs: Service) -> None:
    for name, how in (
        ("dwellings", "add"),
        ("share_65_plus", "@inhabitants"),
        ("highly_educated_share", "Bevolking"),
        ("jobs_rate", "add"),
    ):
        origin = provenance.of(held, name, MERGED, 2015)
        assert set(origin.codes) == {"GM0398", "GM0416"}
        assert how in origin.rule
        assert ran(recompute.from_cbs(held, origin)["python"], cbs)["value"] == pytest.approx(origin.value, abs=1e-6), name


def test_a_figure_that_cbs_does_not_have_comes_out_as_none(held: Store, cbs: Service) -> None:
    origin = provenance.of(held, "share_65_plus", "GM0355", held.years[-1])
    assert origin.missing
    assert math.isnan(ran(recompute.from_cbs(held, origin)["python"], cbs)["value"])


def test_another_edition_with_other_numbers_gives_the_same(held: Store, cbs: Service) -> None:
    origin = provenance.of(held, "owner_occupied_share", "GM0355", 2020)
    text = recompute.from_cbs(held, origin)["python"]
    try:
        cbs.edit("82900NED", "suffix shifted")
        assert ran(text, cbs)["value"] == pytest.approx(origin.value, abs=1e-6)
    finally:
        cbs.mend()


def test_a_revised_figure_at_cbs_shows(held: Store, cbs: Service) -> None:
    origin = provenance.of(held, "dwellings", "GM0355", 2020)
    topic = "TotaleWoningvoorraad_1"
    try:
        for row in cbs.table("82900NED")["TypedDataSet"]:
            row[topic] = row[topic] and row[topic] + 7
        assert ran(recompute.from_cbs(held, origin)["python"], cbs)["value"] == origin.value + 7
    finally:
        cbs.mend()


def test_what_no_table_of_cbs_holds_has_no_snippet(held: Store) -> None:
    for name in ("effective_parties", "own_jobs_share", "abroad_share", "region_memberships"):
        origin = provenance.of(held, name, "GM0355", held.manifest["indicators"][name]["last"])
        assert origin.value == origin.value
        assert recompute.from_cbs(held, origin) == {}


@pytest.mark.parametrize("names", [["share_65_plus", "inhabitants"], ["inhabitants_forecast"], ["inhabitants_forecast", "dwellings"]])
def test_the_file_of_the_snapshot_gives_the_rows_of_the_table(held: Store, names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    regions = ["NL01", *(c.code for c in reversed(held.cities()))]
    monkeypatch.chdir(ROOT)
    made: dict[str, Any] = {}
    exec(recompute.from_snapshot(held, regions, names, 2015, 2045)["python"], made)
    parts = [held.foretold(name, regions) if name in held.definitions.forecasts else held.panel(name, regions) for name in names]
    shown = pd.concat(
        [labelled(held, part.frame(2015, 2045), known(held)[name]) for name, part in zip(names, parts, strict=True)],
        ignore_index=True,
    ).rename(columns={"region": "region_code", "name": "region"})
    same = [c for c in shown.columns if c in made["rows"].columns]
    assert {"region_code", "indicator", "year", "value", "low", "high", "status", "missing", "borders", "rule", "break", "table"} <= set(
        same
    )
    if "breaks" not in held.manifest["indicators"]["inhabitants"]:  # a file of before has other words, which the page translates
        same = [c for c in same if c not in ("status", "borders", "break", "bounds")]
    # A file has one kind of nothing for texts, the page another.
    left, right = (frame[same].astype("object").where(frame[same].notna(), None) for frame in (made["rows"], shown))
    pd.testing.assert_frame_equal(left, right)


def test_the_rows_of_the_page_are_those_of_the_file(held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = ["GM0355", "GM0294"]
    monkeypatch.chdir(ROOT)
    made: dict[str, Any] = {}
    exec(recompute.from_snapshot(held, codes, ["share_65_plus"], 2015, 2026)["python"], made)
    page = rows.made(held, ["share_65_plus"], codes, 2015, 2026)
    assert made["rows"]["value"].tolist() == pytest.approx(page["value"].tolist(), nan_ok=True)
    assert made["rows"]["missing"].tolist() == page["missing"].tolist()
