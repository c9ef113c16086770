"""The records that definition files are turned into: what an indicator, a theme, a trend and the position rule are.

Frozen and without behaviour beyond their own words, so that every other module can rely on them.
"""

from dataclasses import dataclass, field

from etl.typology import Thresholds


@dataclass(frozen=True)
class Topic:
    """One measure of a CBS table, named so that it survives a new edition.

    `key` is the measure's key without its numeric suffix, which CBS shifts; `group` the topic group it stands under and
    `occurrence` its place (1 is the first) among measures with the same key, used in that order where the key
    alone is not unique; `unit` is CBS's unit, checked where CBS gives one.
    """

    key: str
    group: str | None = None
    occurrence: int | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Term:
    """A sum of parts, less the parts in `minus`: topics of the source's own table, or other indicators (written `@id`)."""

    parts: tuple[str, ...]
    minus: tuple[str, ...] = ()

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(p for p in self.parts + self.minus if not p.startswith("@"))

    @property
    def indicators(self) -> tuple[str, ...]:
        return tuple(p[1:] for p in self.parts + self.minus if p.startswith("@"))

    def __str__(self) -> str:
        return " - ".join((" + ".join(self.parts), *self.minus))


@dataclass(frozen=True)
class Recipe:
    """How a figure is made from its terms: `sum`, `share` (× 100) or `rate` (× `per`)."""

    verb: str
    terms: tuple[Term, ...]
    per: float = 1.0

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(t for term in self.terms for t in term.topics))

    @property
    def indicators(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(i for term in self.terms for i in term.indicators))

    def __str__(self) -> str:
        if self.verb == "sum":
            return str(self.terms[0])
        above, below = (f"({t})" if len(t.parts + t.minus) > 1 else str(t) for t in self.terms)
        return f"{above} / {below} × {self.per:g}"


@dataclass(frozen=True)
class Merge:
    """How the measures of municipalities that merged go together: without a `weight` they add, else they are means over it.

    `weight` is a measure of the same table or another indicator (`@id`); `rounds_to` the rounding of a measure used as weight.
    """

    weight: str = ""
    rounds_to: float = 0.0

    def __str__(self) -> str:
        return f"weighted by {self.weight}" if self.weight else "add"


@dataclass(frozen=True)
class Source:
    """Where a stretch of a series comes from: a table, the slice of it, and the years it is used for.

    `topics` are the measures to read: those of the recipe, and last the one that weighs them where there is one. `margins` are the slices
    with the lower and the upper bound that the source gives itself, for a survey; empty where there is none.
    """

    table: str
    where: tuple[tuple[str, str], ...]
    suffix: str
    first: int | None
    last: int | None
    recipe: Recipe
    topics: tuple[Topic, ...]
    scale: float
    rounds_to: float
    break_label: str
    year: int | None
    merge: Merge | None
    borders_of: int | None
    margins: tuple[tuple[tuple[str, str], ...], ...] = ()

    @property
    def weight(self) -> Topic | None:
        """The measure of its own table that weighs the others where municipalities merged."""
        return self.topics[-1] if self.merge is not None and self.merge.weight and not self.merge.weight.startswith("@") else None

    def covers(self, year: int) -> bool:
        """Whether this source may be used for `year`."""
        return (self.first is None or year >= self.first) and (self.last is None or year <= self.last)


@dataclass(frozen=True)
class Change:
    """A change in what a figure means or how it is made: the day (ISO), and what changed, in a sentence for readers."""

    date: str
    what: str


@dataclass(frozen=True)
class Indicator:
    """One figure of the monitor, as defined in `data/definitions/indicators`.

    `phrase` is the noun phrase sentences are made with ("het aandeel 65-plussers"), `words` what a larger and a smaller figure is called.
    `borders` are `current` (CBS puts the series on today's municipalities), `ours` (the monitor does, in a dataset of its own) or `of_year`.
    `estimated` says that a figure is an estimate from a sample for which the source gives no margin.
    `forecast_of` is the id of the figure that this one foretells, empty for what was observed; `changes` are those of its definition, oldest first.
    """

    id: str
    theme: str
    subject: str
    title: str
    short: str
    phrase: str
    words: tuple[str, str]
    definition: str
    unit: str
    decimals: int
    means: str
    better: str
    borders: str
    caution: str
    bounds: tuple[float | None, float | None]
    uncertain_above: float | None
    noise: float
    sources: tuple[Source, ...]
    forecast_of: str = ""
    in_waves: bool = False
    estimated: bool = False
    changes: tuple[Change, ...] = ()

    @property
    def on_today(self) -> bool:
        """Whether the whole series comes on today's municipalities, by whoever put it there."""
        return self.borders in ("current", "ours")

    @property
    def plain_borders(self) -> str:
        """What `borders` says in a row of a figure that was not put together from those of merged municipalities."""
        return "current" if self.on_today else "as_published"

    @property
    def margin(self) -> str:
        """What the bounds of its figures allow for: chance in a `survey` that publishes its margins, else only the `rounding` at the source."""
        return "survey" if self.sampled else "rounding"

    @property
    def tables(self) -> tuple[str, ...]:
        """The CBS tables it is read from, in order of the definition."""
        return tuple(dict.fromkeys(source.table for source in self.sources))

    @property
    def waves(self) -> bool:
        """Whether it is measured every few years only, as a survey or an election is: between two waves nothing is missing."""
        return self.in_waves or len(self.sources) > 1 and all(source.year is not None for source in self.sources)

    @property
    def sampled(self) -> bool:
        """Whether it comes from a survey that publishes its own margins: an interval then is about chance, not about rounding."""
        return any(source.margins for source in self.sources)

    @property
    def breaks(self) -> dict[int, str]:
        """Years whose figure cannot be compared with the year before, and why."""
        return {s.first: s.break_label for s in self.sources if s.break_label and s.first is not None}

    def differs(self, by: float) -> bool:
        """Whether a difference between figures as shown is one: what the definition calls none (`noise`) is not, nor is the tail of a decimal."""
        return abs(by) > self.noise + 10.0 ** -(self.decimals + 3)

    @property
    def needs(self) -> tuple[str, ...]:
        """Other indicators it is derived from, or weighted by where municipalities merged."""
        weights = [s.merge.weight[1:] for s in self.sources if s.merge is not None and s.merge.weight.startswith("@")]
        return tuple(dict.fromkeys([i for source in self.sources for i in source.recipe.indicators] + weights))

    @property
    def adds(self) -> bool:
        """Whether its figures for merged municipalities can be added."""
        plain = all(s.recipe.verb == "sum" and not s.recipe.indicators and s.borders_of is None for s in self.sources)
        return plain and self.borders == "of_year" and all(s.merge == Merge() for s in self.sources)


@dataclass(frozen=True)
class Theme:
    """One of the four themes of the knowledge agenda, with its tasks (opgaven) and discussion questions.

    `headlines` are the figures a city's profile opens with, four at most.
    """

    id: str
    number: int
    title: str
    path: str
    intro: str
    tasks: tuple[str, ...]
    questions: tuple[str, ...]
    masterclass_city: str
    masterclass_title: str
    headlines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Test:
    """One claim of a trend that figures can bear out.

    `kind` is `direction` (the figure of a city, a position, the country goes `expect` = up, down or stable), `spread` (midsize cities drift apart,
    up, or together, down) or `compare` (position `positions[0]` shows `more` or `less` than `positions[1]`, of the `level` or the `growth`
    of the figure, `relative` in percent).
    """

    kind: str
    indicator: str
    expect: str
    positions: tuple[int, int] = (0, 0)
    of: str = ""
    relative: bool = False

    @property
    def id(self) -> str:
        """A name that is unique within its trend: `share_65_plus`, `spread:median_income`, `compare:jobs:1-3`."""
        if self.kind == "compare":
            return f"compare:{self.indicator}:{self.positions[0]}-{self.positions[1]}"
        return self.indicator if self.kind == "direction" else f"{self.kind}:{self.indicator}"


@dataclass(frozen=True)
class Trend:
    """A trend of the source document, the statement that tests it and the figures that do.

    `short` is a shorter name for lists, empty where `name` is short enough; `tests` are the claims that decide the verdict; `shows` are figures that only illustrate it.
    """

    id: str
    theme: str
    name: str
    short: str
    statement: str
    why: str
    grade: str
    tests: tuple[Test, ...]
    shows: tuple[str, ...]
    proxy: str
    needs: str
    task: bool

    @property
    def indicators(self) -> tuple[str, ...]:
        """All figures of the trend, the tested ones first."""
        return tuple(dict.fromkeys([test.indicator for test in self.tests] + list(self.shows)))


@dataclass(frozen=True)
class Threshold:
    """One number of the position rule: its name and unit in words, the reason for it, and the values a reader may try instead."""

    key: str
    value: float
    name: str
    unit: str
    reason: str
    choices: tuple[float, ...]


@dataclass(frozen=True)
class Override:
    """A position that people gave against the rule: why, in which role, and on which day (ISO)."""

    position: int
    reason: str
    author: str
    date: str


@dataclass(frozen=True)
class PositionRule:
    """The position rule as defined in positions.toml.

    `labels` and `examples` are the words for positions 1, 2 and 3; `spread` and `firm` say how far thresholds move to judge how firm a
    position is, and from which share of the settings it is called so; `known` are the cities the sources name as examples; `overrides` the
    positions given by people; the `commuting_…` fields say where the commuting pairs come from.
    """

    labels: dict[int, str]
    examples: dict[int, str]
    thresholds: tuple[Threshold, ...]
    spread: float
    firm: float
    known: dict[str, int]
    overrides: dict[str, Override]
    commuting_table: str
    commuting_measure: str
    commuting_from: str
    commuting_to: str
    commuting_period: str
    commuting_caution: str

    @property
    def limits(self) -> Thresholds:
        """The numbers alone, as the rule takes them."""
        return Thresholds(**{t.key: t.value for t in self.thresholds})


@dataclass(frozen=True)
class Strength:
    """A strength (`+`) or weakness (`-`) of midsize as the source words it, and the figure that supports or doubts it.

    `against` is `large` (the four large cities), `small` (all other municipalities) or `country`; without a figure `none` says why. `only` says
    what the figure leaves out of the line.
    """

    id: str
    sign: str
    text: str
    indicator: str | None
    against: str
    expect: str
    none: str
    only: str = ""


@dataclass(frozen=True)
class Likeness:
    """A figure over which the likeness of two cities is measured, in numbers or (`log`) in times more, and why."""

    id: str
    indicator: str
    log: bool
    reason: str


@dataclass(frozen=True)
class Correction:
    """One figure that is wrong at its source, of one year of a block: `expect` is what is published there, `value` what replaces it (None where it is dropped).

    `reason` says what is wrong and how we know, `reported` when and to whom it was reported.
    """

    id: str
    indicator: str
    region: str
    year: int
    action: str
    value: float | None
    expect: float
    reason: str
    reported: str


@dataclass(frozen=True)
class Definitions:
    """All definition files, read and checked against each other. `indicators` are what was observed, `forecasts` what is foretold of them.

    `measures` says what the measures of recipes are called in a sentence, by their key.
    """

    indicators: dict[str, Indicator]
    forecasts: dict[str, Indicator]
    themes: dict[str, Theme]
    trends: dict[str, Trend]
    rule: PositionRule
    strengths: tuple[Strength, ...]
    likeness: tuple[Likeness, ...]
    corrections: tuple[Correction, ...] = ()
    measures: dict[str, str] = field(default_factory=dict)

    @property
    def everything(self) -> dict[str, Indicator]:
        """Indicators and forecasts, by id."""
        return {**self.indicators, **self.forecasts}

    def trends_of(self, theme: str) -> tuple[Trend, ...]:
        """The trends of a theme in the order of the source document."""
        return tuple(t for t in self.trends.values() if t.theme == theme)
