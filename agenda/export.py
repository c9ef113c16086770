"""The knowledge agenda as files to take home: a document to read and a workbook to go on with. Plain values in, bytes out.

Every answer that was received stands in the workbook exactly once; in the document too, but for those the presenter hid. What people
typed is written as text, never as a formula.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from agenda.script import TOPIC
from agenda.tally import counted, ranked
from agenda.texts import HERE, day
from agenda.views import Overview

_WIDE = 16.6
"""Centimetres of text across a page."""
_INK, _GREY = RGBColor(0x23, 0x20, 0x1B), RGBColor(0x57, 0x52, 0x4A)


def _subtitle(overview: Overview) -> str:
    hidden = sum(entry.hidden for entry in overview.entries)
    return (
        f"{day(overview.meeting.created)}. {counted(overview.participants, 'deelnemer', 'deelnemers')}, "
        f"{counted(len(overview.entries), 'antwoord', 'antwoorden')}{f', waarvan {hidden} verborgen' if hidden else ''}."
    )


def _kept(overview: Overview) -> str:
    return f"De antwoorden zijn zonder naam gegeven. In de monitor worden zij op {day(overview.meeting.expires)} verwijderd."


def workbook(overview: Overview, made: datetime) -> bytes:
    """All of a meeting as XLSX: what the room wants, every answer with question, heading and time, and the forms per theme."""
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    # Read as text by the program that opens it, and still text after somebody corrects it there.
    typed = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    title = book.add_format({"bold": True, "font_size": 16})
    script = overview.meeting.script

    def sheet(name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str | int]]) -> None:
        page = book.add_worksheet(name)
        page.freeze_panes(1, 0)
        for n, (column, width) in enumerate(columns):
            page.set_column(n, n, width)
            page.write_string(0, n, column, head)
        for at, row in enumerate(rows, 1):
            for n, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(at, n, cell, wrap)
                elif cell:
                    page.write_string(at, n, cell, typed)

    page = book.add_worksheet("Toelichting")
    page.hide_gridlines(2)
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 90)
    page.write_string(0, 0, f"Kennisagenda {overview.meeting.title}".strip(), title)
    facts = [
        ("Bijeenkomst", _subtitle(overview)),
        ("Gemaakt", f"{made.astimezone(HERE):%d-%m-%Y %H:%M}"),
        ("Bewaren", _kept(overview)),
        ("Verborgen", "Antwoorden die de spreker verborg, staan op het blad Antwoorden, met ‘ja’ in de kolom verborgen."),
        (
            "Stemmen",
            "Er is niet gestemd."
            if not overview.voted
            else "Een onderwerp telt iedere deelnemer één keer, ook als die op meer antwoorden in dat onderwerp stemde.",
        ),
        ("Vormen", "Hoeveel deelnemers met een thema in een vorm aan de slag willen. Een deelnemer kan er meer kiezen."),
    ]
    for at, (label, text) in enumerate(facts, 2):
        page.write_string(at, 0, label, wrap)
        page.write_string(at, 1, text, typed)
    columns = [("plaats", 8), ("onderwerp", 70), ("stemmen", 10), ("antwoorden", 12)]
    answered = {entry.topic for entry in overview.entries}
    left = {heading.title for heading in overview.headings if heading.id not in answered}  # the last answer was withdrawn
    sheet(
        "Kennisagenda",
        columns,
        (
            # Where nobody voted a nought would look like an outcome.
            [n, name, votes if overview.voted else "", len(below) or int(name not in left)]
            for n, (name, votes, below) in enumerate(ranked(overview), 1)
        ),
    )
    titles = {heading.id: heading.title for heading in overview.headings}
    texts = {question.id: question.text for question in script.questions()}
    answers = [("nummer", 9), ("onderdeel", 30), ("vraag", 50), ("antwoord", 80), ("onderwerp", 30), ("verborgen", 11), ("ontvangen", 18)]
    sheet(
        "Antwoorden",
        answers,
        (
            [
                n,
                script.title_of(e.question),
                texts.get(e.question, e.question),
                e.text,
                titles.get(e.topic or 0, ""),
                "ja" if e.hidden else "nee",
                f"{e.received.astimezone(HERE):%Y-%m-%d %H:%M:%S}",
            ]
            for n, e in enumerate(overview.entries, 1)
        ),
    )
    forms = script.wrapup.forms
    sheet("Vormen", [("thema", 44), *((label, 20) for _, label in forms)], (
        [part.title, *(overview.choices.get((part.id, form), 0) for form, _ in forms)] for part in script.parts
    ))  # fmt: skip
    book.close()
    return sink.getvalue()


def document(overview: Overview, made: datetime) -> bytes:
    """The knowledge agenda as DOCX: what the room wants to work on, in which form, and what else was answered, per theme and question."""
    paper = Document()
    _style(paper, f"Kennisagenda {overview.meeting.title}".strip(), made)
    script = overview.meeting.script
    paper.add_paragraph("Kennisagenda", style="Subtitle")
    paper.add_paragraph(overview.meeting.title or "Kennisagenda", style="Title")
    paper.add_paragraph(_subtitle(overview))
    wanted = ranked(overview)
    if wanted:
        paper.add_heading("Hiermee willen we aan de slag", 1)
        votes = overview.voted > 0
        if votes:
            paper.add_paragraph(
                f"{counted(overview.voted, 'deelnemer', 'deelnemers')} stemden." if overview.voted != 1 else "1 deelnemer stemde."
            )
        else:
            paper.add_paragraph("Er is niet gestemd. De onderwerpen staan in de volgorde waarin zij zijn gemaakt.")
        for name, count, below in wanted:
            if below:
                paper.add_heading(f"{name} ({counted(count, 'stem', 'stemmen')})" if votes else name, 2)
                for entry in below:
                    _bullet(paper, entry.text)
        loose = [(name, count) for name, count, below in wanted if not below]
        if loose and len(loose) < len(wanted):
            paper.add_heading("Andere onderwerpen", 2)
        for name, count in loose:
            _bullet(paper, name, counted(count, "stem", "stemmen") if votes else "")
    if overview.choices:
        _forms(paper, overview)
    rest = [e for e in overview.entries if e.topic is None and e.question != TOPIC and not e.hidden]
    for part in script.parts:
        asked = {question.id: question.text for question in part.questions}
        if any(e.question in asked for e in rest):
            paper.add_heading(part.title, 1)
        for identifier, text in asked.items():
            given = [e for e in rest if e.question == identifier]
            if given:
                paper.add_heading(text, 2)
                for entry in given:
                    _bullet(paper, entry.text)
    hidden = sum(e.hidden for e in overview.entries)
    if hidden:
        paper.add_paragraph(
            f"{counted(hidden, 'antwoord is', 'antwoorden zijn')} door de spreker verborgen; in het Excel-bestand "
            f"{'staat het' if hidden == 1 else 'staan zij'} wel."
        )
    paper.add_paragraph(_kept(overview))
    sink = io.BytesIO()
    paper.save(sink)
    return sink.getvalue()


def _forms(paper: Any, overview: Overview) -> None:
    """The table of forms per theme."""
    script = overview.meeting.script
    paper.add_heading(f"{script.wrapup.themes} {script.wrapup.forms_question}", 1)
    said = paper.add_paragraph(
        f"Aantal deelnemers; {overview.chose} van de {overview.participants} kozen. Wie meer koos, telt op elke plek mee."
    )
    said.paragraph_format.keep_with_next = True
    # Forms down and themes across: the words of the themes break well, those of the forms do not.
    table = paper.add_table(rows=1, cols=1 + len(script.parts), style="Table Grid")
    table.autofit = False
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, label in zip(table.rows[0].cells, ("Vorm", *(part.title for part in script.parts)), strict=True):
        run = cell.paragraphs[0].add_run(label)
        run.bold, run.font.size = True, Pt(8)
    for form, label in script.wrapup.forms:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(label).font.size = Pt(9)
        for cell, part in zip(cells[1:], script.parts, strict=True):
            cell.paragraphs[0].add_run(str(overview.choices.get((part.id, form), 0)))
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    # Wide enough for the longest word of a theme and of a form. Word reads the cells, LibreOffice the columns.
    widths = [Cm(4)] + [int(Cm(_WIDE - 4) / max(4, len(script.parts)))] * len(script.parts)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(_tight())  # the order is part of the format
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            cell.paragraphs[0].paragraph_format.keep_with_next = row is not table.rows[-1]


def _tight() -> Any:
    """Narrow edges within the cells of a table (twentieths of a point)."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "60")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    return margins


def _bullet(paper: Any, text: str, after: str = "") -> None:
    line = paper.add_paragraph(text, style="List Bullet")
    if after:
        line.add_run(f" ({after})").font.color.rgb = _GREY


def _style(paper: Any, title: str, made: datetime) -> None:
    """A4, Dutch, and the monitor's ink and kinds of letter as every word processor has them."""
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - _WIDE) / 2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    sizes = {"Title": 26, "Subtitle": 11, "Heading 1": 17, "Heading 2": 12.5, "Normal": 11, "List Bullet": 11}
    for name, size in sizes.items():
        style = paper.styles[name]
        serif = name in ("Title", "Heading 1", "Heading 2")
        style.font.name, style.font.size, style.font.color.rgb = "Georgia" if serif else "Calibri", Pt(size), _INK
        style.font.italic = False
        # A theme's own letter would win from the name.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
    paper.styles["Subtitle"].font.color.rgb = _GREY
    paper.styles["Title"].font.bold = True
    # The template draws a blue rule under its title.
    for rule in paper.styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        rule.getparent().remove(rule)
    language = paper.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), "nl-NL")
    about = paper.core_properties
    about.title, about.author, about.comments, about.language = title, "Midsize Monitor", "", "nl-NL"
    about.created = about.modified = made.replace(tzinfo=None)
