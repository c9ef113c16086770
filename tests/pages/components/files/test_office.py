"""A workbook opens in LibreOffice, a program by other people than us, with the values of the rows: every sheet, every kind of cell."""

import csv
import io
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from etl.store import Store
from pages.components.files import about, downloads
from pages.components.research import offer, rows
from pages.components.shell import aside
from pages.components.wording import words
from tests.pages.making import Figure, view

# Comma, double quotes, UTF-8, from line 1, no column formats, any language, quote texts only where needed, recognise no numbers,
# contents as they are and not as they are shown, no formulas, nothing removed, and every sheet in a file of its own.
FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
SHEETS = ("Toelichting", "Gegevens", "Tabel", "Codeboek", "Kolommen", "Tekens")
PATIENCE = 180

ODD = [
    '\'s-Gravenhage, "de stad"',
    "=SOM(A1)",
    "Súdwest-Fryslân",
    "-Noord",
    "@Ede",
    "+31",
    "Č̣ž 漢字",
    "twee  spaties",
    "1.234,5",
    "1e5",
    "waar",
    "TRUE",
]


def odd() -> pd.DataFrame:
    """Zero, negative, tiny and large figures, every reason, and names that a spreadsheet may take for something else."""
    cells: dict[str, list[Any]] = {n: [0.0, -2.5] for n in ODD}
    cells["-Noord"] = [-0.000001, 1e-6]
    cells["@Ede"] = [Figure(1234567.25, "provisional", 1234567.0, 1234567.5), Figure(-98765432.125, "revised")]
    cells |= {f"stad {n}": [reason, 17.299999] for n, reason in enumerate(words.REASONS)}
    return view(cells).rows


def frames(held: Store) -> dict[str, pd.DataFrame]:
    """The selections that are opened: made-up ones, real ones with every kind of row, a forecast, a survey with bounds, and none with a figure."""
    known = offer.make(held)
    return {
        "vreemd": odd(),
        "thema": rows.made(
            held, known.indicators(["resilience"]), known.codes(["in-PV21", "GM0518", "GM0363", "PV26", "NL01"]), 2010, 2026
        ),
        "prognose": rows.made(held, ["inhabitants_forecast", "inhabitants"], ["GM0355", "GM1900", "PV21"], 2020, 2050),
        "leeg": rows.made(held, ["sale_price"], ["GM0355"], held.years[0], held.years[0]),
    }


def workbook(held: Store, frame: pd.DataFrame) -> bytes:
    """The rows as the page gives them."""
    known = offer.make(held).known
    shown = [known[i] for i in dict.fromkeys(frame["indicator"]) if i in known]
    tables = tuple(t for t in dict.fromkeys(frame["table"]) if not t.startswith("0000"))
    said = about.make(held, 'Proef: "a, b" = é', [("Steden", "=1+1")], shown, tables, "http://monitor/tabellen?a=1&b=2", "2026-11-21")
    return downloads.excel_of(frame, said)


@pytest.fixture(scope="module")
def opened(held: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[pd.DataFrame, bytes, dict[str, list[list[str]]]]]:
    """Every selection with its workbook and the sheets as LibreOffice read them: opened once, for starting it takes seconds."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.fail("LibreOffice is needed to open the workbooks; install it with: sudo apt-get install libreoffice-calc-nogui")
    folder = tmp_path_factory.mktemp("office")
    asked = frames(held)
    books = {name: workbook(held, frame) for name, frame in asked.items()}
    paths = []
    for name, data in books.items():
        paths.append(folder / f"{name}.xlsx")
        paths[-1].write_bytes(data)
    command = [
        office,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        FILTER,
        "--outdir",
        str(folder),
    ]
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, timeout=PATIENCE, check=False)
    return {name: (frame, books[name], sheets(folder, name, done)) for name, frame in asked.items()}


def sheets(folder: Path, name: str, done: "subprocess.CompletedProcess[str]") -> dict[str, list[list[str]]]:
    """The cells of each sheet as texts."""
    found = {}
    for sheet in SHEETS:
        path = folder / f"{name}-{sheet}.csv"
        assert path.exists(), f"LibreOffice did not open {name}: {done.stdout} {done.stderr}"
        found[sheet] = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    return found


@pytest.fixture(params=["vreemd", "thema", "prognose", "leeg"])
def one(request: pytest.FixtureRequest, opened: Any) -> tuple[pd.DataFrame, bytes, dict[str, list[list[str]]]]:
    return opened[request.param]  # type: ignore[no-any-return]


def plain(cell: Any) -> Any:
    """A cell of a row: None where there is nothing."""
    if cell is None or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell)):
        return None
    return cell


def same(told: str, cell: Any) -> bool:
    """Whether a text of LibreOffice is the value of a cell."""
    cell = plain(cell)
    if cell is None:
        return told == ""
    if isinstance(cell, bool):
        return told == str(cell).upper()
    if isinstance(cell, int | float):
        return told != "" and float(told) == cell
    return told == downloads.harmless(str(cell))


def test_every_row_has_its_values(one: Any) -> None:
    frame, _, found = one
    head, *lines = found["Gegevens"]
    assert head == list(about.HEADERS.values())
    assert len(lines) == len(frame)
    spoken = about.spoken(frame["rule"].dropna().unique())
    said = frame.assign(**{column: frame[column].map(known) for column, known in spoken.items()})
    assert not set(said["missing"].dropna()) & set(words.REASONS)
    for line, row in zip(lines, said.astype(object).itertuples(index=False, name=None), strict=True):
        assert [same(told, cell) for told, cell in zip(line, row, strict=True)] == [True] * len(row), (line, row)


def test_the_wide_table_has_every_figure_and_counts_the_empty_cells(one: Any) -> None:
    frame, _, found = one
    head, *lines = found["Tabel"]
    years = [int(y) for y in head[4:-2]]
    told = {(line[0], line[3], year): cell for line in lines for year, cell in zip(years, line[4:-2], strict=True)}
    assert sum(int(line[-2]) for line in lines) == frame["value"].isna().sum()
    assert len(lines) == len(frame.groupby(["indicator", "region"]))
    for row in frame.to_dict("records"):
        cell = told[row["title"], row["region"], row["year"]]
        assert same(cell, row["value"])


def test_all_other_sheets_say_what_the_file_says(one: Any) -> None:
    """Read by openpyxl and by LibreOffice, the words are the same, and nothing was run as a formula."""
    _, book, found = one
    for name in ("Toelichting", "Codeboek", "Kolommen", "Tekens"):
        sheet = openpyxl.load_workbook(io.BytesIO(book))[name]
        written = [["" if cell is None else str(cell) for cell in line] for line in sheet.iter_rows(values_only=True)]
        width = max(len(line) for line in written)
        assert [[*line, *[""] * (width - len(line))] for line in found[name]] == written, name
    assert "=1+1" in {cell for line in found["Toelichting"] for cell in line}


def test_the_selections_hold_what_is_hard(opened: Any) -> None:
    """Else the tests above could pass for want of anything to get wrong."""
    every = pd.concat([frame for frame, _, _ in opened.values()])
    assert set(every["missing"].dropna()) == set(words.REASONS)
    assert {"forecast", "provisional"} <= set(every["status"].dropna())
    assert (every["value"] == 0).any()
    assert (every["value"] < 0).any()
    assert every["low"].notna().any()
    assert {n for n in ODD} <= set(every["name"])
    assert opened["leeg"][0]["value"].isna().all()


@pytest.fixture(autouse=True, scope="module")
def _here() -> Any:
    """Write workbooks in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aside, "run", lambda work, *args: work(*args))
        yield
