"""Waiting for a calm moment: other work on the machine slows our many processes and a peer's few unequally, which no ratio mends."""

import time
from pathlib import Path
from statistics import median

ENOUGH, LIMIT_S = 0.7, 40.0

_seen: list[float] = []


def _spent() -> tuple[float, float]:
    """Ticks idle and in all since the machine was started."""
    fields = [float(n) for n in Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:9]]
    return fields[3] + fields[4], sum(fields)


def idle(seconds: float = 1.0) -> float:
    """The share of the machine that nobody uses, looked at for a while."""
    before = _spent()
    time.sleep(seconds)
    after = _spent()
    return (after[0] - before[0]) / max(1.0, after[1] - before[1])


def wait() -> None:
    """Wait until the machine is mostly idle, or for 40 s; what was seen last is kept for the document."""
    end = time.monotonic() + LIMIT_S
    while True:
        share = idle()
        if share >= ENOUGH or time.monotonic() > end:
            _seen.append(share)
            return


def said() -> str:
    """How calm the machine was when measuring began, since the last time this was asked."""
    found = list(_seen)
    _seen.clear()
    if not found:
        return "calmness not looked at"
    busy = sum(share < ENOUGH for share in found)
    calm = f"before measuring the machine was idle for {median(found):.0%} (median of {len(found)})"
    return calm + (f"; {busy} times other work went on" if busy else "")
