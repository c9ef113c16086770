"""Stories held against the snapshot: what a step shows for a city, and which of its headlines is so.

Every claim is judged on figures as they are shown and on the same view the picture is drawn from, so that a text can never say something
the figure beside it does not show. The first headline whose claims all hold is used; a step without one says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from etl.store import COUNTRY, City, Store
from etl.stories import FIGURES, LEVELS, Headline, Step, Story, named
from etl.values import rounded
from etl.view import SMALLEST_GROUP, Group, View, indexed, make

Fact = float | int | str | None
LITTLE = 0.02
"""A change of less than this part of the first figure is told as little."""


@dataclass(frozen=True)
class Look:
    """A step held against the snapshot for a city: its view (None for texts), its facts, and the first headline that holds (None: none does).

    `troubles` are sentences about what cannot be shown or no longer holds; empty where the step is as the story has it.
    """

    view: View | None
    facts: Mapping[str, Fact]
    headline: Headline | None
    troubles: tuple[str, ...]


def group(store: Store, name: str, city: City | None) -> Group:
    """The cities of the same position as the city (name `position`), or all midsize cities."""
    cities = store.cities()
    if name == "position" and city is not None and city.position:
        codes = tuple(c.code for c in cities if c.position == city.position)
        return Group("positie", f"{len(codes)} steden in positie {city.position}", codes, city.position)
    return Group("alle", f"{len(cities)} middelgrote steden", tuple(c.code for c in cities), None)


def look(store: Store, story: Story, step: Step, city: City | None) -> Look:
    """A step held against the snapshot. Never raises for a story that `load` has read."""
    view, troubles = _view(store, step, city)
    facts = _place_facts(store, step, city)
    if view is not None:
        facts |= _figure_facts(store, view, step)
    if step.trend:
        facts |= _trend_facts(store, step, city)
    if step.of == "trends":
        facts |= _seen_facts(store, story, city)
    held = next((h for h in step.headlines if holds(h, facts)), None)
    if city is not None and city.code == story.city or not story.city and city is None:
        first = step.headlines[0]
        if held is not first:
            wrong = [c for c in first.claims if not facts.get(f"claim:{c}")]
            empty = _empty(first.says, facts)
            why = [f"it claims {', '.join(wrong)}"] if wrong else []
            why += [f"there is no figure for {', '.join(empty)}"] if empty else []
            troubles = (*troubles, f"headline '{first.says}' no longer holds: {'; '.join(why)}.")
        guess = step.guess if city is not None else ""
        for text in (step.say, step.question, guess, step.point.text if step.point else ""):
            empty = [n for n in named(text) if facts.get(n) is None]
            if empty:
                troubles = (*troubles, f"'{text}' has no figure for {', '.join(empty)}.")
    return Look(view, facts, held, troubles)


def holds(headline: Headline, facts: Mapping[str, Fact]) -> bool:
    """Whether all a headline claims is so, every placeholder has a figure, and no change is told of 0%."""
    return all(facts.get(f"claim:{c}") for c in headline.claims) and not _empty(headline.says, facts)


def _empty(text: str, facts: Mapping[str, Fact]) -> list[str]:
    """The placeholders that leave nothing to say: without a figure, or a change that is shown as 0%."""
    told = {name: facts.get(name) for name in named(text)}
    return [n for n, v in told.items() if v is None or n.endswith("percent") and isinstance(v, float) and rounded(v, 0) == 0]


def check(store: Store, stories: Mapping[str, Story]) -> list[str]:
    """What does not hold any more, a sentence per step: for the city of each story, and what cannot be drawn for any city."""
    found = []
    for story in stories.values():
        known = {c.code: c for c in store.cities(midsize=False)}
        if story.city and (story.city not in known or not known[story.city].midsize):
            found.append(f"stories/{story.id}.toml: {story.city} is no midsize city of this snapshot.")
            continue
        own = known[story.city] if story.city else None
        for step in story.steps:
            found += [f"stories/{story.id}.toml, step {step.number}: {t}" for t in look(store, story, step, own).troubles]
    return found


def _view(store: Store, step: Step, city: City | None) -> tuple[View | None, tuple[str, ...]]:
    if step.kind not in FIGURES:
        return None, ()
    indicator = next((i for i in store.indicators() if i.id == step.indicator), None)
    if indicator is None:
        return None, (f"the snapshot has no figures for {step.indicator}.",)
    wrong = [code for code in step.also if code not in {c.code for c in store.cities()}]
    others = [code for code in step.also if code not in wrong and (city is None or code != city.code)]
    troubles = tuple(f"{code} in also is no midsize city." for code in wrong)
    view = make(store, indicator, group(store, step.group, city), city, step.year, others)
    if step.year is not None and view.year != step.year:
        troubles += (f"there are no figures for {step.year}; {view.year} is shown.",)
    if step.first is not None and step.first not in view.years:
        troubles += (f"there are no figures for {step.first}.",)
    elif step.index and step.first is not None:
        view = indexed(view, step.first)
    elif step.first is not None and step.kind == "line":
        view = replace(view, years=tuple(y for y in view.years if y >= step.first))
    if step.point is not None:
        region = step.point.region or (city.code if city is not None else "")
        if region not in view.panel.regions or step.point.year not in view.years or view.value(region, step.point.year) is None:
            troubles += (f"there is no figure to point at: {region or 'the city'} in {step.point.year}.",)
    return view, troubles


def _place_facts(store: Store, step: Step, city: City | None) -> dict[str, Fact]:
    cities = group(store, step.group, city)
    facts: dict[str, Fact] = {"group": cities.label, "cities": len(cities.codes), "claim:no_city": int(city is None)}
    if city is None:
        return facts
    facts |= {"city": city.name, "position": city.position, "position_name": store.definitions.rule.labels.get(city.position or 0)}
    told = store.position(city.code) or {}
    for name, position in (("larger", 1), ("partner", 2)):
        code = told.get(f"{name}_city") if city.position == position else None
        facts[name] = store.name(code) if isinstance(code, str) and code else None
    facts |= {"claim:borderline": int(city.borderline), "claim:firm": int(not city.borderline)}
    return facts | {f"claim:position_{p}": int(city.position == p) for p in (1, 2, 3)}


def _trend_facts(store: Store, step: Step, city: City | None) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for subject, prefix in ((city.code if city is not None else "", ""), ("midsize", "midsize_")):
        found = store.verdicts(step.trend, subject)
        if found:
            facts[f"claim:{prefix}{found[0].verdict}"] = 1
    all_ = [rows[0].verdict for c in store.cities() if (rows := store.verdicts(step.trend, c.code))]
    follow = all_.count("follows")
    return facts | ({"follow": follow, "depart": all_.count("departs"), "claim:most_follow": int(2 * follow > len(all_))} if all_ else {})


def _seen_facts(store: Store, story: Story, city: City | None) -> dict[str, Fact]:
    """How many trends the story's theme has, and how many the city (or the midsize cities together) follow."""
    trends = store.definitions.trends_of(story.theme)
    found = [rows[0].verdict for t in trends if (rows := store.verdicts(t.id, city.code if city is not None else "midsize"))]
    seen = found.count("follows")
    return {
        "trends": len(trends),
        "seen": seen,
        "claim:seen_none": int(seen == 0),
        "claim:seen_one": int(seen == 1),
        "claim:seen_more": int(seen > 1),
    }


def _figure_facts(store: Store, view: View, step: Step) -> dict[str, Fact]:
    """Levels in the year shown and the first year, and the claims about them, all judged on figures as they are shown.

    A difference that the definition calls none (its `noise`) carries no claim, and neither does one within the margins of a survey.
    """
    facts: dict[str, Fact] = {"year": view.year}
    first = step.first if step.first is not None and step.first in view.years and step.first < view.year else _first(view)
    facts["first"] = first
    same = view.both(first) if first is not None and not _broken(view, "", first) else np.empty((0, 2))
    _level(facts, "country", view.value(COUNTRY), view.value(COUNTRY, first) if first else None, view)
    moves = _middle(facts, view, first, same)
    code = view.city.code if view.city is not None else None
    if code is not None:
        facts["claim:without"] = int(view.uncertain(code) or view.value(code) is None)
    if code is not None and not view.uncertain(code):
        start = None if first is None or _broken(view, code, first) or view.uncertain(code, first) else view.value(code, first)
        _level(facts, "", view.value(code), start, view)
        _city_claims(facts, view, code, first, moves, step.index or view.indicator.adds)
    at = view.years.index(view.year)
    if len(view.ranked) >= 5:
        (top, high), (bottom, low) = view.ranked[0], view.ranked[-1]
        facts |= {"high": high, "high_city": store.name(top), "low": low, "low_city": store.name(bottom), "spread": high - low}
        facts["claim:twice"] = int(0 < 2 * rounded(low, view.indicator.decimals) <= rounded(high, view.indicator.decimals))
        if first is not None and not _broken(view, "", first):
            then = float(view.high[view.years.index(first)] - view.low[view.years.index(first)])
            now = float(view.high[at] - view.low[at])
            if then == then and now == now:
                digits = view.indicator.decimals
                # Judged on the same cities too: a city that gets its first figure in between must not look like a gap that grew.
                ends = np.ptp(same, axis=0).tolist() if len(same) >= SMALLEST_GROUP else [now, now]
                grown = [rounded(b, digits) - rounded(a, digits) for a, b in ((then, now), ends)]
                facts |= {"spread_then": then, "spread": now}
                facts |= {"claim:apart": int(min(grown) > 0), "claim:together": int(max(grown) < 0)}
    facts |= {f"{name}_number": facts.get(name) for name in LEVELS}
    return facts | (_positions(store, view) if _of_positions(step) else {})


def _middle(facts: dict[str, Fact], view: View, first: int | None, same: NDArray[np.float64]) -> list[tuple[float, float]]:
    """The movement of the middle city, as drawn and of the same cities in both years: each in points and in percent.

    Where the two differ as shown, the middle of the first year is that of other cities: then nothing tells by how much it moved, and up or
    down is claimed only where both bear it out. Empty where there is no movement to tell.
    """
    digits, known = view.indicator.decimals, first is not None and not _broken(view, "", first)
    _level(facts, "middle", view.median_in(), view.median_in(first) if known else None, view)
    drawn, pace = facts.get("middle_by"), facts.get("middle_pace")
    if not isinstance(drawn, float) or not isinstance(pace, float):
        return []
    if len(same) < SMALLEST_GROUP:
        facts |= {"middle_change": None, "middle_percent": None, "claim:middle_up": 0, "claim:middle_down": 0}
        return []
    then, now = (float(v) for v in np.median(same, axis=0))
    by = rounded(now, digits) - rounded(then, digits)
    if _differs(by - drawn, view):
        facts |= {"middle_change": None, "middle_percent": None}
        facts["claim:middle_up"] = int(bool(facts["claim:middle_up"]) and _differs(by, view) and by > 0)
        facts["claim:middle_down"] = int(bool(facts["claim:middle_down"]) and _differs(by, view) and by < 0)
    return [(drawn, pace), (by, (now / then - 1) * 100 if then > 0 else pace)]


def _of_positions(step: Step) -> bool:
    """Whether a step speaks of the three positions beside each other."""
    texts = [h.says for h in step.headlines] + [step.say, step.question, step.guess]
    return any("{middle_1}" in t or "{middle_2}" in t or "{middle_3}" in t for t in texts) or any(
        c.endswith(("_highest", "_lowest")) for h in step.headlines for c in h.claims
    )


def _positions(store: Store, view: View) -> dict[str, Fact]:
    """The middle city of each position in the year shown, and which of the three is highest and lowest."""
    medians: dict[int, float] = {}
    for position in (1, 2, 3):
        codes = tuple(c.code for c in store.cities() if c.position == position)
        own = make(store, store.definitions.indicators[view.indicator.id], Group("", "", codes, position), None, view.year)
        middle = own.median_in(view.year)
        if middle is not None:
            medians[position] = rounded(middle, own.indicator.decimals)
    facts: dict[str, Fact] = {f"middle_{p}": m for p, m in medians.items()}
    if len(medians) == 3:
        for word, end in (("highest", max(medians.values())), ("lowest", min(medians.values()))):
            alone = [p for p, m in medians.items() if m == end]
            facts |= {f"claim:{name}_{word}": int(alone == [p]) for p, name in ((1, "first"), (2, "second"), (3, "third"))}
    return facts


def _first(view: View) -> int | None:
    """The first year drawn since the last break that all series share."""
    start = max((y for y in view.indicator.breaks if y <= view.year), default=view.years[0])
    return next((y for y in view.years if start <= y < view.year and view.median_in(y) is not None), None)


def _broken(view: View, code: str, first: int) -> bool:
    breaks = view.breaks(code) if code else view.indicator.breaks
    return any(first < y <= view.year for y in breaks)


def _level(facts: dict[str, Fact], name: str, value: float | None, then: float | None, view: View) -> None:
    """A level now and then, how far apart they are, and whether that is up or down."""
    digits, prefix = view.indicator.decimals, f"{name}_" if name else ""
    facts[name or "value"] = value
    facts[f"{prefix}then"] = then
    if value is None or then is None:
        return
    by = rounded(value, digits) - rounded(then, digits)
    facts[f"{prefix}change"] = abs(by)
    if then > 0:
        facts[f"{prefix}percent"] = abs(value / then - 1) * 100
        facts[f"{prefix}pace"] = (value / then - 1) * 100
    facts[f"{prefix}by"] = by
    if name != "country":
        facts |= {f"claim:{prefix}up": int(_differs(by, view) and by > 0), f"claim:{prefix}down": int(_differs(by, view) and by < 0)}


def _differs(by: float, view: View) -> bool:
    """Whether a difference of figures as shown is one: decimals leave a tail, and the definition may call a small one none."""
    return abs(by) > max(view.indicator.noise, 10.0 ** -(view.indicator.decimals + 3))


def _city_claims(
    facts: dict[str, Fact], view: View, code: str, first: int | None, moves: list[tuple[float, float]], relative: bool
) -> None:
    value, middle, country, digits = view.value(code), view.median_in(), view.value(COUNTRY), view.indicator.decimals
    if value is None:
        return
    by = facts.get("by")
    unsure = first is not None and view.unsure(code, first, view.year)
    if unsure:
        facts |= {"claim:up": 0, "claim:down": 0}
    elif isinstance(by, float):
        facts["claim:flat"] = int(not _differs(by, view))
        then = facts.get("then")
        if isinstance(then, float):
            little = abs(by) < LITTLE * abs(rounded(then, digits))
            facts |= {"claim:little": int(little), "claim:clearly": int(not little)}
    # Amounts of cities of different size are compared in percent, shares in points.
    pace = facts.get("pace")
    if moves and relative and isinstance(pace, float):
        apart = [rounded(pace, 0) - rounded(middle_pace, 0) for _, middle_pace in moves]
        facts |= {"claim:faster": int(min(apart) > 0), "claim:slower": int(max(apart) < 0)}
    elif moves and not relative and not unsure and isinstance(by, float):
        apart = [by - middle_by if _differs(by - middle_by, view) else 0.0 for middle_by, _ in moves]
        facts |= {"claim:faster": int(min(apart) > 0), "claim:slower": int(max(apart) < 0)}
    if middle is not None:
        margin = view.margin(code)
        shown, other = rounded(value, digits), rounded(middle, digits)
        same = not _differs(shown - other, view) or margin is not None and margin[0] <= middle <= margin[1]
        facts |= {
            "gap": abs(shown - other),
            "claim:same": int(same),
            "claim:more": int(not same and shown > other),
            "claim:less": int(not same and shown < other),
        }
    if country is not None:
        shown, other = rounded(value, digits), rounded(country, digits)
        differs = _differs(shown - other, view)
        facts |= {"claim:more_than_country": int(differs and shown > other), "claim:less_than_country": int(differs and shown < other)}
    place = view.places.get(code) if view.margin(code) is None else None
    if place is not None:
        facts |= {
            "place": place.place,
            "of": place.of,
            "claim:highest": int(place.place == 1),
            "claim:lowest": int(rounded(value, digits) == rounded(view.ranked[-1][1], digits)),
            "claim:top_half": int(place.place <= place.of / 2),
            "claim:bottom_half": int(place.place > (place.of + 1) / 2),
        }
