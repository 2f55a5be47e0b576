"""Databases with the newest schema: made once for a run, copied for each test.

A step of the schema's history costs more than most tests; what the steps lead to is proven by
`tests/storage/test_migrations.py` alone.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy.engine import make_url

from storage.links import Link, PostgresLink, SqliteLink
from storage.migrations import upgrade
from tests.fakes.postgres import create_database


def ready_file(folder: Path) -> Path:
    """A SQLite file to copy."""
    path = folder / "ready.db"
    _prepare(lambda: SqliteLink(path, "NORMAL"))
    return path


def copy_of(ready: Path, folder: Path) -> str:
    """The address of a copy in `folder`, which only we may read, as the program makes its own."""
    path = folder / "prequal.db"
    shutil.copyfile(ready, path)
    path.chmod(0o600)
    return f"sqlite+aiosqlite:///{path}"


def ready_database(base_url: str) -> str:
    """The name of a PostgreSQL database to copy; nobody is connected to it."""
    url = create_database(base_url)
    _prepare(lambda: PostgresLink(make_url(url)))
    return url.rpartition("/")[2]


def _prepare(link_to: Callable[[], Link]) -> None:
    # The first test that wants a copy may have its loop running already.
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, _prepared(link_to)).result()


async def _prepared(link_to: Callable[[], Link]) -> None:
    link = link_to()
    try:
        await link.call(upgrade)
    finally:
        await link.end()
        await link.close()
