"""`prequal link`: links with their codes, and ten thousand people of a base who get theirs."""

from __future__ import annotations

import asyncio
import csv
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner, Result

from bot.app import link_commands
from bot.app.commands import app
from bot.app.link_desk import COLUMNS
from bot.app.linking import links_of_people
from bot.app.settings import Settings
from leads.contact import Contact
from leads.importing.rows import Person
from leads.linking.returning import come_back
from storage.database import Database
from storage.engine import open_database
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START

BASE, VISITORS = 10_000, 100
AT = "https://t.me/prequal_bot?start="


@pytest.fixture
def settings(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    partners = tmp_path / "partners.yaml"
    partners.write_text("partners:\n  retail: {name: Розница, people: [4001], kinds: [b2c]}\n")
    made = Settings(
        database_url=sqlite_url,
        encryption_key_file=tmp_path / "prequal.key",
        partners_file=str(partners),
    )
    monkeypatch.setattr(link_commands, "load_settings", lambda: made)
    asyncio.run(filled(made, 0))
    yield made


async def opened(settings: Settings) -> Database:
    keys = KeyRing.from_file(settings.encryption_key_file)
    return await open_database(settings.database_url, keys=keys)


async def filled(settings: Settings, people: int) -> None:
    """A base of that many."""

    async def work(uow: UnitOfWork) -> None:
        for number in range(people):
            phone = f"+7912{number:07}"
            await uow.imports.add_person(Person(0, f"=Человек {number}", phone))

    database = await opened(settings)
    await database.run(work)
    await database.close()


def said(*words: str) -> Result:
    return CliRunner().invoke(app, ["link", *words, "--bot", "prequal_bot"])


def test_a_link_is_made_with_its_code(settings: Settings, tmp_path: Path) -> None:
    code = tmp_path / "stand.svg"
    made = said("new", "event", "Стенд", "--product", "crm", "--cold", "--code", str(code))
    assert made.exit_code == 0, made.stderr
    address = made.stdout.split()[0]
    assert address.startswith(AT)
    assert b"<svg" in code.read_bytes()
    listed = said("list").stdout
    assert listed.startswith(f"{address}  event  Стенд: opened 0, enquiries 0")
    png = tmp_path / "stand.png"
    assert said("code", address.removeprefix(AT), str(png)).exit_code == 0
    assert png.read_bytes().startswith(b"\x89PNG")


def test_a_partner_has_one_link(settings: Settings) -> None:
    one, two = said("partner", "retail"), said("partner", "retail")
    assert one.exit_code == 0, one.stderr
    assert one.stdout == two.stdout
    assert "Розница" in one.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("new", "event", "Стенд", "--product", "ракета"), "No product 'ракета'; there are"),
        (("new", "event", "Стенд", "--quiz", "нет"), "No scenario 'нет'; there are"),
        (("new", "event", "Стенд", "--code", "stand.gif"), "is neither .png nor .svg"),
        (("new", "event", "Стенд", "--code", "no/such/folder.png"), "There is no folder"),
        (("partner", "nobody"), "No partner 'nobody'; PARTNERS_FILE names retail"),
        (("code", "nosuch", "x.png"), "There is no link 'nosuch'"),
    ],
)
def test_what_can_not_be_is_told(settings: Settings, words: tuple[str, ...], told: str) -> None:
    refused = said(*words)
    assert refused.exit_code == 2
    assert told in refused.stderr
    assert said("list").stdout == "No link was made yet.\n"


def test_without_a_token_the_bot_has_to_be_named(settings: Settings) -> None:
    refused = CliRunner().invoke(app, ["link", "list"])
    assert refused.exit_code == 2
    assert "name it with --bot" in refused.stderr


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    await filled(settings, BASE)
    found = await opened(settings)
    yield found
    await found.close()


def written(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return list(csv.DictReader(rows))


async def followed(database: Database, person_id: int, chat: Contact) -> Contact | None:
    return await database.run(lambda uow: come_back(uow, person_id, chat, START))


async def test_a_base_is_invited_and_each_link_binds_its_own(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "invitations.csv"
    told = await asyncio.to_thread(said, "people", str(file))
    assert told.exit_code == 0, told.stderr
    assert told.stdout.startswith("10,000 people of the base, 0 of them came. 10,000 links")
    rows = written(file)
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0]["name"] == "'=Человек 0", "no formula for a spreadsheet"
    assert len({row["link"] for row in rows}) == BASE

    visitors = random.Random(8).sample(range(BASE), VISITORS)
    links = links_of_people(database.keys)
    became: dict[int, int] = {}
    for place, number in enumerate(visitors):
        (parameter,) = parse_qs(urlsplit(rows[number]["link"]).query)["start"]
        person_id = links.number_of(parameter)
        assert person_id is not None
        chat = Contact(0, 5000 + place, name=f"Чат {number}")
        contact = await followed(database, person_id, chat)
        assert contact is not None
        became[number] = contact.id
        assert await followed(database, person_id, Contact(0, 9000 + place)) is None

    async def of(number: int) -> tuple[str | None, int | None]:
        phone = f"+7912{number:07}"

        async def work(uow: UnitOfWork) -> tuple[str | None, int | None]:
            reached = (await uow.imports.people_with([phone], []))[phone]
            contact_id = await uow.imports.arrived(reached.id)
            contact = await uow.contacts.get(contact_id) if contact_id else None
            return (contact.name if contact else None, contact_id)

        return await database.run(work)

    for number, contact_id in became.items():
        assert await of(number) == (f"Чат {number}", contact_id)
    again = await asyncio.to_thread(said, "people", str(file))
    assert again.stdout.startswith("10,000 people of the base, 100 of them came. 9,900 links")
