"""Companies as rows, found by whatever identifies them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from leads.companies.names import company_name, near_keys
from leads.companies.ties import Belongings
from leads.company import Company, Grade
from leads.contact import Contact
from leads.grading.potential import potential_from
from storage.columns import among
from storage.name_words import words_of_company
from storage.reached import reached_by
from storage.scope import Scope
from storage.tables import companies, contacts, leads, orders

PHONE = "contacts.phone"
MOST_ALIKE = 20

_COMPANY = select(companies).where(companies.c.id == bindparam("id"))
_ALIKE = (
    select(companies)
    .where(
        or_(
            companies.c.inn == bindparam("inn"),
            among(companies.c.domain, "domains"),
            among(companies.c.name_key, "keys"),
        ),
        companies.c.id != bindparam("own"),
    )
    .order_by(companies.c.joined_to.is_not(None), companies.c.id)
    .limit(MOST_ALIKE)
)
_BY_PHONE = (
    select(companies)
    .join(contacts, contacts.c.company_id == companies.c.id)
    .where(
        contacts.c.phone_index.in_(bindparam("indexes", expanding=True)),
        contacts.c.id != bindparam("contact_id"),
        companies.c.id != bindparam("own"),
    )
    .order_by(companies.c.id)
    .limit(MOST_ALIKE)
)
_PARTS = select(companies).where(companies.c.joined_to == bindparam("id")).order_by(companies.c.id)
_BELONGINGS = {
    "contacts": select(contacts.c.id).where(contacts.c.company_id == bindparam("id")),
    "leads": select(leads.c.id).where(leads.c.company_id == bindparam("id")),
    "orders": select(orders.c.id).where(orders.c.company_id == bindparam("id")),
}
_OTHERS = select(func.count()).where(
    contacts.c.company_id == bindparam("id"), contacts.c.id != bindparam("contact_id")
)
_PAID = select(orders.c.id).where(orders.c.company_id == bindparam("id")).limit(1)
_MOVE_ORDERS = (
    update(orders)
    .where(orders.c.id.in_(bindparam("order_ids", expanding=True)))
    .values(company_id=bindparam("company"))
)


class Companies:
    """Companies as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, company_id: int) -> Company | None:
        """The company with that id."""
        known = self._scope.known.companies
        if company_id not in known:
            rows = await self._scope.fetch(_COMPANY, {"id": company_id})
            known[company_id] = company_from(rows[0]) if rows else None
        return known[company_id]

    async def add(self, company: Company) -> Company:
        """Keep a new company; returns it with its id."""
        company = replace(company, id=await self._scope.number(companies))
        self._scope.insert(companies, company.id, {"id": company.id, **_company_row(company)})
        self._scope.known.companies[company.id] = company
        return company

    async def save(self, company: Company) -> None:
        """Write a company that was changed; its grade is `regrade`'s."""
        row = _company_row(company)
        del row["grade"], row["potential"]
        self._scope.update(companies, company.id, row)
        self._scope.known.companies[company.id] = company

    async def regrade(self, company: Company) -> None:
        """Write what the company can become, and nothing else of it."""
        row = {key: _company_row(company)[key] for key in ("grade", "potential")}
        self._scope.update(companies, company.id, row)
        self._scope.known.companies[company.id] = company

    async def alike(self, own: Company, domains: Sequence[str]) -> list[Company]:
        """Others with its INN, one of the domains, or a name that may be the same."""
        keys = near_keys(company_name(own.name).key) if own.name else ()
        if not (own.inn or domains or keys):
            return []
        values = {"inn": own.inn, "domains": list(domains), "keys": list(keys), "own": own.id}
        rows, waiting = await self._scope.look(companies, _ALIKE, values)
        found = {row["id"]: company_from(row) for row in rows}
        for identity, changed in waiting.items():
            lay_there = found.pop(identity, None) is not None
            # `add` and `save` write all that is asked for, `regrade` nothing of it.
            is_alike = _is_alike(changed, values) if "domain" in changed else lay_there
            company = self._scope.known.companies[int(identity)]
            if is_alike and company is not None:
                found[company.id] = company
        found.pop(own.id, None)
        alike = sorted(found.values(), key=lambda one: (one.joined_to is not None, one.id))
        return alike[:MOST_ALIKE]

    async def with_phone(self, phone: str, own: int, contact_id: int) -> list[Company]:
        """Others to which somebody else with that number (E.164) belongs."""
        indexes = self._scope.keys.indexes(PHONE, phone)
        values = {"indexes": indexes, "own": own, "contact_id": contact_id}
        return [company_from(row) for row in await self._scope.fetch(_BY_PHONE, values)]

    async def reached_by(self, contact: Contact, since: datetime) -> list[Company]:
        """Those of other people with the contact's phone or e-mail, known since then."""
        rows = await reached_by(self._scope, contact, since)
        return [company_from(row) for row in rows]

    async def parts(self, company_id: int) -> list[Company]:
        """The companies that were joined into it."""
        return [company_from(row) for row in await self._scope.fetch(_PARTS, {"id": company_id})]

    async def belongings(self, company_id: int) -> Belongings:
        """What belongs to it."""
        found = {
            name: tuple(
                sorted(row["id"] for row in await self._scope.fetch(query, {"id": company_id}))
            )
            for name, query in _BELONGINGS.items()
        }
        return Belongings(**found)

    async def others(self, company_id: int, contact_id: int) -> int:
        """How many people belong to it besides that one."""
        values = {"id": company_id, "contact_id": contact_id}
        return int(await self._scope.scalar(_OTHERS, values))

    async def has_paid(self, company_id: int) -> bool:
        """Whether there is a paid order of the company."""
        return await self._scope.scalar(_PAID, {"id": company_id}) is not None

    async def move_orders(self, order_ids: Sequence[int], company_id: int) -> None:
        """Let orders belong to another company."""
        if order_ids:
            values = {"order_ids": list(order_ids), "company": company_id}
            self._scope.sweep(orders, _MOVE_ORDERS, values)


def _is_alike(row: Mapping[Any, Any], values: Mapping[str, Any]) -> bool:
    """What `_ALIKE` asks, of a row that waits."""
    same_inn = row["inn"] is not None and row["inn"] == values["inn"]
    return same_inn or row["domain"] in values["domains"] or row["name_key"] in values["keys"]


async def forget_told(
    scope: Scope, company_ids: Collection[int], lead_ids: Collection[int]
) -> None:
    """Forget what only the answers of these leads had promised of companies."""
    theirs = Companies(scope)
    for company_id in sorted(company_ids):
        company = await theirs.get(company_id)
        if company and company.potential and company.potential.lead_id in lead_ids:
            await theirs.regrade(replace(company, potential=None, grade=None))


def company_from(row: Mapping[Any, Any]) -> Company:
    """The company that a row holds."""
    return Company(
        id=row["id"],
        name=row["name"],
        inn=row["inn"],
        domain=row["domain"],
        grade=None if row["grade"] is None else Grade(row["grade"]),
        joined_to=row["joined_to"],
        potential=None if row["potential"] is None else potential_from(row["potential"]),
    )


def _company_row(company: Company) -> dict[str, Any]:
    key = company_name(company.name).key if company.name else ""
    return {
        "name": company.name,
        "inn": company.inn,
        "domain": company.domain,
        "grade": None if company.grade is None else company.grade.value,
        "potential": None if company.potential is None else company.potential.to_json(),
        "name_key": key or None,
        **words_of_company(company.name),
        "joined_to": company.joined_to,
    }
