"""Sentences of the city profile: made from the same views and records as its pictures, so they cannot contradict them. Pure; Dutch.

Nothing here says good or bad, and nothing says why; words for more and less come from the definition of the figure.
"""

from collections.abc import Mapping
from typing import Any

from etl.partners import FURTHEST, OTHER_WAY, Lesson
from etl.standout import Distance, Found
from etl.store import City, Store
from etl.typology import Thresholds
from etl.values import rounded
from etl.view import SMALLEST_GROUP, Change, View
from pages.components.wording import dutch, positionwords, words

COMMUTING = "Pendel: december 2014, de laatste met paren van gemeenten. Afstanden van kern tot kern."
"""Of when and what the numbers of a position are."""


def line(view: View) -> str:
    """One plain sentence about a figure: the city against the middle city and its change, or the spread of the group."""
    return _of_city(view) if view.city is not None else _of_group(view)


def _of_city(view: View) -> str:
    assert view.city is not None
    code = view.city.code
    value, middle = view.value(code), view.median_in()
    if value is None:
        return f"Geen cijfer over {view.year}: {words.REASONS[view.missing(code)]}.{_latest(view)}"
    if view.uncertain(code):
        return "Onzeker: het CBS rondt hier te grof af om te vergelijken."
    if middle is None:
        return f"Minder dan {dutch.count(SMALLEST_GROUP, 'stad', 'steden')} hebben een cijfer: we vergelijken niet."
    soft = " Voorlopig cijfer." if view.provisional(code) else ""
    return f"{_against(view, value, middle)}{_moved(view, view.change(code))}.{soft}"


def _against(view: View, value: float, middle: float) -> str:
    assert view.city is not None
    indicator, place = view.indicator, view.places.get(view.city.code)
    highest, lowest = ("hoogste", "laagste") if indicator.words[0] == "hoger" else ("grootste", "kleinste")
    if place is not None and not place.shared and place.place in (1, place.of) and view.margin(view.city.code) is None:
        return f"Het {highest if place.place == 1 else lowest} van de {place.of} steden"
    said = words.against_middle(view, value, middle)
    return f"{dutch.sentence_case(said)} in de middelste stad"


def _moved(view: View, change: Change | None) -> str:
    if change is None or view.city is None:
        return ""
    indicator = view.indicator
    if view.unsure(view.city.code, change.first, change.last):
        return f"; of het sinds {change.first} veranderde, is niet zeker"
    span = change.last - change.first
    years = "tien jaar" if span == 10 else f"{span} jaar"
    if not indicator.differs(change.by):
        return f"; in {years} {'' if rounded(change.by, indicator.decimals) == 0 else 'ongeveer '}gelijk gebleven"
    return f"; in {years} met {dutch.difference(change.by, indicator)} {'gestegen' if change.by > 0 else 'gedaald'}"


def _latest(view: View) -> str:
    assert view.city is not None
    last = next((y for y in reversed(view.years) if view.value(view.city.code, y) is not None), None)
    return (
        f" Het laatste is van {last}: {dutch.figure(view.value(view.city.code, last) or 0.0, view.indicator)}." if last is not None else ""
    )


def _of_group(view: View) -> str:
    if len(view.ranked) < SMALLEST_GROUP:
        return f"Over {view.year} hebben te weinig steden een cijfer."
    (top, high), (bottom, low) = view.ranked[0], view.ranked[-1]
    name, d = view.store.name, view.indicator
    return f"Van {dutch.figure(low, d)} in {name(bottom)} tot {dutch.figure(high, d)} in {name(top)}."


def caption(view: View) -> str:
    """What stands below the strip: the place, the middle city, and how many have no figure."""
    middle = view.median_in()
    if middle is None:
        return "te weinig cijfers voor een plaats"
    parts = []
    # Within a survey's margin a place says nothing.
    place = view.places.get(view.city.code) if view.city is not None and view.margin(view.city.code) is None else None
    if place is not None:
        parts.append(f"{'gedeeld ' if place.shared else ''}{dutch.ordinal(place.place)} van {place.of}")
        parts.append(f"middelste {dutch.number(middle, view.indicator.decimals)}")
    else:
        parts.append(f"{len(view.ranked)} steden" if view.city is None else f"middelste {dutch.number(middle, view.indicator.decimals)}")
    without = len(view.group.codes) - len(view.ranked)
    if without:
        parts.append(f"{without} zonder")
    return " · ".join(parts)


def alt(view: View) -> str:
    """What the two small pictures of a row show, read aloud."""
    middle = view.median_in()
    mine = view.value(view.city.code) if view.city is not None else None
    parts = [f"{view.indicator.title}, {view.year}"]
    if view.city is not None and mine is not None:
        parts.append(f"{view.city.name} {dutch.figure(mine, view.indicator)}")
    if middle is not None:
        parts.append(f"middelste van {view.group.label} {dutch.figure(middle, view.indicator)}")
    return f"{'; '.join(parts)}; lijn van {view.years[0]} tot en met {view.years[-1]}."


def introduction(store: Store, city: City, inhabitants: tuple[float, int] | None) -> str:
    """Who the city is: inhabitants, network, region."""
    people = f"{dutch.number(inhabitants[0], 0)} inwoners ({inhabitants[1]})" if inhabitants else ""
    where = f"{city.corop} ({city.province})" if city.corop and city.corop != city.province else city.province
    return ", ".join(filter(None, [people, " en ".join(city.networks), where])) + "."


def position(store: Store, city: City) -> str:
    """The position with the numbers that decided it, in one line; the page about positions says the rest."""
    found = store.position(city.code)
    if found is None:
        return ""
    label = store.definitions.rule.labels[city.position or 3]
    if "rule_position" not in found or positionwords.override(found) or found["rule_position"] != city.position:
        return f"Positie {city.position}: {label}."
    edge = " Deze stad ligt op de grens: het scheelt weinig." if city.borderline else ""
    limits = store.definitions.rule.limits
    if city.position == 1:
        return (
            f"Positie 1: {store.name(found['larger_city'])} trekt {positionwords.share(found['larger_share'])} van de werkende inwoners"
            f"{_needed(limits, found)}, ligt op {positionwords.km(found['larger_km'])} en is {positionwords.times(found['larger_core'] / found['core_inhabitants'])} zo groot.{edge}"
        )
    if city.position == 2:
        partner = store.name(found["partner_city"])
        other = store.city(found["partner_city"])
        small = "" if other.midsize or "G4" in other.networks else f" {partner} is geen middelgrote stad."
        return (
            f"Positie 2: {city.name} wisselt werkenden uit met {partner}, op {positionwords.km(found['partner_km'])}: "
            f"{positionwords.share(found['partner_share'])} heen en {positionwords.share(found['partner_back'])} terug; "
            f"nodig is {positionwords.percent(float(limits.bond_share))}.{small}{edge}"
        )
    larger = found.get("larger_city")
    far = "geen grotere stad trekt werkende inwoners"
    if isinstance(larger, str) and larger:
        far = (
            f"naar {store.name(larger)} gaat {positionwords.share(found['larger_share'])} van de werkende inwoners{_needed(limits, found)}"
        )
    return f"Positie 3: {far}; een partner is er niet. {city.name} heeft {dutch.number(found['draw'], 2)} baan per werkende inwoner.{edge}"


def _needed(limits: Thresholds, found: Mapping[str, Any]) -> str:
    """The share of working residents that a larger city must draw at this distance: ` (nodig is 15 %)`."""
    close = found["larger_km"] <= limits.near_km
    return f" (nodig is {positionwords.percent(float(limits.near_commuting_share if close else limits.commuting_share))})"


def merged(store: Store, city: City) -> str:
    """Which municipalities went into this one, in whole or in part, and when; what that means for its series. Empty where none did."""
    entries = [part.split(" ", 1)[1].rsplit(" ", 1) for part in city.predecessors.split("; ") if part]
    if not entries:
        return ""
    labels = " ".join(label for cuts in _cuts(store, city) for label in cuts.values())
    whole: dict[str, list[str]] = {}
    pieces: dict[str, list[str]] = {}
    for name, day in entries:
        (pieces if f"deel van {name}" in labels else whole).setdefault(day, []).append(name)
    told = []
    if whole:
        names = dutch.listing([f"{dutch.listing(names)} (tot {dutch.date(day)})" for day, names in sorted(whole.items())])
        told.append(
            f"In {city.name} {'is' if sum(map(len, whole.values())) == 1 else 'zijn'} opgegaan: {names}. Cijfers van vóór die datum zijn, waar dat kan, van die gemeenten samen: aantallen "
            "opgeteld, aandelen en gemiddelden gewogen. Waar dat niet kan, begint de lijn later of is zij daar onderbroken."
        )
    if pieces:
        names = dutch.listing([f"{dutch.listing(names)} ({dutch.date(day)})" for day, names in sorted(pieces.items())])
        told.append(f"Bij {city.name} kwam een deel van {names}; daar zijn de lijnen onderbroken.")
    return " ".join(told)


def _cuts(store: Store, city: City) -> list[Mapping[int, str]]:
    """Per figure the years from which it is about another area."""
    return [store.panel(i.id, [city.code]).breaks.get(city.code, {}) for i in store.indicators() if i.borders == "of_year"]


def tally(verdicts: list[str]) -> str:
    """How many of the trends this city follows, in one line."""
    tested = [v for v in verdicts if v != "no_data"]
    if not tested:
        return "Geen trend is voor deze stad te toetsen."
    said = {"follows": "volgt de stad er {n}", "departs": "wijkt zij van {n} af", "mixed": "is het beeld bij {n} gemengd"}
    counts = [words_.format(n=tested.count(kind)) for kind, words_ in said.items() if kind in tested]
    return f"Van de {len(tested)} trends die voor deze stad te toetsen zijn, {dutch.listing(counts)}."


def standing_out(view: View) -> str:
    """One figure that stands out, beside the middle city."""
    assert view.city is not None
    value, middle = view.value(view.city.code), view.median_in()
    if value is None or middle is None:
        return ""
    return f"{dutch.figure(value, view.indicator)}; in de middelste stad {dutch.figure(middle, view.indicator)} ({view.year})."


def as_far(one: Distance) -> str:
    """How unusual such a distance is, among the other cities."""
    if one.others == 0:
        return f"Zo ver van het midden ligt in geen van de {one.of} andere steden een cijfer."
    return f"Zo ver van het midden ligt ook in {one.others} van de {one.of} andere steden minstens één cijfer."


def looked_at(found: Found) -> str:
    """The correction in plain words."""
    limit = dutch.number(found.limit, 1)
    if not found.distances:
        return (
            f"Geen van de {found.looked_at} cijfers valt op. Wie naar zoveel cijfers kijkt, vindt er altijd wel een dat wat verder van het midden ligt; "
            f"pas vanaf {limit} keer de gewone afstand noemen we het opvallend."
        )
    return (
        f"We keken naar {found.looked_at} cijfers. Een cijfer valt pas op vanaf {limit} keer de gewone afstand tot de middelste stad: "
        "zo'n verschil is bij zoveel cijfers bijna nooit toeval."
    )


def lesson(store: Store, city: City, found: Lesson) -> str:
    """What went otherwise in which cities, with the numbers over the same years."""
    indicator = found.indicator
    if not indicator.differs(rounded(found.mine, indicator.decimals)):
        much = "" if rounded(found.mine, indicator.decimals) == 0 else "ongeveer "
        own = f"{dutch.sentence_case(indicator.phrase)} bleef in {city.name} van {found.first} tot {found.last} {much}gelijk"
    else:
        verb = "steeg" if found.mine > 0 else "daalde"
        own = (
            f"{dutch.sentence_case(indicator.phrase)} {verb} in {city.name} van {found.first} tot {found.last} "
            f"met {dutch.difference(found.mine, indicator)}"
        )
    names = dutch.listing([f"{store.name(p.code)} ({dutch.signed(p.change, indicator.decimals)})" for p in found.partners])
    if found.kind == FURTHEST:
        return f"{own}. Verder {'omhoog' if indicator.better == 'higher' else 'omlaag'} ging het in {names}."
    if found.kind == OTHER_WAY:
        return f"{own}. De andere kant op ging het in {names}."
    still = any(rounded(p.change, indicator.decimals) == 0 for p in found.partners)
    return f"{own}. Veel minder{' of niet' if still else ''} in {names}."
