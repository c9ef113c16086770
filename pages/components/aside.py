"""Work that would hold up every visitor of this process, done in a process of its own.

Writing a large workbook takes seconds of pure computing; in the server's own process everybody would wait for it.
"""

import logging
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

LOG = logging.getLogger("midsize")

P = ParamSpec("P")
T = TypeVar("T")

_guard = threading.Lock()
_pool: ProcessPoolExecutor | None = None


def _workers() -> ProcessPoolExecutor:
    """One worker, started at the first export and kept: a second one would take a core from the visitors."""
    global _pool
    with _guard:
        if _pool is None:
            # A forked copy of a server with threads may hang; a fresh process imports only what it is asked to do.
            _pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        return _pool


def run(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`work(…)` in the other process. Function and arguments must be importable and picklable; its exceptions come through.

    A worker that died (out of memory, killed) is replaced once; then the error is the caller's.
    """
    global _pool
    pool = _workers()
    try:
        return pool.submit(work, *args, **kwargs).result()
    except BrokenProcessPool:
        LOG.warning("The process for exports stopped; it is started again.")
        with _guard:
            if _pool is pool:
                _pool = None
        return _workers().submit(work, *args, **kwargs).result()
