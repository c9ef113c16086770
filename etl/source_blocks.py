"""Reading where an indicator comes from: tables and years, slices, recipes, and how figures of merged municipalities go together."""

import re

from etl.blocks import Block, nearest
from etl.model import Merge, Recipe, Source, Term, Topic
from etl.periods import parse
from etl.problems import SourceProblem

VERBS = ("sum", "share", "rate")


def per_year(parent: Block, number: int, item: object) -> list[object]:
    """A source with one table per year, as one source for each; any other source as it stands."""
    if not isinstance(item, dict) or "tables" not in item:
        return [item]
    block = Block(parent.file, f"{parent.name}.source[{number}]", item)
    for key in ("table", "year", "years", "break"):
        if key in item:
            raise block.problem(f"'{key}' cannot stand beside 'tables'; it belongs to a single year of them.")
    tables = block.take("tables", dict)
    shared = {key: value for key, value in item.items() if key != "tables"}
    sources: list[object] = []
    for year, own in tables.items():
        if re.fullmatch(r"\d{4}", year) is None:
            raise block.problem(f"'{year}' in tables is no year, such as 2012.")
        own = {"table": own} if isinstance(own, str) else own
        if not isinstance(own, dict):
            raise block.problem(f"the table of {year} must be an id or a table of keys, not {own!r}.")
        for key in ("year", "years"):
            if key in own:
                raise block.problem(f"'{key}' cannot stand within {year} of tables, which is the year.")
        sources.append({**_over(shared, own), "year": int(year), "years": f"{year}-{year}"})
    if not sources:
        raise block.problem("'tables' is empty; it needs a year and its table.")
    return sources


def _over(shared: dict[str, object], own: dict[str, object]) -> dict[str, object]:
    """The own keys laid over the shared ones; a measure replaces a derivation, and the other way round."""
    replaced = {other for mine, other in (("measure", "derive"), ("derive", "measure")) if mine in own}
    return {key: value for key, value in shared.items() if key not in replaced} | own


def source(parent: Block, number: int, item: object, shared: dict[str, object]) -> Source:
    block = Block(parent.file, f"{parent.name}.source[{number}]", item)
    merged = Block(parent.file, block.name, _over(shared, block.content))
    recipe = _recipe(merged)
    where = merged.take("slice", dict, {})
    if not all(isinstance(v, str) for v in where.values()):
        raise merged.problem('slice pairs a dimension with the title of one category, such as { Eigendom = "Totaal" }.')
    suffix = merged.take("grain", str, "JJ00")
    try:
        parse(f"2000{suffix}")
    except SourceProblem as error:
        raise merged.problem(f"grain '{suffix}' is not known: {error}") from None
    first, last = _years(merged)
    topic = {
        "group": merged.take("group", str, None),
        "occurrence": merged.take("occurrence", int, None),
        "unit": merged.take("cbs_unit", str, None),
    }
    merge = _merge(merged, recipe)
    weights = (Topic(merge.weight),) if merge is not None and merge.weight and not merge.weight.startswith("@") else ()
    made = Source(
        table=merged.take("table", str),
        where=tuple(sorted(where.items())),
        suffix=suffix,
        first=first,
        last=last,
        recipe=recipe,
        topics=(*(Topic(key, **topic) for key in recipe.topics), *weights),  # type: ignore[arg-type]
        scale=merged.take("scale", float, 1.0),
        rounds_to=merged.take("rounds_to", float, 0.0),
        break_label=merged.take("break", str, ""),
        year=merged.take("year", int, None),
        merge=merge,
        borders_of=merged.take("borders_of", int, None),
        margins=_margins(merged, where, recipe),
    )
    merged.finish()
    if made.scale <= 0 or made.rounds_to < 0:
        raise merged.problem("scale must be larger than 0, and rounds_to 0 or larger.")
    if any(t.occurrence is not None and t.occurrence < 1 for t in made.topics):
        raise merged.problem("occurrence counts from 1, the first measure of that name.")
    if made.break_label and made.first is None:
        raise merged.problem("a break needs 'years', such as \"2013-\": it lies before the first of them.")
    if not made.topics:
        raise merged.problem("no measure of the table itself is used; a figure must name at least one.")
    return made


def _margins(block: Block, where: dict[str, str], recipe: Recipe) -> tuple[tuple[tuple[str, str], ...], ...]:
    """`margins = { Marges = ["Ondergrens …", "Bovengrens …"] }`: the categories of one dimension of the slice that hold the bounds."""
    margins = block.take("margins", dict, {})
    if not margins:
        return ()
    (dimension, titles), *more = margins.items()
    if more or dimension not in where:
        raise block.problem("margins names one dimension, and 'slice' the category of it that holds the figure itself.")
    if not isinstance(titles, list) or len(titles) != 2 or not all(isinstance(t, str) for t in titles) or where[dimension] in titles:
        raise block.problem("margins holds two titles: the category with the lower bounds, then the one with the upper bounds.")
    if recipe.verb != "sum" or len(recipe.topics) != 1 or recipe.indicators:
        raise block.problem("margins belong to a single measure; bounds of a sum or a share are not those of its parts.")
    return tuple(tuple(sorted({**where, dimension: title}.items())) for title in titles)


def _merge(block: Block, recipe: Recipe) -> Merge | None:
    """`merge = "add"` or `merge = { weight = "@inhabitants" }`; nothing where figures of merged municipalities do not go together."""
    if isinstance(block.content.get("merge"), str):
        block.choice("merge", ("add",))
        return Merge()
    if "merge" not in block.content:
        return None
    inner = Block(block.file, f"{block.name}.merge", block.take("merge", dict))
    merge = Merge(inner.take("weight", str), inner.take("rounds_to", float, 0.0))
    inner.finish()
    if re.fullmatch(r"@?\w+", merge.weight) is None or re.search(r"_\d+$", merge.weight) or merge.rounds_to < 0:
        raise inner.problem("weight is a measure of the table, without its number, or an indicator (@id); rounds_to is 0 or larger.")
    if merge.weight.startswith("@") and merge.rounds_to:
        raise inner.problem("rounds_to belongs to a measure of the table; an indicator brings its own.")
    if merge.weight in recipe.topics:
        raise inner.problem(f"'{merge.weight}' cannot weigh itself; a figure made of counts has merge = \"add\".")
    if recipe.indicators:
        raise inner.problem(f"a mean cannot be divided by a count such as '@{recipe.indicators[0]}' after it is weighted.")
    return merge


def _recipe(block: Block) -> Recipe:
    """`measure = "X"` or `derive = { share = ["A + B", "C"] }`; names of other indicators start with @."""
    if "derive" not in block.content:
        return Recipe("sum", (_term(block, block.take("measure", str)),))
    derive = Block(block.file, f"{block.name}.derive", block.take("derive", dict))
    verbs = [verb for verb in VERBS if verb in derive.content]
    if len(verbs) != 1:
        unknown = next((k for k in derive.content if k not in (*VERBS, "per")), "")
        raise derive.problem(f"name one of {', '.join(VERBS)}.{nearest(unknown, VERBS) if unknown else ''}")
    verb = verbs[0]
    texts = derive.texts(verb)
    per = derive.take("per", float, {"share": 100.0, "rate": 1000.0}.get(verb, 1.0))
    derive.finish()
    if per <= 0:
        raise derive.problem("per must be larger than 0.")
    if verb == "sum":
        return Recipe(verb, (_term(block, " + ".join(texts)),))
    if len(texts) != 2:
        raise derive.problem(f"{verb} needs two terms: what is counted and what it is a part of.")
    return Recipe(verb, tuple(_term(block, text) for text in texts), per)


def _term(block: Block, text: str) -> Term:
    """`A + B - C`: the signs stand between blanks."""
    pieces = re.split(r" ([+-]) ", f" + {text}")
    signed = [(sign, part.strip()) for sign, part in zip(pieces[1::2], pieces[2::2], strict=True)]
    for _, part in signed:
        if re.fullmatch(r"@?\w+", part) is None:
            raise block.problem(f"'{part}' is no name of a measure or of an indicator (@id).")
        if re.search(r"_\d+$", part) and not part.startswith("@"):
            raise block.problem(f"measure '{part}' ends in a number; leave the suffix out, CBS shifts it between editions.")
    return Term(tuple(p for sign, p in signed if sign == "+"), tuple(p for sign, p in signed if sign == "-"))


def _years(block: Block) -> tuple[int | None, int | None]:
    text = block.take("years", str, "-")
    match = re.fullmatch(r"(\d{4})?-(\d{4})?", text)
    if match is None:
        raise block.problem(f"years '{text}' must look like 2003-2012, 2013- or -2012.")
    first, last = (int(g) if g else None for g in match.groups())
    if first and last and first > last:
        raise block.problem(f"years '{text}' runs backwards.")
    return first, last
