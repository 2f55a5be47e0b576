"""Personal data at rest: nowhere in the clear, opened by old keys, found by blind index."""

import base64
import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from dialogs.session import Answer
from leads.facts import AnswerGiven
from leads.lead import Lead
from leads.outbox import OutboxMessage, Topic
from storage import tables
from storage.database import Database
from storage.errors import DatabaseError, UnknownKey
from storage.rotation import rotate, sealed_columns
from storage.secrets import KEY_BYTES, KeyRing
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock, Raw, opened, person, session

NAME, PHONE, EMAIL = "Серафима Планкина", "+79031112233", "serafima.plankina@example.ru"
PLANTED = (NAME, "Серафима", "sima_handle", PHONE, "9031112233", EMAIL, "plankina", "тайный ответ")


async def fill(uow: UnitOfWork) -> int:
    await uow.inbox.add_many([Raw(1, 1001, {"update_id": 1, "from": {"first_name": NAME}})])
    contact = await person(uow, name=NAME, username="sima_handle", phone=PHONE, email=EMAIL)
    lead = await uow.leads.add(
        Lead(0, contact.id, brief={"pain": "тайный ответ"}, own_loss_reason=f"{NAME}: дорого")
    )
    stored = await uow.sessions.add(
        contact.id, lead.id, session(answers=(Answer("phone", PHONE), Answer("name", NAME)))
    )
    await uow.sessions.save(stored, replace(stored.session, turn=1))
    await uow.events.add(
        AnswerGiven(
            at=START,
            contact_id=contact.id,
            lead_id=lead.id,
            scenario="quiz",
            step="pain",
            value="тайный ответ",
        )
    )
    await uow.outbox.add(
        OutboxMessage(Topic.SALES, "card:1", "lead:1", {"kind": "card", "v": 1, "phone": PHONE})
    )
    return contact.id


def raw(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("prequal.db*"))


async def test_nothing_personal_lies_in_the_file(
    sqlite_url: str, tmp_path: Path, keys: KeyRing, clock: HandClock
) -> None:
    async with opened(sqlite_url, keys, clock) as database:
        await database.run(fill)
        while_open = raw(tmp_path)
    for content in (while_open, raw(tmp_path)):
        assert b"card:1" in content  # the file is indeed what we look into
        found = [word for word in PLANTED if word.encode() in content]
        found += [word for word in PLANTED if word.encode("utf-16-le") in content]
        assert not found
        escaped = NAME.encode("unicode_escape")
        assert escaped not in content


async def test_a_sealed_column_refuses_plain_values(database: Database) -> None:
    values = {"telegram_id": 5, "name": b"Anna", "id": 9, "language": "ru", "created_at": START}
    statement = insert(tables.contacts).values(values)
    with pytest.raises(Exception, match="sealed values only"):
        await database._link.call(lambda c: c.execute(statement))
    await database._link.end()


async def test_old_keys_read_and_new_ones_write(database_url: str, clock: HandClock) -> None:
    old, new = os.urandom(KEY_BYTES), os.urandom(KEY_BYTES)
    async with opened(database_url, KeyRing([old]), clock) as database:
        contact_id = await database.run(fill)
        before = await database.run(lambda uow: uow.contacts.get(contact_id))
    async with opened(database_url, KeyRing([new, old]), clock) as database:
        assert await database.run(lambda uow: uow.contacts.get(contact_id)) == before
        # Found although its blind index was made with the old key.
        assert await database.run(lambda uow: uow.contacts.by_phone(PHONE)) == [before]
        younger = await database.run(lambda uow: person(uow, 2, phone=PHONE))
        assert await database.run(lambda uow: uow.contacts.by_phone(PHONE)) == [before, younger]


async def test_after_rotation_the_old_key_can_go(database_url: str, clock: HandClock) -> None:
    old, new = os.urandom(KEY_BYTES), os.urandom(KEY_BYTES)
    async with opened(database_url, KeyRing([old]), clock) as database:
        contact_id = await database.run(fill)
        before = await database.run(lambda uow: uow.contacts.get(contact_id))
    async with opened(database_url, KeyRing([new, old]), clock) as database:
        assert await rotate(database) > 0
        assert await rotate(database) == 0
    async with opened(database_url, KeyRing([new]), clock) as database:
        assert await database.run(lambda uow: uow.contacts.get(contact_id)) == before
        assert await database.run(lambda uow: uow.contacts.by_phone(PHONE)) == [before]
        assert await database.run(lambda uow: uow.contacts.by_email(EMAIL)) == [before]
        ring = KeyRing([new])
        for table, columns in sealed_columns().items():
            for column in columns:
                for value in await database.read(
                    lambda c, column=column: list(  # type: ignore[misc]
                        c.execute(select(column).where(column.is_not(None))).scalars()
                    )
                ):
                    assert ring.is_current(value), f"{table.name}.{column.name}"


async def test_a_foreign_key_file_is_refused_at_the_door(
    database_url: str, keys: KeyRing, clock: HandClock
) -> None:
    async with opened(database_url, keys, clock) as database:
        await database.run(fill)
    with pytest.raises(UnknownKey, match="not in the key file"):
        async with opened(database_url, KeyRing.fresh(), clock):
            pass
    async with opened(database_url, keys, clock) as database:
        assert await database.run(lambda uow: uow.contacts.by_phone(PHONE))


def test_equal_values_are_sealed_differently_but_indexed_alike(keys: KeyRing) -> None:
    assert keys.seal("t.a", b"x") != keys.seal("t.a", b"x")
    assert keys.index("t.a", "x") == keys.index("t.a", "x")
    assert keys.index("t.a", "x") != keys.index("t.b", "x")


def test_a_value_opens_only_in_its_own_column_and_unchanged(keys: KeyRing) -> None:
    sealed = keys.seal("contacts.phone", PHONE.encode())
    assert keys.open("contacts.phone", sealed) == PHONE.encode()
    with pytest.raises(DatabaseError, match=r"contacts\.name"):
        keys.open("contacts.name", sealed)
    with pytest.raises(DatabaseError, match="damaged"):
        keys.open("contacts.phone", sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(UnknownKey):
        keys.open("contacts.phone", b"plain")


def test_a_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "prequal.key"
    first = KeyRing.from_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert KeyRing.from_file(path).open("t.a", first.seal("t.a", b"x")) == b"x"
    assert [item.name for item in path.parent.iterdir()] == ["prequal.key"]


@pytest.mark.parametrize("text", ["", "# only words\n", "not base64!\n", "c2hvcnQ=\n"])
def test_a_broken_key_file_is_one_sentence(text: str) -> None:
    with pytest.raises(DatabaseError, match="restore"):
        KeyRing.from_text(text)


def test_a_key_file_may_hold_comments_and_several_keys() -> None:
    one, two = (base64.b64encode(os.urandom(KEY_BYTES)).decode() for _ in range(2))
    old = KeyRing.from_text(one)
    both = KeyRing.from_text(f"# newest first\n{two}  # since March\n\n{one}\n")
    assert both.open("t.a", old.seal("t.a", b"x")) == b"x"
    assert not both.is_current(old.seal("t.a", b"x"))


@pytest.mark.parametrize("text", ["Рога и копыта", "\ud800копыта", '"\\ud800"', "\0\u2028"])
def test_a_json_object_comes_back_as_it_was(keys: KeyRing, text: str) -> None:
    value = {"text": text, "rows": [[1, -0.5, None, True]], "more": {"ключ": 10**20}}
    assert keys.open_json("inbox.payload", keys.seal_json("inbox.payload", value)) == value
