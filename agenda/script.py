"""What a meeting asks: the discussion questions of each theme and the wrap-up of the source, read from the definitions.

A meeting keeps its own copy, so that a later edit of the definitions does not change what people were asked.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from etl import definitions
from etl.blocks import read
from etl.model import Theme

TOPIC = "wrapup.topic"
"""The id of the open question of the wrap-up."""


@dataclass(frozen=True)
class Question:
    """One open question; its id is kept with every answer."""

    id: str
    text: str


@dataclass(frozen=True)
class Part:
    """A theme with its discussion questions."""

    id: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class WrapUp:
    """The last part: which themes, in which form (id to label), and one open question."""

    title: str
    themes: str
    forms_question: str
    forms: tuple[tuple[str, str], ...]
    topic: Question


@dataclass(frozen=True)
class Script:
    """All that a meeting asks, in order."""

    parts: tuple[Part, ...]
    wrapup: WrapUp

    def questions(self) -> tuple[Question, ...]:
        """Every open question, in order."""
        return (*(q for part in self.parts for q in part.questions), self.wrapup.topic)

    def question(self, identifier: str) -> Question | None:
        """The open question with this id."""
        return next((q for q in self.questions() if q.id == identifier), None)

    def title_of(self, identifier: str) -> str:
        """The title of the part that a question belongs to."""
        return next((part.title for part in self.parts for q in part.questions if q.id == identifier), self.wrapup.title)

    def plain(self) -> dict[str, Any]:
        """The script as JSON can hold it."""
        return asdict(self)


def from_plain(content: dict[str, Any]) -> Script:
    """The script that `plain` wrote."""
    parts = tuple(Part(p["id"], p["title"], tuple(Question(**q) for q in p["questions"])) for p in content["parts"])
    last = content["wrapup"]
    forms = tuple((str(form), str(label)) for form, label in last["forms"])
    return Script(parts, WrapUp(last["title"], last["themes"], last["forms_question"], forms, Question(**last["topic"])))


@lru_cache(maxsize=4)
def wrapup(path: Path = definitions.DEFINITIONS / "agenda.toml") -> WrapUp:
    """The wrap-up as the definition file gives it. Raises `DefinitionProblem`, naming block and key."""
    (block,) = read(path)
    forms = block.take("forms", dict)
    if not forms or not all(isinstance(label, str) and label.strip() for label in forms.values()):
        raise block.problem("'forms' must name at least one form, each with a text.")
    made = WrapUp(
        block.take("title", str),
        block.take("themes", str),
        block.take("forms_question", str),
        tuple((str(form), str(label)) for form, label in forms.items()),
        Question(TOPIC, block.take("topic", str)),
    )
    block.finish()
    return made


def make(themes: Collection[Theme]) -> Script:
    """The script of a meeting on these themes."""
    parts = [
        Part(theme.id, theme.title, tuple(Question(f"{theme.id}.{n}", text) for n, text in enumerate(theme.questions, 1)))
        for theme in sorted(themes, key=lambda t: t.number)
    ]
    return Script(tuple(parts), wrapup())
