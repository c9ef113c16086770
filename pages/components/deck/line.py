"""The line of a view as a native chart: my city over the highest and lowest of the group, with the middle city; words at the ends, no legend."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml.ns import qn
from xlsxwriter.utility import xl_col_to_name

from pages.components.deck import chart as native
from pages.components.deck import measure
from pages.components.deck.chart import AXIS, CITY, GRID, INK, INK_2, TONES, WORDS, Colour
from pages.components.deck.slide import Slide
from pages.components.wording import dutch

Spec = dict[str, Any]
_GREYS: tuple[Colour, ...] = (INK, AXIS, INK_2)
_DASHES = (None, native.DASH, native.DOT, native.DASH_DOT)
_CONTINUED = {
    "own": (CITY, CITY, native.DASH, XL_MARKER_STYLE.CIRCLE),
    "middle": (INK, INK, native.DOT, XL_MARKER_STYLE.SQUARE),
    "official": (AXIS, INK_2, native.DASH_DOT, XL_MARKER_STYLE.TRIANGLE),
}
"""Colour of line and words, dash and mark at the end of each continuation."""
_AXIS_ROOM, _FOOT = 0.95, 0.46
"""Inches left of the drawing for the numbers of the axis, and below it for the years."""


@dataclass(frozen=True)
class Series:
    """One column of the data sheet: values parallel to the years, and how they are drawn. `end` is the text at the end; empty for name and value."""

    name: str
    values: tuple[float | None, ...]
    colour: Colour
    words: Colour
    points: float
    dash: Any = None
    provisional: frozenset[int] = frozenset()
    end: str | None = ""
    city: bool = False
    tip: bool = False
    """Whether the last figure gets a mark: the end of my city's line."""
    dots: bool = False
    """Whether every wave of a survey gets a mark."""
    shape: Any = XL_MARKER_STYLE.CIRCLE
    """The mark of its points."""
    weight: int = 2
    """Which label goes first where there is no room for all: the lowest."""

    @property
    def last(self) -> int:
        """The place of the last figure."""
        return max(i for i, v in enumerate(self.values) if v is not None)


def draw(slide: Slide, place: Any, size: tuple[float, float], stamp: str) -> None:
    """Put the chart into a placeholder of `size` inches.

    A scatter chart with lines: its years are numbers, so that the distance between two waves of a survey is that in time.
    """
    spec = slide.spec or {}
    years = list(spec["years"])
    series = list(columns(spec))
    data = native.XyData(number_format="General")
    for one in series:
        points = data.add_series(one.name)
        for year, value in zip(years, one.values, strict=True):
            points.add_data_point(year, value)
    made = place.insert_chart(XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data)
    made._element.nvGraphicFramePr.cNvPr.set("descr", slide.alt)
    chart = made.chart
    rows: list[list[Any]] = [["jaar", *(one.name for one in series)]]
    rows += [[year, *(one.values[n] for one in series)] for n, year in enumerate(years)]
    native.sheet(chart, rows, (slide.title, slide.unit, slide.source, slide.link), stamp)
    native.quiet(chart)
    _axes(chart, spec, years, size)
    for n, (one, drawn) in enumerate(zip(series, chart.plots[0].series, strict=True)):
        _refer(drawn, n, len(years))
        drawn.smooth = False
        native.stroke(drawn.format.line, one.colour, one.points, one.dash)
        drawn.marker.style = XL_MARKER_STYLE.NONE
        for at in _marked(one, years, bool(spec.get("sparse"))):
            point = drawn.points[at]
            native.stroke(point.format.line, one.colour, one.points, one.dash)
            native.mark(point, one.shape, 11 if one.city else 8, one.colour, years[at] in one.provisional)
    _labels(chart, spec, series, years, size)
    _pointed(chart, spec, series, years, size)


def _refer(drawn: Any, n: int, count: int) -> None:
    """Let a series read its column of one table with the years in front, and leave out the points without a figure."""
    column = xl_col_to_name(n + 1)
    cells = {"c:tx": f"Sheet1!${column}$1", "c:xVal": f"Sheet1!$A$2:$A${count + 1}", "c:yVal": f"Sheet1!${column}$2:${column}${count + 1}"}
    for tag, reference in cells.items():
        next(drawn._element.find(qn(tag)).iter(qn("c:f"))).text = reference
    for point in list(drawn._element.find(qn("c:yVal")).iter(qn("c:pt"))):
        if point.find(qn("c:v")).text == "None":
            point.getparent().remove(point)


def columns(spec: Spec) -> Iterator[Series]:
    """What is drawn, back to front. A line that is cut by a break is two columns, the older one named by its last year."""
    for one, own in _whole(spec):
        yield from _cut(one, spec, own)


def _whole(spec: Spec) -> Iterator[tuple[Series, bool]]:
    """Every line as the specification has it; the second says whether the breaks of my city alone cut it too."""
    band = spec.get("band")
    if band:
        ends = spec.get("extremes") or {}
        light = (TONES[band["tone"]][0], 0.45)
        for end, word in (("low", "laagste"), ("high", "hoogste")):
            named = ends.get(end)
            mine = spec["city"]["values"][-1] if spec.get("city") else None
            # Where my city is the highest or the lowest, its own label says it.
            quiet = end in ends or (mine is not None and mine == band[end][-1])
            text = f"{word}: {named['name']} {named['value_label']}" if named else None if quiet else ""
            yield Series(f"{word} stad", tuple(band[end]), light, INK_2, 1.25, end=text, weight=1), False
    if spec.get("reference"):
        yield _line(spec["reference"], AXIS, INK_2, 1.75), False
    for n, other in enumerate(spec.get("others") or []):
        if other.get("tone"):
            yield _line(other, TONES[other["tone"]], WORDS[other["tone"]], 2.5, native.DASHES.get(other["tone"]), weight=4), False
        else:
            yield _line(other, _GREYS[n % 3], INK_2, 1.5, _DASHES[n // 3], weight=4), False
    for role, points in (("median", 2.25), ("city", 3.5)):
        one = spec.get(role)
        if not one:
            continue
        tone = one.get("tone", "ink")
        colour, words = (CITY, CITY) if role == "city" else (TONES[tone], WORDS[tone])
        dash = native.DASHES.get(tone) if role == "median" else None
        made = replace(_line(one, colour, words, points, dash, weight=6), city=role == "city", tip=role == "city", dots=True)
        if one.get("ahead"):
            yield replace(made, end=None, tip=False), role == "city"
            later = {"name": f"{one['name']}, prognose", **one["ahead"]}
            foretold = _line(later, colour, words, points * 0.75, native.FORETOLD, weight=5)
            yield replace(foretold, city=role == "city", tip=role == "city"), False
        else:
            yield replace(made, end=None) if one.get("unsaid") else made, role == "city"
    for one in spec.get("carried") or []:
        yield from ((series, False) for series in _carried(one))


def _carried(one: Spec) -> Iterator[Series]:
    """A continuation with its margin as two thin lines; no break cuts it."""
    colour, words, dash, shape = _CONTINUED[one["kind"]]
    for end, word in (("low", "onderkant"), ("high", "bovenkant")):
        if any(value is not None for value in one[end]):
            light = (colour[0], 0.45)
            yield Series(f"{one['name']}, {word} van de marge", tuple(one[end]), light, words, 1.0, end=None)
    mine = one["kind"] == "own"
    made = replace(_line(one, colour, words, 2.5, dash, weight=5 + mine), end=f"{one['name']} {one['value_label']}", shape=shape)
    yield replace(made, city=mine, tip=True)


def _line(one: Spec, colour: Colour, words: Colour, points: float, dash: Any = None, weight: int = 3) -> Series:
    return Series(one["name"], tuple(one["values"]), colour, words, points, dash, frozenset(one.get("provisional") or ()), weight=weight)


def _cut(one: Series, spec: Spec, own: bool) -> list[Series]:
    """The pieces of a line between its breaks; a break between two measurements lies before the later one."""
    years = spec["years"]
    breaks = [b["year"] for b in spec.get("breaks") or [] if own or not b.get("own")]
    starts = {n for n in range(1, len(years)) if any(years[n - 1] < b <= years[n] for b in breaks)}
    pieces: list[dict[int, float]] = [{}]
    for n, value in enumerate(one.values):
        if n in starts and pieces[-1]:
            pieces.append({})
        if value is not None:
            pieces[-1][n] = value
    held = [piece for piece in pieces if piece]
    return [
        replace(
            one,
            name=one.name if piece is held[-1] else f"{one.name} tot en met {years[max(piece)]}",
            values=tuple(piece.get(n) for n in range(len(years))),
            end=one.end if piece is held[-1] else None,
            tip=one.tip and piece is held[-1],
        )
        for piece in held
    ]


def _marked(one: Series, years: list[int], sparse: bool) -> list[int]:
    """The points with a mark: provisional ones, the end of my city, years that stand alone, and every wave of a survey."""
    held = [n for n, value in enumerate(one.values) if value is not None]
    alone = {n for n in held if n - 1 not in held and n + 1 not in held}
    soft = {n for n in held if years[n] in one.provisional}
    waves = set(held) if sparse and one.dots else set()
    return sorted(alone | soft | waves | ({one.last} if one.tip else set()))


def _axes(chart: Any, spec: Spec, years: list[int], size: tuple[float, float]) -> None:
    y = spec["y"]
    value, time = chart.value_axis, chart.category_axis
    value.minimum_scale, value.maximum_scale = y["min"], y["max"]
    if len(y["ticks"]) > 1:
        value.major_unit = y["ticks"][1] - y["ticks"][0]
    value.major_tick_mark = value.minor_tick_mark = time.minor_tick_mark = XL_TICK_MARK.NONE
    value.has_major_gridlines, time.has_major_gridlines = True, False
    native.stroke(value.major_gridlines.format.line, GRID, 1)
    native.stroke(value.format.line, None)
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = native.tick_form(y["ticks"]), False
    native.letters(value.tick_labels.font)
    time.minimum_scale, time.maximum_scale = (years[0], years[-1]) if len(years) > 1 else (years[0] - 1, years[0] + 1)
    time.major_unit = step(years, size[0])
    time.major_tick_mark, time.tick_label_position = XL_TICK_MARK.OUTSIDE, XL_TICK_LABEL_POSITION.LOW
    # A figure of one year stands in the middle, and only that year is named.
    form = "0" if len(years) > 1 else f"[={years[0]}]0;;"
    time.tick_labels.number_format, time.tick_labels.number_format_is_linked = form, False
    native.stroke(time.format.line, AXIS, 1)
    native.letters(time.tick_labels.font)
    for axis in (value, time):
        axis._element.find(qn("c:crosses")).set("val", "min")


def step(years: list[int], wide: float) -> int:
    """How many years apart the named ones are: as many as stay calm, evenly; where it can be with the last one among them."""
    whole = years[-1] - years[0]
    most = max(2, int(wide * 0.6 / 0.95))
    steps = [s for s in range(1, max(whole, 1) + 1) if whole // s + 1 <= most] or [1]
    return next((s for s in steps[:4] if whole % s == 0), steps[0])


def _labels(chart: Any, spec: Spec, series: list[Series], years: list[int], size: tuple[float, float]) -> None:
    """Words at the ends of the lines, pushed apart, and the room they need."""
    wide, high = size
    named = sorted((one for one in series if one.end is not None), key=lambda one: -one.weight)
    texts = {id(one): _text(one, spec, years) for one in named}
    heights = {id(one): measure.height(1, 20 if one.city else 18) * 1.02 for one in named}
    while sum(heights[id(one)] for one in named) > high - 0.1 and len(named) > 1:
        named.pop()
    reserve = max((measure.width(texts[id(one)], 20 if one.city else 18, bold=one.city) for one in named), default=0.0) + 0.3
    room = max(wide - _AXIS_ROOM - reserve, 3.0)
    tall = high - _FOOT - 0.2
    native.frame(chart, _AXIS_ROOM / wide, 0.2 / high, room / wide, tall / high)
    low, top = spec["y"]["min"], spec["y"]["max"]

    def at(value: float) -> float:
        return float(0.2 + tall * (1 - (value - low) / (top - low)))

    wished = [at(float(one.values[one.last] or 0.0)) for one in named]
    placed = measure.apart(wished, [heights[id(one)] for one in named], 0.0, high)
    drawn = {one.name: at_ for one, at_ in zip(series, chart.plots[0].series, strict=True)}
    for one, wish, got in zip(named, wished, placed, strict=True):
        across = (years[-1] - years[one.last]) / max(years[-1] - years[0], 1) * room / wide
        native.label(
            drawn[one.name].points[one.last],
            native.RIGHT,
            one.words,
            20 if one.city else 18,
            one.city,
            texts[id(one)],
            native.number_form(spec.get("decimals", 0), spec.get("unit", "") if one.city else ""),
            (across, (got - wish) / high),
        )
        native.leaders(drawn[one.name], False)


def _pointed(chart: Any, spec: Spec, series: list[Series], years: list[int], size: tuple[float, float]) -> None:
    """The words at the figure that the speaker points at, where no other label stands."""
    asked = spec.get("pointed")
    if not asked or asked["year"] not in years:
        return
    at = years.index(asked["year"])
    for one, drawn in zip(series, chart.plots[0].series, strict=True):
        whose = one.name == asked["name"] or one.name.startswith(f"{asked['name']} tot en met ")
        if whose and one.values[at] is not None and (one.end is None or at != one.last):
            native.mark(drawn.points[at], XL_MARKER_STYLE.CIRCLE, 9, one.colour, asked["year"] in one.provisional)
            # At the left edge a label in the middle would run into the numbers of the axis.
            half = measure.width(asked["text"], 18, bold=True) / 2
            move = (max(half - (years[at] - years[0]) / max(years[-1] - years[0], 1) * size[0] / 2, 0.0) / size[0], -0.04)
            native.label(drawn.points[at], native.ABOVE, one.words, 18, True, asked["text"], move=move)
            native.leaders(drawn, False)
            return


def _text(one: Series, spec: Spec, years: list[int]) -> str:
    """The words at the end of a line: its name and last figure, with the year where it ended earlier."""
    if one.end:
        return one.end
    value = dutch.number(float(one.values[one.last] or 0.0), spec.get("decimals", 0))
    if one.city and spec.get("unit"):
        value = f"€\u00a0{value}" if spec["unit"] == "euro" else f"{value}\u00a0{spec['unit']}" if len(spec["unit"]) <= 4 else value
    return f"{one.name}{':' if one.name[-1:].isdigit() else ''} {value}" + (f" ({years[one.last]})" if one.last < len(years) - 1 else "")
