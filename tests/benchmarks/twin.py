"""The view of /vergelijk as Plotly figures, for the twins in Dash and as a static page: the same figures, words, cities and borders as
ours.

The twins get our own data access and wording for nothing, and the leanest Plotly there is: plain dictionaries instead of `graph_objects`,
no template, geometry by address, map borders with exactly the points of our drawing file. What is compared is how a choice becomes
pictures.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from etl import store
from etl.store import Store
from etl.view import make
from pages.components.choice import selection
from pages.components.pictures import charts, parts
from pages.components.sections import theme
from pages.components.wording import movements, words, words_map
from tests.benchmarks.report import ROOT

Figure = dict[str, Any]
COLOURS = {"p1": "#1F5C99", "p2": "#3F9084", "p3": "#B07A12", "ink": "#57524A"}
SYMBOLS = {1: "circle", 2: "square", 3: "triangle-up"}
MINE, GRID, LAND = "#A6192E", "#E9E3D7", "#F3EDE2"
CLASSES = ("#E4ECF3", "#BBD0E3", "#87ACCE", "#4C82B4", "#1F5C99")
CONFIG = {"displayModeBar": False}
BASE: Figure = {
    "margin": {"l": 44, "r": 12, "t": 10, "b": 36},
    "showlegend": False,
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "separators": ",.",
    "font": {"family": "sans-serif", "size": 13, "color": "#6F6A60"},
    "dragmode": False,
}


def view(city: str, indicator: str, held: Store | None = None) -> Figure:
    """All that the page shows for one choice: `title`, `lead`, `unit`, a `headings` list and the four `figures`."""
    held = held or store.open()
    mine = held.city(city)
    choice = selection.groups(held, mine)[selection.SAME]
    chosen = next(i for i in held.indicators() if i.id == indicator)
    shown = make(held, chosen, choice, mine)
    everyone = theme.everyone(held, shown)
    groups = selection.by_position(held)
    return {
        "title": words.headline(shown),
        "lead": words.sentence(shown),
        "unit": words.unit_line(shown),
        "headings": [movements.movement(shown), chosen.title, words.ranking_headline(shown), words_map.map_headline(everyone)],
        "figures": {
            "line": line(charts.line(shown)),
            "strip": strip(charts.strip(everyone, groups, held.definitions.rule.labels)),
            "bars": bars(charts.bars(shown)),
            "map": borders(charts.map_values(everyone, parts.map_source())),
        },
    }


def line(spec: Figure) -> Figure:
    """My city over the band of the group, with the middle city; labels at the end."""
    years, tone = spec["years"], COLOURS[spec["median"]["tone"] if spec["median"] else "ink"]
    traces: list[Figure] = []
    if spec["band"]:
        edge = {"type": "scatter", "mode": "lines", "x": years, "line": {"width": 0}, "hoverinfo": "skip"}
        traces += [{**edge, "y": spec["band"]["low"]}, {**edge, "y": spec["band"]["high"], "fill": "tonexty", "fillcolor": f"{tone}22"}]
    labels = []
    for part, colour, dash, width in ((spec["median"], tone, "dash", 2), (spec["city"], MINE, "solid", 3)):
        if part:
            name = part["name"]
            style = {"color": colour, "dash": dash, "width": width}
            traces.append({"type": "scatter", "mode": "lines", "x": years, "y": part["values"], "name": name, "line": style})
            labels.append(_note(years[-1], _last(part["values"]), f"{name} {part['value_label']}", colour))
    for end in (spec["extremes"] or {}).values():
        if end:
            labels.append(_note(years[-1], end["value"], f"{end['name']} {end['value_label']}", "#57524A"))
    marks = [{"type": "line", "x0": b["year"] - 0.5, "x1": b["year"] - 0.5, "yref": "paper", "y0": 0, "y1": 1} for b in spec["breaks"]]
    y = {"range": [spec["y"]["min"], spec["y"]["max"]], "tickvals": spec["y"]["ticks"], "gridcolor": GRID, "ticksuffix": f" {spec['unit']}"}
    layout = {"height": 320, "margin": {**BASE["margin"], "r": 190}, "xaxis": {"showgrid": False}, "yaxis": y}
    return {"data": traces, "layout": {**BASE, **layout, "annotations": labels, "shapes": marks}}


def _last(values: list[float | None]) -> float | None:
    return next((v for v in reversed(values) if v is not None), None)


def _note(x: float, y: float | None, text: str, colour: str) -> Figure:
    return {"x": x, "y": y or 0.0, "text": text, "xanchor": "left", "xshift": 8, "showarrow": False, "font": {"color": colour, "size": 13}}


def strip(spec: Figure) -> Figure:
    """A row per position with a mark per city, the middle city as a tick, my city large."""
    traces, shapes, labels = [], [], []
    for at, row in enumerate(spec["rows"]):
        base = -float(at)
        marks = sorted(row["marks"], key=lambda m: m["value"])
        others = [m for m in marks if m["code"] != spec["city"]]
        traces.append(_marks(others, [base + (i % 5 - 2) * 0.07 for i in range(len(others))], COLOURS[row["tone"]], row["position"], 8))
        traces += [_marks([m], [base], MINE, row["position"], 15) for m in marks if m["code"] == spec["city"]]
        labels.append({"x": spec["x"]["min"], "y": base + 0.4, "text": row["label"], "xanchor": "left", "showarrow": False})
        if row["median"] is not None:
            shapes.append({"type": "line", "x0": row["median"], "x1": row["median"], "y0": base - 0.25, "y1": base + 0.25})
            labels.append({"x": row["median"], "y": base - 0.36, "text": row["median_label"], "showarrow": False})
    x = {"range": [spec["x"]["min"], spec["x"]["max"]], "tickvals": spec["x"]["ticks"], "gridcolor": GRID}
    y = {"range": [-2.5, 0.6], "visible": False}
    return {"data": traces, "layout": {**BASE, "height": 320, "xaxis": x, "yaxis": y, "shapes": shapes, "annotations": labels}}


def _marks(marks: list[Figure], y: list[float], colour: str, position: int | None, size: int) -> Figure:
    style = {"color": colour, "symbol": SYMBOLS.get(position or 1, "circle"), "size": size, "line": {"color": "#FBF8F2", "width": 1}}
    texts = [f"{m['name']}: {m['label']}" for m in marks]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [m["value"] for m in marks],
        "y": y,
        "text": texts,
        "hoverinfo": "text",
        "marker": style,
    }


def bars(spec: Figure) -> Figure:
    """Ranked bars from zero; what lies between is counted, not drawn."""
    rows = [{"name": f"{row['skip']} steden", "value": 0, "label": ""} if "skip" in row else row for row in spec["rows"]]
    names = [f"{row.get('rank', '')} {row['name']}" for row in rows]
    colours = [MINE if row.get("code") == spec["city"] else COLOURS[spec["tone"]] for row in rows]
    texts = [row["label"] for row in rows]
    values = [row["value"] for row in rows]
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": names,
        "text": texts,
        "textposition": "outside",
        "marker": {"color": colours},
    }
    y = {"autorange": "reversed", "automargin": True}
    return {"data": [trace], "layout": {**BASE, "height": 400, "xaxis": {"visible": False}, "yaxis": y}}


def borders(spec: Figure) -> Figure:
    """The map: all municipalities, the midsize cities in five classes, my city outlined and three cities by name."""
    codes, points = geometry()
    classes = [(spec["fill"].get(code, -1)) for code in codes]
    z = [c if isinstance(c, int) else -1 for c in classes]
    widths = [3 if code == spec["city"] else 0.5 for code in codes]
    outline = [MINE if code == spec["city"] else "#FBF8F2" for code in codes]
    texts = [spec["tips"].get(code, "") for code in codes]
    scale = [[(i + j) / 6, colour] for i, colour in enumerate((LAND, *CLASSES)) for j in (0, 1)]
    named = [label for label in spec["labels"] if label["code"] in points]
    areas: Figure = {
        "type": "choropleth",
        "geojson": "GEOMETRY",
        "locations": list(codes),
        "z": z,
        "zmin": -1.5,
        "zmax": 4.5,
        "colorscale": scale,
        "showscale": False,
        "text": texts,
        "hoverinfo": "text",
        "marker": {"line": {"color": outline, "width": widths}},
    }
    names: Figure = {
        "type": "scattergeo",
        "mode": "text",
        "lon": [points[label["code"]][0] for label in named],
        "lat": [points[label["code"]][1] for label in named],
        "text": [label["name"] for label in named],
        "hoverinfo": "skip",
    }
    geo = {"visible": False, "projection": {"type": "equirectangular"}, "bgcolor": "rgba(0,0,0,0)", "lonaxis": {"range": [-3.5, 3.5]}}
    geo["lataxis"] = {"range": [-4.0, 4.1]}
    layout = {**BASE, "height": 420, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "geo": geo}
    return {"data": [areas, names], "layout": layout}


def _drawing() -> Figure:
    drawn: Figure = json.loads((ROOT / parts.map_source().removeprefix("app/")).read_text(encoding="utf-8"))
    return drawn


@cache
def geometry() -> tuple[tuple[str, ...], dict[str, tuple[float, float]]]:
    """The codes of all municipalities, and where their names go."""
    drawn = _drawing()
    return tuple(drawn["paths"]), {code: _place(x, y) for code, (x, y) in drawn["points"].items()}


def _place(x: float, y: float) -> tuple[float, float]:
    """A point of the drawing as degrees round the equator, where a plain projection keeps its shape."""
    return round(x / 400 - 3.4, 5), round(4 - y / 400, 5)


def geojson(path: Path) -> None:
    """Write the borders of our drawing file as GeoJSON: the same points, so that no side has fewer to draw."""
    features = []
    for code, outline in _drawing()["paths"].items():
        rings = [[_place(x, y) for x, y in _ring(part)] for part in re.findall(r"M([^M]+)", outline)]
        shape = {"type": "MultiPolygon", "coordinates": [[_clockwise(ring)] for ring in rings if len(ring) > 3]}
        features.append({"type": "Feature", "id": code, "properties": {}, "geometry": shape})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")), encoding="utf-8")


def _ring(part: str) -> list[tuple[float, float]]:
    """`x yl dx dy ...z` as points, closed."""
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", part)]
    x, y = numbers[:2]
    points = [(x, y)]
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return [*points, points[0]]


def _clockwise(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Plotly's projection fills what lies right of a ring; the other way round would be the whole world."""
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False))
    return ring if area < 0 else ring[::-1]


def topojson(folder: Path) -> None:
    """The empty world that plotly.js insists on fetching: without a file of our own it would ask an outside host."""
    empty = {"type": "Topology", "objects": {}, "arcs": []}
    empty["objects"] = {
        name: {"type": "GeometryCollection", "geometries": []}
        for name in ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
    }
    for name in ("world_110m.json", "un/world_110m.json"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(empty), encoding="utf-8")
