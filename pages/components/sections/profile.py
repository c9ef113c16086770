"""The figures of a city as rows to read down: name, value, place among its type, line through time, one sentence.

An own component draws all rows at once: thirty small pictures apart would cost a reader a second. Text and pictures are made from data, never from
markup. The rows themselves (`row`) are pure.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from etl.model import Indicator, Theme
from etl.standout import Found, standout
from etl.store import City, Store
from etl.view import Group, View, make
from pages.components.pictures import charts, large
from pages.components.shell import kept
from pages.components.wording import dutch, words_city, words_map

SIZES = frozenset({"inwoners", "woningen", "banen", "zelfstandigen"})
"""Units of figures that mostly say how large a city is: they stand out in large cities, which is no news."""
ROLES = {1: "grotere stad", 2: "partner"}
"""What the city is that decided a position."""

_FOLDER = Path(__file__).parent / "profile"
_mount = st.components.v2.component(
    "midsize_profile",
    html='<div class="mp"><svg hidden></svg></div>',
    css=(_FOLDER / "profile.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "profile.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def row(view: View) -> dict[str, Any]:
    """One figure as the component draws it: texts ready to read, and the numbers of its two pictures."""
    indicator, city = view.indicator, view.city
    value = view.value(city.code) if city is not None else view.median_in()
    soft = city is not None and value is not None and view.provisional(city.code)
    coarse = city is not None and view.uncertain(city.code)
    marks = [v for code, v in view.ranked if city is None or code != city.code]
    shown = [i for i, n in enumerate(view.counts) if n > 0] if indicator.waves else list(range(len(view.years)))
    cuts = view.breaks(city.code) if city is not None else indicator.breaks
    years = [view.years[i] for i in shown]
    return {
        "id": indicator.id,
        "title": indicator.title,
        "when": f"{view.year}{' (voorlopig)' if soft else ''}",
        "value": "–"
        if value is None
        else dutch.figure(value, indicator)
        if indicator.unit == "euro"
        else dutch.number(value, indicator.decimals),
        "unit": "" if value is None or indicator.unit == "euro" else indicator.unit,
        "strip": {
            "values": [round(v, 6) for v in marks],
            "mine": value if city is not None and not coarse else None,
            "median": view.median_in(),
            "hollow": soft,
        },
        "spark": {
            "years": years,
            "mine": [] if city is None else _plain(view.series(city.code)[shown]),
            "median": _plain(view.median[shown]),
            "cuts": [i for i, y in enumerate(years) if i and any(years[i - 1] < b <= y for b in cuts)],
            "hollow": soft,
        },
        "caption": words_city.caption(view),
        "words": words_city.line(view),
        "alt": words_city.alt(view),
    }


def _plain(values: Any) -> list[float | None]:
    return [None if np.isnan(v) else round(float(v), 6) for v in values]


def of_theme(held: Store, theme: Theme, whole: bool) -> list[Indicator]:
    """The figures of a theme that a profile shows: its headlines, or all of them with the headlines first."""
    known = {i.id: i for i in held.indicators() if i.theme == theme.id}
    first = [known[name] for name in theme.headlines if name in known] or list(known.values())[:4]
    return [*first, *(i for i in known.values() if i not in first)] if whole else first


def rows(held: Store, theme: Theme, group: Group, city: City | None, whole: bool) -> list[dict[str, Any]]:
    """The rows of a theme."""

    def work() -> list[dict[str, Any]]:
        return [row(make(held, i, group, city)) for i in of_theme(held, theme, whole)]

    return kept.recall(held, ("rows", theme.id, group, city, whole), work)


def table(held: Store, group: Group, city: City | None, opened: str | None) -> tuple[str | None, str | None]:
    """Draw the figures of all themes; gives the figure that was just pressed, and the theme whose other figures were asked for or put away."""
    themes = []
    for theme in held.definitions.themes.values():
        # A theme at a time is what fits on a beamer.
        if large.on() and not large.turn():
            continue
        count = sum(i.theme == theme.id for i in held.indicators())
        themes.append(
            {
                "id": theme.id,
                "title": theme.title,
                "rows": rows(held, theme, group, city, theme.id == opened),
                "opened": theme.id == opened,
                "count": count,
            }
        )
    data = {
        "themes": themes,
        "tone": charts.tone(group.position),
        "shape": (city.position if city is not None else None) or 1,
        "city": city.name if city is not None else None,
        "group": group.label,
        "code": city.code if city is not None else None,
    }
    result = _mount(key="profiel", data=data, on_pressed_change=lambda: None, on_more_change=lambda: None)
    pressed = result.pressed if isinstance(result.pressed, str) and result.pressed in {i.id for i in held.indicators()} else None
    more = result.more if isinstance(result.more, str) and result.more in held.definitions.themes else None
    return pressed, more


def outstanding(held: Store, group: Group, city: City) -> tuple[Found, list[View]]:
    """What stands out about a city among its group, and the views of those figures: five at most, one per subject."""
    found = kept.recall(held, ("standout", group, city), lambda: _found(held, group, city))
    known = {i.id: i for i in held.indicators()}
    shown: dict[str, View] = {}
    for one in found.distances:
        indicator = known[one.indicator]
        if indicator.subject not in shown and len(shown) < 5:
            shown[indicator.subject] = make(held, indicator, group, city)
    return found, list(shown.values())


def _found(held: Store, group: Group, city: City) -> Found:
    codes = [*group.codes, *([] if city.code in group.codes else [city.code])]
    figures: dict[str, tuple[Any, float]] = {}
    for indicator in held.indicators():
        if indicator.unit in SIZES:
            continue
        view = make(held, indicator, group, city)
        at = view.year - held.years[0]
        values = view.panel.value[: len(codes), at]
        if indicator.uncertain_above is not None:
            coarse = (view.panel.high - view.panel.low)[: len(codes), at] > indicator.uncertain_above
            values = np.where(coarse, np.nan, values)
        figures[indicator.id] = (values, max(indicator.noise, 10.0**-indicator.decimals))
    return standout(figures, codes.index(city.code))


def near_map(held: Store, src: str, city: City) -> dict[str, Any]:
    """The surroundings of a city: midsize cities by position, and the cities that the rule looked at by name."""
    named = _counted(held, city)
    spec = charts.map_positions(held, src, city, tuple(named))
    seen: Sequence[str] = [city.code, *named]
    return {
        **spec,
        "alt": f"Kaart van {city.name} en omgeving; bij naam: {dutch.listing([held.name(c) for c in seen])}.",
        "fill": {**spec["fill"], **{c: "named" for c in named if c not in spec["fill"]}},
        "labels": [{"code": c, "name": held.name(c) + (f", {ROLES[city.position or 0]}" if c in named else "")} for c in seen],
        "tips": {**{c: f"{held.name(c)}: geen middelgrote stad" for c in named}, **spec["tips"]},
        # Alone, a city is shown with what lies around it.
        "view": {"codes": list(seen)} if named else {"km": 25},
    }


def near_key(held: Store, city: City) -> str:
    """What the colours of that map mean, with every city it names: `Rode rand: Zeist; donkergrijs: Utrecht, geen middelgrote stad; blauw: …`."""
    midsize = {c.code for c in held.cities()}
    grey = [held.name(code) for code in _counted(held, city) if code not in midsize]
    named = [f"Rode rand: {city.name}", *([f"donkergrijs: {dutch.listing(grey)}, geen middelgrote stad"] if grey else [])]
    key = words_map.positions_key(held.definitions.rule.labels)
    return "; ".join([*named, key[:1].lower() + key[1:]])


def _counted(held: Store, city: City) -> list[str]:
    """The city that decided the position: the larger one or the partner; none where nothing counted."""
    found = held.position(city.code) or {}
    code = found.get({1: "larger_city", 2: "partner_city"}.get(city.position or 0, ""))
    return [code] if isinstance(code, str) and code else []
