"""Plain addresses: the same rows as the page, refused with a sentence where the page would guess, and never too much at once."""

import csv
import hashlib
import io
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import quote, urlsplit

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import snapshot
from etl.store import Store
from pages.components.files import about, api, downloads, guide
from pages.components.research import rows
from pages.components.shell import aside

GOOD = "steden=GM0355.GM0294&cijfers=share_65_plus.inhabitants&van=2015&tot=2025"


def test_rows_are_those_of_the_page(held: Store) -> None:
    found = api.answer("rows.csv", GOOD)
    frame = rows.select(held, ["share_65_plus", "inhabitants"], ["GM0355", "GM0294"], 2015, 2025)
    assert found.status == 200
    assert found.body == downloads.csv_of(frame)
    assert found.headers["X-Snapshot"] == held.id
    assert len(pd.read_csv(io.BytesIO(found.body))) == len(frame) == 2 * 2 * 11


def test_json_holds_the_same_rows_and_says_whose_they_are(held: Store) -> None:
    told = json.loads(api.answer("rows.json", GOOD).body)
    lines = list(csv.DictReader(io.StringIO(api.answer("rows.csv", GOOD).body.decode())))
    assert len(told["rows"]) == len(lines)
    for row, line in zip(told["rows"], lines, strict=True):
        assert (row["region_code"], str(row["year"]), row["missing"] or "") == (line["region_code"], line["year"], line["missing"])
        assert (row["value"] is None) == (line["value"] == "")
        assert row["value"] is None or row["value"] == float(line["value"])
    assert told["snapshot"] == held.id
    assert {i["id"] for i in told["indicators"]} == {"share_65_plus", "inhabitants"}
    assert "CBS" in told["source"]


def test_a_group_stands_for_its_cities(held: Store) -> None:
    found = pd.read_csv(io.BytesIO(api.answer("rows.csv", "steden=positie-3.NL01&cijfers=inhabitants&van=2025&tot=2025").body))
    assert set(found["region_code"]) == {"NL01", *(c.code for c in held.cities() if c.position == 3)}


@pytest.mark.parametrize(
    ("path", "query", "words"),
    [
        ("rows.csv", GOOD + "&formaat=1", "‘formaat’ is geen parameter van dit adres; wel: steden, cijfers, van, tot en snapshot."),
        ("indicators.json", "steden=GM0355", "‘steden’ is geen parameter van dit adres; wel: snapshot."),
        ("snapshots.json", "snapshot=x", "het heeft er geen"),
        ("rows.csv", "&".join(f"steden=GM{n:04d}" for n in range(30)), "Er zijn meer dan 20 parameters"),
        ("rows.csv", GOOD + "&van=2016", "‘van’ staat er twee keer"),
        ("rows.csv", "cijfers=inhabitants", "‘steden’ ontbreekt"),
        ("rows.csv", "steden=GM0355", "‘cijfers’ ontbreekt"),
        ("rows.csv", "steden=GM9999&cijfers=inhabitants", "‘GM9999’ is geen bekende waarde van ‘steden’"),
        ("rows.csv", "steden=GM9999&cijfers=inhabitants", "Alle waarden staan in regions.json."),
        ("rows.csv", "steden=Zeits&cijfers=inhabitants", "Bedoelt u GM0355 (gemeente Zeist)?"),
        ("rows.csv", "steden=Utrecht&cijfers=inhabitants", "GM0344 (gemeente Utrecht) of PV26 (provincie Utrecht). Geef de code."),
        ("rows.csv", "steden=1700&cijfers=inhabitants", "‘1700’ is geen bekende waarde"),
        ("rows.csv", "steden=GM0355&cijfers=inhabitant", "Bedoelt u ‘inhabitants’? Alle waarden staan in indicators.json."),
        ("rows.csv", GOOD.replace("2015", "1850"), "‘van=1850’ is geen jaar van deze momentopname"),
        ("rows.csv", "steden=GM0355&cijfers=inhabitants&van=2020&tot=2015", "wissel ze om"),
        ("rows.csv", GOOD + "&snapshot=20200101T000000Z-0000", "wordt hier niet bewaard"),
        ("rows.csv", GOOD + "&snapshot=../../etc", "wordt hier niet bewaard"),
    ],
)
def test_what_is_not_known_is_refused_with_a_sentence(path: str, query: str, words: str) -> None:
    found = api.answer(path, query, site="http://monitor/")
    assert found.status == 400
    assert words in found.body.decode()
    assert found.body.decode().endswith(" Uitleg en alle adressen: http://monitor/api/v1/\n")
    assert found.headers["Content-Type"].startswith("text/plain")
    assert found.headers["Content-Language"] == "nl"
    assert found.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("path", "words"), [("rows.xml", "Bedoelt u ‘rows."), ("x/y", "‘x/y’ is geen adres"), ("rows.csv/", "geen adres")])
def test_an_address_that_does_not_exist_is_not_found(path: str, words: str) -> None:
    found = api.answer(path, GOOD)
    assert found.status == 404
    assert words in found.body.decode()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("zeist", "GM0355"),
        ("ZEIST", "GM0355"),
        ("gm0355", "GM0355"),
        ("Sudwest-fryslan", "GM1900"),
        ("Súdwest-Fryslân", "GM1900"),
        ("'s-Gravenhage", "GM0518"),
        ("Den Haag", "GM0518"),
        ("friesland", "PV21"),
        ("Nederland", "NL01"),
    ],
)
def test_a_place_may_be_written_in_any_way_that_leaves_no_doubt(written: str, code: str) -> None:
    query = "cijfers={}&van=2020&tot=2020&steden={}"
    plain = api.answer("rows.csv", query.format("inhabitants", code))
    assert plain.status == 200
    assert api.answer("rows.csv", query.format("Inwoners", quote(written))).body == plain.body


def test_a_group_may_be_written_in_capitals_and_a_place_counts_once() -> None:
    query = "cijfers=inhabitants&van=2020&tot=2020&steden={}"
    assert api.answer("rows.csv", query.format("G40")).body == api.answer("rows.csv", query.format("g40")).body
    assert api.answer("rows.csv", query.format("Zeist.GM0355.zeist")).body == api.answer("rows.csv", query.format("GM0355")).body


def test_parquet_and_the_workbook_hold_the_same_rows(held: Store) -> None:
    lines = list(csv.DictReader(io.StringIO(api.answer("rows.csv", GOOD).body.decode())))
    parquet = api.answer("rows.parquet", GOOD, site="http://monitor/")
    frame = pq.read_table(io.BytesIO(parquet.body))
    assert frame.column_names == list(about.COLUMNS)
    told = {k.decode(): v.decode() for k, v in frame.schema.metadata.items()}
    assert told["link"] == f"http://monitor/api/v1/rows.parquet?{GOOD}&snapshot={held.id}"
    book = api.answer("rows.xlsx", GOOD, site="http://monitor/")
    sheet = list(openpyxl.load_workbook(io.BytesIO(book.body))["Gegevens"].iter_rows(min_row=2, values_only=True))
    at = {name: list(about.COLUMNS).index(name) for name in about.COLUMNS}
    for line, row, cells in zip(lines, frame.to_pylist(), sheet, strict=True):
        for name in ("region_code", "indicator", "year"):
            assert str(row[name]) == str(cells[at[name]]) == line[name]
        assert row["value"] == cells[at["value"]] == (float(line["value"]) if line["value"] else None)
    assert (parquet.headers["Content-Type"], book.headers["Content-Type"]) == (api.ROWS["rows.parquet"], api.ROWS["rows.xlsx"])
    assert book.headers["Content-Disposition"].endswith('.xlsx"')
    assert api.answer("rows.xlsx", GOOD, site="http://monitor/", seen=book.headers["ETag"]).status == 304


def test_a_workbook_has_its_own_limit(held: Store) -> None:
    themes = "steden=alle&cijfers=economy.governance.resilience&van=1990&tot=2026"
    found = api.answer("rows.xlsx", themes)
    assert found.status == 400
    assert "hoogstens 100.000 tegelijk" in found.body.decode()


def test_the_kept_snapshots_are_listed(held: Store) -> None:
    found = json.loads(api.answer("snapshots.json", "").body)
    assert [one["id"] for one in found] == sorted(snapshot.ids(), reverse=True)
    assert [one["id"] for one in found if one["current"]] == [held.id]
    (built,) = (one["built"] for one in found if one["current"])
    assert built == held.manifest["built"]


def test_the_guide_names_every_address_and_parameter_and_what_it_says_is_so(held: Store) -> None:
    told = json.loads(guide.answer("index.json", "", site="http://monitor/").body)
    named = {one["address"].removeprefix("http://monitor/api/v1/"): one["parameters"] for one in told["addresses"]}
    assert set(named) == {*api.PATHS, "index.json"}
    for path, parameters in named.items():
        for name in (p["name"] for p in told["parameters"]):
            refused = "geen parameter" in guide.answer(path, f"{name}=x").body.decode()
            assert refused == (name not in parameters and path != "index.json"), (path, name)
    for one in told["parameters"]:
        if "values" in one:
            assert one["values"].removeprefix("http://monitor/api/v1/") in api.PATHS
    assert [c["name"] for c in told["columns"]] == list(about.COLUMNS)
    assert told["snapshot"] == held.id


def test_the_page_of_the_guide_has_examples_that_work_and_asks_no_other_host(held: Store) -> None:
    found = guide.answer("", "", accept="text/html,application/xhtml+xml", site="http://monitor/")
    assert found.headers["Content-Type"].startswith("text/html")
    text = found.body.decode()
    assert '<html lang="nl">' in text
    assert "<script" not in text
    assert set(re.findall(r"https?://[^/\s\"&;]+", text)) == {"http://monitor"}
    examples = set(re.findall(r"http://monitor/api/v1/(rows\.\w+)\?([^\s\"<]+?)(?=&#34;|\s|<)", text))
    assert {path for path, _ in examples} == {"rows.csv", "rows.xlsx"}
    for path, query in examples:
        assert api.answer(path, unescape(query)).status == 200, query


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("application/json", "application/json"), ("*/*", "text/html"), ("", "text/html"), ("text/html, application/json", "text/html")],
)
def test_the_guide_is_json_for_who_asks_for_that(accept: str, kind: str) -> None:
    found = guide.answer("", "", accept=accept)
    assert found.headers["Content-Type"].startswith(kind)
    assert found.headers["Vary"] == "Accept"


def test_another_host_in_a_request_is_written_as_text() -> None:
    text = guide.answer("", "", site='http://x"><script>alert(1)</script>/').body.decode()
    assert "<script" not in text


def test_too_many_rows_are_refused_before_they_are_made(held: Store) -> None:
    names = ".".join(i.id for i in held.indicators())
    found = api.answer("rows.csv", f"steden=alle&cijfers={names}")
    assert found.status == 400
    assert "hoogstens 200.000 tegelijk" in found.body.decode()


def test_who_has_it_already_gets_nothing_again() -> None:
    first = api.answer("rows.csv", GOOD)
    again = api.answer("rows.csv", GOOD, seen=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert api.answer("rows.csv", GOOD.replace("2025", "2024"), seen=first.headers["ETag"]).status == 200


def test_an_older_snapshot_can_be_named(held: Store) -> None:
    assert api.answer("rows.csv", f"{GOOD}&snapshot={held.id}").body == api.answer("rows.csv", GOOD).body


def test_the_lists_name_everything_that_can_be_asked(held: Store) -> None:
    figures = json.loads(api.answer("indicators.json", "").body)
    assert {f["id"] for f in figures if not f["forecast_of"]} == {i.id for i in held.indicators()}
    assert [(f["id"], f["forecast_of"]) for f in figures if f["forecast_of"]] == [("inhabitants_forecast", "inhabitants")]
    assert {f["theme"] for f in figures} == set(held.definitions.themes)
    places = json.loads(api.answer("regions.json", "").body)
    assert {r["id"] for r in places["regions"]} == set(held.region_codes)
    assert {r["id"] for r in places["regions"] if r["midsize"]} == {c.code for c in held.cities()}
    assert {"alle", "positie-1", "g40", "in-PV26", "gemeenten", "provincies"} <= {g["id"] for g in places["groups"]}


def test_a_theme_stands_for_its_figures_and_a_forecast_for_itself(held: Store) -> None:
    found = pd.read_csv(io.BytesIO(api.answer("rows.csv", "steden=GM0355&cijfers=economy&van=2025&tot=2025").body))
    assert set(found["indicator"]) == {i.id for i in held.indicators() if i.theme == "economy"}
    ahead = pd.read_csv(io.BytesIO(api.answer("rows.csv", "steden=GM0355&cijfers=inhabitants_forecast").body))
    assert (ahead["year"].min(), ahead["year"].max()) == (2023, 2050)
    assert set(ahead["status"].dropna()) == {"forecast"}
    both = pd.read_csv(io.BytesIO(api.answer("rows.csv", "steden=GM0355&cijfers=inhabitants.inhabitants_forecast&van=2020").body))
    assert both.groupby("indicator")["year"].agg(["min", "max"]).to_dict("index") == {
        "inhabitants": {"min": 2020, "max": 2026},
        "inhabitants_forecast": {"min": 2023, "max": 2050},
    }


def test_a_program_may_ask_as_much_as_the_page_gives(held: Store) -> None:
    assert api.MOST_ROWS == rows.MOST_ROWS
    themes = "steden=alle&cijfers=economy.governance.resilience&van=1990&tot=2026"
    count = len(held.cities()) * sum(i.theme != "environment" for i in held.indicators()) * 37
    assert 150_000 < count <= api.MOST_ROWS
    assert api.answer("rows.csv", themes).body.count(b"\n") == count + 1
    told = json.loads(api.answer("rows.json", themes).body)
    assert len(told["rows"]) == count
    assert told["rows"][-1]["year"] == 2026


def test_a_portal_finds_the_whole_data_set_and_can_read_it(held: Store) -> None:
    found = api.answer("dataset.jsonld", "", site="http://monitor/")
    assert (found.status, found.headers["Content-Type"]) == (200, "application/ld+json")
    told = json.loads(found.body)
    assert told["dct:identifier"] == held.id
    assert len(told["dcat:distribution"]) == len(held.manifest["files"]) > 5
    for one in told["dcat:distribution"]:
        url = urlsplit(one["dcat:downloadURL"]["@id"])
        assert url.netloc == "monitor"
        file = api.answer(url.path.removeprefix("/api/v1/"), url.query)
        assert (file.status, file.headers["Content-Type"]) == (200, "application/vnd.apache.parquet")
        assert hashlib.sha256(file.body).hexdigest() == one["spdx:checksum"]["spdx:checksumValue"]
        assert len(file.body) == int(one["dcat:byteSize"]["@value"])


@pytest.mark.parametrize("path", ["files/", "files/manifest.json", "files/../manifest.json", "files/%2e%2e/current", "files/regions"])
def test_no_other_file_is_given(path: str) -> None:
    assert api.answer(path, "").status == 404


def test_who_waits_too_long_for_a_large_answer_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "PATIENCE_S", 0.01)
    monkeypatch.setattr(api, "LARGE", 1)
    with api._turn:
        found = api.answer("rows.csv", GOOD)
        assert (found.status, found.headers["Retry-After"]) == (503, "30")
        assert api.answer("rows.csv", "steden=GM0355&cijfers=inhabitants&van=2020&tot=2020").status == 200, "a small one need not wait"
        assert api.answer("rows.xlsx", "steden=GM0355&cijfers=inhabitants&van=2020&tot=2020").status == 503, "a workbook takes a turn"
    assert api.answer("rows.csv", GOOD).status == 200


def test_only_two_wait_for_a_large_answer_and_the_next_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that waits is one that nobody else has."""
    monkeypatch.setattr(api, "PATIENCE_S", 10.0)
    monkeypatch.setattr(api, "LARGE", 1)
    with ThreadPoolExecutor(3) as pool:
        with api._turn:
            waiting = [pool.submit(api.answer, "rows.csv", GOOD) for _ in range(3)]
            until = time.monotonic() + 5
            while api._queue.acquire(blocking=False):
                api._queue.release()
                assert time.monotonic() < until
                time.sleep(0.01)
            began = time.monotonic()
            assert api.answer("rows.csv", GOOD).status == 503
            assert time.monotonic() - began < 1
        assert [one.result().status for one in waiting] == [200] * 3


def test_a_workbook_that_could_not_be_written_is_no_error_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> bytes:
        raise aside.Stopped("The process for exports stopped before it was done.")

    monkeypatch.setattr(aside, "run", stopped)
    assert api.answer("rows.xlsx", "steden=GM0356&cijfers=inhabitants&van=2019&tot=2019").status == 503
    monkeypatch.undo()
    assert api.answer("rows.xlsx", "steden=GM0356&cijfers=inhabitants&van=2019&tot=2019").status == 200


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_request_is_answered_or_refused(path: str, query: str) -> None:
    found = guide.answer(path, query)
    assert found.status in (200, 400, 404)
    assert found.body


def test_one_caller_is_limited_and_others_are_not() -> None:
    now = [0.0]
    limit = api.Limit(most=3, clock=lambda: now[0])
    assert [limit.wait("a") for _ in range(3)] == [0, 0, 0]
    assert limit.wait("a") == 20
    assert limit.wait("b") == 0
    now[0] = 20.0
    assert limit.wait("a") == 0
    assert limit.wait("a") > 0
