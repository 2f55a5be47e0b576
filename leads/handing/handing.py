"""Handing a lead on to a colleague: who may have it, and the use case.

What becomes of the lead is one step, whoever says so: its owner or a manager here, or sales in a
CRM (`leads.steps`, `leads.crm_back`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leads.assigning import need_of
from leads.desk import Desk
from leads.desk_ports import DeskUnitOfWork
from leads.history import offers_of
from leads.lead import Lead
from leads.roster import Roster, RosterUnitOfWork, Seat
from leads.selling import Seller
from leads.steps import Doer
from leads.team import Need

LONGEST_REASON = 200
THEIRS = "theirs_already"


class HandingRefused(ValueError):
    """The lead stays where it is; `reason` is a code that the texts explain, `seat` that of whoever
    was to have it, where there is one."""

    def __init__(self, reason: str, seat: Seat | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seat = seat


class HandingUnitOfWork(DeskUnitOfWork, RosterUnitOfWork, Protocol):
    """What handing a lead on reads and writes."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A member who might have the lead. `hindered` says why they can't (`theirs_already`), or why
    only a manager may give it to them (`not_their_kind`, `member_away`, `member_full`); "" where
    nothing stands against it."""

    seat: Seat
    hindered: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A lead that may be handed on, and the whole team in its order."""

    lead: Lead
    receivers: Sequence[Receiver]


class Handing:
    """The use case; `roster` is None where there is no team."""

    def __init__(self, desk: Desk, roster: Roster | None) -> None:
        self._desk = desk
        self._roster = roster

    async def choice(
        self, uow: HandingUnitOfWork, lead_id: int, by: Seller, now: datetime
    ) -> Choice:
        """Who might have the lead. `NoSuchLead`, `NotYours` and `MoveRefused` as everywhere;
        `HandingRefused` without a team."""
        lead = await self._desk.to_hand_on(uow, lead_id, by)
        return Choice(lead, await self._receivers(uow, lead, now))

    async def give(
        self,
        uow: HandingUnitOfWork,
        choice: Choice,
        to: int,
        by: Seller,
        now: datetime,
        reason: str = "",
    ) -> Seat:
        """Give the lead of `choice`, read in the same transaction, to the member `to`, who has it
        from then on; for a `reason` if `by` names one. Only managers may give it to whoever has no
        room, is away, or takes no such leads. `HandingRefused` says why not."""
        reason = " ".join(reason.split())
        if len(reason) > LONGEST_REASON:
            raise HandingRefused("reason_too_long")
        found = {one.seat.member.id: one for one in choice.receivers}
        if to not in found:
            raise HandingRefused("not_in_team")
        seat, hindered = found[to].seat, found[to].hindered
        if hindered == THEIRS or (hindered and not by.manager):
            raise HandingRefused(hindered, seat)
        receiver, giver = Seller(to, seat.member.name), Doer(by.id, by.name)
        await self._desk.steps.hand_on(uow, choice.lead, receiver, giver, now, reason)
        return seat

    async def _receivers(
        self, uow: HandingUnitOfWork, lead: Lead, now: datetime
    ) -> Sequence[Receiver]:
        if self._roster is None:
            raise HandingRefused("no_team")
        seats = await self._roster.seats(uow, now)
        contact = await uow.contacts.get(lead.contact_id)
        offers = offers_of(await uow.events.history(lead.id))
        region = offers[-1].region if offers else None
        need = await need_of(uow, lead, contact, region) if contact else Need()
        return [Receiver(seat, _hindered(seat, lead, need)) for seat in seats]


def _hindered(seat: Seat, lead: Lead, need: Need) -> str:
    if seat.member.id == lead.owner_id:
        return THEIRS
    if not seat.member.fits(need):
        return "not_their_kind"
    if seat.away is not None:
        return "member_away"
    return "member_full" if seat.full else ""
