"""What becomes of rows of an existing base: companies recognised, people kept, orders written.

One call is one transaction's worth of rows. A row that came before changes nothing, whatever was
done with it here since; so a run that was broken off is simply run again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, MutableMapping, Sequence
from dataclasses import astuple, replace
from datetime import datetime
from hashlib import blake2b
from typing import Protocol

from leads.companies.candidates import SeekingUnitOfWork, candidates, surest
from leads.companies.joining import completed, head_of
from leads.companies.ties import Tie
from leads.company import Company
from leads.importing.rows import (
    BaseRow,
    Brought,
    CompanyOf,
    Customer,
    DealOf,
    Fate,
    Kind,
    OrderOf,
    Person,
    PersonOf,
    Reached,
)


class Companies(Protocol):
    """Companies, beside those that looking for one reads."""

    async def get(self, company_id: int) -> Company | None: ...
    async def add(self, company: Company) -> Company: ...
    async def save(self, company: Company) -> None: ...
    async def alike(self, own: Company, domains: Sequence[str]) -> Sequence[Company]: ...
    async def with_phone(self, phone: str, own: int, contact_id: int) -> Sequence[Company]: ...


class Ties(Protocol):
    """Ties between companies."""

    async def of(self, company_id: int) -> Sequence[Tie]: ...
    async def add(self, tie: Tie) -> Tie: ...


class Imports(Protocol):
    """What was brought. `people_with` leads from phones and e-mails in small letters to people,
    erased ones too; `joined` are companies that were joined into another one; `complete` fills
    what nothing is known of, and never of somebody erased."""

    async def known(self, keys: Collection[str]) -> Mapping[str, Brought]: ...
    async def note(self, key: str, brought: Brought) -> None: ...
    async def people_with(
        self, phones: Collection[str], emails: Collection[str]
    ) -> Mapping[str, Reached]: ...
    async def joined(self, company_ids: Collection[int]) -> Sequence[Company]: ...
    async def add_person(self, person: Person) -> Person: ...
    async def complete(self, person: Person) -> None: ...
    async def add_order(self, order: OrderOf, of: Customer) -> int: ...
    async def add_deal(self, deal: DealOf, of: Customer) -> int: ...


class ImportUnitOfWork(SeekingUnitOfWork, Protocol):
    """What bringing rows in reads and writes; committed as a whole or not at all."""

    @property
    def companies(self) -> Companies: ...
    @property
    def ties(self) -> Ties: ...
    @property
    def imports(self) -> Imports: ...


Recognised = MutableMapping[tuple[str, ...], int]
"""Companies by what rows told of them: a base names each of its clients many times."""


class Bringing:
    """One transaction's worth of rows of the base `base`, in the run that began at `began`.

    `added` counts what is new here, by kind: an order may bring its company and person along. What
    is recognised goes into `recognised`, which may be kept once this is committed.
    """

    def __init__(
        self, uow: ImportUnitOfWork, base: str, began: datetime, recognised: Recognised
    ) -> None:
        self._uow = uow
        self._base = base
        self._began = began
        self._recognised = recognised
        self._brought: dict[str, Brought] = {}
        self._people: dict[str, Reached] = {}
        self._heads: dict[int, int] = {}
        self.added: Counter[Kind] = Counter()

    async def bring(self, kind: Kind, rows: Sequence[BaseRow]) -> list[Fate]:
        """Bring them in; what became of each, in order."""
        keys = {self._key(kind, row.key) for row in rows if row.key}
        firms = {self._key(Kind.COMPANIES, row.company.key) for row in rows if row.company.key}
        keys |= {self._key(Kind.CONTACTS, row.person.key) for row in rows if row.person.key}
        await self._learn(keys | firms)
        known = {self._brought[key].our_id for key in firms if key in self._brought}
        for company in await self._uow.imports.joined(known):
            self._heads[company.id] = (await head_of(self._uow, company)).id
        phones = {row.person.phone for row in rows if row.person.phone}
        emails = {row.person.email.casefold() for row in rows if row.person.email}
        self._people.update(await self._uow.imports.people_with(phones, emails))
        if kind in (Kind.COMPANIES, Kind.CONTACTS):
            return [await self._party(kind, row) for row in rows]
        of = [await self._customer(row) for row in rows]
        once = [
            self._key(kind, row.key or f"={_content(row, one)}")
            for row, one in zip(rows, of, strict=True)
        ]
        await self._learn(once)
        return [
            one if isinstance(one, Fate) else await self._once(kind, row, key, one)
            for row, key, one in zip(rows, once, of, strict=True)
        ]

    async def _learn(self, keys: Collection[str]) -> None:
        unknown = sorted(key for key in set(keys) if key not in self._brought)
        if unknown:
            self._brought.update(await self._uow.imports.known(unknown))

    async def _party(self, kind: Kind, row: BaseRow) -> Fate:
        before = self.added[kind]
        company_id = await self._company(row.company)
        if row.company.key and company_id is None:
            return Fate.NO_COMPANY
        if kind is Kind.CONTACTS:
            await self._person(row.person, company_id, complete=True)
        return Fate.ADDED if self.added[kind] > before else Fate.KNOWN

    async def _customer(self, row: BaseRow) -> Customer | Fate:
        company_id = await self._company(row.company)
        if row.company.key and company_id is None:
            return Fate.NO_COMPANY
        person_id = await self._person(row.person, company_id)
        if company_id is None and person_id is None:
            return Fate.NO_CUSTOMER
        return Customer(company_id, person_id)

    async def _once(self, kind: Kind, row: BaseRow, key: str, of: Customer) -> Fate:
        before = self._brought.get(key)
        if row.key and before is not None:
            return Fate.KNOWN
        seen = before.seen + 1 if before and before.seen_at == self._began else 1
        if before is not None and seen <= before.times:
            await self._note(key, replace(before, seen=seen, seen_at=self._began))
            return Fate.KNOWN
        if row.order is not None:
            number = await self._uow.imports.add_order(row.order, of)
        elif row.deal is not None:
            number = await self._uow.imports.add_deal(row.deal, of)
        else:
            raise TypeError(f"a row of {kind.value} holds neither an order nor a deal")
        self.added[kind] += 1
        times = before.times + 1 if before else 1
        await self._note(key, Brought(number, self._began, times, seen))
        return Fate.ADDED

    async def _company(self, told: CompanyOf) -> int | None:
        key = self._key(Kind.COMPANIES, told.key) if told.key else ""
        if key in self._brought:
            own = self._brought[key].our_id
            return self._heads.get(own, own)
        if not told.told:
            return None
        number = self._recognised.get(told.told)
        if number is None:
            number = await self._recognise(told)
            self._recognised[told.told] = number
        if key:
            await self._note(key, Brought(number, self._began))
        return number

    async def _recognise(self, told: CompanyOf) -> int:
        """The company that it surely is, with what this adds to it; else a new one."""
        own = Company(0, told.name, told.inn, told.domain)
        found = await candidates(self._uow, own, told.phone)
        heads = surest(found)
        if len({one.head.id for one in heads}) == 1:
            whole, added = completed(heads[0].head, own)
            if added:
                await self._uow.companies.save(whole)
            return whole.id
        own = await self._uow.companies.add(own)
        self.added[Kind.COMPANIES] += 1
        if found:
            await self._uow.ties.add((heads or found)[0].suggested(own.id, self._began))
        return own.id

    async def _person(
        self, told: PersonOf, company_id: int | None, *, complete: bool = False
    ) -> int | None:
        if not told.can_be_known:
            return None
        key = self._key(Kind.CONTACTS, told.key) if told.key else ""
        number = self._brought[key].our_id if key in self._brought else self._reached(told)
        person = Person(number or 0, told.name, told.phone, told.email, told.role, company_id)
        if number is None:
            person = await self._uow.imports.add_person(person)
            self.added[Kind.CONTACTS] += 1
            for way in _ways(told):
                self._people.setdefault(way, Reached(person.id))
        elif complete:
            await self._uow.imports.complete(person)
        if key and key not in self._brought:
            await self._note(key, Brought(person.id, self._began))
        return person.id

    def _reached(self, told: PersonOf) -> int | None:
        """Somebody who has that phone or address. Two with different keys may share one, but
        whoever was erased stays so under any key."""
        found = [self._people[way] for way in _ways(told) if way in self._people]
        return next((one.id for one in found if one.erased or not told.key), None)

    async def _note(self, key: str, brought: Brought) -> None:
        self._brought[key] = brought
        await self._uow.imports.note(key, brought)

    def _key(self, kind: Kind, key: str) -> str:
        return f"{self._base}:{kind.value}:{key}"


def _ways(person: PersonOf) -> list[str]:
    email = person.email.casefold() if person.email else None
    return [way for way in (person.phone, email) if way]


def _content(row: BaseRow, of: Customer | Fate) -> str:
    """What a row without a number of its own is recognised by. Nothing that tells of the person
    goes in: the few possible phones could be tried out."""
    company = row.company
    who = company.key or company.inn or company.domain or company.name or ""
    person_id = of.person_id if isinstance(of, Customer) else None
    said = (*_said(row.order), *_said(row.deal))
    words = [one.isoformat() if isinstance(one, datetime) else str(one) for one in said]
    return blake2b("\0".join([who, str(person_id), *words]).encode(), digest_size=16).hexdigest()


def _said(part: OrderOf | DealOf | None) -> tuple[object, ...]:
    return () if part is None else astuple(part)
