"""A person, their leads and touches in memory, living through time under the real rules.

What is due is handed on by `scheduler.dispatch`; every message that left is kept with what was true
at that moment.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from leads.cadences.cadence import Cadence, Words
from leads.cadences.room import Awaited, Lately, Said
from leads.cadences.walking import Addressee, Walking
from leads.consent import Audience, Basis, ConsentEntry, Message, Purpose
from leads.contact import Contact
from leads.due import Drop, Later
from leads.facts import Fact
from leads.lead import Lead
from leads.outbox import OutboxMessage, Priority, Topic
from leads.policy import Policy
from leads.recording import record
from leads.repeat.birthdays import BIRTHDAY, BIRTHDAY_EVE
from leads.repeat.congratulating import Birthdays
from leads.touch import CADENCE, CADENCE_INVITE, Touch
from scheduler.dispatch import Own, dispatch_due
from storage.lately import SIGNS
from tests.fakes.unit_of_work import (
    FakeContacts,
    FakeEvents,
    FakeLeads,
    FakeTouches,
    FakeUnitOfWork,
)


@dataclass(frozen=True)
class Sent:
    """A touch that was handed on, and the world at that moment."""

    touch: Touch
    at: datetime
    contact: Contact
    lead: Lead | None
    ledger: tuple[ConsentEntry, ...]
    heard_at: datetime | None


@dataclass
class LiveTouches(FakeTouches):
    """Touches that come due."""

    now: datetime | None = None
    over: dict[str, datetime | None] = field(default_factory=dict)
    said: list[tuple[Touch, datetime]] = field(default_factory=list)

    async def plan(self, touch: Touch) -> None:
        await super().plan(replace(touch, id=touch.id or len(self.rows) + 1))

    async def claim_due(
        self, now: datetime, limit: int, owner: str, *, broadcasts: bool = False
    ) -> Sequence[Touch]:
        which = [one for one in self.open if (one.priority is Priority.BROADCAST) is broadcasts]
        due = [one for one in which if one.due_at <= now]
        return sorted(due, key=lambda one: (one.due_at, one.priority, one.id))[:limit]

    async def settle(self, touch_id: int, status: str = "done", error: str | None = None) -> None:
        key = next(key for key, one in self.rows.items() if one.id == touch_id)
        self.over[key] = self.now
        if status == "done" and self.now is not None:
            self.said.append((self.rows[key], self.now))

    async def retry(self, touch_id: int, at: datetime, error: str | None) -> None:
        key = next(key for key, one in self.rows.items() if one.id == touch_id)
        if self.now is None or at <= self.now:
            raise AssertionError(f"{key} is put off into the past")
        self.rows[key] = replace(self.rows[key], due_at=at)

    async def of_person(self, contact_id: int) -> Sequence[Touch]:
        return [one for one in self.open if one.contact_id == contact_id]

    async def redate(self, touch: Touch) -> None:
        self.rows[touch.key] = touch

    @property
    def open(self) -> list[Touch]:
        """What is still to come."""
        return [one for one in self.pending if one.key not in self.over]


@dataclass
class LiveUnitOfWork(FakeUnitOfWork):
    """A unit of work that also knows what happened of late."""

    touches: LiveTouches = field(default_factory=LiveTouches)

    @property
    def lately(self) -> LiveUnitOfWork:
        return self

    async def of(
        self, told: Collection[int], heard: Collection[int], now: datetime, back: timedelta
    ) -> Mapping[int, Lately]:
        return {one: self.of_late(one) for one in {*told, *heard}}

    def of_late(self, contact_id: int) -> Lately:
        """What storage would say of that person."""
        mine = [one for one in self.touches.said if one[0].contact_id == contact_id]
        said = tuple(Said(one.purpose, one.priority, at) for one, at in mine)
        awaited = tuple(
            Awaited(one.id, one.priority, one.due_at)
            for one in self.touches.open
            if one.contact_id == contact_id
        )
        signs = [one.at for one in self.events.rows if one.kind in SIGNS]
        return Lately(said, awaited, max(signs, default=None))


class Plain:
    """Says every message as its key."""

    def invite(
        self, cadence: Cadence, words: Words, to: Addressee, basis: Basis, key: str
    ) -> OutboxMessage:
        return _row(to.contact, basis, key)

    def say(
        self, cadence: Cadence, step: int, words: Words, to: Addressee, basis: Basis, key: str
    ) -> OutboxMessage:
        return _row(to.contact, basis, key)

    def wish(self, contact: Contact, owner: str, basis: Basis, key: str) -> OutboxMessage:
        return _row(contact, basis, key)


class World:
    """One person and one lead of theirs."""

    def __init__(self, policy: Policy, contact: Contact, lead: Lead, now: datetime) -> None:
        self.policy, self.now = policy, now
        self.uow = LiveUnitOfWork(
            leads=FakeLeads({lead.id: lead}),
            contacts=FakeContacts({contact.id: contact}),
            events=FakeEvents(),
        )
        self.lead_id, self.contact_id = lead.id, contact.id
        self.sent: list[Sent] = []
        self._walking = Walking(policy, Plain())
        self._birthdays = Birthdays(policy, Plain())

    @property
    def lead(self) -> Lead:
        return self.uow.leads.rows[self.lead_id]

    @property
    def contact(self) -> Contact:
        return self.uow.contacts.rows[self.contact_id]

    async def happens(self, fact: Fact) -> None:
        """Record a fact with what it causes."""
        await record(
            self.uow, fact, lead=self.lead, contact=self.contact, policy=self.policy, now=self.now
        )

    async def plan(self, touch: Touch) -> None:
        """Plan a touch of another kind."""
        await self.uow.touches.plan(touch)

    async def live_until(self, end: datetime) -> None:
        """Hand on everything that comes due, one moment after another."""
        for _ in range(2000):
            due = min((one.due_at for one in self.uow.touches.open), default=None)
            if due is None or due > end:
                break
            self.now = max(self.now, due)
            await self._tick()
        else:
            raise AssertionError("something is put off for ever")
        self.now = end

    async def _tick(self) -> None:
        self.uow.touches.now = self.now
        before = len(self.uow.touches.said)
        heard_at = self.uow.of_late(self.contact_id).heard_at
        own: dict[str, Own[LiveUnitOfWork]] = {
            CADENCE: self._walking,
            CADENCE_INVITE: self._walking,
            BIRTHDAY_EVE: self._birthdays.eve,
            BIRTHDAY: self._birthdays.congratulate,
        }
        await dispatch_due(self.uow, _compose, own, _no_hold, self.policy, self.now, "w")
        for touch, at in self.uow.touches.said[before:]:
            ledger = tuple(self.uow.consents.rows)
            if touch.audience is Audience.STAFF:
                continue
            self.sent.append(Sent(touch, at, self.contact, self.lead, ledger, heard_at))


async def _no_hold(
    uow: LiveUnitOfWork, touch: Touch, lead: Lead | None, now: datetime
) -> Drop | Later | None:
    return None


def _compose(
    touch: Touch, lead: Lead | None, contact: Contact | None, basis: Basis
) -> OutboxMessage:
    assert contact is not None
    return _row(contact, basis, touch.key)


def _row(contact: Contact, basis: Basis, key: str) -> OutboxMessage:
    said = Message(contact.id, "words", basis.purpose, basis)
    return OutboxMessage(
        Topic.CHAT, f"touch:{key}", f"chat:{contact.telegram_id}", said.to_payload()
    )


def touch_of(
    number: int, purpose: Purpose, due: datetime, contact: Contact, **other: object
) -> Touch:
    """A touch of another kind to the person."""
    made = Touch(
        key=f"other:{number}",
        kind="notice",
        lead_id=None,
        contact_id=contact.id,
        audience=Audience.PERSON,
        purpose=purpose,
        due_at=due,
        payload={"kind": "notice", "v": 1},
    )
    return replace(made, **other)  # type: ignore[arg-type]
