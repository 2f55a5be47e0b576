"""What a person is told unasked when sales do something with their lead. Pure.

That it is told at all is decided by `leads.reactions`; nothing is said against their refusal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from leads.caused import Reactions, fact_key
from leads.consent import ConsentEntry, Message, Purpose, allowed, basis_for
from leads.contact import Contact
from leads.facts import Fact, Taken
from leads.lead import Lead
from leads.notices import notice
from leads.policy import Policy
from leads.stage import Stage
from leads.verdict_facts import VerdictOverridden


def who_calls(
    fact: Taken,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
) -> Reactions:
    """Who took their lead. `policy` is the one towards the person."""
    by_phone = contact is not None and contact.phone is not None
    values: dict[str, str | int] = {"owner": fact.owner, "by_phone": by_phone}
    return _told("prospect_taken", values, fact, lead, policy, now, contact, ledger)


def human_writes(
    fact: VerdictOverridden,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
) -> Reactions:
    """Whoever was left to choose by themselves hears that a human writes now."""
    if fact.stage is not Stage.QUALIFIED or fact.was is not Stage.SELF_SERVICE:
        return Reactions()
    return _told("human_will_write", {}, fact, lead, policy, now, contact, ledger)


def _told(
    text: str,
    values: dict[str, str | int],
    fact: Fact,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
) -> Reactions:
    if contact is None or not contact.has_chat or not allowed(Purpose.SERVICE, ledger, now):
        return Reactions()
    message = Message(
        contact_id=contact.id,
        text=text,
        purpose=Purpose.SERVICE,
        basis=basis_for(Purpose.SERVICE, ledger, now),
        values=values,
    )
    return notice(message, contact, lead, fact_key(fact, lead), policy, now)
