"""What facts cause in cadences: which begin, and which end at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from leads.cadences.cadence import Moment
from leads.cadences.facts import CadenceAnswered
from leads.cadences.planning import begin
from leads.caused import Reactions, cadences
from leads.consent import ConsentEntry
from leads.contact import Contact
from leads.facts import ConsentWithdrawn, Fact, StageMoved
from leads.lead import Lead
from leads.policy import Policy
from leads.stage import Stage

BEGUN_BY = {Stage.THINKING: Moment.THINKING}
"""Which stages begin cadences."""


def of_cadences(
    fact: Fact,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
) -> Reactions:
    """What `fact` begins and ends, given the lead as it is after it."""
    match fact:
        case StageMoved():
            over, moment = (cadences(lead),), BEGUN_BY.get(lead.stage)
            if moment is None or contact is None:
                return Reactions(cancel_touches=over)
            begun = begin(moment, lead, contact, ledger, policy, now)
            return Reactions(touches=begun, cancel_touches=over)
        case CadenceAnswered(counts=True):
            return Reactions(cancel_touches=(cadences(lead),))
        case ConsentWithdrawn():
            ended = (
                one.id for one in policy.cadences.by_id.values() if one.purpose is fact.purpose
            )
            return Reactions(cancel_touches=tuple(cadences(lead, one) for one in ended))
        case _:
            return Reactions()
