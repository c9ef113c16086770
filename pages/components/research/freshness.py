"""How fresh every source table is: when it was received and changed, whether it was held back since, and what went wrong last. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

from etl.store import Store
from pages.components.research import codebook
from pages.components.wording import dutch


def tables(store: Store, today: date) -> pd.DataFrame:
    """A line per source table, those that were held back first.

    A recorded archive was never fetched from CBS on the day it was read, so that day is left out there; the columns about tables that were held back
    are only there when there are such tables.
    """
    recorded = store.manifest["origin"]["kind"] == "recorded"
    some_held = any(entry["held"] for entry in store.manifest["tables"])
    # An archive does not keep whether CBS goes on with a table.
    told = not recorded or any(entry.get("discontinued") for entry in store.manifest["tables"])
    used = _used(store)
    records = []
    for entry in sorted(store.manifest["tables"], key=lambda e: not e["held"]):
        records.append(
            {
                "tabel": codebook.address(entry),
                "titel": entry["title"] + (f" ({', '.join(entry['parts'])})" if len(entry.get("parts", [])) > 1 else ""),
                "jaren": _years(entry),
                "opname" if recorded else "gewijzigd bij de bron": dutch.month(str(entry.get("modified", "")))
                if recorded
                else dutch.date(str(entry.get("modified", ""))),
                "hoe oud": age(str(entry.get("modified", "")), today),
                **({} if recorded else {"opgehaald": dutch.date(str(entry.get("retrieved", "")))}),
                **({"bij de bron": "gestopt" if entry.get("discontinued") else "niet gestopt"} if told else {}),
                "hier": "niet bijgewerkt" if entry["held"] else "heel ontvangen",
                **(
                    {"niet bijgewerkt sinds": dutch.date(str(entry.get("held_since") or "")), "laatste fout": entry["held"] or ""}
                    if some_held
                    else {}
                ),
                "gebruikt voor": ", ".join(dict.fromkeys(used.get(entry["id"], []))),
                "rijen": dutch.number(entry.get("rows", 0), 0),
                "van wie": f"{entry.get('publisher', 'CBS')}, {entry.get('licence', 'CC BY 4.0')}",
            }
        )
    return pd.DataFrame(records)


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


def _years(entry: Mapping[str, Any]) -> str:
    first, last = entry.get("first"), entry.get("last")
    return "" if not first else str(first) if first == last else f"{first}–{last}"


def _used(store: Store) -> dict[str, list[str]]:
    """The figures that every table is used for."""
    used: dict[str, list[str]] = {}
    for indicator in (*store.indicators(), *store.definitions.forecasts.values()):
        for table in indicator.tables:
            used.setdefault(table, []).append(indicator.title)
    used.setdefault(store.definitions.rule.commuting_table, []).append("Posities in de regio (pendel)")
    return used
