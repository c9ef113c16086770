"""The codebook: what every figure means, where it comes from and for how many cities it exists, made from the definitions and the rows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from etl.model import Indicator, Source
from etl.store import Store
from pages.components.wording import dutch, words

STATLINE = "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/"


@dataclass(frozen=True)
class Coverage:
    """Per year the share (0–1) of the midsize cities with a figure, and how many there are in the last year with any."""

    years: tuple[int, ...]
    share: tuple[float, ...]
    last: int
    cities: int
    of: int


def coverage(store: Store, indicator: Indicator) -> Coverage:
    """For how many midsize cities a figure exists, from its first year to its last; a forecast over its own years."""
    codes = [c.code for c in store.cities()]
    panel = store.foretold(indicator.id, codes) if indicator.forecast_of else store.panel(indicator.id, codes)
    held = (~np.isnan(panel.value)).sum(axis=0)
    at = np.flatnonzero(held)
    if not len(at):
        return Coverage((), (), 0, 0, len(codes))
    span = slice(int(at[0]), int(at[-1]) + 1)
    share = tuple(round(float(n) / len(codes), 3) for n in held[span])
    return Coverage(panel.years[span], share, panel.years[int(at[-1])], int(held[at[-1]]), len(codes))


def by_theme(store: Store, first: str = "") -> tuple[Indicator, ...]:
    """The observed figures in the order of the themes; `first` goes before all others, for a page that opens with it."""
    return tuple(sorted(store.indicators(), key=lambda one: (one.id != first, store.definitions.themes[one.theme].number)))


def known(store: Store) -> list[Indicator]:
    """Every figure of the snapshot by theme, the forecasts behind what they foretell."""
    out: list[Indicator] = []
    for indicator in store.indicators():
        out.append(indicator)
        forecast = store.forecast(indicator.id)
        out += [forecast] if forecast is not None else []
    return sorted(out, key=lambda one: store.definitions.themes[one.theme].number)


def found(indicators: Sequence[Indicator], words_: str) -> list[Indicator]:
    """The figures in whose title, definition, subject, id or tables every one of these words occurs, whatever the capitals."""
    asked = words_.casefold().split()

    def text(one: Indicator) -> str:
        return " ".join((one.id, one.title, one.definition, one.subject, one.short, *one.tables)).casefold()

    return [one for one in indicators if all(word in text(one) for word in asked)]


def table(store: Store, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """A line per figure: name, unit, years, for how many cities, and the share of cities per year as a list to be drawn."""
    records = []
    for one in indicators:
        held = coverage(store, one)
        records.append(
            {
                "thema": str(store.definitions.themes[one.theme].number),
                "cijfer": one.title,
                "dekking per jaar": list(held.share),
                "jaren": "" if not held.years else f"{held.years[0]}–{held.last}" if held.years[0] < held.last else str(held.last),
                "steden": f"{held.cities} van {held.of}",
                "eenheid": one.unit,
                "tabellen": ", ".join(one.tables),
                "vaste naam": one.id,
            }
        )
    return pd.DataFrame(records)


def derivation(source: Source) -> str:
    """How a source's figures are made, as a formula of the measures of its table (and of other figures, written with @)."""
    scaled = f" × {dutch.number(source.scale, 0 if source.scale == int(source.scale) else 3)}" if source.scale != 1 else ""
    return f"{source.recipe}{scaled}"


def facts(store: Store, indicator: Indicator) -> list[tuple[str, str]]:
    """Everything the definition says of a figure, as label and text."""
    held = coverage(store, indicator)
    lines = [
        ("Definitie", indicator.definition),
        ("Eenheid", f"{indicator.unit}; getoond met {_places(indicator.decimals)}. Bestanden houden het precieze cijfer."),
        ("Het jaar staat voor", indicator.means),
        (
            "Richting",
            {"higher": "hoger geldt als gewenst", "lower": "lager geldt als gewenst", "neither": "geen: hoger is niet beter of slechter"}[
                indicator.better
            ],
        ),
        ("Gemeentegrenzen", words.borders(indicator)),
    ]
    lines += [(f"Berekening ({source.table})", derivation(source)) for source in _once(indicator)]
    if indicator.breaks:
        lines.append(("Breuken", "; ".join(f"vanaf {year}: {label}" for year, label in indicator.breaks.items())))
    if indicator.noise:
        lines.append(("Ruis", f"een verschil tot {dutch.difference(indicator.noise, indicator)} noemen we geen verschil"))
    if indicator.uncertain_above is not None:
        lines.append(
            (
                "Onzeker",
                f"waar de afronding meer ruimte laat dan {dutch.difference(indicator.uncertain_above, indicator)}, vergelijken we het cijfer niet",
            )
        )
    if indicator.forecast_of:
        lines.append(("Prognose van", store.definitions.indicators[indicator.forecast_of].title))
    if held.years:
        lines.append(
            ("Dekking", f"{held.years[0]}–{held.last}; in {held.last} hebben {held.cities} van de {held.of} middelgrote steden een cijfer")
        )
    if indicator.caution:
        lines.append(("Let op", indicator.caution))
    lines.append(("Vaste naam", indicator.id))
    return lines


def links(store: Store, indicator: Indicator) -> list[tuple[str, str]]:
    """The source tables with their address: at CBS, or at the publisher of another file."""
    entries = {entry["id"]: entry for entry in store.manifest["tables"]}
    out = []
    for name in indicator.tables:
        entry = entries.get(name, {"id": name, "title": name})
        out.append((f"{name}: {entry['title']}", address(entry)))
    return out


def address(entry: Mapping[str, Any]) -> str:
    """Where a source table of the manifest is found: at CBS, or at the publisher of another file."""
    return str(entry.get("address") or f"{STATLINE}{(entry.get('parts') or [entry['id']])[0]}")


def _places(decimals: int) -> str:
    if decimals < 0:
        return f"afronding op {dutch.number(10.0**-decimals, 0)}"
    return dutch.count(decimals, "decimaal", "decimalen") if decimals else "hele getallen"


def _once(indicator: Indicator) -> list[Source]:
    """The sources with different calculations, each once."""
    seen: dict[tuple[str, str], Source] = {}
    for source in indicator.sources:
        seen.setdefault((source.table, str(source.recipe)), source)
    return list(seen.values())
