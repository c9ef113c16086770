"""The codebook: what every figure means, where it comes from and for how many cities it exists, made from the definitions and the rows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from etl import behind, fingerprint
from etl.model import Indicator
from etl.regions import folded
from etl.store import Store
from pages.components.wording import dutch, formula, words

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


def index(store: Store, one: Indicator) -> str:
    """All words by which a figure can be found: its id, title, theme, meaning and short names, and the tables it is read from with their titles."""
    entries = {entry["id"]: str(entry["title"]) for entry in store.manifest["tables"]}
    tables = [f"{table} {entries.get(table, '')}" for table in one.tables]
    theme = store.definitions.themes[one.theme].title
    return " ".join((one.id, one.title, theme, one.subject, one.short, one.phrase, one.definition, *tables))


def found(store: Store, indicators: Sequence[Indicator], words_: str) -> list[Indicator]:
    """The figures in whose words (`index`) every one of these occurs, whatever the capitals and accents."""
    asked = folded(words_).split()
    indexed = ((one, folded(index(store, one))) for one in indicators)
    return [one for one, text in indexed if all(word in text for word in asked)]


def table(store: Store, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """A line per figure: name, unit, years, for how many cities, and the share of cities per year as a list to be drawn."""
    records = []
    for one in indicators:
        held = coverage(store, one)
        records.append(
            {
                "cijfer": one.title,
                "eenheid": one.unit,
                "jaren": "" if not held.years else f"{held.years[0]}–{held.last}" if held.years[0] < held.last else str(held.last),
                "dekking per jaar": list(held.share),
                "steden": f"{held.cities} van {held.of}",
                "thema": store.definitions.themes[one.theme].title,
                "tabellen": ", ".join(behind.defined(store.definitions, one)),
                "vaste naam": one.id,
            }
        )
    return pd.DataFrame(records)


def changed(indicator: Indicator) -> list[str]:
    """Changes in what a figure means or how it is made, as its definition declares them, a sentence each."""
    return [f"Gewijzigd op {dutch.date(change.date)}: {change.what}" for change in indicator.changes]


@dataclass(frozen=True)
class Edition:
    """A kept snapshot as the codebook sees it: its id, when it was made, and per figure the mark of what it was made of (None where not kept)."""

    id: str
    built: str
    made: Mapping[str, str | None]


def history(store: Store, indicator: Indicator, editions: Sequence[Edition]) -> str:
    """Whether a figure was made in another way in one of the kept snapshots than in the next, or than its definition says now; empty if unknown."""
    kept = sorted((one for one in editions if one.made.get(indicator.id)), key=lambda one: (one.built, one.id))
    days = dutch.days([one.built for one in kept])
    said = [
        f"tussen de momentopnamen van {days[n]} en {days[n + 1]} veranderde hoe dit cijfer wordt gemaakt (tabel, maat, berekening, eenheid of afronding)"
        for n in range(len(kept) - 1)
        if kept[n].made[indicator.id] != kept[n + 1].made[indicator.id]
    ]
    own = next((one.made[indicator.id] for one in kept if one.id == store.id), None)
    if own is not None and own != fingerprint.of(indicator, store.definitions.everything):
        said.append("sinds deze momentopname veranderde hoe dit cijfer wordt gemaakt; wat hier staat, is hoe het nu gaat")
    if not said and len(kept) > 1:
        return f"in de {dutch.count(len(kept), 'momentopname', 'momentopnamen')} waarvan dat is bijgehouden, is dit cijfer op dezelfde manier gemaakt"
    return "; ".join(said)


def facts(store: Store, indicator: Indicator, editions: Sequence[Edition] = ()) -> list[tuple[str, str]]:
    """Everything the definition says of a figure, as label and text; `editions` are the snapshots that are kept."""
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
    lines += [(label, said) for label, said in _calculations(store, indicator)]
    if indicator.breaks:
        lines.append(("Breuken", "; ".join(f"vanaf {year}: {label}" for year, label in indicator.breaks.items())))
    if indicator.noise:
        lines.append(("Ruis", f"een verschil tot {dutch.difference(indicator.noise, indicator)} noemen we geen verschil"))
    if indicator.estimated:
        lines.append(
            (
                "Marge",
                "een schatting uit een enquête; onder- en bovengrens in bestanden zijn alleen de afronding, niet de onzekerheid van de schatting",
            )
        )
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
    lines += [(f"Gewijzigd op {dutch.date(change.date)}", change.what) for change in indicator.changes]
    if past := history(store, indicator, editions):
        lines.append(("Door de tijd", past))
    lines.append(("Thema", store.definitions.themes[indicator.theme].title))
    lines.append(("Vaste naam in bestanden", indicator.id))
    return lines


def _calculations(store: Store, indicator: Indicator) -> list[tuple[str, str]]:
    """How the figure is made, once for all tables that are read in the same way."""
    ways: dict[str, list[str]] = {}
    for source in indicator.sources:
        ways.setdefault(formula.of(store.definitions, source), []).append(source.table)
    if len(ways) == 1:
        return [("Berekening", next(iter(ways)))]
    return [(f"Berekening ({dutch.listing(list(dict.fromkeys(tables)))})", said) for said, tables in ways.items()]


def links(store: Store, indicator: Indicator) -> list[tuple[str, str]]:
    """The source tables with their address: at CBS, or at the publisher of another file."""
    entries = {entry["id"]: entry for entry in store.manifest["tables"]}
    out = []
    for name in behind.defined(store.definitions, indicator):
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
