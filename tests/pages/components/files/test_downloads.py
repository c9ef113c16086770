"""Files hold the rows of the view: every figure, every reason, nothing that a spreadsheet would run."""

import csv as reader
import io
import math
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.store import Store
from etl.view import View, make
from pages.components.choice import selection
from pages.components.files import downloads
from pages.components.research import offer, rows
from tests.pages.making import Figure, steady, view


def read(data: bytes) -> list[dict[str, str]]:
    """The file as a stranger's program reads it."""
    return list(reader.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def agree(made: View, found: list[dict[str, str]]) -> None:
    """Every row of the view stands in the file, in order, with the same content."""
    assert len(found) == len(made.rows)
    for row, line in zip(made.rows.to_dict("records"), found, strict=True):
        assert (line["region_code"], int(line["year"]), line["snapshot"]) == (row["region"], row["year"], made.store.id)
        assert line["region"].removeprefix("'") == row["name"] or line["region"] == row["name"]
        if math.isnan(row["value"]):
            assert line["value"] == ""
            assert line["missing"] == row["missing"] != ""
            assert line["status"] == ""
        else:
            assert float(line["value"]) == row["value"]
            assert line["missing"] == ""
            assert line["status"] == row["status"]


def test_file_equals_the_rows_with_zero_negatives_and_reasons() -> None:
    made = view({**steady(0, -2.5, "secret", "not_yet", Figure(1234567.25, "provisional")), "Nederland": ["impossible"]}, city="B")
    found = read(downloads.csv(made))
    agree(made, found)
    by_name = {line["region"]: line for line in found}
    assert by_name["A"]["value"] in ("0", "0.0")
    assert by_name["B"]["value"] == "-2.5", "a negative figure is a number, not a formula"
    assert by_name["C"]["missing"] == "secret"
    assert by_name["E"]["value"] == "1234567.25"
    assert by_name["E"]["status"] == "provisional"
    assert by_name["Nederland"]["missing"] == "impossible"


def test_file_names_its_columns_and_says_what_the_figure_is() -> None:
    (line, *_) = read(downloads.csv(view(steady(1))))
    assert list(line)[:6] == ["region_code", "region", "position", "indicator", "title", "year"]
    assert {"value", "unit", "decimals", "status", "missing", "low", "high", "table", "snapshot"} <= set(line)
    assert (line["indicator"], line["unit"], line["table"], line["position"]) == ("share", "%", "00001NED", "3")


@pytest.mark.parametrize("city", [None, "GM0345"])
def test_file_of_every_indicator_equals_its_view(held: Store, city: str | None) -> None:
    for shown in held.indicators():
        chosen = held.city(city) if city else None
        made = make(held, shown, next(iter(selection.groups(held, chosen).values())), chosen)
        agree(made, read(downloads.csv(made)))


@pytest.mark.parametrize("text", ["=1+1", "+31", "-cmd", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")'])
def test_text_that_looks_like_a_formula_is_made_harmless(text: str) -> None:
    frame = pd.DataFrame({"name": [text, "Zeist"], "value": [-1.5, 2.0]})
    found = read(downloads.csv_of(frame))
    assert found[0]["region"] == "'" + text
    assert found[1]["region"] == "Zeist"
    assert [line["value"] for line in found] == ["-1.5", "2"]


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), st.floats(-1e6, 1e6)), min_size=1))
def test_any_text_comes_back_and_none_starts_a_formula(pairs: list[tuple[str, float]]) -> None:
    frame = pd.DataFrame({"name": pd.Series([t for t, _ in pairs], dtype="object"), "value": [v for _, v in pairs]})
    found = read(downloads.csv_of(frame))
    for (text, value), line in zip(pairs, found, strict=True):
        assert line["region"] in (text, f"'{text}")
        assert not line["region"].startswith(("=", "+", "-", "@", "\t", "\r"))
        assert float(line["value"]) == value


def test_the_rows_of_the_tables_page_travel_whole(held: Store) -> None:
    codes = offer.make(held).codes(["positie-2", "GM0345", "NL01"])
    frame = rows.select(held, ["hospital_distance", "inhabitants"], codes, 2003, 2024)
    found = read(downloads.csv_of(frame))
    assert len(found) == len(frame) == len(codes) * 2 * 22
    assert sum(line["value"] == "" for line in found) == int(frame["value"].isna().sum())
    assert all((line["value"] == "") == (line["missing"] != "") for line in found)


def test_no_selection_gives_no_rows_and_no_error(held: Store) -> None:
    for chosen, codes in (([], ["GM0345"]), (["inhabitants"], []), ([], [])):
        frame = rows.select(held, chosen, codes, 2000, 2001)
        assert len(frame) == 0
        assert len(rows.shown(frame)) == 0
        assert read(downloads.csv_of(frame)) == []


def test_shown_rows_have_a_dash_and_a_reason_where_a_figure_is_missing(held: Store) -> None:
    codes = offer.make(held).codes(["alle"])
    frame = rows.select(held, ["hospital_distance"], codes, 2007, 2024)
    shown = rows.shown(frame)
    empty = frame["value"].isna()
    assert empty.any()
    assert (shown["waarde"][empty] == "–").all()
    assert (shown["reden van leegte"][empty] != "").all()
    assert (shown["reden van leegte"][~empty] == "").all()


def test_zero_is_shown_as_zero(held: Store) -> None:
    frame = rows.select(held, ["inhabitants"], ["GM0345"], 2020, 2020).assign(value=0.0)
    assert rows.shown(frame)["waarde"].tolist() == ["0"]


def test_file_names_say_what_is_inside(held: Store) -> None:
    made = make(held, held.definitions.indicators["share_65_plus"], selection.whole(held), held.city("GM0345"))
    name = downloads.name(made, "csv")
    assert re.fullmatch(rf"[a-z0-9-]+_veenendaal_{made.years[0]}-{made.years[-1]}_{held.id.lower()}\.csv", name)
    many = rows.file_name(held, ["a_b", "c", "d", "e", "f"], 2000, 2001)
    assert many == f"midsize-monitor_a-b-c-d-en-2-meer_2000-2001_{held.id.lower()}.csv"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Inwoners van 65 jaar of ouder", "inwoners-van-65-jaar-of-ouder"),
        ("Súdwest-Fryslân", "sudwest-fryslan"),
        ("’s-Hertogenbosch", "s-hertogenbosch"),
    ],
)
def test_slugs_are_plain(text: str, slug: str) -> None:
    assert downloads.slug(text) == slug


@given(st.text())
def test_a_file_name_can_never_leave_its_folder(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]*", downloads.slug(text))
