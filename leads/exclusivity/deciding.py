"""What managers do about a conflict: work with the lead, refuse it, ask the client first.

Who may is decided at the door (`bot.chat.access`). A decision can be changed by another one; the
lead's verdict stays in the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from leads import desk_ports
from leads.assigning import Assigner
from leads.caused import row_key
from leads.desk_ports import OverridingUnitOfWork
from leads.exclusivity.facts import ConflictAsked, ConflictDecided, ConflictFact
from leads.exclusivity.holding import CONFLICT, Choice, Hold, asks, hold_of, to_managers
from leads.facts import Fact, Qualified
from leads.grading import grading
from leads.grading.grading import Grading
from leads.lead import Lead
from leads.policy import Policy
from leads.recording import record
from leads.selling import NoSuchLead, Seller
from leads.stage import MoveRefused, Stage
from leads.touch import Touch
from leads.working_time import end_of_working_day, is_working, next_working

LONGEST_REASON = 300
A_DAY = timedelta(days=1)


class Events(Protocol):
    """History."""

    async def add(self, fact: Fact) -> object: ...
    async def history(self, lead_id: int) -> Sequence[Fact]: ...


class Orders(desk_ports.Orders, grading.Orders, Protocol):
    """Paid orders."""


class DecidingUnitOfWork(OverridingUnitOfWork, Protocol):
    """What a decision reads and writes; committed as a whole or not at all."""

    @property
    def orders(self) -> Orders: ...
    @property
    def events(self) -> Events: ...


class NoConflict(LookupError):
    """Nothing is known of a conflict of that lead: there never was one, or its person is erased."""


class AlreadyDecided(RuntimeError):
    """That was decided before; nothing was changed."""

    def __init__(self, hold: Hold) -> None:
        super().__init__("decided before")
        self.hold = hold


@dataclass(frozen=True, slots=True)
class Deciding:
    """The use cases, under one company's policy; a client is given `ask_within` working days to
    answer, `assigner` offers a lead where there is a team."""

    policy: Policy
    ask_within: int
    grading: Grading
    assigner: Assigner | None = None

    async def decide(
        self,
        uow: DecidingUnitOfWork,
        lead_id: int,
        choice: Choice,
        by: Seller,
        now: datetime,
        *,
        reason: str = "",
        found_at: datetime | None = None,
    ) -> Lead:
        """Work with the lead, or refuse it.

        `found_at` names the conflict that a button was about: it decides that one, once. Without
        it an earlier decision is changed. `NoSuchLead`, `NoConflict`, `AlreadyDecided`,
        `MoveRefused` for a lead that is closed otherwise, or a reason that is too long.
        """
        lead, hold = await self._held(uow, lead_id, found_at)
        if hold.decided is not None and (found_at or hold.decided.choice == choice):
            raise AlreadyDecided(hold)
        if not lead.is_open and not hold.refused:
            raise MoveRefused("lead_closed")
        if len(reason) > LONGEST_REASON:
            raise MoveRefused("needs_words")
        qualified = choice is Choice.WORK and lead.owner_id is None and _unseen(lead)
        fact = ConflictDecided(
            at=now,
            contact_id=lead.contact_id,
            lead_id=lead.id,
            by=by.id,
            choice=choice.value,
            reason=reason,
            manager=by.name,
        )
        was = lead.stage
        lead = _decided(lead, choice, now)
        contact = await uow.contacts.get(lead.contact_id)
        if qualified and contact is not None:
            lead, _ = await self.grading.judged(uow, lead, contact, now)
        lead = await uow.leads.save(lead)
        if choice is Choice.REFUSE:
            await uow.tasks.close_of(lead.id, now)
        await self._record(uow, fact, lead, now)
        if qualified:
            await self._qualify(uow, lead, was, now)
        return lead

    async def ask(
        self,
        uow: DecidingUnitOfWork,
        lead_id: int,
        by: Seller,
        now: datetime,
        *,
        found_at: datetime | None = None,
    ) -> Hold:
        """Ask the client first: the person hears that it takes longer, managers are reminded.

        Raises as `decide` does.
        """
        lead, hold = await self._held(uow, lead_id, found_at)
        if hold.decided is not None or hold.asked is not None:
            raise AlreadyDecided(hold)
        asked = ConflictAsked(
            at=now,
            contact_id=lead.contact_id,
            lead_id=lead.id,
            by=by.id,
            manager=by.name,
            answer_by=end_of_working_day(now, self.ask_within, self.policy),
        )
        await self._record(uow, asked, lead, now)
        return replace(hold, asked=asked)

    async def remind(self, uow: DecidingUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Nobody has decided yet: managers are asked again, by the deadline and then every working
        day. The moment of the next reminder, None once there is nothing to decide."""
        lead = await uow.leads.get(touch.lead_id) if touch.lead_id is not None else None
        hold = hold_of(await uow.events.history(lead.id)) if lead else None
        if lead is None or not lead.is_open or hold is None or not hold.waiting:
            return None
        if not is_working(now, self.policy):
            return next_working(now, self.policy)
        number = int((now - hold.found.at).total_seconds())
        key = f"{asks(lead.id)}{row_key(touch.key)}:{number}"
        await uow.outbox.add(to_managers(lead, "conflict", key))
        if now < hold.answer_by:
            return hold.answer_by
        return next_working(now + A_DAY, self.policy)

    async def _held(
        self, uow: DecidingUnitOfWork, lead_id: int, found_at: datetime | None
    ) -> tuple[Lead, Hold]:
        lead = await uow.leads.get(lead_id)
        if lead is None:
            raise NoSuchLead(lead_id)
        hold = hold_of(await uow.events.history(lead.id))
        contact = await uow.contacts.get(lead.contact_id)
        if hold is None or contact is None or contact.erased_at is not None:
            raise NoConflict(lead_id)
        if found_at is not None and hold.found.at != found_at:
            raise AlreadyDecided(hold)
        return lead, hold

    async def _qualify(
        self, uow: DecidingUnitOfWork, lead: Lead, was: Stage, now: datetime
    ) -> None:
        """From here on it goes the way of every qualified lead."""
        contact = await uow.contacts.get(lead.contact_id)
        if lead.verdict is None or contact is None:
            return
        fact = Qualified(
            at=now,
            contact_id=lead.contact_id,
            lead_id=lead.id,
            verdict=lead.verdict,
            was=was,
        )
        await record(uow, fact, lead=lead, contact=contact, policy=self.policy, now=now)
        if self.assigner is not None:
            await self.assigner.offer(uow, lead, contact, now)

    async def _record(
        self, uow: DecidingUnitOfWork, fact: ConflictFact, lead: Lead, now: datetime
    ) -> None:
        contact = await uow.contacts.get(lead.contact_id)
        await record(uow, fact, lead=lead, contact=contact, policy=self.policy, now=now)


def _unseen(lead: Lead) -> bool:
    """Sales have no card of the lead that could be worked with."""
    return lead.verdict is not None and (lead.card_at is None or not lead.is_open)


def _decided(lead: Lead, choice: Choice, now: datetime) -> Lead:
    """The lead after the decision. A lead that sales have goes on where it was."""
    if choice is Choice.REFUSE:
        closed = lead if lead.stage is Stage.DISQUALIFIED else lead.moved(Stage.DISQUALIFIED, now)
        return replace(closed, loss_reason=CONFLICT)
    if lead.is_open and (lead.card_at is not None or lead.verdict is None):
        return lead
    if lead.verdict is None:
        return replace(lead.moved(Stage.LEAD, now), loss_reason=None)
    return lead.overridden(Stage.QUALIFIED, now)
