"""Sentences made from the rows of a view: headline, explanation, source, alt text. Pure; Dutch, short, one figure each.

Every sentence states what the picture shows and is built from the same numbers; nothing here says good or bad, and nothing says why.
"""

import re

from etl.model import Indicator
from etl.store import COUNTRY, Store
from etl.values import rounded
from etl.view import Change, Standing, View
from pages.components.wording import dutch, movements

REASONS = {
    "not_yet": "nog niet verschenen",
    "absent_in_source": "niet in de tabel van het CBS",
    "not_in_snapshot": "niet in deze momentopname",
    "unknown": "onbekend bij het CBS",
    "secret": "geheim",
    "impossible": "kan niet worden berekend",
    "city_did_not_exist": "de gemeente bestond nog niet",
}
STATUSES = {
    "final": "definitief",
    "provisional": "voorlopig",
    "revised": "nader voorlopig",
    "estimated": "geschat",
    "not_stated": "niet vermeld",
    "forecast": "prognose",
}
SHORT_POSITIONS = {1: "nabij een grotere stad", 2: "in een polycentrische regio", 3: "centrum van een eigen regio"}


def compared(indicator: Indicator, value: float, other: float) -> str:
    """`hoger dan`, `lager dan` or `even hoog als`, judged on the figures as they are shown; `ongeveer` where the definition calls it no difference."""
    a, b = rounded(value, indicator.decimals), rounded(other, indicator.decimals)
    if not indicator.differs(a - b):
        return f"{'even' if a == b else 'ongeveer zo'} {'hoog' if indicator.words[0] == 'hoger' else 'groot'} als"
    return f"{indicator.words[0] if a > b else indicator.words[1]} dan"


def against_middle(view: View, value: float, middle: float) -> str:
    """My city's figure against the middle city's: `hoger dan`, `even hoog als`, or `niet zeker anders dan` where a survey's margin holds both."""
    margin = view.margin(view.city.code) if view.city is not None else None
    if margin is not None and margin[0] <= middle <= margin[1]:
        return "niet zeker anders dan"
    return compared(view.indicator, value, middle)


def headline(view: View) -> str:
    """The finding as a title: the city against the middle city, or the movement of the middle city."""
    indicator, middle = view.indicator, view.median_in()
    if view.city is not None:
        value = view.value(view.city.code)
        if value is None:
            return f"Voor {view.city.name} is er over {view.year} geen cijfer"
        if view.uncertain(view.city.code):
            return f"{view.city.name}: het cijfer over {view.year} is te grof om te vergelijken"
        if middle is None:
            return f"In {view.city.name} is {indicator.phrase} {dutch.figure(value, indicator)}"
        return f"In {view.city.name} is {indicator.phrase} {against_middle(view, value, middle)} in de middelste stad"
    return movements.movement(view)


def short_headline(view: View) -> str:
    """The finding for a small picture: title first, then the comparison or the movement of the middle city."""
    value, middle = (view.value(view.city.code) if view.city else None), view.median_in()
    if view.city is None or value is None or middle is None or view.uncertain(view.city.code):
        return headline(view)
    return f"{view.indicator.title}: {against_middle(view, value, middle)} in de middelste stad"


def standing(place: Standing) -> str:
    """`plaats 12 van 35`, `gedeelde plaats 4 van 51`."""
    return f"{'gedeelde plaats' if place.shared else 'plaats'} {place.place} van {place.of}"


def sentence(view: View) -> str:
    """Two or three sentences under the picture: the figure, the comparison with the type, the place, the change."""
    return _city_sentence(view) if view.city is not None else _group_sentence(view)


def _city_sentence(view: View) -> str:
    assert view.city is not None
    indicator, code = view.indicator, view.city.code
    value, middle = view.value(code), view.median_in()
    if value is None:
        reason = REASONS[view.missing(code)]
        last = next((y for y in reversed(view.years) if view.value(code, y) is not None), None)
        more = f" Het laatste cijfer is van {last}: {dutch.figure(view.value(code, last) or 0.0, indicator)}." if last is not None else ""
        return f"Voor {view.city.name} is er over {view.year} geen cijfer voor {indicator.phrase}: {reason}.{more}"
    soft = " Dit cijfer is voorlopig." if view.provisional(code) else ""
    parts = [f"In {view.city.name} was {indicator.phrase} {dutch.figure(value, indicator)} ({view.year})."]
    if view.uncertain(code):
        parts.append("Dat is onzeker: het CBS rondt de aantallen zo grof af dat vergelijken met andere steden niet kan.")
        return " ".join(parts) + soft
    margin = view.margin(code)
    if margin is not None:
        low, high = (dutch.number(end, 0) for end in margin)
        parts.append(f"Het is een enquête: met 95 procent zekerheid ligt het tussen {low} en {high}{dutch.THIN}{indicator.unit}.")
    if middle is not None:
        place = view.places.get(code) if margin is None else None
        tail = f": {standing(place)}, van {'hoog naar laag' if indicator.words[0] == 'hoger' else 'groot naar klein'}" if place else ""
        parts.append(
            f"Dat is {against_middle(view, value, middle)} in de middelste van {view.group.label} ({dutch.figure(middle, indicator)}){tail}."
        )
    change = view.change(code)
    if change is not None:
        parts.append(_change_words(indicator, change, view.city.name, view.unsure(code, change.first, change.last)))
    country = view.value(COUNTRY)
    # A count for the whole country is no yardstick for a city.
    if country is not None and country < 20 * max(abs(value), abs(middle or 0.0)):
        parts.append(f"In Nederland als geheel was het {dutch.figure(country, indicator)}.")
    return " ".join(filter(None, [*parts, foretold(view)])) + soft


def foretold(view: View) -> str:
    """What the forecast says for my city, and how far it is from what was counted in the last year; empty where there is no forecast."""
    if view.ahead is None or view.city is None:
        return ""
    forecast, code, last = view.ahead.forecast, view.city.code, view.ahead.years[-1]
    value, seen = view.ahead.value(code, last), view.value(code, view.years[-1])
    if value is None:
        return f"Voor {view.city.name} staat er geen prognose in de gebruikte tabellen."
    said = f"Volgens de prognose is het in {last} {dutch.figure(value, forecast)}"
    if seen is None:
        return f"{said}."
    apart = rounded(value - seen, forecast.decimals)
    now = view.years[-1]
    said += (
        f", {dutch.difference(apart, forecast)} {'meer' if apart > 0 else 'minder'} dan in {now}." if apart else f", evenveel als in {now}."
    )
    told = view.ahead.value(code, now)
    off = 0.0 if told is None else rounded(told - seen, forecast.decimals)
    more = (
        f" Voor {now} lag de prognose {dutch.difference(off, forecast)} {'hoger' if off > 0 else 'lager'} dan wat er is geteld."
        if off
        else ""
    )
    return said + more


def _change_words(indicator: Indicator, change: Change, name: str, unsure: bool = False) -> str:
    span = change.last - change.first
    years = "tien jaar" if span == 10 else f"{span} jaar"
    if rounded(change.by, indicator.decimals) == 0:
        return f"In {years} bleef het in {name} gelijk."
    if unsure:
        return f"Of het in {years} veranderde, is niet zeker."
    if not indicator.differs(change.by):
        return f"In {years} bleef het in {name} ongeveer gelijk."
    verb = "steeg" if change.by > 0 else "daalde"
    more = ""
    if change.others >= 5:
        # For a fall the others that fell further are the ones that did not rise more; equal moves count as neither.
        some = f"{change.others_more or 'geen'} van de {change.others}"
        what = some if change.others_more < change.others else f"alle {change.others}"
        more = f"; in {what} andere steden met een cijfer steeg het meer" if change.by > 0 else ""
    return f"In {years} {verb} het met {dutch.difference(change.by, indicator)}{more}."


def _group_sentence(view: View) -> str:
    indicator, middle = view.indicator, view.median_in()
    ranked = view.ranked
    if middle is None or not ranked:
        return f"Over {view.year} hebben te weinig steden een cijfer voor {indicator.phrase}."
    (top, high), (bottom, low) = ranked[0], ranked[-1]
    without = len(view.group.codes) - len(ranked)
    missing = f" {dutch.sentence_case(dutch.count(without, 'stad heeft', 'steden hebben'))} geen (zeker) cijfer." if without else ""
    return (
        f"In de middelste van {view.group.label} was {indicator.phrase} {dutch.figure(middle, indicator)} ({view.year}). "
        f"Het loopt uiteen van {dutch.figure(low, indicator)} in {view.store.name(bottom)} tot {dutch.figure(high, indicator)} in {view.store.name(top)}.{missing}"
    )


def positions_headline(indicator: Indicator, medians: dict[int, float]) -> str:
    """One line about the three positions' middle cities: close together, or which is highest and lowest."""
    if len(medians) < 2:
        return "Te weinig cijfers om de posities te vergelijken"
    high, low = max(medians, key=lambda p: medians[p]), min(medians, key=lambda p: medians[p])
    money = indicator.unit == "euro"
    a = dutch.figure(medians[low], indicator) if money else dutch.number(medians[low], indicator.decimals)
    b = dutch.figure(medians[high], indicator)
    if rounded(medians[high], indicator.decimals) == rounded(medians[low], indicator.decimals):
        return f"In elke positie {b}"
    return f"Van {a} in positie {low} tot {b} in positie {high}"


def unit_line(view: View) -> str:
    """The unit and what the year stands for."""
    return f"{dutch.titled(view.indicator)}, {view.indicator.means}."


def source_line(store: Store, tables: tuple[str, ...]) -> str:
    """Where the figures come from, with the stand: fetched at CBS on a day, or taken from a recorded archive."""
    return f"Bron: {origin(store, tables)}; bewerking Midsize Monitor; {stand(store, tables)}."


def origin(store: Store, tables: tuple[str, ...]) -> str:
    """`CBS, tabel 03759ned`; a dataset the monitor made itself goes by its publisher and title."""
    known = {entry["id"]: entry for entry in store.manifest["tables"]}
    own = [name for name in tables if known.get(name, {}).get("parts") or known.get(name, {}).get("publisher", "CBS") != "CBS"]
    plain = [name for name in tables if name not in own]
    names = [f"{known[name]['publisher']}, {known[name]['title']}" for name in own]
    if plain:
        names.insert(0, f"CBS, {'tabel' if len(plain) == 1 else 'tabellen'} {dutch.listing(plain)}")
    return "; ".join(names)


def stand(store: Store, tables: tuple[str, ...] = ()) -> str:
    """`opgehaald op 20 november 2026`, or `opname van april 2025` for a snapshot from an archive: the months in which its tables were recorded."""
    kept = store.manifest["origin"]
    others = {t["id"]: t for t in store.manifest["tables"] if t.get("publisher", "CBS") != "CBS"}
    if tables and set(tables) <= set(others):
        return f"kopie van {dutch.date(max(str(others[name]['retrieved']) for name in tables))}"
    if kept["kind"] == "recorded":
        used = [t for t in store.manifest["tables"] if t.get("publisher", "CBS") == "CBS" and (not tables or t["id"] in tables)]
        months = sorted({str(t["modified"])[:7] for t in used if re.match(r"\d{4}-\d\d", str(t.get("modified", "")))})
        if not months:
            return "uit een opgenomen archief"
        first, last = (dutch.month(f"{month}-01") for month in (months[0], months[-1]))
        return f"opname van {first}" if first == last else f"opnamen van {first} tot en met {last}"
    stamps = sorted(str(t.get("retrieved", "")) for t in store.manifest["tables"] if not tables or t["id"] in tables)
    return f"opgehaald op {dutch.date(stamps[-1])}" if stamps and stamps[-1] else "datum van ophalen onbekend"


def notes(view: View) -> str:
    """What a reader must know about the series: breaks, few cities in early years, where the axis begins is said by the chart."""
    parts = []
    members = len(view.group.codes)
    early = view.counts[0]
    if early < members:
        parts.append(
            f"In {view.years[0]} {'had' if early == 1 else 'hadden'} {early} van de {members} steden een {'' if view.indicator.uncertain_above is None else 'zeker '}cijfer."
        )
    parts += filter(None, [movements.note(view)])
    if view.indicator.waves:
        parts.append(f"Gemeten in {dutch.listing([str(y) for y, n in zip(view.years, view.counts, strict=True) if n > 0])}.")
    if view.indicator.noise:
        parts.append(f"Een verschil tot {dutch.difference(view.indicator.noise, view.indicator)} noemen we geen verschil.")
    if view.ahead is not None and view.city is None:
        parts.append(f"Kies een stad voor haar prognose tot {view.ahead.years[-1]}.")
    parts += [f"Vanaf {year}: {label}." for year, label in view.indicator.breaks.items() if year in view.years]
    if view.city is not None:
        own = {y: label for y, label in view.breaks(view.city.code).items() if y not in view.indicator.breaks and y in view.years[1:]}
        parts += [f"{view.city.name} vanaf {year}: {label}." for year, label in sorted(own.items())]
    return " ".join(parts)


def borders(indicator: Indicator) -> str:
    """Which borders the figures are on, and how those of merged municipalities were put together."""
    if indicator.borders == "current":
        return "die van nu, door het CBS teruggerekend"
    if indicator.borders == "ours":
        return "die van nu; wij hebben de bron op de gemeenten van nu gezet"
    rules = {source.merge.weight != "" for source in indicator.sources if source.merge is not None}
    if not rules:
        return "die van het jaar zelf"
    how = dutch.listing([word for weighted, word in ((False, "opgeteld"), (True, "naar grootte gewogen")) if weighted in rules])
    return f"die van nu waar gemeenten in hun geheel zijn samengegaan ({how}), anders die van het jaar zelf"


def alt(view: View) -> str:
    """Alt text of the line chart: what it shows, from when to when, where it ends."""
    middle = view.median_in()
    first = f"Lijnfiguur van {view.indicator.phrase} ({view.indicator.unit}), {view.years[0]} tot en met {view.years[-1]}, voor {view.group.label}."
    end = f" In {view.year} had de middelste stad {dutch.figure(middle, view.indicator)}" if middle is not None else ""
    value = view.value(view.city.code) if view.city is not None else None
    mine = f" en {view.city.name} {dutch.figure(value, view.indicator)}" if view.city is not None and value is not None and end else ""
    ahead = view.ahead.value(view.city.code, view.ahead.years[-1]) if view.ahead is not None and view.city is not None else None
    later = ""
    if view.ahead is not None and ahead is not None:
        later = f" Daarna gestippeld de prognose, in {view.ahead.years[-1]} {dutch.figure(ahead, view.ahead.forecast)}."
    return f"{first}{end}{mine}{'.' if end else ''}{later}"


def ranking_headline(view: View) -> str:
    """Where my city stands, or which cities are first and last."""
    if view.city is not None and view.city.code in view.places:
        place = view.places[view.city.code]
        return f"{view.city.name} staat op {standing(place)}"
    if len(view.ranked) > 1:
        return f"Van {view.store.name(view.ranked[0][0])} tot {view.store.name(view.ranked[-1][0])}"
    return "Te weinig cijfers voor een volgorde"


def without_figure(view: View) -> str:
    """Which cities have no (certain) figure in the year, with the reasons; never more than six names."""
    held = {code for code, _ in view.ranked}
    lacking = [code for code in view.group.codes if code not in held]
    if not lacking:
        return "Alle steden hebben een cijfer."
    shown = [f"{view.store.name(c)} ({REASONS.get(view.missing(c), 'onzeker door afronding')})" for c in lacking[:6]]
    more = f" en {len(lacking) - 6} andere" if len(lacking) > 6 else ""
    return f"{dutch.sentence_case(dutch.count(len(lacking), 'stad', 'steden'))} zonder (zeker) cijfer: {', '.join(shown)}{more}."
