"""What all native charts of a deck share: letters, lines and marks in the colours of the theme, room for labels, and the data sheet."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_LABEL_POSITION
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from pages.components.deck.master import SMALLEST

Rgb: Any = RGBColor
XyData: Any = XyChartData
CategoryData: Any = CategoryChartData
"""Colours and tables; python-pptx gives them no types."""
C = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'

Colour = tuple[Any, float]
"""A colour of the theme and how much lighter (above zero) or darker it is."""
CITY: Colour = (MSO_THEME_COLOR.ACCENT_1, 0.0)
INK: Colour = (MSO_THEME_COLOR.TEXT_1, 0.0)
INK_2: Colour = (MSO_THEME_COLOR.TEXT_2, 0.0)
AXIS: Colour = (MSO_THEME_COLOR.ACCENT_5, 0.0)
GRID: Colour = (MSO_THEME_COLOR.BACKGROUND_2, 0.0)
PAPER: Colour = (MSO_THEME_COLOR.BACKGROUND_1, 0.0)
TONES: dict[str, Colour] = {
    "p1": (MSO_THEME_COLOR.ACCENT_2, 0.0),
    "p2": (MSO_THEME_COLOR.ACCENT_3, 0.0),
    "p3": (MSO_THEME_COLOR.ACCENT_4, 0.0),
    "ink": INK_2,
}
WORDS: dict[str, Colour] = {
    "p1": (MSO_THEME_COLOR.ACCENT_2, 0.0),
    "p2": (MSO_THEME_COLOR.ACCENT_3, -0.22),
    "p3": (MSO_THEME_COLOR.ACCENT_4, -0.24),
    "ink": INK_2,
}
"""The colours of the positions: of marks, and of words, which need more contrast."""
DASH, DOT, DASH_DOT, FORETOLD = (
    MSO_LINE_DASH_STYLE.DASH,
    MSO_LINE_DASH_STYLE.ROUND_DOT,
    MSO_LINE_DASH_STYLE.DASH_DOT,
    MSO_LINE_DASH_STYLE.SQUARE_DOT,
)
DASHES = {"p2": DASH, "p3": DOT}
"""A position's dash goes with its colour, always."""

_TEXTS = "De getallen bij lijnen, tekens en staven staan er als tekst. Wijzigt u een cijfer, zet dan de labeltekst terug (rechtermuisknop op het label)."
_BOOK = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def paint(colour: Any, of: Colour) -> None:
    """Give a colour object of python-pptx a colour of the theme."""
    colour.theme_color = of[0]
    if of[1]:
        colour.brightness = of[1]


def fill(target: Any, of: Colour | str) -> None:
    """Fill a shape, bar or mark evenly; a text is a colour of its own (`E0D3BC`)."""
    target.fill.solid()
    if isinstance(of, str):
        target.fill.fore_color.rgb = Rgb(*bytes.fromhex(of))
    else:
        paint(target.fill.fore_color, of)


def stroke(line: Any, of: Colour | None, points: float = 1.0, dash: Any = None) -> None:
    """Draw a line or an outline; None for no line."""
    if of is None:
        line.fill.background()
        return
    line.fill.solid()
    paint(line.fill.fore_color, of)
    line.width = Pt(points)
    if dash is not None:
        line.dash_style = dash


def letters(font: Any, of: Colour = INK_2, points: float = SMALLEST, bold: bool = False) -> None:
    """Size, weight and colour of words."""
    font.size = Pt(points)
    font.bold = bold
    paint(font.color, of)


def mark(point: Any, style: Any, points: int, of: Colour, hollow: bool = False) -> None:
    """The mark of a point: filled with a rim of paper, or hollow where the figure is provisional.

    LibreOffice draws no rim around a mark: a hollow one would be gone there. It heeds a single mark only where shape or size is not that of the
    series: where both are the same it draws the mark filled, which is why a series has the size of its marks.
    """
    point.marker.style = style
    point.marker.size = points
    fill(point.marker.format, PAPER if hollow else of)
    stroke(point.marker.format.line, of if hollow else PAPER, 2.25 if hollow else 0.75)


def quiet(chart: Any) -> None:
    """No legend, no title of its own, letters of the theme, gaps left open."""
    chart.has_legend = False
    chart.has_title = False
    letters(chart.font)
    space = chart._chartSpace
    corners = parse_xml(f'<c:roundedCorners {C} val="0"/>')
    first = space.find(qn("c:date1904"))
    space.insert(0, corners) if first is None else first.addnext(corners)
    room = space.chart
    for old in [*room.findall(qn("c:plotVisOnly")), *room.findall(qn("c:dispBlanksAs"))]:
        room.remove(old)
    for name, value in (("dispBlanksAs", "gap"), ("plotVisOnly", "1")):
        room.plotArea.addnext(parse_xml(f'<c:{name} {C} val="{value}"/>'))


def frame(chart: Any, left: float, top: float, wide: float, high: float) -> None:
    """Where the drawing itself lies within the chart, in parts of its width and height; axis labels lie outside it."""
    plot = chart._chartSpace.chart.plotArea
    for old in plot.findall(qn("c:layout")):
        plot.remove(old)
    values = "".join(f'<c:{name} val="{value:.5f}"/>' for name, value in (("x", left), ("y", top), ("w", wide), ("h", high)))
    edges = '<c:xMode val="edge"/><c:yMode val="edge"/>'
    plot.insert(0, parse_xml(f'<c:layout {C}><c:manualLayout><c:layoutTarget val="inner"/>{edges}{values}</c:manualLayout></c:layout>'))


def label(
    point: Any,
    where: Any,
    of: Colour,
    points: float,
    bold: bool,
    text: str,
    form: str = "",
    move: tuple[float, float] = (0, 0),
    paper: bool = False,
) -> None:
    """A label at a point that says `text` as the page says it, whatever language the reader's own program writes numbers in.

    A label that follows the data would be written with the separators of that program: `22.0` beside a page that says `22,0`. Who edits a figure
    in the data sheet takes the text back ("Labeltekst opnieuw instellen"); the label then has the number format `form`. `move` shifts it, in
    parts of the chart's width and height; `paper` lets little of what lies behind it shine through.
    """
    made = point.data_label
    body = made.text_frame
    body.text = text
    for run in body.paragraphs[0].runs:
        letters(run.font, of, points, bold)
    made.position = where
    found = made._dLbl
    # A label that shows nothing of its point is left out by some programs, text and all.
    for name in ("showVal", "showSerName", "showLegendKey", "showCatName", "showPercent", "showBubbleSize"):
        found.find(qn(f"c:{name}")).set("val", str(int(name == "showVal")))
    if form:
        format_ = parse_xml(f'<c:numFmt {C} formatCode="General" sourceLinked="0"/>')
        format_.set("formatCode", form)
        # The order of the schema: idx, layout, tx, numFmt, spPr, txPr, dLblPos …
        found.find(qn("c:tx")).addnext(format_)
    if paper:
        pale = f'<c:spPr {C} {A}><a:solidFill><a:schemeClr val="bg1"><a:alpha val="80000"/></a:schemeClr></a:solidFill></c:spPr>'
        after = found.find(qn("c:numFmt"))
        (found.find(qn("c:tx")) if after is None else after).addnext(parse_xml(pale))
    # A label of more than a fifth of the chart's width would be broken into lines.
    for body in found.iter(qn("a:bodyPr")):
        for key, value in (("wrap", "none"), ("lIns", "38100"), ("tIns", "0"), ("rIns", "0"), ("bIns", "0"), ("anchor", "ctr")):
            body.set(key, value)
    if any(move):
        x, y = move
        found.find(qn("c:idx")).addnext(
            parse_xml(f'<c:layout {C}><c:manualLayout><c:x val="{x:.5f}"/><c:y val="{y:.5f}"/></c:manualLayout></c:layout>')
        )


def leaders(series: Any, on: bool) -> None:
    """Whether a label that was moved away is joined to its point by a line; to be called after the labels are made."""
    labels = series._element.find(qn("c:dLbls"))
    for old in labels.findall(qn("c:extLst")):
        labels.remove(old)
    labels.append(
        parse_xml(
            f'<c:extLst {C}><c:ext uri="{{CE6537A1-D6FC-4f65-9D91-7224C49458BB}}" xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart">'
            f'<c15:showLeaderLines val="{int(on)}"/></c:ext></c:extLst>'
        )
    )


DUTCH = "[$-413]"
"""Says that a number format is Dutch (ECMA-376 part 1, 18.8.31). LibreOffice then writes `1.234,5` on any machine. PowerPoint reads it for dates and
money only, and takes the separators of a number from the reader's own settings: so labels are text, and whole numbers carry their own points."""
_WHOLE = '[>=1000000]#"."000"."000;[>=1000]#"."000;0'
"""Whole numbers from nought on with a point that is text, and so a point everywhere."""


def number_form(decimals: int, unit: str = "") -> str:
    """The number format of a figure in its unit."""
    plain = f"{DUTCH}#,##0" + (f".{'0' * decimals}" if decimals > 0 else "")
    if unit == "euro":
        return f'{DUTCH}"€\u00a0"{plain.removeprefix(DUTCH)}'
    return f'{plain}"\u00a0{unit}"' if unit and len(unit) <= 4 and '"' not in unit else plain


def tick_form(ticks: Sequence[float]) -> str:
    """The number format of an axis: as many decimals as the ticks themselves need."""
    decimals = next((n for n in range(4) if all(abs(t * 10**n - round(t * 10**n)) < 1e-6 for t in ticks)), 4)
    return _WHOLE if decimals == 0 and min(ticks, default=0.0) >= 0 else number_form(decimals)


def sheet(chart: Any, rows: Sequence[Sequence[Any]], about: Sequence[str], stamp: str) -> None:
    """The data sheet of a chart: `rows` on the first sheet, where the chart looks for them, and `about` on a second one.

    Written by ourselves because python-pptx would make a formula of a name that begins with an equals sign. The same rows give the same bytes.
    """
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, _BOOK)
    book.set_properties({"author": "Midsize Monitor", "created": datetime.fromisoformat(stamp).replace(tzinfo=None)})
    first = book.add_worksheet("Sheet1")
    first.set_column(0, 0, 22)
    for n, row in enumerate(rows):
        for m, cell in enumerate(row):
            if isinstance(cell, str):
                first.write_string(n, m, cell)
            elif cell is not None:
                first.write_number(n, m, cell)
    second = book.add_worksheet("Toelichting")
    second.set_column(0, 0, 120)
    for n, line in enumerate((*about, _TEXTS)):
        second.write_string(n, 0, line)
    book.close()
    chart.part.chart_workbook.update_from_xlsx_blob(sink.getvalue())


RIGHT, ABOVE, BELOW, BEYOND = XL_LABEL_POSITION.RIGHT, XL_LABEL_POSITION.ABOVE, XL_LABEL_POSITION.BELOW, XL_LABEL_POSITION.OUTSIDE_END
