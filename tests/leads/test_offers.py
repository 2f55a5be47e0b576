"""Agreements beside the questions: a second look, /stop."""

from datetime import timedelta

import pytest

from leads.consent import STOPPED_BY_STOP, Purpose, allowed
from leads.lead import Lead
from leads.offers import Offers
from leads.stage import Stage
from tests.fakes.unit_of_work import FakeUnitOfWork
from tests.leads.samples import ANNA, NOON, POLICY, consent, lead

OFFERS = Offers(POLICY)
DAY = NOON + timedelta(days=90)


async def with_lead(stage: Stage) -> tuple[FakeUnitOfWork, Lead]:
    uow = FakeUnitOfWork()
    await uow.contacts.add(ANNA)
    return uow, await uow.leads.add(lead(stage))


async def test_a_second_look_is_agreed_and_planned() -> None:
    uow, parked = await with_lead(Stage.NOT_YET)
    await OFFERS.agree_recheck(uow, ANNA, parked, consent(Purpose.REMINDER), DAY, NOON)
    assert uow.events.kinds == ["consent_given", "recheck_agreed"]
    assert [touch.due_at for touch in uow.touches.pending] == [DAY]


async def test_agreeing_twice_plans_one_second_look() -> None:
    uow, parked = await with_lead(Stage.NOT_YET)
    for seconds in (0, 1):
        at = NOON + timedelta(seconds=seconds)
        await OFFERS.agree_recheck(uow, ANNA, parked, consent(Purpose.REMINDER, at), DAY, at)
    assert len(uow.touches.pending) == 1


async def test_a_stale_yes_is_kept_but_plans_nothing() -> None:
    uow, moved_on = await with_lead(Stage.PROPOSAL)
    await OFFERS.agree_recheck(uow, ANNA, moved_on, consent(Purpose.REMINDER), DAY, NOON)
    assert uow.touches.pending == []


async def test_stop_calls_off_what_was_agreed_and_it_stays_off() -> None:
    uow, parked = await with_lead(Stage.NOT_YET)
    await OFFERS.agree_recheck(uow, ANNA, parked, consent(Purpose.REMINDER), DAY, NOON)
    later = NOON + timedelta(days=1)
    await OFFERS.stop(uow, ANNA, [parked], later)
    assert uow.touches.pending == []
    ledger = await uow.consents.of(ANNA.id)
    assert not allowed(Purpose.REMINDER, ledger, DAY)
    assert uow.events.kinds.count("consent_withdrawn") == len(STOPPED_BY_STOP)


async def test_stop_works_for_who_has_no_lead() -> None:
    uow = FakeUnitOfWork()
    await OFFERS.stop(uow, ANNA, [], NOON)
    assert len(uow.consents.rows) == len(uow.events.rows) == len(STOPPED_BY_STOP)


async def test_consents_of_another_kind_or_person_are_refused() -> None:
    uow, parked = await with_lead(Stage.NOT_YET)
    with pytest.raises(ValueError, match="reminders"):
        await OFFERS.agree_recheck(uow, ANNA, parked, consent(Purpose.SURVEY), DAY, NOON)
    with pytest.raises(ValueError, match="themselves"):
        await OFFERS.agree(uow, ANNA, None, consent(Purpose.SURVEY, granted=False), NOON)
    assert uow.consents.rows == []
