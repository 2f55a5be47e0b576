"""`prequal export`: files on the disk, as a whole or not at all; what is not clear is refused."""

from __future__ import annotations

import asyncio
from pathlib import Path

import openpyxl
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.app import export_commands
from bot.app.commands import app
from bot.app.settings import Settings
from bot.chat.reports.faces.folder import put
from storage.engine import open_database
from storage.secrets import KeyRing
from tests.storage.samples import HandClock, person_with_lead


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    made = Settings(
        bot_token=SecretStr(""),
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'prequal.db'}",
        encryption_key_file=tmp_path / "prequal.key",
    )
    monkeypatch.setattr(export_commands, "load_settings", lambda: made)
    asyncio.run(_lived(made))
    return made


async def _lived(settings: Settings) -> None:
    keys = KeyRing.from_file(settings.encryption_key_file)
    database = await open_database(settings.database_url, keys=keys, clock=HandClock())
    await database.run(lambda uow: person_with_lead(uow, product="seo"))
    await database.close()


def test_a_report_and_a_list_of_leads_are_written(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = CliRunner().invoke(app, ["export", "report", "funnel", "март 2026", "--to", str(folder)])
    assert done.exit_code == 0, done.output
    path = folder / "funnel-2026-03-01-2026-03-31.xlsx"
    assert done.output.strip() == str(path)
    book = openpyxl.load_workbook(path)
    assert book.worksheets[0]["A1"].value == "Воронка"
    arguments = ["export", "leads", "march", "2026", "--csv", "--language", "en"]
    done = CliRunner().invoke(app, [*arguments, "--to", str(folder)])
    assert done.exit_code == 0, done.output
    (written,) = folder.glob("leads-*.csv")
    head, line = written.read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("No.,Enquiry,Stage")
    assert line.startswith("1,2026-03-02 12:00,Enquiry,They (warm)")
    assert sorted(one.name for one in folder.iterdir()) == [path.name, written.name]


@pytest.mark.parametrize("words", [["кукуруза"], ["funnel", "последний месяц"]])
def test_what_is_not_clear_is_refused(settings: Settings, tmp_path: Path, words: list[str]) -> None:
    done = CliRunner().invoke(app, ["export", "report", *words, "--to", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert done.stderr.strip()
    assert not (tmp_path / "out").exists()


def test_a_file_is_there_as_a_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "one.csv", b"old")
    monkeypatch.setattr("os.fsync", _full)
    with pytest.raises(OSError, match="full"):
        put(tmp_path, "one.csv", b"new")
    assert (tmp_path / "one.csv").read_bytes() == b"old"


def _full(_: int) -> None:
    raise OSError("the disk is full")
