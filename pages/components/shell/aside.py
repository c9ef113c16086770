"""Work that would hold up every visitor of this process, done in a process of its own.

Writing a large workbook takes seconds of pure computing; in the server's own process everybody would wait for it. The other process is a plain
Python that reads tasks from its input and writes results to its output. (Python's own process pools would run the main script of the server again
in every new process, and that script is a Streamlit page.)
"""

import logging
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, ParamSpec, TypeVar

LOG = logging.getLogger("midsize")
ROOT = Path(__file__).resolve().parents[3]

P = ParamSpec("P")
T = TypeVar("T")

_guard = threading.Lock()
_worker: "subprocess.Popen[bytes] | None" = None


class Stopped(RuntimeError):
    """The other process ended before it gave its result."""


def run(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`work(…)` in the other process, one task at a time. Function and arguments must be importable and picklable; its exceptions come through.

    A worker that died (out of memory, killed) is replaced once; if the new one dies too, `Stopped` is raised.
    """
    task = pickle.dumps((work, args, kwargs))
    with _guard:
        try:
            done, result = _ask(task)
        except Stopped:
            LOG.warning("The process for exports stopped; it is started again.")
            done, result = _ask(task)
    if not done:
        raise result
    return result  # type: ignore[no-any-return]


def _ask(task: bytes) -> tuple[bool, Any]:
    """One task to the worker and its answer back: whether it was done, and the result or the exception."""
    global _worker
    if _worker is None or _worker.poll() is not None:
        _worker = subprocess.Popen([sys.executable, "-m", __name__], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert _worker.stdin is not None
    assert _worker.stdout is not None
    try:
        _send(_worker.stdin, task)
        answer = _receive(_worker.stdout)
    except OSError:
        answer = None
    if answer is None:
        _worker.kill()
        _worker.wait()
        _worker = None
        raise Stopped("The process for exports stopped before it was done.")
    done, result = pickle.loads(answer)  # what our own process wrote
    return bool(done), result


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(len(message).to_bytes(8, "big") + message)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    """One whole message, or None where the other side ended."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    body = stream.read(int.from_bytes(head, "big"))
    return body if len(body) == int.from_bytes(head, "big") else None


def serve() -> None:
    """The other process: do tasks until there are no more. What they print goes to the log, not into the answers."""
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr
    while (task := _receive(sys.stdin.buffer)) is not None:
        try:
            work, args, kwargs = pickle.loads(task)
            answer = pickle.dumps((True, work(*args, **kwargs)))
        except Exception as error:
            answer = pickle.dumps((False, error))
        _send(answers, answer)


if __name__ == "__main__":
    serve()
