"""Views for BI tools: as documented on both databases, kept by migrations, silent about people."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, inspect, text

from storage.bi import VIEWS
from storage.columns import Document, Sealed
from storage.database import Database
from storage.migrations import configuration, downgrade, upgrade
from storage.secrets import KeyRing
from tests.architecture.tree import ROOT
from tests.storage.samples import START, HandClock, opened, person_with_lead
from tests.storage.test_migrations import within

DOCUMENTED = {
    found["view"]: re.findall(r"`(\w+)`", found["columns"])
    for found in re.finditer(
        r"^\| `(?P<view>bi_\w+)` \|.*\| (?P<columns>[^|]+) \|$",
        (ROOT / "docs/bi.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
}
HIDDEN = {"name", "owner", "inn", "domain", "details", "telegram_id", "phone", "email", "username"}


def shown(connection: Connection) -> dict[str, list[str]]:
    names = [one for one in inspect(connection).get_view_names() if one.startswith("bi_")]
    return {name: list(connection.execute(text(f"SELECT * FROM {name}")).keys()) for name in names}


async def test_views_are_as_documented(database: Database) -> None:
    assert await database.read(shown) == DOCUMENTED
    assert {name: view.names() for name, view in VIEWS.items()} == DOCUMENTED


def test_the_document_grants_every_view() -> None:
    page = (ROOT / "docs/bi.md").read_text(encoding="utf-8")
    (granted,) = re.findall(r"GRANT SELECT ON (.*?) TO", page, re.DOTALL)
    assert re.findall(r"\w+", granted) == list(VIEWS)


def test_views_tell_nothing_of_who_somebody_is() -> None:
    for name, view in VIEWS.items():
        own = [view.table.c[one.partition(":")[0]] for one in view.columns.split()]
        assert not [c for c in own if isinstance(c.type, Sealed) or c.type is Document], name
        assert not HIDDEN & {c.name for c in own}, name


async def test_migrations_up_and_down_keep_the_views_and_who_may_read_them(
    empty_database_url: str,
) -> None:
    def work(connection: Connection) -> None:
        postgres = connection.dialect.name == "postgresql"
        upgrade(connection)
        assert shown(connection) == DOCUMENTED
        if postgres:
            connection.execute(text('DROP ROLE IF EXISTS "bi Analyst"'))
            connection.execute(text('CREATE ROLE "bi Analyst"'))
            connection.execute(text('GRANT SELECT ON bi_leads TO "bi Analyst"'))
            connection.execute(text("GRANT SELECT ON bi_orders TO PUBLIC"))
        command.stamp(configuration(connection), "head")
        if postgres:
            granted = connection.execute(
                text(
                    "SELECT table_name, grantee FROM information_schema.role_table_grants "
                    "WHERE grantee IN ('bi Analyst', 'PUBLIC') AND table_name LIKE 'bi_%'"
                )
            )
            assert sorted(granted) == [("bi_leads", "bi Analyst"), ("bi_orders", "PUBLIC")]
            connection.execute(text('DROP OWNED BY "bi Analyst"'))
            connection.execute(text('DROP ROLE "bi Analyst"'))
        downgrade(connection, "-1")
        assert shown(connection) == {}
        upgrade(connection)
        assert shown(connection) == DOCUMENTED

    await within(empty_database_url, work)


async def test_a_tool_reads_the_file_beside_the_running_bot(
    sqlite_url: str, keys: KeyRing, clock: HandClock
) -> None:
    path = Path(sqlite_url.partition(":///")[2])
    async with opened(sqlite_url, keys, clock) as database:
        await database.run(lambda uow: person_with_lead(uow, product="seo", enquired_at=START))
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as tool:
            question = "SELECT product, enquired_at FROM bi_leads"
            assert tool.execute(question).fetchall() == [("seo", "2026-03-02 09:00:00")]
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                tool.execute("DELETE FROM leads")
