"""The map as native shapes: one per city with its name and figure as alt text, the other municipalities as one, all in a group."""

from typing import Any

from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from pages.components.deck import measure, outline, shapes
from pages.components.deck.chart import AXIS, CITY, INK, INK_2, PAPER, WORDS, Colour
from pages.components.deck.outline import Frame, Point, Ring
from pages.components.deck.slide import Slide

Spec = dict[str, Any]
CLASSES = ("E0D3BC", "C3AE8F", "9D8566", "715D46", "443729")
_SIDE, _LEGEND = 3.3, (1.9, 2.4, 3.0)
"""Inches at most beside the map for names, and for the words of the legend: wider where they would be too high."""
_GAP, _SWATCH = 0.3, 0.5
"""Inches between a name and the map, and for a colour with the room after it."""
_SCHEME = {"p1": "accent2", "p2": "accent3", "p3": "accent4", "named": "accent5"}
_DECLARED = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


def draw(slide: Slide, on: Any, box: tuple[float, float, float, float]) -> None:
    """Draw the map into `box` (left, top, width, height in inches) of a slide."""
    spec = slide.spec or {}
    whole, outlines, points = outline.read(str(spec["src"]).rsplit("/", 1)[-1])
    left, top, wide, high = box
    legend = _meanings(spec)
    words = next((room for most in _LEGEND if sum(_heights(legend, room := _word_room(legend, most))) <= high), _LEGEND[-1])
    side = _side(spec)
    room = wide - 2 * side - words - _SWATCH - _GAP
    frame = _window(spec, whole, outlines, points, room / high)
    scale = min(room / (frame[2] - frame[0]), high / (frame[3] - frame[1]))
    x0 = left + side + (room - scale * (frame[2] - frame[0])) / 2
    y0 = top + (high - scale * (frame[3] - frame[1])) / 2
    zoomed = frame != whole

    def to(point: Point) -> Point:
        return x0 + (point[0] - frame[0]) * scale, y0 + (point[1] - frame[1]) * scale

    def shaped(code: str) -> list[Ring]:
        found = (outline.simple(ring, 0.005 / scale) for ring in outlines.get(code, []))
        cut = [outline.cut(ring, frame) for ring in found] if zoomed else list(found)
        return [[to(point) for point in ring] for ring in cut if len(ring) > 2]

    group = on.shapes.add_group_shape()
    shapes.described(group, slide.alt, "Kaart")
    tree = group._element
    fill = spec["fill"]
    land = [ring for code in outlines if code not in fill for ring in shaped(code)]
    numbers = iter(range(1000, 1000 + 2 * len(outlines) + 10))
    _add(tree, next(numbers), "Overige gemeenten", "Overige gemeenten, zonder kleur", land, _solid("bg2"), _edge("bg1", 0.5))
    outlined = set(spec.get("outline") or ())
    for code, colour in fill.items():
        rings = shaped(code)
        if rings:
            said = (spec.get("tips") or {}).get(code, code)
            _add(tree, next(numbers), said.split(":")[0], said, rings, _filled(colour), _edge("tx2" if code in outlined else "bg1", 0.5))
    mine = spec.get("city")
    if mine in outlines and (rings := shaped(mine)):
        said = (spec.get("tips") or {}).get(mine, mine)
        name = said.split(":")[0]
        # A pale edge keeps the red rim and the colour below it apart.
        _add(tree, next(numbers), f"Lichte rand om {name}", f"Lichte rand om {name}", rings, "<a:noFill/>", _edge("bg1", 6))
        _add(tree, next(numbers), f"Rand om {name}", f"Rand om {name}", rings, "<a:noFill/>", _edge("accent1", 3))
    group.shapes._recalculate_extents()
    _names(on, spec, {c: to(p) for c, p in points.items() if _within(p, frame)}, (x0, x0 + scale * (frame[2] - frame[0])), box, side - _GAP)
    _legend(on, legend, words, left + wide - words - _SWATCH, top, high)


def _side(spec: Spec) -> float:
    """How much room names need at each side; from close by it is not yet known which there will be."""
    lines = [line for one in spec.get("labels") or [] for line in _said(spec, one).split("\n")]
    return _SIDE if spec.get("view") else min(max((measure.width(line, 18, bold=True) for line in lines), default=0.0) + 2 * _GAP, _SIDE)


def _window(spec: Spec, whole: Frame, outlines: dict[str, list[Ring]], points: dict[str, Point], shape: float) -> Frame:
    """What is shown: the whole country; or the surroundings of some cities or of mine, as wide for its height as `shape` says."""
    view = spec.get("view") or {}
    if view.get("km") and spec.get("city") in points:
        x, y = points[spec["city"]]
        reach = float(view["km"]) * 1000 / METRES
        near: Frame | None = (x - reach, y - reach, x + reach, y + reach)
    else:
        near = outline.around(list(view.get("codes") or ()), outlines, 0.06)
    if near is None:
        return whole
    wide, high = max(near[2] - near[0], NEAREST), max(near[3] - near[1], NEAREST)
    wide, high = max(wide, high * shape), max(high, wide / shape)
    x, y = (near[0] + near[2]) / 2, (near[1] + near[3]) / 2
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


MOST_NAMED = 8
METRES = 100.0
"""Metres in a unit of the drawing file."""
NEAREST = 30_000 / METRES
"""Nothing is shown from closer by: a city is known by its neighbours."""


def _within(point: Point, frame: Frame) -> bool:
    return frame[0] <= point[0] <= frame[2] and frame[1] <= point[1] <= frame[3]


def _solid(colour: str) -> str:
    return f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'


def _filled(colour: str | int) -> str:
    """The fill of a city: its position, its class, or stripes where it has no figure."""
    if colour == "none":
        back, front = ('<a:bgClr><a:schemeClr val="bg1"/></a:bgClr>', '<a:fgClr><a:schemeClr val="accent5"/></a:fgClr>')
        return f'<a:pattFill prst="wdUpDiag">{front}{back}</a:pattFill>'
    if isinstance(colour, int):
        return f'<a:solidFill><a:srgbClr val="{CLASSES[colour]}"/></a:solidFill>'
    return _solid(_SCHEME.get(colour, "bg2"))


def _edge(colour: str, points: float) -> str:
    return f'<a:ln w="{int(points * 12700)}">{_solid(colour)}<a:round/></a:ln>'


def _add(tree: Any, number: int, name: str, said: str, rings: list[Ring], fill: str, edge: str) -> None:
    """A freeform of rings in inches."""
    if not rings:
        return
    every = [point for ring in rings for point in ring]
    left, top = min(x for x, _ in every), min(y for _, y in every)
    wide, high = max(x for x, _ in every) - left, max(y for _, y in every) - top

    def emu(inches: float) -> int:
        return int(round(inches * 914400))

    def at(point: Point) -> str:
        return f'<a:pt x="{emu(point[0] - left)}" y="{emu(point[1] - top)}"/>'

    path = "".join(
        f"<a:moveTo>{at(ring[0])}</a:moveTo>{''.join(f'<a:lnTo>{at(point)}</a:lnTo>' for point in ring[1:])}<a:close/>" for ring in rings
    )
    made = parse_xml(
        f'<p:sp {_DECLARED}><p:nvSpPr><p:cNvPr id="{number}" name=""/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{emu(left)}" y="{emu(top)}"/><a:ext cx="{emu(wide)}" cy="{emu(high)}"/></a:xfrm><a:custGeom><a:avLst/><a:gdLst/><a:ahLst/>'
        f'<a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{max(emu(wide), 1)}" h="{max(emu(high), 1)}">{path}</a:path></a:pathLst></a:custGeom>'
        f"{fill}{edge}</p:spPr></p:sp>"
    )
    # Names are set as attributes, never written into markup.
    known = made.find(qn("p:nvSpPr")).find(qn("p:cNvPr"))
    known.set("name", name)
    known.set("descr", said)
    tree.append(made)


def _names(on: Any, spec: Spec, points: dict[str, Point], edges: tuple[float, float], box: shapes.Box, room: float) -> None:
    """The named cities beside the map with their figures, each joined to its place by a thin line."""
    _, top, _, high = box
    named = [one for one in spec.get("labels") or [] if one["code"] in points]
    if spec.get("view") and spec.get("city") in points:
        # From close by the coloured neighbours are few enough to be named.
        x, y = points[spec["city"]]
        known = {one["code"] for one in named}
        near = sorted(
            (code for code in spec["fill"] if code in points and code not in known),
            key=lambda c: abs(points[c][0] - x) + abs(points[c][1] - y),
        )
        named += [{"code": code, "name": spec["tips"][code].split(":")[0]} for code in near if code in spec["tips"]][
            : MOST_NAMED - len(named)
        ]
    middle = sum(edges) / 2
    for west in (True, False):
        side = [one for one in named if (points[one["code"]][0] < middle) == west]
        texts = [_said(spec, one) for one in side]
        heights = []
        for one, text in zip(side, texts, strict=True):
            mine = one["code"] == spec.get("city")
            heights.append(measure.height(measure.lines(text, 18, room, bold=mine), 18) + 0.12)
        placed = measure.apart([points[one["code"]][1] for one in side], heights, top, top + high)
        for one, text, at, tall in zip(side, texts, placed, heights, strict=True):
            mine = one["code"] == spec.get("city")
            begin = edges[0] - 0.25 - room if west else edges[1] + 0.25
            start = edges[0] - 0.2 if west else begin - 0.08
            where = (begin, at - tall / 2 + 0.06, room, tall - 0.12)
            shapes.leader(
                on.shapes,
                (start, at),
                points[one["code"]],
                f"Lijn van de naam {one['name']} naar de plaats op de kaart",
                CITY if mine else INK,
            )
            shapes.text(
                on.shapes,
                text,
                where,
                CITY if mine else INK,
                f"Naam op de kaart: {text}",
                bold=mine,
                right=west,
                middle=True,
            )


def _said(spec: Spec, one: Spec) -> str:
    """A name with its figure on the next line, where the map shows figures."""
    tip = str((spec.get("tips") or {}).get(one["code"], ""))
    figure = tip.split(": ", 1)[1] if ": " in tip and spec.get("legend") else ""
    return f"{one['name']}\n{figure}" if figure else str(one["name"])


def _meanings(spec: Spec) -> list[tuple[str | int, str]]:
    """What the colours mean: five classes with the highest on top, or the three positions; and stripes where there is no figure."""
    kept: list[tuple[str | int, str]] = []
    if spec.get("legend"):
        kept += [(n, text) for n, text in enumerate(spec["legend"]["labels"]) if text][::-1]
    kinds = {colour for colour in spec["fill"].values() if isinstance(colour, str)}
    kept += [(colour, spec["names"][colour]) for colour in ("p1", "p2", "p3") if colour in kinds]
    kept += [("named", "geen middelgrote stad")] if "named" in kinds else []
    return [*kept, ("none", "geen cijfer")] if "none" in kinds else kept


def _word_room(kept: list[tuple[str | int, str]], most: float) -> float:
    """The room for the words of a legend: no word is broken."""
    longest = max((measure.width(word, 18) for _, text in kept for word in text.split(" ")), default=0.0) + 0.05
    whole = max((measure.width(text, 18) for _, text in kept), default=0.0) + 0.05
    return max(longest, min(whole, most))


def _heights(kept: list[tuple[str | int, str]], room: float) -> list[float]:
    """The height of every row of the legend."""
    return [max(0.42, measure.height(measure.lines(text, 18, room), 18) + 0.12) for _, text in kept]


def _legend(on: Any, kept: list[tuple[str | int, str]], room: float, left: float, top: float, high: float) -> None:
    """The colours of the map with their meaning, one below the other."""
    rows = _heights(kept, room)
    at = top + (high - sum(rows)) / 2
    badges = {"p1": MSO_SHAPE.OVAL, "p2": MSO_SHAPE.RECTANGLE, "p3": MSO_SHAPE.ISOSCELES_TRIANGLE}
    for (colour, text), row in zip(kept, rows, strict=True):
        if isinstance(colour, str) and colour in badges:
            alt = f"Teken van positie {colour[1]}"
            shapes.badge(on.shapes, badges[colour], int(colour[1]), WORDS[colour], left, at + (row - 0.36) / 2, alt)
            shapes.text(on.shapes, text, (left + _SWATCH, at, room, row), WORDS[colour], f"Positie {colour[1]}: {text}", middle=True)
        else:
            plain: str | Colour = CLASSES[colour] if isinstance(colour, int) else AXIS if colour == "named" else PAPER
            edge = INK_2 if not isinstance(colour, int) or colour < 2 else None
            made = shapes.swatch(on.shapes, (left, at + (row - 0.3) / 2, 0.36, 0.3), plain, f"Kleur van {text}", edge)
            if colour == "none":
                _stripes(made)
            shapes.text(on.shapes, text, (left + _SWATCH, at, room, row), INK_2, f"Betekenis van de kleur: {text}", middle=True)
        at += row


def _stripes(shape: Any) -> None:
    """The same stripes as on the map."""
    properties = shape._element.spPr
    old = properties.find(qn("a:solidFill"))
    old.addprevious(parse_xml(_filled("none").replace("<a:pattFill", f"<a:pattFill {_DECLARED.split(' xmlns:p')[0]}", 1)))
    properties.remove(old)
