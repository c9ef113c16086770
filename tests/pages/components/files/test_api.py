"""Plain addresses: the same rows as the page, refused with a sentence where the page would guess, and never too much at once."""

import csv
import io
import json
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.store import Store
from pages.components.files import api, downloads
from pages.components.research import rows

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
        ("rows.xml", GOOD, "Did you mean 'rows.csv'?"),
        ("rows.csv", GOOD + "&formaat=1", "'formaat' is no parameter"),
        ("rows.csv", "&".join(f"steden=GM{n:04d}" for n in range(30)), "More than 20 parameters were given"),
        ("rows.csv", GOOD + "&van=2016", "'van' is given twice"),
        ("rows.csv", "cijfers=inhabitants", "'steden' is missing"),
        ("rows.csv", "steden=GM0355", "'cijfers' is missing"),
        ("rows.csv", "steden=GM9999&cijfers=inhabitants", "'GM9999' is no known value of 'steden'"),
        ("rows.csv", "steden=GM0355&cijfers=inhabitant", "Did you mean 'inhabitants'?"),
        ("rows.csv", GOOD.replace("2015", "1850"), "'van=1850' is no year of this snapshot"),
        ("rows.csv", "steden=GM0355&cijfers=inhabitants&van=2020&tot=2015", "swap them"),
        ("rows.csv", GOOD + "&snapshot=20200101T000000Z-0000", "is not kept here"),
        ("rows.csv", GOOD + "&snapshot=../../etc", "is not kept here"),
    ],
)
def test_what_is_not_known_is_refused_with_a_sentence(path: str, query: str, words: str) -> None:
    found = api.answer(path, query)
    assert found.status == 400
    assert words in found.body.decode()
    assert re.search(r"[.?]\n$", found.body.decode())
    assert found.headers["Content-Type"].startswith("text/plain")


def test_too_many_rows_are_refused_before_they_are_made(held: Store) -> None:
    names = ".".join(i.id for i in held.indicators())
    found = api.answer("rows.csv", f"steden=alle&cijfers={names}")
    assert found.status == 400
    assert f"at most {api.MOST_ROWS}" in found.body.decode()


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


def test_who_waits_too_long_for_a_large_answer_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "PATIENCE_S", 0.01)
    monkeypatch.setattr(api, "LARGE", 1)
    with api._turn:
        found = api.answer("rows.csv", GOOD)
        assert (found.status, found.headers["Retry-After"]) == (503, "30")
        assert api.answer("rows.csv", "steden=GM0355&cijfers=inhabitants&van=2020&tot=2020").status == 200, "a small one need not wait"
    assert api.answer("rows.csv", GOOD).status == 200


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_request_is_answered_or_refused(path: str, query: str) -> None:
    found = api.answer(path, query)
    assert found.status in (200, 400)
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
