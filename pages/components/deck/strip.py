"""The three positions as a native scatter chart: a row per position with a mark per city, the middle city as an upright line, my city large."""

from dataclasses import dataclass
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.util import Inches

from pages.components.deck import chart as native
from pages.components.deck import measure, shapes
from pages.components.deck.chart import CITY, GRID, INK, TONES, WORDS
from pages.components.deck.slide import Slide

Spec = dict[str, Any]
NAMES = 3.3
"""Inches at the left for the names of the rows."""
MARKS = {1: XL_MARKER_STYLE.CIRCLE, 2: XL_MARKER_STYLE.SQUARE, 3: XL_MARKER_STYLE.TRIANGLE}
BADGES = {1: MSO_SHAPE.OVAL, 2: MSO_SHAPE.RECTANGLE, 3: MSO_SHAPE.ISOSCELES_TRIANGLE}
"""The shape of a position, as a mark and as the badge that explains it."""
_FOOT, _APART = 0.46, 0.125
"""Inches below the drawing for the numbers of the axis, and between the middles of two marks."""


@dataclass(frozen=True)
class Dot:
    """A mark: the city, its figure (x), and the height at which it lies (rows are 1 apart)."""

    code: str
    name: str
    value: float
    height: float
    provisional: bool


def draw(slide: Slide, place: Any, size: tuple[float, float], stamp: str) -> None:
    """Put the chart into a placeholder of `size` inches, and the names of the rows at the left of it."""
    spec = slide.spec or {}
    wide, high = size[0] - NAMES, size[1]
    rows = spec["rows"]
    tall = (high - _FOOT) / max(len(rows), 1)
    ticks = spec["x"]["ticks"]
    low, top = spec["x"]["min"], spec["x"]["max"]
    room = wide - 0.75
    per_inch = (top - low) / room
    data = native.XyData(number_format="General")
    sheet: list[list[Any]] = []
    looks: list[tuple[str, Any, Any]] = []

    def add(name: str, points: list[tuple[float, float, str]], kind: str, row: Any, more: Any = None) -> None:
        series = data.add_series(name)
        sheet.append([None, name])
        for x, y, city in points:
            series.add_data_point(x, y)
            sheet.append([x, y, city])
        sheet.append([])
        looks.append((kind, row, more))

    for n, row in enumerate(rows):
        middle = len(rows) - n - 0.5
        dots = dodged(row["marks"], spec.get("city"), middle, per_inch, tall)
        label = row["label"]
        mine = [d for d in dots if d.code == spec.get("city")]
        others = [d for d in dots if d.code != spec.get("city")]
        if others:
            add(
                f"Positie {row['position']}: {label}" if row["position"] else label,
                [(d.value, d.height, d.name) for d in others],
                "marks",
                row,
                others,
            )
        if row["median"] is not None:
            reach = min(0.3, 0.28 / tall)
            name = f"middelste stad, positie {row['position']}" if row["position"] else "middelste stad"
            add(name, [(row["median"], middle + reach, name), (row["median"], middle - reach, name)], "median", row)
        if mine:
            add(mine[0].name, [(mine[0].value, mine[0].height, mine[0].name)], "mine", row, mine)
    place.left, place.width = Inches(shapes.inches(place.left) + NAMES), Inches(wide)
    made = place.insert_chart(XL_CHART_TYPE.XY_SCATTER, data)
    made._element.nvGraphicFramePr.cNvPr.set("descr", slide.alt)
    chart = made.chart
    native.sheet(chart, sheet, (slide.title, slide.unit, slide.source, slide.link), stamp)
    native.quiet(chart)
    native.frame(chart, 0.2 / wide, 0.0, room / wide, (high - _FOOT) / high)
    _axes(chart, low, top, ticks, len(rows))
    for drawn, (kind, row, more) in zip(chart.plots[0].series, looks, strict=True):
        tone = row["tone"]
        style = MARKS.get(row["position"], XL_MARKER_STYLE.CIRCLE)
        if kind == "median":
            native.stroke(drawn.format.line, INK, 2.25)
            drawn.marker.style = XL_MARKER_STYLE.NONE
            native.label(drawn.points[1], native.BELOW, INK, 18, True, row["median_label"])
            continue
        native.stroke(drawn.format.line, None)
        drawn.marker.style = style
        drawn.marker.size = 9
        if kind == "mine":
            drawn.marker.size = 16
            native.fill(drawn.marker.format, CITY)
            native.mark(drawn.points[0], style, 16, CITY, more[0].provisional)
            given = next(m for m in row["marks"] if m["code"] == more[0].code)
            text = f"{given['name']} {given['label']}" + (" (voorlopig)" if more[0].provisional else "")
            half = measure.width(text, 20, bold=True) / 2
            x = 0.2 + (more[0].value - low) / per_inch
            shift = max(half - x, 0.0) - max(x + half - wide, 0.0)
            native.label(drawn.points[0], native.ABOVE, CITY, 20, True, text, move=(shift / wide, -max(tall / 2 - 0.52, 0.0) / high))
            native.leaders(drawn, True)
            continue
        native.fill(drawn.marker.format, TONES[tone])
        native.stroke(drawn.marker.format.line, native.PAPER, 0.5)
        for n, dot in enumerate(more):
            if dot.provisional:
                native.mark(drawn.points[n], style, 9, TONES[tone], hollow=True)


def names(slide: Slide, on: Any, left: float, top: float, high: float) -> None:
    """The names of the rows with their badges, at the height of each row."""
    rows = (slide.spec or {})["rows"]
    tall = (high - _FOOT) / max(len(rows), 1)
    for n, row in enumerate(rows):
        middle = top + tall * (n + 0.5)
        tone, at = row["tone"], left
        if row["position"] in BADGES:
            shapes.badge(
                on, BADGES[row["position"]], row["position"], WORDS[tone], left, middle - 0.18, f"Teken van positie {row['position']}"
            )
            at += 0.5
        room = NAMES - (at - left) - 0.15
        count = measure.lines(row["label"], 18, room, bold=True)
        box = (at, middle - measure.height(count, 18) / 2, room, measure.height(count, 18))
        shapes.text(on, row["label"], box, WORDS[tone], f"Naam van de rij: {row['label']}", bold=True, middle=True)


def dodged(marks: list[Spec], mine: str | None, middle: float, per_inch: float, tall: float) -> list[Dot]:
    """The marks of a row, each at the free height nearest to the middle of the row; my city first, then from low to high: always the same picture."""
    room = max(int((tall / 2 - 0.36) / _APART), 0)
    steps = [0, *(sign * n for n in range(1, room + 1) for sign in (1, -1))]
    taken: dict[int, list[float]] = {step: [] for step in steps}
    out = []
    for mark in sorted((m for m in marks if m["value"] is not None), key=lambda m: (m["code"] != mine, m["value"], m["code"])):
        x = mark["value"] / per_inch
        need = _APART * (1.5 if mark["code"] == mine else 1.0)
        free = next((s for s in steps if all(abs(x - other) >= need for other in taken[s])), None)
        # Where a row is full, marks lie over one another in turn: the data sheet has them all.
        step = min(steps, key=lambda s: (len([o for o in taken[s] if abs(x - o) < need]), steps.index(s))) if free is None else free
        for level in (step - 1, step, step + 1) if mark["code"] == mine else (step,):
            taken.setdefault(level, []).append(x)
        out.append(Dot(mark["code"], mark["name"], mark["value"], round(middle + step * _APART / tall, 4), bool(mark.get("provisional"))))
    return out


def _axes(chart: Any, low: float, top: float, ticks: list[float], rows: int) -> None:
    x, y = chart.category_axis, chart.value_axis
    x.minimum_scale, x.maximum_scale = low, top
    if len(ticks) > 1:
        x.major_unit = ticks[1] - ticks[0]
    x.has_major_gridlines = True
    native.stroke(x.major_gridlines.format.line, GRID, 1)
    native.stroke(x.format.line, None)
    x.major_tick_mark = x.minor_tick_mark = XL_TICK_MARK.NONE
    x.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    x.tick_labels.number_format, x.tick_labels.number_format_is_linked = native.tick_form(ticks), False
    native.letters(x.tick_labels.font)
    y.minimum_scale, y.maximum_scale, y.major_unit = 0, rows, 1
    y.has_major_gridlines = False
    y.visible = False
    x._element.find(qn("c:crosses")).set("val", "min")
    y._element.find(qn("c:crosses")).set("val", "min")
