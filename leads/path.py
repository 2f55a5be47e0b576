"""The path of a person to us: every time they came, and every touch outside Telegram that staff
noted (a call, a stand at an exhibition, a letter, a dealer). Pure, but for noting one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leads.contact import Contact, Source
from leads.facts import Visited

OFFLINE = ("call", "event", "email", "partner")
"""Channels that staff note by hand."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: when, by which channel and campaign; `noted` when staff put it down."""

    at: datetime
    channel: str
    campaign: str | None
    noted: bool


class Contacts(Protocol):
    """People."""

    async def save(self, contact: Contact) -> object: ...


class Events(Protocol):
    """History."""

    async def add(self, fact: Visited) -> object: ...
    async def visits(self, contact_id: int) -> Sequence[Visited]: ...


class PathUnitOfWork(Protocol):
    """What the path reads and writes."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def events(self) -> Events: ...


async def note_touchpoint(
    uow: PathUnitOfWork, contact: Contact, lead_id: int, channel: str, by: int, now: datetime
) -> Contact:
    """Staff met the person outside Telegram: it counts as a source, not as traffic. Returns the
    contact with it."""
    await uow.events.add(
        Visited(at=now, contact_id=contact.id, lead_id=lead_id, by=by, channel=channel)
    )
    seen = contact.came_from(Source(channel))
    await uow.contacts.save(seen)
    return seen


async def path_of(uow: PathUnitOfWork, contact_id: int) -> list[Step]:
    """Every step, in order; a step repeated at once is told once."""
    steps: list[Step] = []
    for fact in await uow.events.visits(contact_id):
        same = steps and (steps[-1].channel, steps[-1].campaign) == (fact.channel, fact.campaign)
        if not same or fact.by is not None:
            steps.append(Step(fact.at, fact.channel, fact.campaign, fact.by is not None))
    return steps
