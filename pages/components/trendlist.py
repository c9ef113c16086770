"""The trends of a theme as a table to choose from: per trend its lead figure for my city, for each position and for all cities.

An own component, because a Streamlit table has no rows that can be pressed. Buttons and cells are made from text, never from markup.
"""

from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from etl.model import Trend
from etl.store import Store
from pages.components import dutch, selection
from pages.components.selection import Choice
from pages.components.view import make

_FOLDER = Path(__file__).parent / "trendlist"
_mount = st.components.v2.component(
    "midsize_trendlist",
    html="<table></table>",
    css=(_FOLDER / "trendlist.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "trendlist.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)

GRADES = {"direct": "", "proxy": "verwant cijfer", "none": ""}


def table(held: Store, trends: tuple[Trend, ...], chosen: Trend, choice: Choice, key: str) -> str | None:
    """Draw the table; gives the id of a trend that was just pressed."""
    data = {
        "columns": [choice.city.name if choice.city else "", "1", "2", "3", f"alle {len(held.cities())}"],
        "labels": ["mijn stad", "bij grote stad", "polycentrisch", "eigen regio", "steden"],
        "rows": [row(held, trend, choice) for trend in trends],
        "chosen": chosen.id,
    }
    result = _mount(key=key, data=data, on_pressed_change=lambda: None)
    return result.pressed if isinstance(result.pressed, str) and result.pressed in {t.id for t in trends} else None


def row(held: Store, trend: Trend, choice: Choice) -> dict[str, Any]:
    """One trend: name, what is counted, and the lead figure of my city, the three positions and all cities in its latest year."""
    known = {i.id: i for i in held.indicators()}
    indicator = next((known[i] for i in trend.indicators if i in known), None)
    base: dict[str, Any] = {"id": trend.id, "name": trend.short or trend.name, "note": "", "cells": None}
    if indicator is None:
        reason = "geen bron telt dit per gemeente" if trend.grade == "none" else "nog geen cijfer in de monitor"
        return {**base, "missing": reason}
    view = make(held, indicator, selection.whole(held), choice.city)
    values = {code: view.value(code) for code in view.group.codes if not view.uncertain(code)}
    cells: list[str] = []
    mine = values.get(choice.city.code) if choice.city else None
    cells.append("" if choice.city is None else "–" if mine is None else dutch.number(mine, indicator.decimals))
    for group in (*selection.by_position(held), view.group):
        found = [v for code in group.codes if (v := values.get(code)) is not None]
        cells.append(dutch.number(float(np.median(found)), indicator.decimals) if len(found) >= 5 else "–")
    unit = f"{dutch.titled(indicator)}, {view.year}"
    grade = GRADES[trend.grade]
    return {**base, "note": f"{unit} ({grade})" if grade else unit, "cells": cells}
