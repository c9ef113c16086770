"""The steps from an empty database to today's tables (Alembic), taken by `database` at first use."""

REVISIONS = ("0001", "0002")
"""Every state a database can be in, oldest first. Kept here so that a database of today is opened without loading Alembic; a test compares."""
VERSION_TABLE = "agenda_version"
