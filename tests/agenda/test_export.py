"""The files that go home: every answer exactly once, as it was typed, and nothing that a spreadsheet would run."""

import io
import zipfile
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda import export, script, tally, texts
from agenda.script import TOPIC, Script
from agenda.views import Entry, Heading, Kept, Overview
from etl import definitions

THEN = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
ASKED = script.make(definitions.load().themes.values())
NASTY = [
    '=HYPERLINK("http://x")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    '<b>vet</b> & "zo"',
    "ë € 😀 日本",
    "regel een\nregel twee",
    "a,b;c\td",
    "'=1",
    "{{7*7}}",
    "1e5",
    "TRUE",
]


def overview(
    entries: list[Entry], headings: list[Heading] | None = None, voted: int = 0, choices: Any = None, asked: Script = ASKED
) -> Overview:
    kept = Kept(1, "BCDFGHJK", "Zaal <3>", asked, "closed", THEN, THEN.replace(year=2027))
    return Overview(kept, 12, 9, voted, tuple(entries), tuple(headings or ()), choices or {}, 4)


def entry(n: int, text: str, question: str = "economy.1", hidden: bool = False, topic: int | None = None, votes: int = 0) -> Entry:
    return Entry(n, question, text, THEN, hidden, topic, votes)


def sheet(book: bytes, name: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(book))[name].iter_rows(values_only=True))


def paragraphs(file: bytes) -> list[tuple[str, str]]:
    """(style, text) of every paragraph."""
    return [(p.style.name if p.style else "", p.text) for p in Document(io.BytesIO(file)).paragraphs]


def bullets(file: bytes) -> list[str]:
    return [text for style, text in paragraphs(file) if style == "List Bullet"]


TEXT = st.text(min_size=1, max_size=60).map(lambda t: texts.clean(t, 600)).filter(bool)
QUESTION = st.sampled_from([q.id for q in ASKED.questions()])


@settings(max_examples=25)
@given(st.lists(st.tuples(st.one_of(TEXT, st.sampled_from(NASTY)), QUESTION, st.booleans(), st.sampled_from([None, 1, 2])), max_size=12))
def test_every_answer_stands_in_each_file_exactly_once(rows: list[tuple[str, str, bool, int | None]]) -> None:
    entries = [entry(n, text, question, hidden, topic) for n, (text, question, hidden, topic) in enumerate(rows, 1)]
    used = {e.topic for e in entries}
    seen = overview(entries, [h for h in (Heading(1, "Kop een", 2), Heading(2, "Kop twee", 5)) if h.id in used], voted=6)
    head, *lines = sheet(export.workbook(seen, THEN), "Antwoorden")
    column = {name: n for n, name in enumerate(head)}
    back = Counter((line[column["vraag"]], line[column["antwoord"]], line[column["verborgen"]]) for line in lines)
    questions = {q.id: q.text for q in ASKED.questions()}
    assert back == Counter((questions[e.question], e.text, "ja" if e.hidden else "nee") for e in entries)
    # A word processor has its own sign for the end of a line.
    said = Counter(text.split(" (0 stemmen)")[0] for text in bullets(export.document(seen, THEN)))
    assert said == Counter(e.text.split(" (0 stemmen)")[0] for e in entries if not e.hidden)


def test_text_that_looks_like_a_formula_is_text() -> None:
    book = export.workbook(overview([entry(n, text, TOPIC, topic=None) for n, text in enumerate(NASTY, 1)], voted=1), THEN)
    with zipfile.ZipFile(io.BytesIO(book)) as inside:
        sheets = [inside.read(name) for name in inside.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"hyperlink" in inside.read(name).lower() for name in inside.namelist() if name.endswith(".rels"))
    assert sheets
    assert not any(b"<f>" in content or b"<f " in content for content in sheets)
    loaded = openpyxl.load_workbook(io.BytesIO(book))
    for page in loaded:
        for row in page.iter_rows():
            assert all(cell.data_type in ("s", "n") for cell in row)
    answers = [row[3] for row in sheet(book, "Antwoorden")[1:]]
    assert answers == NASTY, "as it was typed, without a sign of ours before it"
    assert all(cell.quotePrefix for (cell,) in loaded["Antwoorden"].iter_rows(min_row=2, min_col=4, max_col=4)), "also once it is edited"


def test_what_the_room_wants_stands_first_most_votes_first() -> None:
    entries = [
        entry(1, "Mbo", topic=1),
        entry(2, "Los idee", TOPIC, votes=4),
        entry(3, "Geheim", TOPIC, hidden=True, votes=9),
        entry(4, "Wonen", topic=2),
        entry(5, "Ook los", TOPIC),
    ]
    seen = overview(entries, [Heading(1, "Onderwijs", 3), Heading(2, "Huizen", 7), Heading(3, "Leeg", 0)], voted=8)
    assert [(name, votes) for name, votes, _ in tally.ranked(seen)] == [("Huizen", 7), ("Los idee", 4), ("Onderwijs", 3), ("Ook los", 0)]
    rows = sheet(export.workbook(seen, THEN), "Kennisagenda")
    assert rows[1:] == [(1, "Huizen", 7, 1), (2, "Los idee", 4, 1), (3, "Onderwijs", 3, 1), (4, "Ook los", 0, 1)]
    said = paragraphs(export.document(seen, THEN))
    assert [text for style, text in said if style == "Heading 2"] == ["Huizen (7 stemmen)", "Onderwijs (3 stemmen)", "Andere onderwerpen"]
    assert "Los idee (4 stemmen)" in [text for _, text in said]
    assert not any("Geheim" in text for _, text in said)
    assert any("1 antwoord is door de spreker verborgen" in text for _, text in said)
    assert any(text.endswith("12 deelnemers, 5 antwoorden, waarvan 1 verborgen.") for _, text in said)


def test_a_heading_whose_answers_were_withdrawn_keeps_its_votes_and_counts_no_answer() -> None:
    hidden = entry(2, "Geheim", topic=2, hidden=True)
    seen = overview([entry(1, "Los", TOPIC), hidden], [Heading(1, "Wonen", 3), Heading(2, "Weg", 5), Heading(3, "Leeg", 0)], voted=8)
    assert sheet(export.workbook(seen, THEN), "Kennisagenda")[1:] == [(1, "Wonen", 3, 0), (2, "Los", 0, 1)]
    assert "Wonen (3 stemmen)" in bullets(export.document(seen, THEN))


def test_the_forms_of_each_theme_are_counted_in_both_files() -> None:
    seen = overview([], choices={("economy", "research"): 3, ("environment", "circles"): 1})
    head, *lines = sheet(export.workbook(seen, THEN), "Vormen")
    assert head == ("thema", *(label for _, label in ASKED.wrapup.forms))
    assert {line[0]: line[1:] for line in lines}["Economie & arbeidsmarkt"] == (3, 0, 0, 0, 0)
    (table,) = Document(io.BytesIO(export.document(seen, THEN))).tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0] == ["Vorm", *(part.title for part in ASKED.parts)]
    assert cells[1] == ["Praktijkonderzoek", "3", "0", "0", "0"]
    assert cells[5] == ["Leerkringen", "0", "0", "0", "1"]


def test_where_nobody_voted_no_count_of_votes_is_given() -> None:
    entries = [entry(1, "Mbo", topic=1), entry(2, "Los idee", TOPIC)]
    seen = overview(entries, [Heading(1, "Onderwijs", 0)])
    said = [text for _, text in paragraphs(export.document(seen, THEN))]
    assert "Onderwijs" in said
    assert "Los idee" in said
    assert not any("stemmen)" in text for text in said)
    assert any(text.startswith("Er is niet gestemd.") for text in said)
    book = export.workbook(seen, THEN)
    assert [row[1:] for row in sheet(book, "Kennisagenda")[1:]] == [("Onderwijs", None, 1), ("Los idee", None, 1)]
    assert dict(row[:2] for row in sheet(book, "Toelichting"))["Stemmen"] == "Er is niet gestemd."


def test_the_table_of_forms_gives_every_word_its_room() -> None:
    (table,) = Document(io.BytesIO(export.document(overview([], choices={("economy", "research"): 1}), THEN))).tables
    widths = [column.width.cm for column in table.columns if column.width]
    assert len(widths) == 1 + len(ASKED.parts)
    assert widths[0] >= 3.9, "netwerkbijeenkomsten"
    assert min(widths[1:]) >= 3.1, "Energietransitie"
    assert sum(widths) <= export._WIDE + 0.01
    assert [[round(c.width.cm, 1) for c in row.cells if c.width] for row in table.rows] == [[round(w, 1) for w in widths]] * len(table.rows)
    names = [child.tag.rsplit("}", 1)[-1] for child in table._tbl.tblPr]
    assert names.index("tblCellMar") < names.index("tblLook"), "Word reads nothing else"


def test_the_files_say_what_they_are_and_until_when_answers_are_kept() -> None:
    seen = overview([entry(1, "Werk")])
    cover = {row[0]: row[1] for row in sheet(export.workbook(seen, THEN), "Toelichting") if row[1]}
    assert cover["Bijeenkomst"] == "22\u00a0november 2026. 12 deelnemers, 1 antwoord."
    assert "22\u00a0november 2027 verwijderd" in cover["Bewaren"]
    file = Document(io.BytesIO(export.document(seen, THEN)))
    assert file.core_properties.title == "Kennisagenda Zaal <3>"
    assert file.core_properties.language == "nl-NL"
    assert any("22\u00a0november 2027 verwijderd" in p.text for p in file.paragraphs)


@pytest.mark.parametrize("make", [export.workbook, export.document])
def test_an_empty_meeting_gives_a_file_too(make: Any) -> None:
    assert make(overview([]), THEN).startswith(b"PK")
