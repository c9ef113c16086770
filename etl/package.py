"""A whole snapshot as one file that others can use without us: a Frictionless data package of CSV, with its schema, sources and licence.

    python -m etl package figures.zip

Every column is typed and described, keys point where they should, and `frictionless validate figures.zip` checks it all.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from etl import behind, citing, columns
from etl.model import Definitions
from etl.periods import STATUSES
from etl.snapshot import Snapshot
from etl.sources import addresses
from etl.store import Store
from etl.values import REASONS

LICENCE = {"name": "CC-BY-4.0", "title": "Creative Commons Naamsvermelding 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
TITLE = "Midsize Monitor: cijfers van de Nederlandse gemeenten"

_ABOUT = {
    "observations": "Elk cijfer: een rij per cijfer, gebied en jaar; ook een lege cel is een rij, met haar reden.",
    "forecasts": "Wat is voorspeld, apart van wat is waargenomen; met eigen jaren.",
    "regions": "Nederland, de provincies en de gemeenten van nu.",
    "positions": "De positie in de regio van elke middelgrote stad, met de getallen die haar bepaalden.",
    "centres": "Kern en werk van elke gemeente: waar de regel voor de positie naar kijkt.",
    "commuting": "Pendel tussen gemeenten, december 2014, op de gemeenten van nu.",
    "verdicts": "Elke trend getoetst voor elke stad, elke positie, alle middelgrote steden en Nederland.",
    "indicators": "Wat elk cijfer betekent, uit de definities.",
    "trends": "De trends van de kennisagenda, met de stelling die wordt getoetst.",
}
_ROWS = ["indicator", "region_code", "year"]
_KEYS = {
    "observations": _ROWS,
    "forecasts": _ROWS,
    "regions": ["region_code"],
    "positions": ["region_code"],
    "centres": ["region_code"],
    "commuting": ["home", "work"],
    "verdicts": ["trend", "subject", "test"],
    "indicators": ["indicator"],
    "trends": ["trend"],
}
_POINTS = {"region_code": "regions", "home": "regions", "work": "regions", "indicator": "indicators", "trend": "trends"}
"""Columns that point to the first column of another file; `region_code` too where it is called otherwise there."""
_TARGETS = {"regions": "region_code", "indicators": "indicator", "trends": "trend"}
_CODES = {
    "status": STATUSES,
    "missing": tuple(reason for reason in REASONS if reason),
    "borders": ("as_published", "current", "merged"),
    "bounds": ("rounding", "survey"),
}


def package(folder: Path, manifest: Mapping[str, Any], defined: Definitions) -> bytes:
    """The zip of a snapshot: a CSV per file, two of the definitions, `datapackage.json`, and how to cite it as BibTeX and RIS.

    Takes seconds; nothing is kept on disk.
    """
    held = Store(Snapshot(manifest["id"], folder, dict(manifest)), defined)
    rows = {"observations": held.whole(), **({"forecasts": held.whole(foretold=True)} if "forecasts.parquet" in manifest["files"] else {})}
    sink = io.BytesIO()
    resources: list[dict[str, Any]] = []
    work = cited(manifest)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name in [Path(file).stem for file in sorted(manifest["files"])]:
            table = pq.read_table(folder / f"{name}.parquet")
            table = _told(table, rows[name]) if name in rows else table
            known = columns.RENAMED.get(name, {})
            _add(archive, resources, name, table.rename_columns([known.get(column, column) for column in table.column_names]))
        _add(archive, resources, "indicators", indicators(defined))
        _add(archive, resources, "trends", trends(defined))
        archive.writestr("datapackage.json", json.dumps(_descriptor(manifest, resources), ensure_ascii=False, indent=1))
        archive.writestr("bronvermelding.bib", citing.bibtex(work))
        archive.writestr("bronvermelding.ris", citing.ris(work))
    return sink.getvalue()


def cited(manifest: Mapping[str, Any]) -> citing.Work:
    """The whole snapshot as a work to be cited."""
    tables = manifest["tables"]
    return citing.Work(
        title=TITLE,
        makers=citing.makers(sorted({entry.get("publisher", "CBS") for entry in tables}, key=lambda name: (name != "CBS", name))),
        year=int(manifest["built"][:4]),
        version=manifest["id"],
        note=f"{len(tables)} brontabellen; zie sources in datapackage.json.",
    )


def _told(table: pa.Table, rows: pd.DataFrame) -> pa.Table:
    """The rows of a file as the store tells them: a snapshot of before has other words, and no breaks of series."""
    told = pa.Table.from_pandas(rows, preserve_index=False).replace_schema_metadata(None)
    for name in ("status", "borders", "break", "bounds"):
        column = told[name].cast(pa.string())
        if name in table.column_names:
            table = table.set_column(table.column_names.index(name), name, column)
        else:
            table = table.add_column(table.column_names.index("high") + 1, name, column)
    return table


def indicators(defined: Definitions) -> pa.Table:
    """The definitions as a table: one row per figure and forecast."""
    records = [
        {
            "indicator": one.id,
            "title": one.title,
            "definition": one.definition,
            "theme": one.theme,
            "unit": one.unit,
            "decimals": one.decimals,
            "means": one.means,
            "better": one.better,
            "series_borders": one.borders,
            "forecast_of": one.forecast_of,
            "caution": one.caution,
            "changes": " ".join(f"{change.date}: {change.what}" for change in one.changes),
            "breaks": "; ".join(f"{year}: {label}" for year, label in one.breaks.items()),
            "derivation": " | ".join(dict.fromkeys(f"{source.table}: {source.recipe}" for source in one.sources)),
            "estimated": one.estimated,
            "bounds": one.margin,
            "tables": " ".join(behind.defined(defined, one)),
        }
        for one in defined.everything.values()
    ]
    return pa.Table.from_pylist(records)


def trends(defined: Definitions) -> pa.Table:
    """The trends as a table: one row per trend."""
    return pa.Table.from_pylist(
        [
            {"trend": one.id, "name": one.name, "theme": one.theme, "statement": one.statement, "grade": one.grade}
            for one in defined.trends.values()
        ]
    )


class _Counted(io.RawIOBase):
    """A file that passes on what is written to it, and knows how much that was and its checksum."""

    def __init__(self, to: IO[bytes]):
        self._to, self.size, self.sum = to, 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._to.write(piece)
        self.size += len(piece)
        self.sum.update(piece)
        return len(piece)


def _add(archive: zipfile.ZipFile, resources: list[dict[str, Any]], name: str, table: pa.Table) -> None:
    # Lists and dictionaries have no place in a CSV cell; a snapshot holds none, and one that did would stop here.
    with archive.open(f"data/{name}.csv", "w") as file:
        counted = _Counted(file)
        pa_csv.write_csv(table, pa.PythonFile(counted, mode="w"), pa_csv.WriteOptions(quoting_style="needed"))
    schema: dict[str, Any] = {"fields": [_field(field) for field in table.schema], "missingValues": [""]}
    if name in _KEYS:
        schema["primaryKey"] = _KEYS[name]
    schema["foreignKeys"] = [
        {"fields": [column], "reference": {"resource": there, "fields": [_TARGETS[there]]}}
        for column, there in _POINTS.items()
        if column in table.column_names and there != name
    ]
    resources.append(
        {
            "name": name,
            "path": f"data/{name}.csv",
            "description": _ABOUT.get(name, ""),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": counted.size,
            "hash": f"sha256:{counted.sum.hexdigest()}",
            "schema": schema,
        }
    )


def _field(field: pa.Field) -> dict[str, Any]:
    kind = "string"
    if pa.types.is_boolean(field.type):
        kind = "boolean"
    elif pa.types.is_integer(field.type):
        kind = "integer"
    elif pa.types.is_floating(field.type):
        kind = "number"
    out: dict[str, Any] = {"name": field.name, "type": kind, "description": columns.ALL.get(field.name, "")}
    if field.name in _CODES:
        out["constraints"] = {"enum": list(_CODES[field.name])}
    return out


def _descriptor(manifest: Mapping[str, Any], resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": "midsize-monitor",
        "id": manifest["id"],
        "title": TITLE,
        "description": (
            "Open data van het CBS en anderen over de Nederlandse gemeenten van nu, met de positie in de regio van de middelgrote steden en de "
            "toetsing van de trends van hun kennisagenda. Namen van kolommen en vaste waarden zijn Engels; elke kolom heeft een beschrijving."
        ),
        "version": manifest["id"],
        "created": manifest["built"],
        "licenses": [LICENCE],
        "contributors": [{"title": name, "role": "wrangler" if name == citing.NAME else "author"} for name in cited(manifest).makers],
        "sources": [
            {"title": f"{entry.get('publisher', 'CBS')}: {entry['title']} ({entry['id']})", "path": addresses.page(entry)}
            for entry in manifest["tables"]
        ],
        "resources": resources,
    }
