"""Comparing a lead with the register, when it would qualify and when more becomes known of it.

What a conflict causes is `leads.exclusivity.holding`, what managers decide `.deciding`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from leads.company import Company
from leads.contact import Contact
from leads.exclusivity.facts import ConflictFound
from leads.exclusivity.holding import Hold, hold_of
from leads.exclusivity.matching import Clash, Suspect, clashes
from leads.exclusivity.register import Cards, Exclusives
from leads.facts import Fact
from leads.lead import Lead
from leads.policy import Policy
from leads.stage import MoveRefused
from leads.verdict import JsonValue
from leads.working_time import add_working_time


class Companies(Protocol):
    """Companies."""

    async def get(self, company_id: int) -> Company | None: ...


class Events(Protocol):
    """History."""

    async def history(self, lead_id: int) -> Sequence[Fact]: ...


class HistoryUnitOfWork(Protocol):
    """What asking for a decision reads."""

    @property
    def events(self) -> Events: ...


class WatchUnitOfWork(HistoryUnitOfWork, Protocol):
    """What comparing reads."""

    @property
    def companies(self) -> Companies: ...


class Watch:
    """The register at work, under one company's policy. Nothing is read without need: the register
    is in memory, and history is asked only about a lead that conflicts with it."""

    def __init__(self, register: Exclusives, policy: Policy) -> None:
        self.register = register
        self._policy = policy

    @property
    def holds_cards(self) -> bool:
        """Whether sales get no card until somebody has decided."""
        return self.register.cards is Cards.HELD

    async def look(
        self,
        uow: WatchUnitOfWork,
        lead: Lead,
        contact: Contact,
        now: datetime,
        *,
        answers: Mapping[str, JsonValue],
        region: str | None = None,
        awaited: bool = False,
    ) -> ConflictFound | Hold | None:
        """The conflict as a fact to be recorded, when it is new; the one that still waits for a
        decision; None when there is none, or it was decided to work with the lead.

        `region` is the id of the city of the need.
        """
        company_id = contact.company_id or lead.company_id
        company = await uow.companies.get(company_id) if company_id else None
        suspect = Suspect(company or Company(id=0), lead.product, region, answers)
        today = now.astimezone(self._policy.zone).date()
        found = clashes(self.register, suspect, today)
        if not found:
            return None
        hold = hold_of(await uow.events.history(lead.id))
        known = hold.clients if hold else frozenset[str]()
        if hold is not None and {one.client.key for one in found} <= known:
            return hold if hold.waiting else None
        return self._fact(found, lead, now, awaited=awaited)

    def _fact(
        self, found: Sequence[Clash], lead: Lead, now: datetime, *, awaited: bool
    ) -> ConflictFound:
        first, *others = found
        span = timedelta(hours=self.register.decide_within)
        return ConflictFound(
            at=now,
            contact_id=lead.contact_id,
            lead_id=lead.id,
            client=first.client.key,
            ground=first.ground.value,
            competitor=first.competitor.title if first.competitor else "",
            others=tuple(one.client.key for one in others),
            answer_by=add_working_time(now, span, self._policy),
            awaited=awaited,
        )


async def check_free(uow: HistoryUnitOfWork, lead: Lead) -> None:
    """Raise `MoveRefused` while a manager has to decide about the lead, or decided against it."""
    hold = hold_of(await uow.events.history(lead.id))
    if hold is not None and hold.waiting:
        raise MoveRefused("conflict_undecided")
    if hold is not None and hold.refused:
        raise MoveRefused("conflict_refused")
