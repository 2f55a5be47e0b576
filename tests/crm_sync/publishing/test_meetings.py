"""A meeting is in the CRM once, as it is by now, whatever happened on the way."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from crm_sync.adapters.memory import MemoryCrm
from crm_sync.adapters.memory_state import Failure
from crm_sync.capabilities import Capability
from crm_sync.cards import CrmNote, CrmTask, Entity
from crm_sync.errors import Kind
from crm_sync.publishing.publisher import Done, Later
from leads.crm_back.meeting import MeetingState, ToldMeeting, own_mark
from leads.crm_rows import CrmAccount, meeting_to_crm
from leads.facts import StageMoved
from leads.outbox import Claimed
from leads.stage import Stage
from tests.crm_sync.publishing.test_publisher import Desk
from tests.crm_sync.rig import START

BOOKED = ToldMeeting(own_mark(12), START + timedelta(days=1), 60, place="https://meet.example/12")
LATER = replace(BOOKED, starts_at=BOOKED.starts_at + timedelta(days=2))
OFF = replace(BOOKED, state=MeetingState.CANCELLED)


class Notes(MemoryCrm):
    """Knows no meetings that can be moved."""

    capabilities = MemoryCrm.capabilities & ~Capability.MEETING_MOVES


async def show(desk: Desk, told: ToldMeeting, minute: int = 0) -> Any:
    """Deliver the row that a fact about the meeting wrote."""
    subject = desk.subjects.rows[7]
    lead = replace(subject.lead, qualified_at=START)
    at = START + timedelta(minutes=minute)
    fact = StageMoved(at=at, contact_id=3, lead_id=7, was=Stage.QUALIFIED, stage=Stage.KEY_STAGE)
    (row,) = meeting_to_crm(fact, told, lead, [CrmAccount("main")])
    return await desk.publisher.deliver(
        Claimed(1, row.topic, row.key, row.lane, row.payload, attempts=1)
    )


def lying(desk: Desk) -> list[Any]:
    return [one.what for one in desk.state.beside]


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.lead(owner_id=2001)
    return made


async def test_it_is_booked_moved_and_called_off(desk: Desk) -> None:
    assert await show(desk, BOOKED) == Done()
    (task,) = lying(desk)
    assert isinstance(task, CrmTask)
    assert (task.due_at, task.minutes, task.owner) == (BOOKED.starts_at, 60, "1")
    assert await show(desk, LATER, 1) == Done()
    (task,) = lying(desk)
    assert (task.due_at, task.state) == (LATER.starts_at, MeetingState.PLANNED)
    assert await show(desk, replace(LATER, state=MeetingState.CANCELLED), 2) == Done()
    (task,) = lying(desk)
    assert (task.title, task.state) == ("cancelled meeting-12", MeetingState.CANCELLED)


async def test_what_is_there_already_costs_no_call(desk: Desk) -> None:
    await show(desk, BOOKED)
    before = list(desk.state.calls)
    assert await show(desk, BOOKED, 5) == Done()
    assert desk.state.calls == before


async def test_what_nobody_saw_is_not_called_off(desk: Desk) -> None:
    assert await show(desk, OFF) == Done()
    assert lying(desk) == []


@pytest.mark.parametrize("told", [LATER, OFF, replace(BOOKED, state=MeetingState.HELD)])
async def test_a_lost_answer_leaves_one_meeting_as_it_is(desk: Desk, told: ToldMeeting) -> None:
    desk.state.failures.append(Failure(Kind.AMBIGUOUS, "add_task", done=True))
    assert isinstance(await show(desk, BOOKED), Later)
    desk.state.failures.append(Failure(Kind.AMBIGUOUS, "change_meeting", done=True))
    assert isinstance(await show(desk, told, 1), Later)
    assert await show(desk, told, 1) == Done()
    (task,) = lying(desk)
    assert (task.due_at, task.state) == (told.starts_at, told.state)


async def test_one_that_is_over_when_it_comes_there_ends_in_spite_of_a_failure(desk: Desk) -> None:
    held = replace(BOOKED, state=MeetingState.HELD)
    desk.state.failures.append(Failure(Kind.UNAVAILABLE, "change_meeting"))
    assert isinstance(await show(desk, held), Later)
    assert await show(desk, held) == Done()
    assert await show(desk, held, 1) == Done()
    assert desk.state.calls.count("change_meeting") == 2, "the one that failed, and one more"
    assert len(lying(desk)) == 1


async def test_one_that_was_deleted_there_comes_back_only_if_it_takes_place(desk: Desk) -> None:
    await show(desk, BOOKED)
    desk.state.beside.clear()
    assert await show(desk, OFF, 1) == Done()
    assert lying(desk) == []
    assert isinstance(await show(desk, LATER, 2), Later)
    assert await show(desk, LATER, 2) == Done()
    (task,) = lying(desk)
    assert task.due_at == LATER.starts_at


async def test_a_crm_that_moves_none_gets_notes() -> None:
    desk = Desk(Notes)
    desk.lead()
    for minute, told in enumerate((BOOKED, LATER, OFF)):
        assert await show(desk, told, minute) == Done()
    assert all(isinstance(one, CrmNote) for one in lying(desk))
    assert [one.text.split()[0] for one in lying(desk)] == ["planned", "planned", "cancelled"]
    assert desk.count(Entity.LEAD) == 1


def test_a_meeting_keeps_its_mark_in_the_account_that_made_it() -> None:
    heard = replace(BOOKED, mark="there-77", crm="main")
    assert heard.mark_in("main") == "there-77"
    assert heard.mark_in("other") == "main-there-77"
    assert BOOKED.mark_in("main") == BOOKED.mark_in("other") == "meeting-12"
