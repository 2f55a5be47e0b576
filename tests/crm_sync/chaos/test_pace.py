"""What an honest limiter never refuses, and how few calls a lead costs when nothing fails.

Time is stepped: it stands still while anybody works and goes to whoever waits for the earliest
moment, so how busy the machine is says nothing. A call travels for a while that is never the same.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app.crm.connecting import Planned, connect, load_crms
from bot.app.crm.ports import StoredPaces
from bot.app.files import load_funnels
from crm_sync.adapters import adapter_class
from crm_sync.capabilities import Capability
from crm_sync.contract import CrmAdapter, Services
from crm_sync.errors import CrmError
from crm_sync.mapping.values import Subject
from crm_sync.publishing.publisher import Done, Publisher
from crm_sync.transport import Transport
from crm_sync.wire.masking import Mask
from crm_sync.wire.pacing import MemoryPaces, PacedLimiter, Paces
from leads.clock import SystemClock
from leads.company import Company
from leads.contact import Contact
from leads.lead import Lead
from leads.outbox import Claimed, Topic
from leads.stage import Stage
from storage.engine import open_database
from storage.secrets import KeyRing
from tests.crm_sync.chaos.stands import CRMS, CRMS_EACH_TIME, STANDS, Stand
from tests.crm_sync.emulators import amocrm, bitrix24, hubspot
from tests.crm_sync.rig import START, MemoryTokens
from tests.fakes.crm import MemoryFiles, MemoryLinks, MemorySubjects

TRAVELS = (0.02, 0.15)  # seconds
ALONE, TOGETHER, GATHERED = 10, 192, 48
LOOKED_FOR = 4


class SteppedClock:
    """Time for so many `callers`, each of which either works or sleeps by this clock."""

    def __init__(self, callers: int) -> None:
        self._moment = START
        self._working = callers
        self._order = itertools.count()
        self._sleeping: list[tuple[datetime, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._moment

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        until = self._moment + timedelta(seconds=seconds)
        heapq.heappush(self._sleeping, (until, next(self._order), woken))
        self.leave()
        await woken

    def leave(self) -> None:
        """A caller works no more, for now or for ever."""
        self._working -= 1
        if not self._working and self._sleeping:
            self._moment, _, woken = heapq.heappop(self._sleeping)
            self._working += 1
            woken.set_result(None)


@CRMS
@pytest.mark.parametrize("calls", [300, pytest.param(5_000, marks=pytest.mark.slow)])
async def test_one_worker_on_sqlite_is_never_refused(tmp_path: Path, crm: str, calls: int) -> None:
    clock = SteppedClock(adapter_class(crm).limits.at_once)
    used = await at_the_limit(tmp_path, crm, calls, clock, [MemoryPaces()])
    sys.stdout.write(f"\nFIGURE crm.{crm}.pace {used:.3f}\n")


@CRMS_EACH_TIME
@pytest.mark.parametrize("calls", [200, pytest.param(5_000, marks=pytest.mark.slow)])
async def test_two_workers_on_postgres_are_never_refused(
    tmp_path: Path, postgres_url: str, crm: str, calls: int
) -> None:
    clock, keys = SteppedClock(2 * adapter_class(crm).limits.at_once), KeyRing.fresh()
    one = await open_database(postgres_url, keys=keys, clock=clock)
    two = await open_database(postgres_url, keys=keys, clock=clock)
    try:
        used = await at_the_limit(tmp_path, crm, calls, clock, [StoredPaces(one), StoredPaces(two)])
    finally:
        await one.close()
        await two.close()
    sys.stdout.write(f"\nFIGURE crm.{crm}.pace_of_two {used:.3f}\n")


async def at_the_limit(
    home: Path, crm: str, calls: int, clock: SteppedClock, workers: Sequence[Paces]
) -> float:
    """Call as much as the limiter allows; what part of the configured rate that is."""
    limits, chance = adapter_class(crm).limits, random.Random(calls)
    async with served(crm, clock) as stand:
        honest(stand)
        stand.api.takes, stand.api.sleep = lambda: chance.uniform(*TRAVELS), clock.sleep
        transports: list[Transport] = []
        left = itertools.count(1)

        async def caller(adapter: CrmAdapter) -> None:
            while next(left) <= calls:
                await adapter.check()
            clock.leave()

        async with asyncio.TaskGroup() as group:
            for paces in workers:
                limiter = PacedLimiter("main", limits, paces, clock, clock.sleep)
                transport = Transport(limits, limiter, Mask(), clock.now, private=True)
                transports.append(transport)
                services = Services(transport, MemoryTokens(), clock)
                (planned,) = planned_of(home, stand)
                adapter = adapter_class(crm)(planned.entry.account, services)
                for _ in range(limits.at_once):
                    group.create_task(caller(adapter))
        for transport in transports:
            await transport.aclose()
        refused = stand.api.refused  # type: ignore[attr-defined]
        assert (len(stand.api.calls), refused) == (calls, 0)
    used = (calls - limits.burst) / (clock.now() - START).total_seconds() / limits.rate
    assert used >= 0.95
    return used


@CRMS_EACH_TIME
async def test_a_new_lead_costs_as_few_calls_as_the_api_allows(crm: str, tmp_path: Path) -> None:
    clock = SystemClock()
    async with served(crm, clock) as stand:
        subjects = MemorySubjects(clock)
        tokens = MemoryTokens()
        connections = connect(planned_of(tmp_path, stand), MemoryPaces(), tokens, clock, "worker")  # type: ignore[arg-type]
        publisher = Publisher(connections, MemoryLinks(), subjects, clock, nobody, MemoryFiles())

        async def cost(*groups: range, phone: bool = False) -> int:
            before = len(stand.api.calls)
            for numbers in groups:
                subjects.rows |= {number: subject(number, phone=phone) for number in numbers}
                done = await asyncio.gather(*(publisher.deliver(row(one)) for one in numbers))
                assert done == [Done()] * len(numbers)
            return len(stand.api.calls) - before

        await cost(range(1, 2))  # a worker asks once what the account is like
        alone = await cost(*(range(number, number + 1) for number in range(2, 2 + ALONE)))
        people = [range(number, number + 1) for number in range(50, 50 + LOOKED_FOR)]
        looked_for = await cost(*people, phone=True)
        groups = [range(start, start + GATHERED) for start in range(100, 100 + TOGETHER, GATHERED)]
        together = await cost(*groups)
        await connections["main"].aclose()
    minimum = -(-TOGETHER // adapter_class(crm).most_at_once)
    sys.stdout.write(f"\nFIGURE crm.{crm}.calls_per_lead {alone / ALONE:.2f}\n")
    sys.stdout.write(f"FIGURE crm.{crm}.calls_per_new_phone {looked_for / LOOKED_FOR:.2f}\n")
    sys.stdout.write(f"FIGURE crm.{crm}.calls_per_lead_together {together / TOGETHER:.3f}\n")
    searches = Capability.RECOGNISE in adapter_class(crm).capabilities
    assert alone <= 1.5 * stand.fewest * ALONE, "its person and company go with it"
    assert looked_for <= 1.5 * (stand.fewest + searches) * LOOKED_FOR, "search, then create"
    assert together <= 1.5 * stand.fewest * minimum


@asynccontextmanager
async def served(crm: str, clock: SteppedClock | SystemClock) -> AsyncIterator[Stand]:
    stand = STANDS[crm](clock)
    stand.calm()
    await stand.api.start()
    try:
        yield stand
    finally:
        await stand.api.stop()


def honest(stand: Stand) -> None:
    """As little as the API's documentation grants."""
    match stand.api:
        case bitrix24.Portal() as portal:
            portal.bucket = bitrix24.BUCKET
        case amocrm.Amo() as amo:
            amo.most_a_second = amocrm.MOST_A_SECOND
        case hubspot.HubSpot() as account:
            account.most_in_ten_seconds = hubspot.MOST_IN_TEN_SECONDS


def planned_of(home: Path, stand: Stand) -> Sequence[Planned]:
    """The account as its files tell it."""
    stand.write(home)
    return load_crms(str(home / "crm.yaml"), stand.account[1], load_funnels())


def subject(number: int, *, phone: bool) -> Subject:
    """A lead whose person can be looked for by their phone, or by nothing."""
    lead = Lead(number, number, number, stage=Stage.QUALIFIED, amount=1000 + number)
    told = f"+7912{number:07}" if phone else None
    person = Contact(number, number, f"Анна {number}", phone=told)
    words = {"title": f"Лид {number}", "summary": f"№ {number}"}
    return Subject(lead, person, Company(number, f"ООО «{number}»"), words)


def row(number: int) -> Claimed:
    payload = {"kind": "crm_lead", "v": 1, "account": "main", "lead_id": number, "mark": "lead-1"}
    return Claimed(number, Topic.CRM, f"crm_lead:{number}", f"crm:main:lead:{number}", payload, 1)


async def nobody(account: str, error: CrmError) -> None:
    """The alarm."""
