"""Part `load`: many visitors at one process. Every visitor makes a choice on /vergelijk every four seconds, over a websocket of its own.

Fair, because both settings of Streamlit's garbage collection after every run are measured in the same run, turn by turn, each in a fresh
server process, with visitors that ask for the same links in the same order; and every number of visitors is held against ten visitors of
that run. The visitors share the two cores with the server, so what is measured is the machine as a whole, not the server alone.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks import calm, choices, process
from tests.benchmarks.report import Part, Table, Verdict
from tests.benchmarks.session import Session, visits

THINK_S = 4.0


@dataclass(frozen=True)
class Cell:
    """What so many visitors saw with one setting. Times in ms, memory in MB."""

    visitors: int
    gc: str
    runs: list[float]
    cold: list[float]
    errors: list[str]
    before: float
    middle: float
    after: float
    cores: float

    @property
    def p50(self) -> float:
        return median(self.runs) if self.runs else float("nan")

    @property
    def p95(self) -> float:
        return sorted(self.runs)[int(len(self.runs) * 0.95)] if self.runs else float("nan")

    @property
    def per_session(self) -> float:
        return (self.after - self.before) / self.visitors


def measure(quick: bool) -> Part:
    """All numbers of visitors with both settings, and 200 with ours alone."""
    numbers = (10, 30) if quick else (10, 50, 100)
    seconds = 14.0 if quick else 32.0
    cells: list[Cell] = []
    for place, number in enumerate(numbers):
        for gc in ("off", "on") if place % 2 == 0 else ("on", "off"):
            cells.append(cell(number, gc, seconds))
    if not quick:
        cells.append(cell(200, "off", seconds))
    return judge(cells, seconds)


def cell(number: int, gc: str, seconds: float) -> Cell:
    """One server, so many visitors."""
    links = choices.load().links()
    calm.wait()
    with process.dashboard("serve.py", "--gc", gc) as server:
        asyncio.run(visits(server.port, "vergelijk", links, 1, seconds=1.0, think=0.3))
        before, used = server.memory(), cpu(server.process.pid)

        async def go() -> tuple[list[Session], float]:
            begun = asyncio.create_task(visits(server.port, "vergelijk", links, number, seconds=seconds, think=THINK_S))
            await asyncio.sleep(seconds / 2)
            middle = server.memory()
            return await begun, middle

        started = time.perf_counter()
        sessions, middle = asyncio.run(go())
        cores = (cpu(server.process.pid) - used) / (time.perf_counter() - started)
        after = server.memory()
    warm = [run.ms for session in sessions for run in session.runs[1:] if not run.errors]
    errors = [error for session in sessions for run in session.runs for error in run.errors]
    return Cell(number, gc, warm, [s.runs[0].ms for s in sessions if s.runs], errors, before, middle, after, cores)


def cpu(pid: int) -> float:
    """Processor seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def judge(cells: Sequence[Cell], seconds: float) -> Part:
    """The verdicts and the table."""
    part = Part(
        "load",
        "Many visitors at one process",
        f"Visitors make a choice every {THINK_S:.0f} s for {seconds:.0f} s, spread evenly; a fresh server per row. The first run of every "
        "visitor is left out of p50 and p95 and has a column of its own. “GC” is Streamlit's garbage collection after every run "
        "(`runner.postScriptGC`); ours is off.",
    )
    ours = {c.visitors: c for c in cells if c.gc == "off"}
    theirs = {c.visitors: c for c in cells if c.gc == "on"}
    base = ours[10]
    most = max(n for n in ours if n <= 100)
    busy = ours[most]
    why = (
        f"{most} visitors ask for {most / THINK_S:.0f} runs a second, for which the server used {busy.cores:.2f} core; the runs of a "
        "process share one interpreter, so a run waits for those before it. A shorter run helps (part server), then a second process."
    )
    part.verdicts += [
        Verdict(
            f"{most} visitors: p50",
            "≤ 2 × that of 10",
            f"{busy.p50:.0f} ms",
            f"10 visitors {base.p50:.0f} ms",
            busy.p50 / base.p50,
            2.0,
            why,
        ),
        Verdict(f"{most} visitors: p95", "≤ 350 ms", f"{busy.p95:.0f} ms", "–", busy.p95, 350.0, why, f"{busy.p95:.0f} ms"),
    ]
    if 200 in ours:
        v = ours[200]
        part.verdicts.append(Verdict("200 visitors: p95", "≤ 1 000 ms", f"{v.p95:.0f} ms", "–", v.p95, 1000.0, why, f"{v.p95:.0f} ms"))
    errors = [e for c in cells if c.gc == "off" for e in c.errors]
    part.verdicts.append(
        Verdict("errors", "none", str(len(errors)), "–", len(errors), 0.0, ", ".join(sorted(set(errors))[:3]), str(len(errors)))
    )
    part.verdicts += [
        Verdict(
            "memory per open session",
            "≤ 1 MB",
            f"{busy.per_session:.2f} MB",
            "–",
            busy.per_session,
            1.0,
            shown=f"{busy.per_session:.2f} MB",
        ),
        Verdict(
            "memory in the second half of the visit",
            "flat",
            f"{busy.after:.0f} MB",
            f"halfway {busy.middle:.0f} MB",
            busy.after / busy.middle,
            1.05,
        ),
        *(
            Verdict(
                f"{n} visitors: p50 with collection off against on",
                "–",
                f"{ours[n].p50:.0f} ms",
                f"on {c.p50:.0f} ms",
                ours[n].p50 / c.p50,
                None,
            )
            for n, c in theirs.items()
        ),
    ]
    columns = ("visitors", "GC", "runs", "p50 ms", "p95 ms", "first run p50 / p95 ms", "errors", "memory before → half → end, MB", "cores")
    part.tables.append(Table("All rows", columns, [_row(c) for c in cells]))
    return part


def _row(c: Cell) -> tuple[str, ...]:
    cold = sorted(c.cold)
    first = f"{median(cold):.0f} / {cold[int(len(cold) * 0.95)]:.0f}" if cold else "–"
    memory = f"{c.before:.0f} → {c.middle:.0f} → {c.after:.0f}"
    return str(c.visitors), c.gc, str(len(c.runs)), f"{c.p50:.0f}", f"{c.p95:.0f}", first, str(len(c.errors)), memory, f"{c.cores:.2f}"
