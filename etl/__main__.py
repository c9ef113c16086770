"""The command line: `python -m etl build | check | diff | list | package | rollback`.

Exit codes: 0 good, 1 nothing published, 2 published with something held, 64 wrong usage.
"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from etl import dcat, definitions, geography, snapshot
from etl.problems import DefinitionProblem, Problem

USAGE = 64
INTERRUPTED = 130
MOST_CELLS = 40
"""Revised cells that `diff` prints unless it is asked for all."""
ROOT = Path(__file__).resolve().parent.parent

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Build and look after the snapshots of Midsize Monitor.",
    pretty_exceptions_enable=False,
)
console = Console(highlight=False)


class _Bar:
    """Progress on the terminal: one line that moves, and a line for each thing a person must know."""

    def __init__(self) -> None:
        self.bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console, transient=True
        )
        self.task = self.bar.add_task("Reading CBS", total=None)
        self.done = -1

    def start(self, tables: int) -> None:
        self.bar.update(self.task, total=tables)
        self.bar.start()

    def table(self, name: str) -> None:
        self.done += 1
        self.bar.update(self.task, completed=self.done, description=f"Table {name}")

    def say(self, sentence: str) -> None:
        self.bar.console.print(sentence, markup=False)


@app.command()
def build(
    catalog: Annotated[
        str, typer.Option(envvar="CBS_CATALOG", help="Address of the CBS service, or of one that speaks its protocol.")
    ] = "https://opendata.cbs.nl",
    only: Annotated[list[str] | None, typer.Option(help="Read only this table (may be repeated); the rest is carried over.")] = None,
    files: Annotated[
        str,
        typer.Option(
            envvar="MIDSIZE_SOURCES", help="Folder or address with other publishers' files; without it, the copies in data/sources."
        ),
    ] = "",
    recorded: Annotated[str, typer.Option(envvar="CBS_RECORDED", help="For an archive: the years in which it was recorded.")] = "2018–2026",
) -> None:
    """Read the tables, check the figures, and put a new snapshot in use."""
    from etl import mergers, overlaps, simulation
    from etl.build import build as run
    from etl.sources.cbs import CbsService

    bar = _Bar()
    try:
        outcome = run(CbsService(catalog), bar, files=files, only=only or [], recorded=recorded)
    except DefinitionProblem as problem:
        raise problem if bar.done >= 0 else DefinitionProblem(f"{problem} Nothing was downloaded.") from None
    finally:
        bar.bar.stop()
    for name, reason in outcome.held.items():
        console.print(f"Held back: {name}. {reason}", markup=False)
    for warning in outcome.warnings:
        console.print(f"Note: {warning}", markup=False)
    console.print(mergers.sentence(outcome.mergers), markup=False)
    console.print(overlaps.sentence(outcome.joins), markup=False)
    console.print(simulation.sentence(outcome.false_verdicts), markup=False)
    held = f" {len(outcome.held)} were held back and keep the rows of the snapshot before." if outcome.held else ""
    console.print(f"Snapshot {outcome.published} is in use, with {outcome.figures:,} figures.{held}", markup=False)
    raise typer.Exit(outcome.exit_code)


@app.command()
def check() -> None:
    """Check the definition files, the snapshot in use, and every step of every story against it, without a network."""
    from etl import checks, claims, store, stories

    defined = definitions.load()
    told, unreadable = stories.readable(defined)
    places = geography.load()
    geography.other_names()
    held, troubles = snapshot.usable()
    for trouble in troubles:
        console.print(trouble, markup=False)
    lacking = sorted(set(defined.indicators) - set(held.manifest["indicators"]))
    if lacking:
        console.print(f"Not in snapshot {held.id} yet: {', '.join(lacking)}. Build a new one.", markup=False)
    untrue = [str(problem) for problem in unreadable.values()]
    untrue += checks.places(
        places.regions(),
        held.table("regions").to_pandas(),
        {name: held.table(name)["region"].unique().to_pylist() for name in ("observations", "forecasts") if held.has(name)},
        held.id,
    )
    untrue += claims.check(store.open(), told)
    for sentence in untrue:
        console.print(sentence, markup=False)
    count = f"{len(told)} stories" if not unreadable else f"{len(told)} of {len(told) + len(unreadable)} stories"
    console.print(
        f"{len(defined.indicators)} indicators, {len(defined.trends)} trends, {len(places.midsize)} midsize cities, {count}; "
        f"snapshot {held.id} is {'whole' if not troubles else 'used instead'}.",
        markup=False,
    )
    raise typer.Exit(1 if troubles or lacking or untrue else 0)


@app.command("list")
def list_() -> None:
    """List the snapshots on disk; the one in use is marked."""
    used = snapshot.current()
    for identifier in snapshot.ids():
        try:
            manifest = snapshot.verify(identifier).manifest
            words = f"{manifest['built']}, {len(manifest['tables'])} tables, {manifest['origin']['kind']}"
        except Problem as problem:
            words = str(problem)
        console.print(f"{'→' if identifier == used else ' '} {identifier}  {words}", markup=False)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="The older snapshot; see `list`.")],
    new: Annotated[str, typer.Argument(help="The newer one; without it, the one in use.")] = "",
    csv: Annotated[Path | None, typer.Option(help="Write every revised cell to this file.")] = None,
    every: Annotated[bool, typer.Option("--all", help=f"Print every revised cell, not only the first {MOST_CELLS}.")] = False,
) -> None:
    """Say which figures differ between two snapshots: what each was, and what it is."""
    from etl import revisions

    sides = [snapshot.verify(identifier) for identifier in (old, new or snapshot.current() or "")]
    found = revisions.between(*(revisions.figures(side.folder) for side in sides))
    names = {code: name for side in sides for code, name in revisions.region_names(side.folder).items()}
    shown = revisions.foremost(found.cells, None if every else MOST_CELLS)
    for line in revisions.lines(shown, names):
        # Not wrapped: a line is a cell, also for a program that reads them.
        console.print(f"  {line}", markup=False, soft_wrap=True)
    if len(shown) < len(found.cells):
        console.print(f"  … and {len(found.cells) - len(shown):,} more; --all prints them, --csv FILE writes all to a file.", markup=False)
    for name, count in found.cells["indicator"].value_counts().items():
        console.print(f"  {name}: {count:,} {'cell' if count == 1 else 'cells'}", markup=False)
    console.print(f"{sides[0].id} → {sides[1].id}: {revisions.sentence(found, names)}", markup=False)
    if csv is not None:
        found.cells.to_csv(csv, index=False)
        console.print(f"All {len(found.cells):,} revised cells are in {csv}.", markup=False)


@app.command()
def package(
    file: Annotated[Path, typer.Argument(help="The zip to write.")],
    identifier: Annotated[str, typer.Argument(help="A snapshot; without it, the one in use.")] = "",
) -> None:
    """Write a whole snapshot as a Frictionless data package, for use without this project."""
    from etl import package as packing

    held = snapshot.verify(identifier) if identifier else snapshot.usable()[0]
    file.write_bytes(packing.package(held.folder, held.manifest, definitions.load()))
    console.print(f"Snapshot {held.id} is in {file} ({file.stat().st_size / 1e6:.1f} MB).", markup=False)


@app.command()
def rollback(identifier: Annotated[str, typer.Argument(help="The snapshot to put in use again; see `list`.")]) -> None:
    """Put an older snapshot in use. Nothing is removed."""
    with snapshot.lock():
        snapshot.point(identifier)
        held = snapshot.verify(identifier)
        dcat.write(snapshot.DATA / "dataset.jsonld", held.manifest, len(held.manifest["indicators"]))
    console.print(f"Snapshot {identifier} is in use.", markup=False)


@app.command()
def boundaries(
    source: Annotated[str | None, typer.Argument(help="A GeoJSON file or address; without it, the live service.")] = None,
) -> None:
    """Refresh the municipal boundaries that maps are drawn from."""
    from etl.sources.boundaries import BoundaryError, refresh

    try:
        path = refresh(source, ROOT)
    except BoundaryError as error:
        raise Problem(str(error)) from None
    console.print(f"Boundaries written to {path.relative_to(ROOT)}.", markup=False)


def main() -> int:
    """Run the command line; every problem ends as its sentence and an exit code, never as a trace."""
    try:
        # Out of standalone mode the code of typer.Exit comes back as the value of the call.
        code = app(standalone_mode=False)
        if code == INTERRUPTED:
            raise KeyboardInterrupt
    except Problem as problem:
        Console(stderr=True, highlight=False).print(str(problem), markup=False)
        return 1
    except typer.Exit as done:
        return done.exit_code
    except (typer.Abort, KeyboardInterrupt):
        console.print("Stopped; the snapshot in use is as it was.")
        return 1
    except Exception as error:
        if type(error).__module__.startswith(("click", "typer")) and hasattr(error, "format_message"):
            Console(stderr=True, highlight=False).print(f"{error.format_message()} Try: python -m etl --help", markup=False)
            return USAGE
        if isinstance(error, OSError):
            Console(stderr=True, highlight=False).print(
                f"Writing failed: {error.strerror or error}. The snapshot in use is as it was.", markup=False
            )
            return 1
        raise
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    os.environ.setdefault("COLUMNS", "140")
    sys.exit(main())
