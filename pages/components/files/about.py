"""What every file says about itself: what was chosen, whose figures they are, how to cite them, and what each column and figure means. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl import behind, citing, columns
from etl.citing import Work
from etl.model import Indicator
from etl.store import Store
from pages.components.research import codebook
from pages.components.wording import dutch, words

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"

_NUMBERS = {"value": "number", "low": "number", "high": "number", "position": "integer", "year": "integer", "decimals": "integer"}
COLUMNS = {
    name: ("boolean" if name == "borderline" else _NUMBERS.get(name, "string"), meaning)
    for name, meaning in columns.FIGURES.items()
    if name != "measure"
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
    "bounds": "soort grens",
    "table": "brontabel",
    "borderline": "op de grens",
    "snapshot": "momentopname",
}
"""What people read above the columns, in a workbook."""
BORDERS = {
    "as_published": "zoals gepubliceerd",
    "current": "de hele reeks op de gemeenten van nu",
    "merged": "samengenomen tot de gemeente van nu",
}
BOUNDS = {"rounding": "alleen afronding bij de bron", "survey": "marge van de enquête"}
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
    work: Work


def spoken(rules: Iterable[str] = ()) -> dict[str, dict[str, str]]:
    """Per column with codes: what people read in place of each code. `rules` are those to be put in words; no two codes get the same words."""
    return {
        "status": words.STATUSES,
        "missing": words.REASONS,
        "borders": BORDERS,
        "bounds": BOUNDS,
        "rule": {rule: _rule(rule) for rule in rules},
    }


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
        tables=words.origin(store, behind.defined(store.definitions, indicator)),
        derivation=" | ".join(dict.fromkeys(str(s.recipe) for s in indicator.sources)),
        borders=words.borders(indicator),
        breaks="; ".join(f"vanaf {year}: {label}" for year, label in indicator.breaks.items()),
        caution=" ".join(filter(None, [indicator.caution, *codebook.changed(indicator)])),
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
        work(store, title, tables, link, day),
    )


def work(store: Store, title: str, tables: Sequence[str], link: str, day: str) -> Work:
    """The same citation as facts, for programs that keep references."""
    known = {entry["id"]: entry for entry in store.manifest["tables"]}
    return Work(
        title=title,
        makers=citing.makers([str(known.get(name, {}).get("publisher", "CBS")) for name in tables]),
        year=int(store.manifest["built"][:4]),
        version=store.id,
        note=f"{words.origin(store, tuple(tables))}; bewerking {citing.NAME}, {words.stand(store, tuple(tables))}.",
        link=link,
        day=day,
    )
