"""How far the neighbourhoods (buurten) of a municipality lie apart, from CBS's "Kerncijfers wijken en buurten".

*Spread.* The standard deviation over the inhabitants: each neighbourhood weighs as many times as it has inhabitants, so that a hamlet of
thirty people does not count like a district. For the value of homes it is given in percent of the mean (coefficient of variation), because
prices rise.

*Whole.* A municipality has a figure where neighbourhoods with a figure hold at least `COVERED` of its inhabitants. CBS publishes a table
in stages: what is not filled yet gives no figure.

Neighbourhoods are those of the year. Where a city drew smaller ones, the spread can grow by that alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.problems import SourceProblem
from etl.sources.cbs import Table
from etl.sources.made import Ask, Made, from_tables

COVERED = 0.95
PEOPLE, ELDERLY = "AantalInwoners", "k_65JaarOfOuder"


@dataclass(frozen=True)
class Edition:
    """One year's table, and what it calls the mean value of homes."""

    table: str
    woz: str


EDITIONS = {2020: Edition("84799NED", "GemiddeldeWoningwaarde"), 2024: Edition("85984NED", "GemiddeldeWOZWaardeVanWoningen")}


def elderly(ask: Ask) -> Made:
    """The spread of the share of people of 65 and over. Measures: `spread` (points), `neighbourhoods`."""
    return _made(ask, "verschil tussen buurten in 65-plussers", lambda edition: ELDERLY)


def homes(ask: Ask) -> Made:
    """The spread of the value of homes. Measures: `spread` (%), `neighbourhoods`."""
    return _made(ask, "verschil tussen buurten in WOZ-waarde", lambda edition: edition.woz)


def _made(ask: Ask, subject: str, measure: Callable[[Edition], str]) -> Made:
    tables: list[Table] = []
    frames = []
    for year, edition in EDITIONS.items():
        asked = measure(edition)
        received, rows = ask.cbs.rows(edition.table, (PEOPLE, asked))
        tables.append(received)
        frames.append(spreads(rows.rename(columns={asked: "value"}), edition.table, year, counted=asked == ELDERLY))
    title = f"Kerncijfers wijken en buurten {' en '.join(str(y) for y in EDITIONS)}: {subject}"
    whole = pd.concat(frames, ignore_index=True)
    if not len(whole):
        raise SourceProblem(f"No municipality has a value in nearly all its neighbourhoods ({', '.join(t.id for t in tables)}).")
    return from_tables(whole, title, tables, whole=False)


def deviation(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """The standard deviation of `values`, each counted `weights` times."""
    mean = float(np.average(values, weights=weights))
    return float(np.sqrt(np.average((values - mean) ** 2, weights=weights)))


def spreads(rows: pd.DataFrame, table: str, year: int, *, counted: bool) -> pd.DataFrame:
    """The measures of one edition, from rows of municipalities (GM), districts (WK) and neighbourhoods (BU).

    `counted` says that `value` is a number of inhabitants: then its share is compared, in points; else a mean, in percent of itself.
    """
    if "WijkenEnBuurten" not in rows:
        raise SourceProblem(f"Table {table} has no dimension 'WijkenEnBuurten'. Look at the table's new edition.")
    code = rows["WijkenEnBuurten"].astype("str")
    try:
        figures = rows[[PEOPLE, "value"]].astype("float64")
    except (TypeError, ValueError):
        raise SourceProblem(f"Table {table} holds texts where numbers belong. Look at the table's new edition.") from None
    totals = figures.loc[code.str.fullmatch(r"GM\d{4}"), PEOPLE].set_axis(code[code.str.fullmatch(r"GM\d{4}")])
    parts = figures[code.str.fullmatch(r"BU\d{8}") & (figures[PEOPLE] > 0)]
    if not len(totals) or not len(parts):
        raise SourceProblem(f"Table {table} has no municipalities or no neighbourhoods. Look at the table at CBS.")
    made = []
    for place, lived in parts.groupby("GM" + code[parts.index].str[2:6]):
        held = lived.dropna()
        if len(held) < 2 or not held[PEOPLE].sum() >= COVERED * totals.get(place, np.inf):
            continue
        people = held[PEOPLE].to_numpy(np.float64)
        values = held["value"].to_numpy(np.float64)
        spread = (
            deviation(values / people * 100, people) if counted else deviation(values, people) / np.average(values, weights=people) * 100
        )
        made.append({"region": place, "year": year, "status": "not_stated", "spread": float(spread), "neighbourhoods": float(len(held))})
    return pd.DataFrame(made, columns=["region", "year", "status", "spread", "neighbourhoods"])
