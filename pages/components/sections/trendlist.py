"""The trends of a theme as a table to choose from: per trend the verdict for my city, for each position and for all cities.

An own component, because a Streamlit table has no rows that can be pressed. Buttons and cells are made from text, never from markup.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from etl.model import Trend
from etl.store import Store
from pages.components.choice.selection import Choice
from pages.components.wording import dutch, verdict

_FOLDER = Path(__file__).parent / "trendlist"
_mount = st.components.v2.component(
    "midsize_trendlist",
    html="<table></table>",
    js=(_FOLDER / "trendlist.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def table(held: Store, trends: tuple[Trend, ...], chosen: Trend, choice: Choice, key: str, pressed: Callable[[str], None]) -> None:
    """Draw the table. `pressed` gets the id of a trend that is pressed, before the run that follows."""

    def changed() -> None:
        picked = st.session_state[key].pressed
        if isinstance(picked, str) and picked in {t.id for t in trends}:
            pressed(picked)

    data = {
        "columns": [choice.city.name if choice.city else "", "1", "2", "3", f"alle {len(held.cities())}"],
        "labels": ["mijn stad", "bij grote stad", "polycentrisch", "eigen regio", "steden"],
        "rows": [row(held, trend, choice) for trend in trends],
        "chosen": chosen.id,
    }
    _mount(key=key, data=data, on_pressed_change=changed)


def row(held: Store, trend: Trend, choice: Choice) -> dict[str, Any]:
    """One trend: its name, what is tested, and the verdicts of my city, the three positions and all cities; or why there are none."""
    known = {i.id: i for i in held.indicators()}
    figures = [known[i] for i in trend.indicators if i in known]
    tested = list(dict.fromkeys(known[t.indicator].short for t in trend.tests if t.indicator in known))
    base: dict[str, Any] = {"id": trend.id, "name": trend.short or trend.name, "note": "", "cells": None, "missing": ""}
    if not figures:
        return {**base, "missing": "geen bron telt dit per gemeente" if trend.grade == "none" else "nog geen cijfer in de monitor"}
    if not tested:
        return {**base, "note": dutch.listing([i.short for i in figures[:3]]), "missing": "wel een cijfer, nog geen toets"}
    subjects = [*([choice.city.code] if choice.city else [""]), "position-1", "position-2", "position-3", "midsize"]
    cells = []
    for subject in subjects:
        found = verdict.whole(held, trend.id, subject) if subject else None
        kind = found.verdict if found else "no_data"
        thin = found is not None and found.evidence == "thin"
        cells.append({"kind": kind, "sign": verdict.SIGNS[kind], "word": verdict.WORDS[kind] if kind != "no_data" else "–", "thin": thin})
    grade = " (verwant cijfer)" if trend.grade == "proxy" else ""
    return {**base, "note": dutch.listing(tested[:4]) + grade, "cells": cells}
