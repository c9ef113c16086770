"""The words of the position rule: its four sentences, in general and with the numbers of one city, and how firm its answer is. Pure."""

import math
from typing import Any

from etl.model import PositionRule
from etl.store import Store
from etl.typology import Thresholds
from pages.components.wording import dutch

THIN = dutch.THIN
BORDERLINE = "op de grens"

SHORT = {
    "larger_core": "kern van een grotere stad",
    "comparable": "verschil in grootte",
    "commuting_share": "pendel",
    "near_commuting_share": "pendel dichtbij",
    "near_km": "dichtbij (km)",
    "inhabitants_per_km": "inwoners per km",
    "furthest_km": "verste partner (km)",
    "bond_share": "pendel over en weer",
    "draw": "banen per werkende",
}
"""The thresholds in a word or two, for a table."""

_PRECISION = {"%": 1, "km": 1, "inhabitants_per_km": -2, "larger_core": 0}
"""Decimals of a value at which a position changes, by unit or threshold; else two. Commuters are published per hundred, distances are between
the middles of cores, and the inhabitants of a core are known to five."""

Told = dict[str, Any]
"""A row of `etl.positions.positions`, or of `etl.typology.explain` where the thresholds are a reader's own."""


def share(part: float) -> str:
    """`22,5 %` for 0.225; a share that is not kept because it is small says so."""
    return f"{dutch.number(part * 100, 1)}{THIN}%" if part > 0 else f"minder dan 0,5{THIN}%"


def percent(part: float) -> str:
    """`15 %` for 0.15, with a decimal where it has one."""
    return f"{_short(part * 100, 1)}{THIN}%"


def km(distance: float) -> str:
    return f"{dutch.number(distance, 1)}{THIN}km"


def people(count: float) -> str:
    return dutch.number(count, 0)


def times(factor: float) -> str:
    return f"{dutch.number(factor, 1)} keer"


def _short(value: float, decimals: int) -> str:
    """A number with no more decimals than it needs, and at most `decimals`."""
    needed = next((n for n in range(decimals) if abs(value - round(value, n)) < 10**-decimals / 2), decimals)
    return dutch.number(value, needed)


def threshold(rule: PositionRule, key: str, value: float, *, unit: bool = True) -> str:
    """A threshold with its value and unit: `50.000 inwoners`, `15 %`, `27,5 km`. A percentage always keeps its sign."""
    own = next(t for t in rule.thresholds if t.key == key)
    if own.unit == "%":
        return percent(value)
    number = _short(value, 2)
    return f"{number}{THIN}{own.unit}" if unit else number


def general(limits: Thresholds, caution: str) -> list[str]:
    """The rule: its three steps, and last what is meant by a core and where the commuters come from."""
    n = {name: float(getattr(limits, name)) for name in vars(limits)}
    return [
        f"Nabij een grotere stad (1) ligt een gemeente als een stad met een kern van minstens {people(n['larger_core'])} inwoners, meer dan {_short(n['comparable'], 1)} keer de eigen kern, "
        f"minstens {percent(n['commuting_share'])} van de werkende inwoners trekt; ligt die stad binnen {_short(n['near_km'], 1)} km, dan is {percent(n['near_commuting_share'])} genoeg.",
        f"Anders ligt zij in een polycentrische regio (2) als zij een partner heeft: een kern die hoogstens {_short(n['comparable'], 1)} keer groter of kleiner is, niet verder ligt dan 1 km per "
        f"{people(n['inhabitants_per_km'])} inwoners van beide kernen samen (en hoogstens {_short(n['furthest_km'], 1)} km), zelf minstens {_short(n['draw'], 2)} baan per werkende inwoner heeft, "
        f"en met wie over en weer minstens {percent(n['bond_share'])} van de werkende inwoners pendelt.",
        "Anders is zij het centrum van een eigen regio (3).",
        f"De kern is de plaats met de meeste inwoners, afstanden zijn hemelsbreed van kern tot kern, en werkende inwoners zijn banen van werknemers. {caution}",
    ]


def filled(store: Store, told: Told, limits: Thresholds) -> list[str]:
    """The four sentences with the numbers of one city: what was found for each, and what follows."""
    name = store.name(told["region"])
    return [_larger(store, told, limits, name), _partner(store, told, limits, name), _outcome(told, limits, name), _core(told, name)]


def _larger(store: Store, told: Told, limits: Thresholds, name: str) -> str:
    if told["larger_city"] is None or told["larger_city"] != told["larger_city"]:
        return f"Geen stad die meer dan {_short(float(limits.comparable), 1)} keer zo groot is trekt werkenden uit {name}."
    city = store.name(told["larger_city"])
    factor = told["larger_core"] / told["core_inhabitants"]
    close = told["larger_km"] <= limits.near_km
    needed = percent(float(limits.near_commuting_share if close else limits.commuting_share))
    asked = f"binnen {_short(float(limits.near_km), 1)}{THIN}km is {needed} genoeg" if close else f"nodig is {needed}"
    said = (
        f"{city} is {times(factor)} zo groot ({people(told['larger_core'])} inwoners in de kern), ligt op {km(told['larger_km'])} en trekt "
        f"{share(told['larger_share'])} van de werkende inwoners; {asked}"
    )
    if told["rule_position"] == 1:
        more = int(told["larger_cities"]) - 1
        also = f" Nog {dutch.count(more, 'grotere stad telt', 'grotere steden tellen')} mee." if more else ""
        return f"{said}. {name} ligt dus nabij een grotere stad.{also}"
    return f"{said}. Dat is te weinig: {name} ligt niet nabij een grotere stad."


def _partner(store: Store, told: Told, limits: Thresholds, name: str) -> str:
    lead = "Of er een partner is, maakt dan niet meer uit. " if told["rule_position"] == 1 else ""
    if told["partner_city"] is None or told["partner_city"] != told["partner_city"]:
        return f"{lead}Er is geen andere kern op de kaart."
    city = store.name(told["partner_city"])
    factor = told["partner_core"] / told["core_inhabitants"]
    size = f"{times(factor)} zo groot" if factor >= 1 else f"{times(1 / factor)} zo klein"
    found = told["partner_cities"] > 0
    body = (
        f"is {size} ({people(told['partner_core'])} inwoners in de kern) en ligt op {km(told['partner_km'])}; met zoveel inwoners samen mag dat "
        f"{km(told['partner_reach_km'])} zijn. {name} stuurt er {share(told['partner_share'])} van de werkende inwoners heen en krijgt er "
        f"{share(told['partner_back'])} van. {city} heeft {dutch.number(told['partner_draw'], 2)} baan per werkende inwoner"
    )
    if found:
        more = int(told["partner_cities"]) - 1
        also = f", net als {dutch.count(more, 'andere stad', 'andere steden')}" if more else ""
        return f"{lead}{city} {body}. {city} is een partner{also}."
    return f"{lead}{city} komt het dichtst bij een partner. Die kern {body}. Geen partner: {dutch.listing(_failing(told, limits, factor))}."


def _failing(told: Told, limits: Thresholds, factor: float) -> list[str]:
    """What keeps the city that comes closest from being a partner."""
    fails = []
    if max(factor, 1 / factor) > limits.comparable:
        fails.append("het verschil in grootte is te groot")
    if told["partner_km"] > told["partner_reach_km"]:
        fails.append("de afstand is te groot")
    if told["partner_draw"] < limits.draw:
        fails.append("er is daar te weinig werk")
    if min(told["partner_share"], told["partner_back"]) < limits.bond_share:
        fails.append(f"er pendelen te weinig mensen over en weer (nodig is {percent(float(limits.bond_share))})")
    return fails


def _outcome(told: Told, limits: Thresholds, name: str) -> str:
    position = int(told["rule_position"])
    draw = dutch.number(told["draw"], 2)
    if position == 3:
        weak = " Voor een centrum is dat weinig." if told["draw"] < limits.draw else ""
        return f"Geen grotere stad en geen partner: {name} is het centrum van een eigen regio. De gemeente heeft {draw} baan per werkende inwoner.{weak}"
    word = {1: "nabij een grotere stad", 2: "in een polycentrische regio"}[position]
    return f"{name} ligt {word} en is daarom geen centrum van een eigen regio. De gemeente heeft {draw} baan per werkende inwoner."


def _core(told: Told, name: str) -> str:
    return f"De kern van {name} telt {people(told['core_inhabitants'])} inwoners (2021); {share(told['own_share'])} van de werkende inwoners werkt in de eigen gemeente (december 2014)."


def firmness(told: Told, rule: PositionRule) -> str:
    """How firm the official answer is, in a sentence; empty for a snapshot that does not say."""
    if "stability" not in told:
        return ""
    kept = f"De positie blijft gelijk in {dutch.number(told['stability'] * 100, 0)}{THIN}% van de {people(3 ** len(rule.thresholds))} combinaties van drempels die we proberen."
    if override(told):
        return f"Mensen gaven deze positie. {kept.replace('De positie', 'Het antwoord van de regel')}"
    return f"Deze stad ligt op de grens. {kept}" if told["borderline"] else f"Dit staat vast. {kept}"


def margin(told: Told, rule: PositionRule) -> str:
    """Which threshold would have to move how far for another position; empty for a snapshot that does not say."""
    if "stability" not in told:
        return ""
    tried = f"We proberen elke drempel {percent(rule.spread)} lager, zoals hij is, en {percent(rule.spread)} hoger."
    if told["margin_threshold"] is None or told["margin"] != told["margin"]:
        return f"Marge: geen enkele drempel verandert deze positie alleen, ook niet als hij wordt gehalveerd of verdubbeld. {tried}"
    own = next(t for t in rule.thresholds if t.key == told["margin_threshold"])
    return (
        f"Marge: bij een andere drempel voor ‘{SHORT[own.key]}’ wordt het positie {int(told['margin_position'])}, namelijk bij {_precise(rule, own.key, told['margin_value'])} of {'lager' if told['margin_value'] < own.value else 'hoger'} "
        f"in plaats van {threshold(rule, own.key, own.value, unit=False)}. Dat is {_apart(told['margin'])} verschil; geen andere drempel hoeft minder te bewegen. {tried}"
    )


def _apart(part: float) -> str:
    """How far a threshold must move, in whole percents: commuters are known per hundred, so more digits would say nothing."""
    return f"{dutch.number(part * 100, 0)}{THIN}%" if part >= 0.01 else f"minder dan 1{THIN}%"


def nearest(rule: PositionRule, told: Told) -> str:
    """Which threshold changes the position first, for a table: `positie 1 bij pendel 14,2 % (nu 15 %)`."""
    if told["margin_threshold"] is None or told["margin"] != told["margin"]:
        return "geen enkele drempel"
    own = next(t for t in rule.thresholds if t.key == told["margin_threshold"])
    changed = _precise(rule, own.key, told["margin_value"])
    return f"positie {int(told['margin_position'])} bij {SHORT[own.key]} {changed} (nu {threshold(rule, own.key, own.value, unit=False)})"


def _precise(rule: PositionRule, key: str, value: float) -> str:
    """A value at which a position changes, no more precise than the commuters, distances and cores it comes from.

    Rounded away from the threshold, so that at the value shown the position has changed indeed.
    """
    own = next(t for t in rule.thresholds if t.key == key)
    shown, places = (value * 100, _PRECISION["%"]) if own.unit == "%" else (value, _PRECISION.get(key, _PRECISION.get(own.unit, 2)))
    steps = round(shown * 10.0**places, 6)
    outward = (math.floor(steps) if value < own.value else math.ceil(steps)) / 10.0**places
    return f"{dutch.number(outward, places)}{THIN}%" if own.unit == "%" else dutch.number(outward, places)


def abroad(told: Told) -> str:
    """What lies beyond the border; empty where nothing could matter."""
    name = told.get("abroad_city")
    if name is None or name != name:
        return ""
    could = {1: "een grotere stad", 2: "een partner"}[int(told["abroad_position"])]
    return (
        f"Over de grens ligt {name} ({told['abroad_country']}, ongeveer {people(round(told['abroad_inhabitants'], -3))} inwoners) op {km(told['abroad_km'])}. Door grootte en afstand kan dat {could} zijn, "
        "maar pendel over de grens staat niet in de tabel. De regel telt deze stad daarom niet mee."
    )


def override(told: Told) -> str:
    """Who overruled the rule, when and why; empty where nobody did."""
    reason = told.get("override_reason")
    if not isinstance(reason, str):
        return ""
    return f"De regel geeft positie {int(told['rule_position'])}. {told['override_author']} gaf op {dutch.date(told['override_date'])} positie {int(told['position'])}: {reason}"
