"""What a partner does with a lead, and what follows when they don't: deadlines and returns.

Whose referral it is, is decided here, by the register as it is now.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from leads.consent import Purpose, basis_for
from leads.contact import Contact
from leads.lead import Lead
from leads.partners.caused import (
    Told,
    card_row,
    next_touch,
    note_row,
    returned_row,
    word_to_person,
)
from leads.partners.moving import keep_move
from leads.partners.offering import Offering
from leads.partners.partner import Register
from leads.partners.ports import PartnersUnitOfWork, PartnerWords
from leads.partners.referral import IN_WORK, RETURNED, Referral, ReferralMoveRefused
from leads.partners.referral import ReferralState as S
from leads.partners.wishes import wish_of
from leads.policy import Policy
from leads.recording import write
from leads.selling import check_amount
from leads.stage import CLOSED
from leads.touch import Touch


class NotTheirs(PermissionError):
    """The referral is another partner's, or is none, or the partner has left the register."""


class Handing:
    """The use cases on the partner's side, and those of time, for one register."""

    def __init__(
        self, register: Register, offering: Offering, words: PartnerWords, policy: Policy
    ) -> None:
        self._register = register
        self._offering = offering
        self._words = words
        self._policy = policy

    async def theirs(self, uow: PartnersUnitOfWork, referral_id: int, by: int) -> Referral:
        """The referral, if it was handed to the partner whose person `by` is. `NotTheirs`."""
        referral = await uow.referrals.get(referral_id)
        partner = self._register.of_person(by)
        if referral is None or partner is None or not referral.passed_on:
            raise NotTheirs(referral_id)
        if referral.partner != partner.id:
            raise NotTheirs(referral_id)
        return referral

    async def report(
        self,
        uow: PartnersUnitOfWork,
        referral_id: int,
        state: S,
        by: int,
        now: datetime,
        *,
        reason: str | None = None,
        amount: int | None = None,
    ) -> Referral:
        """A partner's person takes the lead, declines it, or says what became of it.

        A sale needs its `amount`, in whole units. `NotTheirs`, `ReferralMoveRefused`, `BadAmount`.
        """
        referral = await self.theirs(uow, referral_id, by)
        if state is S.SOLD:
            check_amount(amount or 0, 0)
            referral = replace(referral, amount=amount)
        lead, contact = await self._about(uow, referral)
        told = await self._move(
            uow, referral.moved(state, now, reason=reason), lead, contact, now, by
        )
        if state in RETURNED:
            await self._return(uow, told, now)
        return told.referral

    async def await_sum(
        self, uow: PartnersUnitOfWork, referral_id: int, by: int, *, on: bool
    ) -> Referral:
        """From now on (`on`) the next words of that person are the sum of the sale."""
        referral = await self.theirs(uow, referral_id, by)
        if on and referral.state not in IN_WORK | {S.SOLD, S.LOST}:
            raise ReferralMoveRefused(referral.state)
        awaiting = replace(referral, awaited_from=by if on else None)
        await uow.referrals.save(awaiting)
        return awaiting

    async def remind(self, uow: PartnersUnitOfWork, touch: Touch, now: datetime) -> None:
        """The partner has not answered yet: their people are reminded."""
        referral = await self._of(uow, touch)
        partner = self._register.get(referral.partner) if referral else None
        if referral is None or partner is None or referral.state is not S.HANDED:
            return
        for person in partner.people:
            await uow.outbox.add(note_row(referral, person, "reminder", now))

    async def expire(self, uow: PartnersUnitOfWork, touch: Touch, now: datetime) -> None:
        """The deadline passed without an answer: the lead comes back."""
        referral = await self._of(uow, touch)
        if referral is None or referral.state is not S.HANDED:
            return
        lead, contact = await self._about(uow, referral)
        told = await self._move(uow, referral.moved(S.EXPIRED, now), lead, contact, now, None)
        for person in told.people:
            await uow.outbox.add(note_row(told.referral, person, "expired", now))
        await self._return(uow, told, now)

    async def go_on(self, uow: PartnersUnitOfWork, touch: Touch, now: datetime) -> None:
        """Name the next partner to the person; by now there may be none left."""
        referral = await self._of(uow, touch)
        if referral is None:
            return
        lead, contact = await self._about(uow, referral)
        if lead.stage is not referral.was:
            return  # somebody of ours, or the person, went on otherwise
        told = await self._told(uow, referral, lead, contact)
        wish = wish_of(referral, lead, contact)
        choice = await self._offering.choice(uow, lead, wish, now)
        if choice is None:
            await self._to_manager(uow, told, now)
            return
        basis = basis_for(Purpose.SERVICE, told.ledger, now)
        await self._offering.name(uow, lead, contact, wish, choice, basis, now, after=referral.name)

    async def ask_how_it_went(self, uow: PartnersUnitOfWork, touch: Touch, now: datetime) -> None:
        """Ask the person, who agreed to be asked."""
        referral = await self._of(uow, touch)
        if referral is None or referral.opinion is not None or referral.state is S.WITHDRAWN:
            return
        contact = await uow.contacts.get(referral.contact_id)
        if contact is not None:
            basis = basis_for(Purpose.SURVEY, await uow.consents.of(contact.id), now)
            await uow.outbox.add(self._words.how_it_went(referral, contact, basis))

    async def show(
        self, uow: PartnersUnitOfWork, referral: Referral, by: int, now: datetime
    ) -> None:
        """Bring the card once more into the chat of that person."""
        row = card_row(referral, by, now)
        await uow.outbox.add(replace(row, payload={**row.payload, "anew": True}))

    async def _return(self, uow: PartnersUnitOfWork, told: Told, now: datetime) -> None:
        """The lead goes back to where it was; another partner is named, else a manager has it."""
        referral, lead, contact = told.referral, told.lead, told.contact
        taken = referral.was not in CLOSED and await uow.leads.open_for(contact.id, lead.product)
        if lead.stage is not referral.was and not taken:
            lead = await uow.leads.save(lead.moved(referral.was, now))
        told = replace(told, lead=lead)
        wish = wish_of(referral, lead, contact)
        elsewhere = lead.stage is not referral.was  # another lead of theirs is open in its place
        if elsewhere or await self._offering.choice(uow, lead, wish, now) is None:
            await self._to_manager(uow, told, now)
        else:
            await uow.touches.plan(next_touch(told, self._policy, now))

    async def _to_manager(self, uow: PartnersUnitOfWork, told: Told, now: datetime) -> None:
        await write(uow, word_to_person(told, "partner_nobody_left", self._policy, now))
        await uow.outbox.add(returned_row(told, self._policy, now, left=True))

    async def _move(
        self,
        uow: PartnersUnitOfWork,
        referral: Referral,
        lead: Lead,
        contact: Contact,
        now: datetime,
        by: int | None,
    ) -> Told:
        return await keep_move(
            uow, referral, lead, contact, self._register, self._policy, now, by=by
        )

    async def _about(self, uow: PartnersUnitOfWork, referral: Referral) -> tuple[Lead, Contact]:
        lead = await uow.leads.get(referral.lead_id)
        contact = await uow.contacts.get(referral.contact_id)
        if lead is None or contact is None:
            raise NotTheirs(referral.id)
        return lead, contact

    async def _told(
        self, uow: PartnersUnitOfWork, referral: Referral, lead: Lead, contact: Contact
    ) -> Told:
        ledger = await uow.consents.of(contact.id)
        return Told(referral, self._register.get(referral.partner), lead, contact, ledger)

    async def _of(self, uow: PartnersUnitOfWork, touch: Touch) -> Referral | None:
        number = touch.payload.get("referral_id")
        return await uow.referrals.get(number) if isinstance(number, int) else None
