"""What the answers of a meeting come to. Pure."""

from agenda.script import TOPIC
from agenda.views import Entry, Overview


def ranked(overview: Overview) -> list[tuple[str, int, list[Entry]]]:
    """What the room wants to work on, most votes first: (name, votes, visible answers) per heading, and per answer of the wrap-up that stands
    under none. Equal votes stay in the order they came up."""
    under: dict[int, list[Entry]] = {}
    for entry in overview.entries:
        if entry.topic is not None and not entry.hidden:
            under.setdefault(entry.topic, []).append(entry)
    rows = [(h.title, h.votes, under[h.id]) for h in overview.headings if h.id in under]
    rows += [(e.text, e.votes, []) for e in overview.entries if e.question == TOPIC and e.topic is None and not e.hidden]
    return sorted(rows, key=lambda row: -row[1])


def counted(n: int, one: str, many: str) -> str:
    """`1 stem`, `12 stemmen`."""
    return f"{n} {one if n == 1 else many}"
