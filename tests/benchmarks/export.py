"""Part `export`: what writing a file costs beside what pandas alone needs, and what it costs the others in the process.

Every file is written in a fresh process, ours and pandas' in turn, from the same frame (`tests.benchmarks.writing`). The guard and the conversion
of our CSV are also held against the writer alone. Fair, because the writer alone is given the finished Arrow table, so that all of our own work on the rows (guarding against formulas, the
conversion) counts against us; and the other visitors are measured idle and during exports in the same run, on one server, turn by turn.
"""

import asyncio
import io
import pickle
import time
from collections.abc import Callable
from statistics import median
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from etl import store
from pages.components.files import about, downloads, workbook
from pages.components.research import offer, rows
from tests.benchmarks import calm, choices, process, writing
from tests.benchmarks.report import Part, Table, Verdict
from tests.benchmarks.session import Session, visits

OTHERS, THINK_S = 10, 1.0
SMALL = 10_000
SIZES = {SMALL: writing.KINDS, workbook.MOST_ROWS: ("xlsx",), rows.MOST_ROWS: ("csv", "parquet", "csvw")}
"""Which kinds of file are written with how many rows: the tables page gives workbooks up to a limit of their own."""
LIMITS = {"csv": 1.0, "xlsx": 1.5, "parquet": 1.5, "csvw": 1.0}
WHY = {
    "csv": "",
    "xlsx": "Our workbook holds the rows twice (long and wide), a cover, a codebook and the signs; pandas writes the rows alone.",
    "parquet": "We compress with zstd and describe every column in the schema; pandas uses snappy.",
    "csvw": "",
}


def measure(quick: bool) -> Part:
    """Writing, and the others."""
    part = Part(
        "export",
        "Exports",
        f"Files are written {1 if quick else 3} times in a fresh process each, ours and pandas' in turn; CSV also {5 if quick else 15} times beside "
        f"the writer alone, in one process. The others are {OTHERS} visitors with "
        f"{THINK_S:.0f} s between choices, while one more visitor downloads the largest file the tables page gives, or opens that table, "
        "again and again.",
    )
    table, verdicts = beside_pandas(1 if quick else 3)
    part.tables.append(table)
    part.verdicts += verdicts
    part.verdicts += _writing(5 if quick else 15)
    part.verdicts += asyncio.run(_others(2 if quick else 3, 6.0 if quick else 14.0))
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


def beside_pandas(count: int) -> tuple[Table, list[Verdict]]:
    """Time and memory of every kind of file, ours and pandas' own, and the budgets for the largest."""
    whole = _everything()
    known = offer.make(store.open()).known
    lines, verdicts = [], []
    for rows_, kinds in SIZES.items():
        folder = process.scratch(f"rows-{rows_}")
        frame = whole.head(rows_)
        frame.to_pickle(folder / "rows.pkl")
        entries = [known[i] for i in dict.fromkeys(frame["indicator"])]
        said = about.make(store.open(), "Benchmark", [("Steden", "alle")], entries, rows.tables(store.open(), frame), "", "2026-01-01")
        (folder / "about.pkl").write_bytes(pickle.dumps(said))
        for kind in kinds:
            found: dict[str, list[dict[str, Any]]] = {"ours": [], "pandas": []}
            for _ in range(count):
                calm.wait()
                for who, seen in found.items():
                    seen.append(process.child("tests.benchmarks.writing", who, kind, str(folder)))
            ours, alone = ({k: median(one[k] for one in seen) for k in seen[0]} for seen in found.values())
            ratio = ours["seconds"] / alone["seconds"]
            number = f"{rows_:,}".replace(",", " ")
            lines.append(
                (
                    kind.upper(),
                    number,
                    f"{ours['seconds']:.2f}",
                    f"{alone['seconds']:.2f}",
                    f"{ratio:.2f} ×",
                    f"{ours['rise']:.0f}",
                    f"{alone['rise']:.0f}",
                    f"{ours['bytes'] / 1e6:.1f}",
                    f"{alone['bytes'] / 1e6:.1f}",
                )
            )
            if rows_ > SMALL:
                what = f"{kind.upper()} of {number} rows, in a process of its own"
                budget, times = f"≤ {LIMITS[kind]} × pandas", (f"{ours['seconds']:.2f} s", f"pandas {alone['seconds']:.2f} s")
                verdicts.append(Verdict(what, budget, *times, ratio, LIMITS[kind], WHY[kind]))
        if rows_ > workbook.MOST_ROWS:
            lines.append(("XLSX", number, f"over the limit of {workbook.MOST_ROWS:,}".replace(",", " "), *["–"] * 6))
    columns = ("file", "rows", "ours, s", "pandas alone, s", "ratio", "ours, peak MB", "pandas, peak MB", "ours, MB", "pandas, MB")
    return Table(
        "Writing a file, in a fresh process (peak: how far memory rose above what was there before writing)", columns, lines
    ), verdicts


def largest() -> str:
    """The link of the tables page with as much as it gives: all cities, all years, as many figures as fit."""
    held = store.open()
    known = offer.make(held)
    ids = list(known.indicators(known.themes))[: rows.MOST_ROWS // (len(held.cities()) * len(held.years))]
    return urlencode({"steden": "alle", "cijfers": ".".join(ids), "van": held.years[0], "tot": held.years[-1]})


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
    heavy = f"Such a run takes {median(opened):.0f} ms, in the same interpreter."
    return [
        row("p95 of the others while one downloads the largest table", "download", slow),
        row("p95 of the others while one opens the largest table", "open", heavy),
    ]
