"""`prequal crm import` shows what is in a file, and brings it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app import import_command
from bot.app.commands import app
from bot.app.settings import Settings
from storage.engine import open_database
from storage.secrets import KeyRing
from tests.app.importing.files import orders_file


def run(monkeypatch: pytest.MonkeyPatch, settings: Settings, *words: str) -> Result:
    monkeypatch.setattr(import_command, "load_settings", lambda: settings)
    return CliRunner().invoke(app, ["crm", "import", *words])


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> Settings:
    """Of a place that was started once."""
    key_file = tmp_path / "prequal.key"

    async def start() -> None:
        database = await open_database(sqlite_url, keys=KeyRing.from_file(key_file))
        await database.close()

    asyncio.run(start())
    return Settings(database_url=sqlite_url, encryption_key_file=key_file)


def test_the_command_shows_and_then_brings(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = orders_file(tmp_path / "orders.csv", 200)
    shown = run(monkeypatch, settings, str(path), "--kind", "orders", "--preview")
    assert shown.exit_code == 1
    assert "paid_at = Дата, amount = Сумма, company = Компания" in shown.output
    assert "line 2: id 1; company: name ООО Завод номер 1; person: name Анна 1" in shown.output
    assert "200 rows, 198 of them can be imported. Nothing was kept." in shown.output
    assert not list(tmp_path.glob("*.errors*"))
    done = run(monkeypatch, settings, str(path), "--kind", "orders")
    assert done.exit_code == 1
    assert "200 rows: new are 132 companies, 198 contacts, 198 orders; 0 were here" in done.output
    assert "line 101: amount: 'даром' is no clear amount" in done.output
    assert f"Mend them in {tmp_path / 'orders.errors.csv'}" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["orders.csv"], "Say with --kind what the rows are"),
        (["nowhere.csv", "--kind", "orders"], "nowhere.csv is not there"),
        (["orders.csv", "--kind", "deals", "--columns", "orders.yaml"], "--kind says deals"),
        (["orders.csv", "--columns", "wrong.yaml"], "wrong.yaml:1"),
    ],
)
def test_what_can_not_be_done_is_refused(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    orders_file(Path("orders.csv"), 3)
    Path("orders.yaml").write_text("kind: orders\n", encoding="utf-8")
    Path("wrong.yaml").write_text("kind: goods\n", encoding="utf-8")
    refused = run(monkeypatch, settings, *words)
    assert refused.exit_code == 2
    assert said in refused.output
