"""How firm a position is: in how many settings of the thresholds it holds, and which threshold would have to move least to change it.

Pure, NumPy only.
"""

from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.typology import KEYS, Inputs, Thresholds, classify, larger, partners

FURTHEST = 2.0
"""A threshold that may be halved or doubled without changing the position says nothing about its margin."""
STEPS = 140
_HALVINGS = 40
_ONLY_LARGER = ("larger_core", "commuting_share", "near_commuting_share", "near_km")
_ONLY_PARTNERS = ("inhabitants_per_km", "furthest_km", "bond_share", "draw")


def stability(given: Inputs, limits: Thresholds, spread: float) -> NDArray[np.float64]:
    """The share of settings in which a municipality keeps its position (0–1), per row.

    The settings are every combination of each threshold lower by `spread` (a part of 1), as it is, and higher by it: 3⁹. The first
    sentence of the rule and the second share one threshold only, so they are counted apart for each of its values: 3⁵ + 3⁵ settings of a matrix
    stand for all of them.
    """
    official = classify(given, limits)
    kept = np.zeros(len(given.rows))
    settings = 0
    steps = (1 - spread, 1.0, 1 + spread)
    for factor in steps:
        base = limits.moved("comparable", limits.comparable * factor)
        near = np.array([larger(given, each).any(axis=1) for each in _settings(base, _ONLY_LARGER, steps)])
        partnered = np.array([partners(given, each).any(axis=1) for each in _settings(base, _ONLY_PARTNERS, steps)])
        ones, twos = near.sum(axis=0), partnered.sum(axis=0)
        counts = {1: ones * len(partnered), 2: (len(near) - ones) * twos, 3: (len(near) - ones) * (len(partnered) - twos)}
        kept += np.select([official == p for p in counts], list(counts.values()))
        settings += len(near) * len(partnered)
    return np.asarray(kept / settings, np.float64)


def _settings(base: Thresholds, keys: tuple[str, ...], steps: tuple[float, ...]) -> list[Thresholds]:
    out = []
    for factors in product(steps, repeat=len(keys)):
        each = base
        for key, factor in zip(keys, factors, strict=True):
            each = each.moved(key, getattr(base, key) * factor)
        out.append(each)
    return out


def margins(given: Inputs, limits: Thresholds) -> pd.DataFrame:
    """Which single threshold changes a position by moving least, one row per municipality judged.

    Columns: region; `margin`, how far it would have to move as a part of itself (0.05 is 5 percent up or down); `margin_threshold`, its key;
    `margin_value`, the value from which the position is another; `margin_position`, which one. Empty where no threshold does it alone
    between half and double its value.
    """
    n = len(given.rows)
    official = classify(given, limits)
    best = np.full(n, np.inf)
    value, position = np.full(n, np.nan), np.zeros(n, np.int8)
    name = np.full(n, None, object)
    for key in KEYS:
        start = float(getattr(limits, key))
        for direction in (-1, 1):
            at = _first_change(given, limits, key, direction, official)
            beyond = start * FURTHEST ** (direction * at)
            moved = np.abs(beyond / start - 1)
            changed = ~np.isnan(at) & (moved < best)
            # The rule is asked itself which position it gives there, a hair beyond the point of change.
            there = limits.moved(key, np.where(changed, beyond, start)[:, None])
            best[changed], value[changed], name[changed] = moved[changed], beyond[changed], key
            position[changed] = classify(given, there)[changed]
    held = np.isfinite(best)
    return pd.DataFrame(
        {
            "region": list(given.judged),
            "margin": np.where(held, best, np.nan),
            "margin_threshold": name,
            "margin_value": value,
            "margin_position": pd.array(np.where(held, position, 0), "Int8"),
        }
    ).assign(margin_position=lambda f: f["margin_position"].where(pd.Series(held), None))


def _first_change(given: Inputs, limits: Thresholds, key: str, direction: int, official: NDArray[np.int8]) -> NDArray[np.float64]:
    """Per row, how far the threshold moves in one direction before its position changes: 0 is not at all, 1 to `FURTHEST`; NaN never."""
    start = float(getattr(limits, key))
    n = len(given.rows)
    high = np.full(n, np.nan)
    for step in range(1, STEPS + 1):
        changed = classify(given, limits.moved(key, start * FURTHEST ** (direction * step / STEPS))) != official
        high = np.where(np.isnan(high) & changed, step / STEPS, high)
    low = high - 1 / STEPS
    known = ~np.isnan(high)
    for _ in range(_HALVINGS if known.any() else 0):
        middle = np.where(known, (low + high) / 2, 0.0)
        changed = classify(given, limits.moved(key, (start * FURTHEST ** (direction * middle))[:, None])) != official
        high, low = np.where(known & changed, middle, high), np.where(known & ~changed, middle, low)
    return high
