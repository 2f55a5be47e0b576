"""What is read for a whole batch at once: found by an index, whatever else the tables hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from storage import consents, contacts, inbox, leads, outbox, sessions, tables
from storage.outbox import OPEN

DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
PRELOADS = {
    "inbox": inbox._STATUS,
    "contacts": contacts._BY_TELEGRAM,
    "outbox": outbox._LANES,
    "sessions": sessions._ACTIVE,
    "leads": leads._OPEN,
    "consents": consents._OF,
}


@pytest.mark.parametrize("table", PRELOADS)
def test_sqlite_searches_an_index(table: str, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    tables.metadata.create_all(engine)
    statement = PRELOADS[table].compile(engine)
    values = [OPEN if value == OPEN else "[1]" for value in statement.params.values()]
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", tuple(values))
        steps = [str(row[3]) for row in plan]
    engine.dispose()
    assert any(step.startswith(f"SEARCH {table} USING") for step in steps), steps


@pytest.mark.parametrize("table", PRELOADS)
def test_the_statement_is_the_same_for_any_number_of_values(table: str) -> None:
    text = str(PRELOADS[table].compile(dialect=DIALECT))
    assert "= ANY (" in text
    assert "POSTCOMPILE" not in text
