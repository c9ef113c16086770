"""What the answers of a meeting come to. Pure."""

from agenda.script import TOPIC
from agenda.views import Entry, Overview


def ranked(overview: Overview) -> list[tuple[str, int, list[Entry]]]:
    """What the room wants to work on, most votes first: (name, votes, visible answers) per heading, and per answer of the wrap-up that stands
    under none. A heading with votes stays when its last answer was withdrawn; one with hidden answers alone does not. Equal votes stay in
    the order they came up."""
    under: dict[int, list[Entry]] = {}
    for entry in overview.entries:
        if entry.topic is not None and not entry.hidden:
            under.setdefault(entry.topic, []).append(entry)
    answered = {entry.topic for entry in overview.entries}
    rows = [(h.title, h.votes, under.get(h.id, [])) for h in overview.headings if h.id in under or (h.votes and h.id not in answered)]
    rows += [(e.text, e.votes, []) for e in overview.entries if e.question == TOPIC and e.topic is None and not e.hidden]
    return sorted(rows, key=lambda row: -row[1])


def counted(n: int, one: str, many: str) -> str:
    """`1 stem`, `12 stemmen`."""
    return f"{n} {one if n == 1 else many}"
