"""The three positions in the region: a rule over cores, distances and commuting that shows its own numbers.

Pure: frames in, arrays and frames out; NumPy only, so that a page can ask it again with other thresholds. Thresholds come from
`data/definitions/positions.toml`; this module holds no number of its own. How firm an answer is, `etl.firmness` works out.
"""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Number = float | NDArray[np.float64]
"""One number for all cities, or a column with one for each: `firmness` moves a threshold by another amount per city."""


@dataclass(frozen=True)
class Thresholds:
    """The numbers the rule turns on; meaning and reason of each stand in positions.toml.

    Cores in inhabitants, distances in km, shares and draw as parts of 1, `comparable` as a factor, `inhabitants_per_km` as inhabitants of
    two cores together for each km between them.
    """

    larger_core: Number
    comparable: Number
    commuting_share: Number
    near_commuting_share: Number
    near_km: Number
    inhabitants_per_km: Number
    furthest_km: Number
    bond_share: Number
    draw: Number

    def moved(self, key: str, value: Number) -> "Thresholds":
        """The same with one threshold at another value."""
        return Thresholds(**{f.name: value if f.name == key else getattr(self, f.name) for f in fields(self)})


KEYS = tuple(f.name for f in fields(Thresholds))

SMALLEST_SHARE = 0.005
"""Commuting shares below this are not kept: no threshold may ask for less, and a snapshot stays small."""


@dataclass(frozen=True)
class Inputs:
    """What the rule looks at: n municipalities (columns), of which m are judged (rows, at `rows` among the columns).

    `points` (n × 2) of the cores in RD metres; `core` inhabitants of the most populous settlement; `draw` jobs in the municipality per job of a resident; `own` the share of
    its resident jobs that are in the municipality itself; `km` (m × n) between
    cores; `share` (m × n) of the row's resident jobs that are in the column's municipality, `back` (m × n) the share of the column's
    that are in the row's.
    """

    codes: tuple[str, ...]
    rows: NDArray[np.intp]
    points: NDArray[np.float64]
    core: NDArray[np.float64]
    draw: NDArray[np.float64]
    own: NDArray[np.float64]
    km: NDArray[np.float64]
    share: NDArray[np.float64]
    back: NDArray[np.float64]

    @property
    def judged(self) -> tuple[str, ...]:
        """The codes of the rows."""
        return tuple(self.codes[i] for i in self.rows)

    def only(self, codes: tuple[str, ...]) -> "Inputs":
        """The same municipalities, with only these judged, in this order."""
        order = {code: i for i, code in enumerate(self.judged)}
        at = np.array([order[code] for code in codes], np.intp)
        return Inputs(self.codes, self.rows[at], self.points, self.core, self.draw, self.own, self.km[at], self.share[at], self.back[at])

    @property
    def ratio(self) -> NDArray[np.float64]:
        """The column's core as a multiple of the row's."""
        return np.asarray(self.core[None, :] / self.core[self.rows, None], np.float64)

    @property
    def together(self) -> NDArray[np.float64]:
        """Inhabitants of both cores."""
        return np.asarray(self.core[None, :] + self.core[self.rows, None], np.float64)

    @property
    def other(self) -> NDArray[np.bool_]:
        """Whether the column is another municipality than the row."""
        return np.asarray(np.arange(len(self.codes))[None, :] != self.rows[:, None])


def centres(municipalities: pd.DataFrame, commuters: pd.DataFrame) -> pd.DataFrame:
    """What the rule needs of every municipality, one row each in the order given.

    `municipalities` has code, core_inhabitants, core_x, core_y (RD metres); `commuters` has home, work (codes of today) and jobs (in any
    unit). Columns: region, core_inhabitants, core_x, core_y, resident_jobs, jobs, own_share, draw. Where nobody works, shares and draw are 0.
    """
    known = _known(municipalities, commuters)
    out = municipalities[["code", "core_inhabitants", "core_x", "core_y"]].rename(columns={"code": "region"}).reset_index(drop=True)
    resident, located = (known.groupby(side)["jobs"].sum() for side in ("home", "work"))
    own = known[known["home"] == known["work"]].groupby("home")["jobs"].sum()
    # Sums of tenths differ in their last bits with the order of the rows; jobs are published in hundreds, so rounding loses nothing.
    resident, located, own = (out["region"].map(jobs).fillna(0.0).round(6) for jobs in (resident, located, own))
    divisor = resident.where(resident > 0, 1.0)
    return out.assign(
        resident_jobs=resident,
        jobs=located,
        own_share=(own / divisor).where(resident > 0, 0.0),
        draw=(located / divisor).where(resident > 0, 0.0),
    )


def shares(municipalities: pd.DataFrame, commuters: pd.DataFrame) -> pd.DataFrame:
    """Which share of a municipality's resident jobs is in another: home, work, share (0–1), of at least `SMALLEST_SHARE`, sorted."""
    known = _known(municipalities, commuters)
    pairs = known.groupby(["home", "work"], sort=True)["jobs"].sum().round(6).reset_index()
    pairs["share"] = pairs["jobs"] / pairs.groupby("home")["jobs"].transform("sum").round(6)
    kept = pairs[(pairs["home"] != pairs["work"]) & (pairs["share"] >= SMALLEST_SHARE)]
    return kept[["home", "work", "share"]].reset_index(drop=True)


def _known(municipalities: pd.DataFrame, commuters: pd.DataFrame) -> pd.DataFrame:
    codes = set(municipalities["code"])
    return commuters[commuters["home"].isin(codes) & commuters["work"].isin(codes)]


def inputs(centres: pd.DataFrame, shares: pd.DataFrame) -> Inputs:
    """Lay the two frames of `centres` and `shares` out as arrays, with every municipality judged."""
    codes = tuple(centres["region"])
    order = {code: i for i, code in enumerate(codes)}
    x, y = (centres[c].to_numpy(np.float64) for c in ("core_x", "core_y"))
    km = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :]) / 1000
    share = np.zeros((len(codes), len(codes)))
    share[shares["home"].map(order).to_numpy(np.intp), shares["work"].map(order).to_numpy(np.intp)] = shares["share"].to_numpy(np.float64)
    every = np.arange(len(codes), dtype=np.intp)
    core, draw, own = (centres[c].to_numpy(np.float64) for c in ("core_inhabitants", "draw", "own_share"))
    return Inputs(codes, every, np.column_stack([x, y]), core, draw, own, km, share, share.T.copy())


def larger(given: Inputs, limits: Thresholds) -> NDArray[np.bool_]:
    """Which columns are a larger city near the row (m × n): much larger, a city, and drawing a clear share of its workers."""
    bond = (given.share >= limits.commuting_share) | ((given.share >= limits.near_commuting_share) & (given.km <= limits.near_km))
    return np.asarray(_much_larger(given, limits) & bond)


def partners(given: Inputs, limits: Thresholds) -> NDArray[np.bool_]:
    """Which columns are a partner of the row (m × n): of comparable size, within reach, a centre itself, with commuters both ways."""
    bound = (given.share >= limits.bond_share) & (given.back >= limits.bond_share)
    return np.asarray(_comparable(given, limits) & (given.km <= reach(given, limits)) & (given.draw[None, :] >= limits.draw) & bound)


def reach(given: Inputs, limits: Thresholds) -> NDArray[np.float64]:
    """How far apart two cores may lie to be partners, in km (m × n): the more inhabitants together the further, up to a limit."""
    return np.asarray(np.minimum(given.together / limits.inhabitants_per_km, limits.furthest_km), np.float64)


def classify(given: Inputs, limits: Thresholds) -> NDArray[np.int8]:
    """Position 1, 2 or 3 of every municipality judged."""
    return decide(_any(larger(given, limits)), _any(partners(given, limits)))


def decide(near: NDArray[np.bool_], partnered: NDArray[np.bool_]) -> NDArray[np.int8]:
    """The order of the sentences: a larger city nearby goes before partners, and who has neither is a centre."""
    return np.where(near, 1, np.where(partnered, 2, 3)).astype(np.int8)


def _any(matrix: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Per row, whether any column counts."""
    return np.asarray(matrix.any(axis=1), np.bool_)


def _much_larger(given: Inputs, limits: Thresholds) -> NDArray[np.bool_]:
    return np.asarray((given.core[None, :] >= limits.larger_core) & (given.ratio > limits.comparable) & given.other)


def _comparable(given: Inputs, limits: Thresholds) -> NDArray[np.bool_]:
    ratio = given.ratio
    return np.asarray((ratio <= limits.comparable) & (ratio * limits.comparable >= 1) & given.other)


def explain(given: Inputs, limits: Thresholds) -> pd.DataFrame:
    """Positions with the numbers that decided them, one row per municipality judged.

    Columns: region, rule_position; of the larger city that draws the largest share of the workers, of those that make it position 1
    where there are any: `larger_city`, `larger_km`, `larger_share`, `larger_core`; of the partner with the largest core, or else the city
    that comes closest to being one: `partner_city`, `partner_km`, `partner_reach_km`, `partner_core`, `partner_share`, `partner_back`,
    `partner_draw`; `larger_cities` and `partner_cities`, how many count; its own `core_inhabitants`, `draw` and
    `own_share`.
    """
    rows = np.arange(len(given.rows))
    much, counted = _much_larger(given, limits), larger(given, limits)
    # One that makes it position 1 goes before one that draws more from further away: the numbers must explain the position.
    big = np.where(much, given.share + counted - given.km * 1e-9, -np.inf).argmax(axis=1)
    has_big = np.asarray((much & ((given.share > 0) | (given.km <= limits.near_km))).any(axis=1))
    allowed, found = reach(given, limits), partners(given, limits)
    closeness = _closeness(given, limits, allowed)
    peer = np.where(found, 10 + given.core[None, :] / given.core.max(), closeness).argmax(axis=1)
    has_peer = np.asarray((closeness > 0).any(axis=1))
    codes = np.array(given.codes, object)

    def of(at: NDArray[np.intp], held: NDArray[np.bool_], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(held, np.broadcast_to(matrix, given.km.shape)[rows, at], np.nan)

    return pd.DataFrame(
        {
            "region": list(given.judged),
            "rule_position": decide(_any(counted), _any(found)),
            "larger_city": pd.Series([str(c) if h else None for c, h in zip(codes[big], has_big.tolist(), strict=True)], dtype="str"),
            "larger_km": of(big, has_big, given.km),
            "larger_share": of(big, has_big, given.share),
            "larger_core": of(big, has_big, given.core[None, :]),
            "larger_cities": counted.sum(axis=1).astype(np.int16),
            "partner_city": pd.Series([str(c) if h else None for c, h in zip(codes[peer], has_peer.tolist(), strict=True)], dtype="str"),
            "partner_km": of(peer, has_peer, given.km),
            "partner_reach_km": of(peer, has_peer, allowed),
            "partner_core": of(peer, has_peer, given.core[None, :]),
            "partner_share": of(peer, has_peer, given.share),
            "partner_back": of(peer, has_peer, given.back),
            "partner_draw": of(peer, has_peer, given.draw[None, :]),
            "partner_cities": found.sum(axis=1).astype(np.int16),
            "core_inhabitants": given.core[given.rows],
            "draw": given.draw[given.rows],
            "own_share": given.own[given.rows],
        }
    )


def _closeness(given: Inputs, limits: Thresholds, allowed: NDArray[np.float64]) -> NDArray[np.float64]:
    """How near a column comes to being a partner: its worst number as a part of what is asked, 1 or more where it is one; 0 for itself."""
    ratio = given.ratio
    size = np.minimum(ratio, 1 / ratio) * limits.comparable
    near = allowed / np.maximum(given.km, 0.1)
    bond = np.minimum(given.share, given.back) / limits.bond_share
    worst = np.minimum(np.minimum(size, near), np.minimum(bond, given.draw[None, :] / limits.draw))
    # Towns without commuters both ways still have an order: who is near and alike is the one to name.
    return np.asarray(np.where(given.other, worst + 1e-3 * np.minimum(np.minimum(size, near), 1), 0.0), np.float64)
