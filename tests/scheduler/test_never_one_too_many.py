"""For any history of facts: nothing without purpose and consent, nothing in quiet hours, nothing
above a cap, nothing after what stops it, and every message by the person's own clock."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.birthday import born_on
from leads.cadences.facts import CadenceAnswered
from leads.cadences.planning import Place
from leads.cadences.room import UNASKED, takes_room
from leads.caused import stamp
from leads.consent import Purpose, allowed
from leads.facts import ConsentGiven, ConsentWithdrawn, Lost, StageMoved
from leads.outbox import Priority
from leads.redating import save_person
from leads.repeat.birthdays import BIRTHDAY
from leads.repeat.congratulating import keep_birthday
from leads.stage import Stage
from leads.talk_facts import PersonWrote
from leads.touch import CADENCE
from tests.leads.cadences.samples import DAY, RULES, THINKING, WITH_CADENCE
from tests.leads.samples import ANNA, NOON, consent, lead
from tests.scheduler.world import Sent, World, touch_of

ZONES = ("Europe/Moscow", "Asia/Vladivostok", "Europe/Berlin", "America/New_York")
SPRING = datetime.fromisoformat("2027-03-20T09:00+00:00")  # both changes of clocks lie near
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Act:
    """Something happens `after` the act before."""

    after: timedelta
    what: str
    how: object = None


PURPOSES = st.sampled_from([*sorted(UNASKED), Purpose.FOLLOW_UP])
HEARS = st.tuples(
    st.just("is to hear"),
    st.tuples(PURPOSES, st.sampled_from(sorted(Priority)), st.integers(0, 100)),
)
OTHERS = st.one_of(
    st.tuples(st.sampled_from(["agrees", "agrees", "refuses"]), PURPOSES),
    st.tuples(st.just("moves"), st.sampled_from([Stage.THINKING, Stage.PROPOSAL])),
    st.tuples(st.just("lives"), st.sampled_from(ZONES)),
    st.tuples(st.just("tells a birthday"), st.integers(0, 20)),
    st.tuples(st.just("hushes"), st.tuples(st.integers(0, 23), st.integers(0, 23))),
    st.sampled_from([("writes",), ("answers",), ("blocks",), ("comes back",), ("is lost",)]),
)
ACTS = st.builds(
    lambda hours, act: Act(timedelta(hours=hours), *act),
    st.integers(0, 96),
    st.one_of(HEARS, HEARS, OTHERS, st.just(("writes",))),
)
AGREED = [Act(MINUTE, "agrees", purpose) for purpose in sorted(UNASKED)]
BEGINNINGS = st.sampled_from(
    [[], AGREED, [*AGREED, Act(MINUTE, "moves", Stage.THINKING)], AGREED[1:]]
)


async def live(acts: list[Act], start: datetime) -> World:
    """A person to whom all that happens."""
    world = World(WITH_CADENCE, ANNA, replace(lead(Stage.PROPOSAL), id=1, version=1), start)
    for number, act in enumerate(acts):
        await world.live_until(world.now + act.after)
        await _happen(world, act, number)
    await world.live_until(world.now + DAY * 60)
    return world


async def _happen(world: World, act: Act, number: int) -> None:
    uow, now = world.uow, world.now
    who: dict[str, Any] = {"at": now, "contact_id": 1, "lead_id": 1}
    match act.what, act.how:
        case "agrees", Purpose() as purpose:
            await uow.consents.add(consent(purpose, now))
            await world.happens(ConsentGiven(**who, purpose=purpose))
        case "refuses", Purpose() as purpose:
            await uow.consents.add(consent(purpose, now, granted=False))
            await world.happens(ConsentWithdrawn(**who, purpose=purpose))
        case "moves", Stage() as stage if world.lead.is_open and world.lead.stage is not stage:
            was = world.lead.stage
            await uow.leads.save(world.lead.moved(stage, now))
            await world.happens(StageMoved(**who, was=was, stage=stage))
        case "is lost", _ if world.lead.is_open:
            was = world.lead.stage
            await uow.leads.save(world.lead.moved(Stage.LOST, now))
            await world.happens(Lost(**who, reason="price", was=was))
        case "lives", str() as zone:
            there = replace(world.contact, zone=zone)
            await save_person(uow, world.contact, there, WITH_CADENCE, now)
        case "tells a birthday", int() as days:
            birthday = born_on(now.date() + timedelta(days=days))
            await keep_birthday(uow, world.contact, birthday, WITH_CADENCE, now)
        case "hushes", (int() as start, int() as end):
            quiet = replace(world.contact, quiet_start=time(start), quiet_end=time(end))
            await uow.contacts.save(quiet)
        case "writes", _:
            await world.happens(PersonWrote(**who, what="text", message_id=number))
        case "answers", _:
            tapped: dict[str, Any] = {
                "cadence": "thinking",
                "step": "first",
                "variant": "a",
                "answer": "ready",
            }
            await world.happens(CadenceAnswered(**who, **tapped))
        case "blocks", _:
            await uow.contacts.save(replace(world.contact, blocked_at=now))
        case "comes back", _:
            await uow.contacts.save(replace(world.contact, blocked_at=None))
        case "is to hear", (Purpose() as purpose, Priority() as priority, int() as hours):
            due = now + timedelta(hours=hours)
            await world.plan(touch_of(number, purpose, due, world.contact, priority=priority))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    beginning=BEGINNINGS,
    acts=st.lists(ACTS, max_size=14),
    start=st.sampled_from([NOON, SPRING]),
)
def test_no_message_leaves_that_should_not(
    beginning: list[Act], acts: list[Act], start: datetime
) -> None:
    world = asyncio.run(live([*beginning, *acts], start))
    said: list[tuple[Purpose, datetime]] = []
    for one in world.sent:
        theirs = WITH_CADENCE.towards(one.contact)
        assert allowed(one.touch.purpose, one.ledger, one.at), "nothing without consent"
        assert not theirs.is_quiet(one.at), "nothing in quiet hours"
        assert one.contact.blocked_at is None
        if one.touch.purpose in UNASKED:
            said.append((one.touch.purpose, one.at))
        if takes_room(one.touch):
            _check_caps(said, one.touch.purpose, one.at)
        if one.touch.kind == CADENCE:
            _check_cadence(one)
        if one.touch.kind == BIRTHDAY:
            _check_birthday(one)
    keys = [one.touch.key for one in world.sent]
    assert len(keys) == len(set(keys)), "nothing twice"


def _check_caps(said: list[tuple[Purpose, datetime]], purpose: Purpose, at: datetime) -> None:
    for cap in RULES.caps:
        if cap.purpose in (None, purpose):
            counted = [
                one for one in said if cap.purpose in (None, one[0]) and one[1] > at - cap.within
            ]
            assert len(counted) <= cap.most, "nothing above a cap"


def _check_birthday(one: Sent) -> None:
    local = one.at.astimezone(WITH_CADENCE.towards(one.contact).local_zone)
    assert one.contact.birthday is not None
    assert local.date() == one.contact.birthday.of(local.year), "on the very day by their own clock"


def _check_cadence(one: Sent) -> None:
    place = Place.of(one.touch)
    assert one.lead is not None
    assert (one.lead.stage, stamp(one.lead.stage_since)) == (Stage.THINKING, place.stage_since)
    assert one.heard_at is None or one.heard_at <= place.since, "nothing after an answer"
    theirs = WITH_CADENCE.towards(one.contact)
    local = one.at.astimezone(theirs.quiet_zone or theirs.zone)
    assert theirs.calendar.works(local.date(), theirs.working_days)
    if one.contact.quiet_start is None:
        assert THINKING.at <= local.time() < THINKING.until, "at the hour of their own clock"


async def test_the_longest_cadence_there_is_ends() -> None:
    acts = [Act(MINUTE, "agrees", Purpose.REMINDER), Act(MINUTE, "moves", Stage.THINKING)]
    world = await live(acts, NOON)
    assert [Place.of(one.touch).step for one in world.sent] == [0, 1, 2]
    local = [one.at.astimezone(ZoneInfo("Europe/Moscow")).time() for one in world.sent]
    assert local == [time(11)] * 3


async def test_what_matters_more_goes_first_and_the_other_waits_a_day() -> None:
    acts = [
        Act(MINUTE, "agrees", Purpose.REMINDER),
        Act(MINUTE, "agrees", Purpose.SURVEY),
        Act(MINUTE, "is to hear", (Purpose.SURVEY, Priority.SURVEY, 1)),
        Act(MINUTE, "is to hear", (Purpose.REMINDER, Priority.REMINDER, 3)),
    ]
    world = await live(acts, NOON)
    assert [one.touch.purpose for one in world.sent] == [Purpose.REMINDER, Purpose.SURVEY]
    first, second = (one.at for one in world.sent)
    assert second - first >= timedelta(hours=20)


async def test_what_cannot_leave_before_its_end_is_over() -> None:
    world = await live([Act(MINUTE, "agrees", Purpose.REMINDER)], NOON)
    night = world.now.replace(hour=20)  # eleven in the evening
    ends = night + timedelta(hours=2)
    brief = touch_of(1, Purpose.REMINDER, night, world.contact, expires_at=ends)
    await world.plan(brief)
    await world.live_until(world.now + DAY * 2)
    assert world.sent == [] and world.uow.touches.open == []
