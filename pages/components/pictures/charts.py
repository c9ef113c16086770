"""Pictures as data: a view in, the specification that `drawing.figure` lays out. Pure; no colours, fonts or pixels here."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.store import COUNTRY, City, Store
from etl.values import rounded
from etl.view import SMALLEST_GROUP, Group, View
from pages.components.wording import dutch, movements, words, words_map

Spec = dict[str, Any]

CLASSES = 5


def tone(position: int | None) -> str:
    """The colour name of a position; ink where a group has none."""
    return f"p{position}" if position else "ink"


def _plain(values: NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(v) else float(v) for v in values]


def line(view: View, *, compact: bool = False, others: tuple[str, ...] = ()) -> Spec:
    """My city over the band of the group from lowest to highest, with the middle city; labels at the end.

    `others` are named comparison cities; `compact` leaves out the extremes, for a small picture.
    """
    indicator = view.indicator
    values = [view.low, view.high, *(view.series(c) for c in others)]
    if view.city is not None:
        values.append(view.series(view.city.code))
    ahead = _ahead(view)
    values += [np.array([np.nan if v is None else v for v in one["values"]]) for one in ahead.values()]
    whole = np.concatenate(values)
    held = whole[~np.isnan(whole)]
    ticks = dutch.ticks(float(held.min()), float(held.max()), 4 if compact else 5) if len(held) else [0.0, 1.0]
    # A share or an amount that comes near zero starts at zero; elsewhere the axis may begin higher, and says where.
    # An index has no nought to begin at: its lines start together at 100.
    if len(held) and view.index is None and held.min() >= 0 and ticks[0] > 0 and held.min() < 0.35 * held.max():
        ticks = dutch.ticks(0.0, float(held.max()), 4 if compact else 5)
    spec: Spec = {
        "kind": "line",
        "alt": words.alt(view),
        "unit": _tick_unit(view),
        "decimals": indicator.decimals,
        "years": list(view.years),
        "y": {"min": ticks[0], "max": ticks[-1], "ticks": ticks, "unit": _tick_unit(view)},
        "band": {"tone": tone(view.group.position), "low": _plain(view.low), "high": _plain(view.high)}
        if view.counts.max() >= SMALLEST_GROUP
        else None,
        "median": None,
        "city": None,
        "others": [_other(view, code) for code in others],
        "reference": None,
        "extremes": None if compact else _extremes(view),
        "gaps": [] if view.indicator.waves else _gaps(view),
        "sparse": view.indicator.waves,
        "breaks": _breaks(view),
    }
    middle = view.median_in(view.years[-1])
    if not np.isnan(view.median).all():
        spec["median"] = {
            "tone": tone(view.group.position),
            "values": _plain(view.median),
            "name": "middelste stad",
            "value_label": dutch.number(middle, indicator.decimals) if middle is not None else "",
        }
    if view.city is not None and not np.isnan(view.series(view.city.code)).all():
        last = view.value(view.city.code, view.years[-1])
        spec["city"] = {
            "name": view.city.name,
            "values": _plain(view.series(view.city.code)),
            "value_label": dutch.label(last, indicator) if last is not None else "",
            "provisional": [y for y in view.years if view.provisional(view.city.code, y)],
        }
    if ahead:
        _extend(spec, view, ahead)
    return _waves_only(spec, view) if view.indicator.waves else spec


def _ahead(view: View) -> dict[str, Spec]:
    """What is foretold for the middle city and for my city (`median`, `city`), each with its values and the words at its end."""
    if view.ahead is None:
        return {}
    found = {"median": view.ahead.median(len(view.group.codes))}
    if view.city is not None:
        found["city"] = view.ahead.series(view.city.code)
    return {
        who: {"values": _plain(values), "value_label": dutch.number(float(values[-1]), view.ahead.forecast.decimals)}
        for who, values in found.items()
        if not np.isnan(values[-1])
    }


def _extend(spec: Spec, view: View, ahead: dict[str, Spec]) -> None:
    """Run the years of a line on to the end of a forecast, drawn apart: dashed, behind a line that says where it begins."""
    assert view.ahead is not None
    later = [None] * len(view.ahead.years)
    seen = [None] * len(view.years)
    spec["years"] = [*view.years, *view.ahead.years]
    if spec["band"]:
        spec["band"] |= {"low": spec["band"]["low"] + later, "high": spec["band"]["high"] + later}
    for one in [spec["median"], spec["city"], *spec["others"]]:
        if one:
            one["values"] = one["values"] + later
            if one["value_label"]:
                one["value_label"] += f" ({view.years[-1]})"
    for who, one in ahead.items():
        if spec[who]:
            spec[who]["ahead"] = {**one, "values": seen + one["values"]}
    spec["extremes"] = None
    spec["breaks"] = [*spec["breaks"], {"year": view.ahead.years[0], "label": "daarna: prognose"}]


def _waves_only(spec: Spec, view: View) -> Spec:
    """A survey held every few years, drawn by its waves: the years between were never measured, so nothing is missing there."""
    kept = [i for i, n in enumerate(view.counts) if n > 0]

    def cut(values: list[Any]) -> list[Any]:
        return [values[i] for i in kept]

    spec["years"] = cut(spec["years"])
    if spec["band"]:
        spec["band"] |= {"low": cut(spec["band"]["low"]), "high": cut(spec["band"]["high"])}
    for line_ in [spec["median"], spec["city"], *spec["others"]]:
        if line_:
            line_["values"] = cut(line_["values"])
    return spec


def _tick_unit(view: View) -> str:
    return view.indicator.unit if len(view.indicator.unit) <= 5 else ""


def _other(view: View, code: str) -> Spec:
    last = view.value(code, view.years[-1])
    return {
        "name": view.store.name(code),
        "values": _plain(view.series(code)),
        "value_label": dutch.number(last, view.indicator.decimals) if last is not None else "",
        "provisional": [y for y in view.years if view.provisional(code, y)],
    }


def with_country(spec: Spec, view: View) -> Spec:
    """The line with the Netherlands in it, where that fits between the axes: a count of the whole country does not.

    A country known in a few of the years only is a loose dot and a piece of line, which says nothing.
    """
    held = [v for v in view.series(COUNTRY).tolist() if v == v]
    if (
        not held
        or len(held) < 2 / 3 * int((view.counts > 0).sum())
        or min(held) < spec["y"]["min"]
        or max(held) > spec["y"]["max"]
        or len(spec["years"]) != len(view.years)
    ):
        return spec
    return {**spec, "extremes": None, "reference": _other(view, COUNTRY)}


def _extremes(view: View) -> Spec | None:
    """The cities at the edges of the band in its last year; none where my city is one of them or the group is small."""
    pairs = [(code, view.value(code, view.years[-1])) for code in view.group.codes if not view.uncertain(code, view.years[-1])]
    held = [(code, value) for code, value in pairs if value is not None]
    if len(held) < SMALLEST_GROUP:
        return None
    ends = {"high": max(held, key=lambda p: p[1]), "low": min(held, key=lambda p: p[1])}
    mine = view.city.code if view.city else None
    return {
        end: None
        if code == mine
        else {"name": view.store.name(code), "value": value, "value_label": dutch.number(value, view.indicator.decimals)}
        for end, (code, value) in ends.items()
    }


def _breaks(view: View) -> list[Spec]:
    """The breaks of the whole series, and those of my city alone (`own`), where the area of the municipality changed."""
    shared = view.indicator.breaks
    found = view.breaks(view.city.code) if view.city is not None else shared
    drawn = [y for y in sorted(found) if view.years[0] < y <= view.years[-1]]
    return [{"year": y, "label": found[y]} | ({} if y in shared else {"own": True}) for y in drawn]


def _gaps(view: View) -> list[Spec]:
    """Stretches of years inside the drawing in which the whole group (and my city) has no figure."""
    empty = view.counts == 0
    if view.city is not None:
        empty &= np.isnan(view.series(view.city.code))
    gaps: list[Spec] = []
    for year, blank in zip(view.years, empty, strict=True):
        if blank and gaps and gaps[-1]["to"] == year - 1:
            gaps[-1]["to"] = year
        elif blank:
            gaps.append({"from": year, "to": year})
    for gap in gaps:
        gap["label"] = f"{gap['from']} ontbreekt" if gap["from"] == gap["to"] else f"{gap['from']}–{gap['to']} ontbreken"
    return gaps


def strip(view: View, groups: list[Group], labels: dict[int, str]) -> Spec:
    """A row per group with a mark per city and the middle city as a tick; my city large. `view` must cover all groups' cities."""
    indicator = view.indicator
    rows: list[Spec] = []
    everything: list[float] = []
    for group in groups:
        marks: list[Spec] = []
        for code in group.codes:
            value = view.value(code)
            if value is not None and not view.uncertain(code):
                marks.append(
                    {
                        "code": code,
                        "name": view.store.name(code),
                        "value": value,
                        "label": dutch.label(value, indicator),
                        "provisional": view.provisional(code),
                    }
                )
        held: list[float] = [m["value"] for m in marks]
        everything += held
        middle = float(np.median(held)) if len(held) >= SMALLEST_GROUP else None
        rows.append(
            {
                "position": group.position,
                "tone": tone(group.position),
                "label": labels.get(group.position or 0, group.label),
                "median": middle,
                "median_label": dutch.number(middle, indicator.decimals) if middle is not None else "",
                "marks": marks,
            }
        )
    ticks = dutch.ticks(min(everything), max(everything), 5) if everything else [0.0, 1.0]
    medians = {r["position"]: r["median"] for r in rows if r["median"] is not None and r["position"]}
    said = "; ".join(f"positie {p}: middelste stad {dutch.figure(m, indicator)}" for p, m in medians.items())
    return {
        "kind": "strip",
        "alt": f"Elke stad als teken, per positie, {indicator.phrase} in {view.year}. {dutch.sentence_case(said)}."
        if said
        else f"Geen cijfers over {view.year}.",
        "unit": _tick_unit(view),
        "decimals": indicator.decimals,
        "x": {"min": ticks[0], "max": ticks[-1], "ticks": ticks},
        "rows": rows,
        "city": view.city.code if view.city else None,
    }


def bars(view: View, top: int = 7, bottom: int = 4) -> Spec:
    """Ranked bars from zero: the top, my city with its neighbours, the bottom; what lies between is counted, not drawn."""
    ranked = view.ranked
    mine = next((i for i, (code, _) in enumerate(ranked) if view.city is not None and code == view.city.code), None)
    kept = set(range(min(top, len(ranked)))) | set(range(max(0, len(ranked) - bottom), len(ranked)))
    kept |= {i for i in (mine - 1, mine, mine + 1) if 0 <= i < len(ranked)} if mine is not None else set()
    rows: list[Spec] = []
    last = -1
    for i in sorted(kept):
        if i - last == 2:
            kept_alone = last + 1
            rows.append(_bar(view, *ranked[kept_alone]))
        elif i - last > 2:
            rows.append({"skip": i - last - 1})
        rows.append(_bar(view, *ranked[i]))
        last = i
    values = [value for _, value in ranked]
    return {
        "kind": "bars",
        "alt": f"Staven van hoog naar laag: {dutch.sentence_case(view.indicator.phrase)} in {view.year}. "
        + (
            f"Hoogste {view.store.name(ranked[0][0])} met {dutch.figure(ranked[0][1], view.indicator)}, laagste {view.store.name(ranked[-1][0])} met {dutch.figure(ranked[-1][1], view.indicator)}."
            if ranked
            else "Geen cijfers."
        ),
        "unit": _tick_unit(view),
        "decimals": view.indicator.decimals,
        "rows": rows,
        "city": view.city.code if view.city else None,
        "tone": tone(view.group.position),
        "max": max([*values, 0.0]) or 1.0,
        "min": min([*values, 0.0]),
    }


def _bar(view: View, code: str, value: float) -> Spec:
    place = view.places.get(code)
    return {
        "rank": f"{place.place}{'=' if place.shared else ''}" if place else "",
        "code": code,
        "name": view.store.name(code),
        "value": value,
        "label": dutch.number(value, view.indicator.decimals),
        "provisional": view.provisional(code),
    }


def classes(values: list[float], decimals: int) -> list[float]:
    """Upper bounds between five classes with about as many cities each, on figures as shown; fewer where figures coincide."""
    if not values:
        return []
    cuts = [rounded(float(q), decimals) for q in np.quantile(values, [i / CLASSES for i in range(1, CLASSES)])]
    return sorted(set(cuts))


def map_values(view: View, src: str) -> Spec:
    """The map of the group's cities in five classes of the indicator; cities without a figure stay open with an outline."""
    indicator = view.indicator
    held = {code: value for code in view.group.codes if (value := view.value(code)) is not None and not view.uncertain(code)}
    cuts = classes(list(held.values()), indicator.decimals)
    fill: dict[str, str | int] = {
        code: int(np.searchsorted(cuts, rounded(value, indicator.decimals), side="right")) for code, value in held.items()
    }
    # With fewer cuts than four the classes are spread over the darker end, so that the highest is always the darkest.
    shift = CLASSES - 1 - len(cuts)
    fill = {code: int(c) + shift for code, c in fill.items()}
    empty = [code for code in view.group.codes if code not in held]
    # Large numbers in thousands, so that five labels fit below the map; the unit line says so.
    thousands = words_map.in_thousands(view)
    places = (indicator.decimals + 3 if indicator.decimals < 0 else 0) if thousands else indicator.decimals
    texts = [dutch.number(c / 1000 if thousands else c, places) for c in cuts]
    legend = [f"< {texts[0]}", *(f"{a}–{b}" for a, b in zip(texts, texts[1:], strict=False)), f"≥ {texts[-1]}"] if texts else []
    tips = {code: f"{view.store.name(code)}: {dutch.figure(value, indicator)}" for code, value in held.items()}
    tips |= {code: f"{view.store.name(code)}: {words.REASONS.get(view.missing(code), 'onzeker')}" for code in empty}
    ranked = view.ranked
    named = [ranked[0][0], ranked[-1][0]] if len(ranked) > 1 else []
    mine = view.city.code if view.city else None
    return {
        "kind": "map",
        "alt": f"Kaart van {view.group.label}: {indicator.phrase} in {view.year}, in {len(cuts) + 1} klassen."
        if held
        else f"Kaart zonder cijfers over {view.year}.",
        "unit": _tick_unit(view),
        "decimals": indicator.decimals,
        "src": src,
        "fill": {**{code: "none" for code in empty}, **fill},
        "outline": [code for code, c in fill.items() if isinstance(c, int) and c <= 1] + empty,
        "city": mine,
        "labels": [{"code": code, "name": view.store.name(code)} for code in dict.fromkeys([*([mine] if mine else []), *named])],
        "tips": tips,
        "figures": dict(zip(("before", "after"), dutch.around(indicator), strict=True)) | {"values": held},
        "legend": {"kind": "classes", "labels": [""] * shift + legend} if legend else None,
    }


def map_positions(store: Store, src: str, city: City | None, named: tuple[str, ...]) -> Spec:
    """The map of all midsize cities by position; the cities the sources name are labelled."""
    cities = store.cities()
    counts = {p: sum(c.position == p for c in cities) for p in (1, 2, 3)}
    labels = [c for c in dict.fromkeys([*([city.code] if city else []), *named])][:8]
    return {
        "kind": "map",
        "alt": f"Kaart van {len(cities)} middelgrote steden: {counts[1]} nabij een grotere stad, {counts[2]} in een polycentrische regio, {counts[3]} centrum van een eigen regio.",
        "unit": "",
        "decimals": 0,
        "src": src,
        "fill": {c.code: tone(c.position) for c in cities},
        "outline": [],
        "city": city.code if city else None,
        "labels": [{"code": code, "name": store.name(code)} for code in labels if code in store.region_codes],
        "tips": {
            c.code: f"{c.name}: positie {c.position}, {words.SHORT_POSITIONS[c.position or 3]}{' (op de grens)' if c.borderline else ''}"
            for c in cities
        },
        "legend": None,
    }


def medians(views: dict[int, View]) -> Spec:
    """Three lines of the middle city per position, for the overview: of the same cities in all years where the others would blur the movement."""
    first, same = views[1], movements.same_cities(views)
    years = sorted(y for y in set.union(*(set(v.years) for v in views.values())) if same is None or same[0] <= y <= first.year)
    series = []
    for position, view in views.items():
        held = dict(zip(view.years, _plain(view.median if same is None else view.steady(same[0])), strict=True))
        last = held.get(years[-1])
        series.append(
            {
                "tone": tone(position),
                "shape": position,
                "values": [held.get(y) for y in years],
                "value_label": dutch.number(last, first.indicator.decimals) if last is not None else "",
            }
        )
    ends = ", ".join(f"positie {p} {s['value_label']}" for p, s in zip(views, series, strict=True))
    return {
        "kind": "lines",
        "alt": f"Drie lijnen: {first.indicator.phrase} in de middelste stad per positie, {years[0]} tot en met {years[-1]}. In {years[-1]}: {ends} {first.indicator.unit}.",
        "unit": "",
        "decimals": first.indicator.decimals,
        "years": years,
        "series": series,
        "breaks": [{"year": y, "label": label} for y, label in first.indicator.breaks.items() if years[0] < y <= years[-1]],
    }


__all__ = ["COUNTRY", "Spec", "bars", "classes", "line", "map_positions", "map_values", "medians", "strip", "tone", "with_country"]
