"""The build: definitions → download → one grid per indicator → checks → snapshot.

Nothing is published until everything that could be read has been checked. A table that fails holds back its own indicators only: their rows are
carried over from the snapshot in use, and the manifest says so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pandas as pd
import pyarrow as pa

from etl import checks, corrections, dcat, definitions, geography, manifest, mergers, overlaps, simulation, snapshot, typology, verdicts
from etl.blocks import nearest
from etl.carry import COLUMNS, Before, carried, in_use
from etl.derive import apply, join
from etl.geography import Geography
from etl.lineage import Lineage, trace
from etl.mergers import Quantity, Today
from etl.model import Correction, Definitions, Indicator, Source, Topic
from etl.outcome import Outcome
from etl.positions import positions as position_table
from etl.problems import CheckProblem, CorrectionProblem, DefinitionProblem, Problem, SourceProblem
from etl.rows import rows
from etl.sources.cbs import CbsService, Slice, Table
from etl.sources.datasets import Sources
from etl.tidy import place
from etl.values import Cells, Grid

# A code or two that changed its name within the year is usual; more of them mean that a table is on later borders than those of its years.
STRANGE = 5


class Progress(Protocol):
    """Told what the build is doing; the command line draws it, tests ignore it."""

    def start(self, tables: int) -> None: ...
    def table(self, name: str) -> None: ...
    def say(self, sentence: str) -> None: ...


def build(
    cbs: CbsService,
    progress: Progress,
    *,
    data: Path = snapshot.DATA,
    folder: Path = definitions.DEFINITIONS,
    files: str = "",
    only: Sequence[str] = (),
    recorded: str = "",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    step: Callable[[str], None] = lambda name: None,
) -> Outcome:
    """Make and publish a snapshot.

    `files` is the folder or address with other publishers' files, instead of the copies in data/sources; `only` limits the download to some
    tables (the other indicators are carried over); `recorded` says from when to when an archive was recorded, and is kept for services that
    are not CBS itself. Raises `DefinitionProblem` before any download, and `Problem` when nothing can be published.
    """
    defined = definitions.load(folder)
    places = geography.load(folder)
    _check_places(defined, places)
    service = Sources(cbs, places, folder, files)
    with snapshot.lock(data):
        before = in_use(data)
        tables, failed = _download(service, defined, only, progress)
        pairs = _commuters(service, defined, only, progress, failed)
        step("downloaded")
        grid = _grid(defined.indicators, tables, places, before.observations)
        if grid is None:
            raise CheckProblem("No table could be read and there is no snapshot to carry figures from, so nothing was published.")
        lineage = trace(grid, places.municipalities, places.mergers)
        outcome = Outcome(None)
        series = _series(defined.indicators, tables, failed, places, lineage, before, service.live, outcome, defined.corrections)
        outcome.mergers = mergers.report(series, lineage)
        placed = _positions(defined, places, pairs, failed, before, outcome, folder)
        observations = _rows(defined.indicators, series, grid, before)
        # What is foretold lies in other years than what was observed: it has a grid, and a file, of its own.
        later = _grid(defined.forecasts, tables, places, before.forecasts)
        foretold: dict[str, Today] = {}
        if later is not None:
            ahead = trace(later, places.municipalities, places.mergers)
            foretold = _series(defined.forecasts, tables, failed, places, ahead, before, service.live, outcome)
            forecasts = _rows(defined.forecasts, foretold, later, before)
        outcome.figures = int(observations["value"].notna().sum())
        world = verdicts.world(observations, placed["positions"], defined)
        judged = verdicts.verdicts(defined, world)
        outcome.false_verdicts = simulation.report(defined, world)
        content = {
            "verdicts": pa.Table.from_pandas(judged, preserve_index=False),
            "observations": pa.Table.from_pandas(observations, preserve_index=False),
            "regions": pa.Table.from_pandas(places.regions(), preserve_index=False),
            **{name: pa.Table.from_pandas(frame, preserve_index=False) for name, frame in placed.items()},
        }
        if later is not None:
            content["forecasts"] = pa.Table.from_pandas(forecasts, preserve_index=False)
        if outcome.held and not series and "positions" in outcome.held:
            raise CheckProblem(
                "No table could be read, so there is nothing new to publish. " + " ".join(dict.fromkeys(outcome.held.values()))
            )
        built = now()
        told = manifest.manifest(service, defined, tables, pairs, series, before, outcome, places, grid, recorded, f"{built:%Y-%m-%d}")
        if later is not None:
            told["forecasts"] = manifest.told(defined.forecasts, foretold, later, before, outcome, places)
        made = snapshot.publish({k: t.replace_schema_metadata(None) for k, t in content.items()}, told, built, data, step)
        outcome.published = made.id
        dcat.write(data / "dataset.jsonld", made.manifest, len(defined.indicators))
    return outcome


def _check_places(defined: Definitions, places: Geography) -> None:
    """The cities that definitions name must be municipalities of today."""
    known = set(places.municipalities["code"])
    named = [("positions.toml, [examples]", code) for code in defined.rule.known]
    named += [("position_overrides.toml", code) for code in defined.rule.overrides]
    named += [(f"themes.toml, [{theme.id}.masterclass], city", theme.masterclass_city) for theme in defined.themes.values()]
    for where, code in named:
        if code not in known:
            raise DefinitionProblem(f"{where}: municipalities.csv does not know '{code}'.{nearest(code, known)}")


def _download(service: Sources, defined: Definitions, only: Sequence[str], progress: Progress) -> tuple[dict[str, Table], dict[str, str]]:
    """Every table once, with all slices the indicators need of it; what failed, with its sentence."""
    wanted: dict[str, dict[Slice, None]] = {}
    for indicator in defined.everything.values():
        for source in indicator.sources:
            wanted.setdefault(source.table, {}).update(dict.fromkeys(Slice.all_of(source)))
    unknown = [t for t in only if t not in wanted and t != defined.rule.commuting_table]
    if unknown:
        raise CheckProblem(f"No indicator uses table '{unknown[0]}'. Known: {', '.join(sorted(wanted))}.")
    tables: dict[str, Table] = {}
    failed: dict[str, str] = {}
    chosen = {t: s for t, s in wanted.items() if not only or t in only}
    progress.start(len(chosen) + 1)
    for table in wanted:
        if table not in chosen:
            failed[table] = f"Table {table} was left out by --only."
            continue
        progress.table(table)
        try:
            tables[table] = service.fetch(table, list(wanted[table]))
        except SourceProblem as problem:
            failed[table] = str(problem)
            progress.say(str(problem))
    return tables, failed


def _commuters(
    service: Sources, defined: Definitions, only: Sequence[str], progress: Progress, failed: dict[str, str]
) -> tuple[Table, pd.DataFrame] | None:
    rule = defined.rule
    progress.table(rule.commuting_table)
    if only and rule.commuting_table not in only:
        failed["positions"] = f"Table {rule.commuting_table} was left out by --only."
        return None
    try:
        return service.pairs(rule.commuting_table, rule.commuting_measure, rule.commuting_from, rule.commuting_to, rule.commuting_period)
    except SourceProblem as problem:
        failed["positions"] = str(problem)
        progress.say(str(problem))
        return None


def _grid(indicators: Mapping[str, Indicator], tables: dict[str, Table], places: Geography, before: pd.DataFrame) -> Grid | None:
    """All regions, and all years from the first to the last in which any source has a period; None where there is no year at all."""
    years: set[int] = set(before["year"].unique().tolist())
    for indicator in indicators.values():
        for source in indicator.sources:
            if source.table in tables:
                found = (source.year,) if source.year else tables[source.table].years.get(source.suffix, ())
                years |= {year for year in found if source.covers(year)}
    if not years:
        return None
    return Grid(tuple(places.regions()["code"]), tuple(range(min(years), max(years) + 1)))


def _series(
    indicators: dict[str, Indicator],
    tables: dict[str, Table],
    failed: dict[str, str],
    places: Geography,
    lineage: Lineage,
    before: Before,
    live: bool,
    outcome: Outcome,
    declared: tuple[Correction, ...] = (),
) -> dict[str, Today]:
    """Work out every indicator whose tables arrived, on today's municipalities; the others go to `outcome.held` with the reason."""
    done: dict[str, Today] = {}
    grid = lineage.grid
    for indicator in definitions.in_order(indicators):
        lacking = next((failed[t] for t in indicator.tables if t in failed), None) or next(
            (outcome.held[n] for n in indicator.needs if n in outcome.held), None
        )
        if lacking is None:
            try:
                series = _work_out(indicator, tables, done, places, lineage, live, outcome)
                series = corrections.apply(series, declared, grid, lineage.wide)
                if indicator.forecast_of:
                    series = replace(series, cells=series.cells.called("forecast"))
            except CorrectionProblem:
                raise
            except Problem as problem:
                lacking = str(problem)
            else:
                wrong = checks.indicator(series, grid, places.midsize, before.figures(indicator.id))
                wrong += checks.conserved(series)
                if indicator.id == "inhabitants":
                    wrong += checks.population(series, grid, mergers.balance(series, lineage).left_out)
                lacking = " ".join(wrong) or None
        if lacking is None:
            done[indicator.id] = series
        else:
            outcome.held[indicator.id] = lacking
    used = {source.table for indicator in indicators.values() for source in indicator.sources}
    for name, table in tables.items():
        if table.discontinued and name in used:
            outcome.warnings.append(f"CBS has stopped table {table.id} ({table.title}); look for its successor.")
    return done


def _work_out(
    indicator: Indicator,
    tables: dict[str, Table],
    done: dict[str, Today],
    places: Geography,
    lineage: Lineage,
    live: bool,
    outcome: Outcome,
) -> Today:
    """Every source laid out by code of then, put on today's municipalities, and joined."""
    parts, apart = [], []
    for source in indicator.sources:
        laid = _lay(source, tables[source.table], lineage, places, live)
        topics = {topic.key: cells for topic, cells in laid.items() if topic != source.weight}
        wrong = checks.merging(source, topics, lineage.wide)
        if wrong:
            raise CheckProblem(" ".join(wrong))
        others = {name: done[name] for name in source.recipe.indicators}
        layout = lineage.layout(mergers.borders(indicator, source, lineage.grid))
        given = {n: Quantity(o.wide, lineage.layout(mergers.borders(o.indicator, None, lineage.grid))) for n, o in others.items()}
        weight = None
        if source.merge is not None and source.merge.weight:
            weight = laid[source.weight] if source.weight is not None else done[source.merge.weight[1:]].wide
        parts.append((source, mergers.bridge(source.recipe, topics, given, layout, source.merge, weight)))
        apart.append((source, apply(source.recipe, topics, {name: other.wide for name, other in others.items()})))
        year, strange = max((mergers.strangers(cells, layout, lineage.grid) for cells in topics.values()), key=lambda found: found[1])
        if strange >= STRANGE:
            outcome.warnings.append(
                f"Table {source.table} has figures for {strange} municipalities that did not exist yet in {year}; "
                f"if it is on later borders, say so in [{indicator.id}] with borders_of."
            )
    overlapping = overlaps.compare(indicator, apart, lineage.wide)
    outcome.joins |= overlaps.report({indicator.id: overlapping})
    outcome.warnings += overlaps.undeclared(indicator, overlapping)
    return mergers.series(indicator, parts, join(indicator, apart, lineage.wide).cells, lineage)


def _lay(source: Source, table: Table, lineage: Lineage, places: Geography, live: bool) -> dict[Topic, Cells]:
    """Every topic of a source by code of then; the one that weighs the others stays in CBS's unit."""
    own = source.merge.rounds_to if source.merge is not None else 0.0

    def laid(topic: Topic, asked: Slice) -> Cells:
        return place(
            table.slices[asked.rows],
            table.columns[topic],
            lineage.wide,
            periods=(source.year,) if source.year is not None else table.years.get(source.suffix, ()),
            scale=source.scale if topic != source.weight else 1.0,
            rounds_to=source.rounds_to if topic != source.weight else own,
            born=places.born,
            recorded=not live and not table.whole,
            ended=table.whole or table.discontinued,
        )

    cells, *bounds = (laid(source.topics[0], asked) for asked in Slice.all_of(source))
    first = cells.between(*bounds) if bounds else cells
    return {source.topics[0]: first, **{topic: laid(topic, Slice.of(source)) for topic in source.topics[1:]}}


def _positions(
    defined: Definitions,
    places: Geography,
    pairs: tuple[Table, pd.DataFrame] | None,
    failed: dict[str, str],
    before: Before,
    outcome: Outcome,
    folder: Path,
) -> dict[str, pd.DataFrame]:
    """The positions of the midsize cities, and what the rule needs of every municipality; those of the snapshot in use where the source failed.

    The frames are `positions`, `centres` and `commuting`: the last two let a page ask the rule again with other thresholds.
    """
    if pairs is None:
        problem = failed["positions"]
    else:
        today = places.today
        commuters = pairs[1].assign(home=pairs[1]["home"].map(today), work=pairs[1]["work"].map(today)).dropna()
        commuters = commuters.rename(columns={"value": "jobs"})
        centres = typology.centres(places.municipalities, commuters)
        commuting = typology.shares(places.municipalities, commuters)
        given = typology.inputs(centres, commuting)
        told = position_table(given.only(places.midsize), defined.rule, geography.abroad(folder))
        wrong = checks.positions(told, places.midsize, defined.rule.known)
        if not wrong:
            return {"positions": told, "centres": centres, "commuting": commuting}
        problem = " ".join(wrong)
    if before.positions is None:
        raise CheckProblem(
            f"{problem} The positions cannot be worked out and there is no snapshot to carry them from, so nothing was published."
        )
    outcome.held["positions"] = problem
    return {"positions": before.positions, **before.rule}


def _rows(indicators: Mapping[str, Indicator], series: dict[str, Today], grid: Grid, before: Before) -> pd.DataFrame:
    """One row per region, indicator and year, sorted by indicator, region, year."""
    frames = []
    for name in sorted(indicators):
        if name in series:
            frames.append(rows(series[name], grid))
        else:
            frames.append(carried(name, grid, before, indicators[name]))
    whole = pd.concat(frames, ignore_index=True)[list(COLUMNS)]
    assert len(whole) == len(indicators) * len(grid.regions) * len(grid.years), "the grid must be complete"
    return whole
