"""Passing a view on: its link, its citation, and its picture as PNG or SVG with title, source and date inside. Made in the browser, without any host."""

from pathlib import Path
from typing import Any

import streamlit as st

from pages.components import downloads, dutch, words
from pages.components.view import View

_FOLDER = Path(__file__).parent / "share"
_mount = st.components.v2.component(
    "midsize_share",
    html='<div class="ms"><svg hidden></svg></div>',
    css=(_FOLDER / "share.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "share.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def bar() -> bool:
    """The link of the page and its large picture, beside the menu; gives whether the large picture was asked for."""
    with st.container(key="delen"):
        result = _mount(key="deelbalk", data={"large": True}, on_large_change=lambda: None)
    return bool(result.large == "groot")


def popover(view: View, figure: str, key: str, title: str, unit: str = "", tables: tuple[str, ...] = ()) -> None:
    """The button under a picture with all ways to take it along; `figure` is the key it was drawn under. Nothing is sent until it is opened.

    `tables` are those of the picture where it shows more than the view.
    """
    with st.popover("Delen", type="tertiary", on_change="rerun", key=f"delen_{key}") as opened:
        if opened.open:
            _mount(key=f"deel_{key}", data=about(view, figure, title, unit, tables), on_large_change=lambda: None)


def about(view: View, figure: str, title: str, unit: str = "", tables: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a picture must say on its own: title, unit, source; its citation, and the name of its file."""
    source = words.source_line(view.store, tables or view.tables)
    return {
        "figure": figure,
        "title": title,
        "unit": unit or words.unit_line(view),
        "source": source,
        "citation": citation(view),
        "name": f"{downloads.name(view, 'x').removesuffix('.x')}_{downloads.slug(figure)}",
    }


def citation(view: View) -> str:
    """How to cite a view: whose figures, which table, which city, years and snapshot."""
    who = view.city.name if view.city else view.group.label
    years = f"{view.years[0]}–{view.years[-1]}" if len(view.years) > 1 else str(view.years[0])
    return (
        f"{words.origin(view.store, view.tables)}: {dutch.titled(view.indicator)}, {who}, {years}. "
        f"Bewerking Midsize Monitor, momentopname {view.store.id}, {words.stand(view.store, view.tables)}."
    )
