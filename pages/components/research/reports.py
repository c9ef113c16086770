"""What the build found out about itself, from the manifest: mergers, joined tables, false verdicts. Pure."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from etl.store import Store
from pages.components.wording import dutch


def mergers(store: Store) -> str:
    """How many figures were put on today's municipalities, and that nothing was lost in it."""
    told: Mapping[str, Any] = store.manifest.get("mergers", {})
    if not told.get("combined"):
        return "In deze momentopname zijn geen waarden van samengegane gemeenten samengenomen."
    cells = sum(one["cells"] for one in told["combined"].values())
    years = sum(len(one) for one in told["sums"].values())
    breaks = dutch.count(len(told["breaks"]), "gemeente heeft", "gemeenten hebben")
    return (
        f"{dutch.number(cells, 0)} waarden van {len(told['combined'])} reeksen zijn samengenomen tot de gemeenten van nu. Voor elke telling, "
        f"{dutch.number(years, 0)} keer een heel jaar, is het totaal over de gemeenten van nu gelijk aan het totaal dat het CBS gaf; anders komt de reeks "
        f"niet in de monitor. {breaks[:1].upper()}{breaks[1:]} een breuk, omdat er een deel bij kwam of af ging."
    )


def corrections(store: Store) -> list[str]:
    """Every figure that was corrected or left out by hand, with the reason."""
    known = store.definitions.everything
    out = []
    for one in store.corrections:
        indicator = known[one.indicator]
        what = "weggelaten" if one.value is None else f"vervangen door {dutch.figure(one.value, indicator)}"
        out.append(
            f"{indicator.title}, {_place(store, one.region)}, {one.year}: {dutch.figure(one.expect, indicator)} is {what}. {one.reason} "
            f"Gemeld: {one.reported}."
        )
    return out


def false_verdicts(store: Store) -> str:
    """How often a verdict comes out where there is no trend at all; empty for a snapshot that did not measure it."""
    told: Mapping[str, Any] = store.manifest.get("false_verdicts", {})
    if not told:
        return ""
    plain, correlated = told["kinds"], told["correlated"]
    count = sum(plain[kind]["given"] for kind in ("tested", "thin"))
    return (
        f"Bij elke bouw van de cijfers rekent de monitor ook {dutch.count(told['worlds'], 'wereld', 'werelden')} zonder enige trend door: dezelfde jaren, gaten "
        f"en afronding, maar met toeval in plaats van een richting. Daar gaf {_share(plain, 'tested', 'thin')} van {dutch.number(count, 0)} toetsen toch "
        f"een richting, en {_share(plain, 'trend')} van de trends een uitkomst. Lijkt een jaar op het jaar ervoor, zoveel als in de echte cijfers "
        f"(samenhang {dutch.number(told['correlation'], 2)}), dan is dat {_share(correlated, 'tested', 'thin')} en {_share(correlated, 'trend')}."
    )


def _share(counts: Mapping[str, Mapping[str, int]], *kinds: str) -> str:
    false, given = (sum(counts[kind][what] for kind in kinds) for what in ("false", "given"))
    return f"{dutch.number(false / max(given, 1) * 100, 1)}{dutch.THIN}%"


def joins(store: Store) -> pd.DataFrame:
    """A row per pair of tables that together make a series, with how much they differ where both have a figure."""
    known = store.definitions.everything
    rows = []
    for name, pairs in store.manifest.get("joins", {}).items():
        indicator = known.get(name)
        if indicator is None:
            continue
        for one in pairs:
            rows.append(
                {
                    "cijfer": indicator.title,
                    "tabellen": " en ".join(one["tables"]),
                    "jaren": f"{one['first']}–{one['last']}" if one["first"] != one["last"] else str(one["first"]),
                    "vergeleken": dutch.number(one["figures"], 0),
                    "middelste verschil": dutch.difference(one["middle"], indicator),
                    "grootste verschil": f"{dutch.difference(one['largest'], indicator)} ({_place(store, one['region'])}, {one['year']})"
                    if one["largest"]
                    else "geen",
                    "binnen afronding": f"{dutch.number(one['within'] * 100, 0)}{dutch.THIN}%",
                    "breuk": "ja" if one["break_declared"] else "n.v.t." if indicator.forecast_of else "nee",
                }
            )
    return pd.DataFrame(rows)


def _place(store: Store, code: str) -> str:
    """The name of a municipality of today; the code of one that no longer exists."""
    try:
        return store.name(code)
    except KeyError:
        return code
