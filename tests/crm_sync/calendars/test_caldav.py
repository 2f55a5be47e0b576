"""A salesperson's calendar against a real CalDAV server: Radicale, started here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app.calendars import Company, SalesCalendars
from bot.chat.texts import Texts
from crm_sync.calendars.caldav import CalDav
from crm_sync.errors import CrmAuthError, CrmNotFound, CrmUnavailable
from leads.lead import Lead
from leads.meetings.booking import Meetings
from leads.meetings.meeting import MadeBy, Meeting, Slot, Terms
from leads.policy import Policy
from leads.stage import Stage
from leads.steps import Doer, Steps
from leads.team import OwnCalendar
from storage.database import Database
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.fakes.radicale import PASSWORD, USER, Phone, radicale
from tests.leads.samples import GRADING, MOSCOW, funnels
from tests.storage.samples import HandClock, opened, person_with_lead

IGOR = 2001
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)  # the day on which the clock of these tests stands
POLICY = Policy(zone=MOSCOW, calendars=frozenset({IGOR}))
MEETINGS = Meetings(Steps(POLICY, funnels(), GRADING), POLICY, Terms(), None)


def at(day: int, hour: int, minutes: int = 60) -> Slot:
    starts_at = MONDAY + timedelta(days=day, hours=hour)
    return Slot(starts_at, starts_at + timedelta(minutes=minutes))


@asynccontextmanager
async def reaching(url: str, password: str = PASSWORD) -> AsyncIterator[CalDav]:
    calendar = CalDav(OwnCalendar(url, USER, "IGOR"), password, MOSCOW, HandClock())
    try:
        yield calendar
    finally:
        await calendar.aclose()


async def busy(calendar: CalDav) -> list[Slot]:
    return await calendar.busy(MONDAY, MONDAY + timedelta(days=21))


async def book(database: Database, slot: Slot) -> tuple[Lead, Meeting]:
    async def work(uow: UnitOfWork) -> tuple[Lead, Meeting]:
        contact, lead = await person_with_lead(uow, stage=Stage.BRIEF, owner_id=IGOR)
        await uow.contacts.save(replace(contact, name="Анна Соколова"))
        meeting = await MEETINGS.book(uow, lead, slot, Doer(), MadeBy.STAFF, uow.now)
        return lead, meeting

    return await database.run(work)


async def what_a_phone_keeps(phone: Phone) -> None:
    """Events of every kind that a calendar knows."""
    await phone.put("dentist", "DTSTART:20260303T090000Z", "DTEND:20260303T100000Z")
    await phone.put(
        "weekly",
        "DTSTART;TZID=Europe/Moscow:20260302T120000",
        "DURATION:PT30M",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "EXDATE;TZID=Europe/Moscow:20260309T120000",
    )
    await phone.put("fair", "DTSTART;VALUE=DATE:20260305", "DTEND;VALUE=DATE:20260306")
    await phone.put("birthday", "DTSTART;VALUE=DATE:20260306", "TRANSP:TRANSPARENT")
    await phone.put("off", "DTSTART:20260304T090000Z", "DURATION:PT1H", "STATUS:CANCELLED")
    await phone.put("prequal-7-1", "DTSTART:20260304T110000Z", "DURATION:PT1H")
    await phone.put("later", "DTSTART:20270304T110000Z", "DURATION:PT1H")


async def reads_what_counts(phone: Phone) -> None:
    await what_a_phone_keeps(phone)
    async with reaching(phone.url) as calendar:
        assert await busy(calendar) == [
            at(0, 9, 30),
            at(1, 9),
            Slot(MONDAY + timedelta(days=2, hours=21), MONDAY + timedelta(days=3, hours=21)),
            at(14, 9, 30),
        ]


async def fails_as_it_should(phone: Phone) -> None:
    async with reaching(phone.url, "another") as stranger:
        with pytest.raises(CrmAuthError) as refused:
            await busy(stranger)
        assert "another" not in str(refused.value)
    async with reaching(phone.url.replace("sales", "nowhere")) as lost:
        with pytest.raises(CrmNotFound):
            await busy(lost)
    async with reaching("http://127.0.0.1:9/igor/") as down:
        with pytest.raises(CrmUnavailable):
            await busy(down)


async def meetings_go_there_and_busy_times_come_back(
    phone: Phone, sqlite_url: str, clock: HandClock
) -> None:
    calendar = CalDav(OwnCalendar(phone.url, USER, "IGOR"), PASSWORD, MOSCOW, clock)
    async with opened(sqlite_url, KeyRing.fresh(), clock) as database:
        company = Company("Ромашка", MOSCOW, "ru", lambda _: "https://meet.example/igor")
        kept = SalesCalendars(database, {IGOR: calendar}, Texts(), company, clock, "worker")
        lead, meeting = await book(database, at(7, 9))
        await kept()
        await kept.relay.idle()
        event = await phone.get(meeting.uid) or ""
        assert "DTSTART;TZID=Europe/Moscow:20260309T120000" in event and "METHOD" not in event
        assert "Анна Соколова" in event and "https://meet.example/igor" in event

        async def free(uow: UnitOfWork) -> bool:
            slots = await MEETINGS.slots(uow, IGOR, uow.now)
            return at(1, 9) in slots

        assert not await database.run(free), "the dentist is at that time"

        async def move(uow: UnitOfWork) -> Meeting:
            found = await uow.leads.get(lead.id)
            assert found is not None
            return await MEETINGS.book(uow, found, at(8, 9), Doer(), MadeBy.STAFF, uow.now)

        clock.step(minutes=1)
        await database.run(move)
        await kept.relay.tick()
        await kept.relay.idle()
        assert "20260310T120000" in (await phone.get(meeting.uid) or "")

        async def off(uow: UnitOfWork) -> None:
            found, booked = await uow.leads.get(lead.id), await uow.meetings.booked_of(lead.id)
            assert found is not None and booked is not None
            await MEETINGS.cancel(uow, found, booked, Doer(), MadeBy.STAFF, uow.now)

        clock.step(minutes=1)
        await database.run(off)
        await kept.relay.tick()
        await kept.relay.idle()
        assert await phone.get(meeting.uid) is None
        await kept.close()


async def test_a_calendar_is_read_and_written(tmp_path: Path, sqlite_url: str) -> None:
    async with radicale(tmp_path / "radicale") as phone:
        await reads_what_counts(phone)
        await fails_as_it_should(phone)
        await meetings_go_there_and_busy_times_come_back(phone, sqlite_url, HandClock())
