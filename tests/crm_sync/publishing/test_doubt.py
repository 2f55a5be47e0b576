"""An attempt whose end nobody knows is looked up when it can be seen; waiting is no failure."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest

from crm_sync.adapters.memory_state import Failure
from crm_sync.bundles import card_by_card
from crm_sync.capabilities import Limits
from crm_sync.cards import Bundle, Card, CrmRef, Entity, Made
from crm_sync.errors import CrmAmbiguous, CrmError, CrmUnavailable, Kind
from crm_sync.events import Change
from crm_sync.publishing.breaker import FAILURES, Breaker
from crm_sync.publishing.links import Party
from crm_sync.publishing.publisher import Done, Later
from leads.company import Company
from tests.crm_sync.publishing.test_publisher import Desk, Plain, row
from tests.crm_sync.rig import START

PARTIES = [Party(Entity.COMPANY, 5), Party(Entity.CONTACT, 3), Party(Entity.LEAD, 7)]
SECOND = timedelta(seconds=1)


class Lagging(Plain):
    """What is made is found ten seconds later."""

    limits: ClassVar[Limits] = Limits(rate=1000, burst=100, lookup_lag=10)


async def test_a_lost_answer_is_looked_up_when_the_crm_can_find_it() -> None:
    desk = Desk(Lagging)
    desk.lead()
    desk.state.failures.append(Failure(Kind.AMBIGUOUS, "upsert", done=True))
    await desk.deliver()
    for left in (10, 7, 4):
        early = await desk.deliver()
        assert isinstance(early, Later)
        assert early.seconds == left, "asking does not put it off"
        await desk.clock.sleep(3)
    assert desk.state.calls == ["upsert"]
    await desk.clock.sleep(1)
    assert await desk.deliver() == Done()
    assert desk.count(Entity.LEAD) == 1


async def test_a_call_that_waited_long_is_in_doubt_from_its_end_on() -> None:
    desk = Desk(Lagging)
    desk.lead()
    upsert = desk.crm.adapter.upsert

    async def slowly(bundle: object) -> object:
        await desk.clock.sleep(25)  # for its turn, or for the answer
        return await upsert(bundle)  # type: ignore[arg-type]

    desk.crm.adapter.upsert = slowly  # type: ignore[method-assign, assignment]
    desk.state.failures.append(Failure(Kind.AMBIGUOUS, "upsert", done=True))
    await desk.deliver()
    early = await desk.deliver()
    assert isinstance(early, Later)
    assert early.seconds == 10


async def test_a_worker_that_was_killed_may_have_called_until_now() -> None:
    desk = Desk(Lagging)
    desk.lead()
    await desk.links.begin("main", PARTIES, row().key, START, START + timedelta(minutes=5))
    await desk.clock.sleep(30)
    early = await desk.deliver()
    assert isinstance(early, Later)
    assert early.seconds == 10
    await desk.clock.sleep(10)
    assert await desk.deliver() == Done()
    assert desk.state.calls == ["find", "find", "find", "upsert"]


async def test_colleagues_who_wait_for_their_company_are_no_outage() -> None:
    desk = Desk()
    for number in range(1, 11):
        desk.lead(number, contact_id=number)
    outcomes = await asyncio.gather(*(desk.deliver(number) for number in range(1, 11)))
    assert outcomes.count(Done()) == 1
    assert not desk.alarms
    assert await desk.deliver(2) == Done(), "nobody rests"


async def test_a_batch_that_fails_is_one_failure() -> None:
    desk = Desk()
    for number in range(1, 31):
        desk.lead(number, contact_id=number, company_id=number)
    slow = desk.crm.adapter.upsert_many

    async def slowly(bundles: object) -> object:
        await desk.clock.sleep(1)
        return await slow(bundles)  # type: ignore[arg-type]

    desk.crm.adapter.upsert_many = slowly  # type: ignore[method-assign, assignment]
    desk.state.failures.append(Failure(Kind.UNAVAILABLE, "upsert"))
    await asyncio.gather(*(desk.deliver(number) for number in range(1, 31)))
    assert not desk.alarms
    assert await desk.deliver(1) == Done()


async def test_whoever_tries_and_is_cut_off_leaves_the_trying_to_another() -> None:
    desk = Desk()
    for number in range(1, 11):
        desk.lead(number, contact_id=number, company_id=number)
    desk.state.failures.extend([Failure(Kind.UNAVAILABLE)] * FAILURES)
    for number in range(1, FAILURES + 1):
        await desk.deliver(number)
    await desk.clock.sleep(70)
    trying = asyncio.ensure_future(desk.deliver(5))
    await asyncio.sleep(0)
    trying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trying
    assert await desk.deliver(6) == Done()


def test_failures_count_by_when_they_began() -> None:
    breaker, down = Breaker(), CrmUnavailable("down")
    for _ in range(20):
        assert not breaker.met(down, START, START + SECOND)
    for number in range(1, FAILURES - 1):
        assert not breaker.met(down, START + number * SECOND, START + number * SECOND)
    assert breaker.closed(START + 9 * SECOND)
    assert breaker.met(down, START + 9 * SECOND, START + 9 * SECOND)
    assert not breaker.closed(START + 10 * SECOND)
    assert breaker.closed(START + 99 * SECOND)
    assert breaker.rest(START + 99 * SECOND) is None
    assert not breaker.closed(START + 99 * SECOND), "one tries"


class Parts(Plain):
    """A call for each card; `ends` befall the next ones, None is success."""

    ends: ClassVar[list[CrmError | None]] = []

    async def upsert(self, bundle: Bundle) -> Made:
        return await card_by_card(bundle, self._write_one)

    async def _write_one(self, card: Card, before: Made) -> CrmRef:
        if card.says_nothing and not before:
            assert card.ref
            return card.ref
        self._begin(f"write {card.entity.value}")
        error = self.ends.pop(0) if self.ends else None
        if isinstance(error, CrmUnavailable):
            raise error
        ref = self._put(card)
        if error is not None:
            raise error
        return ref


@pytest.fixture
def parts() -> Iterator[Desk]:
    desk = Desk(Parts)
    desk.lead()
    yield desk
    Parts.ends.clear()


def changed(desk: Desk) -> list[Entity]:
    return [ref.entity for ref, change in desk.state.log if change is Change.CHANGED]


async def test_what_a_failure_left_written_is_not_written_again(parts: Desk) -> None:
    Parts.ends += [None, None, CrmUnavailable("down")]
    await parts.deliver()
    assert await parts.deliver() == Done()
    assert not changed(parts)
    assert parts.state.calls.count("find") == 0


async def test_what_changed_meanwhile_is_written(parts: Desk) -> None:
    parts.lead(amount=1)
    Parts.ends += [None, None, CrmAmbiguous("lost")]
    await parts.deliver()
    parts.lead(amount=2)
    assert await parts.deliver() == Done()
    assert changed(parts) == [Entity.LEAD]
    assert parts.card(Entity.LEAD, 7).fields["SUM"] == 2


async def test_a_known_card_that_was_written_before_a_failure_is_not_written_again(
    parts: Desk,
) -> None:
    await parts.deliver()
    parts.lead(amount=2)
    known = parts.subjects.rows[7]
    company = Company(5, "ООО «Ромашка»")
    parts.subjects.rows[7] = replace(known, company=company)
    Parts.ends += [None, CrmUnavailable("down")]
    await parts.deliver()
    assert await parts.deliver() == Done()
    assert changed(parts) == [Entity.COMPANY, Entity.LEAD]
    assert parts.card(Entity.COMPANY, 5).fields["NAME"] == "ООО «Ромашка»"


async def test_only_what_was_begun_is_looked_up(parts: Desk) -> None:
    Parts.ends += [None, CrmAmbiguous("lost")]
    await parts.deliver()
    assert await parts.deliver() == Done()
    assert parts.state.calls.count("find") == 1
    assert parts.count(Entity.CONTACT) == parts.count(Entity.LEAD) == 1
    assert not changed(parts)


async def test_what_a_killed_attempt_sent_is_written_again() -> None:
    desk = Desk()
    desk.lead(amount=1)
    desk.state.failures.append(Failure(Kind.AMBIGUOUS, "upsert", done=True))
    await desk.deliver()
    await desk.links.begin("main", PARTIES, row().key, START, START + timedelta(minutes=5))
    assert await desk.deliver() == Done()
    assert changed(desk) == [Entity.COMPANY, Entity.LEAD], "the person's fields stand there"
