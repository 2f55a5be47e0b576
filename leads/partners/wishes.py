"""What a lead asks of a partner, and what of its person would be passed on. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from leads.consent import ConsentEntry, Purpose, allowed
from leads.contact import Contact
from leads.lead import Lead
from leads.partners.partner import Wish
from leads.partners.referral import Referral
from leads.verdict import JsonValue


def wish_of(referral: Referral, lead: Lead, contact: Contact) -> Wish:
    """What the lead of a referral asks of another partner."""
    return wish_for(lead, contact, referral.kind, referral.region)


def what_is_passed_on(
    contact: Contact, ledger: Sequence[ConsentEntry], now: datetime
) -> tuple[str, ...]:
    """Codes of the data that a partner would get: phone and e-mail only as long as they may be
    processed at all."""
    known: Mapping[str, str | None] = {"phone": contact.phone, "email": contact.email}
    may = allowed(Purpose.PERSONAL_DATA, ledger, now)
    contacts = [name for name, value in known.items() if value and may]
    return ("answers", "name", "telegram", *contacts)


def wish_for(lead: Lead, contact: Contact, kind: str, region: str | None) -> Wish:
    """What a lead asks of a partner of that kind."""
    answers: Mapping[str, JsonValue] = lead.verdict.inputs if lead.verdict else {}
    return Wish(kind, lead.product, region, contact.language, answers)
