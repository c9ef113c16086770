"""Servers and children of a benchmark: started on free ports of their own, watched, and always ended."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.benchmarks.report import ROOT

START_S = 60.0


class Ended(RuntimeError):
    """A server or child stopped, or never answered."""


@cache
def _scratch() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="benchmarks-")


def scratch(name: str) -> Path:
    """A folder of this run, removed when the run ends."""
    path = Path(_scratch().name) / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def environment(**extra: str) -> dict[str, str]:
    """The environment of every child: compiled modules are kept (outside the tree), as on any server; no proxy for loopback."""
    known = {
        k: v
        for k, v in os.environ.items()
        if k not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX") and not k.startswith("STREAMLIT_")
    }
    return {**known, "PYTHONPYCACHEPREFIX": str(scratch("bytecode")), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **extra}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running server. `started` is how many seconds it took to answer."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    started: float = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> float:
        """Resident memory in MB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise Ended("the server is gone")


@contextmanager
def serving(module: str, *arguments: str, health: str = "/", **extra: str) -> Iterator[Server]:
    """Run `python -m module ARGUMENTS --port N` until the block ends; waits until `health` answers."""
    port = free_port()
    log = scratch("logs") / f"{module.rsplit('.', 1)[-1]}-{port}.log"
    with log.open("wb") as sink:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments, "--port", str(port)],
            cwd=ROOT,
            env=environment(**extra),
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    server = Server(process, port, log)
    try:
        _answers(server, health, begun)
        server.started = time.perf_counter() - begun
        yield server
        if process.poll() is not None:
            raise Ended(f"{module} {' '.join(arguments)} ended by itself ({process.returncode}): {log.read_text(errors='replace')[-600:]}")
    finally:
        end(process)


def _answers(server: Server, health: str, begun: float) -> None:
    while time.perf_counter() - begun < START_S:
        if server.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(server.url + health, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.005)
    raise Ended(f"no answer from {server.url}{health}: {server.log.read_text(errors='replace')[-600:]}")


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to stop, and make it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(8)


def dashboard(target: str = "serve.py", *arguments: str, **extra: str) -> Any:
    """Our own server, as `streamlit run TARGET`; a context manager that gives a `Server`."""
    return serving("tests.benchmarks.launch", target, *arguments, health="/_stcore/health", **extra)


def child(module: str, *arguments: str, limit: float = 600.0) -> dict[str, Any]:
    """Run a module of ours to its end and give the JSON object it printed last."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=limit, check=False
    )
    if done.returncode != 0 or not done.stdout.strip():
        raise Ended(f"{module} {' '.join(arguments)} failed ({done.returncode}): {done.stderr[-800:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def timed(command: Sequence[str], limit: float = 120.0) -> float:
    """Seconds a command takes, from start to end."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment(), check=True, timeout=limit, capture_output=True)
    return time.perf_counter() - begun


def printed(code: str, limit: float = 120.0) -> list[str]:
    """The lines that a piece of Python prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(), check=True, timeout=limit, capture_output=True, text=True
    )
    return done.stdout.split("\n")[:-1]
