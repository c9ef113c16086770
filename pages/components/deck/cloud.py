"""Two figures against each other as a native scatter chart: a mark per city in the colour and shape of its position, my city large, outliers by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml.ns import qn
from pptx.util import Inches

from pages.components.deck import chart as native
from pages.components.deck import measure, shapes
from pages.components.deck.chart import AXIS, CITY, GRID, INK, INK_2, TONES, WORDS, Colour
from pages.components.deck.slide import Slide
from pages.components.deck.strip import BADGES, MARKS

Spec = dict[str, Any]
KEYS = 3.3
"""Inches at the right for the meaning of the marks."""
_ABOVE, _FOOT = 0.36, 0.42
"""Inches above the drawing for a name, and below it for the numbers."""


@dataclass(frozen=True)
class Part:
    """One series: its points as {code, name, x, y, provisional}, joined to a line or drawn as marks."""

    name: str
    marks: tuple[Spec, ...]
    colour: Colour
    style: Any = None
    points: int = 9
    line: float = 0.0
    dash: Any = None


def draw(slide: Slide, place: Any, size: tuple[float, float], stamp: str) -> None:
    """Put the chart into a placeholder of `size` inches."""
    spec = slide.spec or {}
    wide, high = size[0] - KEYS, size[1]
    place.width = Inches(wide)
    drawn = list(parts(spec))
    data = native.XyData(number_format="General")
    sheet: list[list[Any]] = []
    for one in drawn:
        series = data.add_series(one.name)
        sheet.append([spec["x"]["title"], one.name, spec["y"]["title"] if not sheet else None])
        for mark in one.marks:
            series.add_data_point(mark["x"], mark["y"])
            sheet.append([mark["x"], mark["y"], mark.get("name"), "voorlopig" if mark["provisional"] else None])
        sheet.append([])
    made = place.insert_chart(XL_CHART_TYPE.XY_SCATTER, data)
    made._element.nvGraphicFramePr.cNvPr.set("descr", slide.alt)
    chart = made.chart
    native.sheet(chart, sheet, (slide.title, slide.unit, slide.source, slide.link), stamp)
    native.quiet(chart)
    numbers = max(measure.width(_tick(t, spec["y"]["ticks"]), 18) for t in spec["y"]["ticks"]) + 0.15
    box = (numbers, _ABOVE, wide - numbers - 0.35, high - _ABOVE - _FOOT)
    native.frame(chart, box[0] / wide, box[1] / high, box[2] / wide, box[3] / high)
    _axis(chart.category_axis, spec["x"], grid=False)
    _axis(chart.value_axis, spec["y"], grid=True)
    for one, series in zip(drawn, chart.plots[0].series, strict=True):
        series.smooth = False
        if one.line:
            native.stroke(series.format.line, one.colour, one.line, one.dash)
            series.marker.style = XL_MARKER_STYLE.NONE
            continue
        native.stroke(series.format.line, None)
        series.marker.style, series.marker.size = one.style, one.points
        native.fill(series.marker.format, one.colour)
        native.stroke(series.marker.format.line, native.PAPER, 0.5)
        for n, mark in enumerate(one.marks):
            if mark["provisional"] or one.points > 9:
                native.mark(series.points[n], one.style, one.points, one.colour, mark["provisional"])
    _names(chart, spec, drawn, box, wide, high)


def parts(spec: Spec) -> Iterator[Part]:
    """What is drawn, back to front: the cities by position, the line through the cloud with its band, and mine.

    LibreOffice hides the lines of a chart whose first series is a line without marks.
    """
    for row in spec["rows"]:
        others = tuple(mark for mark in row["marks"] if mark["code"] != spec.get("city"))
        if others:
            yield Part(f"Positie {row['position']}: {row['label']}", others, TONES[row["tone"]], MARKS[row["position"]])
    fit = spec.get("fit")
    if fit:
        for name, key, points, dash in (
            ("onderkant van de 95%-band", "low", 1.0, native.DOT),
            ("bovenkant van de 95%-band", "high", 1.0, native.DOT),
            ("rechte lijn", "y", 2.25, native.DASH),
        ):
            line = tuple({"x": x, "y": y, "provisional": False} for x, y in zip(fit["x"], fit[key], strict=True))
            yield Part(name, line, INK if key == "y" else INK_2, line=points, dash=dash)
    for row in spec["rows"]:
        for mark in row["marks"]:
            if mark["code"] == spec.get("city"):
                yield Part(mark["name"], (mark,), CITY, MARKS[row["position"]], points=16)


def keys(slide: Slide, on: Any, left: float, top: float) -> None:
    """What the marks mean, one below the other."""
    spec = slide.spec or {}
    at = top + _ABOVE
    for row in (row for row in spec["rows"] if row["marks"]):
        tone = row["tone"]
        room = KEYS - 0.5
        tall = measure.height(measure.lines(row["label"], 18, room, bold=True), 18)
        shapes.badge(on, BADGES[row["position"]], row["position"], WORDS[tone], left, at, f"Teken van positie {row['position']}")
        shapes.text(
            on, row["label"], (left + 0.5, at + 0.03, room, tall), WORDS[tone], f"Positie {row['position']}: {row['label']}", bold=True
        )
        at += max(tall, 0.36) + 0.2


def _names(chart: Any, spec: Spec, drawn: list[Part], box: shapes.Box, wide: float, high: float) -> None:
    """The names of my city, with its two figures, and of the outliers of the page; within the chart, and clear of its edges."""
    across = box[2] / (spec["x"]["max"] - spec["x"]["min"])
    up = box[3] / (spec["y"]["max"] - spec["y"]["min"])
    taken: list[shapes.Box] = []
    wanted = [(one, n, mark) for one in drawn for n, mark in enumerate(one.marks) if not one.line]
    wanted = [w for w in wanted if w[2]["code"] == spec.get("city") or w[2]["code"] in spec["named"]]
    series = dict(zip([one.name for one in drawn], chart.plots[0].series, strict=True))
    for one, n, mark in sorted(wanted, key=lambda w: w[2]["code"] != spec.get("city")):
        mine = mark["code"] == spec.get("city")
        points, text = 20 if mine else 18, mark["name"]
        long, tall = measure.width(text, points, bold=mine) + 0.1, measure.height(1, points)
        x = box[0] + (mark["x"] - spec["x"]["min"]) * across
        y = box[1] + box[3] - (mark["y"] - spec["y"]["min"]) * up
        away = 0.17 if mine else 0.11
        shift = max(box[0] + long / 2 - x, 0.0) - max(x + long / 2 - wide, 0.0)
        for where, top in ((native.ABOVE, y - away - tall), (native.BELOW, y + away)):
            at = (x - long / 2 + shift, top, long, tall)
            if top >= -0.02 and top + tall <= high - _FOOT + 0.02 and not any(_over(at, other) for other in taken):
                taken.append(at)
                native.label(
                    series[one.name].points[n], where, CITY if mine else INK_2, points, mine, text, move=(shift / wide, 0.0), paper=True
                )
                native.leaders(series[one.name], False)
                break


def _over(one: shapes.Box, other: shapes.Box) -> bool:
    across = one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
    return across and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]


def _tick(value: float, ticks: list[float]) -> str:
    """A tick about as wide as it will be written."""
    decimals = next((n for n in range(4) if all(abs(t * 10**n - round(t * 10**n)) < 1e-6 for t in ticks)), 4)
    return f"{value:,.{decimals}f}"


def _axis(axis: Any, given: Spec, *, grid: bool) -> None:
    ticks = given["ticks"]
    axis.minimum_scale, axis.maximum_scale = given["min"], given["max"]
    if len(ticks) > 1:
        axis.major_unit = ticks[1] - ticks[0]
    axis.has_major_gridlines = grid
    if grid:
        native.stroke(axis.major_gridlines.format.line, GRID, 1)
    native.stroke(axis.format.line, None if grid else AXIS, 1)
    axis.major_tick_mark = XL_TICK_MARK.NONE if grid else XL_TICK_MARK.OUTSIDE
    axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = native.tick_form(ticks), False
    native.letters(axis.tick_labels.font)
    axis._element.find(qn("c:crosses")).set("val", "min")
