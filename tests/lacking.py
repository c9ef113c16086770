"""Snapshots that are unlike today's definitions, as older ones are: made from the one in the repository."""

from copy import copy
from typing import Any

import numpy as np

from etl.store import Store


def without(held: Store, *indicators: str) -> Store:
    """The store of a snapshot that does not have these figures, nor speaks of them; with an id of its own, so that nothing kept is shared."""
    lacking, rows = copy(held), copy(held._observed)
    keep = [n for n, name in enumerate(rows.names) if name not in indicators]
    rows.names = tuple(rows.names[n] for n in keep)
    rows._arrays = {name: array[keep] for name, array in rows._arrays.items()}
    lacking._observed = rows
    lacking.id = "-without-".join((held.id, *indicators))
    about = {name: entry for name, entry in held.manifest["indicators"].items() if name not in indicators}
    lacking.manifest = {**held.manifest, "indicators": about}
    lacking.__dict__.pop("_likeness", None)
    lacking._alike = {}
    return lacking


def read_from(held: Store, indicator: str, table: str) -> Store:
    """The store of a snapshot in which every figure of an indicator was read from another table than today's definition names."""
    moved, rows = copy(held), copy(held._observed)
    at = rows.names.index(indicator)
    arrays: dict[str, Any] = dict(rows._arrays)
    arrays["table"] = np.array(arrays["table"])
    arrays["table"][at] = rows._tables.index(table)
    rows._arrays = arrays
    moved._observed = rows
    moved.id = f"{held.id}-moved-{indicator}"
    return moved
