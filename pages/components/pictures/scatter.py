"""Two figures against each other, drawn with Plotly: the place where hovering over a hundred cities helps most."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from etl.model import Indicator
from etl.store import Store
from etl.view import View, make
from pages.components.choice import link, selection
from pages.components.deck import compared
from pages.components.pictures import share
from pages.components.pictures.hover import Hover, plain
from pages.components.shell import later, style
from pages.components.wording import dutch, words, words_map

Floats = NDArray[np.float64]

COLOURS = {1: "#1F5C99", 2: "#3F9084", 3: "#B07A12"}
SHAPES = {1: "circle", 2: "square", 3: "triangle-up"}
SIZES = {1: 8, 2: 8, 3: 9}
MINE, INK, INK_3, GRID, PAPER = "#A6192E", "#23201B", "#6F6A60", "#E9E3D7", "#FBF8F2"
FONT = "Midsize Sans, system-ui, sans-serif"
HEIGHT = 360

_DRAWN = "_scatter_drawn"


@dataclass(frozen=True)
class Cloud:
    """One picture with its words, and `of` what it was made. `figure` is None where too few cities have both figures."""

    of: tuple[object, ...]
    view: View
    other: View
    pairs: list[tuple[str, float, float]]
    line: bool
    head: str
    unit: str
    source: str
    alt: str
    tables: tuple[str, ...]
    figure: go.Figure | None


@st.fragment
def block(held: Store, view: View, read: Callable[..., str | None]) -> None:
    """The second figure's box, the picture and its words. A fragment: another second figure does not redraw the page.

    After a choice the other pictures come first. Until the browser asks for this one, the block stays as it was, words and all; on a first
    visit its room is kept free.
    """
    now = f"{view.indicator.id} {view.year} {view.city.code if view.city else ''}"
    asked = later.drawn(now, key="spreiding_later")
    last: Cloud | None = st.session_state.get(_DRAWN)
    if last is not None and asked not in ("", now):
        view = last.view
    titles = {i.id: i.title for i in held.indicators()}
    default = next(i for i in ("highly_educated_share", *titles) if i in titles and i != view.indicator.id)
    picked = read("tegen", [i for i in titles if i != view.indicator.id], default) or default
    line = read("lijn", ("aan",), None) == "aan"
    of = (held.id, now, picked, line)
    cloud = last if last is not None and (view is last.view or last.of == of) else None
    if cloud is None or (cloud.of != of and asked == now):
        cloud = st.session_state[_DRAWN] = _cloud(held, view, picked, line, of)
    st.subheader(cloud.head, anchor=False)
    style.text("unit", f"{cloud.unit}; elk teken is een stad.")
    # All figures stand in the box, so that its list need not be sent again with every choice; that of the page itself gives the default.
    link.select("Tweede cijfer", "tegen", titles, default, never=view.indicator.id)
    if cloud.figure is None:
        style.empty("Te weinig steden met beide cijfers", "Kies een ander tweede cijfer of een ander jaar.")
        return
    link.toggle("Toon de lijn", "lijn")
    if asked:
        st.plotly_chart(cloud.figure, theme=None, config={"displayModeBar": False}, key="spreiding", alt=cloud.alt)
    else:
        st.space(HEIGHT)
    style.text("source", cloud.source)
    slide = functools.partial(_slide, cloud.view, cloud.other, cloud.pairs, cloud.line, cloud.head, link.base())
    share.popover(cloud.view, "spreiding", "spreiding", cloud.head, f"{cloud.unit}.", cloud.tables, slide=slide)


def _cloud(held: Store, view: View, second: str, line: bool, of: tuple[object, ...]) -> Cloud:
    """The picture of a view against a second figure, with its words."""
    other = make(held, next(i for i in held.indicators() if i.id == second), selection.whole(held), view.city, None)
    pairs = paired(view, other)
    both = tuple(dict.fromkeys([*view.tables, *other.tables]))
    soft = " Open teken: voorlopig." if any(provisional(view, other, code) for code, _, _ in pairs) else ""
    return Cloud(
        of=of,
        view=view,
        other=other,
        pairs=pairs,
        line=line,
        head=headline(view.indicator, other.indicator, pairs),
        unit=f"Naar boven: {view.indicator.title} {view.year}, tegen {other.indicator.title} {other.year} naar rechts",
        source=f"{words.source_line(held, both)} Samenhang is geen oorzaak.{soft}{f' {fit_words(pairs)}' if line else ''}",
        alt=alt(view, other, pairs),
        tables=both,
        figure=figure(view, other, pairs, line) if len(pairs) >= 5 else None,
    )


def _slide(view: View, other: View, pairs: list[tuple[str, float, float]], line: bool, title: str, base: str) -> bytes:
    """The picture as a slide. Made when it is asked for, outside the run of the page: so the address of the app comes along."""
    return compared.deck(view, other, spec(view, other, pairs, line), title, base)


def paired(view: View, other: View) -> list[tuple[str, float, float]]:
    """Cities with both figures, certain ones only: code, other (x), indicator (y)."""
    out = []
    for code in view.group.codes:
        x, y = other.value(code), view.value(code)
        if x is not None and y is not None and not view.uncertain(code) and not other.uncertain(code):
            out.append((code, x, y))
    return out


def provisional(view: View, other: View, code: str) -> bool:
    """Whether one of the two figures of a city is provisional."""
    return view.provisional(code) or other.provisional(code)


def correlation(pairs: list[tuple[str, float, float]]) -> float | None:
    """Pearson's r, or None where one of the figures does not vary."""
    if len(pairs) < 5:
        return None
    x, y = np.array([p[1] for p in pairs]), np.array([p[2] for p in pairs])
    return None if x.std() == 0 or y.std() == 0 else float(np.corrcoef(x, y)[0, 1])


def headline(one: Indicator, two: Indicator, pairs: list[tuple[str, float, float]]) -> str:
    """What the cloud of points says, with the strength in words."""
    r = correlation(pairs)
    if r is None:
        return "Te weinig cijfers voor een vergelijking"
    if abs(r) < 0.2:
        return "De twee cijfers hangen nauwelijks samen"
    how = "duidelijk" if abs(r) >= 0.6 else "enigszins" if abs(r) >= 0.4 else "een beetje"
    return f"De twee cijfers gaan {how} {'samen op' if r > 0 else 'tegen elkaar in'} (r = {dutch.number(r, 2)})"


def alt(view: View, other: View, pairs: list[tuple[str, float, float]]) -> str:
    """Alt text of the scatter."""
    r = correlation(pairs)
    return f"Puntenwolk van {len(pairs)} steden: {view.indicator.phrase} tegen {other.indicator.phrase}; correlatie {dutch.number(r or 0.0, 2)}."


def named(view: View, pairs: list[tuple[str, float, float]]) -> list[str]:
    """The four cities furthest from the middle of the cloud, in units of spread, and not my own."""
    x, y = np.array([p[1] for p in pairs]), np.array([p[2] for p in pairs])
    far = ((x - np.median(x)) / (x.std() or 1)) ** 2 + ((y - np.median(y)) / (y.std() or 1)) ** 2
    wide, high = np.ptp(x) or 1, np.ptp(y) or 1
    chosen: list[int] = []
    own = [n for n, p in enumerate(pairs) if view.city is not None and p[0] == view.city.code]
    letters = [len(view.store.name(p[0])) for p in pairs]
    for i in np.argsort(-far):
        # Names close to one another would run together: a next outlier must lie clear of those already named, and of my city.
        # Beside one another they need half of both names, which is reckoned for the narrowest picture (200 px, 7 px a letter).
        taken = [*chosen, *own]
        clear = all(abs(x[i] - x[n]) / wide > 0.04 + 0.0175 * (letters[i] + letters[n]) or abs(y[i] - y[n]) / high > 0.09 for n in taken)
        if clear and i not in taken:
            chosen.append(int(i))
            if len(chosen) == 4:
                break
    return [pairs[i][0] for i in chosen]


def fit(pairs: list[tuple[str, float, float]]) -> tuple[Floats, Floats, Floats] | None:
    """The straight line through the cloud with its 95 % band: x, y and half the width of the band; None without any spread.

    The band is that of the line itself: single cities lie further away.
    """
    if correlation(pairs) is None:
        return None
    x, y = np.array([p[1] for p in pairs]), np.array([p[2] for p in pairs])
    slope, start = np.polyfit(x, y, 1)
    at = np.linspace(x.min(), x.max(), 25)
    rest = float(np.sqrt(((y - start - slope * x) ** 2).sum() / max(len(x) - 2, 1)))
    half = 1.98 * rest * np.sqrt(1 / len(x) + (at - x.mean()) ** 2 / ((x - x.mean()) ** 2).sum())
    return at, start + slope * at, half


def fit_words(pairs: list[tuple[str, float, float]]) -> str:
    """How much of the differences goes along with the line."""
    r = correlation(pairs)
    if r is None:
        return ""
    return f"De lijn past bij {dutch.number(r * r * 100, 0)}{dutch.THIN}% van de verschillen tussen {len(pairs)} steden; de tint is de 95%-band van de lijn."


def spec(view: View, other: View, pairs: list[tuple[str, float, float]], line: bool = False) -> dict[str, Any]:
    """The same picture as plain data, for a slide: `x` and `y` {title, min, max, ticks}; rows [{position, tone, label, marks [{code, name, x, y,
    provisional}]}]; city? and named [code]; fit? {x, y, low, high}."""
    mine = view.city.code if view.city else None
    positions = {c.code: c.position for c in view.store.cities()}
    found = fit(pairs) if line else None
    fitted = [part.tolist() for part in (found[0], found[1], found[1] - found[2], found[1] + found[2])] if found else None
    ends = [*(fitted[2] if fitted else []), *(fitted[3] if fitted else [])]
    return {
        "kind": "scatter",
        "alt": alt(view, other, pairs),
        "unit": "",
        "decimals": view.indicator.decimals,
        "x": _axis(other, [x for _, x, _ in pairs]),
        "y": _axis(view, [*(y for _, _, y in pairs), *ends]),
        "rows": [
            {
                "position": position,
                "tone": f"p{position}",
                "label": label,
                "marks": [
                    {"code": code, "name": view.store.name(code), "x": x, "y": y, "provisional": provisional(view, other, code)}
                    for code, x, y in pairs
                    if positions[code] == position
                ],
            }
            for position, label in view.store.definitions.rule.labels.items()
        ],
        "city": mine if mine in {code for code, _, _ in pairs} else None,
        "named": named(view, pairs),
        "fit": dict(zip(("x", "y", "low", "high"), fitted, strict=True)) if fitted else None,
    }


def _axis(of: View, values: list[float]) -> dict[str, Any]:
    """The scale of a figure, with a little room at its ends so that no city lies on the edge."""
    low, high = min(values), max(values)
    room = (high - low) * 0.03
    ticks = dutch.ticks(max(low - room, 0.0) if low >= 0 else low - room, high + room, 5)
    return {"title": f"{dutch.titled(of.indicator)} ({of.year})", "min": ticks[0], "max": ticks[-1], "ticks": ticks}


def _fitted(pairs: list[tuple[str, float, float]]) -> list[dict[str, Any]]:
    found = fit(pairs)
    if found is None:
        return []
    x, y, half = (part.tolist() for part in found)
    low, high = ([a - b for a, b in zip(y, half, strict=True)], [a + b for a, b in zip(y, half, strict=True)])
    plain = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False}
    band = {
        **plain,
        "x": [*x, *x[::-1]],
        "y": [*high, *low[::-1]],
        "fill": "toself",
        "fillcolor": "rgba(87,82,74,0.12)",
        "line": {"width": 0},
    }
    return [band, {**plain, "x": x, "y": y, "line": {"color": INK, "width": 1.4, "dash": "dash"}}]


def figure(view: View, other: View, pairs: list[tuple[str, float, float]], line: bool = False) -> go.Figure:
    """The picture: a shape and colour per position, my city large and red, four outliers by name; the line through the cloud if asked for.

    Made in one go from plain dictionaries: setting it up key by key took longer than the rest of the page. What all its parts share stands
    in its template, in place of Plotly's own of 7 kB, and Plotly itself writes the figures that appear on hovering.
    """
    traces = _fitted(pairs) if line else []
    mine = view.city.code if view.city else None
    positions = {c.code: c.position for c in view.store.cities()}
    hover = Hover.of(view.indicator, [p[2] for p in pairs], "y"), Hover.of(other.indicator, [p[1] for p in pairs], "x")
    for position in (1, 2, 3):
        part = [p for p in pairs if positions[p[0]] == position and p[0] != mine]
        traces.append(_points(view, other, hover, part, COLOURS[position], SHAPES[position], SIZES[position]))
    own = [p for p in pairs if p[0] == mine]
    if own and view.city is not None:
        traces.append(_points(view, other, hover, own, MINE, SHAPES[view.city.position or 1], 15))
    at = {p[0]: p for p in pairs}
    labelled = [*([mine] if mine in at else []), *named(view, pairs)]
    names = [_name(view, *at[c], c == mine) for c in labelled]
    return go.Figure({"data": traces, "layout": {**_layout(view, other, hover), "annotations": names}})


def _layout(view: View, other: View, hover: tuple[Hover, Hover]) -> dict[str, Any]:
    told = [f"{plain(v.indicator.title)}: {h.words}" for v, h in zip((view, other), hover, strict=True)]
    points = {
        "mode": "markers",
        "hovertemplate": f"<b>%{{text}}</b><br>{told[0]}<br>{told[1]}<extra></extra>",
        "marker": {"line": {"color": PAPER, "width": 1}},
    }
    name = {"showarrow": False, "yshift": 12, "bgcolor": "rgba(251,248,242,0.8)", "font": {"size": 12.5, "color": "#57524A"}}
    axis = {"zeroline": False, "nticks": 5, "fixedrange": True, "automargin": True}
    return {
        "template": {"data": {"scatter": [points]}, "layout": {"annotationdefaults": name, "xaxis": axis, "yaxis": axis}},
        "height": HEIGHT,
        "margin": {"l": 66 if words_map.in_thousands(view) else 44, "r": 12, "t": 10, "b": 44},
        "showlegend": False,
        "separators": ",.",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": INK_3},
        "hovermode": "closest",
        "hoverlabel": {"align": "left", "bgcolor": "#FFFDF9", "bordercolor": "#D9D2C4", "font": {"family": FONT, "size": 13, "color": INK}},
        "dragmode": False,
        "xaxis": {
            "showgrid": False,
            "showline": True,
            "linecolor": "#8A8377",
            "tickformat": _format(other.indicator),
            "title": {"text": f"{other.indicator.title}, {other.indicator.unit} →", "font": {"size": 12.5}, "standoff": 15},
        },
        "yaxis": {
            "gridcolor": GRID,
            "ticksuffix": " %" if view.indicator.unit == "%" else "",
            "showticksuffix": "last",
            "tickformat": _format(view.indicator),
        },
    }


def _name(view: View, code: str, x: float, y: float, mine: bool) -> dict[str, Any]:
    own = {"yshift": 15, "font": {"size": 14, "color": MINE}} if mine else {}
    return {"x": x, "y": y, "text": plain(view.store.name(code)), **own}


def _points(
    view: View,
    other: View,
    hover: tuple[Hover, Hover],
    part: list[tuple[str, float, float]],
    colour: str,
    shape: str,
    size: int,
) -> dict[str, Any]:
    """One trace; open marks where one of the two figures is provisional."""
    ys, xs = hover
    texts = ys.texts([p[2] for p in part]), xs.texts([p[1] for p in part])
    soft = [provisional(view, other, code) for code, _, _ in part]
    some = any(soft)
    return {
        "type": "scatter",
        "x": [xs.drawn(p[1]) for p in part],
        "y": [ys.drawn(p[2]) for p in part],
        "text": [plain(view.store.name(c)) for c, _, _ in part],
        **({"customdata": list(zip(*texts, strict=True))} if any(map(any, texts)) else {}),
        "marker": {
            "color": colour,
            "symbol": _each([f"{shape}-open" if one else shape for one in soft], shape),
            "size": size,
            "opacity": 1 if size > 10 else 0.82,
            **(
                {"line": {"color": _each([colour if one else PAPER for one in soft], PAPER), "width": 2 if size > 10 else 1}}
                if some
                else {}
            ),
        },
    }


def _each(values: list[str], none: str) -> list[str] | str:
    """What every point has of its own; one word where all have the same."""
    return values if len(set(values)) > 1 else next(iter(values), none)


def _format(indicator: Indicator) -> str | None:
    """Whole thousands in full: Plotly would write 800k."""
    return ",.0f" if indicator.decimals <= 0 else None
