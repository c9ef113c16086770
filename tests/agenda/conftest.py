"""What the tests of the agenda share: a database of each kind, a clock that the test moves, and a script of questions."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from agenda import script
from agenda.database import Database
from agenda.script import Script
from agenda.store import Agenda
from etl import definitions
from tests.agenda.postgres import Cluster


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def on(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A real PostgreSQL, started once for all tests of a process."""
    running = Cluster()
    yield running
    running.gone()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of both kinds in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'agenda' / 'test.sqlite3'}"
    running: Cluster = request.getfixturevalue("cluster")
    return running.empty(f"test_{uuid4().hex}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def agenda(url: str, clock: Clock) -> Iterator[Agenda]:
    """Meetings in an empty database."""
    made = Agenda(Database(url), clock)
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def asked() -> Script:
    """The script of a meeting on all four themes."""
    return script.make(definitions.load().themes.values())
