"""What the facts of forms cause, and what is planned while nobody answers one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from leads.card_rows import card_update
from leads.caused import Reactions, fact_key, staff_touch, stamp, to_sales, unanswered
from leads.consent import ConsentEntry
from leads.contact import Contact
from leads.facts import Fact, HalfFinished
from leads.forms.facts import FormSent
from leads.lead import Lead
from leads.policy import Policy
from leads.touch import UNANSWERED, Touch
from leads.working_time import add_working_time


def of_forms(
    fact: Fact,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
) -> Reactions:
    """Whoever works on the lead hears that its person has sent a form again."""
    if not isinstance(fact, FormSent):
        return Reactions()
    again = lead.owner_id is not None and lead.enquired_at != now
    told = (to_sales(lead, fact.kind, fact_key(fact, lead)),) if again else ()
    return Reactions(outbox=(*card_update(fact, lead), *told))


def alarm(half: HalfFinished, lead: Lead, policy: Policy, now: datetime) -> Touch:
    """The look whether somebody answered, when the promised time is over; `half` is what sales
    get if nobody did."""
    due = add_working_time(now, policy.call_within, policy)
    about = {"lead_id": lead.id, "since": now.isoformat(), "half": half.details()}
    return staff_touch(lead, UNANSWERED, f"{unanswered(lead)}{stamp(now)}", due, about)
