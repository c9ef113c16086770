"""Every kind of file reads back as the rows on the screen: CSV, Excel and Parquet, for any selection, with a description that is true."""

import csv as reader
import io
import json
import math
import zipfile
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from csvw import CSVW
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl import spreadsheets
from etl.store import Store
from etl.store import open as open_store
from pages.components.files import about, downloads, workbook
from pages.components.files.about import About
from pages.components.research import offer, rows
from pages.components.shell import aside
from pages.components.wording import words
from tests.pages.making import Figure, view

HELD = open_store()
OFFER = offer.make(HELD)
FORECASTS = [i.id for i in OFFER.known.values() if i.forecast_of]
NAMES = [i.id for i in HELD.indicators()] + FORECASTS
CODES = [c.code for c in HELD.cities()] + ["NL01", "GM0363", "PV26"]


@st.composite
def selections(draw: Any) -> tuple[list[str], list[str], int, int]:
    chosen = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=6, unique=True))
    begin, end = OFFER.years(chosen)
    first = draw(st.integers(begin, end))
    return chosen, codes, first, draw(st.integers(first, end))


def described(frame: pd.DataFrame, chosen: list[str]) -> About:
    shown = [OFFER.known[i] for i in chosen]
    return about.make(
        HELD, "Proef", [("Steden", "een paar")], shown, tuple(dict.fromkeys(frame["table"])), "http://monitor/tabellen", "2026-11-21"
    )


def plain(cell: Any) -> Any:
    """A cell as every kind of file can hold it: no figure is None, a whole number is a number."""
    if cell is None or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if isinstance(cell, bool):
        return cell
    return float(cell) if isinstance(cell, int | float) else str(cell)


def expected(frame: pd.DataFrame) -> list[list[Any]]:
    return [[plain(cell) for cell in row] for row in frame.astype(object).itertuples(index=False, name=None)]


def from_csv(data: bytes, like: pd.DataFrame) -> list[list[Any]]:
    numeric = [pd.api.types.is_numeric_dtype(like[c]) for c in like.columns]
    lines = list(reader.reader(io.StringIO(data.decode("utf-8"), newline="")))
    known: dict[str, Any] = {"": None, "true": True, "false": False}
    return [
        [known[text] if text in known else float(text) if number else text for text, number in zip(line, numeric, strict=True)]
        for line in lines[1:]
    ]


def from_excel(data: bytes) -> list[list[Any]]:
    """The rows of a workbook, its Dutch headers and words put back into names and codes with the workbook's own sheets."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    head, *lines = list(book["Gegevens"].iter_rows(values_only=True))
    names = dict(line[:2] for line in book["Kolommen"].iter_rows(min_row=2, values_only=True))
    codes = {(names[line[2]], line[0]): line[1] for line in book["Tekens"].iter_rows(min_row=2, values_only=True)}
    assert [names[one] for one in head] == list(about.COLUMNS)
    assert not {cell for line in lines for cell in line if isinstance(cell, str)} & {*words.REASONS, *words.STATUSES, *about.BORDERS}
    width = len(head)
    full = [(*line, *[None] * (width - len(line))) for line in lines]
    return [[plain(codes.get((names[one], cell), cell)) for one, cell in zip(head, line, strict=True)] for line in full]


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write workbooks in this process: another one per example would only test the operating system."""
    monkeypatch.setattr(aside, "run", lambda work, *args: work(*args))


@settings(max_examples=200, deadline=None)
@given(selections())
@example(([*FORECASTS, "inhabitants"], ["GM0355", "GM0363", "PV26", "NL01"], 2015, 2050))
@example(([*FORECASTS, "inhabitants"], ["GM0355"], 2015, 2020))
def test_any_selection_reads_back_from_every_file(choice: tuple[list[str], list[str], int, int]) -> None:
    chosen, codes, first, last = choice
    frame = rows.select(HELD, chosen, codes, first, last)
    assert len(frame) == OFFER.count(chosen, len(codes), first, last)
    said, want = described(frame, chosen), expected(frame)
    assert from_csv(downloads.csv_of(frame), frame) == want
    aside_run, aside.run = aside.run, lambda work, *args: work(*args)  # type: ignore[assignment]
    try:
        assert from_excel(downloads.excel_of(frame, said)) == want
    finally:
        aside.run = aside_run
    back = pq.read_table(io.BytesIO(downloads.parquet_of(frame, said))).to_pandas()
    assert expected(back) == want


def odd() -> pd.DataFrame:
    """Zero, a negative figure, every reason, and names that files stumble over."""
    names = ['\'s-Gravenhage, "de stad"', "=SOM(A1)", "Súdwest-Fryslân", "-Noord", "@Ede"]
    cells: dict[str, list[Any]] = {n: [0.0] for n in names}
    cells["-Noord"] = [-2.5]
    cells["@Ede"] = [Figure(1234567.25, "provisional", 1234567.0, 1234567.5)]
    cells |= {f"stad {n}": [reason] for n, reason in enumerate(words.REASONS)}
    return view(cells).rows


def test_odd_names_zero_negatives_and_every_reason_survive() -> None:
    frame = odd()
    said = described(frame, [])
    want = expected(frame)
    for line in want:
        line[1] = spreadsheets.harmless(line[1])
    assert from_csv(downloads.csv_of(frame), frame) == want
    book = downloads.excel_of(frame, said)
    assert from_excel(book) == want
    assert set(frame["missing"].dropna()) == set(words.REASONS)
    for sheet in openpyxl.load_workbook(io.BytesIO(book)):
        assert not [c.coordinate for line in sheet.iter_rows() for c in line if c.data_type == "f"], "no cell may hold a formula"


def test_the_workbook_explains_itself() -> None:
    frame = rows.select(HELD, ["share_65_plus", "sale_price"], ["GM0355", "GM0294"], 2015, 2025)
    said = described(frame, ["share_65_plus", "sale_price"])
    book = openpyxl.load_workbook(io.BytesIO(downloads.excel_of(frame, said)))
    assert book.sheetnames == ["Toelichting", "Gegevens", "Tabel", "Codeboek", "Kolommen", "Tekens"]
    cover = {line[0]: line[1] for line in book["Toelichting"].iter_rows(values_only=True) if line[0]}
    assert cover["Link"] == "http://monitor/tabellen"
    assert HELD.id in cover["Momentopname"]
    assert "CC BY 4.0" in cover["Licentie"]
    assert "Geraadpleegd op 21 november 2026" in cover["Zo verwijst u"]
    wide = [list(line) for line in book["Tabel"].iter_rows(values_only=True)]
    assert wide[0] == ["cijfer", "eenheid", "gemeente of gebied", "code", *range(2015, 2026), "lege jaren", "waarom leeg"]
    assert len(wide) == 1 + 4
    assert [r[0] for r in book["Codeboek"].iter_rows(min_row=2, values_only=True)] == [e.id for e in said.entries]
    assert {e.id for e in said.entries} == {"share_65_plus", "sale_price"}
    signs = {r[1]: r[0] for r in book["Tekens"].iter_rows(min_row=2, values_only=True)}
    assert signs.items() >= {**words.REASONS, **about.BORDERS}.items()
    columns = list(book["Kolommen"].iter_rows(min_row=2, values_only=True))
    assert [c[1] for c in columns] == list(about.COLUMNS)
    assert ("gemeente of gebied", "region") in {c[:2] for c in columns}
    assert len({c[0] for c in columns}) == len(columns)
    assert book["Gegevens"].freeze_panes == "A2"
    shares = [c for c in book["Gegevens"]["G"][1:] if isinstance(c.value, float)]
    assert {c.number_format for c in shares} <= {"#,##0.0", "#,##0"}


def gaps() -> pd.DataFrame:
    """Every reason, alone and in stretches of years, beside a city with all its figures."""
    reasons = list(words.REASONS)
    cells: dict[str, list[Any]] = {f"stad {n}": [reason, reason, 1.5, reasons[n - 1]] for n, reason in enumerate(reasons)}
    return view({**cells, "vol": [0.0, -1.0, 2.0, 3.0]}).rows


@pytest.mark.parametrize(
    "frame",
    [gaps(), rows.select(HELD, ["hospital_distance", "sale_price"], ["GM0355", "GM1992", "NL01"], 1990, 2026)],
    ids=["every reason", "real rows"],
)
def test_the_wide_table_holds_numbers_only_and_tells_beside_them_why_cells_are_empty(frame: pd.DataFrame) -> None:
    book = openpyxl.load_workbook(io.BytesIO(downloads.excel_of(frame, described(frame, []))))
    head, *lines = list(book["Tabel"].iter_rows(values_only=True))
    years = head[4:-2]
    assert list(years) == sorted(set(frame["year"]))
    assert frame["value"].isna().any()
    found, why = {}, {}
    for line in lines:
        cells = dict(zip(years, line[4:-2], strict=True))
        assert all(cell is None or isinstance(cell, int | float) for cell in cells.values())
        assert line[-2] == sum(cell is None for cell in cells.values())
        assert (line[-1] is None) == (line[-2] == 0)
        for part in filter(None, (line[-1] or "").split("; ")):
            span, reason = part.split(" ", 1)
            ends = [int(year) for year in span.split("–")]
            why |= {(line[0], line[3], year): reason for year in range(ends[0], ends[-1] + 1)}
        found |= {(line[0], line[3], year): cell for year, cell in cells.items()}
    assert len(found) == len(frame)
    for row in frame.to_dict("records"):
        key = (row["title"], row["region"], row["year"])
        assert plain(found[key]) == plain(row["value"])
        assert why.get(key) == (words.REASONS[row["missing"]] if found[key] is None else None)
    grey = {c.fill.bgColor.rgb for line in book["Tabel"].iter_rows(min_row=2) for c in line[4:-2] if c.value is None}
    assert len(grey) == 1, "an empty cell looks like one that was left empty on purpose"
    cover = {line[0]: line[1] for line in book["Toelichting"].iter_rows(values_only=True) if line[0]}
    for reason, count in frame["missing"].value_counts().items():
        assert f"{count} {words.REASONS[str(reason)]}" in cover["Waarom leeg"].split("; ")


def test_no_two_codes_of_a_column_get_the_same_words() -> None:
    rules = ["add", "renamed", "weighted by @inhabitants", "weighted by inhabitants", "weighted by Bevolking"]
    for column, known in about.spoken(rules).items():
        assert len(set(known.values())) == len(known), column
        assert not set(known) & set(known.values())
    stored = HELD.panel("inhabitants").frame()["rule"].dropna().unique()
    assert set(about.spoken(map(str, stored))["rule"]) == set(stored) != set()


def test_the_citation_of_a_file_is_the_same_for_programs_that_keep_references() -> None:
    frame = rows.select(HELD, ["share_65_plus"], ["GM0355"], 2015, 2025)
    said = described(frame, ["share_65_plus"])
    assert said.work.title == said.title
    assert said.work.link == said.link
    assert (said.work.version, said.work.day) == (HELD.id, "2026-11-21")
    assert said.work.note.startswith(words.origin(HELD, rows.tables(HELD, frame)))
    assert said.work.note.startswith(said.citation.split("; bewerking")[0])
    councils = next(i for i in NAMES if "council_elections" in OFFER.known[i].tables)
    other = rows.select(HELD, [councils], ["GM0355"], 2015, 2025)
    assert described(other, [councils]).work.makers == ("Kiesraad", "Midsize Monitor")


def test_parquet_says_what_it_is_in_its_schema() -> None:
    frame = rows.select(HELD, ["share_65_plus"], ["GM0355"], 2015, 2025)
    schema = pq.read_schema(io.BytesIO(downloads.parquet_of(frame, described(frame, ["share_65_plus"]))))
    told = {k.decode(): v.decode() for k, v in schema.metadata.items()}
    assert told["snapshot"] == HELD.id
    assert told["licence"].endswith("by/4.0/")
    assert json.loads(told["codebook"])[0]["id"] == "share_65_plus"
    assert all(field.metadata[b"description"] for field in schema)


def test_the_description_of_the_csv_is_valid_and_true(tmp_path: Any) -> None:
    frame = rows.select(HELD, ["share_65_plus", "net_participation"], ["GM0355", "GM0294", "NL01"], 2000, 2026)
    data = downloads.described_of(frame, described(frame, ["share_65_plus", "net_participation"]), "rijen.csv")
    with zipfile.ZipFile(io.BytesIO(data)) as folder:
        assert folder.namelist() == ["rijen.csv", "rijen.csv-metadata.json"]
        folder.extractall(tmp_path)
    checked = CSVW(str(tmp_path / "rijen.csv"), md_url=str(tmp_path / "rijen.csv-metadata.json"), validate=True)
    assert checked.is_valid, [str(w.message) for w in checked.warnings]
    told = json.loads((tmp_path / "rijen.csv-metadata.json").read_text(encoding="utf-8"))
    head = (tmp_path / "rijen.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert [c["name"] for c in told["tableSchema"]["columns"]] == [h.strip('"') for h in head]


def test_every_column_of_a_file_is_described(held: Store) -> None:
    frame = rows.select(held, ["share_65_plus"], ["GM0355"], 2020, 2025).rename(columns={"region": "region_code", "name": "region"})
    assert list(frame.columns) == list(about.COLUMNS)


def test_work_aside_gives_its_result_and_its_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert aside.run(max, 3, 5) == 5
    with pytest.raises(ValueError, match="invalid literal"):
        aside.run(int, "x")


def test_a_worker_that_died_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    import signal

    monkeypatch.undo()
    first = aside.run(os.getpid)
    os.kill(first, signal.SIGKILL)
    second = aside.run(os.getpid)
    assert second not in (first, os.getpid())


def test_a_workbook_is_made_in_the_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    frame = rows.select(HELD, ["share_65_plus"], ["GM0355"], 2020, 2025)
    assert from_excel(downloads.excel_of(frame, described(frame, ["share_65_plus"]))) == expected(frame)


def test_the_size_is_about_that_of_the_file() -> None:
    frame = rows.select(HELD, NAMES[:10], CODES[:60], 2000, 2025)
    real = len(downloads.csv_of(frame))
    said = float(rows.size(frame).split("\u00a0")[0].replace(",", "."))
    assert said * 1e6 == pytest.approx(real, rel=0.35)


def test_too_many_rows_for_excel_are_known() -> None:
    assert workbook.MOST_ROWS < rows.MOST_ROWS
