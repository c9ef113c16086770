"""The ranking as native bars: the top, my city with its neighbours and the bottom; what lies between is counted in the label of an empty row."""

from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION, XL_TICK_MARK

from pages.components.deck import chart as native
from pages.components.deck import measure
from pages.components.deck.chart import AXIS, CITY, INK_2, TONES
from pages.components.deck.slide import Slide
from pages.components.wording import dutch

Spec = dict[str, Any]
_ROW = 0.36
"""Inches for a bar with words of 18 points beside it."""


def draw(slide: Slide, place: Any, size: tuple[float, float], stamp: str) -> None:
    """Put the chart into a placeholder of `size` inches."""
    spec = slide.spec or {}
    wide, high = size
    rows = thinned(spec["rows"], spec.get("city"), int(high / _ROW))
    names = [_name(row) for row in rows]
    data = native.CategoryData(number_format="General")
    data.categories = names
    data.add_series(spec.get("unit") or "waarde", [row.get("value") for row in rows])
    made = place.insert_chart(XL_CHART_TYPE.BAR_CLUSTERED, data)
    made._element.nvGraphicFramePr.cNvPr.set("descr", slide.alt)
    chart = made.chart
    sheet = [["gemeente", spec.get("unit") or "waarde"], *([name, row.get("value")] for name, row in zip(names, rows, strict=True))]
    native.sheet(chart, sheet, (slide.title, slide.unit, slide.source, slide.link), stamp)
    native.quiet(chart)
    decimals, unit = spec.get("decimals", 0), spec.get("unit", "")
    figures = [_figure(row["value"], decimals, unit) if "value" in row else "" for row in rows]
    left = max((measure.width(name, 18) for name in names), default=1.0) + 0.15
    right = max((measure.width(text, 18, bold=True) for text in figures), default=0.5) + 0.15
    below = right if spec["min"] < 0 else 0.0
    room = max(wide - left - right - below, 2.0)
    native.frame(chart, (left + below) / wide, 0.0, room / wide, 1.0)
    _axes(chart, spec)
    drawn = chart.plots[0].series[0]
    drawn.invert_if_negative = False
    native.fill(drawn.format, TONES[spec["tone"]])
    for n, row in enumerate(rows):
        if row.get("value") is None:
            continue
        mine = row["code"] == spec.get("city")
        colour = CITY if mine else TONES[spec["tone"]]
        point = drawn.points[n]
        if row.get("provisional") or row.get("middle"):
            native.fill(point.format, native.PAPER)
            native.stroke(point.format.line, colour, 2)
        elif mine:
            native.fill(point.format, CITY)
        form = native.number_form(max(decimals, 0), unit if unit == "euro" else "")
        native.label(point, native.BEYOND, CITY if mine else INK_2, 18, mine, figures[n], form)


def thinned(rows: list[Spec], mine: str | None, most: int) -> list[Spec]:
    """The rows with fewer of the middle ones, so that at most `most` remain: my city and its neighbours stay, and what goes is counted."""
    at = next((n for n, row in enumerate(rows) if mine and row.get("code") == mine), None)
    near = {n for n in (at - 1, at, at + 1) if 0 <= n < len(rows)} if at is not None else set()
    near |= {n for n, row in enumerate(rows) if row.get("middle")}
    kept = set(range(len(rows)))
    best = _joined(rows, kept)
    ends = sorted(set(range(len(rows))) - near, key=lambda n: (min(n, len(rows) - 1 - n), n))
    while len(best) > most and ends:
        kept.discard(ends.pop())
        best = _joined(rows, kept)
    return best


def _joined(rows: list[Spec], kept: set[int]) -> list[Spec]:
    """The rows kept, with a count for each stretch that is not; a single one takes no more room than its count, so it stays."""
    out: list[Spec] = []
    gone: list[Spec] = []

    def close() -> None:
        if gone:
            out.append(gone[0] if len(gone) == 1 else {"skip": sum(row.get("skip", 1) for row in gone)})
            gone.clear()

    for n, row in enumerate(rows):
        if n in kept and "skip" not in row:
            close()
            out.append(row)
        else:
            gone.append(row)
    close()
    return out


def _name(row: Spec) -> str:
    if "skip" in row:
        return f"⋯ {dutch.count(row['skip'], 'stad', 'steden')}"
    return f"{row['rank']}  {row['name']}" if row["rank"] else str(row["name"])


def _figure(value: float, decimals: int, unit: str) -> str:
    text = dutch.number(value, decimals)
    return f"€\u00a0{text}" if unit == "euro" else text


def _axes(chart: Any, spec: Spec) -> None:
    value, category = chart.value_axis, chart.category_axis
    value.minimum_scale, value.maximum_scale = spec["min"], spec["max"] if spec["max"] > spec["min"] else spec["min"] + 1
    value.has_major_gridlines = False
    value.visible = False
    category.reverse_order = True
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    category.major_tick_mark = category.minor_tick_mark = XL_TICK_MARK.NONE
    native.stroke(category.format.line, AXIS, 1)
    native.letters(category.tick_labels.font)
    chart.plots[0].gap_width = 40
