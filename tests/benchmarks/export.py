"""Part `export`: what writing a file costs, and what it costs the others in the process.

Fair, because the writer alone is given the finished Arrow table, so that all of our own work on the rows (guarding against formulas, the
conversion) counts against us; and the other visitors are measured idle and during exports in the same run, on one server, turn by turn.
"""

import asyncio
import io
import time
from collections.abc import Callable
from statistics import median
from urllib.parse import urlencode

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from etl import store
from pages.components import downloads, rows
from tests.benchmarks import calm, choices, process
from tests.benchmarks.report import Part, Verdict
from tests.benchmarks.session import Session, visits

OTHERS, THINK_S = 10, 1.0
SMALL = 10_000


def measure(quick: bool) -> Part:
    """Writing, and the others."""
    part = Part(
        "export",
        "Exports",
        f"Files are written {5 if quick else 15} times, ours and the writer alone in turn. The others are {OTHERS} visitors with "
        f"{THINK_S:.0f} s between choices, while one more visitor downloads the largest file the tables page gives, or opens that table, "
        "again and again.",
    )
    part.verdicts += _writing(5 if quick else 15)
    part.verdicts += asyncio.run(_others(2 if quick else 3, 6.0 if quick else 14.0))
    if not hasattr(downloads, "xlsx_of"):
        part.notes.append("There is no XLSX export yet, so its budget is not measured.")
    return part


def _clock(function: Callable[[], object]) -> float:
    begun = time.perf_counter()
    function()
    return (time.perf_counter() - begun) * 1000


def _alone(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pa_csv.write_csv(table, sink, pa_csv.WriteOptions(quoting_style="needed"))
    return sink.getvalue()


def _everything() -> pd.DataFrame:
    """Every indicator, region and year of the snapshot, as the tables page would select it."""
    held = store.open()
    return rows.select(held, [i.id for i in held.indicators()], held.region_codes, held.years[0], held.years[-1])


def _writing(count: int) -> list[Verdict]:
    whole = _everything()
    calm.wait()
    out = []
    for frame in (whole.head(SMALL), whole):
        table = pa.Table.from_pandas(frame, preserve_index=False)
        ours, alone = [], []
        for _ in range(count):
            ours.append(_clock(lambda f=frame: downloads.csv_of(f)))  # type: ignore[misc]
            alone.append(_clock(lambda t=table: _alone(t)))  # type: ignore[misc]
        a, b = median(ours), median(alone)
        guard = _clock(lambda f=frame: downloads.safe(f))  # type: ignore[misc]
        why = f"Of {a:.0f} ms, making the text columns harmless for spreadsheets (`downloads.safe`) takes {guard:.0f} ms."
        limit = 1.5 if len(frame) > SMALL else None
        budget = "≤ 1.5 ×" if limit else "–"
        out.append(
            Verdict(
                f"CSV of {len(frame):,} rows".replace(",", " "), budget, f"{a:.0f} ms", f"pyarrow's writer {b:.0f} ms", a / b, limit, why
            )
        )
    return out


def largest() -> str:
    """The link of the tables page with as much as it gives: all cities, the country, all figures, all years."""
    held = store.open()
    years = {"van": held.years[0], "tot": held.years[-1]}
    return urlencode({"steden": "alle.NL01", "cijfers": ".".join(i.id for i in held.indicators()), **years})


async def _others(turns: int, seconds: float) -> list[Verdict]:
    """The run times of others: idle, while one downloads over and over, and while one opens the largest table over and over."""
    links = choices.load().links()
    found: dict[str, list[float]] = {"idle": [], "download": [], "open": []}
    took, opened, size, count = [], [], 0, 0
    with process.dashboard() as server:
        exporter = Session(server.port, "tabellen")
        async with exporter:
            await exporter.choose(largest())
            await visits(server.port, "vergelijk", links, 2, seconds=2.0, think=0.5)
            for _ in range(turns):
                for kind in found:
                    await asyncio.to_thread(calm.wait)
                    end = time.perf_counter() + seconds
                    others = asyncio.create_task(visits(server.port, "vergelijk", links, OTHERS, seconds=seconds, think=THINK_S))
                    while kind != "idle" and time.perf_counter() < end and not others.done():
                        if kind == "download":
                            spent, size = await exporter.download("CSV")
                            took.append(spent)
                        else:
                            opened.append((await exporter.choose(largest())).ms)
                        count += 1
                    sessions = await others
                    found[kind] += [run.ms for s in sessions for run in s.runs[1:] if not run.errors]
    p95 = {kind: sorted(values)[int(len(values) * 0.95)] for kind, values in found.items()}
    p50 = {kind: median(values) for kind, values in found.items()}
    idle = f"idle {p95['idle']:.0f} ms (p50 {p50['idle']:.0f})"

    def row(what: str, kind: str, why: str) -> Verdict:
        return Verdict(what, "≤ 2 × idle", f"{p95[kind]:.0f} ms (p50 {p50[kind]:.0f})", idle, p95[kind] / p95["idle"], 2.0, why)

    slow = f"One download of {size / 1e6:.1f} MB takes {median(took):.2f} s, in a thread of the same interpreter as everybody's runs."
    heavy = (
        f"Such a run takes {median(opened):.0f} ms: every cell of the selection is made into text for the screen, in the same interpreter."
    )
    return [
        row("p95 of the others while one downloads the largest table", "download", slow),
        row("p95 of the others while one opens the largest table", "open", heavy),
    ]
