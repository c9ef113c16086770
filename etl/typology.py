"""The three positions in the region: a rule over cores, distances and commuting that shows its own numbers.

Pure: frames in, a frame out. Thresholds come from `data/definitions/positions.toml`; this module holds no number of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True)
class Thresholds:
    """The numbers the rule turns on; meaning and reason of each stand in positions.toml. Distances in km, shares 0–1."""

    larger_inhabitants: float
    larger_core_ratio: float
    commuting_share: float
    near_commuting_share: float
    near_km: float
    peer_core_ratio: float
    peer_km: float


@dataclass(frozen=True)
class Inputs:
    """What the rule looks at, for n municipalities in one order.

    `inhabitants` of the municipality, `core` inhabitants of its most populous settlement, `km` (n × n) between cores,
    `share` (n × n, row to column) of the row's resident workers who work in the column's municipality.
    """

    codes: tuple[str, ...]
    inhabitants: NDArray[np.float64]
    core: NDArray[np.float64]
    km: NDArray[np.float64]
    share: NDArray[np.float64]


def inputs(municipalities: pd.DataFrame, inhabitants: Mapping[str, float], commuters: pd.DataFrame) -> Inputs:
    """Lay the sources out as arrays.

    `municipalities` has code, core_inhabitants, core_x, core_y (RD metres); `commuters` has home, work (codes of today) and jobs
    (in any unit: only shares are used). A municipality without commuters gets shares of 0.
    """
    codes = tuple(municipalities["code"])
    order = {code: i for i, code in enumerate(codes)}
    x, y = (municipalities[c].to_numpy(np.float64) for c in ("core_x", "core_y"))
    km = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :]) / 1000
    flow = np.zeros((len(codes), len(codes)))
    known = commuters[commuters["home"].isin(order) & commuters["work"].isin(order)]
    np.add.at(
        flow, (known["home"].map(order).to_numpy(np.intp), known["work"].map(order).to_numpy(np.intp)), known["jobs"].to_numpy(np.float64)
    )
    total = flow.sum(axis=1, keepdims=True)
    share = np.divide(flow, total, out=np.zeros_like(flow), where=total > 0)
    people = np.array([inhabitants[code] for code in codes])
    return Inputs(codes, people, municipalities["core_inhabitants"].to_numpy(np.float64), km, share)


def classify(given: Inputs, limits: Thresholds) -> NDArray[np.int8]:
    """Position 1, 2 or 3 of every municipality."""
    return np.where(_larger(given, limits).any(axis=1), 1, np.where(_peers(given, limits).any(axis=1), 2, 3)).astype(np.int8)


def explain(given: Inputs, limits: Thresholds) -> pd.DataFrame:
    """Positions with the numbers that decided them, one row per municipality.

    Columns: region, position; the larger city that draws the largest share of the workers, of those that make it position 1 where there
    are any (`larger_city`, `larger_km`, `larger_share`, `larger_core_ratio`); the nearest comparable core within reach, or else the
    core that comes closest to counting (`peer_city`, `peer_km`, `peer_core_ratio`); `own_share` of workers who work where they live;
    `core_inhabitants`.
    """
    n = len(given.codes)
    ratio = given.core[None, :] / given.core[:, None]
    candidates = _candidates(given, limits, ratio)
    # One that makes it position 1 goes before one that draws more from further away: the numbers must explain the position.
    drawing = np.where(candidates, given.share + _larger(given, limits), -1.0)
    larger = drawing.argmax(axis=1)
    has_larger = np.asarray(candidates.any(axis=1))
    # The nearest comparable core; where none is near enough, the largest core within the radius; else the nearest comparable one.
    comparable = ratio >= limits.peer_core_ratio
    near = given.km <= limits.peer_km
    np.fill_diagonal(comparable, False)
    np.fill_diagonal(near, False)
    peer = np.where(
        (comparable & near).any(axis=1),
        np.where(comparable & near, given.km, np.inf).argmin(axis=1),
        np.where(near.any(axis=1), np.where(near, ratio, -1.0).argmax(axis=1), np.where(comparable, given.km, np.inf).argmin(axis=1)),
    )
    has_peer = np.asarray(np.logical_or(comparable, near).any(axis=1))
    rows = np.arange(n)
    codes = np.array(given.codes)
    out = pd.DataFrame({"region": codes, "position": classify(given, limits)})
    out["larger_city"] = [str(code) if held else None for code, held in zip(codes[larger], has_larger.tolist(), strict=True)]
    for name, matrix in (("larger_km", given.km), ("larger_share", given.share), ("larger_core_ratio", ratio)):
        out[name] = np.where(has_larger, matrix[rows, larger], np.nan)
    out["peer_city"] = pd.Series(codes[peer]).where(has_peer)
    out["peer_km"] = np.where(has_peer, given.km[rows, peer], np.nan)
    out["peer_core_ratio"] = np.where(has_peer, ratio[rows, peer], np.nan)
    out["own_share"] = given.share[rows, rows]
    out["core_inhabitants"] = given.core
    return out


def _candidates(given: Inputs, limits: Thresholds, ratio: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Municipalities (columns) large enough to be a larger city for the row, whatever the bond between them."""
    large = (given.inhabitants >= limits.larger_inhabitants)[None, :] & (ratio >= limits.larger_core_ratio)
    np.fill_diagonal(large, False)
    return large


def _larger(given: Inputs, limits: Thresholds) -> NDArray[np.bool_]:
    ratio = given.core[None, :] / given.core[:, None]
    bond = (given.share >= limits.commuting_share) | ((given.share >= limits.near_commuting_share) & (given.km <= limits.near_km))
    return _candidates(given, limits, ratio) & bond


def _peers(given: Inputs, limits: Thresholds) -> NDArray[np.bool_]:
    ratio = given.core[None, :] / given.core[:, None]
    peers = (ratio >= limits.peer_core_ratio) & (given.km <= limits.peer_km)
    np.fill_diagonal(peers, False)
    return peers
