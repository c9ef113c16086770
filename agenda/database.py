"""The database: a SQLite file unless `DATABASE_URL` names another, brought up to date at first use, and told apart from one that is away.

Reading and writing are transactions that either happen whole or not at all. Whatever the database itself cannot do becomes `Away`,
with a sentence; the detail, without any password, goes to the log.
"""

import contextlib
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from agenda.migrations import REVISIONS, VERSION_TABLE
from agenda.problems import Away, Clash, Newer

LOG = logging.getLogger("midsize")
FILE = Path(__file__).resolve().parent.parent / "data" / "agenda" / "agenda.sqlite3"
"""Where answers are kept unless `DATABASE_URL` says otherwise; git does not see this folder."""

AWAY = "De antwoorden kunnen nu niet worden gelezen of bewaard. Wat u typte, staat er nog; probeer het over een minuut opnieuw."
NEWER = (
    "De antwoorden zijn bewaard door een nieuwere versie van deze monitor. Er is niets veranderd. "
    "Wie de monitor beheert, zet die versie terug of noemt een andere database in DATABASE_URL."
)
CLASH = "De lijst is net veranderd. Dit is niet bewaard; ververs de pagina en probeer het opnieuw."
_WAITING_MS = 10_000
_LOCK = 20261122  # any number, as long as no other program on the same PostgreSQL uses it


def address(given: str | None = None) -> URL:
    """The address of the database: `given`, else `DATABASE_URL`, else the SQLite file. Raises `Away` where it cannot be read."""
    named = given or os.environ.get("DATABASE_URL") or ""
    if not named:
        return URL.create("sqlite", database=str(FILE))
    try:
        url = make_url(named)
    except ArgumentError:
        LOG.error("DATABASE_URL cannot be read; it must look like postgresql://user:password@host:5432/name or sqlite:////folder/file.")
        raise Away(AWAY) from None
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("postgresql+psycopg", "sqlite") or (url.drivername == "sqlite" and not url.database):
        LOG.error("DATABASE_URL names '%s'; only postgresql and a file of sqlite can be used.", url.drivername)
        raise Away(AWAY)
    return url


class Database:
    """One database, with the connections to it."""

    def __init__(self, given: str | None = None):
        self.url = address(given)
        self.file = Path(str(self.url.database)).absolute() if self.url.drivername == "sqlite" else None
        self._engine: Engine | None = None
        self._inode: tuple[int, int] | None = None
        self._opening = threading.Lock()
        # SQLite takes one writer at a time. Waiting in line here is fair; its own waiting is not, and may end in an error.
        self._turn = threading.Lock() if self.file else contextlib.nullcontext()

    def exists(self) -> bool:
        """Whether there may be anything in it: a file that was never made holds nothing."""
        return self.file is None or self.file.exists()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that changes nothing."""
        with self._transaction(False) as session:
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is kept whole at its end, or not at all. Raises `Clash` where another changed what it builds on."""
        with self._turn, self._transaction(True) as session:
            yield session

    @contextlib.contextmanager
    def _transaction(self, writing: bool) -> Iterator[Session]:
        try:
            engine = self._ready()
            with (
                engine.connect().execution_options(writing=writing) as connection,
                Session(connection, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
        except IntegrityError as problem:
            # What this one builds on was changed or deleted by another in the meantime.
            raise Clash(CLASH) from problem
        except (SQLAlchemyError, OSError) as problem:
            raise self._away(problem) from problem
        if writing and self.file and self._stat() != self._inode:
            # The file was taken away while we wrote: what was written went with it.
            raise self._away("the file was moved or replaced during a write")

    def shrink(self) -> None:
        """Let nothing that was deleted remain on disk: SQLite keeps old pages in its journal until they are written over."""
        if self.file and self._engine is not None:
            with self._turn, contextlib.suppress(SQLAlchemyError), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of all connections; the next use makes new ones."""
        with self._opening:
            self._drop()

    def _drop(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
        self._engine = None

    def _stat(self) -> tuple[int, int] | None:
        assert self.file is not None
        try:
            found = self.file.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _away(self, why: object) -> Away:
        detail = str(why.orig) if isinstance(why, DBAPIError) else str(why)
        LOG.error("The database of the knowledge agenda (%s) cannot be used: %s", self.url.render_as_string(), " ".join(detail.split()))
        return Away(AWAY)

    def _ready(self) -> Engine:
        """The engine, on a database whose tables are of today."""
        with self._opening:
            if self._engine is not None and self.file and self._stat() != self._inode:
                # Connections would go on with a file that no longer has a name.
                self._drop()
            if self._engine is None:
                if self.file and self._inode and self._stat() is None:
                    raise self._away("the file is gone; it is not made anew, for that would hide what was in it")
                engine = self._made()
                try:
                    self._up_to_date(engine)
                except BaseException:
                    engine.dispose()
                    raise
                self._engine = engine
                if self.file:
                    self._inode = self._stat()
            return self._engine

    def _made(self) -> Engine:
        if self.file is None:
            settings = "-c statement_timeout=15000 -c lock_timeout=10000 -c timezone=UTC"
            arguments = {"connect_timeout": 3, "options": settings, "application_name": "midsize-monitor"}
            return create_engine(self.url, pool_pre_ping=True, pool_size=8, max_overflow=8, pool_timeout=10, connect_args=arguments)
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise self._away(problem) from problem
        engine = create_engine(self.url, pool_size=8, max_overflow=8, pool_timeout=10)

        @event.listens_for(engine, "connect")
        def _settings(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
            connection.isolation_level = None  # transactions begin where we say, below
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={_WAITING_MS}")
            cursor.execute("PRAGMA journal_mode=WAL")
            # What was confirmed survives a power failure too, and what was deleted is written over.
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA secure_delete=ON")
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.close()

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            # A writer that begins as a reader can be refused halfway; one that says so waits for its turn.
            connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")

        return engine

    def _up_to_date(self, engine: Engine) -> None:
        """Bring older tables up to date; refuse those of a newer monitor. Processes that start together wait for each other."""
        # The very first connection to a file turns its journal on, for which SQLite does not wait in line; so it is made under a lock.
        lock = FileLock(f"{self.file}.lock", timeout=30) if self.file else contextlib.nullcontext()
        with lock, engine.connect().execution_options(writing=True) as connection:
            with connection.begin():
                if _revision(connection) == REVISIONS[-1]:
                    return
            self._steps(connection)

    def _steps(self, connection: Connection) -> None:
        with connection.begin():
            if self.file is None:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            found = _revision(connection)
            if found is not None and found not in REVISIONS:
                self._away(f"it was written by a newer version of the monitor (state {found}; this one knows up to {REVISIONS[-1]})")
                raise Newer(NEWER)
            if found != REVISIONS[-1]:
                upgrade(connection, REVISIONS[-1])
                LOG.info("The database of the knowledge agenda went from %s to %s.", found or "empty", REVISIONS[-1])


def upgrade(connection: Connection, revision: str) -> None:
    """Take the steps up to `revision`, in the transaction of `connection`."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _revision(connection: Connection) -> str | None:
    """The state a database is in; None for one without our tables."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    return str(found) if found is not None else None
