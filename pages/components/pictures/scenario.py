"""Continuations of a figure as a picture, sentences and a table, all made from one `Shown`. Pure.

Called *doordenker, geen voorspelling* wherever they are shown: each line carries on one assumption, which stands beside it in words.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from etl import scenarios
from etl.model import Indicator
from etl.scenarios import Continuation, Outlook
from etl.store import City, Store
from etl.values import rounded
from etl.view import Group, View, make
from pages.components.shell import kept
from pages.components.wording import dutch, words

NAMES = {"own": "eigen tempo", "middle": "tempo middelste stad", "official": "officiële prognose"}
PER_YEAR = {
    "%": f"{dutch.THIN}procentpunt",
    "euro": f"{dutch.THIN}euro",
    "km": f"{dutch.THIN}km",
    "m³": f"{dutch.THIN}m³",
    "kWh": f"{dutch.THIN}kWh",
}
"""Units of a pace that are short enough to stand behind it."""
REFUSED = {
    scenarios.TOO_FEW: f"Er zijn minder dan {scenarios.ENOUGH_YEARS} jaren op een rij die te vergelijken zijn. Daar trekken we geen lijn uit door.",
    scenarios.TOO_OLD: "Het laatste cijfer is te oud om tot 2035 door te denken.",
    scenarios.COARSE: "Het CBS rondt dit cijfer voor deze stad zo grof af dat een tempo niet vast te stellen is.",
    scenarios.NO_FIGURE: "Voor deze stad is er geen cijfer.",
}


@dataclass(frozen=True)
class Shown:
    """A view with its continuations. Without a city the middle city of the group is carried on."""

    view: View
    outlook: Outlook

    @property
    def name(self) -> str:
        return self.view.city.name if self.view.city else "de middelste stad"

    @property
    def lines(self) -> tuple[Continuation, ...]:
        return self.outlook.lines

    @property
    def own(self) -> Any:
        """The figures of my city (or the middle one) over the years drawn."""
        return self.view.series(self.view.city.code) if self.view.city else self.view.median


def shown(store: Store, indicator: Indicator, group: Group, city: City | None) -> Shown:
    """The continuations of an indicator for a city among its group."""
    view = make(store, indicator, group, city)
    return Shown(view, kept.recall(store, ("outlook", indicator.id, group, city), lambda: _outlook(store, indicator, group, city)))


def _outlook(store: Store, indicator: Indicator, group: Group, city: City | None) -> Outlook:
    mine = [city.code] if city else []
    panel = store.panel(indicator.id, [*mine, *(c for c in group.codes if c not in mine)])
    everywhere = store.panel(indicator.id).value
    floor = bool(not np.isnan(everywhere).all() and np.nanmin(everywhere) >= 0)
    given = scenarios.given(
        panel, breaks=indicator.breaks, bounds=indicator.bounds, uncertain_above=indicator.uncertain_above, floor_at_zero=floor
    )
    if city is None:
        given = scenarios.with_middle(given)
        found = scenarios.outlook(given)
        return Outlook(tuple(one for one in found.lines if one.kind == "own"), found.record, found.refused)
    forecast, held = store.forecast(indicator.id), np.flatnonzero(~np.isnan(panel.value[0]))
    if forecast is None:
        return scenarios.outlook(given)
    after = panel.years[int(held[-1])] if len(held) else panel.years[-1]
    return scenarios.outlook(given, scenarios.official(store.foretold(forecast.id, mine), after, interval=forecast.sampled))


def spec(found: Shown) -> dict[str, Any]:
    """The picture: what was measured, and apart from it what is carried on."""
    view, indicator = found.view, found.view.indicator
    unit = indicator.unit if len(indicator.unit) <= 5 else ""
    own = found.own
    values = np.concatenate([own, *(part for one in found.lines for part in (one.values, one.low, one.high))])
    held = values[~np.isnan(values)]
    ticks = dutch.ticks(float(held.min()), float(held.max()), 5) if len(held) else [0.0, 1.0]
    if len(held) and held.min() >= 0 and held.min() < 0.35 * held.max():
        ticks = dutch.ticks(0.0, float(held.max()), 5)
    breaks = view.breaks(view.city.code) if view.city else indicator.breaks
    provisional = [y for y in view.years if view.city is not None and view.provisional(view.city.code, y)]
    return {
        "kind": "scenario",
        "alt": alt(found),
        "unit": unit,
        "decimals": indicator.decimals,
        "years": list(view.years),
        "y": {"min": ticks[0], "max": ticks[-1], "ticks": ticks, "unit": unit},
        "city": {"name": found.name, "values": _plain(own), "provisional": provisional},
        "sparse": indicator.waves,
        "breaks": [{"year": y, "label": label} for y, label in sorted(breaks.items()) if view.years[0] < y <= view.years[-1]],
        "lines": [
            {
                "kind": one.kind,
                "name": NAMES[one.kind],
                "years": list(one.years),
                "values": _plain(one.values),
                "low": _plain(one.low),
                "high": _plain(one.high),
                "value_label": dutch.label(float(one.values[-1]), indicator),
            }
            for one in found.lines
        ],
    }


def _plain(values: Any) -> list[float | None]:
    return [None if np.isnan(v) else float(v) for v in values]


def headline(found: Shown) -> str:
    """What my own pace leads to, or that there is nothing to carry on."""
    indicator = found.view.indicator
    if not found.lines:
        return f"{dutch.sentence_case(indicator.phrase)} is voor {found.name} niet door te denken"
    own = found.lines[0]
    if own.pace is None:
        return f"Officiële prognose: {indicator.phrase} is in {found.name} {_about(found, own)} in {own.years[-1]}"
    return f"Houdt {found.name} dit tempo, dan is {indicator.phrase} in {own.years[-1]} {_about(found, own)}{_edge(found, own)}"


def _edge(found: Shown, one: Continuation) -> str:
    """Says that a line ends on its bound: further it cannot go."""
    assert one.pace is not None
    free = float(one.values[0]) + one.pace.slope * (one.years[-1] - one.years[0])
    if abs(free - float(one.values[-1])) < 10.0**-found.view.indicator.decimals / 2:
        return ""
    return " (lager kan niet)" if one.pace.slope < 0 else " (hoger kan niet)"


def _about(found: Shown, one: Continuation) -> str:
    return dutch.figure(float(one.values[-1]), found.view.indicator)


def alt(found: Shown) -> str:
    """The picture read aloud: the last figure, and where each line ends."""
    indicator = found.view.indicator
    first = f"Lijnfiguur van {indicator.phrase} in {found.name} met doordenkers, geen voorspellingen."
    if not found.lines:
        return f"{first} {REFUSED[found.outlook.refused]}"
    ends = "; ".join(f"{NAMES[one.kind]} {_about(found, one)} in {one.years[-1]}" for one in found.lines)
    start = found.lines[0]
    measured = f"Gemeten {dutch.figure(float(start.values[0]), indicator)} in {start.years[0]}; " if start.pace is not None else ""
    return f"{first} {dutch.sentence_case(measured + ends)}."


def assumption(found: Shown, one: Continuation) -> tuple[str, str]:
    """What a line assumes: its name, and the words beside it."""
    view, indicator = found.view, found.view.indicator
    end = f"In {one.years[-1]}: {_about(found, one)}"
    if one.kind == "official":
        reach = _range(found, one)
        return "Officiële prognose", f"Wat het CBS en het PBL zelf verwachten. {end}{reach}."
    assert one.pace is not None
    rate = _rate(found, one.pace.slope)
    stop = f" De lijn stopt waar het cijfer niet {'lager' if one.pace.slope < 0 else 'hoger'} kan." if one.held else ""
    if one.kind == "own":
        start = dutch.figure(float(one.values[0]), indicator)
        return (
            dutch.sentence_case(NAMES["own"]),
            f"{dutch.sentence_case(found.name)} gaat vanaf {start} ({one.years[0]}) door met het tempo van {one.pace.first}–{one.pace.last}: {rate}. {end}{_range(found, one)}.{stop}",
        )
    enough = f" ({one.cities} met genoeg jaren)" if one.cities < len(view.group.codes) else ""
    return (
        dutch.sentence_case(NAMES["middle"]),
        f"{dutch.sentence_case(found.name)} verandert vanaf {one.years[0]} zoals de middelste van {view.group.label}{enough}: {rate}. {end}.{stop}",
    )


def _rate(found: Shown, slope: float) -> str:
    indicator = found.view.indicator
    return f"{dutch.signed(slope, decimals(indicator, slope))}{PER_YEAR.get(indicator.unit, '')} per jaar"


def brief(found: Shown) -> str:
    """What our own lines assume, in a line or two: for where the words of `assumption` do not fit."""
    said = []
    for one in found.lines:
        if one.pace is not None:
            like = f", zoals in {one.pace.first}–{one.pace.last}" if one.kind == "own" else ""
            said.append(f"{dutch.sentence_case(NAMES[one.kind])}: {_rate(found, one.pace.slope)}{like}.")
    return " ".join(said)


def sources(found: Shown, ours: str = "Rechts van de stippellijn") -> str:
    """Where the figures come from, and which lines (`ours`) are a calculation of our own."""
    view = found.view
    theirs = any(one.kind == "official" for one in found.lines)
    parts = [words.source_line(view.store, (*view.tables, *(view.later_tables if theirs else ())))]
    if any(one.pace for one in found.lines):
        parts.append(f"{ours}: eigen berekening, niet van het CBS.")
    if theirs:
        parts.append("De officiële prognose is van CBS en PBL.")
    return " ".join(parts)


PACE = (
    "Tempo: Theil–Sen-helling van de laatste tien jaar na de laatste breuk, met 95%-interval. Het interval zegt iets over het tempo van toen, "
    "niet over wat er nog verandert."
)
"""How a pace is reckoned."""


def decimals(indicator: Indicator, value: float) -> int:
    """One more decimal than the figure itself, so that a slow pace does not read as standing still."""
    return max(indicator.decimals + 1, 0) if abs(value) < 10 ** -min(indicator.decimals, 0) * 10 else max(indicator.decimals, 0)


def _range(found: Shown, one: Continuation) -> str:
    low, high = float(one.low[-1]), float(one.high[-1])
    indicator = found.view.indicator
    if np.isnan(low) or rounded(low, indicator.decimals) == rounded(high, indicator.decimals):
        return ""
    return f" (tussen {dutch.number(low, indicator.decimals)} en {dutch.number(high, indicator.decimals)})"


def track(found: Shown) -> str:
    """How far off such continuations were, or why that cannot be said."""
    record, indicator = found.outlook.record, found.view.indicator
    if record is None:
        return "Hoe ver dit er vroeger naast zat, is niet na te gaan: de reeksen zijn daarvoor te kort."
    span = record.until - record.origin
    d = indicator.decimals

    def off(value: float) -> str:
        return dutch.difference(value, indicator)

    parts = [
        f"Met de cijfers tot en met {record.origin} hebben we {dutch.count(span, 'jaar', 'jaar')} vooruit gedacht en {record.until} ernaast gelegd, voor {record.cities} steden.",
        f"Bij de middelste stad zat het eigen tempo er {off(record.own)} naast, het tempo van de middelste stad {off(record.middle)}.",
        f"‘Er verandert niets’ zat er {off(record.still)} naast.",
    ]
    errors = {"het eigen tempo": record.own, "het tempo van de middelste stad": record.middle, "‘er verandert niets’": record.still}
    best = [name for name, value in errors.items() if rounded(value, d) == rounded(min(errors.values()), d)]
    if len(best) == 1:
        parts.append(f"Het dichtst bij kwam {best[0]}.")
    inside = round(record.covered * record.cities)
    parts.append(
        f"Bij {inside} van de {record.cities} steden lag het cijfer van {record.until} binnen het vlak van toen{'' if record.covered >= 0.9 else '; het vlak is dus te smal om op te rekenen'}."
    )
    if record.mine is not None and found.view.city is not None:
        if rounded(record.mine, d) == 0:
            parts.append(f"Voor {found.name} kwam het uit.")
        else:
            parts.append(f"Voor {found.name} kwam het eigen tempo {off(record.mine)} te {'hoog' if record.mine > 0 else 'laag'} uit.")
    return " ".join(parts)


def rows(found: Shown) -> pd.DataFrame:
    """Every point of the picture: kind (`gemeten` or the name of a line), year, value, low, high, unit, indicator, region, snapshot."""
    view = found.view
    records: list[dict[str, Any]] = [
        {"kind": "gemeten", "year": y, "value": v, "low": np.nan, "high": np.nan}
        for y, v in zip(view.years, found.own.tolist(), strict=True)
    ]
    for one in found.lines:
        # The first point of a line is the last figure, which stands there already.
        for y, v, a, b in list(zip(one.years, one.values.tolist(), one.low.tolist(), one.high.tolist(), strict=True))[
            one.kind != "official" :
        ]:
            records.append({"kind": NAMES[one.kind], "year": y, "value": round(v, 6), "low": round(a, 6), "high": round(b, 6)})
    frame = pd.DataFrame.from_records(records)
    return frame.assign(
        name=found.name,
        region=view.city.code if view.city else view.group.id,
        indicator=view.indicator.id,
        unit=view.indicator.unit,
        snapshot=view.store.id,
    )


def table(found: Shown) -> pd.DataFrame:
    """The same as text to read: a row per year, a column per line."""
    frame, d = rows(found), found.view.indicator.decimals
    years = sorted(int(y) for y in frame["year"].unique())
    out: dict[str, list[str]] = {"jaar": [str(y) for y in years]}
    for kind in dict.fromkeys(frame["kind"]):
        held = frame[frame["kind"] == kind].set_index("year")["value"]
        out[str(kind)] = ["" if y not in held.index else "–" if held[y] != held[y] else dutch.number(float(held[y]), d) for y in years]
    return pd.DataFrame(out)
