"""The answers of a meeting as a list to work in: choose some, hide them or put them under a heading, while new ones come in below.

An own component, because a choice must stay when the list grows. Rows are made from text, never from markup; what comes back is checked
against the list that was sent.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from agenda.texts import HERE, MOST_TITLE
from agenda.views import Entry, Overview

_FOLDER = Path(__file__).parent / "answers"
_mount = st.components.v2.component(
    "midsize_answers",
    html='<div class="ma"></div>',
    css=(_FOLDER / "answers.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "answers.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
Done = Callable[[list[int], str, str], None]


def table(overview: Overview, entries: list[Entry], key: str, done: Done, said: str = "") -> None:
    """Draw the list. `done` gets the chosen answers, what to do (hide, show, group) and the heading, before the run that follows."""

    def changed() -> None:
        found = asked(st.session_state[key].done, {e.id for e in entries})
        if found:
            done(*found)

    _mount(key=key, data=data(overview, entries, said), on_done_change=changed)


def asked(given: Any, known: set[int]) -> tuple[list[int], str, str] | None:
    """What the list asks for, as far as it can be trusted: known answers, a known thing to do, a short heading."""
    if not isinstance(given, dict) or given.get("what") not in ("hide", "show", "group"):
        return None
    chosen, title = given.get("ids"), given.get("title", "")
    if not isinstance(chosen, list) or not isinstance(title, str):
        return None
    kept = [one for one in chosen if isinstance(one, int) and one in known]
    return (kept, str(given["what"]), title[: 4 * MOST_TITLE]) if kept else None


def data(overview: Overview, entries: list[Entry], said: str) -> dict[str, Any]:
    """What the list shows."""
    script = overview.meeting.script
    titles = {heading.id: heading.title for heading in overview.headings}
    return {
        "rows": [
            {
                "id": e.id,
                "text": e.text,
                "part": script.title_of(e.question),
                "topic": titles.get(e.topic or 0, ""),
                "hidden": e.hidden,
                "time": f"{e.received.astimezone(HERE):%H:%M}",
            }
            for e in entries
        ],
        "topics": [heading.title for heading in overview.headings],
        "most": MOST_TITLE,
        "said": said,
    }
