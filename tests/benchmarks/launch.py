"""`streamlit run TARGET` under a name of our own, with switches for measuring.

`--gc` turns Streamlit's garbage collection after every run on or off; `--nodelay` sets TCP_NODELAY on every connection, whatever the
server does itself; `--timings` writes one JSON line per script run: how long the script ran (and processor time), how much of that was
spent getting figures out of the store (`Store.panel` and `view.make`, the outermost call counted once), and how much on the Plotly
scatter. Without switches nothing of Streamlit or of ours is touched.
"""

import argparse
import asyncio.base_events
import json
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main() -> None:
    """Start the server; returns when it is ended."""
    options = argparse.ArgumentParser()
    options.add_argument("target")
    options.add_argument("--port", required=True)
    options.add_argument("--gc", choices=("on", "off"))
    options.add_argument("--nodelay", action="store_true")
    options.add_argument("--timings", type=Path)
    given = options.parse_args()
    if given.timings:
        stopwatch(given.timings)
    if given.nodelay:
        setattr(asyncio.base_events, "_set_nodelay", _at_once)  # noqa: B010 - a name that asyncio keeps to itself
    from streamlit.web import cli

    flags = ["--server.port", given.port]
    if given.gc:
        flags += ["--runner.postScriptGC", "true" if given.gc == "on" else "false"]
    cli.main(["run", given.target, *flags], standalone_mode=False)


def _at_once(connection: socket.socket) -> None:
    """asyncio does this for sockets that say they are TCP; Streamlit binds its own, which says nothing (uvicorn#3149)."""
    if connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def stopwatch(target: Path) -> None:
    """Time every script run and its data access."""
    from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

    from etl import view
    from etl.store import Store
    from pages.components.pictures import scatter

    held = threading.local()

    def timed(kind: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def inner(*args: Any, **kwargs: Any) -> Any:
            if kind == "script":
                held.spent, held.inside = {}, set()
            if kind in getattr(held, "inside", {kind}):
                return function(*args, **kwargs)
            held.inside.add(kind)
            begun, cpu = time.perf_counter(), time.thread_time()
            try:
                return function(*args, **kwargs)
            finally:
                held.inside.discard(kind)
                held.spent[kind] = held.spent.get(kind, 0.0) + (time.perf_counter() - begun) * 1000
                if kind == "script":
                    held.spent["cpu"] = (time.thread_time() - cpu) * 1000
                    with target.open("a", encoding="utf-8") as sink:
                        sink.write(json.dumps({"data": 0.0, "scatter": 0.0, **held.spent}) + "\n")

        return inner

    watched = ((Store, "panel", "data"), (view, "make", "data"), (scatter, "block", "scatter"), (ScriptRunner, "_run_script", "script"))
    for owner, name, kind in watched:
        setattr(owner, name, timed(kind, getattr(owner, name)))


if __name__ == "__main__":
    main()
