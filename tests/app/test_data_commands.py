"""The operator's commands: a new key for everything, and the proof of what was agreed to."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.app import data_commands, data_desk
from bot.app.commands import app
from bot.app.settings import Settings
from leads.consent import Purpose, withdrawals
from leads.contact import Contact
from leads.documents import ConsentText
from leads.erasure import erase
from storage.engine import open_database
from storage.errors import DatabaseError
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import HandClock

WORDS = ConsentText("consent_reminder:1", "ru", "Можно ли напомнить?")
TELEGRAM_ID = 1001


@pytest.fixture
def settings(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    made = Settings(
        bot_token=SecretStr(""),
        database_url=database_url,
        encryption_key_file=tmp_path / "keys" / "prequal.key",
    )
    monkeypatch.setattr(data_commands, "load_settings", lambda: made)
    return made


async def live(settings: Settings, clock: HandClock) -> None:
    """Anna agrees to reminders, takes it back, and has herself erased."""
    keys = KeyRing.from_file(settings.encryption_key_file)
    database = await open_database(settings.database_url, keys=keys, clock=clock)

    async def work(uow: UnitOfWork) -> None:
        contact = await uow.contacts.add(Contact(0, TELEGRAM_ID, name="Анна", created_at=uow.now))
        await uow.documents.keep(WORDS)
        given = WORDS.agreed(
            contact.id, Purpose.REMINDER, uow.now, message_id=77, button="Согласен(на)"
        )
        await uow.consents.add(given)
        for entry in withdrawals(contact.id, clock.step(hours=1), (Purpose.REMINDER,)):
            await uow.consents.add(entry)
        await erase(uow, contact, clock.now())
        await uow.contacts.add(Contact(0, 1002, name="Мария"))

    await database.run(work)
    await database.close()


async def name_of(settings: Settings, telegram_id: int) -> str | None:
    keys = KeyRing.from_file(settings.encryption_key_file)
    database = await open_database(settings.database_url, keys=keys)
    try:
        contact = await database.run(lambda uow: uow.contacts.by_telegram(telegram_id))
    finally:
        await database.close()
    return contact.name if contact else None


def keys_in(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


async def test_everything_is_sealed_with_a_new_key_and_the_old_one_may_go(
    settings: Settings,
) -> None:
    clock = HandClock()
    await live(settings, clock)
    path = settings.encryption_key_file
    (old,) = keys_in(path)
    assert await data_desk.rotate_all(settings) > 0
    new, kept = keys_in(path)
    assert kept == old
    assert path.stat().st_mode & 0o077 == 0, "only its owner can read it"
    assert await name_of(settings, 1002) == "Мария"
    path.write_text(new + "\n", encoding="utf-8")
    assert await name_of(settings, 1002) == "Мария", "nothing needs the old key any more"


async def test_the_ledger_of_an_erased_person_still_proves_what_was_agreed_to(
    settings: Settings,
) -> None:
    clock = HandClock()
    await live(settings, clock)
    given, words, taken_back = await data_desk.ledger_of(settings, TELEGRAM_ID)
    assert "reminder: given, message 77, button 'Согласен(на)'" in given
    assert WORDS.digest in given
    assert words.strip() == WORDS.text
    assert "reminder: taken back" in taken_back
    assert await data_desk.ledger_of(settings, 4004) == []


@pytest.mark.parametrize("words", [["rotate-keys"], ["consents", "1001"]])
def test_without_a_key_file_the_commands_say_what_to_do(
    settings: Settings, words: list[str]
) -> None:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert "prequal run" in done.output


async def test_the_keys_can_not_be_changed_under_a_running_bot(settings: Settings) -> None:
    keys = KeyRing.from_file(settings.encryption_key_file)
    running = await open_database(settings.database_url, keys=keys)
    try:
        await running.run(lambda uow: uow.contacts.by_telegram(1))
        before = keys_in(settings.encryption_key_file)
        with pytest.raises(DatabaseError, match=r"is in use by|is running on"):
            await data_desk.rotate_all(settings)
        assert keys_in(settings.encryption_key_file) == before
    finally:
        await running.close()
