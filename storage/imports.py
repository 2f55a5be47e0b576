"""What was brought from existing bases, as rows: people, deals, orders, and what came already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from leads.company import Company
from leads.contact import Contact
from leads.importing.rows import Brought, Customer, DealOf, Kind, OrderOf, Person, Reached
from storage.columns import among
from storage.companies import company_from
from storage.contacts import EMAIL, PHONE
from storage.name_words import COLUMNS, OWN_NAME, words_of_person
from storage.scope import Scope
from storage.secrets import KeyRing
from storage.tables import (
    companies,
    imported,
    imported_arrivals,
    imported_deals,
    imported_people,
    orders,
)
from storage.writing import Row

OWN_ROLE = "imported_people.role"
OWN_PHONE, OWN_EMAIL = "imported_people.phone", "imported_people.email"
TITLE, LOSS_REASON = "imported_deals.title", "imported_deals.loss_reason"

_KNOWN = select(imported).where(among(imported.c.key, "keys"))
_PEOPLE = (
    select(
        imported_people.c.id,
        imported_people.c.phone_index,
        imported_people.c.email_index,
        imported_people.c.erased_at,
    )
    .where(
        or_(
            imported_people.c.phone_index.in_(bindparam("phones", expanding=True)),
            imported_people.c.email_index.in_(bindparam("emails", expanding=True)),
        )
    )
    .order_by(imported_people.c.id)
)
_JOINED = select(companies).where(among(companies.c.id, "ids"), companies.c.joined_to.is_not(None))
_PERSON = select(imported_people).where(imported_people.c.id == bindparam("id"))
_ARRIVED = select(imported_arrivals.c.contact_id).where(
    imported_arrivals.c.person_id == bindparam("id")
)
_ARRIVED_AS = select(imported_arrivals.c.person_id).where(
    imported_arrivals.c.contact_id == bindparam("contact")
)
_THEIR_ORDERS = (
    update(orders)
    .where(orders.c.person_id == bindparam("person"), orders.c.contact_id.is_(None))
    .values(contact_id=bindparam("contact"))
)
COMPANY_OF_A_BASE = (
    select(imported.c.key)
    .where(imported.c.our_id == bindparam("id"), imported.c.key.like(f"%:{Kind.COMPANIES.value}:%"))
    .limit(1)
)
"""A company that a base names by its own number: rows to come may name it."""
_EMPTY_PEOPLE = (
    update(imported_people)
    .where(imported_people.c.id.in_(bindparam("people", expanding=True)))
    .values(
        name=None,
        phone=None,
        email=None,
        role=None,
        company_id=None,
        erased_at=bindparam("at"),
        **dict.fromkeys(COLUMNS),
    )
)
_EMPTY_DEALS = (
    update(imported_deals)
    .where(imported_deals.c.person_id.in_(bindparam("people", expanding=True)))
    .values(title=None, loss_reason=None)
)


class Imports:
    """What one work brings."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._stored: set[str] = set()

    async def known(self, keys: Collection[str]) -> Mapping[str, Brought]:
        """Those of the keys that came before."""
        rows = await self._scope.fetch(_KNOWN, {"keys": sorted(keys)})
        self._stored.update(row["key"] for row in rows)
        return {
            row["key"]: Brought(row["our_id"], row["seen_at"], row["times"], row["seen"])
            for row in rows
        }

    async def note(self, key: str, brought: Brought) -> None:
        """Keep that a row came; whether it had come before must have been asked."""
        row = {
            "our_id": brought.our_id,
            "times": brought.times,
            "seen": brought.seen,
            "seen_at": brought.seen_at,
        }
        if key in self._stored:
            self._scope.update(imported, key, row)
        else:
            self._scope.insert(imported, key, {"key": key, **row})
            self._stored.add(key)

    async def people_with(
        self, phones: Collection[str], emails: Collection[str]
    ) -> Mapping[str, Reached]:
        """People by phone (E.164) and by e-mail in small letters, erased ones too."""
        keys = self._scope.keys
        by_phone = {one: phone for phone in phones for one in keys.indexes(PHONE, phone)}
        by_email = {one: email for email in emails for one in keys.indexes(EMAIL, email)}
        if not (by_phone or by_email):
            return {}
        values = {"phones": list(by_phone), "emails": list(by_email)}
        found: dict[str, Reached] = {}
        for row in await self._scope.fetch(_PEOPLE, values):
            ways = (by_phone.get(row["phone_index"]), by_email.get(row["email_index"]))
            for way in ways:
                if way is not None:
                    found.setdefault(way, Reached(row["id"], row["erased_at"] is not None))
        return found

    async def joined(self, company_ids: Collection[int]) -> list[Company]:
        """Those of the companies that were joined into another one."""
        if not company_ids:
            return []
        rows = await self._scope.fetch(_JOINED, {"ids": sorted(company_ids)})
        return [company_from(row) for row in rows]

    async def add_person(self, person: Person) -> Person:
        """Keep somebody new; returns them with their id."""
        person = replace(person, id=await self._scope.number(imported_people))
        row = {
            "id": person.id,
            **_person_row(person, self._scope.keys),
            "added_at": self._scope.now,
            "erased_at": None,
        }
        self._scope.insert(imported_people, person.id, row)
        return person

    async def complete(self, person: Person) -> None:
        """Fill in what nothing was known of; nothing of somebody who was erased."""
        (row,) = await self._scope.fetch(_PERSON, {"id": person.id})
        told = _person_row(person, self._scope.keys)
        new = {name: told[name] for name in told if row[name] is None and told[name] is not None}
        if "name" not in new:  # another name of theirs has other words
            new = {name: value for name, value in new.items() if name not in COLUMNS}
        if new and row["erased_at"] is None:
            self._scope.update(imported_people, person.id, new)

    async def person(self, person_id: int) -> Person | None:
        """Somebody of a base, unless erased."""
        rows = await self._scope.fetch(_PERSON, {"id": person_id})
        return person_from(rows[0], self._scope.keys) if rows and not rows[0]["erased_at"] else None

    async def arrived(self, person_id: int) -> int | None:
        """The contact that somebody of a base became."""
        found = await self._scope.scalar(_ARRIVED, {"id": person_id})
        return None if found is None else int(found)

    async def arrive(self, person_id: int, contact_id: int) -> None:
        """Somebody of a base is that contact, and so is who bought what they bought."""
        row = {"person_id": person_id, "contact_id": contact_id, "at": self._scope.now}
        self._scope.insert(imported_arrivals, person_id, row)
        self._scope.sweep(orders, _THEIR_ORDERS, {"person": person_id, "contact": contact_id})
        self._scope.known.newcomers[contact_id] = False

    async def add_order(self, order: OrderOf, of: Customer) -> int:
        """Write a paid order that belongs to no lead of ours; its number."""
        number = await self._scope.number(orders)
        self._scope.insert(
            orders,
            number,
            {
                "id": number,
                "lead_id": None,
                "contact_id": None,
                "company_id": of.company_id,
                "person_id": of.person_id,
                "product": order.product,
                "amount": order.amount,
                "discount": order.discount,
                "currency": order.currency,
                "paid_at": order.paid_at,
            },
        )
        return number

    async def add_deal(self, deal: DealOf, of: Customer) -> int:
        """Write a deal of the base; its number."""
        number, keys = await self._scope.number(imported_deals), self._scope.keys
        self._scope.insert(
            imported_deals,
            number,
            {
                "id": number,
                "company_id": of.company_id,
                "person_id": of.person_id,
                "title": keys.seal_text(TITLE, deal.title),
                "product": deal.product,
                "stage": deal.stage,
                "ended": None if deal.ended is None else deal.ended.value,
                "amount": deal.amount,
                "currency": deal.currency,
                "loss_reason": keys.seal_text(LOSS_REASON, deal.loss_reason),
                "opened_at": deal.opened_at,
                "closed_at": deal.closed_at,
            },
        )
        return number


async def forget_imported(scope: Scope, contact: Contact) -> None:
    """Empty whoever of a base has the person's phone or e-mail, or came as them.

    Their blind indexes stay, so that the base's next import does not bring them back.
    """
    keys = scope.keys
    phones = keys.indexes(PHONE, contact.phone) if contact.phone else []
    emails = keys.indexes(EMAIL, contact.email.casefold()) if contact.email else []
    came = await scope.fetch(_ARRIVED_AS, {"contact": contact.id})
    people = [row["person_id"] for row in came]
    if phones or emails:
        rows = await scope.fetch(_PEOPLE, {"phones": phones, "emails": emails})
        people += [row["id"] for row in rows]
    if people:
        scope.sweep(imported_people, _EMPTY_PEOPLE, {"people": people, "at": scope.now})
        scope.sweep(imported_deals, _EMPTY_DEALS, {"people": people})


def person_from(row: Mapping[Any, Any], keys: KeyRing) -> Person:
    """The person that a row holds."""
    return Person(
        id=row["id"],
        name=keys.open_text(OWN_NAME, row["name"]),
        phone=keys.open_text(OWN_PHONE, row["phone"]),
        email=keys.open_text(OWN_EMAIL, row["email"]),
        role=keys.open_text(OWN_ROLE, row["role"]),
        company_id=row["company_id"],
    )


def _person_row(person: Person, keys: KeyRing) -> Row:
    """The columns that a row of the base may fill."""
    email = person.email.casefold() if person.email else None
    row: dict[str, Any] = {
        "company_id": person.company_id,
        "name": keys.seal_text(OWN_NAME, person.name),
        **words_of_person(keys, person.name),
        "phone": keys.seal_text(OWN_PHONE, person.phone),
        "phone_index": keys.index(PHONE, person.phone),
        "email": keys.seal_text(OWN_EMAIL, person.email),
        "email_index": keys.index(EMAIL, email),
        "role": keys.seal_text(OWN_ROLE, person.role),
    }
    return row
