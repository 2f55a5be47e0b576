"""Meetings that sales make in the CRM reach their lead: once, in any order, never as an echo."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
import pytest_asyncio

from crm_sync.cards import CrmMeeting, CrmRef, CrmTask, Entity
from crm_sync.events import Change, CrmEvent
from crm_sync.publishing.beside import Beside
from crm_sync.publishing.links import Party
from crm_sync.publishing.meetings import Meetings
from leads.crm_back.facts import MeetingHeard
from leads.crm_back.meeting import MeetingState, ToldMeeting, own_mark
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.crm_sync.adapters.test_amocrm import AmoRig
from tests.crm_sync.adapters.test_bitrix24 import BitrixRig
from tests.crm_sync.adapters.test_memory import MemoryRig
from tests.crm_sync.adapters.test_webhook import WebhookRig
from tests.crm_sync.reconciling.test_reconciling import Desk, arrive
from tests.crm_sync.rig import START
from tests.storage.samples import opened

TOMORROW = START + timedelta(days=1)
THEIRS = CrmTask("", "Показ", "", TOMORROW, minutes=60)
LATER = replace(THEIRS, due_at=TOMORROW + timedelta(days=1))
Heard = tuple[MeetingState, datetime, datetime | None]
BOOKED: Heard = (MeetingState.PLANNED, TOMORROW, None)
MOVED: Heard = (MeetingState.PLANNED, LATER.due_at, TOMORROW)


@pytest_asyncio.fixture(params=[MemoryRig, BitrixRig, AmoRig, WebhookRig])
async def desk(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Desk]:
    rig = request.param()
    await rig.start()
    async with opened(sqlite_url, KeyRing.fresh(), rig.clock) as database:
        made = Desk(rig, database)
        await database.run(arrive)
        await made.push()
        yield made
    await made.crm.aclose()
    await rig.close()


@pytest.fixture
def can_poll(desk: Desk) -> Desk:
    if isinstance(desk.rig, WebhookRig):
        pytest.skip("a signed webhook is not polled")
    return desk


async def by_hand(desk: Desk, task: CrmTask, ref: CrmRef | None = None) -> None:
    """Somebody books or changes a meeting there, and we hear of it by every way, twice."""
    able = not isinstance(desk.rig, WebhookRig)
    await desk.rig.clock.sleep(120)
    cursor = (await desk.crm.adapter.changes(None)).cursor if able else ""
    call = desk.rig.book(await desk.ref(), task, ref)
    for _ in range(2):
        events = await desk.crm.adapter.events(call) if call else ()
        changes = await desk.crm.adapter.changes(cursor) if able else None
        for event in (*events, *(changes.events if changes else ())):
            await desk.ears.following.take(desk.crm, event)


async def facts(desk: Desk) -> list[MeetingHeard]:
    async def work(uow: UnitOfWork) -> list[MeetingHeard]:
        history = await uow.events.history(1)
        return [one for one in history if isinstance(one, MeetingHeard)]

    return await desk.database.run(work)


async def heard(desk: Desk) -> list[Heard]:
    return [(one.became, one.starts_at, one.was_at) for one in await facts(desk)]


async def show(desk: Desk, told: ToldMeeting, delivery: str) -> CrmRef:
    """Our own meeting goes there; where it is."""
    party = Party(Entity.TASK, 1, told.mark)
    task = CrmTask(party.key, "Встреча", "", told.starts_at, minutes=told.minutes, state=told.state)
    subject = await desk.subject(1)
    assert subject is not None
    beside = Beside(desk.links, desk.pusher, desk.rig.clock)
    await Meetings(desk.links, beside).show(desk.crm, subject, delivery, told, task)
    ref = (await desk.links.get("main", party)).ref
    assert ref is not None
    return ref


async def test_one_that_is_made_moved_and_held_there_is_heard_once_each(desk: Desk) -> None:
    await by_hand(desk, THEIRS)
    assert await heard(desk) == [BOOKED]
    (fact,) = await facts(desk)
    assert fact.crm == "main"
    assert fact.minutes == 60
    ref = CrmRef(Entity.TASK, fact.mark.removeprefix("there-"))
    await by_hand(desk, LATER, ref)
    await by_hand(desk, replace(LATER, state=MeetingState.HELD), ref)
    held: Heard = (MeetingState.HELD, LATER.due_at, LATER.due_at)
    assert await heard(desk) == [BOOKED, MOVED, held]
    assert len({one.mark for one in await facts(desk)}) == 1


async def test_our_own_is_an_echo_until_somebody_moves_it(can_poll: Desk) -> None:
    desk = can_poll
    cursor = (await desk.crm.adapter.changes(None)).cursor
    ours = ToldMeeting(own_mark(12), TOMORROW, 60)
    await show(desk, ours, "first")
    await desk.rig.clock.sleep(60)
    ref = await show(desk, replace(ours, starts_at=LATER.due_at), "second")
    for event in (await desk.crm.adapter.changes(cursor)).events:
        await desk.ears.following.take(desk.crm, event)
    assert await heard(desk) == []
    key = Party(Entity.TASK, 1, ours.mark).key
    await by_hand(desk, replace(THEIRS, key=key, text=f"[{key}]"), ref)
    (fact,) = await facts(desk)
    assert (fact.mark, fact.starts_at, fact.was_at) == (ours.mark, TOMORROW, LATER.due_at)
    again = replace(ours, starts_at=TOMORROW)
    calls = desk.rig.calls()
    await show(desk, again, "third")
    assert desk.rig.calls() == calls, "what sales did there is not told them again"


async def test_one_that_was_called_off_here_is_not_heard_as_held(can_poll: Desk) -> None:
    desk = can_poll
    ours = ToldMeeting(own_mark(12), TOMORROW, 60)
    await show(desk, ours, "first")
    cursor = (await desk.crm.adapter.changes(None)).cursor
    await desk.rig.clock.sleep(60)
    await show(desk, replace(ours, state=MeetingState.CANCELLED), "second")
    for event in (await desk.crm.adapter.changes(cursor)).events:
        await desk.ears.following.take(desk.crm, event)
    assert await heard(desk) == []


async def test_one_that_was_deleted_there_is_called_off(can_poll: Desk) -> None:
    desk = can_poll
    await by_hand(desk, THEIRS)
    (fact,) = await facts(desk)
    lying = {MemoryRig: "state.beside", BitrixRig: "crm.activities", AmoRig: "crm.tasks"}
    room, _, name = lying[type(desk.rig)].partition(".")
    getattr(getattr(desk.rig, room), name).clear()
    ref = CrmRef(Entity.TASK, fact.mark.removeprefix("there-"))
    for number in range(2):
        gone = CrmEvent(f"gone-{number}", Change.DELETED, ref)
        await desk.ears.following.take(desk.crm, gone)
    off: Heard = (MeetingState.CANCELLED, TOMORROW, TOMORROW)
    assert await heard(desk) == [BOOKED, off]


@pytest.mark.parametrize("desk", [WebhookRig], indirect=True)
async def test_calls_in_any_order_end_in_the_same(desk: Desk) -> None:
    """A CRM that only tells: whatever comes late, or twice, changes nothing."""
    at = await desk.ref()
    for meeting, order in enumerate(permutations(range(3))):
        for number in (*order, *reversed(order)):
            one = CrmMeeting(
                CrmRef(Entity.TASK, f"{meeting}"),
                at,
                "Показ",
                TOMORROW + timedelta(days=number),
                60,
                changed_at=START + timedelta(seconds=number),
            )
            told = CrmEvent(f"{meeting}-{number}", Change.CHANGED, one.ref, START, meeting=one)
            await desk.ears.following.take(desk.crm, told)
        mine = [one for one in await facts(desk) if one.mark == f"there-{meeting}"]
        assert mine[-1].starts_at == TOMORROW + timedelta(days=2), order
        assert len(mine) <= 3


@pytest.mark.parametrize("desk", [MemoryRig], indirect=True)
async def test_one_of_another_lead_is_nothing_to_us(desk: Desk) -> None:
    stray = CrmMeeting(
        CrmRef(Entity.TASK, "77"), CrmRef(Entity.LEAD, "404404"), "Чужая", TOMORROW, 60
    )
    event = CrmEvent("e-1", Change.CHANGED, stray.ref, START, meeting=stray)
    await desk.ears.following.take(desk.crm, event)
    assert await facts(desk) == []
