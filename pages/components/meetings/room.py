"""What a room sees: code and QR, how many take part, totals, answers and votes. HTML of our own words and escaped answers.

The same pieces serve the presenter's page and the large picture, where no letter is smaller than 28 pixels.
"""

from html import escape
from pathlib import Path

import streamlit as st

from agenda import texts
from agenda.script import TOPIC
from agenda.tally import counted, ranked
from agenda.views import Entry, Overview
from pages.components.choice import reach
from pages.components.meetings import desk

_SHEET = Path(__file__).with_name("room.css")
MOST_SHOWN = 24
"""Answers that are put on a large picture; those that do not fit are cut off at a whole answer."""


def apply() -> None:
    """Load the sheet of these pieces."""
    st.html(_SHEET)


def invitation(overview: Overview) -> str:
    """Code, QR and address; no QR for an address that no phone can reach, and no invitation at all once the meeting is closed."""
    code = overview.meeting.code
    if overview.meeting.phase == "closed":
        return (
            '<div class="mr-invite"><div><p><strong>De sessie is gesloten.</strong></p>'
            "<p>Wie meedeed, ziet op de telefoon nog wat hij zelf instuurde.</p></div></div>"
        )
    url = desk.address(code)
    near = not url or reach.only_here(url)
    picture = "" if near else f'<img src="{escape(desk.qr(url), quote=True)}" alt="QR-code van {escape(url, quote=True)}">'
    go = "Ga op deze computer naar" if near else "Scan, of ga naar"
    where = f"<p>{go}<br><strong>{escape(desk.spoken(url))}</strong></p>" if url else ""
    return f'<div class="mr-invite">{picture}<div>{where}<p class="mr-code" aria-label="Code {" ".join(code)}">{texts.spaced(code)}</p></div></div>'


def numbers(overview: Overview) -> str:
    """How many take part, and how many answers that can be seen, or voters, there are."""
    pairs = [(overview.participants, "doet mee", "doen mee"), (len(overview.entries) - hidden(overview), "antwoord", "antwoorden")]
    if overview.meeting.phase == "vote":
        pairs[1] = (overview.voted, "stemde", "stemden")
    body = "".join(f"<div><b>{n}</b><span>{one if n == 1 else many}</span></div>" for n, one, many in pairs)
    return f'<div class="mr-numbers">{body}</div>'


def hidden(overview: Overview) -> int:
    """How many answers the presenter has hidden: they count on no screen."""
    return sum(entry.hidden for entry in overview.entries)


def left_out(overview: Overview) -> str:
    """What the presenter must know of the totals; empty where all answers count."""
    n = hidden(overview)
    return (
        f'<p class="mr-note">{counted(n, "antwoord is", "antwoorden zijn")} verborgen en {"telt" if n == 1 else "tellen"} hier niet mee.</p>'
        if n
        else ""
    )


def bars(rows: list[tuple[str, int]], of: str) -> str:
    """Named counts with a bar from zero; `of` says what is counted, for who cannot see the bars."""
    most = max((n for _, n in rows), default=0) or 1
    lines = "".join(
        f'<li><span>{escape(name)}</span><i aria-hidden="true"><em style="width:{100 * n / most:.1f}%"></em></i><b>{n}</b></li>'
        for name, n in rows
    )
    return f'<ul class="mr-bars" aria-label="{escape(of, quote=True)}">{lines}</ul>'


def per_part(overview: Overview) -> list[tuple[str, int]]:
    """The number of visible answers of each theme and of the wrap-up."""
    script = overview.meeting.script
    asked = [(part.title, {q.id for q in part.questions}) for part in script.parts] + [(f"{script.wrapup.title}: onderwerpen", {TOPIC})]
    return [(title, sum(e.question in ids and not e.hidden for e in overview.entries)) for title, ids in asked]


def wishes(overview: Overview) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """How often each theme, and each form, was chosen."""
    script = overview.meeting.script
    themes = [(p.title, sum(n for (theme, _), n in overview.choices.items() if theme == p.id)) for p in script.parts]
    forms = [(label, sum(n for (_, form), n in overview.choices.items() if form == key)) for key, label in script.wrapup.forms]
    return themes, forms


def wished(overview: Overview) -> str:
    """The wrap-up: which themes, in which form."""
    themes, forms = wishes(overview)
    last = overview.meeting.script.wrapup
    return (
        f'<div class="mr-two"><div><h3>{escape(last.themes)}</h3>{bars(themes, "keuzes per thema")}</div>'
        f"<div><h3>{escape(last.forms_question)}</h3>{bars(forms, 'keuzes per vorm')}</div></div>"
        f'<p class="mr-note">{counted(overview.chose, "deelnemer koos", "deelnemers kozen")}. Een deelnemer kan meer kiezen.</p>'
    )


def votes(overview: Overview, most: int) -> str:
    """What the room wants to work on, most votes first."""
    rows = ranked(overview)
    if not rows:
        return '<p class="mr-note">Er is nog niets om op te stemmen.</p>'
    if not overview.voted and overview.meeting.phase == "answers":
        # Noughts would look like an outcome.
        names = "".join(f"<li>{escape(name)}</li>" for name, _, _ in rows[:most])
        return f'<ul class="mr-plain">{names}</ul><p class="mr-note">Er is nog niet gestemd.</p>'
    left = f" Nog {len(rows) - most} staan niet op dit beeld." if len(rows) > most else ""
    return (
        bars([(name, n) for name, n, _ in rows[:most]], "stemmen")
        + f'<p class="mr-note">{counted(overview.voted, "deelnemer stemde", "deelnemers stemden")}.{left}</p>'
    )


def answers(entries: list[Entry]) -> str:
    """Answers on a large picture, the newest first."""
    if not entries:
        return '<p class="mr-note">Nog geen antwoorden.</p>'
    lines = "".join(f"<li><span>{escape(e.text)}</span></li>" for e in reversed(entries[-MOST_SHOWN:]))
    return f'<ul class="mr-answers">{lines}</ul>'


def screens(overview: Overview) -> list[tuple[str, str]]:
    """The large pictures in order: (heading, body)."""
    script = overview.meeting.script
    title = overview.meeting.title or "Kennisagenda"
    start = f'<div class="mr-start">{invitation(overview)}<div>{numbers(overview)}{bars(per_part(overview), "antwoorden per onderdeel")}</div></div>'
    made = [(title, start)]
    for part in script.parts:
        asked = {q.id for q in part.questions}
        shown = [e for e in overview.entries if e.question in asked and not e.hidden]
        made.append((part.title, answers(shown)))
    made.append((script.wrapup.title, wished(overview)))
    made.append(("Hiermee willen we aan de slag", votes(overview, 7)))
    return made


def screen(overview: Overview, number: int) -> None:
    """One large picture; those after the first carry the code in a corner."""
    heading, body = screens(overview)[number]
    code = overview.meeting.code
    corner = (
        f'<span class="mr-corner">{escape(desk.spoken(desk.address(code)) or "code")} <b>{texts.spaced(code)}</b></span>' if number else ""
    )
    closed = '<span class="mr-corner">gesloten</span>' if overview.meeting.phase == "closed" else ""
    st.html(f'<div class="mr-screen"><header><h1>{escape(heading)}</h1>{closed or corner}</header>{body}</div>')
