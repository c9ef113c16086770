"""Passing a view on: its link, its citation, and its picture as PNG or SVG with title, source and date inside. Made in the browser, without any host."""

import functools
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from etl import citing
from etl.store import Store
from etl.view import View
from pages.components.choice import link
from pages.components.deck import slides
from pages.components.files import about as files_about
from pages.components.files import downloads
from pages.components.wording import dutch, words, words_map

_FOLDER = Path(__file__).parent / "share"
_mount = st.components.v2.component(
    "midsize_share",
    html='<div class="ms"><svg hidden></svg></div>',
    css=(_FOLDER / "share.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "share.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


REFERENCES = {"bib": "BibTeX", "ris": "RIS"}
"""Files for programs that keep references: ending and name."""


def bar() -> bool:
    """The link of the page and its large picture, beside the menu; gives whether the large picture was asked for."""
    with st.container(key="delen"):
        result = _mount(key="deelbalk", data={"large": True}, on_large_change=lambda: None)
    return bool(result.large == "groot")


def popover(
    view: View,
    figure: str,
    key: str,
    title: str,
    unit: str = "",
    tables: tuple[str, ...] = (),
    who: str = "",
    spec: dict[str, Any] | None = None,
    slide: Callable[[], bytes] | None = None,
) -> None:
    """The button under a picture with all ways to take it along; `figure` is the key it was drawn under. Nothing is sent until it is opened.

    `tables` and `who` are those of the picture where it shows more than the view; `spec` is its drawing, for a slide, or `slide` makes the slide
    of a picture that is no picture of a view alone.
    """
    made = functools.partial(slides.view_deck, view, spec, title, unit, base=link.base()) if slide is None and spec is not None else slide

    def offered() -> None:
        if made is not None:
            slide_button(made, f"{downloads.name(view, 'x').removesuffix('.x')}_{downloads.slug(key)}", key)

    offer(key, lambda: about(view, figure, title, unit, tables, who, spec), offered)


def offer(key: str, data: Callable[[], dict[str, Any]], more: Callable[[], None] = lambda: None) -> None:
    """The same for a picture without a view: `data` gives figure, title, unit, source, citation and name (see `about`); `more` draws what is below."""
    with st.popover("Delen", type="tertiary", on_change="rerun", key=f"delen_{key}") as opened:
        if opened.open:
            _mount(key=f"deel_{key}", data=data(), on_large_change=lambda: None)
            more()


def slide_button(made: Callable[[], bytes], name: str, key: str, label: str = "Dia (PowerPoint)") -> None:
    """The button for a picture as a slide, or for several; the file is made when it is pressed."""
    with st.container(key=f"acties_dia_{key}"):
        st.download_button(
            label,
            data=made,
            file_name=f"{name}.pptx",
            mime=slides.MIME,
            on_click="ignore",
            type="tertiary",
            key=f"dia_{key}",
        )


def about(
    view: View,
    figure: str,
    title: str,
    unit: str = "",
    tables: tuple[str, ...] = (),
    who: str = "",
    spec: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """What a picture must say on its own: title, unit, source; its citation, and the name of its file."""
    source = words.source_line(view.store, tables or view.tables)
    source = words_map.credited(source, spec) if spec is not None else source
    return {
        "figure": figure,
        "title": title,
        "unit": unit or words.unit_line(view),
        "source": source,
        "citation": citation(view, who),
        **references(work(view, who)),
        "name": f"{downloads.name(view, 'x').removesuffix('.x')}_{downloads.slug(figure)}",
    }


def references(cited: citing.Work) -> dict[str, str]:
    """A work as the files that programs for references read, by the ending of each."""
    return {"bib": citing.bibtex(cited), "ris": citing.ris(cited)}


def reference_buttons(cited: citing.Work, name: str) -> None:
    """Those files, below a citation on the page."""
    with st.container(key="acties_verwijzen", horizontal=True, gap="medium"):
        for ending, text in references(cited).items():
            st.download_button(
                REFERENCES[ending],
                data=text,
                file_name=f"{name}.{ending}",
                mime="application/x-bibtex" if ending == "bib" else "application/x-research-info-systems",
                on_click="ignore",
                type="tertiary",
                key=f"verwijzing_{ending}",
            )


def positions(store: Store, figure: str) -> dict[str, Any]:
    """What the map of positions says on its own: the position is reckoned by the monitor, from commuting and cores."""
    title = f"{len(store.cities())} middelgrote steden, drie posities in de regio"
    source = "Bron: CBS (pendel december 2014, kernen 2021); positie: eigen regel van Midsize Monitor. Grenzen: CBS/Kadaster (CC BY 4.0)."
    labels = store.definitions.rule.labels
    return {
        "figure": figure,
        "title": title,
        "unit": "; ".join(f"{colour}: {labels[p]}" for p, colour in ((1, "Blauw"), (2, "groen"), (3, "oker"))) + ".",
        "source": source,
        "citation": f"Midsize Monitor: {title}, momentopname {store.id}. {source}",
        **references(
            citing.Work(
                title, citing.makers(["CBS"]), int(store.manifest["built"][:4]), store.id, source, link.here(), date.today().isoformat()
            )
        ),
        "name": f"posities_{store.id.lower()}",
    }


def positions_slide(store: Store, spec: dict[str, Any]) -> None:
    """The button for the map of positions as a slide."""
    said = positions(store, "kaart")
    made = functools.partial(slides.positions_deck, store, spec, said["title"], said["source"], base=link.base())
    slide_button(made, said["name"], "kaart")


def work(view: View, who: str = "") -> citing.Work:
    """The citation of a view as facts."""
    title = f"{dutch.titled(view.indicator)}, {who or _who(view)}, {_years(view)}"
    return files_about.work(view.store, title, view.tables, link.here(), date.today().isoformat())


def _who(view: View) -> str:
    return view.city.name if view.city else view.group.label


def _years(view: View) -> str:
    return f"{view.years[0]}–{view.years[-1]}" if len(view.years) > 1 else str(view.years[0])


def citation(view: View, who: str = "") -> str:
    """How to cite a view: whose figures, which table, which city, years and snapshot."""
    return (
        f"{words.origin(view.store, view.tables)}: {dutch.titled(view.indicator)}, {who or _who(view)}, {_years(view)}. "
        f"Bewerking Midsize Monitor, momentopname {view.store.id}, {words.stand(view.store, view.tables)}."
    )
