"""What the monitor shows, read from `data/definitions`: indicators, themes, trends and the position rule.

Definitions are data; this module only turns them into frozen records and refuses what it does not know. It is the
first step of every build and the only reader of the definition files, so a page and the pipeline cannot disagree.
"""

import re
from pathlib import Path

from etl.blocks import Block, nearest, read
from etl.model import Definitions, Indicator, Merge, Recipe, Source, Strength, Term, Test, Theme, Topic, Trend
from etl.periods import parse
from etl.position_rule import position_rule
from etl.problems import DefinitionProblem, SourceProblem

DEFINITIONS = Path(__file__).resolve().parent.parent / "data" / "definitions"

DIRECTIONS = ("higher", "lower", "neither")
BORDERS = ("current", "of_year")
GRADES = ("direct", "proxy", "none")
EXPECTATIONS = ("up", "down", "stable")
VERBS = ("sum", "share", "rate")
MOST_HEADLINES = 4
_ID = re.compile(r"[a-z][a-z0-9_]{1,40}")


def load(folder: Path = DEFINITIONS) -> Definitions:
    """Read every definition file and check the references between them.

    Raises `DefinitionProblem`, which names file, block, key and the nearest valid name. Nothing is downloaded here.
    """
    theme_blocks = read(folder / "themes.toml")
    themes = {block.name: _theme(block) for block in theme_blocks}
    indicators: dict[str, Indicator] = {}
    blocks: dict[str, Block] = {}
    files = sorted((folder / "indicators").glob("*.toml"))
    if not files:
        raise DefinitionProblem("data/definitions/indicators holds no *.toml file: there is nothing to build.")
    for file in files:
        for block in read(file):
            if block.name in indicators:
                raise block.problem("this id is already used in another file; ids are part of links and must be unique.")
            indicators[block.name], blocks[block.name] = _indicator(block, themes), block
    _check_needs(indicators, blocks)
    for block in theme_blocks:
        _check_headlines(block, themes[block.name], indicators)
    strengths = tuple(_strength(block, indicators) for block in read(folder / "strengths.toml"))
    trends = {block.name: _trend(block, themes, indicators) for block in read(folder / "trends.toml")}
    return Definitions(indicators, themes, trends, position_rule(folder / "positions.toml"), strengths)


def in_order(indicators: dict[str, Indicator]) -> list[Indicator]:
    """The indicators so that each comes after those it is derived from."""
    done: dict[str, Indicator] = {}

    def visit(indicator: Indicator) -> None:
        for need in indicator.needs:
            if need not in done:
                visit(indicators[need])
        done[indicator.id] = indicator

    for indicator in indicators.values():
        if indicator.id not in done:
            visit(indicator)
    return list(done.values())


def _check_needs(indicators: dict[str, Indicator], blocks: dict[str, Block]) -> None:
    """Every `@id` must exist, and no indicator may be derived from itself, however indirectly."""

    def visit(indicator: Indicator, path: tuple[str, ...]) -> None:
        for need in indicator.needs:
            if need not in indicators:
                raise blocks[indicator.id].problem(f"'@{need}' is no known indicator.{nearest(need, indicators)}")
            if need in path:
                raise blocks[indicator.id].problem(f"it is derived from itself through {' → '.join((*path, need))}.")
            visit(indicators[need], (*path, need))

    for indicator in indicators.values():
        visit(indicator, (indicator.id,))
        _check_merges(indicator, indicators, blocks[indicator.id])


def _check_merges(indicator: Indicator, indicators: dict[str, Indicator], block: Block) -> None:
    """Only figures on the borders of the year are put on those of today, and only with counts on the same borders."""
    for source in indicator.sources:
        if indicator.borders == "current" and (source.merge is not None or source.borders_of is not None):
            raise block.problem("CBS puts this series on today's borders; 'merge' and 'borders_of' are for borders = \"of_year\".")
        weight = source.merge.weight[1:] if source.merge is not None and source.merge.weight.startswith("@") else ""
        if weight and source.borders_of is not None:
            raise block.problem("figures with 'borders_of' can only be weighted by a measure of their own table.")
        for need in (*source.recipe.indicators, *filter(None, [weight])):
            other = indicators[need]
            if source.merge is not None and not other.adds and (need == weight or other.borders == "of_year"):
                raise block.problem(f"merged municipalities need '@{need}' to be a count with merge = \"add\" on the borders of the year.")


def _id(block: Block) -> str:
    if _ID.fullmatch(block.name) is None:
        raise block.problem("an id is made of small letters, digits and _ and starts with a letter: it is part of links.")
    return block.name


def _theme(block: Block) -> Theme:
    masterclass = Block(block.file, f"{block.name}.masterclass", block.take("masterclass", dict))
    theme = Theme(
        id=_id(block),
        number=block.take("number", int),
        title=block.take("title", str),
        path=block.take("path", str),
        intro=block.take("intro", str),
        tasks=block.texts("tasks"),
        questions=block.texts("questions"),
        masterclass_city=masterclass.take("city", str),
        masterclass_title=masterclass.take("title", str),
        headlines=block.texts("headlines", []),
    )
    masterclass.finish()
    block.finish()
    return theme


def _check_headlines(block: Block, theme: Theme, indicators: dict[str, Indicator]) -> None:
    """The figures a profile opens with must exist, be of the theme itself, and stay few."""
    if len(theme.headlines) > MOST_HEADLINES or len(set(theme.headlines)) < len(theme.headlines):
        raise block.problem(f"headlines names {MOST_HEADLINES} figures at most, each once.")
    for name in theme.headlines:
        if name not in indicators:
            raise block.problem(f"'{name}' in headlines is no known indicator.{nearest(name, indicators)}")
        if indicators[name].theme != theme.id:
            raise block.problem(f"'{name}' in headlines is a figure of theme '{indicators[name].theme}'; name one of this theme.")


def _trend(block: Block, themes: dict[str, Theme], indicators: dict[str, Indicator]) -> Trend:
    tests = tuple(_test(block, number, item, indicators) for number, item in enumerate(block.take("tests", list, [])))
    shows = block.texts("shows", [])
    for show in shows:
        if show not in indicators:
            raise block.problem(f"'{show}' in shows is no known indicator.{nearest(show, indicators)}")
    grade = block.choice("grade", GRADES)
    trend = Trend(
        id=_id(block),
        theme=block.choice("theme", themes),
        name=block.take("name", str),
        short=block.take("short", str, ""),
        statement=block.take("statement", str),
        why=block.take("why", str),
        grade=grade,
        tests=tests,
        shows=shows,
        proxy=block.take("proxy", str, ""),
        needs=block.take("needs", str, ""),
        task=block.take("task", bool, False),
    )
    block.finish()
    if grade == "proxy" and not trend.proxy:
        raise block.problem("grade is proxy, so key 'proxy' must say why the figure is only related.")
    if not trend.indicators and not trend.needs:
        raise block.problem("no indicator is named, so key 'needs' must say which figure is missing.")
    return trend


def _test(trend: Block, number: int, item: object, indicators: dict[str, Indicator]) -> Test:
    """`{ indicator, expect }`, `{ spread, expect }` or `{ compare, positions, of, expect }`."""
    block = Block(trend.file, f"{trend.name}.tests[{number}]", item)
    kinds = {"indicator": "direction", "spread": "spread", "compare": "compare"}
    named = [key for key in kinds if key in block.content]
    if len(named) != 1:
        raise block.problem(f"name one of {', '.join(kinds)}.{nearest(next(iter(block.content), ''), kinds)}")
    kind = kinds[named[0]]
    indicator = block.choice(named[0], indicators)
    if kind != "compare":
        test = Test(kind, indicator, block.choice("expect", EXPECTATIONS if kind == "direction" else EXPECTATIONS[:2]))
    else:
        positions = block.take("positions", list)
        if len(positions) != 2 or not set(positions) <= {1, 2, 3} or positions[0] == positions[1]:
            raise block.problem("positions holds two different positions out of 1, 2 and 3, such as [3, 1].")
        of = block.choice("of", ("level", "growth"))
        test = Test(
            kind, indicator, block.choice("expect", ("more", "less")), (positions[0], positions[1]), of, block.take("relative", bool, False)
        )
    block.finish()
    return test


def _indicator(block: Block, themes: dict[str, Theme]) -> Indicator:
    identifier = _id(block)
    block.asked |= {"derive", "measure", "source", "group", "occurrence", "cbs_unit", "rounds_to", "scale", "merge"}
    if "derive" in block.content and "measure" in block.content:
        raise block.problem("it has both 'measure' and 'derive'; keep one of them.")
    raw = block.content.get("source")
    items = raw if isinstance(raw, list) else [raw]
    if raw is None or not items:
        raise block.problem("key 'source' is missing: { table = \"…\" } or a list of them.")
    shared: dict[str, object] = {
        k: block.content[k]
        for k in ("derive", "measure", "group", "occurrence", "cbs_unit", "rounds_to", "scale", "merge")
        if k in block.content
    }
    sources = tuple(_source(block, number, one, shared) for number, item in enumerate(items) for one in _per_year(block, number, item))
    decimals = block.take("decimals", int)
    if not -3 <= decimals <= 3:
        raise block.problem("decimals must lie between -3 (thousands) and 3.")
    bounds = block.take("bounds", list, [])
    if bounds and (len(bounds) != 2 or not all(isinstance(b, int | float) for b in bounds) or bounds[0] >= bounds[1]):
        raise block.problem("bounds must be two numbers, the lowest first, such as [0, 100].")
    words = block.texts("words", ["hoger", "lager"])
    if len(words) != 2:
        raise block.problem("words holds two texts: what a larger and what a smaller figure is called.")
    indicator = Indicator(
        id=identifier,
        theme=block.choice("theme", themes),
        subject=block.take("subject", str),
        title=block.take("title", str),
        short=block.take("short", str),
        phrase=block.take("phrase", str),
        words=(words[0], words[1]),
        definition=block.take("definition", str),
        unit=block.take("unit", str),
        decimals=decimals,
        means=block.take("means", str),
        better=block.choice("better", DIRECTIONS),
        borders=block.choice("borders", BORDERS),
        caution=block.take("caution", str, ""),
        bounds=(float(bounds[0]), float(bounds[1])) if bounds else (None, None),
        uncertain_above=block.take("uncertain_above", float, None),
        noise=block.take("noise", float, 0.0),
        sources=sources,
    )
    block.finish()
    return indicator


def _per_year(parent: Block, number: int, item: object) -> list[object]:
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


def _source(parent: Block, number: int, item: object, shared: dict[str, object]) -> Source:
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
    source = Source(
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
    )
    merged.finish()
    if source.scale <= 0 or source.rounds_to < 0:
        raise merged.problem("scale must be larger than 0, and rounds_to 0 or larger.")
    if any(t.occurrence is not None and t.occurrence < 1 for t in source.topics):
        raise merged.problem("occurrence counts from 1, the first measure of that name.")
    if source.break_label and source.first is None:
        raise merged.problem("a break needs 'years', such as \"2013-\": it lies before the first of them.")
    if not source.topics:
        raise merged.problem("no measure of the table itself is used; a figure must name at least one.")
    return source


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


def _strength(block: Block, indicators: dict[str, Indicator]) -> Strength:
    indicator, against, expect, none = None, "", "", block.take("none", str, "")
    if "figure" in block.content:
        figure = Block(block.file, f"{block.name}.figure", block.take("figure", dict))
        indicator = figure.choice("indicator", indicators)
        against = figure.choice("against", ("large", "small", "country"))
        expect = figure.choice("expect", ("more", "less"))
        figure.finish()
    elif not none:
        raise block.problem("key 'figure' is missing; without one, key 'none' must say why.")
    strength = Strength(_id(block), block.choice("sign", ("+", "-")), block.take("text", str), indicator, against, expect, none)
    block.finish()
    return strength
