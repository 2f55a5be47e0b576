"""What a person is told unasked when sales do something with their lead. Pure.

That it is told at all is decided by `leads.reactions`; nothing is said against their refusal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from leads.caused import Reactions, fact_key
from leads.consent import ConsentEntry
from leads.contact import Contact
from leads.facts import Taken
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
    """Who took their lead."""
    if contact is None:
        return Reactions()
    values: dict[str, str | int] = {"owner": fact.owner, "by_phone": contact.phone is not None}
    key = fact_key(fact, lead)
    return notice("prospect_taken", values, contact, lead, key, ledger, policy, now)


def human_writes(
    fact: VerdictOverridden,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
) -> Reactions:
    """Whoever was left to choose by themselves hears that a human writes now."""
    if contact is None or (fact.stage, fact.was) != (Stage.QUALIFIED, Stage.SELF_SERVICE):
        return Reactions()
    key = fact_key(fact, lead)
    return notice("human_will_write", {}, contact, lead, key, ledger, policy, now)
