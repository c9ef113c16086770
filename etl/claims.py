"""Stories held against the snapshot: what a step shows for a city, and which of its headlines is so.

Every claim is judged on figures as they are shown and on the same view the picture is drawn from, so that a text can never say something
the figure beside it does not show. The first headline whose claims all hold is used; a step without one says so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from etl.model import Indicator
from etl.store import COUNTRY, City, Store
from etl.stories import FIGURES, LEVELS, Guess, Headline, Step, Story, answers, named
from etl.values import rounded
from etl.view import SMALLEST_GROUP, Group, View, indexed, make

Fact = float | int | str | None
LITTLE = 0.02
"""Less than this part of what it is held against is told as no difference, in every story alike."""


@dataclass(frozen=True)
class Look:
    """A step held against the snapshot for a city: its view (None for texts), its facts, and the first headline that holds (None: none does).

    `guess` is what the room is asked first: the headline answers it; None where nothing is asked. `left_out` are the codes of the cities that
    were put together since, where the step leaves those out. `troubles` are sentences about what cannot be shown or no longer holds; empty where the step is as the story has it.
    """

    view: View | None
    facts: Mapping[str, Fact]
    headline: Headline | None
    troubles: tuple[str, ...]
    guess: Guess | None = None
    left_out: tuple[str, ...] = ()


def group(store: Store, name: str, city: City | None) -> Group:
    """The cities of the same position as the city (name `position`), or all midsize cities."""
    cities = store.cities()
    if name == "position" and city is not None and city.position:
        codes = tuple(c.code for c in cities if c.position == city.position)
        return Group("positie", f"{len(codes)} steden in positie {city.position}", codes, city.position)
    return Group("alle", f"{len(cities)} middelgrote steden", tuple(c.code for c in cities), None)


def look(store: Store, story: Story, step: Step, city: City | None) -> Look:
    """A step held against the snapshot. Never raises for a story that `load` has read."""
    left_out = merged_since(store, step)
    seen = city if city is None or city.code not in left_out else None
    view, troubles = _view(store, step, city, left_out)
    facts = _place_facts(store, step, city)
    if view is not None:
        facts |= _figure_facts(store, view, step)
    if seen is not city:
        facts |= {"claim:without": 1, "claim:merged": 1}
    if step.trend:
        facts |= _trend_facts(store, step, city)
    if step.of == "trends":
        facts |= _seen_facts(store, story, city)
    held = next((h for h in step.headlines if holds(h, facts)), None)
    known = facts.get("value") is not None and held is not None
    guess = next((g for g in step.guesses if answers(held, g) and not _empty(g.says, facts)), None) if known and held is not None else None
    if city is not None and city.code == story.city or not story.city and city is None:
        first = step.headlines[0]
        if held is not first:
            wrong = [c for c in first.claims if not facts.get(f"claim:{c}")]
            empty = _empty(first.says, facts)
            why = [f"it claims {', '.join(wrong)}"] if wrong else []
            why += [f"there is no figure for {', '.join(empty)}"] if empty else []
            troubles = (*troubles, f"headline '{first.says}' no longer holds: {'; '.join(why)}.")
        if city is not None and step.guesses and guess is None:
            troubles = (*troubles, "the room is asked nothing: no guess has its answer in the headline.")
        for text in (step.say, step.question, step.point.text if step.point else ""):
            empty = [n for n in named(text) if facts.get(n) is None]
            if empty:
                troubles = (*troubles, f"'{text}' has no figure for {', '.join(empty)}.")
    return Look(view, facts, held, troubles, guess, left_out)


def merged_since(store: Store, step: Step) -> tuple[str, ...]:
    """The midsize cities that took in another municipality after the year of a step that leaves such cities out; none for another step.

    What was counted per municipality of then belongs to several of them together: that is another thing than the figure of one.
    """
    if not step.unmerged or step.year is None:
        return ()
    joined = {c.code: [part.rsplit(" ", 1)[1] for part in c.predecessors.split("; ") if part] for c in store.cities()}
    # Borders change on the first of January; those of the year itself are the borders it was counted on.
    return tuple(code for code, dates in joined.items() if any(int(date[:4]) > step.year for date in dates))


def holds(headline: Headline, facts: Mapping[str, Fact]) -> bool:
    """Whether all a headline claims is so, every placeholder has a figure, and no change is told of 0%."""
    return all(facts.get(f"claim:{c}") for c in headline.claims) and not _empty(headline.says, facts)


def _empty(text: str, facts: Mapping[str, Fact]) -> list[str]:
    """The placeholders that leave nothing to say: without a figure, or a change that is shown as 0%."""
    told = {name: facts.get(name) for name in named(text)}
    return [n for n, v in told.items() if v is None or n.endswith("percent") and isinstance(v, float) and rounded(v, 0) == 0]


def check(store: Store, stories: Mapping[str, Story]) -> list[str]:
    """What does not hold any more, a sentence per step: for the city of each story, and for every other city without a headline that holds."""
    found = []
    for story in stories.values():
        known = {c.code: c for c in store.cities(midsize=False)}
        if story.city and (story.city not in known or not known[story.city].midsize):
            found.append(f"stories/{story.id}.toml: {story.city} is no midsize city of this snapshot.")
            continue
        own = known[story.city] if story.city else None
        for step in story.steps:
            place = f"stories/{story.id}.toml, step {step.number}"
            found += [f"{place}: {t}" for t in look(store, story, step, own).troubles]
            if len(step.headlines) > 1:
                others = [c for c in store.cities() if own is None or c.code != own.code]
                found += [f"{place}: no headline holds for {c.name}." for c in others if look(store, story, step, c).headline is None]
    return found


def _view(store: Store, step: Step, city: City | None, left_out: tuple[str, ...]) -> tuple[View | None, tuple[str, ...]]:
    if step.kind not in FIGURES:
        return None, ()
    indicator = next((i for i in store.indicators() if i.id == step.indicator), None)
    if indicator is None:
        return None, (f"the snapshot has no figures for {step.indicator}.",)
    wrong = [code for code in step.also if code not in {c.code for c in store.cities()}]
    others = [code for code in step.also if code not in wrong and (city is None or code != city.code)]
    troubles = tuple(f"{code} in also is no midsize city." for code in wrong)
    cities = group(store, step.group, city)
    if left_out:
        codes = tuple(code for code in cities.codes if code not in left_out)
        cities = replace(cities, codes=codes, label=f"{len(codes)} {cities.label.partition(' ')[2]}")
    view = make(store, indicator, cities, None if city is not None and city.code in left_out else city, step.year, others)
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
    name = f"positie {cities.position}" if cities.position else f"alle {len(cities.codes)} steden"
    facts: dict[str, Fact] = {"group": cities.label, "cities": len(cities.codes), "middle_name": f"de middelste van {name}"}
    facts["claim:no_city"] = int(city is None)
    if city is None:
        return facts
    facts |= {"city": city.name, "position": city.position, "position_name": store.definitions.rule.labels.get(city.position or 0)}
    told = store.position(city.code) or {}
    for name, position in (("larger", 1), ("partner", 2)):
        code = told.get(f"{name}_city") if city.position == position else None
        facts[name] = store.name(code) if isinstance(code, str) and code else None
    facts |= {"claim:borderline": int(city.borderline), "claim:firm": int(not city.borderline)}
    work = told.get("draw")
    if isinstance(work, float):
        facts |= {"claim:lacks_work": int(rounded(work, 2) < 1), "claim:draws_work": int(rounded(work, 2) >= 1)}
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
        "unclear": found.count("mixed"),
        "untested": len(trends) - len(found) + found.count("no_data"),
        "claim:none_clear": int(seen == 0 and "departs" not in found),
        "claim:seen_none": int(seen == 0),
        "claim:seen_one": int(seen == 1),
        "claim:seen_more": int(seen > 1),
    }


def _figure_facts(store: Store, view: View, step: Step) -> dict[str, Fact]:
    """Levels in the year shown and the first year, and the claims about them, all judged on figures as they are shown.

    What is no difference (see `differs`) carries no claim, and neither does one within the margins of a survey.
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
        facts |= _borders(view, code, first)
    if code is not None and not view.uncertain(code):
        start = None if first is None or _broken(view, code, first) or view.uncertain(code, first) else view.value(code, first)
        _level(facts, "", view.value(code), start, view)
        _city_claims(facts, view, code, first, moves, step.index or view.indicator.adds)
    if len(view.ranked) >= 5:
        (top, high), (bottom, low) = view.ranked[0], view.ranked[-1]
        facts |= {"high": high, "high_city": store.name(top), "low": low, "low_city": store.name(bottom)}
        facts["claim:twice"] = int(0 < 2 * rounded(low, view.indicator.decimals) <= rounded(high, view.indicator.decimals))
    facts |= {f"{name}_number": facts.get(name) for name in LEVELS}
    return facts | (_positions(store, view) if _of_positions(step) else {})


def _borders(view: View, code: str, first: int | None) -> dict[str, Fact]:
    """What a city grew by since the first year, and when, where that keeps its figures from being compared."""
    own = view.panel.breaks.get(code, {})
    since = [year for year in own if first is not None and first < year <= view.year]
    if not since:
        return {}
    joined = re.sub(r"(^| )deel van", r"\1een deel van", own[max(since)].removeprefix("met "))
    return {"changed": max(since), "joined": joined, "claim:moved_borders": 1}


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
    ends = [(rounded(v, digits), facts[name]) for v, name in ((then, "middle_then"), (now, "middle"))]
    alone = any(not isinstance(seen, float) or end != rounded(seen, digits) for end, seen in ends)
    facts |= {"middle_from": then, "middle_to": now}
    facts["compared"] = f" (in {len(same)} steden die te vergelijken zijn)" if alone else ""
    if rounded(by - drawn, digits):
        facts |= {"middle_change": None, "middle_percent": None}
        facts["claim:middle_up"] = int(bool(facts["claim:middle_up"]) and differs(by, then, view.indicator) and by > 0)
        facts["claim:middle_down"] = int(bool(facts["claim:middle_down"]) and differs(by, then, view.indicator) and by < 0)
    return [(drawn, pace), (by, (now / then - 1) * 100 if then > 0 else pace)]


def _of_positions(step: Step) -> bool:
    """Whether a step speaks of the three positions beside each other."""
    texts = [h.says for h in step.headlines] + [step.say, step.question, *(g.says for g in step.guesses)]
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
            alone = [p for p, m in medians.items() if not differs(m - end, end, view.indicator)]
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
        there = differs(by, then, view.indicator)
        facts |= {f"claim:{prefix}up": int(there and by > 0), f"claim:{prefix}down": int(there and by < 0)}


def differs(by: float, beside: float, indicator: Indicator) -> bool:
    """Whether a difference of figures as shown, one of them `beside`, is told as one.

    It is not where the definition calls it none (`noise`), nor below `LITTLE`: one threshold for more, less, rose and fell, in every story.
    """
    tail = 10.0 ** -(indicator.decimals + 3)  # what decimals leave behind
    return abs(by) > max(indicator.noise, tail) and abs(by) >= LITTLE * abs(rounded(beside, indicator.decimals)) - tail


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
        facts["claim:flat"] = int(not facts["claim:up"] and not facts["claim:down"])
    # Amounts of cities of different size are compared in percent, shares in points.
    pace, apart = facts.get("pace"), list[float]()
    if moves and relative and isinstance(pace, float):
        apart = [rounded(pace, 0) - rounded(middle_pace, 0) for _, middle_pace in moves]
        apart = [off if abs(off) >= LITTLE * 100 else 0.0 for off in apart]
    elif moves and not relative and not unsure and isinstance(by, float):
        beside = facts.get("middle_then")
        apart = [by - middle_by for middle_by, _ in moves]
        apart = [off if differs(off, beside if isinstance(beside, float) else 0.0, view.indicator) else 0.0 for off in apart]
    if apart:
        facts |= {"claim:faster": int(min(apart) > 0), "claim:slower": int(max(apart) < 0), "claim:alongside": int(not any(apart))}
    if middle is not None:
        margin = view.margin(code)
        shown, other = rounded(value, digits), rounded(middle, digits)
        same = not differs(shown - other, other, view.indicator) or margin is not None and margin[0] <= middle <= margin[1]
        facts |= {
            "gap": abs(shown - other),
            "claim:same": int(same),
            "claim:more": int(not same and shown > other),
            "claim:less": int(not same and shown < other),
        }
    if country is not None:
        shown, other = rounded(value, digits), rounded(country, digits)
        there = differs(shown - other, other, view.indicator)
        facts |= {"claim:more_than_country": int(there and shown > other), "claim:less_than_country": int(there and shown < other)}
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
