"""Writing a referral that moved, with the fact of it and all that the move causes."""

from __future__ import annotations

from datetime import datetime

from leads.contact import Contact
from leads.lead import Lead
from leads.partners.caused import Told, caused
from leads.partners.facts import ReferralMoved
from leads.partners.partner import Register
from leads.partners.ports import PartnersUnitOfWork
from leads.partners.referral import Referral, ReferralState
from leads.policy import Policy
from leads.recording import record, write


async def keep_move(
    uow: PartnersUnitOfWork,
    referral: Referral,
    lead: Lead,
    contact: Contact,
    register: Register,
    policy: Policy,
    now: datetime,
    *,
    by: int | None = None,
) -> Told:
    """Save a referral that moved, with the fact and all that the move causes."""
    await uow.referrals.save(referral)
    fact = ReferralMoved(
        at=now,
        contact_id=contact.id,
        lead_id=lead.id,
        by=by,
        partner=referral.partner,
        state=referral.state,
        amount=referral.amount if referral.state is ReferralState.SOLD else None,
        currency=referral.currency if referral.state is ReferralState.SOLD else "",
        reason=referral.reason or "",
    )
    await record(uow, fact, lead=lead, contact=contact, policy=policy, now=now)
    ledger = await uow.consents.of(contact.id)
    told = Told(referral, register.get(referral.partner), lead, contact, ledger)
    await write(uow, caused(told, policy, now))
    return told
