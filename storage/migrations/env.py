"""What Alembic runs: the steps, on the connection that `storage.migrations` hands over."""

from __future__ import annotations

from alembic import context

from storage.bi import create_views, drop_views
from storage.migrations import HEAD, current
from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, compare_type=False)
with context.begin_transaction():
    readers = drop_views(connection)
    context.run_migrations()
    if current(connection) == HEAD:
        create_views(connection, readers)
