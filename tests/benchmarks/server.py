"""Part `server`: what a choice costs the server, what starting costs, and how much memory a process takes.

Fair, because data access is timed beside bare pandas on the same parquet file, already read, in the same process, turn by turn; and the
start of the server beside a process that only imports streamlit, pandas and plotly.graph_objects, turn by turn, both with compiled
modules.
"""

import asyncio
import json
from statistics import median

from etl import store
from tests.benchmarks import calm, choices, process
from tests.benchmarks.report import Part, Verdict
from tests.benchmarks.session import Session
from tests.benchmarks.slices import data_access, observations, slices

IMPORTS = "import streamlit, pandas, plotly.graph_objects"


def measure(quick: bool) -> Part:
    """All rows of this part."""
    part = Part(
        "server",
        "What a choice costs the server, starting, and memory",
        "Choices go over a websocket of their own, one visitor, no browser; the stopwatch is put in the server process by the benchmark. "
        "Starts are fresh processes, alternating. Medians.",
    )
    count = 20 if quick else 60
    (plain, forced), largest = _turns(count, "", "--nodelay")
    script, data, received = plain["script"], plain["data"], plain["bytes"]
    ours, bare = data_access(10 if quick else 40)
    against_pandas = f"mask and pivot {bare:.2f} ms"
    part.verdicts += [
        Verdict(
            "script run per choice on /vergelijk", "≤ 10 ms", f"{script:.1f} ms", "–", script, 10.0, _inside(plain), f"{script:.1f} ms"
        ),
        Verdict("of which data access (`Store.panel`, `view.make`)", "≤ 1 ms", f"{data:.2f} ms", "–", data, 1.0, shown=f"{data:.2f} ms"),
        Verdict("one view against the same slice in bare pandas", "–", f"{ours:.2f} ms", against_pandas, ours / bare, None),
        Verdict(
            "choice → run finished, against a server with TCP_NODELAY",
            "≤ 1.2 ×",
            f"{plain['ms']:.1f} ms",
            f"{forced['ms']:.1f} ms",
            plain["ms"] / forced["ms"],
            1.2,
            "`serve.py` switches Nagle's algorithm off on its own socket, so both servers should be alike; what is left is chance.",
        ),
        Verdict(
            "received per choice, websocket",
            "≤ 25 kB",
            f"{received / 1000:.1f} kB",
            "–",
            received,
            25_000,
            _sizes(largest),
            f"{received / 1000:.1f} kB",
        ),
    ]
    part.verdicts += _starts(3 if quick else 7)
    part.verdicts.append(_disk())
    part.tables.append(slices())
    return part


async def _visit(port: int, count: int) -> Session:
    session = Session(port, "vergelijk")
    async with session:
        for query in (choices.load().links() * 4)[:count]:
            await session.choose(query)
    if found := [e for run in session.runs for e in run.errors]:
        raise process.Ended(f"the page gave an error: {found[0]}")
    return session


def _turns(count: int, *switches: str) -> tuple[list[dict[str, float]], dict[str, int]]:
    """Per switch of the launcher, medians of what a visitor's choices cost; and what the last choice was made of.

    `ms` and `bytes` are what the visitor sees, `script`, `data` and `scatter` milliseconds inside the server. Each switch has a server of
    its own; they take turns, two visits each.
    """
    names = ("ms", "bytes", "script", "cpu", "data", "scatter")
    kept: dict[str, dict[str, list[float]]] = {s: {name: [] for name in names} for s in switches}
    for turn in range(2):
        for switch in switches if turn % 2 == 0 else switches[::-1]:
            timings = process.scratch("server") / "timings.jsonl"
            timings.unlink(missing_ok=True)
            calm.wait()
            with process.dashboard("serve.py", "--timings", str(timings), *([switch] if switch else [])) as server:
                session = asyncio.run(_visit(server.port, count))
            lines = [json.loads(line) for line in timings.read_text(encoding="utf-8").splitlines()]
            # The first runs fill caches (each page's source, the first figure of Plotly) and stand for no later choice.
            for number, run in enumerate(session.runs):
                spent, lines = lines[: run.scripts], lines[run.scripts :]
                inside = {name: sum(line[name] for line in spent) for name in ("script", "cpu", "data", "scatter")}
                for name in names if number >= 3 else ():
                    kept[switch][name].append({"ms": run.ms, "bytes": run.bytes, **inside}[name])
    return [{name: median(values) for name, values in kept[s].items()} for s in switches], session.runs[-1].kinds


def _inside(found: dict[str, float]) -> str:
    """What the script run is made of."""
    rest = found["script"] - found["scatter"] - found["data"]
    return (
        f"Of {found['script']:.1f} ms ({found['cpu']:.1f} ms of processor time), in two runs, the block of the scatter takes "
        f"{found['scatter']:.1f} ms in the first of them (as it was, kept since) and the figures themselves {found['data']:.1f} ms; {rest:.1f} ms go "
        "to some seventy elements, built, hashed and queued one by one. A browser's choice is less: it leaves menu, style and foot alone."
    )


def _sizes(kinds: dict[str, int]) -> str:
    """The largest kinds of messages of one choice."""
    most = sorted(kinds.items(), key=lambda item: -item[1])[:6]
    return (
        "Chosen by link, as here, the whole page is sent, then the scatter; the most by kind: "
        + ", ".join(f"{name} {size / 1000:.1f} kB" for name, size in most)
        + "."
    )


def _starts(rounds: int) -> list[Verdict]:
    """Starting and memory."""
    ready, first, imports, idle, used = [], [], [], [], []
    process.timed(["-c", IMPORTS])
    for _ in range(rounds + 1):
        calm.wait()
        imports.append(process.timed(["-c", IMPORTS]) * 1000)
        with process.dashboard() as server:
            ready.append(server.started * 1000)
            idle.append(server.memory())
            session = asyncio.run(_visit(server.port, 12))
            first.append(session.runs[0].ms)
            used.append(server.memory())
    # The first round compiled the modules.
    ready, first, imports, idle, used = (values[1:] for values in (ready, first, imports, idle, used))
    a, b = median(ready), median(imports)
    why = "Beyond the imports, the start reads and checks the snapshot and lays it out in arrays, so that no visitor waits for it."
    return [
        Verdict("process start → serving", "≤ 1.3 × the imports", f"{a:.0f} ms", f"importing {b:.0f} ms", a / b, 1.3, why),
        Verdict("first page run of a process (pages are imported then)", "–", f"{median(first):.0f} ms", "–", 0, None, shown="–"),
        Verdict(
            "memory, snapshot loaded, nobody there",
            "≤ 250 MB",
            f"{median(idle):.0f} MB",
            "–",
            median(idle),
            250,
            _memory(),
            f"{median(idle):.0f} MB",
        ),
        Verdict(
            "memory after a visitor's twelve choices",
            "≤ 250 MB",
            f"{median(used):.0f} MB",
            "–",
            median(used),
            250,
            shown=f"{median(used):.0f} MB",
        ),
    ]


def _memory() -> str:
    """Where the memory goes, step by step, in fresh processes."""
    steps = (
        ("streamlit", "import streamlit.web.bootstrap"),
        ("+ pandas, pyarrow and numpy", "import pandas, pyarrow.parquet"),
        ("+ the snapshot", "from etl import store; store.open(); pyarrow.default_memory_pool().release_unused()"),
        (
            "+ Plotly and the page modules",
            "import plotly.graph_objects; import pages.components.sections.theme, pages.components.pictures.scatter",
        ),
    )
    tell = "import re; print(int(re.search(r'VmRSS:\\s+(\\d+)', open('/proc/self/status').read()).group(1)) // 1024)"
    code = "\n".join(f"{step}\n{tell}" for _, step in steps)
    found = process.printed(code)
    return (
        "Resident memory of one process, step by step: "
        + ", ".join(f"{name} {mb} MB" for (name, _), mb in zip(steps, found, strict=True))
        + "."
    )


def _disk() -> Verdict:
    """The snapshot in use, on disk."""
    size = sum(file.stat().st_size for file in observations().parent.iterdir()) / 1e6
    held = store.open()
    what = f"{len(held.indicators())} indicators, {len(held.region_codes)} regions, {len(held.years)} years"
    return Verdict("snapshot on disk", "≤ 10 MB for 60 indicators", f"{size:.1f} MB", what, size, 10.0, shown=f"{size:.1f} MB")
