"""What every file says about itself: what was chosen, whose figures they are, how to cite them, and what each column and figure means. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.model import Indicator
from etl.store import Store
from pages.components.wording import dutch, words

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"

COLUMNS = {
    "region_code": ("string", "Code van het CBS: GM is een gemeente, PV een provincie, NL01 is Nederland."),
    "region": ("string", "Naam van de gemeente, op de indeling van nu, of van de provincie of het land."),
    "position": ("integer", "Positie in de regio: 1 nabij een grotere stad, 2 in een polycentrische regio, 3 centrum van een eigen regio."),
    "indicator": ("string", "Vaste naam van het cijfer; de betekenis staat in het codeboek."),
    "title": ("string", "Titel van het cijfer."),
    "year": ("integer", "Jaar; waar het voor staat, verschilt per cijfer (zie het codeboek)."),
    "value": ("number", "De waarde, niet afgerond; leeg waar er geen cijfer is."),
    "unit": ("string", "Eenheid van de waarde."),
    "decimals": ("integer", "Hoeveel decimalen de monitor toont; onder nul: afgerond op tientallen, honderdtallen of duizendtallen."),
    "status": (
        "string",
        "Stand van het cijfer: definitief (final), voorlopig (provisional), nader voorlopig (revised), geschat (estimated), niet vermeld (unknown) of prognose (forecast).",
    ),
    "missing": ("string", "Waarom er geen cijfer is; leeg waar er een is."),
    "borders": ("string", "De gemeente zoals het CBS haar gaf (as_published), of samengenomen tot de gemeente van nu (merged)."),
    "rule": ("string", "Hoe cijfers van samengegane gemeenten zijn samengenomen."),
    "break": ("string", "Waarom dit cijfer niet te vergelijken is met het vorige van dezelfde gemeente."),
    "low": ("number", "Ondergrens door afronding of marge; leeg waar het cijfer precies is."),
    "high": ("number", "Bovengrens door afronding of marge; leeg waar het cijfer precies is."),
    "table": ("string", "Tabel van het CBS, of gegevensbestand, waar het cijfer uit komt."),
    "borderline": ("boolean", "Waar (true) als de stad met net andere drempels een andere positie kreeg; leeg zonder positie."),
    "snapshot": ("string", "Momentopname van de monitor waar het cijfer uit komt."),
}
"""The columns of a file, in order: type and meaning. A column has the same name and meaning in every file, address and data package."""
HEADERS = {
    "region_code": "code",
    "region": "gemeente of gebied",
    "position": "positie",
    "indicator": "vaste naam",
    "title": "cijfer",
    "year": "jaar",
    "value": "waarde",
    "unit": "eenheid",
    "decimals": "decimalen",
    "status": "stand",
    "missing": "reden van leegte",
    "borders": "gemeentegrenzen",
    "rule": "samengenomen",
    "break": "breuk",
    "low": "ondergrens",
    "high": "bovengrens",
    "table": "brontabel",
    "borderline": "op de grens",
    "snapshot": "momentopname",
}
"""What people read above the columns, in a workbook."""
BORDERS = {"as_published": "zoals gepubliceerd", "merged": "samengenomen tot de gemeente van nu"}
_RULES = {"add": "opgeteld", "renamed": "alleen een andere naam of code"}


@dataclass(frozen=True)
class Entry:
    """One figure in the codebook of a file."""

    id: str
    title: str
    definition: str
    unit: str
    means: str
    tables: str
    derivation: str
    borders: str
    breaks: str
    caution: str
    decimals: int


@dataclass(frozen=True)
class About:
    """What a file says about itself. `selection` are the choices in words, `day` the date it was made (ISO)."""

    title: str
    selection: tuple[tuple[str, str], ...]
    link: str
    snapshot: str
    stand: str
    source: str
    citation: str
    day: str
    entries: tuple[Entry, ...]


def spoken(rules: Iterable[str] = ()) -> dict[str, dict[str, str]]:
    """Per column with codes: what people read in place of each code. `rules` are those to be put in words; no two codes get the same words."""
    return {"status": words.STATUSES, "missing": words.REASONS, "borders": BORDERS, "rule": {rule: _rule(rule) for rule in rules}}


def _rule(rule: str) -> str:
    """How figures of merged municipalities were put together; a name with @ is another figure, one without a measure of the same table."""
    weight = rule.removeprefix("weighted by ")
    by = f"het cijfer {weight[1:]}" if weight.startswith("@") else f"{weight} uit dezelfde tabel"
    return _RULES.get(rule, rule if weight == rule else f"gewogen naar {by}")


def entry(store: Store, indicator: Indicator) -> Entry:
    """A figure as its codebook line."""
    return Entry(
        id=indicator.id,
        title=indicator.title,
        definition=indicator.definition,
        unit=indicator.unit,
        means=indicator.means,
        tables=words.origin(store, indicator.tables),
        derivation=" | ".join(dict.fromkeys(str(s.recipe) for s in indicator.sources)),
        borders=words.borders(indicator),
        breaks="; ".join(f"vanaf {year}: {label}" for year, label in indicator.breaks.items()),
        caution=indicator.caution,
        decimals=indicator.decimals,
    )


def make(
    store: Store,
    title: str,
    selection: Sequence[tuple[str, str]],
    indicators: Sequence[Indicator],
    tables: Sequence[str],
    link: str,
    day: str,
) -> About:
    """What a file with these figures says about itself; `tables` are those its rows come from."""
    source = words.source_line(store, tuple(tables))
    cited = (
        f"{words.origin(store, tuple(tables))}; bewerking Midsize Monitor, momentopname {store.id}, {words.stand(store, tuple(tables))}. "
        f"Licentie: {LICENCE}. Geraadpleegd op {dutch.date(day)}{f' via {link}' if link else ''}."
    )
    return About(
        title,
        tuple(selection),
        link,
        store.id,
        words.stand(store, tuple(tables)),
        source,
        cited,
        day,
        tuple(entry(store, i) for i in indicators),
    )
