"""What can be seen of a meeting: values, cut loose from the database."""

from dataclasses import dataclass
from datetime import datetime

from agenda.script import Script


@dataclass(frozen=True)
class Kept:
    """A meeting as it stands now."""

    id: int
    code: str
    title: str
    script: Script
    phase: str
    created: datetime
    expires: datetime


@dataclass(frozen=True)
class Entry:
    """An answer as the presenter sees it; `topic` is the id of its heading, `votes` those for the answer itself."""

    id: int
    question: str
    text: str
    received: datetime
    hidden: bool
    topic: int | None
    votes: int


@dataclass(frozen=True)
class Heading:
    """A heading with the participants who voted for it or for an answer under it, each counted once."""

    id: int
    title: str
    votes: int


@dataclass(frozen=True)
class Overview:
    """All of a meeting at one moment. `choices` counts participants per (theme, form)."""

    meeting: Kept
    participants: int
    answered: int
    voted: int
    entries: tuple[Entry, ...]
    headings: tuple[Heading, ...]
    choices: dict[tuple[str, str], int]
    chose: int


@dataclass(frozen=True)
class Option:
    """Something to vote for: `t12` is a heading, `a7` an answer."""

    id: str
    text: str


@dataclass(frozen=True)
class Mine:
    """What one participant sees: the meeting, and nothing of others but what is put to the vote."""

    meeting: Kept
    answers: tuple[Entry, ...]
    choices: frozenset[tuple[str, str]]
    options: tuple[Option, ...]
    votes: frozenset[str]
