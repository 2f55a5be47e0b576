"""What a payment plans for the next one, and what its day causes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from leads.caused import Reactions, card_key, fact_key, staff_touch, stamp, to_sales
from leads.consent import ConsentEntry
from leads.contact import Contact
from leads.facts import Fact, Paid
from leads.lead import Lead
from leads.outbox import Priority
from leads.policy import Policy
from leads.repeat.facts import RepeatDue
from leads.touch import Touch
from leads.working_time import working_morning

MEASURE, OPEN = "rhythm", "repeat"
"""Kinds of touches: reckon when the next purchase is due, and open a lead for it."""

RHYTHM, SEASON = "rhythm", "season"
"""Why a purchase is expected."""


def of_repeat(
    fact: Fact,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
) -> Reactions:
    """What `fact` causes, given the lead as it is after it."""
    match fact:
        case Paid():
            # Reckoned anew; a season of another product stays.
            over = f"{OPEN}:{lead.contact_id}:{RHYTHM}:"
            return Reactions(touches=(_measure(lead, now),), cancel_touches=(over,))
        case RepeatDue():
            card = to_sales(lead, "lead_card", card_key(lead))
            key = fact_key(fact, lead)
            told = to_sales(lead, "repeat_due", key, priority=Priority.FOLLOW_UP)
            return Reactions(outbox=(card, told))
        case _:
            return Reactions()


def opening(lead: Lead, why: str, at: datetime, about: dict[str, object], policy: Policy) -> Touch:
    """The touch that opens a lead for the next purchase after that of `lead`."""
    key = f"{OPEN}:{lead.contact_id}:{why}:{lead.id}:{stamp(at)}"
    due = working_morning(at.astimezone(policy.zone).date(), policy)
    said = {"lead_id": lead.id, "why": why, **about}
    return staff_touch(lead, OPEN, key, due, said, priority=Priority.FOLLOW_UP)


def _measure(lead: Lead, now: datetime) -> Touch:
    """Other orders are known only once this one is written."""
    key, about = f"{MEASURE}:{lead.id}:{stamp(now)}", {"lead_id": lead.id}
    due = now + timedelta(minutes=1)
    return staff_touch(lead, MEASURE, key, due, about, priority=Priority.FOLLOW_UP)
