"""Where a figure comes from, in words: of the figure itself, and of everything that was read for it. Pure."""

import math

from etl.model import Indicator, Source, Term
from etl.provenance import Origin
from etl.regions import level
from etl.store import COUNTRY, Store
from etl.values import rounded
from pages.components.wording import dutch, words

Facts = list[tuple[str, str]]


def title(store: Store, origin: Origin) -> str:
    """`Koopwoningen in Zeist, 2024: 52,7 %`."""
    figure = "geen cijfer" if origin.missing else dutch.figure(origin.value, origin.indicator)
    return f"{origin.indicator.title}, {store.name(origin.region)}, {origin.year}: {figure}"


def exact(value: float) -> str:
    """A figure as files have it: not rounded, but for what lies behind six decimals."""
    text = dutch.number(value, 6)
    return text.rstrip("0").rstrip(",") if "," in text else text


def figure(store: Store, origin: Origin) -> Facts:
    """What there is to say of the figure itself."""
    indicator = origin.indicator
    if origin.missing:
        facts: Facts = [("Reden van leegte", words.REASONS[origin.missing])]
    else:
        facts = [_value(origin), ("Status", words.STATUSES[origin.status])]
    if _bounded(origin):
        low, high = (exact(end) for end in _outward(origin))
        facts.append(("Ligt tussen", f"{low} en {high}: {_margin(indicator)}"))
    facts.append(("Het jaar staat voor", indicator.means))
    if origin.source is not None:
        facts.append(("Berekening", calculation(store, origin.source, origin.own)))
    elif origin.moved:
        facts.append(
            ("Berekening", "deze momentopname las een andere tabel dan wij nu gebruiken; hoe dit cijfer toen is berekend, staat hier niet")
        )
    else:
        facts.append(("Berekening", f"geen bron geeft dit cijfer over {origin.year}"))
    if lacking := [store.definitions.indicators[name].title for one in origin.readings for name in one.lacking]:
        are = "hoort" if len(lacking) == 1 else "horen"
        facts.append(
            ("Niet na te gaan", f"{dutch.listing(lacking)} {are} nu bij de berekening, maar deze momentopname heeft dat cijfer niet")
        )
    facts.append((_kind(origin), municipality(store, origin)))
    if origin.label:
        facts.append(("Niet te vergelijken met het jaar ervoor", origin.label))
    if origin.correction is not None:
        facts.append(("Met de hand verbeterd", f"{origin.correction.reason} Gemeld: {origin.correction.reported}."))
    if origin.carried_from:
        facts.append(("Overgenomen", f"uit momentopname {origin.carried_from}, omdat de bron daarna niet te lezen was"))
    facts.append(("Momentopname", f"{store.id}, gemaakt op {dutch.date(store.manifest['built'])}"))
    return facts


def _bounded(origin: Origin) -> bool:
    return origin.low == origin.low and origin.high == origin.high


def _value(origin: Origin) -> tuple[str, str]:
    """The figure as files have it; one worked out of rounded figures only as far as its digits mean something."""
    unit, source = origin.indicator.unit, origin.source
    as_published = source is not None and not origin.rule and source.recipe.verb == "sum" and len(source.topics) == 1
    if not _bounded(origin):
        return "Precies", f"{exact(origin.value)}{dutch.THIN}{unit}"
    if as_published or origin.indicator.sampled:
        return "Zoals de bron het geeft", f"{exact(origin.value)}{dutch.THIN}{unit}"
    shown, whole = exact(rounded(origin.value, _digits(origin))), exact(origin.value)
    more = f"; in bestanden {whole}, maar de laatste cijfers daarvan zeggen niets" if shown != whole else ""
    return "Uitgerekend", f"{shown}{dutch.THIN}{unit}, uit afgeronde cijfers van de bron{more}"


def _digits(origin: Origin) -> int:
    """How many decimals mean something: one more than the first that rounding at the source leaves open."""
    half = (origin.high - origin.low) / 2
    return min(6, max(0, math.floor(-math.log10(half)) + 1)) if 0 < half < math.inf else 0


def _outward(origin: Origin) -> tuple[float, float]:
    """The bounds with as many digits as mean something, never nearer to each other than they are."""
    step = 10.0 ** _digits(origin)
    # What is written to six decimals must not be moved by the tail of a binary number.
    low, high = (math.floor(round(origin.low * step, 6)) / step, math.ceil(round(origin.high * step, 6)) / step)
    return (low, high) if math.isfinite(high) else (low, origin.high)


def _margin(indicator: Indicator) -> str:
    """What the bounds of a figure allow for, and what they leave out."""
    if indicator.sampled:
        return "de marge van de enquête, met 95 procent zekerheid"
    if indicator.estimated:
        return "alleen de afronding bij de bron. Het cijfer is een schatting uit een enquête; hoe onzeker die is, geeft het CBS er niet bij"
    return "de ruimte door afronding bij de bron"


def calculation(store: Store, source: Source, own: bool) -> str:
    """A formula in words: `Koopwoningen gedeeld door TotaleWoningvoorraad, keer 100`; `own` where the monitor made the table itself."""

    def name(part: str) -> str:
        return store.definitions.indicators[part[1:]].title if part.startswith("@") else part

    def term(one: Term) -> str:
        return " min ".join([" plus ".join(map(name, one.parts)), *map(name, one.minus)])

    recipe = source.recipe
    said = " gedeeld door ".join(map(term, recipe.terms)) + (f", keer {exact(recipe.per)}" if recipe.per != 1 else "")
    if recipe.verb == "sum" and " " not in said:
        said += ", door ons geteld in dit bestand (zie Verantwoording)" if own else ", zoals de bron het geeft"
    # Numerator and denominator of one table are in the same unit, so that it falls away.
    scaled = source.scale != 1 and (recipe.verb == "sum" or not all(one.topics for one in recipe.terms))
    return f"{said}; de bron telt per {exact(source.scale)}" if scaled else said


def _kind(origin: Origin) -> str:
    """What its region is: `Gemeente`, `Provincie` or `Land`."""
    return {"province": "Provincie", "country": "Land"}.get(level(origin.region) or "", "Gemeente")


def municipality(store: Store, origin: Origin) -> str:
    """Which municipalities of then stand behind the figure, or which province; the country is itself."""
    if origin.moved and origin.rule:
        return f"{store.name(origin.region)} ({origin.region}), samengesteld uit gemeenten van toen"
    if origin.codes == (origin.region,):
        if origin.indicator.on_today and origin.region != COUNTRY:
            whose = "door de bron teruggerekend naar" if origin.indicator.borders == "current" else "door ons gezet op"
            return f"{store.name(origin.region)} ({origin.region}), {whose} de grenzen van nu"
        given = "" if origin.own else f", zoals de bron {'het' if origin.region == COUNTRY else 'haar'} geeft"
        return f"{store.name(origin.region)} ({origin.region}){given}"
    then = dutch.listing([f"{origin.names.get(code, code)} ({code})" for code in origin.codes])
    if len(origin.codes) == 1:
        return f"{then}: dezelfde gemeente onder een eerdere code"
    merge = origin.source.merge if origin.source is not None else None
    if merge is not None and merge.weight.startswith("@"):
        # A definition: the snapshot may lack the figure itself.
        title_ = store.definitions.indicators[merge.weight[1:]].title
        return f"gemiddelde van {then}, gewogen naar {title_}: samen nu {store.name(origin.region)}"
    if origin.source is not None and origin.source.weight is not None:
        return f"gemiddelde van {then}, gewogen naar {origin.source.weight.key}: samen nu {store.name(origin.region)}"
    return f"opgeteld uit {then}: samen nu {store.name(origin.region)}"


def reading(store: Store, origin: Origin) -> Facts:
    """What was asked of one table, and what is known of the answer."""
    source, entry = origin.source, origin.entry
    facts: Facts = [("Let op", "nu lezen wij dit cijfer uit een andere tabel")] if origin.moved else []
    if source is not None:
        facts.append(("Maat" if len(source.topics) == 1 else "Maten", "; ".join(_measures(origin, source))))
        where = [f"{dimension} = {category}" for dimension, category in source.where]
        where += [f"{dict(bound)[d]} (voor de marge)" for bound in source.margins for d, t in source.where if dict(bound)[d] != t]
        facts.append(("Selectie", "; ".join(where) or "geen; de tabel heeft alleen gemeenten en perioden"))
        facts.append(("Periode", origin.period if source.year is None else f"{origin.year}, een tabel van één jaar"))
        facts.append((_kind(origin), ", ".join(origin.codes)))
    if entry.get("modified"):
        recorded = store.manifest["origin"]["kind"] == "recorded"
        publisher = entry.get("publisher", "CBS")
        if publisher != "CBS":
            facts.append(("Kopie van", dutch.date(str(entry["retrieved"]))))
        elif recorded:
            facts.append(("Stand", f"opname van {dutch.month(str(entry['modified']))}, niet vandaag bij het CBS opgehaald"))
            if entry.get("retrieved"):
                facts.append(("Uit het archief gelezen", dutch.date(str(entry["retrieved"]))))
        else:
            facts.append(("Gewijzigd bij het CBS", dutch.date(str(entry["modified"]))))
            facts.append(("Opgehaald", dutch.date(str(entry["retrieved"]))))
    if entry.get("held"):
        facts.append(("Niet bijgewerkt", str(entry["held"])))
    if entry.get("sha256"):
        facts.append(("Ontvangen", f"{dutch.number(entry.get('bytes', 0), 0)} bytes, controlegetal (sha256) {entry['sha256']}"))
    return facts


def _measures(origin: Origin, source: Source) -> list[str]:
    """The measures with what they are for, and their figure where the snapshot has it."""
    above = source.recipe.terms[0].topics if source.recipe.verb != "sum" else ()
    below = source.recipe.terms[1].topics if source.recipe.verb != "sum" else ()
    out = []
    for topic in source.topics:
        roles = [
            role
            for role, there in (("teller", topic.key in above), ("noemer", topic.key in below), ("gewicht", topic == source.weight))
            if there
        ]
        if topic.group:
            roles.append(f"onder ‘{topic.group}’")
        said = topic.key + (f" ({', '.join(roles)})" if roles else "")
        if topic.key in origin.known:
            indicator, value = origin.known[topic.key]
            said += f": {exact(value)} {indicator.unit}" if indicator.unit != "%" else f": {exact(value)}{dutch.THIN}%"
        out.append(said)
    return out
