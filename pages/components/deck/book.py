"""Slides as a PowerPoint file. Plain values in, bytes out; knows neither Streamlit nor the store, so that it can run in a process of its own."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from pages.components.deck import bars, cloud, continued, line, master, measure, places, rows, shapes, strip
from pages.components.deck import chart as native
from pages.components.deck.master import BOTTOM, CHART, KICKER, LEFT, ROOM, SMALLEST, SOURCE, TOP, UNIT
from pages.components.deck.slide import PICTURES, Deck, Slide, empty, remarks

TITLES = (32, 30, 28, 26, 24)
TEXT = (28, 26, 24, 22, 20, SMALLEST)
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_CHARTS = {"line": line.draw, "strip": strip.draw, "bars": bars.draw, "scatter": cloud.draw, "scenario": continued.draw}


def book(deck: Deck) -> bytes:
    """The file: a slide each, with speaker's notes and alt text. The same deck gives the same bytes."""
    made = master.blank()
    known = made.core_properties
    known.title, known.author, known.last_modified_by, known.language = deck.title, "Midsize Monitor", "Midsize Monitor", "nl-NL"
    known.subject, known.keywords, known.comments = "", "", ""
    known.created = known.modified = datetime.fromisoformat(deck.stamp).replace(tzinfo=None)
    known.revision = 1
    for slide in deck.slides:
        _slide(made, slide, deck.stamp)
    sink = io.BytesIO()
    made.save(sink)
    return _dated(sink.getvalue())


def _dated(packed: bytes) -> bytes:
    """The same file with one date on everything in it."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EARLIEST), old.read(name), zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def _slide(made: Any, slide: Slide, stamp: str) -> None:
    if slide.kind in PICTURES and (slide.spec is None or empty(slide.spec)):
        said = slide.items or tuple(part for part in (slide.unit, slide.alt) if part)
        slide = replace(slide, kind="list", spec=None, unit=slide.unit if slide.items else "", items=said)
    layout = {"opening": "Opening", "map": "Kaart", "table": "Kaart"}.get(slide.kind, "Figuur" if slide.spec else "Tekst")
    page = made.slides.add_slide(master.layout(made, layout))
    held = {one.placeholder_format.idx: one for one in page.placeholders}
    for one in held.values():
        one.name = next(s.name for s in page.slide_layout.placeholders if s.placeholder_format.idx == one.placeholder_format.idx)
    page.shapes.title.text_frame.text = slide.title
    _write(held[KICKER], slide.kicker)
    _number(page)
    if layout == "Opening":
        _opening(page, held, slide)
    else:
        _body(page, held, slide, stamp)
    page.notes_slide.notes_text_frame.text = "\n\n".join(part for part in slide.notes if part)
    for tree in (page, page.notes_slide):
        for run in tree.element.iter(qn("a:rPr"), qn("a:endParaRPr")):
            run.set("lang", "nl-NL")


def _write(place: Any, words: str) -> None:
    """The words of a placeholder; one without words is taken away, for an empty place asks to be filled."""
    if words:
        place.text_frame.text = words
    else:
        place._element.getparent().remove(place._element)


def _number(page: Any) -> None:
    """The number of the slide: python-pptx leaves its place out."""
    layout = next(s for s in page.slide_layout.placeholders if s.placeholder_format.idx == master.NUMBER)
    kind = layout._element.xpath("./p:nvSpPr/p:nvPr/p:ph")[0]
    page.shapes._spTree.append(
        parse_xml(
            '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<p:nvSpPr><p:cNvPr id="90" name="Dianummer"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
            f'<p:ph type="sldNum" sz="quarter" idx="{kind.get("idx")}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p>'
            '<a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum"><a:rPr lang="nl-NL"/><a:t>‹nr›</a:t></a:fld></a:p></p:txBody></p:sp>'
        )
    )


def _opening(page: Any, held: dict[int, Any], slide: Slide) -> None:
    size = measure.size(slide.title, ROOM, 2, (48, 44, 40, 36, 32), bold=True)
    _sized(page.shapes.title, size)
    below = "\n".join(part for part in (slide.unit, *slide.items) if part)
    _write(held[1], below)
    if below:
        _sized(held[1], measure.size(below, ROOM, 4, TEXT))
    _foot(held, slide)


def _body(page: Any, held: dict[int, Any], slide: Slide, stamp: str) -> None:
    """Title, unit and source take what they need; the picture or the text gets the rest."""
    # One line, if only a little smaller; else two as large as can be.
    once = measure.size(slide.title, ROOM, 1, TITLES[:4], bold=True)
    single = measure.lines(slide.title, once, ROOM, bold=True) == 1
    points = once if single else measure.size(slide.title, ROOM, 2, TITLES, bold=True)
    tall = measure.height(measure.lines(slide.title, points, ROOM, bold=True), points) + 0.06
    _sized(page.shapes.title, points)
    _put(page.shapes.title, (LEFT, TOP, ROOM, tall))
    top = TOP + tall
    if UNIT in held:
        _write(held[UNIT], slide.unit)
        if slide.unit:
            tall = measure.height(measure.lines(slide.unit, 20, ROOM), 20) + 0.08
            _put(held[UNIT], (LEFT, top, ROOM, tall))
            top += tall
    bottom = BOTTOM - _foot(held, slide) - 0.12
    box = (LEFT, top + 0.12, ROOM, bottom - top - 0.12)
    if slide.kind == "map":
        places.draw(slide, page, box)
    elif slide.kind == "table":
        rows.draw(slide, page, box)
    elif slide.spec:
        _put(held[CHART], box)
        _CHARTS[slide.kind](slide, held[CHART], (box[2], box[3]), stamp)
        if slide.kind == "strip":
            strip.names(slide, page.shapes, box[0], box[1], box[3])
        elif slide.kind == "scatter":
            cloud.keys(slide, page.shapes, box[0] + box[2] - cloud.KEYS + 0.15, box[1])
    else:
        _list(held[1], slide, (box[0], box[1] + 0.12, box[2], box[3] - 0.45))
    # Read aloud in this order: what it says, what is drawn, the picture, and last where it comes from.
    for one in (held.get(SOURCE), next((s for s in page.placeholders if s.placeholder_format.idx == master.NUMBER), None)):
        if one is not None and one._element.getparent() is not None:
            page.shapes._spTree.append(one._element)


def _foot(held: dict[int, Any], slide: Slide) -> float:
    """The source with what must be known beside it, and the link to the page; gives its height."""
    said = " ".join(part for part in (remarks(slide.spec) if slide.spec else "", slide.source) if part)
    link = "Bekijk in Midsize Monitor" if slide.link else ""
    whole = " ".join(part for part in (said, link) if part)
    place = held[SOURCE]
    _write(place, whole)
    if not whole:
        return 0.0
    tall = measure.height(measure.lines(whole, SMALLEST, ROOM), SMALLEST)
    _put(place, (LEFT, BOTTOM - tall, ROOM, tall))
    if link:
        paragraph = place.text_frame.paragraphs[0]
        paragraph.runs[0].text = f"{said} " if said else ""
        run = paragraph.add_run()
        run.text = link
        run.hyperlink.address = slide.link
    return tall


def _list(place: Any, slide: Slide, box: shapes.Box) -> None:
    """Lines of text as large as fits: numbered for questions, with the subject of a verdict in bold; first what they are about, if it is said."""
    items = list(slide.items)
    room = box[2] - 0.6

    def needed(points: int) -> float:
        lines = [*([slide.unit] if slide.unit else []), *items]
        return sum(measure.height(measure.lines(line, points, room), points) + points * 0.5 / 72 for line in lines)

    points = next((p for p in TEXT if needed(p) <= box[3]), TEXT[-1])
    _put(place, box)
    frame = place.text_frame
    numbered = all(item[:1].isdigit() for item in items)
    kind = "a:buAutoNum" if slide.kind == "questions" else "a:buNone" if slide.kind == "verdict" or len(items) == 1 or numbered else ""
    for n, text in enumerate([*([slide.unit] if slide.unit else []), *items]):
        about = bool(slide.unit) and n == 0
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        subject, colon, rest = text.partition(": ") if slide.kind == "verdict" and not about else ("", "", text)
        for words, bold in ((subject + colon, True), (rest, False)):
            if words:
                run = paragraph.add_run()
                run.text, run.font.size, run.font.bold = words, Pt(points), bold
                if about:
                    native.paint(run.font.color, native.INK_2)
        paragraph.space_after = Pt(points * 0.5)
        _bullet(paragraph, "a:buNone" if about else kind)


def _bullet(paragraph: Any, kind: str) -> None:
    properties = paragraph._p.get_or_add_pPr()
    if kind:
        plain = kind == "a:buNone"
        properties.set("marL", "0" if plain else "457200")
        properties.set("indent", "0" if plain else "-457200")
        mark = properties.makeelement(qn(kind), {} if plain else {"type": "arabicPeriod"})
        spacing = properties.findall(qn("a:spcAft"))
        (spacing[-1].addnext if spacing else lambda made: properties.insert(0, made))(mark)


def _sized(shape: Any, points: int) -> None:
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph.runs:
            run.font.size = Pt(points)


def _put(shape: Any, box: shapes.Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (Inches(v) for v in box)
