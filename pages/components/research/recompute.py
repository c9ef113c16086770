"""Snippets that make figures again: from a published snapshot, or from CBS's own rows. Pure; the tests run them.

Those for CBS look up keys by name and title, as a build does: CBS numbers its measures anew in every edition of a table.
"""

import json
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.model import Recipe, Source, Topic
from etl.provenance import Origin
from etl.store import Store

_FOLDER = Path(__file__).with_suffix("")
_LOOKUP = {language: (_FOLDER / name).read_text(encoding="utf-8") for language, name in (("python", "cbs.py.txt"), ("r", "cbs.r.txt"))}
WIDTH = 100


def from_snapshot(store: Store, regions: Sequence[str], indicators: Sequence[str], first: int, last: int) -> dict[str, str]:
    """Per language how to read rows from the files of a snapshot, in a copy of the project: in the order of the tables page."""
    forecasts = set(store.definitions.forecasts)
    names = [name for name, held in (("observations", set(indicators) - forecasts), ("forecasts", forecasts & set(indicators))) if held]
    paths = [f"data/snapshots/{store.id}/{name}.parquet" for name in names]
    python, r = (f"pd.read_parquet({_text(path)})" for path in paths), (f"as.data.frame(read_parquet({_text(path)}))" for path in paths)
    return {
        "python": f"""\
import pandas as pd

regions = {_list(regions, "[", "]")}
indicators = {_list(indicators, "[", "]")}
rows = pd.concat([{", ".join(python)}])
rows = rows[rows["region"].isin(regions) & rows["indicator"].isin(indicators) & rows["year"].between({first}, {last})]
order = {{"indicator": indicators.index, "region": regions.index, "year": int}}
rows = rows.sort_values(list(order), key=lambda column: column.map(order[column.name]), ignore_index=True)
rows = rows.rename(columns={{"region": "region_code"}})
""",
        "r": f"""\
library(arrow)

regions <- {_list(regions, "c(", ")")}
indicators <- {_list(indicators, "c(", ")")}
rows <- rbind({", ".join(r)})
rows <- rows[rows$region %in% regions & rows$indicator %in% indicators & rows$year >= {first} & rows$year <= {last}, ]
rows <- rows[order(match(rows$indicator, indicators), match(rows$region, regions), rows$year), ]
names(rows)[names(rows) == "region"] <- "region_code"
""",
    }


def from_cbs(store: Store, origin: Origin) -> dict[str, str]:
    """Per language how to make one figure again from CBS's own rows; empty where a part of it is in no table of CBS."""
    if not origin.at_cbs:
        return {}
    figure = "no figure" if origin.value != origin.value else repr(round(origin.value, 6)).removesuffix(".0")
    title = f"# {origin.indicator.title}, {store.name(origin.region)}, {origin.year}. Snapshot {store.id}: {figure}"
    steps = _steps(origin, "value")
    python = [title, *map(_python, steps), "print(round(value, 6))"]
    r = [title, *map(_r, steps), "print(round(value, 6), digits = 12)"]
    return {name: f"{_LOOKUP[name].rstrip()}\n\n\n" + "\n".join(lines) + "\n" for name, lines in (("python", python), ("r", r))}


@dataclass(frozen=True)
class _Step:
    """One reading of a table, and what is made of it in the variable `name`.

    The municipalities of then (`codes`) add, or go together by `weight`: the name of a variable, or of a measure of the same table where
    `own_weight` is set. With `each` they stay apart.
    """

    name: str
    source: Source
    period: str
    codes: tuple[str, ...]
    each: bool
    weight: str = ""
    own_weight: bool = False


def _steps(origin: Origin, name: str, each: bool = False) -> list[_Step]:
    """The readings of a figure, those of its parts before it."""
    source = origin.source
    assert source is not None, "a figure without a source cannot be made again"
    before = [step for part, inside in origin.figures.items() for step in _steps(inside, part, each)]
    weight, own = "", False
    if len(origin.codes) > 1 and not each:
        if origin.weight is not None:
            weight = origin.weight.indicator.id
            before += _steps(origin.weight, weight, each=True)
        elif source.weight is not None:
            weight, own = source.weight.key, True
    return [*before, _Step(name, source, origin.period, origin.codes, each, weight, own)]


def _python(step: _Step) -> str:
    source, scale = step.source, _scale(step.source)
    categories = _apart([f"{_text(d)}: {_text(t)}" for d, t in source.where], "{", "}")
    measures = _apart([f"({', '.join([_text(t.key), *_place(t)])}{'' if _place(t) else ','})" for t in source.topics], "[", "]")
    weight = f"rows[{_text(step.weight)}]" if step.own_weight else step.weight
    made = "rows" if step.each else f"rows.mul({weight}, axis=0).sum(skipna=False) / {weight}.sum()" if weight else "rows.sum(skipna=False)"
    return f"""\
rows = read(
    {_text(source.table)},
    {categories},
    {_text(step.period)},
    {_list(step.codes, "[", "]")},
    {measures},
)
x = {made}{scale}
{step.name} = {_formula(source.recipe, lambda key: f"x[{_text(key)}]")}"""


def _r(step: _Step) -> str:
    source, scale = step.source, _scale(step.source)
    categories = _apart([f"{d} = {_text(t)}" for d, t in source.where], "list(", ")")
    measures = _apart([f"list({', '.join([_text(t.key), *_place(t)])})" for t in source.topics], "list(", ")")
    weight = f"rows${step.weight}" if step.own_weight else step.weight
    made = "rows" if step.each else f"colSums(rows * {weight}) / sum({weight})" if weight else "colSums(rows)"
    return f"""\
rows <- read(
    {_text(source.table)},
    {categories},
    {_text(step.period)},
    {_list(step.codes, "c(", ")")},
    {measures}
)
x <- as.list({made}{scale})
{step.name} <- {_formula(source.recipe, lambda key: f"x${key}")}"""


def _formula(recipe: Recipe, measure: Callable[[str], str]) -> str:
    """A recipe with every measure written by `measure`; other figures are variables with their own name."""

    def part(name: str) -> str:
        return name[1:] if name.startswith("@") else measure(name)

    terms = [" - ".join([" + ".join(map(part, term.parts)), *map(part, term.minus)]) for term in recipe.terms]
    if recipe.verb == "sum":
        return terms[0]
    above, below = (f"({text})" if " " in text else text for text in terms)
    return f"{above} / {below}{'' if recipe.per == 1 else f' * {recipe.per:g}'}"


def _scale(source: Source) -> str:
    return "" if source.scale == 1 else f" * {source.scale:g}"


def _place(topic: Topic) -> list[str]:
    """The group and the place of a measure whose name stands in its table more than once."""
    if topic.occurrence is not None:
        return [_text(topic.group or ""), str(topic.occurrence)]
    return [_text(topic.group)] if topic.group else []


def _text(words: str) -> str:
    """A text as both languages write it."""
    return json.dumps(words, ensure_ascii=False)


def _apart(items: Sequence[str], before: str, after: str) -> str:
    """The arguments of a reading: on one line, or each on its own where they are long."""
    line = f"{before}{', '.join(items)}{after}"
    return line if len(line) <= WIDTH else f"{before}\n        " + ",\n        ".join(items) + f"\n    {after}"


def _list(texts: Sequence[str], before: str, after: str) -> str:
    """Texts as a list, over several lines where they are many."""
    line = ", ".join(map(_text, texts))
    if len(line) <= WIDTH:
        return f"{before}{line}{after}"
    return f"{before}\n{textwrap.fill(line, WIDTH, initial_indent='  ', subsequent_indent='  ', break_long_words=False)}\n{after}"
