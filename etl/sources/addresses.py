"""Where a reader finds a source: the page of a CBS table, or what the publisher of another file gives. Pure."""

from collections.abc import Mapping
from typing import Any

STATLINE = "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/"


def page(entry: Mapping[str, Any]) -> str:
    """The address of a source of a manifest; of a dataset made from several tables that of the first."""
    return str(entry.get("address") or f"{STATLINE}{(entry.get('parts') or [entry['id']])[0]}")
