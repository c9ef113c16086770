"""What Alembic runs: the steps go over the connection, and in the transaction, that `database` hands it."""

from alembic import context

from agenda.migrations import VERSION_TABLE
from agenda.model import Base

connection = context.config.attributes["connection"]
# All steps in one transaction, in SQLite too: a step that fails leaves the database as it was.
context.configure(
    connection=connection, target_metadata=Base.metadata, version_table=VERSION_TABLE, transactional_ddl=True, render_as_batch=True
)
context.run_migrations()
