"""The pieces pages are put together from: a picture with its headline, source and actions, and the table behind it."""

import functools
from pathlib import Path

import pandas as pd
import streamlit as st

from etl import behind
from etl.store import Store
from etl.view import Group, View
from pages.components.files import downloads
from pages.components.pictures import charts, drawing, share
from pages.components.research import tracing
from pages.components.shell import style
from pages.components.wording import dutch, formula, words

EMPTY = "leeg omdat"
"""The column of a table that says why cells are empty."""


def title(kicker: str, words_: str) -> None:
    """The head of a page: what kind of page, and what it says."""
    with st.container(key="kop_pagina"):
        style.text("kicker", kicker)
        st.title(words_, anchor=False)


@functools.cache
def map_source() -> str:
    """The address, within the app, of the drawing file of the municipalities; its name holds its checksum, so browsers may keep it."""
    folder = Path(__file__).resolve().parents[3] / "static" / "geo"
    newest = sorted(folder.glob("municipalities-*.json"))[-1]
    return f"app/static/geo/{newest.name}"


def line(view: View, key: str, *, headline: str | None = None, compact: bool = False, others: tuple[str, ...] = ()) -> None:
    """The line of a view with its headline, unit, source and actions."""
    with st.container(key=f"{'klein' if compact else 'figuur'}_{key}", gap="xsmall"):
        title = headline or (words.short_headline(view) if compact else words.headline(view))
        band = f" Vlak: laagste tot hoogste van {view.group.label}." if view.counts.max() >= 5 and not compact else ""
        spec = charts.line(view, compact=compact, others=others)
        source = words.source_line(view.store, (*view.tables, *view.later_tables))
        said = drawing.Words(
            title, words.unit_line(view) + band, " ".join(filter(None, [source, words.notes(view), axis_note(view, spec)]))
        )
        drawing.figure(spec, key=f"lijn_{key}", words=said)
        actions(view, key, title, spec)


def axis_note(view: View, spec: charts.Spec) -> str:
    """Says where the axis of a line begins when that is not at zero."""
    low = spec["y"]["min"]
    return f"De as begint bij {dutch.number(low, 0 if low == int(low) else view.indicator.decimals)}." if low > 0 else ""


def actions(view: View, key: str, headline: str = "", spec: charts.Spec | None = None) -> None:
    """Table, file, picture and definition: what stands under every picture; with a slide where its drawing is given."""
    with st.container(key=f"acties_{key}", horizontal=True, gap="medium"):
        with st.popover("Tabel", type="tertiary", on_change="rerun", key=f"tabel_{key}") as table:
            if table.open:
                wide_table(view, key)
        st.download_button(
            "CSV",
            data=functools.partial(downloads.csv, view),
            file_name=downloads.name(view, "csv"),
            mime="text/csv",
            on_click="ignore",
            type="tertiary",
            key=f"csv_{key}",
        )
        share.popover(view, f"lijn_{key}", key, headline or words.headline(view), spec=spec)
        with st.popover("Definitie", type="tertiary", on_change="rerun", key=f"definitie_{key}") as told:
            if told.open:
                definition(view)


def wide_table(view: View, key: str) -> None:
    """The rows behind a picture: the city, the middle city and the group, one column per year."""
    # The window with the table may lie over the picture and its title.
    style.text("small", words.headline(view), strong=words.headline(view))
    style.text("unit", words.unit_line(view))
    tracing.page_link(view)
    st.dataframe(
        table_of(view),
        hide_index=True,
        height=360,
        width=720,
        column_config={EMPTY: st.column_config.TextColumn(width=250)},
        key=f"rijen_{key}",
        alt=f"Tabel bij: {words.headline(view)}",
    )


def table_of(view: View) -> pd.DataFrame:
    """The figures of a view as text, a row per region and a column per year; a dash where a figure is missing, and a column that says why."""
    order = [*([view.city.code] if view.city else []), *(c for c in view.panel.regions if view.city is None or c != view.city.code)]
    middle = {str(y): _cell(view, m) for y, m in zip(view.years, view.median.tolist(), strict=True)}
    if view.ahead is not None:
        later = zip(view.ahead.years, view.ahead.median(len(view.group.codes)).tolist(), strict=True)
        middle |= {f"{y} (prognose)": "–" if m != m else dutch.number(m, view.ahead.forecast.decimals) for y, m in later}
    records = [{"gemeente": "middelste stad", EMPTY: "", **middle}]
    for code in order:
        row, lacking = {}, {}
        for year in view.years:
            value = view.value(code, year)
            if value is None:
                row[str(year)] = "–"
                lacking[year] = words.REASONS[view.missing(code, year)]
            else:
                row[str(year)] = dutch.number(value, view.indicator.decimals) + ("*" if view.provisional(code, year) else "")
        if view.ahead is not None:
            for year, ahead in zip(view.ahead.years, view.ahead.series(code).tolist(), strict=True):
                row[f"{year} (prognose)"] = "–" if ahead != ahead else dutch.number(ahead, view.ahead.forecast.decimals)
                if ahead != ahead:
                    lacking[year] = words.REASONS[view.ahead.missing(code, year)]
        records.append({"gemeente": view.store.name(code), EMPTY: _reasons(lacking), **row})
    frame = pd.DataFrame(records)
    return frame if (frame[EMPTY] != "").any() else frame.drop(columns=EMPTY)


def _reasons(lacking: dict[int, str]) -> str:
    """Why years are empty, years with the same reason together: `2003–2010: de gemeente bestond nog niet`."""
    spans: list[tuple[int, int, str]] = []
    for year, reason in sorted(lacking.items()):
        if spans and spans[-1][1:] == (year - 1, reason):
            spans[-1] = spans[-1][0], year, reason
        else:
            spans.append((year, year, reason))
    return "; ".join(f"{first if first == last else f'{first}–{last}'}: {reason}" for first, last, reason in spans)


def _cell(view: View, value: float) -> str:
    return "–" if value != value else dutch.number(value, view.indicator.decimals)


def definition(view: View) -> None:
    """What the figure means, where it comes from and what to be careful with."""
    indicator = view.indicator
    rows = [
        ("Eenheid", indicator.unit),
        ("Het jaar staat voor", indicator.means),
        ("Bron", words.origin(view.store, behind.defined(view.store.definitions, indicator))),
    ]
    rows.append(("Berekening", formula.of(view.store.definitions, indicator.sources[-1])))
    rows.append(("Gemeentegrenzen", words.borders(indicator)))
    if indicator.breaks:
        rows.append(("Breuk", "; ".join(f"vanaf {y}: {label}" for y, label in indicator.breaks.items())))
    if indicator.caution:
        rows.append(("Let op", indicator.caution))
    style.facts(indicator.title, indicator.definition, rows)


def strip(view: View, groups: list[Group], store: Store, key: str) -> str | None:
    """The strip of the three positions with its headline and source; gives the code of a city that was clicked."""
    spec = charts.strip(view, groups, store.definitions.rule.labels)
    medians = {row["position"]: row["median"] for row in spec["rows"] if row["median"] is not None}
    with st.container(key=f"figuur_{key}", gap="xsmall"):
        title = words.positions_headline(view.indicator, medians)
        marks = "Elk teken is een stad; streep = middelste stad"
        said = drawing.Words(title, f"Zelfde cijfer, {view.year}. {marks}.", words.source_line(store, view.tables))
        clicked = drawing.figure(spec, key=f"strook_{key}", clickable=True, words=said)
        unit = f"{dutch.titled(view.indicator)}, {view.year}. {marks}."
        share.popover(view, f"strook_{key}", f"strook_{key}", title, unit, spec=spec)
    return clicked
