"""A story as frames: per step what stands on the screen, in the notes and on the slide, all from one view. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from etl import claims
from etl.claims import Fact, Look
from etl.model import Strength
from etl.store import City, Store
from etl.stories import Step, Story, named
from etl.view import View
from pages.components.masterclass import scenes
from pages.components.pictures import charts, parts
from pages.components.wording import dutch, findings, verdict, words, words_city, words_map

PERCENTS = ("percent", "middle_percent", "country_percent")
APART = ("change", "middle_change", "gap")
COUNTS = ("position", "cities", "first", "year", "place", "of", "follow", "depart", "changed")
OLD = 5
"""From how many years before the snapshot a figure is marked as old."""
MIDDLE = "Straks vergelijken we met de middelste stad: de helft van de steden ligt hoger, de helft lager."
"""Who that is, is said once: where a story says with whom it compares."""


@dataclass(frozen=True)
class Pointed:
    """What to point at in a figure: whose, when, the figure itself, and a few words."""

    region: str
    year: int
    value: float
    text: str


@dataclass(frozen=True)
class Line:
    """A line of a text: the sign beside it (a verdict, `supports`, `doubts`, `level`, `untested` or empty), what is said below it in small
    letters, and the parameters of the link to what it names, with its page under `pagina`."""

    text: str
    mark: str = ""
    below: str = ""
    address: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Frame:
    """One step, ready to be shown.

    `kind` is that of the step, `of` what its list lists; `headline` its conclusion; `unit` what is drawn, in which unit; `say` is for the speaker, `question` for the
    room, `guess` what the room is asked before the city's figure is shown. `holds` is False where the story claims what is no longer so: the
    headline then is the plain finding. `lines` are those of a text; `note` explains words of the step and what to be careful with. Texts are for
    display (`dutch.unbroken`), but for `alt`. `address` holds the parameters of the link to the page that shows it in full, with that page's path under `pagina`.
    """

    kind: str
    of: str
    headline: str
    unit: str
    source: str
    alt: str
    say: str
    question: str
    guess: str
    holds: bool
    lines: tuple[Line, ...]
    note: str
    point: Pointed | None
    view: View | None
    spec: dict[str, Any] | None
    address: dict[str, str]

    @property
    def items(self) -> tuple[str, ...]:
        """The lines without what belongs to them."""
        return tuple(line.text for line in self.lines)

    @property
    def marks(self) -> tuple[str, ...]:
        """The sign beside each line."""
        return tuple(line.mark for line in self.lines)


def own_city(held: Store, story: Story) -> City | None:
    """The city a story was made for; None for one about all midsize cities, and where the snapshot does not have it among them (see `lost`)."""
    return next((city for city in held.cities() if city.code == story.city), None)


def lost(held: Store, story: Story) -> bool:
    """Whether a story was made for a city that is no midsize city of this snapshot: it then is told of all of them."""
    return bool(story.city) and own_city(held, story) is None


def frames(held: Store, story: Story, city: City | None, others: Mapping[str, Story] | None = None) -> tuple[Frame, ...]:
    """The story for a city: its own where none is given, and none for a story about all midsize cities.

    `others` are the stories that may be opened from it, by id: those of the themes it lists.
    """
    about = city if city is not None else own_city(held, story)
    return tuple(_frame(held, story, step, about, others or {}) for step in story.steps)


def _frame(held: Store, story: Story, step: Step, city: City | None, others: Mapping[str, Story]) -> Frame:
    seen = claims.look(held, story, step, city)
    plain = words.headline(seen.view) if seen.view is not None else story.title
    headline = filled(seen.headline.says, seen) if seen.headline is not None else plain
    own = city is not None and city.code == story.city or city is None
    # Told of all cities for want of its own, a story has not said what it meant to where another headline, or none, is left.
    missed = city is None and lost(held, story) and seen.headline is not step.headlines[0]
    drawn, unit, source, alt, address = _picture(held, story, step, seen, city)
    lines = _lines(held, story, step, city, others)
    unbroken = dutch.unbroken
    return Frame(
        kind=step.kind,
        of=step.of,
        headline=unbroken(dutch.sentence_case(headline)),
        unit=unbroken(unit),
        source=source,
        alt=alt or f"{headline}. {' '.join(line.text for line in lines)}".strip(),
        say=unbroken(filled(step.say, seen)),
        question=unbroken(filled(step.question, seen)),
        # Nobody is asked to guess what the headline does not answer.
        guess=unbroken(filled(seen.guess.says, seen)) if seen.guess is not None else "",
        holds=not (own and seen.troubles or missed),
        lines=tuple(replace(line, text=unbroken(line.text), below=unbroken(line.below)) for line in lines),
        note=unbroken(
            " ".join(
                part for part in (_careful(held, step, seen), MIDDLE if step.kind == "position" else "", filled(step.note, seen)) if part
            )
        ),
        point=_pointed(held, step, seen, city),
        view=seen.view,
        spec=drawn,
        address=address,
    )


def _careful(held: Store, step: Step, seen: Look) -> str:
    """What a room must know of a figure: that it is old, whom it leaves out, and what the definition warns of where the step asks for that."""
    view, said = seen.view, []
    if view is None:
        return ""
    old = view.year == view.years[-1] and int(str(held.manifest["built"])[:4]) - view.year >= OLD
    if old and (seen.headline is None or "year" not in named(seen.headline.says)):
        said.append(f"Dit is een cijfer van {view.year}, het nieuwste in deze monitor.")
    names = [held.name(code) for code in seen.left_out if view.group.position in (None, held.city(code).position)]
    if names:
        said.append(f"Zonder {dutch.listing(names)}: na {view.year} samengevoegd.")
    if step.caution and view.indicator.caution:
        said.append(view.indicator.caution)
    return " ".join(said)


def filled(text: str, seen: Look) -> str:
    """A text with its figures; a sentence of it that has no figure for a placeholder is left out."""
    kept = []
    for sentence in re.split(r"(?<=[.?!])\s+", text.strip()):
        said = {name: _fact(name, seen.facts.get(name), seen.view) for name in re.findall(r"\{(\w+)\}", sentence)}
        if all(text or name == "compared" for name, text in said.items()):
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
            scenes.near(held, city)
            if city is not None
            else charts.map_positions(held, parts.map_source(), None, tuple(held.definitions.rule.known))
        )
        return (
            spec,
            f"{scenes.key(held, city, spec)}.",
            f"Bron: CBS (kernen; woon-werkverkeer van {held.definitions.rule.commuting_period[:4]}); indeling Midsize Monitor.",
            str(spec["alt"]),
            {"pagina": "positie", **here},
        )
    if step.kind == "verdict":
        trend = held.definitions.trends[step.trend]
        path = held.definitions.themes[trend.theme].path
        return (
            None,
            trend.statement,
            f"Toets op cijfers van: {dutch.listing(_publishers(held, step.trend))}; bewerking Midsize Monitor.",
            "",
            {
                "pagina": path,
                "trend": trend.id,
                **here,
            },
        )
    if view is None:
        return None, "", "", "", {"pagina": theme.path, **here} if theme is not None else {"pagina": "", **here}
    spec = scenes.drawing(held, step, seen, view)
    address = {"pagina": "vergelijk", "indicator": step.indicator, "vergelijk": view.group.id, **here}
    if step.year is not None:
        address["jaar"] = str(step.year)
    source = words.source_line(held, (*view.tables, *(view.later_tables if step.kind == "line" else ())))
    return spec, _unit(step, view), source, str(spec["alt"]), address


def _publishers(held: Store, trend: str) -> list[str]:
    """Who publishes the figures that the tests of a trend are done on."""
    known = {i.id: i for i in held.indicators()}
    used = [known[test.indicator] for test in held.definitions.trends[trend].tests if test.indicator in known]
    read = {entry["id"]: str(entry.get("publisher", "CBS")) for entry in held.manifest["tables"]}
    return list(dict.fromkeys(read[table] for indicator in used for table in indicator.tables if table in read))


def _unit(step: Step, view: View) -> str:
    name = f"{view.indicator.title}, {view.indicator.means}" if step.index else f"{dutch.titled(view.indicator)}, {view.indicator.means}"
    if step.kind == "line":
        return f"{name}. Middelste van {view.group.label}; vlak: laagste tot hoogste."
    if step.kind == "strip":
        return f"{dutch.titled(view.indicator)}, {view.year}. Elk teken: een stad; streep: de middelste."
    if step.kind == "bars":
        return f"{dutch.titled(view.indicator)}, {view.year}. Plaats 1: hoogste waarde."
    return f"{view.indicator.title}, {view.year}, {words_map.map_unit(view)}; {view.group.label}."


def _lines(held: Store, story: Story, step: Step, city: City | None, others: Mapping[str, Story]) -> list[Line]:
    """The lines of a text."""
    defined = held.definitions
    theme = defined.themes[story.theme] if story.theme else None
    if step.kind == "questions":
        # The source asks the same questions in each theme; a story without one asks them once.
        asked = [theme] if theme is not None else defined.themes.values()
        return [Line(question) for question in dict.fromkeys(q for one in asked for q in one.questions)]
    if step.kind == "position":
        return [Line(words_city.position(held, city))] if city is not None else []
    if step.kind == "verdict":
        return _verdicts(held, step.trend, city)
    if step.of == "trends" and theme is not None:
        subject = city.code if city is not None else "midsize"
        found = [(trend.short or trend.name, verdict.whole(held, trend.id, subject)) for trend in defined.trends_of(theme.id)]
        return [Line(name, row.verdict if row is not None else "") for name, row in found]
    if step.of == "tasks" and theme is not None:
        return [Line(task) for task in dict.fromkeys(t.split(": ")[0] for t in theme.tasks)]
    if step.of == "themes":
        return [Line(one.title, address=_told_of(one.id, others, city)) for one in defined.themes.values()]
    if step.of in ("strengths", "weaknesses"):
        sign = "+" if step.of == "strengths" else "-"
        return [_weighed(held, strength) for strength in defined.strengths if strength.sign == sign]
    if step.of == "positions":
        return [_position(held, position) for position in defined.rule.labels]
    return []


def _told_of(theme: str, others: Mapping[str, Story], city: City | None) -> dict[str, str] | None:
    """The link that opens the story of a theme, for the same city; None where there is no such story."""
    story = next((one for one in others.values() if one.theme == theme), None)
    here = {"gemeente": city.code} if city is not None else {}
    return {"pagina": "masterclass", "verhaal": story.id, **here} if story is not None else None


def _weighed(held: Store, strength: Strength) -> Line:
    """A strength or weakness of the source, with the figure that comes closest to it below."""
    found = findings.weigh(held, strength)
    if found is None:
        return Line(strength.text, "untested", strength.none or "Het cijfer zit niet in deze momentopname.")
    mark = {True: "supports", False: "doubts", None: "level"}[found.supports]
    return Line(strength.text, mark, " ".join(part for part in (findings.weighed_words(found), strength.only) if part))


def _position(held: Store, position: int) -> Line:
    """A position with how many cities have it, and the one the source names."""
    count = sum(c.position == position for c in held.cities())
    example = next(
        (held.name(code) for code, known in held.definitions.rule.known.items() if known == position and code in held.region_codes), ""
    )
    return Line(f"{position} {scenes.PLACES[position]}{f', zoals {example}' if example else ''}: {dutch.count(count, 'stad', 'steden')}")


def _verdicts(held: Store, trend: str, city: City | None) -> list[Line]:
    """The outcome for my city, the three positions and all midsize cities; where it is mixed for the first or the last, what it is made of."""
    subjects = [(city.code, city.name)] if city is not None else []
    subjects += [(f"position-{p}", f"Positie {p}") for p in (1, 2, 3)] + [("midsize", "Alle middelgrote steden")]
    lines = []
    for code, name in subjects:
        if rows := held.verdicts(trend, code):
            why = verdict.because(held, rows) if rows[0].verdict == "mixed" and len(rows) > 2 and not code.startswith("position-") else ""
            lines.append(Line(f"{name}: {verdict.WORDS[rows[0].verdict]}", rows[0].verdict, why[:1].upper() + why[1:] + "." if why else ""))
    return lines


def _pointed(held: Store, step: Step, seen: Look, city: City | None) -> Pointed | None:
    if step.point is None or seen.view is None:
        return None
    region, year = step.point.region or (city.code if city is not None else ""), step.point.year
    if region not in seen.view.panel.regions or year not in seen.view.years:
        return None
    value, text = seen.view.value(region, year), filled(step.point.text, seen)
    return None if value is None or not text else Pointed(region, year, value, text)
