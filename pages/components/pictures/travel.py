"""A picture as it travels to the browser: cities by their place in a list that the browser already has, figures as one text. Pure.

A choice changes figures, hardly ever names: as records with a code and a name each, two thirds of what a map or a strip sends are the same
as last time. `figure/travel.js` opens what is closed here; what cannot be closed without losing something travels as it is.
"""

import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from etl.values import rounded
from pages.components.wording import dutch

Spec = dict[str, Any]

FILLS: Mapping[object, str] = {"p1": "a", "p2": "b", "p3": "c", "none": "n", **{n: str(n) for n in range(5)}}
"""What an area of the map is filled with, as one letter."""
NONE = "n"
"""A figure that is missing, among figures written one after the other."""
SPARE = 3
"""Decimals that travel beyond those shown: a picture of a thousand pixels cannot show more."""


@dataclass(frozen=True)
class Places:
    """A list of cities that goes to the browser once; from then on a city is its place in that list."""

    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    positions: tuple[int | None, ...] = ()

    @cached_property
    def id(self) -> str:
        """What this list is called: the same cities with the same names and positions have the same one."""
        return f"{zlib.crc32(json.dumps([self.codes, self.names, self.positions]).encode()):08x}"

    @cached_property
    def at(self) -> Mapping[str, int]:
        """The place of every code."""
        return {code: place for place, code in enumerate(self.codes)}

    def of(self, codes: Iterable[str]) -> str:
        """The places of some cities, one after the other. Raises KeyError for a city that is not on the list."""
        return " ".join(str(self.at[code]) for code in codes)

    def known(self, records: Iterable[Mapping[str, Any]]) -> bool:
        """Whether all these records (`code`, `name`) are cities of the list, under the name they have there."""
        return all(r["code"] in self.at and self.names[self.at[r["code"]]] == r["name"] for r in records)

    def sent(self) -> Spec:
        """The list as the browser gets it."""
        positions = "".join(str(p or 0) for p in self.positions)
        return {"id": self.id, "codes": " ".join(self.codes), "names": list(self.names), "positions": positions}

    def in_position(self, position: int | None) -> str:
        """The places of all cities in a position."""
        return " ".join(str(place) for place, one in enumerate(self.positions) if one == position)


def close(spec: Spec, places: Places) -> Spec:
    """A checked spec (see `drawing.figure`) as it travels to a browser that has these places."""
    of = {"map": _map, "strip": _strip, "bars": _bars, "line": _line}.get(spec["kind"])
    closed = of(spec, places) if of is not None else None
    if closed is None:
        return spec
    return {"of": places.id, **_told(closed)}


def _told(part: Mapping[str, Any]) -> Spec:
    """A part of a spec without what says nothing: None, false and the empty, which the browser takes alike."""
    return {key: value for key, value in part.items() if value is not None and value is not False and value not in ([], {})}


def figures(values: Iterable[float | None], decimals: int) -> str:
    """Figures one after the other, no longer than the picture needs, and shown with the same digits as they would be in full."""
    return " ".join(NONE if value is None else short(value, decimals) for value in values)


def short(value: float, decimals: int) -> str:
    """A figure in few digits, that rounds to the same `decimals` as the figure itself."""
    near = round(value, max(decimals, 0) + SPARE)
    if near != value and rounded(near, decimals) != rounded(value, decimals):
        near = value
    return repr(near).removesuffix(".0")


def _map(spec: Spec, places: Places) -> Spec | None:
    fill, tips, labels = spec.get("fill") or {}, spec.get("tips") or {}, spec.get("labels") or []
    worth = spec.get("figures") or {"before": "", "after": "", "values": {}}
    values = {code: value for code, value in worth["values"].items() if code in tips}
    heads = {code: f"{places.names[places.at[code]]}: " for code in tips if code in places.at}
    marks = {code: FILLS.get(value) for code, value in fill.items()}
    told = all(code in heads and tip.startswith(heads[code]) for code, tip in tips.items())
    if (
        not told
        or not places.known(labels)
        or None in marks.values()
        or not fill.keys() <= places.at.keys()
        or not tips.keys() <= fill.keys()
    ):
        return None
    order = sorted(fill, key=lambda code: places.at[code])
    pale = [code for code in order if marks[code] in ("n", "0", "1")]
    outline = spec.get("outline") or []
    return {
        **spec,
        "at": None if len(order) == len(places.codes) else places.of(order),
        "fill": "".join(str(marks[code]) for code in order),
        "outline": True if outline and sorted(outline) == sorted(pale) else outline,
        "labels": places.of(label["code"] for label in labels) or None,
        "figures": {**worth, "values": figures((values.get(code) for code in order), spec["decimals"])} if values else None,
        "tips": {places.at[code]: tip.removeprefix(heads[code]) for code, tip in tips.items() if code not in values},
    }


def _strip(spec: Spec, places: Places) -> Spec | None:
    rows = []
    for row in spec.get("rows") or []:
        marks = [m for m in row["marks"] if m.get("value") is not None]
        if not places.known(marks):
            return None
        at = places.of(m["code"] for m in marks)
        told = {"at": at} if at != places.in_position(row.get("position")) else {}
        rows.append({**row, "marks": {**told, **_told(_columns(marks, spec))}})
    return {**spec, "rows": rows}


def _columns(marks: Sequence[Mapping[str, Any]], spec: Spec) -> Spec:
    """The figures of a row of marks; only the label of my city is ever drawn, so only that one goes along."""
    return {
        "value": figures((m["value"] for m in marks), spec.get("decimals", 0)),
        "provisional": _which(marks),
        "label": next((m["label"] for m in marks if m["code"] == spec.get("city")), None),
    }


def _which(rows: Sequence[Mapping[str, Any]]) -> list[int] | bool:
    """Which figures are provisional: all of them, or their numbers in the row."""
    soft = [i for i, row in enumerate(rows) if row.get("provisional")]
    return len(soft) == len(rows) > 0 or soft


def _bars(spec: Spec, places: Places) -> Spec | None:
    rows = spec.get("rows") or []
    drawn = [row for row in rows if "skip" not in row]
    decimals = spec.get("decimals", 0)
    # The browser writes the figures beside the bars itself; labels that say anything else must go along.
    if not places.known(drawn) or any(
        row.get("value") is None or row.get("label") != dutch.number(row["value"], decimals) for row in drawn
    ):
        return None
    return {
        **spec,
        "rows": {
            "at": places.of(row["code"] for row in drawn),
            "rank": "|".join(row["rank"] for row in drawn),
            "value": figures((row["value"] for row in drawn), decimals),
            "provisional": _which(drawn),
            "skip": {i: row["skip"] for i, row in enumerate(rows) if "skip" in row},
        },
    }


def _line(spec: Spec, places: Places) -> Spec:
    decimals = spec.get("decimals", 0)
    years = spec.get("years") or []

    def series(one: Spec | None, *names: str) -> Spec | None:
        if not one:
            return None
        ahead = one.get("ahead")
        # What is missing at the end need not be said.
        written = {name: re.sub(rf"( ?\b{NONE})+$", "", figures(one[name], decimals)) for name in names}
        return {**one, **written, **({"ahead": series(ahead, "values")} if ahead else {})}

    whole = len(years) > 2 and list(years) == list(range(years[0], years[-1] + 1))
    return {
        **spec,
        "years": f"{years[0]} {years[-1]}" if whole else years,
        "band": series(spec.get("band"), "low", "high"),
        **{name: series(spec.get(name), "values") for name in ("median", "city", "reference")},
        "others": [series(one, "values") for one in spec.get("others") or []],
    }
