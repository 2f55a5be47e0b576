"""A thousand leads into a real CRM server that is killed three times on the way.

Part of `make test-slow`, alone as `make test-real-crm`. Only what a lead says is made up here: the
database, the outbox, the relay, the publisher, the adapter and the server are the real ones.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest

from bot.app.crm.connecting import connect, load_crms
from bot.app.crm.ports import StoredLinks
from bot.app.crm.relaying import Crms
from bot.app.files import load_funnels
from bot.chat.crm_words import CrmWords
from crm_sync.cards import Entity
from crm_sync.errors import CrmError
from crm_sync.mapping.check import missing as lacking
from crm_sync.mapping.values import Subject
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import Party
from crm_sync.wire.pacing import MemoryPaces
from leads.clock import SystemClock
from leads.company import Company
from leads.contact import Contact
from leads.crm_rows import CrmAccount, to_crm
from leads.importing.rows import Kind
from leads.lead import Lead
from leads.stage import Stage
from leads.verdict_facts import BecameLead
from storage.database import Database
from storage.engine import open_database
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.crm_sync.rig import MemoryTokens, whole_base
from tests.fakes.crm import MemoryFiles, MemorySubjects
from tests.fakes.listening import Ears
from tests.real_crm.server import RealCrm, real_crm

LEADS = 1000
KILLED_AT = (200, 500, 800)
MOVED = 40
ACCOUNTS = """
accounts:
  main:
    crm: bottlecrm
    mapping: mapping.yaml
    leads: every
    private: true
    options: {{address: "{address}"}}
"""
MAPPING = """
keys: {lead: prequal_key, contact: prequal_key, company: prequal_key}
fields:
  lead:
    - {to: name, from: title}
    - {to: amount, from: amount}
    - {to: description, from: summary}
    - {to: fit, from: fit, type: number, label: Соответствие}
  contact:
    - {to: first_name, from: name}
    - {to: phone, from: phone}
  company:
    - {to: name, from: name}
funnels:
  warm:
    stages: {enquiry: PROSPECTING, lead: PROSPECTING, qualified: QUALIFICATION,
             brief: QUALIFICATION, key_stage: PROPOSAL, proposal: PROPOSAL,
             contract: NEGOTIATION, payment: CLOSED_WON,
             not_yet: null, disqualified: null, thinking: null, waiting: null, lost: CLOSED_LOST,
             referred: null}
"""


@dataclass
class Office:
    """Our side: what is stored, and what carries it over."""

    database: Database
    crms: Crms
    crm: Connection
    subjects: MemorySubjects

    async def carry(self, until: int) -> None:
        """Deliver until so many leads are there."""
        while await self.arrived() < until:
            await self.crms.relay.tick()
            await asyncio.sleep(0.2)

    async def arrived(self) -> int:
        """How many leads we know to be there."""
        parties = [Party(Entity.LEAD, number) for number in self.subjects.rows]

        async def work(uow: UnitOfWork) -> int:
            found = [await uow.crm_links.get("main", party) for party in parties]
            return sum(link.ref is not None for link in found)

        return await self.database.run(work)


async def nobody(account: str, error: CrmError) -> None:
    """The alarm: outages are what this is about."""


@pytest.mark.slow
@pytest.mark.timeout(2_400)
async def test_a_thousand_leads_arrive_once_through_three_outages(tmp_path: Path) -> None:
    with real_crm(tmp_path) as server:
        office = await opened(tmp_path, server)
        try:
            await office.crm.adapter.check()
            for one in await lacking(office.crm.adapter, office.crm.plan):
                assert one.field is not None, one.said
                await office.crm.adapter.make_field(one.field)
            assert not await lacking(office.crm.adapter, office.crm.plan)
            for share in KILLED_AT:
                await office.carry(share)
                server.stop()
                await office.crms.relay.tick()
                await asyncio.sleep(1)
                server.start()
            await office.carry(LEADS)
            await everything_is_there_once(office, server)
            await its_base_is_handed_over(office)
            await stages_moved_there_are_here(office, server)
        finally:
            await office.crms.aclose()
            await office.database.close()


async def opened(home: Path, server: RealCrm) -> Office:
    """A thousand leads that wait to be carried over."""
    clock = SystemClock()
    file = home / "crm.yaml"
    file.write_text(ACCOUNTS.format(address=server.address), encoding="utf-8")
    (home / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    planned = load_crms(str(file), {"CRM_MAIN_TOKEN": server.token}, load_funnels())
    tokens = cast("Any", MemoryTokens())
    connections = connect(planned, MemoryPaces(), tokens, clock, "worker")
    url = f"sqlite+aiosqlite:///{home / 'prequal.db'}"
    database = await open_database(url, keys=KeyRing.fresh(), clock=clock)
    subjects = MemorySubjects(clock)

    async def work(uow: UnitOfWork) -> None:
        company = Company(0)
        for number in range(1, LEADS + 1):
            if number % 4 == 1:
                company = await uow.companies.add(Company(0, f"ООО «Ромашка № {number}»"))
            person = Contact(0, number, f"Анна {number}", phone=f"+7912{number:07}")
            contact = await uow.contacts.add(person)
            new = Lead(0, contact.id, company.id, amount=1000 + number, stage=Stage.QUALIFIED)
            lead = await uow.leads.add(new)
            words = {"title": f"Лид «{number}»: A & B", "summary": f"Строка\nи вторая № {number}"}
            subjects.rows[lead.id] = Subject(lead, contact, company, words)
            fact = BecameLead(at=uow.now, contact_id=contact.id, answered=2, needed=2, product=None)
            for row in to_crm(fact, lead, [CrmAccount("main", every=True)]):
                await uow.outbox.add(row)

    await database.run(work)
    words = cast("CrmWords", subjects)
    ears = Ears(connections, database, clock, every=timedelta())
    alarm, fetch = cast("Any", nobody), MemoryFiles()
    crms = Crms(connections, database, words, alarm, fetch, ears.listening, clock, "worker")
    return Office(database, crms, connections["main"], subjects)


async def everything_is_there_once(office: Office, server: RealCrm) -> None:
    """What the server holds, read past our adapter, is what it was told."""
    deals = await listed(server, "opportunities", "opportunities")
    people = await listed(server, "contacts", "results")
    assert len(deals) == LEADS
    assert len(people) == LEADS
    by_key = {one["custom_fields"]["prequal_key"]: one for one in deals}
    assert len(by_key) == LEADS
    for number, subject in office.subjects.rows.items():
        deal = by_key[Party(Entity.LEAD, number).key]
        assert deal["name"] == subject.words["title"]
        assert deal["description"] == subject.words["summary"]
        assert float(deal["amount"]) == subject.lead.amount
        assert deal["stage"] == "QUALIFICATION"
        assert subject.company is not None
        assert deal["account"]["name"] == subject.company.name
        (person,) = deal["contacts"]
        assert person["first_name"] == subject.contact.name
    assert len({deal["account"]["id"] for deal in deals}) == LEADS // 4


async def its_base_is_handed_over(office: Office) -> None:
    """An import would read each card once, and know it as ours."""
    many = {Kind.COMPANIES: LEADS // 4, Kind.CONTACTS: LEADS, Kind.DEALS: LEADS}
    told = {kind: await whole_base(office.crm.adapter, kind, {}) for kind in many}
    for kind, cards in told.items():
        assert len({card.ref.id for card in cards}) == len(cards) == many[kind]
        assert all(card.keyed for card in cards)
    amounts = sorted(float(str(card.cells["amount"])) for card in told[Kind.DEALS])
    assert amounts == [1000 + number for number in range(1, LEADS + 1)]


async def stages_moved_there_are_here(office: Office, server: RealCrm) -> None:
    """Salespeople move deals by hand in the CRM; the leads follow when it is asked next."""
    await office.crms.listening.listen()
    moved = list(office.subjects.rows)[:MOVED]
    for number in moved:
        link = await StoredLinks(office.database).get("main", Party(Entity.LEAD, number))
        assert link.ref is not None
        await asked(server, "PATCH", f"opportunities/{link.ref.id}/", {"stage": "NEGOTIATION"})
    await office.crms.listening.listen()

    async def stages(uow: UnitOfWork) -> list[Stage]:
        found = [await uow.leads.get(number) for number in office.subjects.rows]
        return [lead.stage for lead in found if lead is not None]

    expected = [Stage.CONTRACT] * MOVED + [Stage.QUALIFIED] * (LEADS - MOVED)
    assert await office.database.run(stages) == expected


async def listed(server: RealCrm, path: str, name: str) -> Sequence[dict[str, Any]]:
    """Every record. Pages are ordered by a random number that stays the same."""
    found: list[dict[str, Any]] = []
    while True:
        told = await asked(server, "GET", f"{path}/?limit=100&offset={len(found)}")
        found += told[name]
        if len(told[name]) < 100:
            return found


async def asked(server: RealCrm, method: str, path: str, body: object = None) -> Any:
    headers = {"Authorization": f"Bearer {server.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        url = f"{server.address}/api/{path}"
        async with session.request(method, url, json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()
