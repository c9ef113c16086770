"""Text is text: nothing that is put into a page can become markup, and the sheet asks for nothing from elsewhere."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components.shell import style

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</p><iframe src='//elders.example'>",
    "javascript:alert(1)",
    "&lt;b&gt; & <b>",
    "{{7*7}} ${7*7} `x`",
    "' onmouseover='alert(1)",
    "\u202e<b>\u2066",
)


class Tags(HTMLParser):
    """Collects what a browser would make of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is handed to `st.html` in the course of a test."""
    out: list[str] = []
    monkeypatch.setattr(style.st, "html", lambda body, **_: out.append(str(body)))
    return out


def parsed(body: str) -> Tags:
    tags = Tags()
    tags.feed(body)
    tags.close()
    return tags


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_markup(payload: str, written: list[str]) -> None:
    pieces = {
        "text": lambda t: style.text("lead", t),
        "strong": lambda t: style.text("small", t, strong=t),
        "bullets": lambda t: style.bullets([t]),
        "notice": style.notice,
        "foot": style.foot,
        "empty": lambda t: style.empty(t, t),
        "tally": lambda t: style.tally(1, 2, t, t),
    }
    for name, write in pieces.items():
        written.clear()
        write("onschuldig")
        write(payload)
        plain, found = parsed(written[0]), parsed(written[1])
        assert found.tags == plain.tags, name
        assert payload[1:] in found.text, name


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_reads_back_as_itself(words: str, strong: str) -> None:
    out: list[str] = []
    patch = pytest.MonkeyPatch()
    patch.setattr(style.st, "html", lambda body, **_: out.append(str(body)))
    try:
        style.text("small", words, strong=strong)
    finally:
        patch.undo()
    found = parsed(out[0])
    assert found.text == words
    assert {tag for tag, _ in found.tags} <= {"p", "strong"}


def test_a_badge_has_number_words_and_a_shape_of_its_own(written: list[str]) -> None:
    for position in (1, 2, 3):
        style.position_badge(position, "bar")
    style.position_badge(None)
    assert len(written) == 3
    for position, body in enumerate(written, 1):
        assert f"p{position}" in body
        assert f"Positie {position}, " in parsed(body).text


def test_only_the_modules_that_escape_write_html() -> None:
    pages = Path(style.__file__).resolve().parents[2]
    for path in sorted(pages.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        assert "unsafe_allow_html" not in source, path.name
        if path.name not in ("style.py", "verdict.py", "sheet.py", "room.py", "meeting.py"):
            assert "st.html(" not in source, path.name
        if path.name != "style.py":
            assert "unsafe_allow_javascript" not in source, path.name


def test_the_sheet_loads_nothing_from_elsewhere() -> None:
    sheet = Path(style.__file__).with_name("style.css").read_text(encoding="utf-8")
    assert "@import" not in sheet
    assert "url(" not in sheet
    assert "http" not in sheet
