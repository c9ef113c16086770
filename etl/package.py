"""A whole snapshot as one file that others can use without us: a Frictionless data package of CSV, with its schema, sources and licence.

    python -m etl package figures.zip

Every column is typed and described, keys point where they should, and `frictionless validate figures.zip` checks it all.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from etl.model import Definitions
from etl.periods import STATUSES
from etl.values import REASONS

LICENCE = {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}

_FIGURES = {
    "region": "Code of CBS: GM a municipality of today, PV a province, NL01 the Netherlands.",
    "indicator": "Id of the figure; see the resource indicators.",
    "year": "The year; what it stands for differs per figure (see means in indicators).",
    "value": "The figure in its unit, not rounded for display; empty where there is none.",
    "status": "How firm the figure is; empty where there is none.",
    "missing": "Why there is no figure; empty where there is one.",
    "borders": "as_published, or merged: put together from the municipalities of then.",
    "rule": "How merged figures were put together.",
    "break": "Why the figure cannot be compared with the one before it in the same region.",
    "low": "Lower end of what the figure may really be, by rounding or by a survey's margin; empty where it is exact.",
    "high": "Upper end of the same.",
    "table": "Table of CBS, or dataset, it comes from.",
    "measure": "How it is made of the measures of that table.",
}
_ABOUT = {
    "observations": "Every figure: one row per indicator, region and year; a missing cell is a row with its reason.",
    "forecasts": "What is foretold, apart from what was observed; over years of its own.",
    "regions": "The Netherlands, provinces and municipalities of today.",
    "positions": "The position in the region of every midsize city, with the numbers that decided it.",
    "verdicts": "Every trend tested for every city, position, all midsize cities and the Netherlands.",
    "indicators": "What every figure means, from the definitions.",
}
_KEYS = {
    "observations": ["indicator", "region", "year"],
    "forecasts": ["indicator", "region", "year"],
    "regions": ["code"],
    "indicators": ["id"],
}


def package(folder: Path, manifest: Mapping[str, Any], defined: Definitions) -> bytes:
    """The zip of a snapshot: a CSV per file, one of the definitions, and `datapackage.json`. Takes seconds; nothing is kept on disk."""
    sink = io.BytesIO()
    resources: list[dict[str, Any]] = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name in [Path(file).stem for file in sorted(manifest["files"])]:
            table = pq.read_table(folder / f"{name}.parquet")
            _add(archive, resources, name, table)
        _add(archive, resources, "indicators", indicators(defined))
        archive.writestr("datapackage.json", json.dumps(_descriptor(manifest, resources), ensure_ascii=False, indent=1))
    return sink.getvalue()


def indicators(defined: Definitions) -> pa.Table:
    """The definitions as a table: one row per figure and forecast."""
    records = [
        {
            "id": one.id,
            "title": one.title,
            "definition": one.definition,
            "theme": one.theme,
            "unit": one.unit,
            "decimals": one.decimals,
            "means": one.means,
            "better": one.better,
            "borders": one.borders,
            "forecast_of": one.forecast_of,
            "caution": one.caution,
            "tables": " ".join(one.tables),
        }
        for one in defined.everything.values()
    ]
    return pa.Table.from_pylist(records)


def _add(archive: zipfile.ZipFile, resources: list[dict[str, Any]], name: str, table: pa.Table) -> None:
    # Lists and dictionaries have no place in a CSV cell; a snapshot holds none, and one that did would stop here.
    with archive.open(f"data/{name}.csv", "w") as file:
        pa_csv.write_csv(table, pa.PythonFile(file, mode="w"), pa_csv.WriteOptions(quoting_style="needed"))
    fields = [_field(name, field) for field in table.schema]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if name in _KEYS:
        schema["primaryKey"] = _KEYS[name]
    resources.append(
        {
            "name": name,
            "path": f"data/{name}.csv",
            "description": _ABOUT.get(name, ""),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": schema,
        }
    )


def _field(resource: str, field: pa.Field) -> dict[str, Any]:
    kind = "string"
    if pa.types.is_boolean(field.type):
        kind = "boolean"
    elif pa.types.is_integer(field.type):
        kind = "integer"
    elif pa.types.is_floating(field.type):
        kind = "number"
    out: dict[str, Any] = {"name": field.name, "type": kind}
    if resource in ("observations", "forecasts"):
        out["description"] = _FIGURES.get(field.name, "")
        if field.name == "status":
            out["constraints"] = {"enum": list(STATUSES)}
        elif field.name == "missing":
            out["constraints"] = {"enum": [reason for reason in REASONS if reason]}
    return out


def _descriptor(manifest: Mapping[str, Any], resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": "midsize-monitor",
        "id": manifest["id"],
        "title": "Midsize Monitor: figures of the municipalities of the Netherlands",
        "description": "Open data of Statistics Netherlands (CBS) and others on today's municipalities, with positions and verdicts.",
        "version": manifest["id"],
        "created": manifest["built"],
        "licenses": [LICENCE],
        "sources": [
            {
                "title": f"{entry.get('publisher', 'CBS')}: {entry['title']} ({entry['id']})",
                **({"path": entry["address"]} if entry.get("address") else {}),
            }
            for entry in manifest["tables"]
        ],
        "resources": resources,
    }
