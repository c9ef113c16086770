"""One city in its region: who counted, on a map and in a table. Pure; the numbers come from the rule's own inputs."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.store import Store
from etl.typology import Inputs, Thresholds, explain, larger, partners, reach
from pages.components.pictures.charts import Spec
from pages.components.wording import dutch, positionwords

CLASSES = (0.02, 0.05, 0.10, 0.20)
"""Bounds of the shares on the map, and the lowest that is kept at all below them."""
LEGEND = ("< 2 %", "2–5", "5–10", "10–20", "≥ 20 %")
MOST_NAMED = 7
NEAREST_KM, FURTHEST_KM = 22.0, 48.0
"""How far the map shows at least and at most."""


@dataclass(frozen=True)
class Other:
    """Another municipality as the rule sees it from the city: `role` is `larger` or `partner` where it counts, else what it comes close to."""

    code: str
    role: str
    counts: bool
    km: float
    core: float
    share: float
    back: float
    draw: float
    reach: float


def others(given: Inputs, limits: Thresholds, code: str) -> list[Other]:
    """The municipalities that counted for a city, and those that came close: largest flow of workers first.

    Those that the sentences name, much larger cities that draw two percent or more, and comparable cores within reach or with commuters both ways; at most `MOST_NAMED`, those that
    count first.
    """
    one = given.only((code,))
    counted, found, allowed = larger(one, limits)[0], partners(one, limits)[0], reach(one, limits)[0]
    ratio = one.ratio[0]
    much = (given.core >= limits.larger_core) & (ratio > limits.comparable)
    alike = (ratio <= limits.comparable) & (ratio * limits.comparable >= 1)
    share, back, km = one.share[0], one.back[0], one.km[0]
    close = much & (share >= 0.02) | alike & ((km <= allowed) | (np.minimum(share, back) >= limits.bond_share)) & (km <= FURTHEST_KM)
    # Whoever the sentences name stands here too.
    told = explain(one, limits).iloc[0]
    for role in ("larger_city", "partner_city"):
        if isinstance(told[role], str):
            close[given.codes.index(told[role])] = True
    close[given.codes.index(code)] = False
    out = [
        Other(
            given.codes[i],
            "larger" if much[i] else "partner",
            bool(counted[i] or found[i]),
            *(float(v[i]) for v in (km, given.core, share, back, given.draw, allowed)),
        )
        for i in np.flatnonzero(close | counted | found)
    ]
    return sorted(out, key=lambda o: (not o.counts, -o.share - o.back, o.km))[:MOST_NAMED]


def drawn(given: Inputs, limits: Thresholds, code: str) -> list[Other]:
    """Those of `others` that stand on the map: all that count, and what came close nearby."""
    return [o for o in others(given, limits, code) if o.counts or o.km <= NEAREST_KM * 1.3]


def first_partner(named: list[Other]) -> Other | None:
    """The partner whose reach is drawn: the one that counts with the largest core, else the one that comes closest to counting."""
    return max((o for o in named if o.role == "partner"), key=lambda o: (o.counts, o.core if o.counts else o.reach / o.km), default=None)


def circles_words(store: Store, given: Inputs, limits: Thresholds, code: str) -> str:
    """What the circles on the map of a city are."""
    partner = first_partner(drawn(given, limits, code))
    near = f"Blauwe cirkel: dicht bij een grotere stad ({dutch.number(float(limits.near_km), 0)} km)."
    if partner is None:
        return near
    return f"{near} Groene cirkel, gestreept: zo ver mag {store.name(partner.code)} liggen ({positionwords.km(partner.reach)})."


def spec(store: Store, given: Inputs, limits: Thresholds, code: str, src: str) -> Spec:
    """The map of one city: how many of each municipality's workers come to it (five classes), its lines to the cores that counted or came
    close, the circle within which a larger city is near, and the circle of reach to a partner; cities beyond the border as open squares."""
    one = given.only((code,))
    named = drawn(given, limits, code)
    name = store.name(code)
    back, share = one.back[0], one.share[0]
    fill: dict[str, int] = {}
    tips = {code: f"{name}: {positionwords.share(float(given.own[given.codes.index(code)]))} werkt in de eigen gemeente"}
    for i, other in enumerate(given.codes):
        if other == code:
            continue
        if back[i] > 0:
            fill[other] = int(np.searchsorted(CLASSES, back[i], side="right"))
        if back[i] > 0 or share[i] > 0:
            tips[other] = (
                f"{store.name(other)}: {positionwords.share(float(back[i]))} van de werkenden komt naar {name}, {positionwords.share(float(share[i]))} gaat vanuit {name} hierheen"
            )
    partner = first_partner(named)
    circles: list[Spec] = [{"km": float(limits.near_km), "tone": "p1", "label": f"{dutch.number(float(limits.near_km), 0)} km"}]
    if partner is not None:
        circles.append({"km": partner.reach, "tone": "p2", "label": positionwords.km(partner.reach)})
    furthest = max([o.km for o in named if o.counts] + [float(c["km"]) for c in circles], default=0.0)
    seen = float(np.clip(furthest * 1.15, NEAREST_KM, FURTHEST_KM))
    beyond = abroad(store, given, code, seen)
    arrows = "; ".join(f"{store.name(o.code)} {positionwords.share(o.share)}" for o in named)
    return {
        "kind": "map",
        "alt": f"Kaart rond {name}. Uit {sum(v >= 1 for v in fill.values())} gemeenten werkt 2 % of meer van de werkenden in {name}. Vanuit {name} gaat naar: {arrows or 'nergens een groot deel'}.",
        "unit": "",
        "decimals": 0,
        "src": src,
        "height": 460,
        "fill": fill,
        "outline": [],
        "city": code,
        "view": {"km": seen},
        "labels": [{"code": code, "name": name}]
        + [{"code": o.code, "name": f"{store.name(o.code)} {positionwords.share(o.share) if o.share else ''}".strip()} for o in named],
        "tips": tips,
        "legend": {"kind": "classes", "labels": list(LEGEND)},
        "region": {
            "circles": circles,
            "links": [{"code": o.code, "share": o.share, "tone": "p1" if o.role == "larger" else "p2", "counts": o.counts} for o in named],
            "beyond": beyond,
        },
    }


def abroad(store: Store, given: Inputs, code: str, within: float) -> list[Spec]:
    """The cities beyond the border within some km of a core: name, and km to the east and the north of it."""
    x, y = given.points[given.codes.index(code)]
    found = store.abroad.assign(dx=(store.abroad["x"] - x) / 1000, dy=(store.abroad["y"] - y) / 1000)
    found = found[np.hypot(found["dx"], found["dy"]) <= within]
    return [{"name": n, "dx": float(dx), "dy": float(dy)} for n, dx, dy in zip(found["name"], found["dx"], found["dy"], strict=True)]


def alike(store: Store, code: str) -> pd.DataFrame:
    """The ten cities most like one, with what makes them alike and apart in words."""
    short = {i.id: i.title[:1].lower() + i.title[1:] for i in store.indicators()}

    def words(names: tuple[str, ...]) -> str:
        return ", ".join(short[name] for name in names) or "–"

    columns = ["stad", "positie", "afstand", "lijkt op elkaar", "verschilt"]
    rows = [
        {
            "stad": store.name(near.code),
            "positie": position_word(store, near.code),
            "afstand": dutch.number(near.distance, 2),
            "lijkt op elkaar": words(near.alike),
            "verschilt": words(near.apart),
        }
        for near in store.similar(code)
    ]
    return pd.DataFrame(rows, columns=columns)


def position_word(store: Store, code: str) -> str:
    """`3` or `3 (grens)`, for a table."""
    city = store.city(code)
    return f"{city.position}{' (grens)' if city.borderline else ''}"


def table(store: Store, named: list[Other]) -> pd.DataFrame:
    """The municipalities on the map as text: role, distance, size, commuters both ways, and work."""
    role = {
        ("larger", True): "grotere stad",
        ("larger", False): "grotere stad, telt niet",
        ("partner", True): "partner",
        ("partner", False): "geen partner",
    }
    return pd.DataFrame(
        [
            {
                "gemeente": store.name(o.code),
                "telt als": role[o.role, o.counts],
                "km": dutch.number(o.km, 1),
                "mag tot km": dutch.number(o.reach, 1) if o.role == "partner" else "–",
                "kern": dutch.number(o.core, 0),
                "gaat erheen": positionwords.share(o.share),
                "komt hierheen": positionwords.share(o.back),
                "baan per werkende": dutch.number(o.draw, 2),
            }
            for o in named
        ],
        columns=["gemeente", "telt als", "km", "mag tot km", "kern", "gaat erheen", "komt hierheen", "baan per werkende"],
    )


def everyone(store: Store, positions: dict[str, int]) -> pd.DataFrame:
    """All midsize cities with their position under some thresholds, and how firm the official one is."""
    rows = []
    for city in store.cities():
        told = store.position(city.code) or {}
        held = "stability" in told
        rows.append(
            {
                "stad": city.name,
                "positie": str(positions.get(city.code, city.position)),
                "officieel": str(city.position),
                "regel": str(told.get("rule_position", city.position)),
                "blijft gelijk": f"{dutch.number(told['stability'] * 100, 0)}{dutch.THIN}%" if held else "",
                "op de grens": "ja" if city.borderline else "",
                "dichtstbij": positionwords.nearest(store.definitions.rule, told) if held else "",
            }
        )
    return pd.DataFrame(rows)


def small(store: Store, positions: dict[str, int], position: int, src: str, mine: str | None) -> Spec:
    """One of the small maps: the midsize cities of one position, the borderline ones hatched."""
    cities = [c for c in store.cities() if positions.get(c.code, c.position) == position]
    words = store.definitions.rule.labels[position]
    edge = [c for c in cities if c.borderline]
    return {
        "kind": "map",
        "alt": f"Kaart van {len(cities)} steden in positie {position}, {words}; {len(edge)} daarvan liggen op de grens en zijn gearceerd.",
        "unit": "",
        "decimals": 0,
        "src": src,
        "height": 300,
        "fill": {c.code: "none" if c.borderline else f"p{position}" for c in cities},
        "outline": [c.code for c in edge],
        "city": mine,
        "labels": [{"code": mine, "name": store.name(mine)}] if mine else [],
        "tips": {c.code: f"{c.name}: positie {position}{' (op de grens)' if c.borderline else ''}" for c in cities},
        "legend": None,
    }
