"""Offering leads to members of the team: at the verdict, and on when nobody takes them.

The choice itself is `leads.routing`, pure; what an offer causes is `leads.reactions`. Without a
team nothing here is called: a card goes to everybody, and whoever taps first has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from leads.caused import row_key, to_sales
from leads.clock import require_aware
from leads.company import Company
from leads.contact import Contact
from leads.facts import Assigned, Fact
from leads.history import offers_of
from leads.lead import Lead
from leads.policy import Policy
from leads.recording import RecordUnitOfWork, record
from leads.routing import Load, Ties, Why, route
from leads.selling import Seller
from leads.team import Away, Need, Team
from leads.touch import UNTAKEN, Touch
from leads.waiting.planned import overload_seen
from leads.working_time import add_working_time


@dataclass(frozen=True, slots=True)
class Assignment:
    """To whom (Telegram id) a lead is offered, since when."""

    lead_id: int
    member_id: int
    at: datetime

    def __post_init__(self) -> None:
        require_aware(at=self.at)


class Reserved(PermissionError):
    """The lead is offered to somebody else, `name`, until a moment; "" is a manager."""

    def __init__(self, name: str, until: datetime) -> None:
        super().__init__(f"offered to {name or 'a manager'} until {until}")
        self.name = name
        self.until = until


class Assignments(Protocol):
    """Who has which lead on offer, and what follows for loads."""

    async def get(self, lead_id: int) -> Assignment | None: ...
    async def save(self, assignment: Assignment) -> None: ...
    async def loads(self) -> Mapping[int, Load]: ...
    async def ties(self, lead: Lead) -> Ties: ...


class Absences(Protocol):
    """Days that members said they are away, by member."""

    async def all(self) -> Mapping[int, Away]: ...
    async def save(self, member_id: int, away: Away) -> None: ...
    async def end(self, member_id: int) -> None: ...


class Events(Protocol):
    """History."""

    async def add(self, fact: Fact) -> object: ...
    async def history(self, lead_id: int) -> Sequence[Fact]: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class Companies(Protocol):
    """Companies."""

    async def get(self, company_id: int) -> Company | None: ...


class Leads(Protocol):
    """Leads."""

    async def get(self, lead_id: int) -> Lead | None: ...


class NeedUnitOfWork(Protocol):
    """What tells what a lead asks for."""

    @property
    def companies(self) -> Companies: ...


class AssigningUnitOfWork(RecordUnitOfWork, NeedUnitOfWork, Protocol):
    """What offering a lead reads and writes."""

    @property
    def assignments(self) -> Assignments: ...
    @property
    def absences(self) -> Absences: ...


class PassingUnitOfWork(AssigningUnitOfWork, Protocol):
    """What passing a lead on reads and writes."""

    @property
    def events(self) -> Events: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def contacts(self) -> Contacts: ...


class TakingUnitOfWork(Protocol):
    """What taking a lead asks."""

    @property
    def assignments(self) -> Assignments: ...


async def need_of(uow: NeedUnitOfWork, lead: Lead, contact: Contact, region: str | None) -> Need:
    """What the lead asks of whoever works on it; `region` is the city of the need."""
    company_id = lead.company_id or contact.company_id
    company = await uow.companies.get(company_id) if company_id else None
    grade = (company.grade if company else None) or lead.grade
    return Need(
        product=lead.product,
        region=region,
        grade=grade.value if grade else None,
        worth=lead.worth,
        language=contact.language,
        channel=lead.channel,
    )


class Assigner:
    """The use cases, for one team under one company's policy."""

    def __init__(self, team: Team, policy: Policy) -> None:
        self._team = team
        self._policy = policy

    async def offer(
        self,
        uow: AssigningUnitOfWork,
        lead: Lead,
        contact: Contact,
        now: datetime,
        *,
        region: str | None = None,
        history: Sequence[Fact] = (),
    ) -> None:
        """Offer the lead to whom `leads.routing` chooses, not to anybody it was offered to since
        its verdict; nothing changes when somebody has taken it or nobody else is left.

        `region` is the city of the need, `history` what happened before.
        """
        if lead.owner_id is not None:
            return
        company_id = lead.company_id or contact.company_id
        need = await need_of(uow, lead, contact, region)
        before = offers_of(history)
        passed = {fact.member for fact in before}
        choice = route(
            self._team.without(await uow.absences.all()),
            need,
            ties=await uow.assignments.ties(replace(lead, company_id=company_id)),
            loads=await uow.assignments.loads(),
            now=now,
            policy=self._policy,
            passed=passed,
        )
        if choice.member in passed:
            return
        fact = Assigned(
            at=now,
            contact_id=contact.id,
            lead_id=lead.id,
            member=choice.member,
            name=choice.name,
            why=choice.why.value,
            about=choice.about,
            passed_by=before[-1].name if before else None,
            region=region,
        )
        if choice.why is Why.ALL_FULL:
            await uow.touches.plan(overload_seen(now, self._policy))
        await uow.assignments.save(Assignment(lead.id, choice.member, now))
        await record(uow, fact, lead=lead, contact=contact, policy=self._policy, now=now)

    async def remind(self, uow: PassingUnitOfWork, touch: Touch, now: datetime) -> None:
        """Nobody took the lead: call the one whom it is offered to; once it is nobody's right any
        more, pass it on to the next one first."""
        lead = await uow.leads.get(touch.lead_id) if touch.lead_id is not None else None
        contact = await uow.contacts.get(lead.contact_id) if lead else None
        if lead is None or contact is None:
            return
        history = await uow.events.history(lead.id)
        until = self._reserved_until(lead)
        offers = offers_of(history)
        if not offers or until is None or now >= until:
            region = offers[-1].region if offers else None
            await self.offer(uow, lead, contact, now, region=region, history=history)
        await uow.outbox.add(to_sales(lead, UNTAKEN, row_key(touch.key)))

    async def check_may_take(
        self, uow: TakingUnitOfWork, lead: Lead, by: Seller, now: datetime
    ) -> None:
        """Raise `Reserved` while the lead is on offer to somebody else. Managers always may."""
        if by.manager:
            return
        offered = await uow.assignments.get(lead.id)
        until = self._reserved_until(lead)
        if offered is None or until is None or now >= until:
            return
        if offered.member_id != by.id:
            raise Reserved(self._team.name(offered.member_id), until)

    def _reserved_until(self, lead: Lead) -> datetime | None:
        """Until when only the one whom it is offered to may take it: the last reminder."""
        spans = self._policy.calls(sooner=lead.lifted_at is not None)
        if lead.awaited_since is None or not spans:
            return None
        return add_working_time(lead.awaited_since, max(spans), self._policy)
