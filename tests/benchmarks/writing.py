"""`python -m tests.benchmarks.writing WHO KIND FOLDER`: write one file in a process of its own, and print what it took.

WHO is `ours` or `pandas`; FOLDER holds the rows and what is said about them, put there by the part `export`. Both start from the same frame,
already in memory, so that the figures are about writing alone: seconds, how far memory rose above what was there before, and bytes.
"""

import io
import json
import pickle
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from pages.components.files import downloads
from pages.components.files.about import About
from pages.components.shell import aside

KINDS = ("csv", "xlsx", "parquet", "csvw")


def ours(kind: str, frame: pd.DataFrame, about: About) -> bytes:
    """The file as the tables page gives it; a workbook is written here and not in a third process."""
    aside.run = lambda work, *args: work(*args)  # type: ignore[assignment]
    makers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: downloads.csv_of(frame),
        "xlsx": lambda: downloads.excel_of(frame, about),
        "parquet": lambda: downloads.parquet_of(frame, about),
        "csvw": lambda: downloads.described_of(frame, about, "rows.csv"),
    }
    return makers[kind]()


def alone(kind: str, frame: pd.DataFrame) -> bytes:
    """What pandas itself writes of the same rows: no codebook, no wide table, no guard against formulas, no description."""
    sink = io.BytesIO()
    if kind == "csv":
        frame.to_csv(sink, index=False)
    elif kind == "xlsx":
        frame.to_excel(sink, index=False, engine="xlsxwriter")
    elif kind == "parquet":
        frame.to_parquet(sink, index=False)
    else:
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as folder:
            folder.writestr("rows.csv", frame.to_csv(index=False))
    return sink.getvalue()


def memory(name: str) -> float:
    """Resident memory in MB: now (`VmRSS`), or the most since it was reset (`VmHWM`)."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def main() -> None:
    """Write once."""
    who, kind, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    frame = pd.read_pickle(folder / "rows.pkl")
    about = pickle.loads((folder / "about.pkl").read_bytes())
    # Imports and first-time work of a writer are no part of writing a file.
    for _ in range(2):
        ours(kind, frame.head(50), about) if who == "ours" else alone(kind, frame.head(50))
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    before, begun = memory("VmRSS"), time.perf_counter()
    data = ours(kind, frame, about) if who == "ours" else alone(kind, frame)
    seconds = time.perf_counter() - begun
    peak = memory("VmHWM")
    print(json.dumps({"seconds": seconds, "rise": peak - before, "peak": peak, "bytes": len(data), "rows": len(frame)}))


if __name__ == "__main__":
    main()
