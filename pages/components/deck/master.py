"""The house style as a slide master: colours, fonts and layouts, so that a deck can be put into another house style with one click.

It starts from the empty presentation that python-pptx carries. Every place on a slide is a placeholder, and every colour and letter that a slide
uses is one of the theme: who applies the style of his own municipality changes them all.
"""

from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.util import Inches

WIDE, HIGH = 13.333, 7.5
"""The slide in inches (16:9)."""
LEFT, ROOM = 0.5, 12.333
"""Where text begins, and how wide it may be."""
KICKER_TOP, RULE, TOP, BOTTOM = 0.2, 0.7, 0.82, 7.22
"""Heights in inches: the line above the rule, the rule, where the title begins, where the source ends."""
KICKER, UNIT, CHART, SOURCE, NUMBER = 13, 14, 10, 15, 12
"""The places of a layout, by index."""
SMALLEST = 18
"""Letters under this size cannot be read from the back of a room."""

_NS = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NS.items())
_COLOURS = {
    "dk1": "23201B",
    "lt1": "FBF8F2",
    "dk2": "57524A",
    "lt2": "E9E3D7",
    "accent1": "A6192E",
    "accent2": "1F5C99",
    "accent3": "3F9084",
    "accent4": "B07A12",
    "accent5": "8A8377",
    "accent6": "443729",
    "hlink": "23201B",
    "folHlink": "57524A",
}
# The numbers after the names let a program without the font take one that is like it: a serif of books, and a plain sans serif.
_FONTS = {"majorFont": ("Source Serif 4", "02040603050405020204", 18), "minorFont": ("Public Sans", "020B0604020202020204", 34)}


def blank() -> Any:
    """An empty presentation of 16:9 with the layouts Opening, Tekst, Figuur and Kaart."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    master = deck.slide_master
    keep = {0: "Opening", 1: "Tekst", 3: "Figuur", 5: "Kaart"}
    layouts = list(master.slide_layouts)
    for n, layout in enumerate(layouts):
        if n not in keep:
            master.slide_layouts.remove(layout)
    _theme(master)
    _master(master)
    for n, name in keep.items():
        _layout(layouts[n], name)
    for owner, kind in ((deck.part.package, RT.THUMBNAIL), (deck.part, RT.PRINTER_SETTINGS)):
        for rel in [r for r in owner._rels.values() if r.reltype == kind]:
            owner._rels.pop(rel.rId)
    return deck


def layout(deck: Any, name: str) -> Any:
    """A layout by its name."""
    return next(one for one in deck.slide_layouts if one.name == name)


def _theme(master: Any) -> None:
    part = master.part.part_related_by(RT.THEME)
    root = etree.fromstring(part.blob)
    root.set("name", "Midsize Monitor")
    scheme = root.find(".//a:clrScheme", _NS)
    scheme.set("name", "Midsize Monitor")
    for name, colour in _COLOURS.items():
        slot = scheme.find(f"a:{name}", _NS)
        for old in list(slot):
            slot.remove(old)
        etree.SubElement(slot, f"{{{_NS['a']}}}srgbClr", val=colour)
    fonts = root.find(".//a:fontScheme", _NS)
    fonts.set("name", "Midsize Monitor")
    for kind, (face, panose, pitch) in _FONTS.items():
        latin = fonts.find(f"a:{kind}/a:latin", _NS)
        latin.attrib.clear()
        for key, value in (("typeface", face), ("panose", panose), ("pitchFamily", str(pitch)), ("charset", "0")):
            latin.set(key, value)
        for script in fonts.findall(f"a:{kind}/a:font", _NS):
            script.getparent().remove(script)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _place(
    n: int,
    name: str,
    kind: str,
    box: tuple[float, float, float, float],
    prompt: str,
    *,
    style: str = "",
    anchor: str = "t",
    field: str = "",
) -> Any:
    """A placeholder: `kind` are its attributes, `box` is left, top, width, height in inches, `style` its own paragraph style."""
    left, top, wide, high = (int(round(v * 914400)) for v in box)
    run = (
        f'<a:fld id="{{C1FF6DA9-008F-8B48-92A6-B652298478BF}}" type="slidenum"><a:rPr lang="nl-NL"/><a:t>{prompt}</a:t></a:fld>'
        if field
        else f'<a:r><a:rPr lang="nl-NL"/><a:t>{prompt}</a:t></a:r>'
    )
    return parse_xml(
        f'<p:sp {_DECLARED}><p:nvSpPr><p:cNvPr id="{n}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" rtlCol="0" anchor="{anchor}"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle>{style}</a:lstStyle><a:p>{run}</a:p></p:txBody></p:sp>"
    )


def _plain(points: int, colour: str, *, bold: bool = False, align: str = "l", font: str = "") -> str:
    """The style of a line of text without a mark before it."""
    face = f'<a:latin typeface="{font}"/>' if font else ""
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="{align}"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="{points * 100}" b="{int(bold)}"><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>{face}</a:defRPr></a:lvl1pPr>'
    )


def _drawn(n: int, name: str, shape: str, box: tuple[float, float, float, float], colour: str) -> Any:
    """A shape of the master that only adorns: the rule and the three marks."""
    left, top, wide, high = (int(round(v * 914400)) for v in box)
    return parse_xml(
        f'<p:sp {_DECLARED}><p:nvSpPr><p:cNvPr id="{n}" name="{name}" descr="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
        f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="{shape}"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


def _clear(tree: Any) -> None:
    for shape in list(tree)[2:]:
        tree.remove(shape)


def _master(master: Any) -> None:
    tree = master.shapes._spTree
    _clear(tree)
    for shape in (
        _place(2, "Titel", 'type="title"', (LEFT, TOP, ROOM, 1.1), "Wat de cijfers zeggen", anchor="b"),
        _place(3, "Tekst", 'type="body" idx="1"', (LEFT, 2.1, ROOM, 4.6), "Tekst"),
        _place(
            4,
            "Dianummer",
            f'type="sldNum" sz="quarter" idx="{NUMBER}"',
            (LEFT + ROOM - 1.0, KICKER_TOP, 1.0, 0.42),
            "‹nr›",
            style=_plain(SMALLEST, "tx2", align="r"),
            anchor="ctr",
            field="slidenum",
        ),
        _drawn(5, "Lijn", "rect", (LEFT, RULE, ROOM, 0.022), "tx1"),
        _drawn(6, "Beeldmerk, rondje", "ellipse", (LEFT, 0.24, 0.17, 0.17), "accent2"),
        _drawn(7, "Beeldmerk, vierkant", "rect", (LEFT + 0.115, 0.38, 0.15, 0.15), "accent3"),
        _drawn(8, "Beeldmerk, driehoek", "triangle", (LEFT + 0.26, 0.26, 0.19, 0.17), "accent4"),
    ):
        tree.append(shape)
    styles = master.element.find("p:txStyles", _NS)
    title, body = styles.find("p:titleStyle/a:lvl1pPr", _NS), styles.find("p:bodyStyle", _NS)
    title.set("algn", "l")
    title.find("a:defRPr", _NS).set("sz", "3200")
    title.find("a:defRPr", _NS).set("b", "1")
    for n, level in enumerate(body):
        found = level.find("a:defRPr", _NS)
        if found is not None:
            found.set("sz", str((24, 22, 20)[min(n, 2)] * 100))


def _layout(layout: Any, name: str) -> None:
    layout.name = name
    layout.element.attrib.pop("preserve", None)
    kinds = {"Opening": "title", "Tekst": "obj", "Figuur": "chart", "Kaart": "titleOnly"}
    layout.element.set("type", kinds[name])
    tree = layout.shapes._spTree
    _clear(tree)
    kicker = _place(
        3,
        "Kop",
        f'type="body" sz="quarter" idx="{KICKER}"',
        (LEFT + 0.62, KICKER_TOP, ROOM - 1.8, 0.42),
        "Verhaal en stad",
        style=_plain(SMALLEST, "tx2"),
        anchor="ctr",
    )
    if name == "Opening":
        shapes = [
            _place(
                2,
                "Titel",
                'type="ctrTitle"',
                (LEFT, 1.7, ROOM, 1.9),
                "Titel van het verhaal",
                style='<a:lvl1pPr algn="l"><a:defRPr sz="4800" b="1"/></a:lvl1pPr>',
                anchor="b",
            ),
            kicker,
            _place(4, "Ondertitel", 'type="subTitle" idx="1"', (LEFT, 3.85, ROOM, 2.4), "Stad en datum", style=_plain(28, "tx2")),
        ]
    else:
        # Above a picture the title stands close to its unit line; above a text it begins where the last one did.
        anchor = "t" if name == "Tekst" else "b"
        shapes = [_place(2, "Titel", 'type="title"', (LEFT, TOP, ROOM, 1.1), "Wat de cijfers zeggen", anchor=anchor), kicker]
    if name == "Tekst":
        shapes.append(_place(4, "Tekst", 'idx="1"', (LEFT, 2.1, ROOM, 4.4), "Tekst"))
    if name in ("Figuur", "Kaart"):
        shapes.append(
            _place(4, "Eenheid", f'type="body" sz="quarter" idx="{UNIT}"', (LEFT, 1.95, ROOM, 0.35), "Eenheid", style=_plain(20, "tx2"))
        )
    if name == "Figuur":
        shapes.append(_place(5, "Figuur", f'type="chart" idx="{CHART}"', (LEFT, 2.4, ROOM, 4.2), "Figuur"))
    shapes.append(
        _place(
            6,
            "Bron",
            f'type="body" sz="quarter" idx="{SOURCE}"',
            (LEFT, BOTTOM - 0.6, ROOM, 0.6),
            "Bron",
            style=_plain(SMALLEST, "tx2"),
            anchor="b",
        )
    )
    shapes.append(
        _place(
            7,
            "Dianummer",
            f'type="sldNum" sz="quarter" idx="{NUMBER}"',
            (LEFT + ROOM - 1.0, KICKER_TOP, 1.0, 0.42),
            "‹nr›",
            anchor="ctr",
            field="slidenum",
        )
    )
    for shape in shapes:
        tree.append(shape)
