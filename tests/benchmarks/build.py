"""Part `build`: a whole `etl build` from a CBS-shaped service, against the bare client downloading the same.

Fair, because the bare loop calls `cbsodata.download_data` for the same tables with the very same slices and columns, so it receives the
same bytes and does nothing with them; whole tables are downloaded as well, as one would without slices. Each is a fresh process, turn by
turn, and writes to a folder of its own. Without the address of a service (`--catalog`, or CBS_CATALOG) the part is skipped.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import cbsodata
import requests

from etl.build import build as run
from etl.sources.cbs import CbsService
from tests.benchmarks import calm, process
from tests.benchmarks.report import Part, Verdict

ME = "tests.benchmarks.build"


def measure(quick: bool, catalog: str | None = None) -> Part:
    """Build, repeat its requests with the bare client, and download whole tables."""
    part = Part("build", "Building a snapshot", "Fresh processes, alternating; medians.")
    if not catalog:
        part.how = "Not measured: no CBS-shaped service was given (`--catalog ADDRESS`, or CBS_CATALOG)."
        return part
    rounds = 1 if quick else 3
    requests_file = process.scratch("build") / "requests.json"
    found: dict[str, list[dict[str, Any]]] = {"build": [], "slices": []}
    for _ in range(rounds):
        for kind in found:
            calm.wait()
            found[kind].append(process.child(ME, kind, "--catalog", catalog, "--requests", str(requests_file), limit=900))
    whole = process.child(ME, "whole", "--catalog", catalog, "--requests", str(requests_file), limit=900)
    seconds = {kind: median(run["seconds"] for run in runs) for kind, runs in found.items()}
    memory = max(run["memory"] for run in found["build"])
    size = {kind: runs[-1]["bytes"] / 1e6 for kind, runs in found.items()}
    a, b = seconds["build"], seconds["slices"]
    inside = median(run["download"] for run in found["build"])
    why = f"Of {a:.1f} s, downloading takes {inside:.1f} s and the rest (checks, the grid, writing) {a - inside:.1f} s."
    what = f"{size['slices']:.1f} MB, {b:.1f} s"
    part.verdicts += [
        Verdict("full build", "≤ 1.5 × the bare client, same requests", f"{size['build']:.1f} MB, {a:.1f} s", what, a / b, 1.5, why),
        Verdict("of which downloading", "–", f"{inside:.1f} s", f"{b:.1f} s", inside / b, None),
        Verdict(
            "full build against whole tables",
            "–",
            f"{a:.1f} s",
            f"{whole['bytes'] / 1e6:.1f} MB, {whole['seconds']:.1f} s",
            a / whole["seconds"],
            None,
        ),
        Verdict(
            "peak memory of the build",
            "≤ 600 MB",
            f"{memory:.0f} MB",
            f"bare client {found['slices'][-1]['memory']:.0f} MB",
            memory,
            600.0,
            why,
            f"{memory:.0f} MB",
        ),
    ]
    if whole["failed"]:
        part.notes.append(f"Whole tables that the service or the time limit refused: {', '.join(whole['failed'])}.")
    if held := found["build"][-1]["held"]:
        part.notes.append(f"The build held back {held} indicators.")
    return part


class Counter:
    """Counts the bytes of all answers, whoever asks."""

    def __init__(self) -> None:
        self.bytes = 0
        send = requests.Session.send

        def counted(*args: Any, **kwargs: Any) -> requests.Response:
            answer = send(*args, **kwargs)
            self.bytes += len(answer.content)
            return answer

        setattr(requests.Session, "send", counted)  # noqa: B010 - a method may not be assigned to in plain sight


def build(catalog: str, requests_file: Path, counter: Counter) -> dict[str, Any]:
    """The build itself, into a folder of its own; writes down what it asked `cbsodata` for."""
    asked: list[dict[str, Any]] = []
    spent = 0.0

    def noted(function: Callable[..., Any]) -> Callable[..., Any]:
        def inner(table: str, *args: Any, **kwargs: Any) -> Any:
            nonlocal spent
            if function.__name__ == "download_data":
                asked.append({"table": table, "select": kwargs.get("select"), "filters": kwargs.get("filters")})
            begun = time.perf_counter()
            try:
                return function(table, *args, **kwargs)
            finally:
                spent += time.perf_counter() - begun

        return inner

    for name in ("download_data", "get_meta", "get_info"):
        setattr(cbsodata, name, noted(getattr(cbsodata, name)))

    class Silent:
        def start(self, tables: int) -> None: ...
        def table(self, name: str) -> None: ...
        def say(self, sentence: str) -> None: ...

    with tempfile.TemporaryDirectory(prefix="build-") as folder:
        outcome = run(CbsService(catalog), Silent(), data=Path(folder))
    requests_file.write_text(json.dumps(asked), encoding="utf-8")
    return {"download": spent, "held": len(outcome.held)}


def slices(requests_file: Path) -> dict[str, Any]:
    """The same requests, by the bare client."""
    for asked in json.loads(requests_file.read_text(encoding="utf-8")):
        cbsodata.download_data(asked["table"], select=asked["select"], filters=asked["filters"])
    return {}


def whole(requests_file: Path, limit: float = 400.0) -> dict[str, Any]:
    """Every table in full, as one would without slices."""
    failed = []
    end = time.perf_counter() + limit
    for table in dict.fromkeys(asked["table"] for asked in json.loads(requests_file.read_text(encoding="utf-8"))):
        if time.perf_counter() > end:
            failed.append(table)
            continue
        try:
            cbsodata.download_data(table)
        except (requests.RequestException, ValueError):
            failed.append(table)
    return {"failed": failed}


def main() -> None:
    """Do one of the three and print what it took as JSON."""
    options = argparse.ArgumentParser()
    options.add_argument("kind", choices=("build", "slices", "whole"))
    options.add_argument("--catalog", required=True)
    options.add_argument("--requests", type=Path, required=True)
    given = options.parse_args()
    counter = Counter()
    address = urlsplit(given.catalog)
    cbsodata.options.use_https = address.scheme == "https"
    cbsodata.options.catalog_url = address.netloc + address.path.rstrip("/")
    # Imports count on neither side.
    begun = time.perf_counter()
    if given.kind == "build":
        more = build(given.catalog, given.requests, counter)
    else:
        more = slices(given.requests) if given.kind == "slices" else whole(given.requests)
    seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "memory": memory, "bytes": counter.bytes, "failed": [], "download": 0.0, "held": 0, **more}))


if __name__ == "__main__":
    main()
