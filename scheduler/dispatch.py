"""Touches that have become due: asked again whether they still make sense, then handed on.

One transaction takes the touch and writes the outbox row that carries it, so that a crash can
neither lose nor double it; sending is the relay's. What a touch says is composed by who is
injected.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from leads.cadences.asked import KINDS as CADENCES
from leads.cadences.room import NOTHING, Lately, Said, takes_room
from leads.consent import Basis, ConsentEntry
from leads.contact import Contact
from leads.due import Drop, Later, Send, decide
from leads.lead import Lead
from leads.outbox import OutboxMessage, Priority
from leads.policy import Policy
from leads.touch import Touch

BATCH = 100
BROADCASTS_AHEAD = 60
"""So many broadcasts lie in the outbox at the most, two seconds' worth: the rest stay touches, in
nobody's way and stopped in one go."""


class Touches(Protocol):
    """Planned contacts."""

    async def claim_due(
        self, now: datetime, limit: int, owner: str, *, broadcasts: bool = ...
    ) -> Sequence[Touch]: ...
    async def settle(
        self, touch_id: int, status: str = ..., error: str | None = None
    ) -> object: ...
    async def retry(self, touch_id: int, at: datetime, error: str | None) -> object: ...


class Leads(Protocol):
    """Leads."""

    async def get(self, lead_id: int) -> Lead | None: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class Consents(Protocol):
    """The ledger."""

    async def of(self, contact_id: int) -> Sequence[ConsentEntry]: ...


class RecentTouches(Protocol):
    """What people got of late, what is planned for them, when we heard of them last."""

    async def of(
        self, told: Collection[int], heard: Collection[int], now: datetime, back: timedelta
    ) -> Mapping[int, Lately]: ...


class Outbox(Protocol):
    """What must be delivered."""

    async def add(self, message: OutboxMessage) -> object: ...
    async def waiting(self, priority: Priority, most: int) -> int: ...


class DispatchUnitOfWork(Protocol):
    """What dispatching reads and writes; committed as a whole or not at all."""

    @property
    def touches(self) -> Touches: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def lately(self) -> RecentTouches: ...
    @property
    def outbox(self) -> Outbox: ...


Compose = Callable[[Touch, Lead | None, Contact | None, Basis], OutboxMessage]
U = TypeVar("U", bound=DispatchUnitOfWork)
Own = Callable[[U, Touch, datetime], Awaitable[datetime | None]]
"""What a kind of touch does itself when its time has come; a moment means: due again then."""

Hold = Callable[[U, Touch, Lead | None, datetime], Awaitable[Drop | Later | None]]
"""Why a touch that may be sent is not sent now all the same."""


async def dispatch_due(
    uow: U,
    compose: Compose,
    own: Mapping[str, Own[U]],
    hold: Hold[U],
    policy: Policy,
    now: datetime,
    owner: str,
) -> int:
    """Hand on what is due, at most `BATCH` touches; how many were looked at.

    A touch of a kind in `own` does what is there; for any other `compose` says what is sent. What
    may be sent is asked once more of `hold`.
    """
    due = await uow.touches.claim_due(now, BATCH, owner)
    if not due:
        ahead = await uow.outbox.waiting(Priority.BROADCAST, BROADCASTS_AHEAD)
        room = BROADCASTS_AHEAD - ahead
        due = await uow.touches.claim_due(now, room, owner, broadcasts=True) if room else ()
    lately = await _lately(uow, due, policy, now)
    for touch in due:
        lead = await uow.leads.get(touch.lead_id) if touch.lead_id is not None else None
        contact: Contact | None = None
        ledger: Sequence[ConsentEntry] = ()
        if touch.contact_id is not None:
            contact = await uow.contacts.get(touch.contact_id)
            ledger = await uow.consents.of(touch.contact_id)
        of_late = lately.get(touch.contact_id or 0, NOTHING)
        decision = decide(
            touch,
            lead=lead,
            contact=contact,
            ledger=ledger,
            policy=policy,
            now=now,
            lately=of_late,
        )
        if isinstance(decision, Send):
            decision = await hold(uow, touch, lead, now) or decision
        match decision:
            case Send(basis) if touch.kind not in own:
                await uow.outbox.add(compose(touch, lead, contact, basis))
                await uow.touches.settle(touch.id, "done")
                _got(lately, touch, now)
            case Send():
                again = await own[touch.kind](uow, touch, now)
                if again is None:
                    await uow.touches.settle(touch.id, "done")
                    _got(lately, touch, now)
                else:
                    await _put_off(uow, touch, again, "not yet")
            case Later(at):
                await _put_off(uow, touch, at, "put off")
            case Drop(reason):
                await uow.touches.settle(touch.id, "cancelled", reason)
    return len(due)


async def _put_off(uow: DispatchUnitOfWork, touch: Touch, at: datetime, why: str) -> None:
    """Due again then; over now where it makes no sense any more by then."""
    if touch.expired(at):
        await uow.touches.settle(touch.id, "cancelled", "expired")
    else:
        await uow.touches.retry(touch.id, at, why)


async def _lately(
    uow: DispatchUnitOfWork, due: Sequence[Touch], policy: Policy, now: datetime
) -> dict[int, Lately]:
    """What has to be known of the people for whom there may be no room, and whether those spoke to
    whom a cadence speaks."""
    to = [(touch, touch.contact_id) for touch in due if touch.contact_id is not None]
    told = {person for touch, person in to if takes_room(touch)}
    heard = {person for touch, person in to if touch.kind in CADENCES}
    return dict(await uow.lately.of(told, heard, now, policy.cadences.rules.longest))


def _got(lately: dict[int, Lately], touch: Touch, now: datetime) -> None:
    """Let what was just handed on count for the rest of the batch."""
    before = lately.get(touch.contact_id or 0)
    if before is not None and touch.contact_id is not None:
        said = (*before.said, Said(touch.purpose, touch.priority, now))
        lately[touch.contact_id] = replace(before, said=said)
