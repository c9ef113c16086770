"""A view or a story as slides: the same rows, words and drawing as on the screen, with the speaker's text, definition and source in the notes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from etl.model import Indicator
from etl.store import Store
from etl.stories import Story
from etl.view import View
from pages.components.deck.making import make
from pages.components.deck.slide import PICTURES, Deck, Slide
from pages.components.pictures import charts
from pages.components.shell import aside
from pages.components.wording import dutch, verdict, words, words_map

if TYPE_CHECKING:  # a story is made of pieces that offer slides themselves
    from pages.components.masterclass.story import Frame, Line

MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_ABSENT = "Deze momentopname heeft het cijfer van deze stap niet."
_WEIGHED = {
    "supports": "het cijfer past hierbij",
    "doubts": "het cijfer past hier niet bij",
    "level": "het cijfer laat geen verschil zien",
    "untested": "geen cijfer",
}


def view_deck(view: View, spec: dict[str, Any], title: str, unit: str = "", source: str = "", base: str = "") -> bytes:
    """One slide with the picture on screen (`spec`: line, lines, strip, bars or map); `base` is the address of the app, empty where it is not known.

    Made in a process of its own; raises `aside.Stopped` where that process fails twice.
    """
    return packed(view.store, title, (of_view(view, spec, title, unit, source, base),))


def story_deck(held: Store, story: Story, frames: tuple[Frame, ...], base: str = "") -> bytes:
    """A slide for every step of a story, in its order; see `view_deck`."""
    return packed(held, story.title, tuple(of_frame(held, story, n, frame, base) for n, frame in enumerate(frames, 1)))


def positions_deck(held: Store, spec: dict[str, Any], title: str, source: str, base: str = "") -> bytes:
    """One slide with the map of all midsize cities by position; see `view_deck`."""
    rule = held.definitions.rule
    notes = [f"Positie {n}, {label}: {sum(c.position == n for c in held.cities())} steden." for n, label in rule.labels.items()]
    address = f"{base}?{urlencode({'snapshot': held.id})}" if base else ""
    made = Slide(
        kind="map",
        title=title,
        kicker="Midsize Monitor",
        source=source,
        alt=str(spec["alt"]),
        notes=(*notes, source, *whereabouts(address)),
        spec=_drawn(spec, held),
        link=address,
    )
    return packed(held, title, (made,))


def packed(held: Store, title: str, slides: tuple[Slide, ...]) -> bytes:
    """Slides as a file, dated by their snapshot; made in a process of its own, see `view_deck`."""
    return aside.run(make, Deck(title, str(held.manifest["built"]), slides))


def of_view(view: View, spec: dict[str, Any], title: str, unit: str = "", source: str = "", base: str = "") -> Slide:
    """The slide of a picture: see `view_deck`."""
    address = address_of(view, base)
    source = source or words.source_line(view.store, (*view.tables, *(view.later_tables if spec["kind"] == "line" else ())))
    source = words_map.credited(source, spec)
    three = spec["kind"] == "lines"
    kicker = f"{view.city.name}, {view.group.label}" if view.city else dutch.sentence_case(view.group.label)
    return Slide(
        kind="line" if three else spec["kind"],
        title=title,
        kicker="Middelste stad van elke positie" if three else kicker,
        unit=unit or words.unit_line(view),
        source=source,
        alt=str(spec["alt"]),
        notes=(str(spec["alt"]) if three else words.sentence(view), *meaning(view), source, *whereabouts(address)),
        spec=_drawn(charts.with_country(spec, view) if spec["kind"] == "line" else spec, view.store),
        link=address,
    )


def of_frame(held: Store, story: Story, number: int, frame: Frame, base: str = "") -> Slide:
    """The slide of a step: its text, its picture (in words where the snapshot lacks the figure), or its map with the words of the position.

    Its link keeps the snapshot: a file stays, and its figures with it.
    """
    city = held.name(frame.address["gemeente"]) if frame.address.get("gemeente") else ""
    rest = {key: value for key, value in frame.address.items() if key != "pagina" and value} | {"snapshot": held.id}
    address = f"{base}{frame.address.get('pagina', '')}?{urlencode(rest)}" if base and frame.address else ""
    absent = frame.spec is None and frame.kind in PICTURES
    kind = frame.spec["kind"] if frame.spec is not None else "list" if absent else frame.kind
    position = frame.kind == "position"
    source = frame.source if frame.spec is None else words_map.credited(frame.source, frame.spec)
    source = f"Cijfers: {words.stand(held)}, momentopname {held.id}." if frame.kind == "opening" else source
    source = " ".join(part for part in (frame.note, source) if part)
    return Slide(
        kind=kind if kind in PICTURES or kind in ("opening", "verdict", "questions") else "list",
        title=frame.headline,
        kicker=" · ".join(part for part in (story.title, city) if part) if number > 1 else "Midsize Monitor",
        unit=story.intro
        if frame.kind == "opening"
        else " ".join(frame.items)
        if position
        else f"Stelling die we toetsen: {frame.unit}"
        if frame.kind == "verdict"
        else _lines(frame.unit),
        source=source,
        alt=frame.alt,
        notes=(*_spoken(held, frame), *(meaning(frame.view) if frame.view is not None else ()), source, *whereabouts(address)),
        items=(_ABSENT,) if absent else () if position else tuple(_weighed(line) for line in frame.lines),
        spec=None if frame.spec is None else {**_drawn(frame.spec, held), **_pointed(held, frame)},
        link=address,
    )


def _pointed(held: Store, frame: Frame) -> dict[str, Any]:
    """What a line points at, as part of its specification: whose figure, of which year, and the words beside it."""
    if frame.point is None or frame.kind != "line":
        return {}
    return {"pointed": {"name": held.name(frame.point.region), "year": frame.point.year, "text": frame.point.text}}


def _lines(unit: str) -> str:
    """The unit line of a chart without an area: its highest and lowest are thin lines."""
    return re.sub(r"([Vv])lak: laagste tot hoogste", lambda m: f"{'D' if m[1] == 'V' else 'd'}unne lijnen: laagste en hoogste", unit)


def _drawn(spec: dict[str, Any], held: Store) -> dict[str, Any]:
    """The specification as a slide draws it: a map with the names of its positions, the lines of the positions as named lines on an axis."""
    if spec["kind"] == "map":
        return {**spec, "names": {f"p{n}": name for n, name in held.definitions.rule.labels.items()}}
    if spec["kind"] != "lines":
        return spec
    known = [value for one in spec["series"] for value in one["values"] if value is not None]
    ticks = dutch.ticks(min(known), max(known), 5) if known else [0.0, 1.0]
    if known and ticks[0] > 0 and min(known) < 0.35 * max(known):
        ticks = dutch.ticks(0.0, max(known), 5)
    others = [{**one, "name": f"positie {one['shape']}"} for one in spec["series"]]
    return {**spec, "kind": "line", "others": others, "y": {"min": ticks[0], "max": ticks[-1], "ticks": ticks}}


def _weighed(line: Line) -> str:
    """A line of a list with what its mark means, and what stands below it; the lines of a verdict say their mark already."""
    said = _WEIGHED.get(line.mark) or verdict.WORDS.get(line.mark, "")
    text = line.text if not said or line.text.endswith(said) else f"{line.text} ({said})"
    return f"{text}. {line.below}" if line.below else text


def _spoken(held: Store, frame: Frame) -> list[str]:
    """What the speaker says, asks and points at."""
    said = [f"Vraag vooraf: {frame.guess}" if frame.guess else "", frame.say]
    if frame.point is not None and frame.view is not None:
        figure = dutch.figure(frame.point.value, frame.view.indicator)
        said.append(f"Wijs aan: {held.name(frame.point.region)} in {frame.point.year}, {figure}. {frame.point.text}")
    if not frame.holds:
        said.append("Let op: wat dit verhaal hier zei, volgt niet meer uit de cijfers. De kop zegt wat de cijfers nu laten zien.")
    said.append(f"Vraag aan de zaal: {frame.question}" if frame.question else "")
    return [part for part in said if part]


def meaning(view: View) -> list[str]:
    """What the figure means and what to be careful with."""
    indicator: Indicator = view.indicator
    said = [f"{indicator.title}: {indicator.definition} Eenheid: {indicator.unit}. Het jaar staat voor: {indicator.means}."]
    return [*said, *(part for part in (words.notes(view), f"Let op: {indicator.caution}" if indicator.caution else "") if part)]


def address_of(view: View, base: str, path: str = "vergelijk", *, year: bool = True, more: Mapping[str, str] | None = None) -> str:
    """The address of the page `path` with the city, group, figure, year and snapshot of a view, and `more`; empty without a `base`."""
    choices = {"gemeente": view.city.code} if view.city else {}
    known = view.group.id not in ("eigen", "vergelijkbaar") or (view.city is not None and view.group.id == "vergelijkbaar")
    choices |= {"vergelijk": view.group.id} if known else {"vergelijk": "eigen", "groep": ".".join(view.group.codes)}
    choices |= {"indicator": view.indicator.id, **({"jaar": str(view.year)} if year else {}), **(more or {}), "snapshot": view.store.id}
    return f"{base}{path}?{urlencode(choices)}" if base else ""


def whereabouts(address: str) -> list[str]:
    """The address of a figure, as a paragraph of the notes."""
    return [f"Deze figuur in Midsize Monitor: {address}"] if address else []
