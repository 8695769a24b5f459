"""What Alembic runs: the connection is handed over by store.migrate, inside its transaction."""

from alembic import context
from sqlmodel import SQLModel

import tracker.store.tables  # noqa: F401 - fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    # Batch mode copies a table and forgets its triggers: banned, since most tables here are guarded.
    render_as_batch=False,
    transaction_per_migration=False,
)
context.run_migrations()
