"""Hiding answers, headings over them, and votes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _of(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "agenda_topics",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("meeting_id", sa.Integer, _of("agenda_meetings"), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.UniqueConstraint("meeting_id", "title"),
        sqlite_autoincrement=True,
    )
    # No batch: a nullable column, and one with a constant, can be added in place; copying the table would fire the cascades.
    op.add_column("agenda_answers", sa.Column("hidden", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute("ALTER TABLE agenda_answers ADD COLUMN topic_id INTEGER REFERENCES agenda_topics (id) ON DELETE SET NULL")
    op.create_index("ix_agenda_answers_topic_id", "agenda_answers", ["topic_id"])
    op.create_table(
        "agenda_votes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("participant_id", sa.Integer, _of("agenda_participants"), nullable=False),
        sa.Column("topic_id", sa.Integer, _of("agenda_topics"), index=True),
        sa.Column("answer_id", sa.Integer, _of("agenda_answers"), index=True),
        sa.UniqueConstraint("participant_id", "topic_id"),
        sa.UniqueConstraint("participant_id", "answer_id"),
        sa.CheckConstraint("(topic_id IS NULL) <> (answer_id IS NULL)", name="agenda_votes_one_target"),
    )
