"""An empty SQLite file made ready at once, without Alembic and its steps.

The tables say what there is; here stands what tables can't say. PostgreSQL, and every file that
has a history, goes step by step. A test compares what both ways lead to.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from storage.bi import create_views
from storage.tables import metadata

TRIGGERS = (
    "CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents "
    "BEGIN SELECT RAISE(ABORT, 'the ledger of consents is append-only'); END",
    "CREATE TRIGGER consents_no_delete BEFORE DELETE ON consents "
    "BEGIN SELECT RAISE(ABORT, 'the ledger of consents is append-only'); END",
)
_CLIENT = "COALESCE({0}.company_id * 3, {0}.contact_id * 3 + 1, {0}.person_id * 3 + 2)"
_CHANGES = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
ROLLUP = tuple(  # whose sums over orders are to be written anew (storage/rollup.py)
    f"CREATE TRIGGER rollup_due_{change.lower()} AFTER {change} ON orders BEGIN "
    + "".join(
        f"INSERT OR IGNORE INTO rollup_due SELECT {_CLIENT.format(row)} "
        f"WHERE {_CLIENT.format(row)} IS NOT NULL; "
        for row in rows
    )
    + "END"
    for change, rows in _CHANGES.items()
)
VERSION = (
    "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def create(connection: Connection, version: str) -> None:
    """Make everything, and note the schema's version as Alembic would."""
    metadata.create_all(connection, checkfirst=False)
    for statement in (*TRIGGERS, *ROLLUP, VERSION):
        connection.execute(text(statement))
    create_views(connection)
    connection.execute(
        text("INSERT INTO alembic_version (version_num) VALUES (:version)"), {"version": version}
    )
