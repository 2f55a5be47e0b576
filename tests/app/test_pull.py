"""The base of a CRM comes in through its API: once, in spite of wrong rows and broken runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, func, select
from typer.testing import CliRunner

from bot.app import import_command
from bot.app.commands import app
from bot.app.crm.bringing import Outcome
from bot.app.crm.connecting import connect, load_crms
from bot.app.crm.importing import TableImport
from bot.app.crm.pulling import BaseImport
from bot.app.files import load_funnels
from bot.app.settings import Settings
from crm_sync.cards import CrmRef, Entity
from crm_sync.importing.columns import Columns
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import Party, Written
from crm_sync.wire.pacing import MemoryPaces
from leads.company import Company
from leads.importing.rows import Kind
from storage.database import Database
from storage.engine import open_database
from storage.name_words import OWN_NAME
from storage.secrets import KeyRing
from storage.tables import companies, imported_deals, imported_people, orders
from tests.crm_sync.emulators.bitrix24 import CODE, Portal
from tests.crm_sync.rig import HandClock, MemoryTokens

SETTINGS = Settings()
EVERYTHING = (Kind.COMPANIES, Kind.CONTACTS, Kind.DEALS, Kind.ORDERS)
ACCOUNTS = """
accounts:
  main: {crm: bitrix24, mapping: mapping.yaml, private: true, options: {mode: deals}}
  erp: {crm: webhook, mapping: mapping.yaml, private: true, options: {url: "http://127.0.0.1:9"}}
"""
MAPPING = "fields: {company: [{to: UF_CRM_INN, from: inn}]}\n"


@pytest.fixture
async def portal() -> AsyncIterator[Portal]:
    portal = Portal(HandClock())
    portal.bucket = 10_000
    portal.own_fields[4]["UF_CRM_INN"] = {"type": "string"}
    await portal.start()
    yield portal
    await portal.stop()


@pytest.fixture
async def crm(portal: Portal, tmp_path: Path) -> AsyncIterator[Connection]:
    clock = HandClock()
    planned = load_crms(write(tmp_path), secrets(portal), load_funnels())
    made = connect(planned, MemoryPaces(), MemoryTokens(), clock, "import")  # type: ignore[arg-type]
    yield made["main"]
    for one in made.values():
        await one.aclose()


def write(home: Path) -> str:
    (home / "crm.yaml").write_text(ACCOUNTS, encoding="utf-8")
    (home / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return str(home / "crm.yaml")


def secrets(portal: Portal) -> dict[str, str]:
    return {"CRM_MAIN_WEBHOOK": f"{portal.url}/rest/1/{CODE}/", "CRM_ERP_SECRET": "s" * 20}


def item(portal: Portal, kind: int, phone: str = "", **fields: Any) -> int:
    records = [{"typeId": "PHONE", "valueType": "WORK", "value": phone}] if phone else []
    asked = {"entityTypeId": kind, "fields": fields | {"fm": records}}
    number: int = portal.do("crm.item.add", asked)["result"]["item"]["id"]
    return number


def base_of(portal: Portal) -> tuple[int, int]:
    """A company with its person, a deal that was won and one that goes on."""
    firm = item(portal, 4, title="Ромашка", UF_CRM_INN="7707083893")
    anna = item(portal, 3, "+79120000001", name="Анна", lastName="Белова", companyId=firm)
    of: dict[str, Any] = {"companyId": firm, "contactIds": [anna]}
    won: dict[str, Any] = {
        "stageId": "WON",
        "opportunity": 150_000,
        "closedate": "2026-02-01T03:00:00+03:00",
    }
    item(portal, 2, title="Поставка", currencyId="RUB", **won, **of)
    item(portal, 2, title="Ещё одна", stageId="EXECUTING", **of)
    return firm, anna


async def bring(crm: Connection, database: Database, folder: Path) -> dict[Kind, Outcome]:
    base = BaseImport(crm, SETTINGS, folder)
    return {kind: await base.bring(kind, database, lambda done, total: None) for kind in EVERYTHING}


async def count(database: Database, table: Table) -> int:
    question = select(func.count()).select_from(table)
    return await database.read(lambda c: int(c.execute(question).scalar_one()))


async def test_a_base_comes_in_once(
    database: Database, portal: Portal, crm: Connection, tmp_path: Path
) -> None:
    base_of(portal)
    tables = (companies, imported_people, imported_deals, orders)
    await bring(crm, database, tmp_path)
    assert [await count(database, table) for table in tables] == [1, 1, 2, 1]
    again = await bring(crm, database, tmp_path)
    assert [await count(database, table) for table in tables] == [1, 1, 2, 1]
    assert all(outcome.added.total() == 0 for outcome in again.values())
    (order,) = await database.read(lambda c: c.execute(select(orders)).mappings().all())
    (firm,) = await database.read(lambda c: c.execute(select(companies)).mappings().all())
    (anna,) = await database.read(lambda c: c.execute(select(imported_people)).mappings().all())
    deals = await database.read(lambda c: c.execute(select(imported_deals)).mappings().all())
    assert (firm["inn"], order["amount"]) == ("7707083893", 150_000)
    assert (order["company_id"], order["person_id"]) == (firm["id"], anna["id"])
    assert anna["company_id"] == firm["id"]
    assert database.keys.open_text(OWN_NAME, anna["name"]) == "Анна Белова"
    assert sorted((deal["ended"] or "", deal["amount"]) for deal in deals) == [
        ("", None),
        ("won", 150_000),
    ]


async def test_a_run_that_was_broken_off_goes_on_there(
    database: Database, portal: Portal, crm: Connection, tmp_path: Path
) -> None:
    numbers = [item(portal, 3, f"+7912000{n:04}", name=f"Анна {n}") for n in range(120)]
    told: list[tuple[int, int | None]] = []

    class Stop(Exception):
        pass

    def stop(done: int, total: int | None) -> None:
        told.append((done, total))
        raise Stop

    base = BaseImport(crm, SETTINGS, tmp_path)
    with pytest.raises(Stop):
        await base.bring(Kind.CONTACTS, database, stop)
    assert told == [(50, 120)]
    before = len(portal.calls)
    rest = await base.bring(Kind.CONTACTS, database, lambda done, total: None)
    assert portal.calls[before].json()["filter"] == {">id": numbers[49]}
    assert len(portal.calls) - before == 2
    assert (rest.rows, rest.added[Kind.CONTACTS]) == (70, 70)
    again = await base.bring(Kind.CONTACTS, database, lambda done, total: None)
    assert (again.rows, again.known, await count(database, imported_people)) == (120, 120, 120)


async def test_what_is_ours_is_not_brought_in_anew(
    database: Database, portal: Portal, crm: Connection, tmp_path: Path
) -> None:
    marked = {"originatorId": "prequal"}
    firm = item(portal, 4, title="ООО «Вектор»", originId="prequal-company-1", **marked)
    ours = item(portal, 2, title="Наша", companyId=firm, originId="prequal-lead-7", **marked)
    item(portal, 2, title="Их", companyId=firm)
    known = await database.run(lambda uow: uow.companies.add(Company(0, "Вектор")))
    cards = [
        Written(Party(Entity.COMPANY, known.id), CrmRef(Entity.COMPANY, f"4:{firm}"), {}),
        Written(Party(Entity.LEAD, 7), CrmRef(Entity.LEAD, f"2:{ours}"), {}),
    ]
    await database.run(lambda uow: uow.crm_links.keep("main", cards))
    await bring(crm, database, tmp_path)
    (deal,) = await database.read(lambda c: c.execute(select(imported_deals)).mappings().all())
    assert deal["company_id"] == known.id
    assert await count(database, companies) == 1


async def test_wrong_rows_are_mended_and_come_in(
    database: Database, portal: Portal, crm: Connection, tmp_path: Path
) -> None:
    firm, _ = base_of(portal)
    boris = item(portal, 3, "12", name="Борис", companyId=firm)
    outcomes = await bring(crm, database, tmp_path)
    outcome = outcomes[Kind.CONTACTS]
    assert outcome.told == [f"contacts {boris}: phone: '12' can't be right"]
    path = tmp_path / "main.contacts.errors.csv"
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace(";12;", ";+79120000002;"), encoding="utf-8-sig")
    table = TableImport(path, Columns(Kind.CONTACTS, base="main"), SETTINGS)
    with table.open() as sheet:
        mended = await table.bring(sheet, database, lambda _: None)
    assert (mended.wrong, mended.added[Kind.CONTACTS]) == (0, 1)
    rows = await database.read(lambda c: c.execute(select(imported_people)).mappings().all())
    assert len({row["company_id"] for row in rows}) == 1


async def test_the_command_shows_and_then_brings(
    portal: Portal, tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base_of(portal)
    key_file = tmp_path / "prequal.key"
    await (await open_database(sqlite_url, keys=KeyRing.from_file(key_file))).close()
    settings = Settings(
        database_url=sqlite_url,
        encryption_key_file=key_file,
        crm_file=write(tmp_path),
    )
    monkeypatch.setattr(import_command, "load_settings", lambda: settings)
    monkeypatch.setattr(import_command, "crm_secrets", lambda: secrets(portal))
    monkeypatch.chdir(tmp_path)

    async def run(*words: str) -> tuple[int, str]:
        asked = ["crm", "import", *words]
        done = await asyncio.to_thread(lambda: CliRunner().invoke(app, asked))
        return done.exit_code, done.output

    code, shown = await run("--from", "main", "--preview")
    assert code == 0
    assert "companies: 1 there; of the first 1:" in shown
    assert "name Ромашка, inn 7707083893" in shown
    assert "Nothing was kept." in shown
    code, done = await run("--from", "main")
    assert code == 0
    assert "contacts: 1 of 1 read" in done
    assert "deals: 2 rows: new are 2 deals; 0 were here already." in done
    assert "`--kind orders`" in done
    code, done = await run("--from", "main", "--kind", "orders")
    assert "orders: 1 rows: new are 1 orders" in done
    code, refused = await run("--from", "erp")
    assert (code, "Signed webhook hands nothing over" in refused) == (2, True)
    code, refused = await run("--from", "nobody")
    assert (code, "There is no account 'nobody'" in refused) == (2, True)
    code, refused = await run()
    assert (code, "Name a table" in refused) == (2, True)
