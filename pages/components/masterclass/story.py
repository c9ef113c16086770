"""A story as frames: per step what stands on the screen, in the notes and on the slide, all from one view. Pure."""

import re
from dataclasses import dataclass
from typing import Any

from etl import claims
from etl.claims import Fact, Look
from etl.store import City, Store
from etl.stories import Step, Story
from etl.view import View, make
from pages.components.choice import selection
from pages.components.pictures import charts, parts
from pages.components.sections import profile
from pages.components.wording import dutch, findings, verdict, words, words_city, words_map

PERCENTS = ("percent", "middle_percent", "country_percent")
APART = ("change", "middle_change", "gap", "spread", "spread_then")
COUNTS = ("position", "cities", "first", "year", "place", "of", "follow", "depart")
MOST_BARS = 3, 1
"""How many bars stand at the top and at the bottom: with my city and its neighbours nine rows, readable from the back of a room."""


@dataclass(frozen=True)
class Pointed:
    """What to point at in a figure: whose, when, the figure itself, and a few words."""

    region: str
    year: int
    value: float
    text: str


@dataclass(frozen=True)
class Frame:
    """One step, ready to be shown.

    `kind` is that of the step; `headline` its conclusion; `unit` what is drawn, in which unit; `say` is for the speaker, `question` for the
    room, `guess` what the room is asked before the city's figure is shown. `holds` is False where the story claims what is no longer so: the
    headline then is the plain finding. `items` are the lines of a text, `marks` a sign beside each (a verdict, `supports`, `doubts` or empty).
    `address` holds the parameters of the link to the page that shows it in full, with that page's path under `pagina`.
    """

    kind: str
    headline: str
    unit: str
    source: str
    alt: str
    say: str
    question: str
    guess: str
    holds: bool
    items: tuple[str, ...]
    marks: tuple[str, ...]
    point: Pointed | None
    view: View | None
    spec: dict[str, Any] | None
    address: dict[str, str]


def own_city(held: Store, story: Story) -> City | None:
    """The city a story was made for; None for one about all midsize cities, and where the snapshot does not have it among them (see `lost`)."""
    return next((city for city in held.cities() if city.code == story.city), None)


def lost(held: Store, story: Story) -> bool:
    """Whether a story was made for a city that is no midsize city of this snapshot: it then is told of all of them."""
    return bool(story.city) and own_city(held, story) is None


def frames(held: Store, story: Story, city: City | None) -> tuple[Frame, ...]:
    """The story for a city: its own where none is given, and none for a story about all midsize cities."""
    about = city if city is not None else own_city(held, story)
    return tuple(_frame(held, story, step, about) for step in story.steps)


def _frame(held: Store, story: Story, step: Step, city: City | None) -> Frame:
    seen = claims.look(held, story, step, city)
    plain = words.headline(seen.view) if seen.view is not None else story.title
    headline = filled(seen.headline.says, seen) if seen.headline is not None else plain
    own = city is not None and city.code == story.city or city is None
    # Told of all cities for want of its own, a story has not said what it meant to where another headline, or none, is left.
    missed = city is None and lost(held, story) and seen.headline is not step.headlines[0]
    drawn, unit, source, alt, address = _picture(held, story, step, seen, city)
    items, marks = _lines(held, story, step, city)
    return Frame(
        kind=step.kind,
        headline=words.sentence_case(headline),
        unit=unit,
        source=source,
        alt=alt or f"{headline}. {' '.join(items)}".strip(),
        say=filled(step.say, seen),
        question=filled(step.question, seen),
        # Nobody is asked to guess a figure that is not there.
        guess=filled(step.guess, seen) if seen.facts.get("value") is not None else "",
        holds=not (own and seen.troubles or missed),
        items=items,
        marks=marks,
        point=_pointed(held, step, seen, city),
        view=seen.view,
        spec=drawn,
        address=address,
    )


def filled(text: str, seen: Look) -> str:
    """A text with its figures; a sentence of it that has no figure for a placeholder is left out."""
    kept = []
    for sentence in re.split(r"(?<=[.?!])\s+", text.strip()):
        said = {name: _fact(name, seen.facts.get(name), seen.view) for name in re.findall(r"\{(\w+)\}", sentence)}
        if all(said.values()):
            kept.append(re.sub(r"\{(\w+)\}", lambda m: said[m.group(1)], sentence))  # noqa: B023 - used at once
    return " ".join(kept)


def _fact(name: str, value: Fact, view: View | None) -> str:
    """One fact in words; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if name in COUNTS or view is None:
        return str(int(value))
    if name in PERCENTS:
        return f"{dutch.number(float(value), 0)}{dutch.THIN}%"
    if name.endswith("_number"):
        return dutch.number(float(value), view.indicator.decimals)
    if name in APART:
        return dutch.difference(float(value), view.indicator)
    return dutch.figure(float(value), view.indicator)


def _picture(
    held: Store, story: Story, step: Step, seen: Look, city: City | None
) -> tuple[dict[str, Any] | None, str, str, str, dict[str, str]]:
    """Drawing, unit line, source line, alt text and address of a step."""
    here = {"gemeente": city.code} if city is not None else {}
    theme = held.definitions.themes[story.theme] if story.theme else None
    view = seen.view
    if step.kind == "position":
        spec = (
            profile.near_map(held, parts.map_source(), city)
            if city is not None
            else charts.map_positions(held, parts.map_source(), None, tuple(held.definitions.rule.known))
        )
        return (
            spec,
            f"{profile.near_key(held, city) if city is not None else words_map.positions_key(held.definitions.rule.labels)}.",
            "Bron: CBS (kernen en woon-werkverkeer); indeling Midsize Monitor.",
            str(spec["alt"]),
            {"pagina": "positie", **here},
        )
    if step.kind == "verdict":
        trend = held.definitions.trends[step.trend]
        path = held.definitions.themes[trend.theme].path
        return (
            None,
            trend.statement,
            "Toets op cijfers van het CBS; bewerking Midsize Monitor.",
            "",
            {
                "pagina": path,
                "trend": trend.id,
                **here,
            },
        )
    if view is None:
        return None, "", "", "", {"pagina": theme.path, **here} if theme is not None else {"pagina": "", **here}
    spec = _drawing(held, step, view)
    address = {"pagina": "vergelijk", "indicator": step.indicator, "vergelijk": view.group.id, **here}
    if step.year is not None:
        address["jaar"] = str(step.year)
    source = words.source_line(held, (*view.tables, *(view.later_tables if step.kind == "line" else ())))
    return spec, _unit(step, view), source, str(spec["alt"]), address


def _drawing(held: Store, step: Step, view: View) -> dict[str, Any]:
    if step.kind == "line":
        return charts.with_country(charts.line(view, others=tuple(code for code in step.also if code in view.panel.regions)), view)
    if step.kind == "strip":
        return charts.strip(_everyone(held, view), selection.by_position(held), held.definitions.rule.labels)
    if step.kind == "bars":
        return charts.bars(view, *MOST_BARS)
    return charts.map_values(view, parts.map_source())


def _everyone(held: Store, view: View) -> View:
    """The same figure and year for all midsize cities: a strip shows every position."""
    return make(held, view.indicator, selection.whole(held), view.city, view.year)


def _unit(step: Step, view: View) -> str:
    name = f"{view.indicator.title}, {view.indicator.means}" if step.index else f"{dutch.titled(view.indicator)}, {view.indicator.means}"
    if step.kind == "line":
        return f"{name}. Middelste van {view.group.label}; vlak: laagste tot hoogste."
    if step.kind == "strip":
        return f"{dutch.titled(view.indicator)}, {view.year}. Elk teken is een stad; streep = middelste stad."
    if step.kind == "bars":
        return f"{dutch.titled(view.indicator)}, {view.year}. Plaats 1 is de hoogste waarde, geen oordeel."
    return f"{view.indicator.title}, {view.year}, {words_map.map_unit(view)}; {view.group.label}."


def _lines(held: Store, story: Story, step: Step, city: City | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of a text and the sign beside each."""
    defined = held.definitions
    theme = defined.themes[story.theme] if story.theme else None
    items: list[tuple[str, str]] = []
    if step.kind == "questions":
        # The source asks the same questions in each theme; a story without one asks them once.
        asked = [theme] if theme is not None else defined.themes.values()
        items = [(question, "") for question in dict.fromkeys(q for one in asked for q in one.questions)]
    elif step.kind == "position" and city is not None:
        items = [(words_city.position(held, city), "")]
    elif step.kind == "verdict":
        items = _verdicts(held, step.trend, city)
    elif step.of == "trends" and theme is not None:
        subject = city.code if city is not None else "midsize"
        for trend in defined.trends_of(theme.id):
            found = verdict.whole(held, trend.id, subject)
            items.append((trend.short or trend.name, found.verdict if found is not None else ""))
    elif step.of == "tasks" and theme is not None:
        items = [(task, "") for task in dict.fromkeys(t.split(": ")[0] for t in theme.tasks)]
    elif step.of == "themes":
        items = [(one.title, "") for one in defined.themes.values()]
    elif step.of in ("strengths", "weaknesses"):
        for strength in defined.strengths:
            if strength.sign == ("+" if step.of == "strengths" else "-"):
                weighed = findings.weigh(held, strength)
                mark = "" if weighed is None or weighed.supports is None else "supports" if weighed.supports else "doubts"
                items.append((strength.text, mark))
    elif step.of == "positions":
        for position, label in defined.rule.labels.items():
            count = sum(c.position == position for c in held.cities())
            items.append((f"{position} {label}: {count} steden", ""))
    return tuple(text for text, _ in items), tuple(mark for _, mark in items)


def _verdicts(held: Store, trend: str, city: City | None) -> list[tuple[str, str]]:
    """The outcome for my city, the three positions and all midsize cities."""
    subjects = [(city.code, city.name)] if city is not None else []
    subjects += [(f"position-{p}", f"Positie {p}") for p in (1, 2, 3)] + [("midsize", "Alle middelgrote steden")]
    found = [(name, verdict.whole(held, trend, code)) for code, name in subjects]
    return [(f"{name}: {verdict.WORDS[row.verdict]}", row.verdict) for name, row in found if row is not None]


def _pointed(held: Store, step: Step, seen: Look, city: City | None) -> Pointed | None:
    if step.point is None or seen.view is None:
        return None
    region, year = step.point.region or (city.code if city is not None else ""), step.point.year
    if region not in seen.view.panel.regions or year not in seen.view.years:
        return None
    value, text = seen.view.value(region, year), filled(step.point.text, seen)
    return None if value is None or not text else Pointed(region, year, value, text)
