"""A slide as plain data: what it says and what it draws. Pure, and light enough to travel to the process that makes the file."""

from dataclasses import dataclass, field
from typing import Any

from pages.components.wording import dutch

TEXTS = frozenset({"opening", "list", "verdict", "questions"})
PICTURES = frozenset({"line", "strip", "bars", "map", "scatter", "scenario", "table"})


@dataclass(frozen=True)
class Slide:
    """One slide. `kind` is one of `TEXTS` or `PICTURES`; a picture has a `spec` (see `drawing.figure`; that of a line may also have
    `pointed` {name, year, text}, that of a map has `names` of its positions; that of a scatter is `scatter.spec`,
    a table has `head` [text], `rows` [[text]], `widths` [inches] and the number of the column that is `mine`), a text has `items`.

    `title` is the conclusion, `kicker` the line above it, `unit` the line below it, `source` the line at the foot, `alt` one sentence that is read
    aloud instead of the picture, `notes` are paragraphs for the speaker, and `link` is the address of the page that shows the same.
    """

    kind: str
    title: str
    kicker: str = ""
    unit: str = ""
    source: str = ""
    alt: str = ""
    notes: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    spec: dict[str, Any] | None = None
    link: str = ""


@dataclass(frozen=True)
class Deck:
    """A file of slides: its title, the date it speaks of (ISO; the same slides give the same bytes) and the slides."""

    title: str
    stamp: str
    slides: tuple[Slide, ...] = field(default_factory=tuple)


def empty(spec: dict[str, Any]) -> bool:
    """Whether a picture has no figure at all: then its slide says so instead of drawing it."""
    if spec["kind"] == "table":
        return not spec["rows"]
    if spec["kind"] == "scenario":
        return not spec["lines"] and not any(value is not None for value in spec["city"]["values"])
    if spec["kind"] == "line":
        lines = [one["values"] for one in (spec.get("city"), spec.get("median"), spec.get("reference"), *(spec.get("others") or [])) if one]
        return not any(value is not None for values in lines for value in values)
    if spec["kind"] in ("strip", "scatter"):
        return not any(row["marks"] for row in spec["rows"])
    return spec["kind"] == "bars" and not any("value" in row for row in spec["rows"])


def remarks(spec: dict[str, Any]) -> str:
    """What a reader of a picture must know that stands in no label: hollow marks, gaps, breaks, a forecast, where the axis begins."""
    return " ".join(
        {
            "line": _of_line,
            "strip": _of_strip,
            "scatter": _of_scatter,
            "scenario": _of_scenario,
            "table": _of_table,
            "bars": _of_bars,
            "map": _of_map,
        }[spec["kind"]](spec)
    )


def _of_line(spec: dict[str, Any]) -> list[str]:
    drawn = [one for one in (spec.get("city"), spec.get("median"), spec.get("reference"), *(spec.get("others") or [])) if one]
    said = []
    if any(one.get("provisional") for one in drawn):
        said.append("Open rondje: voorlopig.")
    if any(one.get("ahead") for one in drawn):
        said.append("Stippellijn na het laatste jaar: prognose.")
    said += [f"{gap['label']}." for gap in spec.get("gaps") or []]
    ahead = {b["year"] for b in spec.get("breaks") or [] if b["label"].endswith("prognose")}
    said += [f"Vanaf {b['year']}: {b['label']}." for b in spec.get("breaks") or [] if b["year"] not in ahead]
    low = spec["y"]["min"]
    if low > 0:
        said.append(f"De as begint bij {dutch.number(low, 0 if low == int(low) else max(spec.get('decimals', 0), 1))}.")
    return said


def _of_scenario(spec: dict[str, Any]) -> list[str]:
    margin = any(value is not None for one in spec["lines"] for value in one["low"])
    return [*_of_line(spec), *(["Dunne lijnen: de marge."] if margin else [])]


def _of_table(spec: dict[str, Any]) -> list[str]:
    return []


def _of_strip(spec: dict[str, Any]) -> list[str]:
    soft = any(mark.get("provisional") for row in spec["rows"] for mark in row["marks"])
    return ["Open teken: voorlopig."] if soft else []


def _of_scatter(spec: dict[str, Any]) -> list[str]:
    fitted = ["Streeplijn: rechte lijn door de wolk; stippellijnen: 95%-band van die lijn."] if spec.get("fit") else []
    return [*_of_strip(spec), *fitted]


def _of_bars(spec: dict[str, Any]) -> list[str]:
    return ["Open staaf: voorlopig."] if any(row.get("provisional") for row in spec["rows"]) else []


def _of_map(spec: dict[str, Any]) -> list[str]:
    return ["Gestreept: geen (zeker) cijfer."] if "none" in spec["fill"].values() else []
