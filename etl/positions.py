"""The table of positions of a snapshot: the rule's answer, how firm it is, what lies beyond the border, and who overruled it. Pure."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from etl.firmness import margins, stability
from etl.model import Override, PositionRule
from etl.typology import Inputs, Thresholds, explain

OVERRIDE = ("override_reason", "override_author", "override_date")


def positions(given: Inputs, rule: PositionRule, abroad: pd.DataFrame) -> pd.DataFrame:
    """One row per municipality judged, in their order.

    Columns: those of `typology.explain`; `position`, that of the rule unless somebody overruled it; `stability` (0–1), and `borderline` where it
    is below the rule's `firm`; those of `firmness.margins`; those of `beyond`; and `OVERRIDE`, empty where nobody overruled.
    """
    limits = rule.limits
    told = explain(given, limits)
    table = told.merge(margins(given, limits), on="region", how="left").merge(beyond(given, told, limits, abroad), on="region", how="left")
    held = stability(given, limits, rule.spread)
    table = table.assign(stability=held, borderline=held < rule.firm)
    return overruled(table, rule.overrides)


def overruled(table: pd.DataFrame, overrides: Mapping[str, Override]) -> pd.DataFrame:
    """The table with `position` and the columns of `OVERRIDE`: the rule's own position stays in `rule_position`."""
    known = [overrides.get(code) for code in table["region"]]
    position = [o.position if o else p for o, p in zip(known, table["rule_position"].tolist(), strict=True)]
    words = {
        "override_reason": [o.reason if o else None for o in known],
        "override_author": [o.author if o else None for o in known],
        "override_date": [o.date if o else None for o in known],
    }
    out = table.assign(position=np.array(position, np.int8), **{name: pd.Series(w, dtype="object") for name, w in words.items()})
    return out[["region", "position", *[c for c in out.columns if c not in ("region", "position")]]]


def beyond(given: Inputs, told: pd.DataFrame, limits: Thresholds, abroad: pd.DataFrame) -> pd.DataFrame:
    """The city beyond the border that could matter most, one row per municipality judged.

    No commuting across the border is in the table, so such a city never counts. It is named where it is large and near enough: a larger city
    within the reach of partners could make it position 1, a comparable core within reach position 2. Columns: region, abroad_city,
    abroad_country, abroad_km, abroad_inhabitants, abroad_position; empty where none is, or where the rule already gives that position or a
    lower one. `abroad` has name, country, inhabitants, x, y (RD metres); `told` the columns of `typology.explain`.
    """
    rows = []
    for region, own, position in zip(told["region"], told["core_inhabitants"].tolist(), told["rule_position"].tolist(), strict=True):
        x, y = given.points[given.codes.index(region)]
        km = np.hypot(abroad["x"] - x, abroad["y"] - y) / 1000
        size = abroad["inhabitants"] / own
        within = np.minimum((abroad["inhabitants"] + own) / limits.inhabitants_per_km, limits.furthest_km)
        could = np.where((size > limits.comparable) & (abroad["inhabitants"] >= limits.larger_core), 1, 2)
        counts = (km <= within) & (size * limits.comparable >= 1) & (could < position)
        found = abroad.assign(abroad_km=km, abroad_position=could)[counts]
        if len(found):
            rows.append({"region": region, **found.sort_values(["abroad_position", "abroad_km"]).iloc[0].to_dict()})
    names = {"name": "abroad_city", "country": "abroad_country", "inhabitants": "abroad_inhabitants"}
    columns = ["region", "abroad_city", "abroad_country", "abroad_km", "abroad_inhabitants", "abroad_position"]
    table = pd.DataFrame(rows).rename(columns=names).reindex(columns=columns)
    return table.astype({"region": "object", "abroad_km": "float64", "abroad_inhabitants": "float64", "abroad_position": "Int8"})
