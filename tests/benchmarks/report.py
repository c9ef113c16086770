"""What a benchmark hands over, and how it becomes docs/benchmarks.md: one section per part, which a later run of that part alone
replaces.
"""

import os
import platform
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "benchmarks.md"
PACKAGES = ("streamlit", "dash", "plotly", "pandas", "numpy", "pyarrow", "cbsodata", "playwright", "websockets", "waitress")
HEAD = """# Benchmarks

Written by `python -m tests.benchmarks`; do not edit by hand. Each part can be measured again with `--only PART`, which replaces its
section.

An absolute time proves nothing on a shared machine. So every budget is a **ratio**: ours and the thing it is held against are measured in
one run, alternately, and their medians are compared. Times in milliseconds unless the row says otherwise. Loopback only. Every round waits
for a calm moment, at most 40 s; how calm it was stands with every part.
"""


@dataclass(frozen=True)
class Verdict:
    """One budget: what was measured of us and of the other, the limit, and whether it is met.

    `limit` is for `value`; `value` is the ratio ours / other unless `value` is given itself (a count of bytes, a time). `why` says where
    the time goes, and is only shown when the budget is missed.
    """

    what: str
    budget: str
    ours: str
    other: str
    value: float
    limit: float | None
    why: str = ""
    shown: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the budget is met; None where a row only informs."""
        return None if self.limit is None else self.value <= self.limit


@dataclass(frozen=True)
class Table:
    """Further figures, for the reader who wants to see where the medians come from."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass
class Part:
    """The outcome of one benchmark."""

    name: str
    title: str
    how: str
    verdicts: list[Verdict] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def times(value: float) -> str:
    """A ratio as it stands in a table."""
    return f"{value:.2f} ×"


def markdown(part: Part, calm: str) -> str:
    """One part as a section."""
    lines = [f"<!-- part: {part.name} -->", f"## {part.title}", "", f"*{stamp()}; {calm}.* {part.how}", ""]
    if part.verdicts:
        lines += table(
            ("what", "budget", "ours", "against", "measured", "met"),
            [
                (v.what, v.budget, v.ours, v.other, v.shown or times(v.value), {True: "yes", False: "**no**", None: "–"}[v.met])
                for v in part.verdicts
            ],
        )
        lines += [text for v in part.verdicts if v.met is False and v.why for text in (f"**{v.what}.** {v.why}", "")]
    for extra in part.tables:
        lines += [f"{extra.title}", "", *table(extra.columns, extra.rows)]
    lines += [text for note in part.notes for text in (note, "")]
    return "\n".join(lines).rstrip() + "\n"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table and the blank line after it."""
    return ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns), *("| " + " | ".join(row) + " |" for row in rows), ""]


def stamp() -> str:
    """Date, and the version of the code that was measured."""
    found = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    code = found.stdout.strip() or "unknown version"
    code = code.replace("-dirty", " with uncommitted changes")
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, code {code}"


def machine() -> str:
    """The machine and the versions, in one paragraph."""
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", info.read_text(encoding="utf-8")) if info.exists() else None
    chip = found.group(1).strip() if found else platform.processor() or platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return (
        f"Machine: {os.cpu_count()} cores ({chip}), {memory:.0f} GiB, {platform.system()}. Python {platform.python_version()}, {versions}."
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def write(sections: dict[str, str], order: Sequence[str], path: Path = DOCUMENT) -> None:
    """Put sections in the document; the sections of parts that were not run stay as they were."""
    kept = (
        dict(re.findall(r"(?ms)^(?=<!-- part: (\w+) -->)(.*?)(?=^<!-- part: |\Z)", path.read_text(encoding="utf-8")))
        if path.exists()
        else {}
    )
    kept |= sections
    body = "\n".join(kept[name].rstrip() + "\n" for name in order if name in kept)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{HEAD}\n{machine()}\n\n{body}", encoding="utf-8")
