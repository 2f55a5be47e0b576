"""The log comes into the file beside the writer, and whoever empties it waits for that."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from storage import sqlite as ways
from storage.links import SqliteLink

ROWS = """
WITH RECURSIVE counted (number) AS (
    SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < 3000
)
INSERT INTO kept SELECT number, randomblob(1000) FROM counted
"""


async def test_the_log_is_brought_into_the_file_beside_the_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "CHECKPOINT_ROWS", 1)
    path = tmp_path / "log.db"
    link = SqliteLink(path, "FULL")
    try:
        await link.commit(lambda c: c.exec_driver_sql("CREATE TABLE kept (number INTEGER)"))
        await link.commit(lambda c: c.exec_driver_sql("INSERT INTO kept VALUES (7)"))
        await link._checkpoints.idle()
        alone = sqlite3.connect(f"file:{path}?immutable=1", uri=True)  # blind to the log
        assert alone.execute("SELECT number FROM kept").fetchall() == [(7,)]
        alone.close()
    finally:
        await link.close()
        await link.close()


async def test_the_log_is_emptied_although_it_is_just_brought_in(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    link = SqliteLink(path, "FULL")
    try:
        await link.commit(lambda c: c.exec_driver_sql("CREATE TABLE kept (number, what)"))
        await link.commit(lambda c: c.exec_driver_sql(ROWS))
        await link.purge()
        assert path.with_name("log.db-wal").stat().st_size == 0
    finally:
        await link.close()
