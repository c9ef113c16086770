"""What the tests of the pipeline share: the stand-in for CBS, time that does not pass, and cut-down definitions."""

import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etl import store
from etl.build import build
from etl.outcome import Outcome
from etl.snapshot import current
from etl.sources.cbs import CbsService
from etl.sources.transport import Transport
from tests.etl.reduced import SMALL, definition_folder
from tests.etl.service import Clock, Service

THEN = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


class Silent:
    """A progress that keeps what it was told."""

    def __init__(self) -> None:
        self.tables: list[str] = []
        self.said: list[str] = []

    def start(self, tables: int) -> None:
        self.expected = tables

    def table(self, name: str) -> None:
        self.tables.append(name)

    def say(self, sentence: str) -> None:
        self.said.append(sentence)


@pytest.fixture
def service() -> Iterator[Service]:
    """The stand-in for CBS, with nothing wrong yet."""
    with Service() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    """Time that passes only by waiting."""
    return Clock()


@pytest.fixture
def cbs(service: Service, clock: Clock) -> CbsService:
    """The client under test, connected to the stand-in."""
    return CbsService(service.url, Transport(service.url, sleep=clock.sleep, clock=clock), now=lambda: THEN)


@pytest.fixture(scope="session")
def small_definitions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Definitions with three indicators; not to be changed."""
    return definition_folder(tmp_path_factory.mktemp("small") / "definitions", SMALL)


@pytest.fixture(scope="session")
def all_definitions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Definitions with every recorded indicator; not to be changed."""
    return definition_folder(tmp_path_factory.mktemp("all") / "definitions")


@pytest.fixture(scope="session")
def small_snapshot(tmp_path_factory: pytest.TempPathFactory, small_definitions: Path) -> Path:
    """A data folder with one snapshot of the small definitions; not to be changed."""
    data = tmp_path_factory.mktemp("snapshot") / "data"
    with Service() as running:
        build(CbsService(running.url, now=lambda: THEN), Silent(), data=data, folder=small_definitions, now=lambda: THEN)
    return data


@pytest.fixture
def first(small_snapshot: Path, tmp_path: Path) -> str:
    """That snapshot, in the data folder of `run`; gives its id."""
    shutil.copytree(small_snapshot, tmp_path / "data", ignore=shutil.ignore_patterns(".build.lock"))
    return str(current(tmp_path / "data"))


@pytest.fixture
def run(cbs: CbsService, small_definitions: Path, tmp_path: Path) -> Callable[..., Outcome]:
    """A build into a temporary folder with the small definitions; arguments of `build` may be given."""

    def go(**settings: object) -> Outcome:
        given = {"data": tmp_path / "data", "folder": small_definitions, "now": lambda: THEN, **settings}
        return build(cbs, Silent(), **given)  # type: ignore[arg-type]

    return go


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    """No test may hang: a download without end must fail, not stop the run."""

    def late(*_: object) -> None:
        # Not an Exception, so that no `except` in what is tested takes it for a failing connection.
        pytest.fail("the test took longer than a minute")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, 60)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def held() -> store.Store:
    """The store on the snapshot of the repository."""
    return store.open()
