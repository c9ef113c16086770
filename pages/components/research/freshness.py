"""How fresh every source table is: when it was received and changed, whether it was held back since, and what went wrong last. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from etl import behind
from etl.store import Store
from pages.components.research import codebook
from pages.components.wording import dutch

MOST_NAMED = 3
"""Figures that a source table is said to be used for by name."""


def grouped(entries: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """The entries of the manifest by the tables of the publisher they were made of: one table read in two ways is one source."""
    groups: dict[object, list[Mapping[str, Any]]] = {}
    for entry in entries:
        groups.setdefault((_parts(entry), bool(entry["held"])), []).append(entry)
    return list(groups.values())


def tables(store: Store, today: date) -> pd.DataFrame:
    """A line per source table, those that were held back first.

    `tabel` is its address and `naam` what it is called there: the number of a table of CBS, or the site of a file of others. A recorded archive was
    never fetched from CBS on the day it was read, so that day is left out there; the columns about tables that were held back are only there when
    there are such tables.
    """
    manifest = store.manifest
    recorded = manifest["origin"]["kind"] == "recorded"
    some_held = any(entry["held"] for entry in manifest["tables"])
    # An archive does not keep whether CBS goes on with a table.
    told = not recorded or any(entry.get("discontinued") for entry in manifest["tables"])
    used = _used(store)
    records = []
    for group in sorted(grouped(manifest["tables"]), key=lambda g: not g[0]["held"]):
        entry = group[0]
        records.append(
            {
                "tabel": codebook.address(entry),
                "naam": _name(entry),
                "titel": entry["title"],
                "jaren": _years(store, group),
                "opname" if recorded else "gewijzigd bij de bron": dutch.month(str(entry.get("modified", "")))
                if recorded
                else dutch.date(str(entry.get("modified", ""))),
                "hoe lang geleden": age(str(entry.get("modified", "")), today),
                **({} if recorded else {"opgehaald": dutch.date(str(entry.get("retrieved", "")))}),
                **({"bij de bron": "gestopt" if entry.get("discontinued") else "niet gestopt"} if told else {}),
                **(
                    {
                        "niet bijgewerkt sinds": dutch.date(str(entry.get("held_since") or "")),
                        "laatste fout": entry["held"] or "",
                    }
                    if some_held
                    else {}
                ),
                "gebruikt voor": _named(list(dict.fromkeys(title for one in group for title in used.get(one["id"], [])))),
                "rijen": dutch.number(sum(one.get("rows", 0) for one in group), 0),
                "van wie": f"{entry.get('publisher', 'CBS')}, {entry.get('licence', 'CC BY 4.0')}",
            }
        )
    return pd.DataFrame(records)


def _parts(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The tables of the publisher that a dataset is made of."""
    return tuple(entry.get("parts") or (entry["id"],))


def _name(entry: Mapping[str, Any]) -> str:
    """The numbers of the tables of CBS, or the site of another publisher."""
    if address := entry.get("address"):
        return urlsplit(str(address)).netloc.removeprefix("www.")
    return dutch.listing(list(_parts(entry)))


def age(stamp: str, today: date) -> str:
    """How long ago a day was: `12 dagen`, `7 maanden`, `1 jaar en 7 maanden`, `10 jaar`; empty where the text is no date."""
    try:
        then = datetime.fromisoformat(stamp.replace("Z", "+00:00")).date()
    except ValueError:
        return ""
    months = (today.year - then.year) * 12 + today.month - then.month - (today.day < then.day)
    if months < 1:
        days = max((today - then).days, 0)
        return f"{days} {'dag' if days == 1 else 'dagen'}"
    years, rest = divmod(months, 12)
    left = f"{rest} {'maand' if rest == 1 else 'maanden'}"
    return left if not years else f"{years} jaar" + (f" en {left}" if rest and years < 3 else "")


def meanwhile(store: Store) -> str:
    """What stands in place of the figures that were not refreshed: those of an earlier snapshot, as far as there were any."""
    entries = [*store.manifest["indicators"].values(), *store.manifest.get("forecasts", {}).values(), store.manifest.get("positions") or {}]
    carried = [bool(entry.get("carried_from")) for entry in entries if entry.get("held")]
    if not any(carried):
        return "Deze cijfers waren er nog niet, en komen er zodra hun bron weer te lezen is."
    some = "" if all(carried) else ", als die er waren"
    return f"Voor deze cijfers gelden die van de vorige momentopname{some}, tot hun bron weer te lezen is."


def held_back(store: Store) -> list[str]:
    """What was not refreshed: a sentence per table that could not be read, with its figures, and one per figure that a check held back."""
    entries: Mapping[str, Any] = {**store.manifest["indicators"], **store.manifest.get("forecasts", {})}
    titles = {i.id: i.title for i in store.definitions.everything.values()}
    left = {name: entry for name, entry in entries.items() if entry["held"]}
    said = []
    for table in store.manifest["tables"]:
        if table["held"]:
            names = [name for name, entry in left.items() if table["id"] in entry["table"]]
            since = f" sinds {dutch.date(table['held_since'])}" if table.get("held_since") else ""
            older, none = ([titles.get(n, n) for n in names if bool(left[n].get("carried_from")) == there] for there in (True, False))
            whose = f" Hierdoor ouder: {dutch.listing(older)}." if older else ""
            whose += f" Hierdoor nog niet hier: {dutch.listing(none)}." if none else ""
            said.append(f"Tabel {table['id']} is niet bijgewerkt{since}.{whose} Melding van het programma: {table['held']}")
            left = {name: entry for name, entry in left.items() if name not in names}
    return said + [
        f"{titles.get(name, name)} is tegengehouden door de controle. Melding van het programma: {entry['held']}"
        for name, entry in left.items()
    ]


def _years(store: Store, entries: Sequence[Mapping[str, Any]]) -> str:
    """The years that were read; of a table without periods those that the definitions say it is about."""
    names = {entry["id"] for entry in entries}
    years = {int(entry[side]) for entry in entries for side in ("first", "last") if entry.get(side)}
    if not years:
        figures = store.definitions.everything.values()
        years = {source.year for one in figures for source in one.sources if source.table in names and source.year is not None}
    return "" if not years else str(min(years)) if min(years) == max(years) else f"{min(years)}–{max(years)}"


def _named(titles: Sequence[str]) -> str:
    """The first figures of a table by name, and how many more; the codebook finds them all by the table."""
    if len(titles) <= MOST_NAMED + 1:
        return ", ".join(titles)
    return f"{', '.join(titles[:MOST_NAMED])} en nog {len(titles) - MOST_NAMED} cijfers"


def _used(store: Store) -> dict[str, list[str]]:
    """The figures that every table is used for."""
    used: dict[str, list[str]] = {}
    for indicator in (*store.indicators(), *store.definitions.forecasts.values()):
        for table in behind.defined(store.definitions, indicator):
            used.setdefault(table, []).append(indicator.title)
    used.setdefault(store.definitions.rule.commuting_table, []).append("Posities in de regio (pendel)")
    return used
