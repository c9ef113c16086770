"""Files made from a view or a selection: the same rows as on the screen."""

import io
import re
import unicodedata

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from pages.components.view import View

_RISKY = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = {"region": "region_code", "name": "region"}


def csv(view: View) -> bytes:
    """The rows of a view as CSV: UTF-8, comma, point; one observation per row, with status, reason and snapshot."""
    return csv_of(view.rows)


def csv_of(rows: pd.DataFrame) -> bytes:
    """Rows in the columns of `view.labelled` as CSV. Text that a spreadsheet would read as a formula gets a leading apostrophe."""
    table = pa.Table.from_pandas(safe(rows).rename(columns=_COLUMNS), preserve_index=False)
    sink = io.BytesIO()
    pa_csv.write_csv(table, sink, pa_csv.WriteOptions(quoting_style="needed"))
    return sink.getvalue()


def safe(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with every text cell made harmless in a spreadsheet; numbers are left as they are, negative ones too."""
    out = rows.copy()
    for column in out.columns:
        if not pd.api.types.is_numeric_dtype(out[column]):
            out[column] = out[column].map(lambda text: f"'{text}" if isinstance(text, str) and text.startswith(_RISKY) else text)
    return out


def name(view: View, ending: str) -> str:
    """A file name that says what is in it, with the snapshot: small letters, digits and hyphens."""
    who = view.city.name if view.city else view.group.id
    return f"{slug(view.indicator.title)}_{slug(who)}_{view.years[0]}-{view.years[-1]}_{view.store.id.lower()}.{ending}"


def slug(text: str) -> str:
    """`Inwoners van 65 jaar of ouder` → `inwoners-van-65-jaar-of-ouder`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
