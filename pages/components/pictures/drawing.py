"""Reading charts: one Streamlit component that draws line, strip, bars, map and small pictures as SVG.

Python prepares every number, label and tick; the browser only lays them out for the width it has. The drawing code lies
in ``figure/`` as plain scripts without imports, which this module joins into the one string Streamlit asks for.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from pages.components.pictures import large, travel
from pages.components.pictures.travel import Places

FOLDER = Path(__file__).parent / "figure"
#: The order matters: the first file holds the helpers, the last one the export.
SOURCES = (
    "core.js",
    "travel.js",
    "frame.js",
    "labels.js",
    "line.js",
    "strip.js",
    "bars.js",
    "places.js",
    "map.js",
    "region.js",
    "spark.js",
    "scenario.js",
    "main.js",
)
HIDE_CODE = '[data-testid="stElementContainer"]:has(.mf-code) { display: none; }'
KINDS = frozenset({"line", "strip", "bars", "map", "spark", "lines", "scenario"})
SKELETON = '<div class="mf"><svg role="img"></svg></div>'


@dataclass(frozen=True)
class Words:
    """What stands above and below a picture: its headline, what is drawn in which unit, and where it comes from.

    The picture carries them itself, because every element of a page costs server and browser time at every choice.
    """

    head: str = ""
    unit: str = ""
    source: str = ""


def module_source() -> str:
    """The JavaScript of all figures as one ES module, without comment lines and indentation (a third of the bytes)."""
    return "\n".join(lean((FOLDER / name).read_text(encoding="utf-8")) for name in SOURCES)


def lean(script: str) -> str:
    """A script without comment lines and indentation."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


# Streamlit sends a component's code again with every change of its data. So the code can travel in a component of its
# own, which never changes and is sent once per page load; the figures then carry a stub of a few lines.
_STYLE = (FOLDER / "figure.css").read_text(encoding="utf-8")
_whole = st.components.v2.component("midsize_figure", html=SKELETON, css=_STYLE, js=module_source(), isolate_styles=False)
_light = st.components.v2.component(
    "midsize_figure_light",
    html=SKELETON,
    js=lean((FOLDER / "stub.js").read_text(encoding="utf-8")),
    isolate_styles=False,
)
_code = st.components.v2.component(
    "midsize_figure_code",
    html='<i class="mf-code"></i>',
    css=_STYLE + HIDE_CODE,
    js=module_source().replace("export default mountFigure;", "export default keepList;"),
    isolate_styles=False,
)
NOWHERE = Places()
_PREPARED = "_figure_places"


def prepare(places: Places = NOWHERE) -> None:
    """Send the drawing code and the names of cities once, ahead of all figures: call it in the entry script, on every run, before the page.

    Without it every figure still works, but brings its code along (some 45 kB) each time its data change, and a code and a name per city.
    """
    _code(key="figure-code", data=places.sent())
    st.session_state[_PREPARED] = places


def figure(spec: dict[str, Any], *, key: str, clickable: bool = False, words: Words | None = None) -> str | None:
    """Draw one figure and return the code of the region that was just clicked, or None.

    `key` is unique on the page and stays the same when the data change, so that the picture is updated in place. With
    `clickable` a click on a mark, bar or municipality returns its code, once, in the run that the click starts.

    Every spec: `kind`; `alt`, one sentence, read aloud instead of the picture; `unit` and `decimals`, for tooltips
    (numbers are written the Dutch way); `height`? in pixels; `text`?, the size of all words in pixels, for a large
    picture (lines and marks grow with it); `whole`?, whether it takes the whole screen; `empty`?, the words where nothing can be drawn. None is a missing value,
    `tone` is p1, p2, p3 or ink, and what is marked ? may be left out or None.

    line
        years [int]; y {min, max, ticks, unit}; band? {tone, low, high}; median? {tone, values, name, value_label,
        provisional?}; city? and reference? {name, values, value_label, provisional?}; others? [the same], at most 12;
        extremes? {high?, low?: {name, value, value_label}}; gaps? [{from, to, label}]; breaks? [{year, label, own?}],
        where `own` cuts the line of the city only; sparse? (a dot at every measurement); point? {year, value, text}, a figure to point at. Values run parallel to `years`;
        `provisional` lists years. A value label left empty becomes the last figure, with its year where the series ended
        earlier.
    strip
        x {min, max, ticks}; rows [{position 1|2|3|None, tone, label, median, median_label, marks [{code, name, value,
        label, provisional?}]}]; city? code; n_missing_note?
    bars
        rows [{rank, code, name, value, label, provisional?} or {skip: n}]; city? code; tone; max?, min?
        (bars start at zero whatever these are)
    map
        src (a file of this app: viewBox, paths, points by code); fill {code: p1|p2|p3, 0..4, "named" (a city that is named and has no other colour) or "none" (hatched)};
        outline? [code]; city? code; labels? [{code, name}], at most 8; tips? {code: text}, also what can be clicked;
        figures? {before, after, values {code: number}}, from which the tips of these codes were written;
        legend? {kind: "classes", labels [5]}; view? {codes} or, around the city, {km} to zoom to; region? around the city:
        {circles [{km, tone, label}], links [{code, share, tone, counts}], beyond [{name, dx, dy}] in km east and north}
    spark
        years; values; median? {values, tone}; first?, last? (words below the ends; else the years); name? of the city
    lines
        years; series [{tone, values, value_label, shape 1|2|3, name?}]; breaks?
    scenario
        years, y, city, breaks?, sparse? as for a line; lines [{kind own|middle|official, name, years, values, low?, high?, value_label}]

    Raises ValueError for a kind that does not exist, a missing `alt`, or a `src` outside the app.
    """
    places = st.session_state.get(_PREPARED)
    mount = _whole if places is None else _light
    if large.on():
        if not large.turn():
            return None
        spec = {**spec, "text": large.TEXT, "whole": True}
    data = packed(checked(spec) if places is None else travel.close(checked(spec), places))
    if words is not None:
        data = {**data, "words": asdict(words)}
    if not clickable:
        mount(key=key, data=data)
        return None
    result = mount(key=key, data={**data, "clickable": True}, on_clicked_change=_nothing)
    clicked = result.clicked
    return clicked if isinstance(clicked, str) else None


def _nothing() -> None:
    """Streamlit only reports a value that has a callback; the page reads it from the result instead."""


def checked(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec as plain JSON values; a spec that cannot be drawn is a mistake in the page and raises."""
    if spec.get("kind") not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(sorted(KINDS))}, not {spec.get('kind')!r}")
    if not spec.get("alt"):
        raise ValueError(f"a {spec['kind']} figure needs alt: one sentence that says what it shows")
    if "//" in str(spec.get("src") or ""):
        raise ValueError("src must be a file of this app, not an address")
    try:
        json.dumps(spec, allow_nan=False)
    except (TypeError, ValueError):
        return {key: _plain(value) for key, value in spec.items()}
    return spec


def packed(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec as it travels where the browser has no list of cities: the marks of a strip in columns, for as records they are the largest part.

    Only the label of my city is ever drawn, so only that one goes along; the others' figures are written by the browser. The figures of a map
    stand in its tips already.
    """
    if "of" in spec:
        return spec  # closed for its travel already
    if spec["kind"] == "map":
        return {name: part for name, part in spec.items() if name != "figures"}
    if spec["kind"] != "strip":
        return spec
    figures = spec.get("decimals", 0) + 6
    rows = []
    for row in spec.get("rows") or []:
        marks = [m for m in row["marks"] if m.get("value") is not None]
        columns = {
            "code": [m["code"] for m in marks],
            "name": [m["name"] for m in marks],
            "value": [round(m["value"], figures) for m in marks],
            "provisional": [i for i, m in enumerate(marks) if m.get("provisional")],
            "label": next((m["label"] for m in marks if m["code"] == spec.get("city")), None),
        }
        rows.append({**row, "marks": columns})
    return {**spec, "rows": rows}


def _plain(value: Any) -> Any:
    """NumPy scalars and arrays as Python values, NaN and infinity as None: JSON in the browser knows none of them."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, str | bool) or value is None:
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
