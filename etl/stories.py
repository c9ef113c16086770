"""Stories for a room: steps with a headline, a figure and what the speaker says, read from `data/definitions/stories`.

A headline is a template with what it claims; `etl.claims` holds it against the snapshot.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from etl import definitions, headlines
from etl.blocks import Block, nearest, whole
from etl.model import Definitions
from etl.problems import DefinitionProblem

FOLDER = definitions.DEFINITIONS / "stories"
FILES = "stories/"
"""How a sentence names a file of a story: the definitions of figures have files of the same names."""
FIGURES = ("line", "strip", "bars", "map")
KINDS = ("opening", "list", "position", *FIGURES, "verdict", "questions")
LISTS = ("trends", "tasks", "strengths", "weaknesses", "positions", "themes")
VERDICTS = ("follows", "departs", "mixed", "no_data")
GROUPS = ("position", "all")
LONGEST_HEADLINE = 110

PLACEHOLDERS = {
    "city": "the name of the city",
    "position": "its position: 1, 2 or 3",
    "position_name": "its position in words",
    "larger": "the larger city that decided its position",
    "partner": "the city of like size that decided its position",
    "group": "the cities it is compared with: `32 steden in positie 2`",
    "cities": "how many they are",
    "middle_name": "whose figure is in the middle of them: `de middelste van positie 2`",
    "first": "the first year of a change",
    "year": "the year of the figure",
    "value": "the city's figure",
    "then": "its figure in the first year",
    "change": "how much it changed, without a sign",
    "percent": "the same in percent of the first year, without a sign",
    "middle": "the figure of the middle city of the group",
    "middle_then": "that in the first year",
    "middle_from": "where the middle of the cities that can be compared in both years began: what a sentence about its movement says",
    "middle_to": "where it came to; never told without `compared`",
    "compared": "of how many cities that is, where the middle city of all is drawn at another figure; else nothing",
    "middle_change": "how much that changed, without a sign",
    "middle_percent": "the same in percent, without a sign",
    "country": "the figure of the Netherlands",
    "country_then": "that in the first year",
    "country_percent": "how much that changed in percent, without a sign",
    "gap": "the distance between the city and the middle city",
    "place": "the city's place from high to low in the group",
    "of": "how many cities have a place",
    "high": "the highest figure of the group",
    "high_city": "whose that is",
    "low": "the lowest figure of the group",
    "low_city": "whose that is",
    "changed": "the year in which the city's area last changed, where that keeps it from being followed from the first year",
    "joined": "what it grew by then: `een deel van Maasdonk`",
    "middle_1": "the figure of the middle city of position 1",
    "middle_2": "the same of position 2",
    "middle_3": "the same of position 3",
    "follow": "how many of the midsize cities follow the trend",
    "depart": "how many depart from it",
    "trends": "for a list of trends: how many the theme has",
    "seen": "how many of them the figures of the city follow",
    "unclear": "how many give a mixed picture",
    "untested": "how many cannot be tested for the city",
}
"""What a text may hold between braces, and what it stands for."""

LEVELS = ("value", "then", "middle", "middle_then", "middle_from", "middle_to", "country", "country_then", "high", "low")
PLACEHOLDERS |= {f"{name}_number": f"{PLACEHOLDERS[name]}, without its unit" for name in LEVELS}

CLAIMS = {
    "no_city": "the story is told of all midsize cities, not of one",
    "without": "the city has no figure that is certain enough to tell",
    "merged": "the city was put together after the year, and the step leaves such cities out",
    "moved_borders": "the city's area changed since the first year, so that its figures cannot be compared",
    "up": "the city's figure rose, by what counts as a difference (see `etl.claims.differs`), and beyond a survey's margin",
    "down": "it fell, in the same way",
    "flat": "it changed by less than what counts as a difference",
    "more": "it is above the middle city's, by what counts as a difference",
    "less": "it is below the middle city's, in the same way",
    "same": "the two differ by less than that, or a survey cannot tell them apart",
    "faster": "it rose more or fell less than the middle city's (in whole percents where the figure is a count or an index)",
    "slower": "it rose less or fell more than the middle city's",
    "alongside": "it moved about as much as the middle city's",
    "more_than_country": "it is above the Netherlands'",
    "less_than_country": "it is below the Netherlands'",
    "highest": "no city of the group has a higher figure",
    "lowest": "no city of the group has a lower figure",
    "top_half": "it stands in the upper half of the ranking",
    "bottom_half": "it stands in the lower half",
    "middle_up": "the middle city's figure rose",
    "middle_down": "the middle city's figure fell",
    "twice": "the highest figure of the group is at least twice the lowest",
    "first_highest": "the middle city of position 1 is above those of 2 and 3",
    "second_highest": "the middle city of position 2 is above those of 1 and 3",
    "third_highest": "the middle city of position 3 is above those of 1 and 2",
    "first_lowest": "the middle city of position 1 is below those of 2 and 3",
    "second_lowest": "the middle city of position 2 is below those of 1 and 3",
    "third_lowest": "the middle city of position 3 is below those of 1 and 2",
    "position_1": "the city has position 1",
    "position_2": "the city has position 2",
    "position_3": "the city has position 3",
    "borderline": "its position turns with a small change of the thresholds",
    "firm": "its position does not",
    "lacks_work": "it has fewer jobs than working residents",
    "draws_work": "it has as many jobs as working residents, or more",
    "none_clear": "the city follows no trend of the theme, and departs from none",
    "seen_none": "the city follows no trend of the theme",
    "seen_one": "it follows one",
    "seen_more": "it follows two or more",
    **{name: f"the verdict of the trend for the city is `{name}`" for name in VERDICTS},
    "most_follow": "more than half of the midsize cities follow the trend, each by its own verdict",
    **{f"midsize_{name}": f"the verdict for the midsize cities together is `{name}`" for name in VERDICTS},
}
"""What a headline may claim. Without any it claims nothing but that its placeholders have a figure."""


@dataclass(frozen=True)
class Headline:
    """A headline as a template, and what must hold before it is shown."""

    says: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """What to point at in a figure: a region (empty: the city), a year and a few words."""

    region: str
    year: int
    text: str


@dataclass(frozen=True)
class Guess:
    """What the room is asked before the city's figure is shown, and which placeholder of the headline answers it."""

    asks: str
    says: str


@dataclass(frozen=True)
class Step:
    """One step: one message.

    `headlines` are tried in order; the first is what the story claims for its own city. `of` says what a list lists, `trend` whose verdict is
    shown; of `guesses` the first is asked that the shown headline answers. `also` are other cities named in the figure. `note` explains a word
    on the screen; `caution` puts that of the indicator there. `unmerged` leaves out the cities that were put together after the year.
    """

    number: int
    kind: str
    headlines: tuple[Headline, ...]
    say: str
    indicator: str = ""
    group: str = "position"
    first: int | None = None
    year: int | None = None
    index: bool = False
    also: tuple[str, ...] = ()
    point: Point | None = None
    of: str = ""
    trend: str = ""
    question: str = ""
    guesses: tuple[Guess, ...] = ()
    note: str = ""
    caution: bool = False
    unmerged: bool = False


@dataclass(frozen=True)
class Story:
    """A story of some minutes; `theme` and `city` are empty for one about all midsize cities."""

    id: str
    title: str
    intro: str
    theme: str
    city: str
    minutes: int
    steps: tuple[Step, ...]


def load(defined: Definitions, folder: Path = FOLDER) -> dict[str, Story]:
    """All stories by id (the name of their file), in the order of the files' `order`.

    Raises `DefinitionProblem`, which names file, step, key and the nearest valid name.
    """
    told, troubles = readable(defined, folder)
    for trouble in troubles.values():
        raise trouble
    return told


def readable(defined: Definitions, folder: Path = FOLDER) -> tuple[dict[str, Story], dict[str, DefinitionProblem]]:
    """As `load`, but a file that is wrong takes no other story with it: the stories that can be told, and by name of file what is wrong."""
    found: list[tuple[int, Story]] = []
    troubles: dict[str, DefinitionProblem] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            block = whole(path, FILES)
            found.append((block.take("order", int), _story(block, defined)))
        except DefinitionProblem as trouble:
            troubles[path.stem] = trouble
    return {story.id: story for _, story in sorted(found, key=lambda pair: (pair[0], pair[1].id))}, troubles


def _story(block: Block, defined: Definitions) -> Story:
    theme = block.take("theme", str, "")
    if theme and theme not in defined.themes:
        raise block.problem(f"'{theme}' is no known theme.{nearest(theme, defined.themes)}")
    city = block.take("city", str, "")
    if city and re.fullmatch(r"GM\d{4}", city) is None:
        raise block.problem(f"city must be the code of a municipality, such as GM0867, not '{city}'.")
    minutes = block.take("minutes", int)
    if not 1 <= minutes <= 240:
        raise block.problem(f"minutes must lie between 1 and 240, not {minutes}.")
    title, intro = block.take("title", str), block.take("intro", str)
    steps = block.take("steps", list)
    if not steps:
        raise block.problem("a story needs at least one step: [[steps]].")
    read = tuple(_step(Block(block.file, f"step {n}", item), n, theme, defined) for n, item in enumerate(steps, 1))
    block.finish()
    return Story(block.name, title, intro, theme, city, minutes, read)


def _step(block: Block, number: int, theme: str, defined: Definitions) -> Step:
    kind = block.choice("view", KINDS)
    step = Step(number, kind, _headlines(block), _text(block, "say"), question=_text(block, "question", ""), note=_text(block, "note", ""))
    if kind in FIGURES:
        step = _figure(block, step, defined)
    elif kind == "list":
        of = block.choice("of", LISTS)
        if of in ("trends", "tasks") and not theme:
            raise block.problem(f"a list of {of} belongs to a theme, and this story has none.")
        step = replace(step, of=of)
    elif kind == "verdict":
        step = replace(step, trend=block.choice("trend", defined.trends))
    block.finish()
    for n, headline in enumerate(step.headlines, 1):
        for wrong in headlines.unproven(headline.says, headline.claims, (step.first, step.year)):
            raise block.problem(f"headline {n}, '{headline.says}': {wrong}")
    return step


def _figure(block: Block, step: Step, defined: Definitions) -> Step:
    first, year = block.take("first", int, 0) or None, block.take("year", int, 0) or None
    if first is not None and year is not None and first >= year:
        raise block.problem(f"first ({first}) must lie before year ({year}).")
    index = block.take("index", bool, False)
    if index and (step.kind != "line" or first is None):
        raise block.problem("index is for a line, and needs the year that is set to 100: first.")
    point = block.take("point", dict, {})
    group = block.choice("group", GROUPS, "position")
    unmerged = block.take("unmerged", bool, False)
    if unmerged and year is None:
        raise block.problem("unmerged leaves out the cities that were put together after a year: year.")
    _middle_in_sight(block, step, group)
    return replace(
        step,
        indicator=block.choice("indicator", defined.indicators),
        group=group,
        first=first,
        year=year,
        index=index,
        also=block.texts("also", []),
        point=_point(Block(block.file, f"{block.name}.point", point)) if point else None,
        guesses=_guesses(block, step),
        caution=block.take("caution", bool, False),
        unmerged=unmerged,
    )


def _middle_in_sight(block: Block, step: Step, group: str) -> None:
    """Whoever is told of the middle city must see it: a map does not draw it, and a strip of positions draws one per position."""
    if step.kind != "map" and (step.kind, group) != ("strip", "all"):
        return
    for headline in step.headlines:
        for name in named(headline.says):
            if name in ("middle", "middle_number"):
                where = "a map" if step.kind == "map" else "a strip of all cities"
                raise block.problem(f"'{{{name}}}' in headline is not drawn in {where}.")


def _guesses(block: Block, step: Step) -> tuple[Guess, ...]:
    """`guess = "…"`, answered by the figure of the city, or a list of `{ asks, says }`. A headline must be able to answer each."""
    if isinstance(block.content.get("guess", ""), str):
        text = _text(block, "guess", "")
        found = [Guess("value", text)] if text else []
    else:
        found = []
        for n, item in enumerate(block.take("guess", list), 1):
            one = Block(block.file, f"{block.name}, guess {n}", item)
            found.append(Guess(one.choice("asks", PLACEHOLDERS), _text(one, "says")))
            one.finish()
    for guess in found:
        if not any(answers(headline, guess) for headline in step.headlines):
            raise block.problem(f"no headline answers the guess '{guess.says}': it needs {{{guess.asks}}}.")
    return tuple(found)


def answers(headline: Headline, guess: Guess) -> bool:
    """Whether a headline gives the figure that a guess asks for."""
    return bool({guess.asks, f"{guess.asks}_number"} & set(named(headline.says)))


def _point(block: Block) -> Point:
    point = Point(block.take("region", str, ""), block.take("year", int), _text(block, "text"))
    block.finish()
    return point


def _headlines(block: Block) -> tuple[Headline, ...]:
    """`headline = "…"`, or a list of `{ says, when }` of which the first that holds is used."""
    if isinstance(block.content.get("headline"), str):
        return (Headline(_text(block, "headline"), ()),)
    found = []
    for n, item in enumerate(block.take("headline", list), 1):
        one = Block(block.file, f"{block.name}, headline {n}", item)
        claims = one.texts("when", [])
        for claim in claims:
            if claim not in CLAIMS:
                raise one.problem(f"'{claim}' is nothing a headline can claim.{nearest(claim, CLAIMS)}")
        found.append(Headline(_text(one, "says"), claims))
        one.finish()
    if not found:
        raise block.problem("headline is empty; a step says one thing.")
    return tuple(found)


def _text(block: Block, key: str, default: str | None = None) -> str:
    text = block.take(key, str) if default is None else block.take(key, str, default)
    for name in named(text):
        if name not in PLACEHOLDERS:
            raise block.problem(f"'{{{name}}}' in {key} stands for nothing.{nearest(name, PLACEHOLDERS)}")
    if re.sub(r"\{\w+\}", "", text).count("{") or re.sub(r"\{\w+\}", "", text).count("}"):
        raise block.problem(f"{key} has a brace that does not belong to a placeholder.")
    return text


def named(text: str) -> list[str]:
    """The placeholders in a text."""
    return re.findall(r"\{(\w+)\}", text)
