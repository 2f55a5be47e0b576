"""Contacts as rows, and back. Personal data are sealed on the way in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import time
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, bindparam, select

from leads.birthday import Birthday, birthday_from
from leads.contact import Contact, Source
from storage.columns import among
from storage.companies import company_from
from storage.known import Known
from storage.name_words import words_of_person
from storage.scope import Scope
from storage.secrets import KeyRing
from storage.tables import companies, contacts
from storage.writing import Row

NAME, USERNAME = "contacts.name", "contacts.username"
BIRTHDAY = "contacts.birthday"
PHONE, EMAIL = "contacts.phone", "contacts.email"


def _where(condition: ColumnElement[bool]) -> Select[Any]:
    # Everybody locks contacts in the order of their ids, so two processes can't wait crosswise.
    locked = select(contacts).order_by(contacts.c.id).with_for_update(key_share=True)
    return locked.where(condition)


_INDEXES: BindParameter[Any] = bindparam("values", expanding=True)
_BY_TELEGRAM = _where(among(contacts.c.telegram_id, "values"))
_BY_ID = _where(among(contacts.c.id, "values"))
_BY_PHONE = _where(contacts.c.phone_index.in_(_INDEXES))
_BY_EMAIL = _where(contacts.c.email_index.in_(_INDEXES))


_OF = "of_"  # columns of the company beside those of the person
_WITH_COMPANY = (
    select(contacts, *(column.label(f"{_OF}{column.name}") for column in companies.c))
    .outerjoin(companies, companies.c.id == contacts.c.company_id)
    .order_by(contacts.c.id)
    .with_for_update(key_share=True, of=contacts)
    .where(among(contacts.c.telegram_id, "values"))
)


def preload(
    connection: Connection, keys: KeyRing, known: Known, telegram_ids: Iterable[int]
) -> list[int]:
    """Read once for a whole batch who these people are, with their companies; hold the people's
    rows. Returns contact ids."""
    wanted = sorted(set(telegram_ids))
    known.telegram.update(dict.fromkeys(wanted))
    found = []
    for row in connection.execute(_WITH_COMPANY, {"values": wanted}).mappings():
        contact = contact_from(row, keys)
        if row["of_id"] is not None:
            company = {column.name: row[f"{_OF}{column.name}"] for column in companies.c}
            known.companies[company["id"]] = company_from(company)
        known.telegram[contact.telegram_id] = contact.id
        known.contacts[contact.id] = contact
        found.append(contact.id)
    return found


async def learn(scope: Scope, contact_ids: Iterable[int]) -> None:
    """Read those of these contacts that aren't known yet, in one go."""
    known = scope.known.contacts
    if unknown := sorted({contact_id for contact_id in contact_ids if contact_id not in known}):
        rows = await scope.fetch(_BY_ID, {"values": unknown})
        known.update(dict.fromkeys(unknown))
        known.update({row["id"]: contact_from(row, scope.keys) for row in rows})


class Contacts:
    """Contacts as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def by_telegram(self, telegram_id: int) -> Contact | None:
        """The contact with that Telegram id."""
        telegram = self._scope.known.telegram
        if telegram_id not in telegram:
            found = await self._find(_BY_TELEGRAM, [telegram_id])
            telegram[telegram_id] = found[0].id if found else None
        contact_id = telegram[telegram_id]
        return None if contact_id is None else await self.get(contact_id)

    async def get(self, contact_id: int) -> Contact | None:
        """The contact with that id."""
        await learn(self._scope, [contact_id])
        return self._scope.known.contacts[contact_id]

    async def add(self, contact: Contact) -> Contact:
        """Keep a new contact; returns it with its id. Without a Telegram id it gets nobody's."""
        number = await self._scope.number(contacts)
        nobodys = contact.telegram_id or -number
        created = contact.created_at or self._scope.now
        contact = replace(contact, id=number, telegram_id=nobodys, created_at=created)
        self._scope.insert(contacts, number, contact_row(contact, self._scope.keys))
        known = self._scope.known
        known.telegram[contact.telegram_id] = number
        known.contacts[number] = contact
        known.active[number] = None
        known.open_leads[number] = ()
        known.consents[number] = ()
        known.newcomers[number] = True
        return contact

    async def save(self, contact: Contact) -> None:
        """Write a contact that was changed."""
        row = contact_row(contact, self._scope.keys)
        del row["id"], row["created_at"], row["telegram_id"]
        self._scope.update(contacts, contact.id, row)
        self._scope.known.contacts[contact.id] = contact
        if contact.company_id is not None:
            self._scope.known.newcomers[contact.id] = False

    async def bind(self, contact: Contact) -> None:
        """Give somebody who had no chat theirs."""
        await self.save(contact)
        self._scope.update(contacts, contact.id, {"telegram_id": contact.telegram_id})
        self._scope.known.telegram[contact.telegram_id] = contact.id

    async def by_phone(self, phone: str) -> list[Contact]:
        """Everybody with that number (E.164)."""
        return await self._find(_BY_PHONE, self._scope.keys.indexes(PHONE, phone))

    async def by_email(self, email: str) -> list[Contact]:
        """Everybody with that address, whatever the case of its letters."""
        return await self._find(_BY_EMAIL, self._scope.keys.indexes(EMAIL, email.casefold()))

    async def _find(self, statement: Select[Any], values: list[Any]) -> list[Contact]:
        rows = await self._scope.fetch(statement, {"values": values})
        found = [contact_from(row, self._scope.keys) for row in rows]
        self._scope.known.contacts.update({contact.id: contact for contact in found})
        return found


def contact_row(contact: Contact, keys: KeyRing) -> Row:
    """The row of a contact."""
    email = contact.email
    return {
        "id": contact.id,
        "telegram_id": contact.telegram_id,
        "name": keys.seal_text(NAME, contact.name),
        **words_of_person(keys, contact.name),
        "username": keys.seal_text(USERNAME, contact.username),
        "language": contact.language,
        "phone": keys.seal_text(PHONE, contact.phone),
        "phone_index": keys.index(PHONE, contact.phone),
        "email": keys.seal_text(EMAIL, email),
        "email_index": keys.index(EMAIL, None if email is None else email.casefold()),
        "role": contact.role,
        "birthday": keys.seal_text(BIRTHDAY, str(contact.birthday) if contact.birthday else None),
        "company_id": contact.company_id,
        "first_source": _source_json(contact.first_source),
        "last_source": _source_json(contact.last_source),
        "zone": contact.zone,
        "quiet_start": _clock_text(contact.quiet_start),
        "quiet_end": _clock_text(contact.quiet_end),
        "human_since": contact.human_since,
        "awaited_survey": contact.awaited_survey,
        "blocked_at": contact.blocked_at,
        "created_at": contact.created_at,
        "erased_at": contact.erased_at,
    }


def contact_from(row: Mapping[Any, Any], keys: KeyRing) -> Contact:
    """The contact that a row holds."""
    return Contact(
        id=row["id"],
        telegram_id=row["telegram_id"],
        name=keys.open_text(NAME, row["name"]),
        username=keys.open_text(USERNAME, row["username"]),
        language=row["language"],
        phone=keys.open_text(PHONE, row["phone"]),
        email=keys.open_text(EMAIL, row["email"]),
        role=row["role"],
        birthday=_birthday(keys.open_text(BIRTHDAY, row["birthday"])),
        company_id=row["company_id"],
        first_source=_source(row["first_source"]),
        last_source=_source(row["last_source"]),
        zone=row["zone"],
        quiet_start=_clock(row["quiet_start"]),
        quiet_end=_clock(row["quiet_end"]),
        human_since=row["human_since"],
        awaited_survey=row["awaited_survey"],
        blocked_at=row["blocked_at"],
        created_at=row["created_at"],
        erased_at=row["erased_at"],
    )


def _birthday(stored: str | None) -> Birthday | None:
    return birthday_from(stored) if stored else None


def _source_json(source: Source | None) -> list[str | None] | None:
    return None if source is None else [source.channel, source.campaign]


def _source(raw: list[str | None] | None) -> Source | None:
    return None if raw is None or raw[0] is None else Source(raw[0], raw[1])


def _clock_text(hour: time | None) -> str | None:
    return None if hour is None else hour.isoformat("minutes")


def _clock(raw: str | None) -> time | None:
    return None if raw is None else time.fromisoformat(raw)
