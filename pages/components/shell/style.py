"""The house style: one constant style sheet, and the few small pieces of text that Streamlit has no element for.

`meeting`, `room`, `sheet` and `verdict` write HTML too; all of them escape what they put into it. The sheet and the language line are constants.
"""

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from etl.model import Strength
from pages.components.wording.findings import Weighed, weighed_words

_SHEET = Path(__file__).with_name("style.css")
_LARGE = Path(__file__).with_name("large.css")
_LANGUAGE = "<script>document.documentElement.lang = 'nl';</script>"
_POSITIONS = {1: "nabij een grotere stad", 2: "in een polycentrische regio", 3: "centrum van een eigen regio"}


def apply() -> None:
    """Load the sheet."""
    st.html(_SHEET)


def large() -> None:
    """Load the sheet of the large picture, on top of the other one."""
    st.html(_LARGE)


def language() -> None:
    """Say that the page is Dutch, where the page came without `serve.py`: Streamlit itself has no way to set the language."""
    st.html(_LANGUAGE, unsafe_allow_javascript=True)


def text(kind: str, words: str, *, strong: str = "") -> None:
    """A paragraph of one of the sheet's kinds; `strong` is a part of it that is set bold."""
    body = escape(words)
    if strong:
        body = body.replace(escape(strong), f"<strong>{escape(strong)}</strong>", 1)
    st.html(f'<p class="mm-{kind}">{body}</p>')


def facts(title: str, words: str, rows: list[tuple[str, str]]) -> None:
    """A title, a paragraph (either may be empty) and named facts. One element, for there is one under every picture, and each is laid out anew at every choice."""
    lines = "".join(f'<p class="mm-small"><strong>{escape(name)}:</strong> {escape(value)}</p>' for name, value in rows)
    head = f"<p><strong>{escape(title)}</strong></p>" if title else ""
    body = f'<p class="mm-small">{escape(words)}</p>' if words else ""
    st.html(f'<div class="mm-facts">{head}{body}{lines}</div>')


def capital(words: str) -> str:
    """The words with a first capital."""
    return words[:1].upper() + words[1:]


def rule() -> None:
    """The two pixel rule a section starts with."""
    st.html('<hr class="mm-rule">')


def hairline() -> None:
    """The one pixel line between rows."""
    st.html('<hr class="mm-hair">')


def position_badge(position: int | None, where: str = "", borderline: bool = False) -> None:
    """Shape, number and name of a position; a city on the edge of two is called so."""
    if position is None:
        return
    name = _POSITIONS[position]
    words = (f"Positie {position}, {name}" if where == "bar" else name) + (" (op de grens)" if borderline else "")
    st.html(f'<span class="mm-badge p{position}"><b aria-hidden="true">{position}</b><span>{escape(words)}</span></span>', width="content")


def bullets(items: tuple[str, ...] | list[str], numbered: bool = False) -> None:
    """A plain list."""
    tag = "ol" if numbered else "ul"
    st.html(f'<{tag} class="mm-list">{"".join(f"<li>{escape(i)}</li>" for i in items)}</{tag}>')


def contents(items: Sequence[tuple[str, str]]) -> None:
    """What stands on a long page: a list of links (anchor, words) to its headings."""
    lines = "".join(f'<li><a href="#{escape(anchor, quote=True)}">{escape(words)}</a></li>' for anchor, words in items)
    st.html(f'<nav class="mm-contents" aria-label="Op deze pagina"><ul>{lines}</ul></nav>')


def links(items: list[tuple[str, str]]) -> None:
    """A list of links to other sites, opened beside this one; an address that is no https stays text."""
    lines = [
        f'<li><a href="{escape(address, quote=True)}" target="_blank" rel="noopener noreferrer">{escape(words)}</a></li>'
        if address.startswith("https://")
        else f"<li>{escape(words)}</li>"
        for words, address in items
    ]
    st.html(f'<ul class="mm-list">{"".join(lines)}</ul>')


def table(said: str, head: Sequence[str], rows: Sequence[Sequence[str | tuple[str, str]]], widths: Sequence[int] = ()) -> None:
    """A table to read, with every word in it: cells wrap, and on a phone each row stands below the other. A cell may be words and their address.

    `said` is what the table is, for who does not see it; `widths` are shares of the width.
    """
    columns = "".join(f'<col style="width:{share / sum(widths) * 100:.1f}%">' for share in widths)
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    names = [escape(name, quote=True) for name in head]
    body = ""
    for row in rows:
        cells = "".join(f'<td data-name="{name}">{_cell(cell)}</td>' for name, cell in zip(names, row, strict=True))
        body += f"<tr>{cells}</tr>"
    st.html(
        f'<table class="mm-table"><caption>{escape(said)}</caption><colgroup>{columns}</colgroup><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _cell(cell: str | tuple[str, str]) -> str:
    if isinstance(cell, str):
        return escape(cell)
    words, address = cell
    if not address.startswith("https://"):
        return escape(words)
    return f'<a href="{escape(address, quote=True)}" target="_blank" rel="noopener noreferrer">{escape(words)}</a>'


def literal(words: str) -> str:
    """Words of a reader, so that a title shows them as they are: Streamlit reads its titles as Markdown, with pictures and links in it."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", words)


def leave(address: str, words: str) -> None:
    """A link that takes this window to another address of the app, one that is no page of the menu."""
    st.html(f'<p class="mm-small"><a href="{escape(address, quote=True)}" target="_self">{escape(words)}</a></p>')


def window(words: str, path: str) -> None:
    """A link to a page of the monitor that opens in a window of its own; `path` begins with the path of a page."""
    st.html(f'<a class="mm-window" href="{escape(path, quote=True)}" target="_blank" rel="noopener">{escape(words)}</a>', width="content")


def nested(items: tuple[str, ...]) -> None:
    """A list in which neighbours that share their words before the colon stand below those words."""
    heads = [item.split(": ", 1)[0] if ": " in item else "" for item in items]
    lines: list[str] = []
    at = 0
    while at < len(items):
        end = at + 1
        while heads[at] and end < len(items) and heads[end] == heads[at]:
            end += 1
        if end - at > 1:
            below = "".join(f"<li>{escape(item.split(': ', 1)[1])}</li>" for item in items[at:end])
            lines.append(f"<li>{escape(heads[at])}<ul>{below}</ul></li>")
        else:
            lines.append(f"<li>{escape(items[at])}</li>")
        at = end
    st.html(f'<ul class="mm-list">{"".join(lines)}</ul>')


def foot(words: str) -> None:
    """A piece of the line under every page, as wide as its words."""
    st.html(f"<p>{escape(words)}</p>", width="content")


def weighed(strength: Strength, found: Weighed | None) -> None:
    """A strength or weakness of the source with its figure, or why there is none."""
    if found is None:
        kind, said = "geen cijfer", strength.none or "Het cijfer zit niet in deze momentopname."
    else:
        kind = {True: "het cijfer steunt dit", False: "het cijfer geeft reden tot twijfel", None: "het cijfer laat geen verschil zien"}[
            found.supports
        ]
        said = " ".join(part for part in (weighed_words(found), strength.only) if part)
    st.html(
        f'<div class="mm-weighed"><b aria-hidden="true">{"+" if strength.sign == "+" else "−"}</b><div><strong>{escape(strength.text)}</strong>'
        f"<span>{escape(capital(kind))}. {escape(said)}</span></div></div>"
    )


def notice(words: str) -> None:
    """One line on tint above the title."""
    st.html(f'<p class="mm-notice" role="status">{escape(words)}</p>')


def empty(title: str, words: str) -> None:
    """The frame that stays where a picture cannot be drawn: what is missing, why, and what to do."""
    st.html(f'<div class="mm-empty"><strong>{escape(title)}</strong><p>{escape(words)}</p></div>')


def assumptions(items: list[tuple[str, str, str]]) -> None:
    """What each continuation assumes: its kind (for the mark and the dash of its line), name and words."""
    lines = "".join(
        f'<li class="{escape(kind)}"><i aria-hidden="true"></i><div><strong>{escape(name)}</strong><span>{escape(words)}</span></div></li>'
        for kind, name, words in items
    )
    st.html(f'<ul class="mm-assumptions">{lines}</ul>')


def tally(position: int, count: int, name: str, example: str) -> None:
    """How many cities stand in a position: badge, number, name and example under a rule in the position's colour."""
    st.html(
        f'<div class="mm-tally p{position}"><div><span class="mm-badge p{position}"><b aria-hidden="true">{position}</b></span>'
        f'<span class="mm-count">{count}</span> <small>steden</small></div><strong>{escape(name[:1].upper() + name[1:])}</strong><small>{escape(example)}</small></div>'
    )
