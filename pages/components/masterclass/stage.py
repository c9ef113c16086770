"""A story on the screen of a room: every step goes to the browser at once, and stepping happens there.

So a step takes no time, a clicker held down loses nothing, and what was opened stays when the network drops. The link holds the story, the
city and the step; the speaker's page (`beeld=notities`) steers the screen of the room through the browser itself.
"""

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import segno
import streamlit as st

from etl.store import City, Store
from etl.stories import Story
from pages.components.choice import link, reach
from pages.components.masterclass.scenes import KEY, PLACES
from pages.components.masterclass.story import Frame, Line, frames, own_city
from pages.components.pictures.drawing import SKELETON, checked, lean, packed
from pages.components.shell import menu
from pages.components.wording import dutch, verdict, words_map

NOTES = "notities"
"""The value of `beeld` for the speaker's page."""
PATH = "masterclass"
JOINER = "\u2060"
BROKEN = "Het verhaal zei hier iets anders; de kop volgt nu de cijfers."

_FOLDER = Path(__file__).parent / "stage"
#: The order matters: the last file holds what Streamlit calls.
SOURCES = ("steps.js", "section.js", "screen.js", "notes.js", "main.js")
_SIGNS = {**verdict.SIGNS, "supports": "+", "doubts": "?", "level": "≈", "untested": "–"}
_MEANINGS = {
    **verdict.WORDS,
    "supports": "het cijfer past hierbij",
    "doubts": "het cijfer past hier niet bij",
    "level": "het cijfer laat geen verschil zien",
    "untested": "geen cijfer",
}

_mount = st.components.v2.component(
    "midsize_stage",
    html=f'<div class="stage"></div><template><svg data-blank hidden></svg><div class="stage-skeleton">{SKELETON}</div></template>',
    css=(_FOLDER / "stage.css").read_text(encoding="utf-8"),
    js="\n".join(lean((_FOLDER / name).read_text(encoding="utf-8")) for name in SOURCES),
    isolate_styles=False,
)


def choice(held: Store, story: Story, city: City | None) -> dict[str, str]:
    """The parameters of a link that opens a story for a city, with the snapshot where the reader looks at a fixed one."""
    shown = about(held, story, city)
    pinned = {"snapshot": held.id} if st.query_params.get("snapshot") == held.id else {}
    return {"verhaal": story.id, **({"gemeente": shown.code} if shown is not None else {}), **pinned}


def about(held: Store, story: Story, city: City | None) -> City | None:
    """The city a story is shown for: the one chosen, else its own; None for a story about all midsize cities, or of a city that is none of them."""
    return city if city is not None else own_city(held, story)


def show(held: Store, story: Story, city: City | None, others: Mapping[str, Story], notices: Sequence[str] = ()) -> bool:
    """Draw a story over the whole window, or its speaker's page where the link asks for that; gives whether the reader has closed it.

    `others` are all stories by id, for a step that opens them.
    """
    look = "notes" if link.read("beeld", (NOTES, "groot"), None) == NOTES else "screen"
    shown = about(held, story, city)
    drawn = frames(held, story, city, others)
    link.read("stap", [str(n + 1) for n in range(len(drawn))], None, lambda _: _no_step(len(drawn)))
    with st.container(key="kop_pagina"):
        st.title(f"{story.title}: {shown.name if shown is not None else 'middelgrote steden'}", anchor=False)
    data = sent(held, story, city, drawn) | {
        "look": look,
        "notices": [*notices, *link.notices()],
        # What the link holds beside the step: the same story is the same place, anything else another page.
        "link": {name: st.query_params.get(name, "") for name in ("verhaal", "gemeente", "beeld", "snapshot")},
    }
    result = _mount(key="verhaal", data=data, on_closed_change=lambda: None)
    return bool(result.closed == "sluiten")


def _no_step(count: int) -> str:
    return f"De link noemt een stap die dit verhaal niet heeft (het heeft er {count}). U ziet stap 1."


def sent(held: Store, story: Story, city: City | None, drawn: Sequence[Frame]) -> dict[str, Any]:
    """A story as the browser gets it: plain values, with every text ready to read."""
    shown = about(held, story, city)
    here = choice(held, story, city)
    return {
        "key": "/".join(here.values()),
        "path": PATH,
        "title": story.title,
        "city": glyphs(dutch.unbroken(shown.name))
        if shown is not None
        else dutch.count(len(held.cities()), "middelgrote stad", "middelgrote steden"),
        "position": shown.position if shown is not None else None,
        "placed": PLACES[shown.position or 3] if shown is not None else "",
        # A room that is asked for the position must not read it in the head of the screen.
        "placedFrom": _placed_from(drawn),
        "intro": story.intro,
        "minutes": story.minutes,
        "broken": BROKEN,
        # What the presenter must know where no phone can open the link of a step.
        "alone": f"Telefoons kunnen dit verhaal nu niet openen. {reach.advice()}" if reach.alone() else "",
        "frames": [_sent(frame, here, n, shown) for n, frame in enumerate(drawn, 1)],
    }


def _sent(frame: Frame, here: Mapping[str, str], n: int, city: City | None) -> dict[str, Any]:
    hidden = without(frame.spec, city) if frame.spec and _guessed(frame, city) and city is not None else None
    kept = {name: text for name, text in here.items() if name == "snapshot"}
    address = f"{reach.base()}{PATH}?{urlencode({**here, 'stap': str(n)})}" if reach.base() else ""
    return {
        "kind": frame.kind,
        "headline": glyphs(frame.headline),
        "unit": glyphs(_unit(frame)),
        "source": words_map.credited(frame.source, frame.spec) if frame.spec is not None else frame.source,
        "say": glyphs(frame.say),
        "question": glyphs(frame.question),
        "note": glyphs(frame.note),
        "guess": glyphs(frame.guess) if hidden is not None else "",
        "holds": frame.holds,
        "items": [_item(line, kept) for line in frame.lines],
        "key": key(frame, city),
        "spec": _drawn(frame, frame.spec),
        "hidden": packed(checked(hidden)) if hidden is not None else None,
        # Who looks at a fixed snapshot stays with it.
        "href": _href({**frame.address, **kept}),
        "code": {"rows": list(qr(address)), "address": address} if address else None,
    }


def _unit(frame: Frame) -> str:
    # The swatches of the key say what the words of a map of positions say.
    return "" if frame.kind == "position" else f"Stelling: {frame.unit}" if frame.kind == "verdict" else frame.unit


def key(frame: Frame, city: City | None) -> list[dict[str, str]]:
    """What the colours of a map mean: tone, words, and my city beside its own class; empty for what is no map."""
    if frame.spec is None or frame.spec["kind"] != "map":
        return []
    if frame.kind == "position":
        rim = [{"tone": "rim", "text": glyphs(city.name), "mine": ""}] if city is not None else []
        other = [{"tone": "named", "text": "geen middelgrote stad", "mine": ""}] if "named" in frame.spec["fill"].values() else []
        # With a city its own stand on the same line.
        said = PLACES if city is None else KEY
        return rim + other + [{"tone": f"p{n}", "text": glyphs(words), "mine": ""} for n, words in said.items()]
    labels = (frame.spec.get("legend") or {}).get("labels", [])
    mine = frame.spec["fill"].get(city.code) if city is not None else None
    # With few different figures some classes are not used; the highest stands first.
    return [
        {"tone": f"v{n}", "text": glyphs(label), "mine": glyphs(city.name) if city is not None and mine == n else ""}
        for n, label in reversed(list(enumerate(labels)))
        if label
    ]


def _guessed(frame: Frame, city: City | None) -> bool:
    """Whether the room has something to guess: the figure of the city, in the year that is shown."""
    return bool(frame.guess) and frame.view is not None and city is not None and frame.view.value(city.code) is not None


def _drawn(frame: Frame, spec: dict[str, Any] | None) -> dict[str, Any] | None:
    if spec is None:
        return None
    point = frame.point
    if point is not None and spec["kind"] == "line":
        spec = {**spec, "point": {"year": point.year, "value": point.value, "text": point.text}}
    return packed(checked(spec))


def _item(line: Line, kept: Mapping[str, str]) -> dict[str, str]:
    said = {"text": glyphs(line.text), "mark": line.mark, "sign": _SIGNS.get(line.mark, ""), "means": _MEANINGS.get(line.mark, "")}
    return {**said, "below": glyphs(line.below), "href": _href({**line.address, **kept}) if line.address is not None else ""}


def glyphs(text: str) -> str:
    """A text in signs the letter of the screen has: it lacks the hyphen that does not break, so a plain one is held by a joiner without width."""
    return text.replace(dutch.HYPHEN, f"-{JOINER}")


def _placed_from(drawn: Sequence[Frame]) -> int:
    """The first step (from zero) that may name the position of the city: the map of its region where the positions were asked for before."""
    maps = [n for n, frame in enumerate(drawn) if frame.kind == "position"]
    lists = [n for n, frame in enumerate(drawn) if frame.kind == "list" and frame.of == "positions"]
    return maps[0] if maps and lists and lists[0] < maps[0] else 0


def _href(address: Mapping[str, str]) -> str:
    """The page that shows a figure in full, as a link within the app; empty for the page of no figure."""
    path = address.get("pagina", "")
    asked = {name: value for name, value in address.items() if name != "pagina"}
    return f"{path}?{urlencode(asked)}" if path in menu.PATHS and path else ""


def without(spec: Mapping[str, Any], city: City) -> dict[str, Any] | None:
    """A drawing without the figure of the city, for a room that guesses first; None where it has none in any case."""
    kind = spec["kind"]
    alt = {"alt": f"Het cijfer van {city.name} is nog verborgen. De volgende stap laat het zien."}
    if not spec.get("city"):
        return None
    if kind == "bars":
        rows = _ends(spec["rows"], city.code)
        return {**spec, **alt, "rows": rows, "city": None} if rows else None
    if kind == "strip":
        marks = [m for row in spec["rows"] for m in row["marks"]]
        if not any(m["code"] == city.code for m in marks):
            return None
        rows = [{**row, "marks": [m for m in row["marks"] if m["code"] != city.code]} for row in spec["rows"]]
        return {**spec, **alt, "rows": rows, "city": None}
    if kind == "map":
        fill = {**spec["fill"], city.code: "none"}
        tips = {code: tip for code, tip in (spec.get("tips") or {}).items() if code != city.code}
        return {**spec, **alt, "fill": fill, "tips": tips}
    return {**spec, **alt, "city": None}


def _ends(rows: Sequence[Mapping[str, Any]], code: str) -> list[dict[str, Any]]:
    """The highest and the lowest bars without the one of a city, and without their places: a gap in those would give its place away."""
    if not any(row.get("code") == code for row in rows):
        return []
    rows = [row for row in rows if not row.get("middle")]
    skips = [i for i, row in enumerate(rows) if "skip" in row]
    first, last = (skips[0], skips[-1] + 1) if skips else (len(rows), len(rows))
    kept = [[{**row, "rank": ""} for row in part if row["code"] != code] for part in (rows[:first], rows[last:])]
    between = sum(row.get("skip", 1) for row in rows) - len(kept[0]) - len(kept[1])
    return [*kept[0], *([{"skip": between}] if skips else []), *kept[1]]


@functools.lru_cache(maxsize=512)
def qr(address: str) -> tuple[str, ...]:
    """The QR code of an address: its rows as hexadecimal numbers of which every bit is a square."""
    code = segno.make(address, error="m", micro=False)
    return tuple(f"{int(''.join(str(bit) for bit in row), 2):x}" for row in code.matrix)
