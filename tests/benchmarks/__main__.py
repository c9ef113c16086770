"""`python -m tests.benchmarks`: run all parts, or one, and write docs/benchmarks.md.

    python -m tests.benchmarks                       all parts, 20 to 30 minutes
    python -m tests.benchmarks --only ui             one part; its section in the document is replaced
    python -m tests.benchmarks --quick               few rounds, printed only: to look at, not to keep
    python -m tests.benchmarks --catalog ADDRESS     also the part `build`, from a CBS-shaped service

A missed budget is a finding, not a failure: the exit code is 1 only when a part could not be measured.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import build, calm, export, load, report, server, slow, ui
from tests.benchmarks.report import Part

PARTS: dict[str, Callable[[bool], Part]] = {
    "ui": ui.measure,
    "server": server.measure,
    "load": load.measure,
    "build": build.measure,
    "export": export.measure,
    "slow": slow.measure,
}


def main() -> int:
    """Run what is asked for and write the document."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure the monitor beside its peers.")
    options.add_argument("--only", choices=sorted(PARTS), action="append", help="run this part (may be repeated)")
    options.add_argument("--quick", action="store_true", help="few rounds; print the result and leave the document alone")
    options.add_argument("--catalog", default=os.environ.get("CBS_CATALOG"), help="address of a CBS-shaped service, for the part build")
    options.add_argument("--out", type=Path, help="write here instead of docs/benchmarks.md; with --quick too")
    given = options.parse_args()
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"
    failed = 0
    for name in given.only or PARTS:
        begun = time.perf_counter()
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            part = build.measure(given.quick, given.catalog) if name == "build" else PARTS[name](given.quick)
        except Exception as error:  # one part that cannot be measured must not cost the others
            failed += 1
            print(f"{name}: not measured. {type(error).__name__}: {error}", file=sys.stderr, flush=True)
            continue
        section = report.markdown(part, calm.said())
        print(section, flush=True)
        # Written after every part, so that what was measured is kept when a later part is stopped.
        if given.out or not given.quick:
            report.write({name: section}, tuple(PARTS), given.out or report.DOCUMENT)
        print(f"{name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
