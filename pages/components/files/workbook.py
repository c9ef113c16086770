"""A selection as an Excel workbook for people: cover, rows, a wide table, codebook and the meaning of signs. Plain values in, bytes out.

Only strings and numbers are written, never a formula. Knows neither Streamlit nor the store, so that it can run in a process of its own.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import xlsxwriter

Row = Sequence[Any]

MOST_ROWS = 100_000
"""Rows a workbook may hold: beyond it people's programs become slow, and CSV or Parquet serve better."""

_WIDE_YEARS = ("cijfer", "eenheid", "gemeente", "code")


def book(
    cover: Sequence[tuple[str, str]],
    stream: bytes,
    decimals: Mapping[str, int],
    codebook: tuple[Sequence[str], Sequence[Row]],
    signs: Sequence[tuple[str, str, str]],
) -> bytes:
    """The workbook. `stream` is the long table as an Arrow stream; `decimals` per indicator id; `signs` are (sign, kind, meaning).

    The long table must hold the columns region_code, region, indicator, title, year, value, unit and missing; nulls are empty cells.
    """
    table = pa.ipc.open_stream(stream).read_all()
    header = table.column_names
    rows: list[Row] = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    sink = io.BytesIO()
    # Constant memory: rows are written from top to bottom and leave the memory at once.
    workbook = xlsxwriter.Workbook(
        sink, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    )
    formats = _Formats(workbook)
    _cover(workbook.add_worksheet("Toelichting"), formats, cover)
    _long(workbook.add_worksheet("Gegevens"), formats, header, rows, decimals)
    _wide(workbook.add_worksheet("Tabel"), formats, header, rows, decimals)
    _plain(workbook.add_worksheet("Codeboek"), formats, codebook[0], codebook[1], (24, 34, 60, 22, 16, 40, 40, 40, 40, 60))
    _plain(workbook.add_worksheet("Tekens"), formats, ("in het bestand", "soort", "betekenis"), signs, (24, 16, 60))
    workbook.close()
    return sink.getvalue()


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._numbers: dict[int, Any] = {}
        self.head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = workbook.add_format({"bold": True, "font_size": 16})
        self.label = workbook.add_format({"bold": True, "valign": "top"})
        self.wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.grey = workbook.add_format({"italic": True, "font_color": "#6B6559", "align": "right"})

    def number(self, decimals: int) -> Any:
        """Thousands and decimals as the reader's own Excel writes them: a Dutch one gives 1.234,5."""
        places = max(decimals, 0)
        if places not in self._numbers:
            self._numbers[places] = self._workbook.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})
        return self._numbers[places]


def _cover(sheet: Any, formats: _Formats, cover: Sequence[tuple[str, str]]) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    sheet.hide_gridlines(2)
    for at, (label, text) in enumerate(cover):
        if at == 0:
            sheet.write_string(0, 0, text, formats.title)
            continue
        sheet.write_string(at + 1, 0, label, formats.label)
        sheet.write_string(at + 1, 1, text, formats.wrap)


def _long(sheet: Any, formats: _Formats, header: Sequence[str], rows: Sequence[Row], decimals: Mapping[str, int]) -> None:
    """One observation per row, as in the CSV."""
    sheet.freeze_panes(1, 0)
    widths = {"region": 22, "title": 34, "unit": 18, "missing": 18, "break": 30, "rule": 24, "snapshot": 24, "table": 14, "indicator": 24}
    for column, name in enumerate(header):
        sheet.set_column(column, column, widths.get(name, 11))
        sheet.write_string(0, column, name, formats.head)
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


def _wide(sheet: Any, formats: _Formats, header: Sequence[str], rows: Sequence[Row], decimals: Mapping[str, int]) -> None:
    """A row per figure and municipality, a column per year; where there is no figure, the reason stands in its place."""
    at = {name: header.index(name) for name in ("region_code", "region", "indicator", "title", "year", "value", "unit", "missing")}
    years = sorted({row[at["year"]] for row in rows})
    column = {year: len(_WIDE_YEARS) + n for n, year in enumerate(years)}
    for n, (name, width) in enumerate(zip((*_WIDE_YEARS, *map(str, years)), (34, 18, 22, 10, *[11] * len(years)), strict=True)):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, name, formats.head)
    sheet.freeze_panes(1, len(_WIDE_YEARS))
    lines: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        lines.setdefault((row[at["indicator"]], row[at["region_code"]]), []).append(row)
    for n, ((indicator, code), cells) in enumerate(lines.items(), 1):
        first = cells[0]
        for place, text in enumerate((first[at["title"]], first[at["unit"]], first[at["region"]], code)):
            sheet.write_string(n, place, text)
        for row in sorted(cells, key=lambda r: r[at["year"]]):
            if row[at["value"]] is not None:
                sheet.write_number(n, column[row[at["year"]]], row[at["value"]], formats.number(decimals.get(indicator, 0)))
            elif row[at["missing"]] is not None:
                sheet.write_string(n, column[row[at["year"]]], row[at["missing"]], formats.grey)


def _plain(sheet: Any, formats: _Formats, header: Sequence[str], rows: Sequence[Row], widths: Sequence[int]) -> None:
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(header):
        sheet.set_column(column, column, widths[column] if column < len(widths) else 20)
        sheet.write_string(0, column, name, formats.head)
    for at, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(at, column, cell, formats.wrap)
            elif cell is not None:
                sheet.write_number(at, column, cell)
