"""The selection of the tables page: which rows, how they are shown, what they are called. Pure but for its buttons, column settings and what is kept."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from etl import behind
from etl.labelled import labelled
from etl.model import Indicator
from etl.panel import Panel
from etl.store import Store
from pages.components.files import downloads, workbook
from pages.components.shell import style
from pages.components.wording import dutch, words

MOST_REGIONS = 400
MOST_INDICATORS = 80
MOST_ROWS = 200_000
"""Rows of one selection: more of them would hold up the server, and no program of a reader likes them."""
PREVIEW = 2_000
"""Rows shown on the page; the files have all of them."""


def panel(store: Store, indicator: Indicator, regions: Sequence[str]) -> Panel:
    """The figures of an indicator for some regions, observed or foretold."""
    return store.foretold(indicator.id, regions) if indicator.forecast_of else store.panel(indicator.id, regions)


def select(store: Store, indicators: Sequence[str], regions: Sequence[str], first: int, last: int) -> pd.DataFrame:
    """One row per region, indicator and year, with names, units and reasons; empty where nothing is chosen. Not to be changed: it is kept."""
    return _selected(store.id, tuple(indicators), tuple(regions), first, last, _store=store)


@st.cache_resource(max_entries=4, show_spinner=False)
def _selected(
    snapshot: str, indicators: tuple[str, ...], regions: tuple[str, ...], first: int, last: int, *, _store: Store
) -> pd.DataFrame:
    """The rows of a selection; the same choice in the same snapshot is made once."""
    return made(_store, indicators, regions, first, last)


def made(store: Store, indicators: Sequence[str], regions: Sequence[str], first: int, last: int) -> pd.DataFrame:
    """The rows of a selection, made anew."""
    known = store.definitions.everything
    asked = [(known[name], panel(store, known[name], regions)) for name in indicators if regions]
    # A forecast has no rows of before it was made, nor a counted figure of years to come.
    frames = [labelled(store, p.frame(first, last), i) for i, p in asked if first <= p.years[-1] and last >= p.years[0]]
    if not frames:
        any_one = store.indicators()[0]
        return labelled(store, store.panel(any_one.id, []).frame(), any_one)
    return pd.concat(frames, ignore_index=True)


def tables(store: Store, frame: pd.DataFrame) -> tuple[str, ...]:
    """Every table that was read for the rows, each once: those of the rows, and behind them those of the figures they are made of or weighed with."""
    known, own = store.definitions.everything, dict.fromkeys(map(str, frame["table"].unique()))
    regions, years = frame["region"].unique().tolist(), frame["year"]
    if len(frame):
        for name in frame["indicator"].unique().tolist():
            own |= dict.fromkeys(behind.read(store, known[name], regions, int(years.min()), int(years.max())))
    return tuple(own)


def title(indicators: Sequence[Indicator], first: int, last: int) -> str:
    """What a file with these figures is called in words."""
    return f"{dutch.listing([i.title for i in indicators[:3]])}{' en meer' if len(indicators) > 3 else ''}, {first}–{last}"


def describe(frame: pd.DataFrame, regions: int, indicators: Sequence[str], first: int, last: int) -> str:
    """The selection in words: how many of each, and why cells are empty."""
    years = last - first + 1
    one, many = ("stad", "steden")
    if frame["position"].isna().any():  # only midsize cities have a position
        one, many = ("gemeente", "gemeenten") if frame["region"].str.startswith("GM").all() else ("gebied", "gebieden")
    places, figures = f"{regions} {one if regions == 1 else many}", f"{len(indicators)} {'cijfer' if len(indicators) == 1 else 'cijfers'}"
    made = f"{places} × {figures} × {years} jaar."
    if len(frame) != regions * len(indicators) * years:
        made = f"{places} en {figures} over {first} tot en met {last}; een prognose heeft andere jaren dan wat is geteld."
    reasons = frame["missing"].dropna().value_counts()
    why = ", ".join(f"{dutch.number(n, 0)} {words.REASONS[str(r)]}" for r, n in reasons.items())
    return f"{made} Leeg: {why}." if why else f"{made} Geen lege cellen."


def lacking(regions: Sequence[str], indicators: Sequence[str]) -> str:
    """What is still to be chosen, in a sentence, where there are no rows."""
    if regions and indicators:
        return "Van deze cijfers zijn er geen rijen in deze jaren: kies andere jaren."
    wanted = [*([] if regions else ["bij Steden een stad of groep"]), *([] if indicators else ["bij Cijfers een cijfer of thema"])]
    return f"Kies {dutch.listing(wanted)}."


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows as a person reads them: Dutch numbers, words for status and reason, a dash where a figure is missing."""
    value = [_figure(v, unit, status) for v, unit, status in zip(frame["value"], frame["decimals"], frame["status"], strict=True)]
    return pd.DataFrame(
        {  # What matters most comes first: a phone shows the first four.
            "gemeente": frame["name"],
            "jaar": frame["year"],
            "waarde": value,
            "cijfer": frame["title"],
            "eenheid": frame["unit"],
            "status": frame["status"].map(words.STATUSES).fillna(""),
            "reden van leegte": frame["missing"].map(words.REASONS).fillna(""),
            "pos.": frame["position"].astype("str").replace("<NA>", "")
            + frame["borderline"].fillna(False).map({True: " (grens)", False: ""}),
            "tabel": frame["table"],
            "code": frame["region"],
        }
    )


def _figure(value: float, decimals: int, status: str | None) -> str:
    if value != value:
        return "–"
    return dutch.number(value, decimals) + ("*" if status in ("provisional", "revised") else "")


def columns() -> dict[str, Any]:
    """Widths and alignment of the shown columns: all up to the position fit beside the choice, on a screen of 1280 points and more."""
    return {
        "gemeente": st.column_config.TextColumn(width=112),
        "jaar": st.column_config.NumberColumn(format="%d", width=48),
        "waarde": st.column_config.TextColumn(width=66, alignment="right"),
        "cijfer": st.column_config.TextColumn(width=206),
        "eenheid": st.column_config.TextColumn(width=72),
        "status": st.column_config.TextColumn(width=96),
        "reden van leegte": st.column_config.TextColumn(width=194),
        "pos.": st.column_config.TextColumn(width=80),
        "tabel": st.column_config.TextColumn(width=92),
        "code": st.column_config.TextColumn(width=80),
    }


def size(frame: pd.DataFrame) -> str:
    """About how large the CSV is, from its first rows: `2,6 MB`, `48 kB`."""
    sample = frame.head(400)
    whole = len(downloads.csv_of(sample)) * len(frame) / max(len(sample), 1)
    return f"{dutch.number(whole / 1e6, 1)}{dutch.THIN}MB" if whole >= 1e6 else f"{dutch.number(max(whole / 1e3, 1), 0)}{dutch.THIN}kB"


def files(made: Mapping[str, tuple[str, Callable[[], bytes] | None, str]], name: Callable[[str], str]) -> None:
    """A button per kind of file (ending: label, maker, media type); made when it is asked for. Without a maker its label says why."""
    with st.container(key="bestanden", horizontal=True, gap="small", vertical_alignment="center"):
        for ending, (label, make, mime) in made.items():
            st.download_button(
                label if make is not None else f"{label} (tot {dutch.number(workbook.MOST_ROWS, 0)} rijen)",
                data=make or b"",
                file_name=name(ending),
                mime=mime,
                on_click="ignore",
                type="primary" if ending == "csv" else "secondary",
                disabled=make is None,
                key=f"bestand_{ending}",
            )
    style.text(
        "small", "CSV en Parquet zijn voor programma’s (UTF-8, komma, punt), Excel is voor mensen. Alle bestanden hebben dezelfde rijen."
    )


def file_name(store: Store, indicators: Sequence[str], first: int, last: int, ending: str = "csv") -> str:
    """The name of the file: the figures, the years and the snapshot."""
    what = "-".join(downloads.slug(i) for i in indicators[:3]) + (f"-en-{len(indicators) - 3}-meer" if len(indicators) > 3 else "")
    return f"midsize-monitor_{what}_{first}-{last}_{store.id.lower()}.{ending}"
