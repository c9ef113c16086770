"""A native table: a row per figure, hairlines between them, my city's column in its colour."""

from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from pages.components.deck import chart as native
from pages.components.deck import measure, shapes
from pages.components.deck.chart import CITY, INK, INK_2
from pages.components.deck.slide import Slide

Spec = dict[str, Any]
_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The table style of PowerPoint without lines and colours."""
_GAP, _PAD = 0.2, 0.06
"""Inches between two columns, and above and below the words of a cell."""
POINTS = 18


def draw(slide: Slide, page: Any, box: shapes.Box) -> None:
    """Draw the table at the top of `box` (left, top, width, height in inches)."""
    spec = slide.spec or {}
    lines = [spec["head"], *spec["rows"]]
    left, top, _, _ = box
    wide = [float(width) for width in spec["widths"]]
    tall = heights(spec)
    frame = page.shapes.add_table(len(lines), len(wide), *(Inches(v) for v in (left, top, sum(wide), sum(tall))))
    shapes.described(frame, slide.alt, "Tabel")
    table = frame.table
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN
    table.first_row, table.horz_banding = True, False
    for column, width in zip(table.columns, wide, strict=True):
        column.width = Inches(width)
    for n, (line, height) in enumerate(zip(lines, tall, strict=True)):
        table.rows[n].height = Inches(height)
        for m, text in enumerate(line):
            mine = m == spec["mine"]
            _cell(
                table.cell(n, m), text, CITY if mine else INK if n else INK_2, bold=mine or n == 0 or m == 0, rule=1.5 if n == 0 else 0.75
            )


def heights(spec: Spec) -> list[float]:
    """The height of every row, its head first."""
    out = []
    for n, line in enumerate([spec["head"], *spec["rows"]]):
        bold = [m == spec["mine"] or n == 0 or m == 0 for m in range(len(line))]
        most = max(
            measure.lines(text, POINTS, width - _GAP, bold=heavy) for text, width, heavy in zip(line, spec["widths"], bold, strict=True)
        )
        out.append(measure.height(most, POINTS) + 2 * _PAD)
    return out


def _cell(cell: Any, text: str, of: native.Colour, *, bold: bool, rule: float) -> None:
    cell.margin_left, cell.margin_right = Inches(0), Inches(_GAP)
    cell.margin_top = cell.margin_bottom = Inches(_PAD)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    frame = cell.text_frame
    frame.word_wrap = True
    frame.text = text
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            native.letters(run.font, of, POINTS, bold)
    edge = f'<a:lnB {native.A} w="{int(Pt(rule))}"><a:solidFill><a:schemeClr val="{"tx1" if rule > 1 else "bg2"}"/></a:solidFill></a:lnB>'
    cell._tc.get_or_add_tcPr().insert(0, parse_xml(edge))
