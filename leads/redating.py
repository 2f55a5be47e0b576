"""A person lives by another clock than we thought: what is planned for them keeps its hour there.

Moments that were agreed, such as those of meetings, stay where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from leads.contact import Contact
from leads.local_time import first_moment
from leads.policy import Policy
from leads.repeat.anniversaries import GREETING
from leads.repeat.birthdays import BIRTHDAY
from leads.surveys.planning import ASK
from leads.touch import CADENCE, CADENCE_INVITE, RECHECK, Touch

BY_THEIR_CLOCK = frozenset({CADENCE, CADENCE_INVITE, RECHECK, ASK, GREETING, BIRTHDAY})
"""Kinds of touches whose moment is an hour of the person's day."""


class Contacts(Protocol):
    """People."""

    async def save(self, contact: Contact) -> None: ...


class Touches(Protocol):
    """Planned contacts; `of_person` are those that nobody is handing on."""

    async def of_person(self, contact_id: int) -> Sequence[Touch]: ...
    async def redate(self, touch: Touch) -> None: ...
    async def settle(self, touch_id: int, status: str = ...) -> object: ...


class RedatingUnitOfWork(Protocol):
    """What a move to another clock reads and writes."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def touches(self) -> Touches: ...


async def save_person(
    uow: RedatingUnitOfWork, before: Contact, contact: Contact, policy: Policy, now: datetime
) -> None:
    """Write a person who was changed; with another clock their touches move in the same breath."""
    await uow.contacts.save(contact)
    if before.zone == contact.zone:
        return
    was, zone = (policy.towards(one).local_zone for one in (before, contact))
    for touch in await uow.touches.of_person(contact.id):
        moved = redated(touch, was, zone, now)
        if moved is None:
            await uow.touches.settle(touch.id, "expired")
        elif moved != touch:
            await uow.touches.redate(moved)


def redated(touch: Touch, was: ZoneInfo, zone: ZoneInfo, now: datetime) -> Touch | None:
    """The touch at the same hour of the same day by the other clock, its end with it; now, where
    that has passed there, and None where its end has. Unchanged for kinds of no hour, and for what
    is due already."""
    if touch.kind not in BY_THEIR_CLOCK or touch.due_at <= now:
        return touch
    due = max(_there(touch.due_at, was, zone), now)
    expires = touch.expires_at and _there(touch.expires_at, was, zone)
    if expires is not None and expires <= due:
        return None
    return replace(touch, due_at=due, expires_at=expires)


def _there(moment: datetime, was: ZoneInfo, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(was)
    return first_moment(local.date(), local.time(), zone)
