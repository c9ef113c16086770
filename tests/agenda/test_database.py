"""The database: made at first use, brought up to date from every older state, never from a newer one; and what happens when it is away."""

import hashlib
import os
import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, text

from agenda import database, migrations
from agenda.database import Database
from agenda.migrations import REVISIONS, VERSION_TABLE
from agenda.model import Base
from agenda.problems import Away, Newer
from agenda.script import TOPIC, Script
from agenda.store import Agenda
from tests.agenda.postgres import Cluster

MARK = "form-0000000000000001"


def at(url: str, revision: str) -> None:
    """Bring an empty database to an older state, as an older monitor would have left it."""
    made = Database(url)
    if made.file:
        made.file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(made.url)
    with engine.begin() as connection:
        database.upgrade(connection, revision)
    engine.dispose()


def test_the_list_of_states_is_that_of_the_steps() -> None:
    folder = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert [step.revision for step in reversed(list(folder.walk_revisions()))] == list(REVISIONS)


def test_the_steps_lead_to_the_tables_of_today(url: str) -> None:
    fresh = Database(url)
    with fresh.writing() as session:
        context = MigrationContext.configure(session.connection(), opts={"version_table": VERSION_TABLE, "compare_type": True})
        found = compare_metadata(context, Base.metadata)
        if fresh.file:
            # SQLAlchemy cannot read what happens on delete from a column that was added later; SQLite itself can.
            found = [step for step in found if not str(step[0]).endswith("_fk")]
            wanted = create_engine("sqlite://")
            Base.metadata.create_all(wanted)
            with wanted.connect() as other:
                for name in Base.metadata.tables:
                    ask = f'SELECT "from", "table", "to", on_delete FROM pragma_foreign_key_list(\'{name}\')'
                    assert set(session.execute(text(ask)).all()) == set(other.execute(text(ask)).all()), name
    assert found == []


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_older_database_is_brought_up_to_date_with_what_was_in_it(url: str, revision: str, asked: Script) -> None:
    at(url, revision)
    then, far = datetime(2026, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
    rows: dict[str, dict[str, object]] = {
        "agenda_meetings": {
            "code": "BCDFGHJK",
            "token_hash": _hash("sleutel"),
            "title": "Oud",
            "script": asked.plain(),
            "phase": "answers",
            "created": then,
            "expires": far,
        },
        "agenda_participants": {"meeting_id": 1, "key_hash": _hash("telefoon"), "joined": then},
        "agenda_answers": {"meeting_id": 1, "participant_id": 1, "question": TOPIC, "text": "Oud antwoord", "received": then},
    }
    old = create_engine(Database(url).url)
    with old.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for name, row in rows.items():
            connection.execute(tables.tables[name].insert().values(id=1, **row))
    old.dispose()
    agenda = Agenda(Database(url))
    (entry,) = agenda.overview("sleutel").entries
    assert (entry.text, entry.hidden, entry.topic) == ("Oud antwoord", False, None)
    agenda.group("sleutel", [entry.id], "Kop")
    agenda.move("sleutel", "vote")
    agenda.vote("BCDFGHJK", "telefoon", [f"t{agenda.overview('sleutel').headings[0].id}"], MARK)
    assert agenda.overview("sleutel").headings[0].votes == 1


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def test_a_database_of_a_newer_monitor_is_left_alone_with_a_sentence(url: str) -> None:
    with Database(url).writing() as session:
        session.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(Newer, match="nieuwere versie van deze monitor. Er is niets veranderd"), Database(url).reading():
        pass
    with create_engine(Database(url).url).connect() as connection:
        assert connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() == "9999"


def test_processes_that_start_together_make_the_tables_once(url: str) -> None:
    start, failed = threading.Barrier(4), []

    def first() -> None:
        start.wait()
        try:
            with Database(url).reading() as session:
                session.execute(text("SELECT count(*) FROM agenda_votes"))
        except Exception as problem:
            failed.append(problem)

    threads = [threading.Thread(target=first) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []


def test_nothing_is_made_before_the_first_use_and_then_only_what_is_needed(tmp_path: Path) -> None:
    quiet = Agenda(Database(f"sqlite:///{tmp_path / 'a' / 'b.sqlite3'}"))
    assert quiet.expire() == 0
    assert list(tmp_path.iterdir()) == []


def test_sqlite_keeps_what_was_confirmed_and_forgets_what_was_deleted(tmp_path: Path, asked: Script) -> None:
    file = tmp_path / "b.sqlite3"
    agenda = Agenda(Database(f"sqlite:///{file}"))
    with agenda.database.reading() as session:
        settings = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    code, token = agenda.create("", asked, 7)
    agenda.answer(code, agenda.join(code), TOPIC, "ZEERGEHEIMANTWOORD", MARK)
    whole = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert b"ZEERGEHEIMANTWOORD" in whole
    agenda.delete(token)
    assert b"ZEERGEHEIMANTWOORD" not in b"".join(p.read_bytes() for p in tmp_path.iterdir())


def test_a_file_that_is_taken_away_and_given_back(tmp_path: Path, asked: Script) -> None:
    folder = tmp_path / "agenda"
    agenda = Agenda(Database(f"sqlite:///{folder / 'b.sqlite3'}"))
    code, token = agenda.create("", asked, 7)
    key = agenda.join(code)
    folder.rename(tmp_path / "away")
    for _ in range(2):
        with pytest.raises(Away, match="Wat u typte, staat er nog"):
            agenda.answer(code, key, TOPIC, "Bewaard", MARK)
    assert not folder.exists(), "a new and empty file would hide the old one"
    (tmp_path / "away").rename(folder)
    agenda.answer(code, key, TOPIC, "Bewaard", MARK)
    agenda.answer(code, key, TOPIC, "Bewaard", MARK)
    assert [e.text for e in agenda.overview(token).entries] == ["Bewaard"]


def test_a_file_that_is_replaced_is_read_anew(tmp_path: Path, asked: Script) -> None:
    one, two = tmp_path / "one.sqlite3", tmp_path / "two.sqlite3"
    first, second = Agenda(Database(f"sqlite:///{one}")), Agenda(Database(f"sqlite:///{two}"))
    _, token = first.create("Een", asked, 7)
    _, other = second.create("Twee", asked, 7)
    first.database.close()
    second.database.close()
    assert first.managed(token).title == "Een"
    os.replace(two, one)
    for end in ("-wal", "-shm"):
        Path(f"{one}{end}").unlink(missing_ok=True)
    assert first.managed(other).title == "Twee"


def test_a_damaged_file_gives_a_sentence_and_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "b.sqlite3"
    file.write_bytes(b"This is no database." * 100)
    with pytest.raises(Away), Database(f"sqlite:///{file}").reading():
        pass
    assert file.read_bytes() == b"This is no database." * 100


def test_a_transaction_that_fails_leaves_nothing(url: str, asked: Script) -> None:
    agenda = Agenda(Database(url))
    agenda.create("", asked, 7)

    def half() -> None:
        with agenda.database.writing() as session:
            session.execute(text("DELETE FROM agenda_meetings"))
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        half()
    with agenda.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM agenda_meetings")).scalar() == 1


def test_postgresql_that_stops_and_starts_again(cluster: Cluster, asked: Script) -> None:
    agenda = Agenda(Database(cluster.empty("stopped")))
    code, token = agenda.create("", asked, 7)
    key = agenda.join(code)
    cluster.stop()
    try:
        with pytest.raises(Away):
            agenda.answer(code, key, TOPIC, "Bewaard", MARK)
    finally:
        cluster.start()
    agenda.answer(code, key, TOPIC, "Bewaard", MARK)
    assert [e.text for e in agenda.overview(token).entries] == ["Bewaard"]


@pytest.mark.parametrize("given", ["no address", "mysql://a/b", "sqlite://", "postgresql+asyncpg://a/b"])
def test_a_database_url_that_can_not_be_used_gives_a_sentence(given: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Away):
        database.address(given)
    assert "DATABASE_URL" in caplog.text


def test_no_password_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Away), Database("postgresql://somebody:zeergeheim@127.0.0.1:1/nothing").reading():
        pass
    assert "cannot be used" in caplog.text
    assert "zeergeheim" not in caplog.text


def test_the_address_comes_from_the_environment_or_is_a_file_beside_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert database.address().database == str(database.FILE)
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@h/d")
    assert database.address().drivername == "postgresql+psycopg"


def test_sqlite_of_today_can_be_read_by_others(tmp_path: Path, asked: Script) -> None:
    file = tmp_path / "b.sqlite3"
    agenda = Agenda(Database(f"sqlite:///{file}"))
    agenda.create("Zaal", asked, 7)
    with sqlite3.connect(file) as other:
        assert other.execute("SELECT title FROM agenda_meetings").fetchall() == [("Zaal",)]
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
