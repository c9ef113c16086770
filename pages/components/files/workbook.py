"""A selection as an Excel workbook for people: cover, rows, a wide table, and sheets that explain them. Plain values in, bytes out.

Only strings and numbers are written, never a formula. Knows neither Streamlit nor the store, so that it can run in a process of its own.
"""

import io
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import xlsxwriter

Row = Sequence[Any]

MOST_ROWS = 100_000
"""Rows a workbook may hold: beyond it people's programs become slow, and CSV or Parquet serve better."""

_ROOM = 1.05
"""How much more room a line takes than its letters, because words are not broken."""
_BESIDE = {"title": 34, "unit": 18, "region": 22, "region_code": 10}
"""The columns before the years in the wide table, with their widths."""
_WIDTHS = {"Codeboek": (24, 34, 60, 22, 16, 40, 40, 40, 40, 60), "Kolommen": (22, 24, 120), "Tekens": (42, 36, 20)}


def book(
    cover: Sequence[tuple[str, str]],
    stream: bytes,
    decimals: Mapping[str, int],
    headers: Mapping[str, str],
    spoken: Mapping[str, Mapping[str, str]],
    sheets: Mapping[str, tuple[Sequence[str], Sequence[Row]]],
    day: str,
) -> bytes:
    """The workbook. `stream` is the long table as an Arrow stream; `decimals` per indicator id; `headers` the words above each column;
    `spoken` per column the words in place of its codes; `sheets` are the other sheets, each with its header and rows; `day` (ISO) is when it was made: the same
    rows on the same day give the same bytes.

    The long table must hold the columns region_code, region, indicator, title, year, value, unit and missing; nulls are empty cells.
    """
    table = pa.ipc.open_stream(stream).read_all()
    header = table.column_names
    rows: list[Row] = list(zip(*(_said(table, name, spoken.get(name, {})) for name in header), strict=True))
    sink = io.BytesIO()
    # Constant memory: rows are written from top to bottom and leave the memory at once.
    workbook = xlsxwriter.Workbook(
        sink, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    )
    workbook.set_properties({"title": cover[0][1][:200], "author": "Midsize Monitor", "created": datetime.fromisoformat(day)})
    formats = _Formats(workbook)
    _cover(workbook.add_worksheet("Toelichting"), formats, cover)
    _long(workbook.add_worksheet("Gegevens"), formats, header, headers, rows, decimals)
    _wide(workbook.add_worksheet("Tabel"), formats, header, headers, rows, decimals)
    for name, (head, lines) in sheets.items():
        _plain(workbook.add_worksheet(name), formats, head, lines, _WIDTHS.get(name, ()))
    workbook.close()
    return sink.getvalue()


def _said(table: pa.Table, name: str, known: Mapping[str, str]) -> list[Any]:
    """The cells of a column, codes in words."""
    cells = table[name].to_pylist()
    return [known.get(cell, cell) for cell in cells] if known else cells


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._numbers: dict[int, Any] = {}
        self.head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = workbook.add_format({"bold": True, "font_size": 16})
        self.label = workbook.add_format({"bold": True, "valign": "top"})
        self.wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.year = workbook.add_format({"bold": True, "bottom": 1, "valign": "top", "align": "right", "num_format": "0"})
        self.beside = workbook.add_format({"bold": True, "bottom": 1, "valign": "top", "indent": 1})
        self.reason = workbook.add_format({"indent": 1})
        self.empty = workbook.add_format({"bg_color": "#EDEAE4"})

    def number(self, decimals: int) -> Any:
        """Thousands and decimals as the reader's own Excel writes them: a Dutch one gives 1.234,5."""
        places = max(decimals, 0)
        if places not in self._numbers:
            self._numbers[places] = self._workbook.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})
        return self._numbers[places]


def _height(cells: Sequence[tuple[str, int]]) -> float:
    """Points for a row of wrapped texts in columns of a width in characters: not every program works this out when it opens a file."""
    return 15.0 * max((math.ceil(len(text) * _ROOM / width) for text, width in cells if text), default=1)


def _print(sheet: Any) -> None:
    """On paper: as wide as the page, with the header on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _cover(sheet: Any, formats: _Formats, cover: Sequence[tuple[str, str]]) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for at, (label, text) in enumerate(cover):
        if at == 0:
            sheet.write_string(0, 0, text, formats.title)
            continue
        sheet.set_row(at + 1, _height([(text, 100)]))
        sheet.write_string(at + 1, 0, label, formats.label)
        sheet.write_string(at + 1, 1, text, formats.wrap)


def _long(
    sheet: Any, formats: _Formats, header: Sequence[str], headers: Mapping[str, str], rows: Sequence[Row], decimals: Mapping[str, int]
) -> None:
    """One observation per row, in the columns of the CSV."""
    _print(sheet)
    sheet.freeze_panes(1, 0)
    widths = {"region": 22, "title": 34, "unit": 18, "missing": 30, "break": 30, "rule": 34, "snapshot": 24, "table": 14, "indicator": 24}
    widths |= {"borders": 32, "status": 14}
    for column, name in enumerate(header):
        sheet.set_column(column, column, widths.get(name, 11))
        sheet.write_string(0, column, headers.get(name, name), formats.head)
    which = header.index("indicator")
    measured = {header.index(name) for name in ("value", "low", "high")}
    for at, row in enumerate(rows, 1):
        number = formats.number(decimals.get(row[which], 0))
        for column, cell in enumerate(row):
            if cell is None:
                continue
            if isinstance(cell, str):
                sheet.write_string(at, column, cell)
            elif isinstance(cell, bool):
                sheet.write_boolean(at, column, cell)
            elif column in measured:
                sheet.write_number(at, column, cell, number)
            else:
                sheet.write_number(at, column, cell)
    sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)


def _wide(
    sheet: Any, formats: _Formats, header: Sequence[str], headers: Mapping[str, str], rows: Sequence[Row], decimals: Mapping[str, int]
) -> None:
    """A row per figure and municipality, a column per year of nothing but numbers. A cell without a figure is empty and grey; the last two
    columns say how many there are in the row, and why."""
    _print(sheet)
    at = {name: header.index(name) for name in ("region_code", "region", "indicator", "title", "year", "value", "unit", "missing")}
    years = sorted({row[at["year"]] for row in rows})
    column = {year: len(_BESIDE) + n for n, year in enumerate(years)}
    last = len(_BESIDE) + len(years)
    for n, (name, width) in enumerate(_BESIDE.items()):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, headers[name], formats.head)
    for year, n in column.items():
        sheet.set_column(n, n, 11)
        sheet.write_number(0, n, year, formats.year)
    sheet.set_column(last, last, 11)
    sheet.write_string(0, last, "lege jaren", formats.year)
    sheet.set_column(last + 1, last + 1, 60)
    sheet.write_string(0, last + 1, "waarom leeg", formats.beside)
    sheet.freeze_panes(1, len(_BESIDE))
    lines: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        lines.setdefault((row[at["indicator"]], row[at["region_code"]]), []).append(row)
    for n, ((indicator, _), cells) in enumerate(lines.items(), 1):
        for place, name in enumerate(_BESIDE):
            sheet.write_string(n, place, cells[0][at[name]])
        lacking: list[tuple[int, str]] = []
        for row in sorted(cells, key=lambda r: r[at["year"]]):
            year, value = row[at["year"]], row[at["value"]]
            if value is not None:
                sheet.write_number(n, column[year], value, formats.number(decimals.get(indicator, 0)))
            else:
                sheet.write_blank(n, column[year], None, formats.empty)
                lacking.append((year, row[at["missing"]] or ""))
        sheet.write_number(n, last, len(lacking))
        if lacking:
            sheet.write_string(n, last + 1, why(lacking), formats.reason)


def why(lacking: Sequence[tuple[int, str]]) -> str:
    """Years without a figure and their reasons, in order of year: `2010–2012 geheim; 2015 nog niet verschenen`."""
    runs: list[tuple[int, int, str]] = []
    for year, reason in lacking:
        if runs and runs[-1][1] == year - 1 and runs[-1][2] == reason:
            runs[-1] = (runs[-1][0], year, reason)
        else:
            runs.append((year, year, reason))
    return "; ".join(f"{first if first == last else f'{first}–{last}'} {reason}".strip() for first, last, reason in runs)


def _plain(sheet: Any, formats: _Formats, header: Sequence[str], rows: Sequence[Row], widths: Sequence[int]) -> None:
    _print(sheet)
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(header):
        sheet.set_column(column, column, widths[column] if column < len(widths) else 20)
        sheet.write_string(0, column, name, formats.head)
    for at, row in enumerate(rows, 1):
        sheet.set_row(at, _height([(cell, width) for cell, width in zip(row, widths, strict=False) if isinstance(cell, str)]))
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(at, column, cell, formats.wrap)
            elif cell is not None:
                sheet.write_number(at, column, cell)
