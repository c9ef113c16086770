"""What the monitor shows, read from `data/definitions`: indicators, themes, trends and the position rule.

Definitions are data; this module only turns them into frozen records and refuses what it does not know. It is the
first step of every build and the only reader of the definition files, so a page and the pipeline cannot disagree.
"""

import re
from datetime import date
from pathlib import Path

from etl import source_blocks
from etl.blocks import Block, nearest, read
from etl.model import Change, Correction, Definitions, Indicator, Likeness, Strength, Test, Theme, Trend
from etl.position_rule import position_rule
from etl.problems import DefinitionProblem
from etl.regions import level

DEFINITIONS = Path(__file__).resolve().parent.parent / "data" / "definitions"

DIRECTIONS = ("higher", "lower", "neither")
BORDERS = ("current", "ours", "of_year")
GRADES = ("direct", "proxy", "none")
EXPECTATIONS = ("up", "down", "stable")
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
    forecasts = {name: indicator for name, indicator in indicators.items() if indicator.forecast_of}
    observed = {name: indicator for name, indicator in indicators.items() if not indicator.forecast_of}
    _check_forecasts(forecasts, observed, blocks)
    _check_needs(indicators, blocks)
    indicators = observed
    for block in theme_blocks:
        _check_headlines(block, themes[block.name], indicators)
    strengths = tuple(_strength(block, indicators) for block in read(folder / "strengths.toml"))
    trends = {block.name: _trend(block, themes, indicators) for block in read(folder / "trends.toml")}
    rule = position_rule(folder / "positions.toml", folder / "position_overrides.toml")
    likeness = tuple(_likeness(block, indicators) for block in read(folder / "similar.toml"))
    corrections = tuple(one for block in read(folder / "corrections.toml") for one in _corrections(block, indicators))
    measures = {key: block.take(key, str) for block in read(folder / "measures.toml") for key in block.content}
    return Definitions(indicators, forecasts, themes, trends, rule, strengths, likeness, corrections, measures)


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


def _check_forecasts(forecasts: dict[str, Indicator], indicators: dict[str, Indicator], blocks: dict[str, Block]) -> None:
    """A forecast stands beside one observed figure in the same unit, and neither is worked out from the other: their years differ."""
    taken: dict[str, str] = {}
    for name, forecast in forecasts.items():
        block, of = blocks[name], forecast.forecast_of
        if of not in indicators:
            raise block.problem(f"'{of}' in forecast_of is no observed indicator.{nearest(of, indicators)}")
        if forecast.unit != indicators[of].unit:
            raise block.problem(f"its unit '{forecast.unit}' is not that of '{of}', '{indicators[of].unit}'; they are drawn on one axis.")
        if of in taken:
            raise block.problem(f"'{of}' already has the forecast '{taken[of]}'; join them as sources of one.")
        if any(need in indicators for need in forecast.needs):
            raise block.problem("a forecast cannot be worked out from observed figures: it is about other years.")
        taken[of] = name
    for name, indicator in indicators.items():
        wrong = next((need for need in indicator.needs if need in forecasts), None)
        if wrong is not None:
            raise blocks[name].problem(f"'@{wrong}' is a forecast; an observed figure cannot be worked out from it.")


def _check_merges(indicator: Indicator, indicators: dict[str, Indicator], block: Block) -> None:
    """Only figures on the borders of the year are put on those of today, and only with counts on the same borders."""
    for source in indicator.sources:
        if indicator.on_today and (source.merge is not None or source.borders_of is not None):
            raise block.problem("this series comes on today's borders; 'merge' and 'borders_of' are for borders = \"of_year\".")
        weight = source.merge.weight[1:] if source.merge is not None and source.merge.weight.startswith("@") else ""
        if weight and source.borders_of is not None:
            raise block.problem("figures with 'borders_of' can only be weighted by a measure of their own table.")
        for need in (*source.recipe.indicators, *filter(None, [weight])):
            other = indicators[need]
            # A figure that stands for borders of one fixed year cannot be laid on those of each year.
            if indicator.borders == "of_year" and any(s.borders_of is not None for s in other.sources):
                raise block.problem(
                    f"'@{need}' has 'borders_of' and cannot be part of another figure; name the measure of its table instead."
                )
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
    sources = tuple(
        source_blocks.source(block, number, one, shared)
        for number, item in enumerate(items)
        for one in source_blocks.per_year(block, number, item)
    )
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
        forecast_of=block.take("forecast_of", str, ""),
        in_waves=block.take("in_waves", bool, False),
        estimated=block.take("estimated", bool, False),
        changes=_changes(block),
    )
    block.finish()
    return indicator


def _changes(of: Block) -> tuple[Change, ...]:
    """`changes = [{ date = "2026-11-22", what = "…" }]`, the oldest first."""
    found: list[Change] = []
    for number, item in enumerate(of.take("changes", list, []), 1):
        block = Block(of.file, f"{of.name}.changes, number {number}", item)
        change = Change(block.take("date", str), block.take("what", str))
        block.finish()
        try:
            day = date.fromisoformat(change.date)
        except ValueError:
            day = None
        if day is None or f"{day}" != change.date:
            raise block.problem(f"date must be a day such as 2026-11-22, not '{change.date}'.")
        if found and change.date < found[-1].date:
            raise block.problem("changes stand in the order of their days, the oldest first.")
        found.append(change)
    return tuple(found)


def _likeness(block: Block, indicators: dict[str, Indicator]) -> Likeness:
    likeness = Likeness(_id(block), block.choice("indicator", indicators), block.take("log", bool), block.take("reason", str))
    block.finish()
    return likeness


def _corrections(block: Block, indicators: dict[str, Indicator]) -> list[Correction]:
    """One correction per year of a block, in the order of its years."""
    action = block.choice("action", ("drop", "replace"))
    indicator, region = block.choice("indicator", indicators), block.take("region", str)
    years = block.take("years", list)
    if not years or not all(type(year) is int for year in years) or len(set(years)) != len(years):
        raise block.problem("key 'years' must hold whole numbers, at least one and each only once, such as [2019, 2020].")
    expect = block.numbers("expect", len(years))
    values: tuple[float | None, ...] = block.numbers("value", len(years)) if action == "replace" else (None,) * len(years)
    name, reason, reported = _id(block), block.take("reason", str), block.take("reported", str)
    block.finish()
    if level(region) is None:
        raise block.problem(f"'{region}' is no code of a municipality, a province or the Netherlands, such as GM0355.")
    return [
        Correction(name, indicator, region, year, action, value, found, reason, reported)
        for year, value, found in zip(years, values, expect, strict=True)
    ]


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
    only = block.take("only", str, "")
    if only and indicator is None:
        raise block.problem("only says what part of the line the figure measures; without a figure it has nothing to say.")
    strength = Strength(_id(block), block.choice("sign", ("+", "-")), block.take("text", str), indicator, against, expect, none, only)
    block.finish()
    return strength
