"""The second look at somebody for whom it was too early: on its day, if they agreed. Pure.

What the day brings them is composed where touches are handed on; the questions that are asked again
are `dialogs.again`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from leads.caused import Reactions, planned, rechecks, stamp
from leads.consent import Audience, ConsentEntry, Purpose, allowed
from leads.facts import NotYet, RecheckAgreed
from leads.lead import Lead
from leads.outbox import OutboxMessage, Priority
from leads.policy import Policy
from leads.touch import RECHECK, RECHECK_STAFF, Touch
from leads.verdict_facts import VerdictOverridden

DEFAULT_RECHECK = timedelta(days=90)
"""When to look again where no rule says so."""
RECHECK_EXPIRES = timedelta(days=14)

Early = NotYet | RecheckAgreed | VerdictOverridden


def recheck_at(lead: Lead, now: datetime) -> datetime:
    """When to look at the lead again: after the days that its rule names, else the usual ones."""
    days = lead.verdict.recheck_days if lead.verdict else None
    return now + (DEFAULT_RECHECK if days is None else timedelta(days=days))


def second_look(
    fact: Early,
    lead: Lead,
    policy: Policy,
    now: datetime,
    ledger: Sequence[ConsentEntry],
    card: tuple[OutboxMessage, ...],
) -> Reactions:
    """The card, and the touch on its day. Without a consent to reminders nobody is reminded, but
    whoever decided so themselves: staff."""
    due = _due(fact, lead, now)
    agreed = allowed(Purpose.REMINDER, ledger, now)
    by_hand = isinstance(fact, VerdictOverridden)
    if due is None or not (agreed or by_hand):
        return Reactions(outbox=card, cancel_touches=planned(lead))
    kind = RECHECK if agreed else RECHECK_STAFF
    due = policy.after_quiet_hours(max(due, now))
    touch = Touch(
        key=f"{rechecks(lead)}{fact.kind}:{stamp(fact.at)}",
        kind=kind,
        lead_id=lead.id,
        contact_id=lead.contact_id if agreed else None,
        audience=Audience.PERSON if agreed else Audience.STAFF,
        purpose=Purpose.REMINDER if agreed else Purpose.SERVICE,
        due_at=due,
        expires_at=due + RECHECK_EXPIRES,
        priority=Priority.FOLLOW_UP,
        payload={"kind": kind, "v": 1, "lead_id": lead.id},
    )
    return Reactions(outbox=card, touches=(touch,), cancel_touches=planned(lead))


def _due(fact: Early, lead: Lead, now: datetime) -> datetime | None:
    match fact:
        case RecheckAgreed():
            return fact.recheck_at
        case VerdictOverridden():
            return recheck_at(lead, now)
        case _:
            days = fact.verdict.recheck_days
            return None if days is None else now + timedelta(days=days)
