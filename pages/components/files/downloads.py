"""Files made from a view or a selection: the same rows as on the screen, as CSV, Excel, Parquet, and CSV with its description on the web."""

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from etl.spreadsheets import harmless
from etl.view import View
from pages.components.files import workbook
from pages.components.files.about import COLUMNS, HEADERS, LICENCE_URL, About, spoken
from pages.components.shell import aside
from pages.components.wording import dutch, words

_COLUMNS = {"region": "region_code", "name": "region"}


def csv(view: View) -> bytes:
    """The rows of a view as CSV: UTF-8, comma, point; one observation per row, with status, reason and snapshot."""
    return csv_of(view.rows)


def csv_of(rows: pd.DataFrame) -> bytes:
    """Rows in the columns of `etl.labelled` as CSV. Text that a spreadsheet would read as a formula gets a leading apostrophe."""
    sink = io.BytesIO()
    pa_csv.write_csv(_table(safe(rows)), sink, pa_csv.WriteOptions(quoting_style="needed"))
    return sink.getvalue()


def parquet_of(rows: pd.DataFrame, about: About) -> bytes:
    """The rows as Parquet, with what the file says about itself in its schema: per file, and per column."""
    table = _table(rows)
    described = [
        pa.field(f.name, f.type, metadata={"description": COLUMNS[f.name][1]} if f.name in COLUMNS else None) for f in table.schema
    ]
    kept = {
        "title": about.title,
        "link": about.link,
        "snapshot": about.snapshot,
        "source": about.source,
        "citation": about.citation,
        "licence": LICENCE_URL,
        "created": about.day,
        "codebook": json.dumps([vars(one) for one in about.entries], ensure_ascii=False),
    }
    sink = io.BytesIO()
    pq.write_table(table.cast(pa.schema(described, metadata=kept)), sink, compression="zstd")
    return sink.getvalue()


def excel_of(rows: pd.DataFrame, about: About) -> bytes:
    """The rows as a workbook for people, written in another process: it takes seconds for many rows."""
    reasons = rows["missing"].dropna().value_counts()
    lacking = "; ".join(f"{dutch.number(n, 0)} {words.REASONS[str(reason)]}" for reason, n in reasons.items())
    cover = [
        ("", about.title),
        *about.selection,
        ("Rijen", f"{dutch.number(len(rows), 0)}, waarvan {dutch.number(int(rows['value'].isna().sum()), 0)} zonder waarde"),
        *([("Waarom leeg", lacking)] if lacking else []),
        ("Link", about.link),
        ("Momentopname", f"{about.snapshot}, {about.stand}"),
        ("Bron", about.source),
        ("Licentie", f"CC BY 4.0 ({LICENCE_URL})"),
        ("Zo verwijst u", about.citation),
        (
            "Bladen",
            "Gegevens: een waarneming per rij. Tabel: een kolom per jaar; een grijze cel is leeg, achteraan staat waarom. "
            "Codeboek: wat elk cijfer betekent. Kolommen: wat er in elke kolom staat. Tekens: hoe een reden of stand in de andere bestanden heet.",
        ),
    ]
    head = (
        "vaste naam",
        "titel",
        "definitie",
        "eenheid",
        "het jaar staat voor",
        "bron",
        "berekening",
        "gemeentegrenzen",
        "breuk",
        "let op",
    )
    codebook = [
        (e.id, e.title, e.definition, e.unit, e.means, e.tables, e.derivation, e.borders, e.breaks, e.caution) for e in about.entries
    ]
    told = spoken(map(str, rows["rule"].dropna().unique()))
    columns = [(HEADERS[column], column, meaning) for column, (_, meaning) in COLUMNS.items()]
    signs = [(word, code, HEADERS[column]) for column, known in told.items() for code, word in known.items()]
    table = _table(safe(rows))
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    sheets: dict[str, tuple[Sequence[str], Sequence[workbook.Row]]] = {
        "Codeboek": (head, [tuple(map(harmless, line)) for line in codebook]),
        "Kolommen": (("kolom in Gegevens", "naam in CSV en Parquet", "betekenis"), columns),
        "Tekens": (("in Gegevens", "in CSV en Parquet", "kolom"), signs),
    }
    decimals = {e.id: e.decimals for e in about.entries}
    return aside.run(workbook.book, cover, sink.getvalue(), decimals, HEADERS, told, sheets, about.day)


def described_of(rows: pd.DataFrame, about: About, name: str) -> bytes:
    """A zip of the CSV and its description as CSVW (CSV on the Web), so that a program knows the type and meaning of every column."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(name, csv_of(rows))
        folder.writestr(f"{name}-metadata.json", json.dumps(csvw(about, name), ensure_ascii=False, indent=1))
    return sink.getvalue()


def csvw(about: About, name: str) -> dict[str, Any]:
    """The CSVW description of a file in the columns of `csv_of`."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "url": name,
        "dc:title": about.title,
        "dc:source": about.source,
        "dc:bibliographicCitation": about.citation,
        "dc:license": {"@id": LICENCE_URL},
        "dc:created": {"@value": about.day, "@type": "xsd:date"},
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True},
        "tableSchema": {
            "primaryKey": ["region_code", "indicator", "year"],
            "columns": [
                {"name": column, "titles": column, "datatype": kind, "dc:description": meaning}
                for column, (kind, meaning) in COLUMNS.items()
            ],
        },
    }


def plain(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows under the column names of a file."""
    return rows.rename(columns=_COLUMNS)


def _table(rows: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(plain(rows), preserve_index=False).replace_schema_metadata(None)


def safe(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with every text cell made harmless in a spreadsheet; numbers are left as they are, negative ones too."""
    out = rows.copy(deep=False)
    for column in out.columns:
        if not pd.api.types.is_numeric_dtype(out[column]):
            # A column repeats a few texts many times; nearly always none of them is risky.
            known = {text: harmless(text) for text in out[column].dropna().unique()}
            if any(text != made for text, made in known.items()):
                out[column] = out[column].map(lambda text, known=known: known.get(text, text))
    return out


def name(view: View, ending: str) -> str:
    """A file name that says what is in it, with the snapshot: small letters, digits and hyphens."""
    who = view.city.name if view.city else view.group.id
    return f"{slug(view.indicator.title)}_{slug(who)}_{view.years[0]}-{view.years[-1]}_{view.store.id.lower()}.{ending}"


def slug(text: str) -> str:
    """`Inwoners van 65 jaar of ouder` → `inwoners-van-65-jaar-of-ouder`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
