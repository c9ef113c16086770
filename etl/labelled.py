"""Rows of a panel with what a file needs beside them. Pure."""

import pandas as pd

from etl.model import Indicator
from etl.store import Store


def labelled(store: Store, frame: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Rows of a panel with what a file needs beside them: names, position, indicator, unit and snapshot."""
    names = {code: store.name(code) for code in frame["region"].unique()}
    positions = {c.code: c.position for c in store.cities() if c.code in names}
    borderline = {c.code: c.borderline for c in store.cities() if c.code in names}
    out = frame.assign(
        name=frame["region"].map(names),
        position=frame["region"].map(positions).astype("Int8"),
        borderline=frame["region"].map(borderline).astype("boolean"),
        indicator=indicator.id,
        title=indicator.title,
        unit=indicator.unit,
        decimals=indicator.decimals,
        snapshot=store.id,
    )
    return out[
        [
            "region",
            "name",
            "position",
            "indicator",
            "title",
            "year",
            "value",
            "unit",
            "decimals",
            "status",
            "missing",
            "borders",
            "rule",
            "break",
            "low",
            "high",
            "bounds",
            "table",
            "borderline",
            "snapshot",
        ]
    ]
