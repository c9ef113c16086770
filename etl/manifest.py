"""What the manifest of a snapshot tells: per table what was received, per indicator its years, what was held back or carried over, and the reports."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from etl import checks, fingerprint
from etl.carry import Before, origin
from etl.geography import Geography
from etl.mergers import Today
from etl.model import Definitions, Indicator
from etl.outcome import Outcome
from etl.sources.cbs import Table
from etl.sources.datasets import Sources
from etl.values import Grid


def manifest(
    service: Sources,
    defined: Definitions,
    tables: dict[str, Table],
    pairs: Any,
    series: dict[str, Today],
    before: Before,
    outcome: Outcome,
    places: Geography,
    grid: Grid,
    recorded: str,
    day: str,
) -> dict[str, Any]:
    """Everything a reader of the snapshot may ask about where it comes from; `day` is that of the build (ISO), from which a table is held back."""
    received = [*tables.values(), *([pairs[0]] if pairs else [])]
    old = {t["id"]: t for t in before.manifest.get("tables", [])}
    listed = []
    for table in received:
        years = sorted({y for found in table.years.values() for y in found})
        listed.append(
            {
                "id": table.id,
                "title": table.title,
                "modified": table.modified,
                "retrieved": table.retrieved,
                "rows": table.rows,
                "bytes": table.bytes,
                "sha256": table.sha256,
                "first": years[0] if years else None,
                "last": years[-1] if years else None,
                "discontinued": table.discontinued,
                "dropped_periods": list(table.dropped_periods),
                "publisher": table.publisher,
                "address": table.address,
                "licence": table.licence,
                "parts": list(table.parts),
                "held": None,
            }
        )
    seen = {t.id.lower() for t in received}
    for name in sorted({t for i in defined.everything.values() for t in i.tables} | {defined.rule.commuting_table}):
        if name.lower() not in seen:
            reason = next((s for n, s in outcome.held.items() if f"Table {name}" in s), "Table could not be read.")
            before_it = old.get(name, {"id": name, "title": name})
            listed.append({**before_it, "held": reason, "held_since": before_it.get("held_since") or day})
    return {
        "origin": {"kind": "live" if service.live else "recorded", "recorded": "" if service.live else recorded},
        "tables": sorted(listed, key=lambda t: str(t["id"]).lower()),
        "indicators": told(defined.indicators, series, grid, before, outcome, places),
        "positions": {
            "held": outcome.held.get("positions"),
            "carried_from": origin(before, before.manifest["positions"]) if "positions" in outcome.held else None,
        },
        "corrections": _corrections(defined, series, before),
        "mergers": outcome.mergers,
        "joins": outcome.joins,
        "false_verdicts": outcome.false_verdicts,
        "years": [grid.years[0], grid.years[-1]],
        "midsize": len(places.midsize),
        "warnings": outcome.warnings,
    }


def _corrections(defined: Definitions, series: Mapping[str, Today], before: Before) -> list[dict[str, Any]]:
    """Every correction that is in the figures: those declared now, and for figures that were carried over those they were made with."""
    now = [asdict(one) for one in defined.corrections if one.indicator in series]
    return now + [one for one in before.manifest.get("corrections", []) if one["indicator"] not in series]


def told(
    indicators: Mapping[str, Indicator], series: dict[str, Today], grid: Grid, before: Before, outcome: Outcome, places: Geography
) -> dict[str, Any]:
    """Per indicator its tables, its years, how many midsize cities have a figure in the last of them, and where carried rows come from.

    `made` is the mark of what it is made of (`etl.fingerprint`); for carried rows that of the snapshot they were made in, None where it kept none.
    """
    known = {**before.manifest.get("indicators", {}), **before.manifest.get("forecasts", {})}
    return {
        name: {
            "table": list(indicator.tables),
            **(
                checks.coverage(series[name], grid, places.midsize)
                if name in series
                else known.get(name, {"first": None, "last": None, "cities": 0})
            ),
            # Its rows tell these breaks too, beside those of areas; also where they were carried over.
            "breaks": {str(year): label for year, label in indicator.breaks.items()},
            "carried_from": origin(before, known[name]) if name not in series and before.figures(name) else None,
            "held": outcome.held.get(name),
            "made": fingerprint.of(indicator, indicators) if name in series else known.get(name, {}).get("made"),
        }
        for name, indicator in sorted(indicators.items())
    }
