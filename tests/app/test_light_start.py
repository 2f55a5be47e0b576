"""A start brings in only what it needs: the rest comes with whoever asks for it first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT

PROGRAM = """
import asyncio, sys
from pydantic import SecretStr
from bot.app.quick_start import import_aiogram_quickly
import_aiogram_quickly()
from bot.app import runtime
from bot.app.bootstrap import build
from bot.app.rows import release_leases
from bot.app.settings import Settings
from leads.clock import SystemClock
from storage.scenarios import newest_publication

UNWANTED = ["aiosqlite", "alembic", "asyncpg", "holidays", "sqlalchemy.orm"]
UNWANTED += ["sqlalchemy.dialects.postgresql", "crm_sync.supply.onec"]
UNWANTED += ["crm_sync.adapters", "crm_sync.publishing.publisher", "crm_sync.transport"]
UNWANTED += ["icalendar", "crm_sync.calendars"]
UNWANTED += ["bot.chat.reports.desk", "reports.asking", "reports.purchases", "storage.reports"]
UNWANTED += ["crm_sync.back", "crm_sync.cards", "crm_sync.mapping", "bot.app.crm.relaying"]
UNWANTED += ["storage.crm.links", "storage.erasure", "storage.export", "storage.imports"]
UNWANTED += ["apscheduler", "pydantic_settings", "typer", "unittest.mock"]
UNWANTED += ["statistics", "reports.chances", "reports.outcomes", "reports.split"]
UNWANTED += ["reports.cadences", "reports.partners", "bot.chat.splits"]
UNWANTED += ["bot.app.exclusivity_file", "dialogs.reading.places.cities"]
UNWANTED += ["dialogs.check", "dialogs.checks", "dialogs.calibration", "leads.importing"]

def held():
    return [name for name in UNWANTED if name in sys.modules]

async def main():
    settings = Settings(bot_token=SecretStr("1:" + "a" * 35))
    app = await build(settings, clock=SystemClock())
    await release_leases(app.database)
    await app.tick()
    await app.supply()
    print("start:", *held())
    await app.database.read(newest_publication)
    print("report:", *held())
    await app.close()

asyncio.run(main())
"""


def test_reports_alone_need_aiosqlite_and_the_orm(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "start:\nreport: aiosqlite sqlalchemy.orm\n", done.stderr
