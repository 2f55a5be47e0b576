"""Stages moved in an emulated CRM reach the lead over HTTP and by polling, database and all."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, web

from bot.chat.http import build_http
from crm_sync.cards import Bundle, CrmRef, Entity
from crm_sync.events import InboundRequest
from crm_sync.mapping.plan import FunnelRule, Plan
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import PLACE, Party, Written, place_word
from leads.stage import Stage
from storage.database import Database
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.crm_sync.adapters.test_amocrm import AmoRig
from tests.crm_sync.adapters.test_bitrix24 import BitrixRig
from tests.crm_sync.adapters.test_bottlecrm import BottleRig
from tests.crm_sync.emulators.base import json_fault
from tests.crm_sync.emulators.bitrix24 import APPLICATION_TOKEN
from tests.fakes.listening import Ears
from tests.storage.samples import opened, person_with_lead

AnyRig = BitrixRig | AmoRig | BottleRig
NEW = {"Portal": "NEW", "Amo": "33929748", "Bottle": "QUALIFICATION"}
WORKED = {"Portal": "EXECUTING", "Amo": "33929749", "Bottle": "NEGOTIATION"}


class WithLeads(BitrixRig):
    """A portal that keeps leads, and makes deals of them."""


@dataclass
class Office:
    """A qualified lead, and its card in the CRM."""

    rig: AnyRig
    database: Database
    ears: Ears
    card: CrmRef
    url: str
    http: ClientSession

    def move(self) -> None:
        """Somebody moves the card there, by hand."""
        self.rig.move(self.card, WORKED[type(self.rig.crm).__name__])
        now = self.rig.clock.now()
        if isinstance(self.rig, BitrixRig):
            self.rig.item(self.card)["updatedTime"] = now.isoformat()
        elif isinstance(self.rig, AmoRig):
            self.rig.card_of(self.card)["updated_at"] = int(now.timestamp())

    async def call(self, request: InboundRequest, account: str = "main") -> int:
        """The CRM calls; the status of our answer."""
        secret = urlsplit(request.url).path.removeprefix("/crm/main").removeprefix("/crm")
        async with self.http.post(
            f"{self.url}/crm/{account}{secret}", data=request.body, headers=request.headers
        ) as answer:
            assert "main" not in await answer.text()
            return answer.status

    async def stage(self) -> Stage:
        found = await self.database.run(lambda uow: uow.leads.get(1))
        assert found
        return found.stage

    async def kinds(self) -> list[str]:
        history = await self.database.run(lambda uow: uow.events.history(1))
        return [fact.kind for fact in history]

    async def calls_kept(self) -> bool:
        return await self.database.run(lambda uow: uow.crm_calls.due("main")) is not None


@asynccontextmanager
async def at_work(rig: AnyRig, database_url: str) -> AsyncIterator[Office]:
    await rig.start()
    if isinstance(rig, BitrixRig) and not isinstance(rig, WithLeads):
        rig.crm.mode = 2
    name = type(rig.crm).__name__
    rule = FunnelRule(None, {Stage.QUALIFIED: NEW[name], Stage.KEY_STAGE: WORKED[name]})
    adapter = rig.adapter()
    plan = Plan("mapping.yaml", {}, {"warm": rule})
    unused = cast("Any", None)
    crm = Connection("main", adapter, plan, unused, unused)
    async with opened(database_url, KeyRing.fresh(), cast("Any", rig.clock)) as database:
        lead = rig.card(Entity.LEAD, 1, title="Анна")
        made = await adapter.upsert(Bundle(lead=lead, delivery="first"))
        first = plan.place_of("warm", Stage.QUALIFIED, None)
        written = Written(Party(Entity.LEAD, 1), made[Entity.LEAD], {PLACE: place_word(first)})

        async def work(uow: UnitOfWork) -> None:
            await person_with_lead(uow, stage=Stage.QUALIFIED)
            await uow.crm_links.keep("main", [written])

        await database.run(work)
        ears = Ears({"main": crm}, database, rig.clock)
        http = build_http(cast("Any", None), ears.listening, webhook_secret="")
        runner = web.AppRunner(http)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with ClientSession() as client:
            url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield Office(rig, database, ears, made[Entity.LEAD], url, client)
        await runner.cleanup()
        await ears.listening.stop()
    await rig.close()


@pytest.fixture(params=[BitrixRig, AmoRig])
async def office(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Office]:
    async with at_work(request.param(), database_url) as place:
        yield place


def told(office: Office) -> InboundRequest:
    """The CRM's own call that the card has changed."""
    if isinstance(office.rig, BitrixRig):
        return office.rig.told({"auth[application_token]": APPLICATION_TOKEN}, "ONCRMDEALUPDATE")
    assert isinstance(office.rig, AmoRig)
    return office.rig.told()


async def test_a_stage_moved_there_reaches_the_lead_by_webhook(office: Office) -> None:
    await office.rig.clock.sleep(60)
    office.move()
    began = time.perf_counter()
    assert await office.call(told(office)) == 200
    while await office.stage() is not Stage.KEY_STAGE:
        await asyncio.sleep(0.005)
    sys.stdout.write(f"\nFIGURE crm.webhook.seconds {time.perf_counter() - began:.3f}\n")
    await office.ears.listening.idle()
    assert await office.kinds() == ["stage_moved"]
    for _ in range(2):
        assert await office.call(told(office)) == 200
    await office.ears.listening.idle()
    assert await office.kinds() == ["stage_moved"], "repeated calls change nothing"
    assert not await office.calls_kept()


async def test_the_deal_of_a_lead_is_followed_by_webhook(sqlite_url: str) -> None:
    async with at_work(WithLeads(), sqlite_url) as office:
        assert isinstance(office.rig, BitrixRig)
        await office.rig.clock.sleep(60)
        office.rig.item(office.card)["stageId"] = "CONVERTED"
        fields = {"title": "Сделка", "leadId": office.card.id[2:], "stageId": "EXECUTING"}
        asked = {"entityTypeId": 2, "fields": fields}
        deal = office.rig.crm.do("crm.item.add", asked)["result"]["item"]
        about = {"auth[application_token]": APPLICATION_TOKEN, "data[FIELDS][ID]": str(deal["id"])}
        assert await office.call(office.rig.told(about, "ONCRMDEALADD")) == 200
        await office.ears.listening.idle()
        assert await office.stage() is Stage.KEY_STAGE
        assert await office.kinds() == ["stage_moved"]


async def test_without_a_webhook_it_takes_one_interval(office: Office) -> None:
    listening, clock = office.ears.listening, office.rig.clock
    await listening.listen()
    await clock.sleep(40)
    office.move()
    await listening.listen()
    assert await office.stage() is Stage.QUALIFIED, "it is not time yet"
    await clock.sleep(20)
    await listening.listen()
    assert await office.stage() is Stage.KEY_STAGE
    for _ in range(3):
        await clock.sleep(61)
        await listening.listen()
    assert await office.kinds() == ["stage_moved"], "what is read again changes nothing"


async def test_it_is_so_with_the_crm_that_is_also_tried_for_real(sqlite_url: str) -> None:
    async with at_work(BottleRig(), sqlite_url) as office:
        await test_without_a_webhook_it_takes_one_interval(office)


async def test_forged_calls_leave_nothing(office: Office) -> None:
    before = office.rig.calls()
    for request in office.rig.forged():
        assert await office.call(request) in (403, 404)
    assert await office.call(told(office), "another") == 403
    assert not await office.calls_kept()
    assert office.rig.calls() == before


async def test_a_call_survives_an_outage_and_whoever_dies_over_it(office: Office) -> None:
    listening, clock = office.ears.listening, office.rig.clock
    await clock.sleep(60)
    office.move()
    office.rig.crm.faults.append(json_fault(503, {}, writes_only=False))
    assert await office.call(told(office)) == 200
    await listening.idle()
    assert await office.stage() is Stage.QUALIFIED
    await clock.sleep(30)
    await listening.listen()
    assert await office.stage() is Stage.KEY_STAGE


async def test_an_account_that_does_not_answer_is_asked_less_often(office: Office) -> None:
    listening, clock, crm = office.ears.listening, office.rig.clock, office.rig.crm
    await listening.listen()
    crm.faults.extend(json_fault(401, {}, writes_only=False) for _ in range(500))
    before = office.rig.calls()
    for _ in range(120):  # ten minutes, as the ticker calls it
        await clock.sleep(5)
        await listening.listen()
    assert 1 <= office.rig.calls() - before <= 12
    assert 1 <= len(office.ears.alarms) <= 2
    crm.faults.clear()
    office.move()
    await clock.sleep(timedelta(minutes=16).total_seconds())
    await listening.listen()
    assert await office.stage() is Stage.KEY_STAGE
