"""Meetings, participants, answers and the choices of the wrap-up."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _of(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete="CASCADE")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "agenda_meetings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(12), nullable=False, unique=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("script", sa.JSON, nullable=False),
        sa.Column("phase", sa.String(12), nullable=False),
        sa.Column("created", moment, nullable=False),
        sa.Column("expires", moment, nullable=False, index=True),
    )
    op.create_table(
        "agenda_participants",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("meeting_id", sa.Integer, _of("agenda_meetings"), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("joined", moment, nullable=False),
        sa.UniqueConstraint("meeting_id", "key_hash"),
    )
    op.create_table(
        "agenda_receipts",
        sa.Column("participant_id", sa.Integer, _of("agenda_participants"), primary_key=True),
        sa.Column("submission", sa.String(64), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_table(
        "agenda_answers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("meeting_id", sa.Integer, _of("agenda_meetings"), nullable=False, index=True),
        sa.Column("participant_id", sa.Integer, _of("agenda_participants"), nullable=False, index=True),
        sa.Column("question", sa.String(60), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("received", moment, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "agenda_choices",
        sa.Column("participant_id", sa.Integer, _of("agenda_participants"), primary_key=True),
        sa.Column("theme", sa.String(40), primary_key=True),
        sa.Column("form", sa.String(40), primary_key=True),
    )
