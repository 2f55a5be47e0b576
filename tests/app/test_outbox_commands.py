"""`prequal outbox` and `prequal crm` on the operator's command line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app import crm_commands, outbox_commands
from bot.app.commands import app
from bot.app.settings import Settings
from leads.outbox import OutboxMessage, Topic
from storage.engine import open_database
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork

MAPPING = "keys: {lead: KEY}\nfields:\n  lead:\n    - {to: TITLE, from: title, label: Имя}\n"


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    (tmp_path / "crm.yaml").write_text(
        "accounts:\n  main: {crm: memory, mapping: mapping.yaml}\n", encoding="utf-8"
    )
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    made = Settings(
        database_url=sqlite_url,
        encryption_key_file=tmp_path / "prequal.key",
        crm_file=str(tmp_path / "crm.yaml"),
    )
    for module in (outbox_commands, crm_commands):
        monkeypatch.setattr(module, "load_settings", lambda: made)
    return made


def fill(settings: Settings, rows: int) -> None:
    """Rows that were set aside."""

    async def work(uow: UnitOfWork) -> None:
        for number in range(1, rows + 1):
            payload = {"kind": "crm_lead", "v": 1, "lead_id": number}
            await uow.outbox.add(OutboxMessage(Topic.CRM, f"k{number}", f"l{number}", payload))
            await uow.outbox.park(number, "rejected: no such option")

    async def live() -> None:
        keys = KeyRing.from_file(settings.encryption_key_file)
        database = await open_database(settings.database_url, keys=keys)
        await database.run(work)
        await database.close()

    asyncio.run(live())


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_what_was_set_aside_is_listed_and_shown(settings: Settings) -> None:
    fill(settings, 2)
    listed = run("outbox", "list")
    assert "crm: 0 waiting, 2 set aside" in listed.output
    assert "2  crm   crm_lead     set aside: rejected: no such option" in listed.output
    shown = run("outbox", "show", "2")
    assert '"lead_id": 2' in shown.output
    gone = run("outbox", "show", "3")
    assert gone.exit_code == 2
    assert "has arrived" in gone.output


def test_rows_are_tried_again_and_dropped(settings: Settings) -> None:
    fill(settings, 450)
    assert "1 rows are tried again" in run("outbox", "retry", "2").output
    assert "1 rows are dropped" in run("outbox", "drop", "3").output
    every = run("outbox", "retry", "--all", "--topic", "crm")
    assert "448 rows are tried again" in every.output
    assert "450 waiting" not in run("outbox", "list", "--topic", "crm").output
    assert "449 waiting, 0 set aside" in run("outbox", "list").output
    assert run("outbox", "retry").exit_code == 2
    assert run("outbox", "drop", "2", "--all").exit_code == 2


def test_a_command_before_the_first_start_says_so(settings: Settings) -> None:
    done = run("outbox", "list")
    assert done.exit_code == 2
    assert "start Prequal once" in done.output


def test_a_crm_is_checked_and_given_what_it_lacks(settings: Settings) -> None:
    fill(settings, 0)
    lacking = run("crm", "check")
    assert lacking.exit_code == 2
    assert "main: lead: there is no field 'KEY'" in lacking.output
    assert "main: lead: there is no field 'TITLE'" in lacking.output
    made = run("crm", "setup", "main")
    assert made.exit_code == 0
    assert "created lead.KEY" in made.output
    assert "created lead.TITLE" in made.output
    unknown = run("crm", "check", "second")
    assert unknown.exit_code == 2
    assert "there are: main" in unknown.output
