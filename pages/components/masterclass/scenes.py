"""The pictures of a story: what a step draws, and the words of its map. Pure."""

from typing import Any

from etl.claims import Look
from etl.store import City, Store
from etl.stories import Step, named
from etl.view import View, make
from pages.components.choice import selection
from pages.components.pictures import charts, parts
from pages.components.sections import profile, region
from pages.components.wording import dutch, words_map

PLACES = {1: "bij een grotere stad", 2: "in een regio met meer centra", 3: "centrum van een eigen regio"}
"""The positions as a room says them; `polycentrisch` is a word to look up."""
KEY = {1: "bij grotere stad", 2: "meer centra", 3: "eigen regio"}
"""The same below a map, as short as can be."""
MOST_BARS = {True: (1, 1), False: (3, 1)}
"""How many bars stand at the top and at the bottom, beside a city or without one: with the middle city, mine and its neighbours nine rows, readable
from the back of a room."""
MOST_NEIGHBOURS = 5
"""How many other cities the map around a city names: those that counted first."""


def near(held: Store, city: City) -> dict[str, Any]:
    """The map around a city, with the names of the cities that counted in the rule or came close."""
    spec = profile.near_map(held, parts.map_source(), city)
    given = held.rule_inputs
    if given is None:
        return spec
    known = {label["code"] for label in spec["labels"]}
    found = held.position(city.code) or {}
    larger, km = found.get("larger_city"), float(found.get("larger_km") or 0.0)
    # Where no city decided the position, the one that draws most is told of beside the map.
    told = [larger] if len(known) == 1 and isinstance(larger, str) and larger and km <= region.FURTHEST_KM else []
    counted = [one.code for one in region.drawn(given, held.definitions.rule.limits, city.code)]
    more = [code for code in dict.fromkeys([*told, *counted]) if code not in known][: MOST_NEIGHBOURS + 1 - len(known)]
    names = {code: held.name(code) for code in more}
    midsize = {one.code for one in held.cities()}
    view = {"km": max(spec["view"]["km"], km * 1.15)} if told else spec["view"]
    return {
        **spec,
        "alt": f"{spec['alt'].removesuffix('.')}, {dutch.listing(list(names.values()))}." if names else spec["alt"],
        "labels": [*spec["labels"], *({"code": code, "name": name} for code, name in names.items())],
        "fill": {**spec["fill"], **{code: "named" for code in names if code not in midsize}},
        "tips": {**{code: f"{name}: geen middelgrote stad" for code, name in names.items()}, **spec["tips"]},
        "view": view,
    }


def key(held: Store, city: City | None, spec: dict[str, Any]) -> str:
    """What the colours of the map of positions mean, with those of the cities it names."""
    said = words_map.positions_key(KEY)
    if city is None:
        return said
    named_ = ["donkergrijs: geen middelgrote stad"] if "named" in spec["fill"].values() else []
    return "; ".join([f"Rode rand: {city.name}", *named_, said[:1].lower() + said[1:]])


def drawing(held: Store, step: Step, seen: Look, view: View) -> dict[str, Any]:
    if step.kind == "line":
        return charts.with_country(charts.line(view, others=_named(step, seen, view)), view)
    if step.kind == "strip":
        return charts.strip(_everyone(held, view), selection.by_position(held), PLACES)
    if step.kind == "bars":
        return with_middle(charts.bars(view, *MOST_BARS[view.city is not None and view.city.code in view.places]), view)
    return charts.map_values(view, parts.map_source())


def _named(step: Step, seen: Look, view: View) -> tuple[str, ...]:
    """The other cities whose line is drawn by name: those of the step, and the highest and the lowest where the headline names them."""
    says = set(named(seen.headline.says)) if seen.headline is not None else set()
    ends = [view.ranked[at][0] for name, at in (("high_city", 0), ("low_city", -1)) if name in says and view.ranked]
    mine = view.city.code if view.city is not None else None
    return tuple(code for code in dict.fromkeys([*step.also, *ends]) if code in view.panel.regions and code != mine)


def with_middle(spec: dict[str, Any], view: View) -> dict[str, Any]:
    """Ranked bars with a row for the middle city, in its place: a headline that names it can be held against the picture."""
    middle = view.median_in()
    if middle is None:
        return spec
    shown = dutch.number(middle, view.indicator.decimals)
    own = {"rank": "", "code": "", "name": "middelste stad", "value": middle, "label": shown, "provisional": False, "middle": True}
    rows, at, placed = list[dict[str, Any]](), 0, False
    for row in spec["rows"]:
        count = row.get("skip", 1)
        above = sum(value > middle for _, value in view.ranked[at : at + count])
        at += count
        if placed or above == count:
            rows.append(row)
            continue
        placed = True
        if "skip" in row:
            parts_ = [{"skip": n} for n in (above, count - above) if n]
            rows += [*parts_[:1], own, *parts_[1:]] if above else [own, *parts_]
        else:
            rows += [own, row]
    return {**spec, "rows": rows if placed else [*rows, own]}


def _everyone(held: Store, view: View) -> View:
    """The same figure and year for all midsize cities: a strip shows every position."""
    return make(held, view.indicator, selection.whole(held), view.city, view.year)
