"""The schema's history, and bringing a database up to its newest state.

The steps lie in `versions/`, numbered. Alembic is imported only when a step is to be done: an empty
SQLite file is made at once (`afresh`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from storage.errors import DatabaseTooNew
from storage.migrations.afresh import create

if TYPE_CHECKING:
    from alembic.config import Config

    from storage.secrets import KeyRing

HEAD = "0042"
ONE_AT_A_TIME = 7_077_271  # the advisory lock that migrating processes of one server queue for


def upgrade(connection: Connection, keys: KeyRing | None = None) -> None:
    """Bring the schema to `HEAD` and commit; DatabaseTooNew when it is past that. What is sealed is
    opened with `keys`, which a database that holds no such thing does not need."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": ONE_AT_A_TIME})
    found = current(connection)
    if found is not None and not (found.isdigit() and int(found) <= int(HEAD)):
        raise DatabaseTooNew(
            f"The database is at schema version {found}, this program knows {HEAD}: "
            "start the newer version of Prequal, or restore a backup."
        )
    if found is None and connection.dialect.name == "sqlite":
        create(connection, HEAD)
    elif found != HEAD:
        from alembic import command  # noqa: PLC0415 - slow to import, seldom needed

        command.upgrade(configuration(connection, keys), "head")
    connection.commit()


def downgrade(connection: Connection, target: str) -> None:
    """Take the schema back to an older version (`base` for none) and commit."""
    from alembic import command  # noqa: PLC0415 - slow to import, seldom needed

    command.downgrade(configuration(connection), target)
    connection.commit()


def current(connection: Connection) -> str | None:
    """The schema version of the database, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def configuration(connection: Connection, keys: KeyRing | None = None) -> Config:
    """Alembic's configuration for work on an open connection."""
    from alembic.config import Config  # noqa: PLC0415 - slow to import, seldom needed

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes.update(connection=connection, keys=keys)
    return config
