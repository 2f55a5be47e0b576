"""Naming a partner to a person, and what the person says: yes, no, not any more, how it went.

Nothing reaches a partner before the ledger holds a consent that names them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from leads.consent import REPLY_BASIS, Basis, ConsentEntry, Purpose
from leads.contact import Contact
from leads.facts import Fact
from leads.lead import Lead
from leads.offers import Offers
from leads.partners.choosing import PartnerChoice, choose_partner
from leads.partners.facts import PartnerOffered, PartnerRated, Referred
from leads.partners.moving import keep_move
from leads.partners.partner import Register, Wish
from leads.partners.ports import OfferingUnitOfWork, PartnersUnitOfWork, PartnerWords
from leads.partners.referral import CLOSED, IN_WORK, NEW, Referral, ReferralMoveRefused
from leads.partners.referral import ReferralState as S
from leads.partners.wishes import what_is_passed_on, wish_for, wish_of
from leads.policy import Policy
from leads.recording import record
from leads.stage import Stage
from leads.working_time import add_working_time

HIGHEST = 10


@dataclass(frozen=True, slots=True)
class Said:
    """What the person's word made of the offer; unchanged where it came too late. `went_on` when
    another partner was named instead."""

    referral: Referral
    changed: bool
    went_on: bool = False


class Offering:
    """The use cases on the person's side, for one register."""

    def __init__(
        self, register: Register, words: PartnerWords, offers: Offers, policy: Policy
    ) -> None:
        self._register = register
        self._words = words
        self._offers = offers
        self._policy = policy

    async def offer(
        self,
        uow: OfferingUnitOfWork,
        lead: Lead,
        contact: Contact,
        kind: str,
        now: datetime,
        *,
        region: str | None = None,
        quietly: bool = False,
    ) -> None:
        """Name the partner whom `leads.partners.choosing` chooses, in answer to the person's own
        words; say so where there is none, unless `quietly`, or where one has the person
        already."""
        wish = wish_for(lead, contact, kind, region)
        past = await uow.referrals.of_contact(contact.id)
        theirs = [one for one in past if one.kind == kind and one.state in NEW | IN_WORK]
        if theirs:
            key = f"already:{lead.id}:{lead.version}"
            await uow.outbox.add(self._words.already(contact, theirs[-1].name, key))
            return
        choice = await self.choice(uow, lead, wish, now)
        if choice is None and quietly:
            return
        if choice is None:
            await uow.outbox.add(self._words.nobody(contact, f"nobody:{lead.id}:{lead.version}"))
            return
        await self.name(uow, lead, contact, wish, choice, REPLY_BASIS, now)

    async def choice(
        self, uow: OfferingUnitOfWork, lead: Lead, wish: Wish, now: datetime
    ) -> PartnerChoice | None:
        """Who is next: nobody who had this lead or refused it, or who has the person already."""
        if not self._register.resolves(wish.kind):
            return None
        past = await uow.referrals.of_contact(lead.contact_id)
        passed = {
            one.partner
            for one in past
            if one.state in NEW | IN_WORK
            or (one.lead_id == lead.id and one.state in CLOSED | {S.REFUSED, S.LAPSED})
        }
        day = now.astimezone(self._policy.zone).date()
        return choose_partner(self._register, wish, await uow.referrals.records(), day, passed)

    async def name(
        self,
        uow: OfferingUnitOfWork,
        lead: Lead,
        contact: Contact,
        wish: Wish,
        choice: PartnerChoice,
        basis: Basis,
        now: datetime,
        *,
        after: str = "",
    ) -> Referral:
        """Show the person who it is and what would be passed on; the words are kept as shown.

        `after` names the partner who did not take the lead. An offer before this one lapses.
        """
        for past in await uow.referrals.of_contact(contact.id):
            if past.state is S.OFFERED:
                await uow.referrals.save(past.moved(S.LAPSED, now))
        ledger = await uow.consents.of(contact.id)
        data = what_is_passed_on(contact, ledger, now)
        asked = self._words.document(choice.partner, data, contact.language)
        await uow.documents.keep(asked)
        referral = await uow.referrals.add(
            Referral(
                id=0,
                lead_id=lead.id,
                contact_id=contact.id,
                partner=choice.partner.id,
                name=choice.partner.name,
                kind=wish.kind,
                was=lead.stage,
                offered_at=now,
                region=wish.region,
                data=data,
                language=asked.language,
                text_version=asked.version,
                text_hash=asked.digest,
                currency=lead.currency,
            )
        )
        fact = PartnerOffered(
            at=now,
            contact_id=contact.id,
            lead_id=lead.id,
            partner=choice.partner.id,
            why=choice.why.value,
            about=choice.about,
        )
        await self._record(uow, fact, lead, contact, now)
        await uow.outbox.add(self._words.offer(referral, contact, asked, basis, after=after))
        return referral

    async def agree(
        self,
        uow: PartnersUnitOfWork,
        referral: Referral,
        contact: Contact,
        now: datetime,
        *,
        message_id: int | None,
        button: str,
    ) -> Said:
        """The person agrees: the consent that names the partner, then the hand-over.

        The offer lapses when the partner takes no more leads, and the next one is named; or when
        the lead is elsewhere by now.
        """
        lead = await uow.leads.get(referral.lead_id)
        if referral.state is not S.OFFERED or lead is None:
            return Said(referral, changed=False)
        partner = self._register.get(referral.partner)
        day = now.astimezone(self._policy.zone).date()
        if partner is None or not partner.active(day) or lead.stage is not referral.was:
            return await self._lapse(uow, referral, lead, contact, now)
        entry = ConsentEntry(
            contact_id=contact.id,
            purpose=Purpose.PARTNER,
            granted=True,
            at=now,
            text_version=referral.text_version,
            text_hash=referral.text_hash,
            language=referral.language,
            message_id=message_id,
            button=button,
            partner=referral.partner,
        )
        await self._offers.agree(uow, contact, lead, entry, now)
        lead = await uow.leads.save(lead.moved(Stage.REFERRED, now))
        fact = Referred(
            at=now,
            contact_id=contact.id,
            lead_id=lead.id,
            partner=referral.partner,
            was=referral.was,
        )
        await self._record(uow, fact, lead, contact, now)
        by = add_working_time(now, partner.accept_within, self._policy)
        handed = replace(referral.moved(S.HANDED, now), accept_by=by)
        await self._moved(uow, handed, lead, contact, now)
        return Said(handed, changed=True)

    async def _lapse(
        self,
        uow: PartnersUnitOfWork,
        referral: Referral,
        lead: Lead,
        contact: Contact,
        now: datetime,
    ) -> Said:
        lapsed = referral.moved(S.LAPSED, now)
        await uow.referrals.save(lapsed)
        wish = wish_of(referral, lead, contact)
        choice = await self.choice(uow, lead, wish, now) if lead.stage is referral.was else None
        if choice is not None:
            await self.name(uow, lead, contact, wish, choice, REPLY_BASIS, now, after=referral.name)
        return Said(lapsed, changed=True, went_on=choice is not None)

    async def refuse(
        self, uow: PartnersUnitOfWork, referral: Referral, contact: Contact, now: datetime
    ) -> Said:
        """The person says no, and nothing leaves the house."""
        lead = await uow.leads.get(referral.lead_id)
        if referral.state is not S.OFFERED or lead is None:
            return Said(referral, changed=False)
        refused = referral.moved(S.REFUSED, now)
        await self._moved(uow, refused, lead, contact, now)
        return Said(refused, changed=True)

    async def withdraw(
        self, uow: PartnersUnitOfWork, contact: Contact, partner_id: str, now: datetime
    ) -> None:
        """The consent was taken back: the partner gets nothing more and is asked to erase it."""
        for found in await uow.referrals.of_contact(contact.id):
            lead = await uow.leads.get(found.lead_id)
            if found.partner != partner_id or not found.passed_on or lead is None:
                continue
            try:
                taken_back = found.moved(S.WITHDRAWN, now)
            except ReferralMoveRefused:
                continue  # it was over before
            await self._moved(uow, taken_back, lead, contact, now)

    async def rate(
        self,
        uow: PartnersUnitOfWork,
        referral: Referral,
        contact: Contact,
        grade: int,
        now: datetime,
    ) -> Said:
        """The person says how it went, 0-10; the first word counts."""
        lead = await uow.leads.get(referral.lead_id)
        known = referral.opinion is not None or not referral.passed_on
        if known or lead is None or not 0 <= grade <= HIGHEST:
            return Said(referral, changed=False)
        rated = replace(referral, opinion=grade)
        await uow.referrals.save(rated)
        fact = PartnerRated(
            at=now,
            contact_id=contact.id,
            lead_id=lead.id,
            partner=referral.partner,
            grade=grade,
        )
        await self._record(uow, fact, lead, contact, now)
        return Said(rated, changed=True)

    def name_of(self, partner_id: str) -> str:
        """The partner's name; "" for nobody of the register."""
        partner = self._register.get(partner_id)
        return partner.name if partner else ""

    async def _moved(
        self,
        uow: PartnersUnitOfWork,
        referral: Referral,
        lead: Lead,
        contact: Contact,
        now: datetime,
    ) -> None:
        await keep_move(uow, referral, lead, contact, self._register, self._policy, now)

    async def _record(
        self, uow: OfferingUnitOfWork, fact: Fact, lead: Lead, contact: Contact, now: datetime
    ) -> None:
        await record(uow, fact, lead=lead, contact=contact, policy=self._policy, now=now)
