"""Kept results: worked out once per snapshot and key, and never more of them than said."""

from types import SimpleNamespace
from typing import Any

from pages.components.shell import kept


def test_work_is_done_once_per_snapshot_and_key() -> None:
    done: list[str] = []
    one: Any = SimpleNamespace(id="one")
    two: Any = SimpleNamespace(id="two")
    for held in (one, one, two):
        assert kept.recall(held, ("test", 1), lambda h=held: done.append(h.id) or h.id) == held.id
    assert done == ["one", "two"]


def test_the_oldest_results_go() -> None:
    held: Any = SimpleNamespace(id="many")
    for n in range(kept.MOST + 10):
        kept.recall(held, ("test", n), lambda n=n: n)
    assert len(kept._results) == kept.MOST
    assert ("many", ("test", 0)) not in kept._results
