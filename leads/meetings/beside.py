"""What facts of a lead, of which no meeting is told, mean for meetings. Pure."""

from __future__ import annotations

from datetime import datetime

from leads.facts import BriefCompleted, Fact, Paid, Taken
from leads.handing.facts import OwnerChanged
from leads.lead import Lead
from leads.meetings.caused import handing_touch, offer_touch, over_touch
from leads.policy import Policy
from leads.touch import Touch


def meetings_beside(fact: Fact, lead: Lead, policy: Policy, now: datetime) -> tuple[Touch, ...]:
    """Whoever has a salesperson may choose when to meet them; a meeting that is still to be goes
    with the lead to whoever has it now."""
    if isinstance(fact, OwnerChanged):
        return (handing_touch(lead, now),) if lead.is_open else ()
    asked = isinstance(fact, Taken | BriefCompleted)
    if not (asked and policy.meetings) or lead.owner_id is None:
        return ()
    return (offer_touch(lead, fact.kind, now),)


def meetings_over(fact: Fact, lead: Lead, now: datetime) -> tuple[Touch, ...]:
    """Whoever is paid for may be met still; a lead that comes to nothing is not."""
    over = lead.owner_id is not None and not lead.is_open and not isinstance(fact, Paid)
    return (over_touch(lead, now),) if over else ()
