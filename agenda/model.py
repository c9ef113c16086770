"""The tables of the knowledge agenda. Every change here needs a step in `migrations/versions`; a test compares the two.

Nothing in them says who somebody is: a participant is a random key of which only the hash is kept, and so is the presenter's.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, ForeignKey, String, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite has no time zones, so they are added when it is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What all tables share."""


def _of(table: str) -> Any:
    """The id of a row in another table; this row goes when that one goes."""
    return ForeignKey(f"{table}.id", ondelete="CASCADE")


class Meeting(Base):
    """A meeting: its code, the hash of the presenter's token, what it asks, and until when it is kept."""

    __tablename__ = "agenda_meetings"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    script: Mapped[dict[str, Any]] = mapped_column(JSON)
    phase: Mapped[str] = mapped_column(String(12))
    created: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment, index=True)


class Participant(Base):
    """One phone in one meeting, known by the hash of a random key."""

    __tablename__ = "agenda_participants"
    __table_args__ = (UniqueConstraint("meeting_id", "key_hash"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(_of("agenda_meetings"))
    key_hash: Mapped[str] = mapped_column(String(64))
    joined: Mapped[datetime] = mapped_column(Moment)


class Receipt(Base):
    """A form that was received: the same one again changes nothing. Written together with what it brought."""

    __tablename__ = "agenda_receipts"
    participant_id: Mapped[int] = mapped_column(_of("agenda_participants"), primary_key=True)
    submission: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))


class Answer(Base):
    """What somebody answered to an open question."""

    __tablename__ = "agenda_answers"
    # The number of a withdrawn answer is never given out again: a screen may still hold it.
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(_of("agenda_meetings"), index=True)
    participant_id: Mapped[int] = mapped_column(_of("agenda_participants"), index=True)
    question: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    received: Mapped[datetime] = mapped_column(Moment)
    hidden: Mapped[bool] = mapped_column(default=False)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_topics.id", ondelete="SET NULL"), index=True)


class Choice(Base):
    """That somebody wants to work on a theme in a form."""

    __tablename__ = "agenda_choices"
    participant_id: Mapped[int] = mapped_column(_of("agenda_participants"), primary_key=True)
    theme: Mapped[str] = mapped_column(String(40), primary_key=True)
    form: Mapped[str] = mapped_column(String(40), primary_key=True)


class Topic(Base):
    """A heading under which the presenter puts answers."""

    __tablename__ = "agenda_topics"
    __table_args__ = (UniqueConstraint("meeting_id", "title"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(_of("agenda_meetings"))
    title: Mapped[str] = mapped_column(String(80))


class Vote(Base):
    """A vote for a heading, or for an answer that stands under none."""

    __tablename__ = "agenda_votes"
    __table_args__ = (
        UniqueConstraint("participant_id", "topic_id"),
        UniqueConstraint("participant_id", "answer_id"),
        CheckConstraint("(topic_id IS NULL) <> (answer_id IS NULL)", name="agenda_votes_one_target"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(_of("agenda_participants"))
    topic_id: Mapped[int | None] = mapped_column(_of("agenda_topics"), index=True)
    answer_id: Mapped[int | None] = mapped_column(_of("agenda_answers"), index=True)
