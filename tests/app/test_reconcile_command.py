"""`prequal crm reconcile` on the operator's command line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app import reconcile_command
from bot.app.commands import app
from bot.app.settings import Settings
from leads.contact import Contact
from leads.lead import Lead
from leads.outbox import Topic
from leads.stage import Stage
from storage.database import Database
from storage.engine import open_database
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork

MAPPING = "keys: {lead: KEY}\nfields:\n  lead:\n    - {to: TITLE, from: title, label: Имя}\n"
ACCOUNTS = """
accounts:
  main: {crm: memory, mapping: mapping.yaml}
  erp: {crm: webhook, mapping: mapping.yaml, options: {url: "https://erp.example/hook"}}
"""


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    (tmp_path / "crm.yaml").write_text(ACCOUNTS, encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    monkeypatch.setenv("CRM_ERP_SECRET", "s" * 32)
    made = Settings(
        database_url=sqlite_url,
        encryption_key_file=tmp_path / "prequal.key",
        crm_file=str(tmp_path / "crm.yaml"),
    )
    monkeypatch.setattr(reconcile_command, "load_settings", lambda: made)
    asyncio.run(live(made))
    return made


async def opened(settings: Settings) -> Database:
    keys = KeyRing.from_file(settings.encryption_key_file)
    return await open_database(settings.database_url, keys=keys)


async def live(settings: Settings) -> None:
    async def arrive(uow: UnitOfWork) -> None:
        contact = await uow.contacts.add(Contact(0, 1001, "Анна"))
        at = uow.now
        await uow.leads.add(
            Lead(0, contact.id, stage=Stage.QUALIFIED, stage_since=at, qualified_at=at)
        )

    database = await opened(settings)
    await database.run(arrive)
    await database.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["crm", "reconcile", *words])


def test_what_differs_is_shown_and_brought_in_line(settings: Settings) -> None:
    shown = run("main")
    assert shown.exit_code == 1
    head, contact, lead, summary = shown.output.splitlines()[1:5]
    assert head.split("  ")[0] == "lead"
    assert "1 contact  card  is not there" in contact
    assert "1 lead     card  is not there" in lead
    assert summary == "main: 1 leads; 2 differences."
    repaired = run("main", "--repair")
    assert repaired.exit_code == 0
    assert "main: 2 are brought in line." in repaired.output

    async def waiting() -> list[str]:
        database = await opened(settings)
        rows = await database.run(
            lambda uow: uow.undelivered.page(topic=Topic.CRM.value, parked_only=False, most=9)
        )
        await database.close()
        return [row.lane for row in rows]

    assert asyncio.run(waiting()) == ["crm:main:lead:1"]
    again = run("main")
    assert again.exit_code == 0
    assert "1 of them passed over: something is on its way; 0 differences" in again.output


def test_a_crm_that_can_not_be_read_says_so(settings: Settings) -> None:
    shown = run("erp")
    assert (shown.exit_code, shown.output) == (
        0,
        "erp: Signed webhook can't be read: there is nothing to compare.\n",
    )


def test_an_unknown_account_is_refused(settings: Settings) -> None:
    refused = run("nobody")
    assert refused.exit_code == 2
    assert "There is no account 'nobody'; there are: main, erp." in refused.output
