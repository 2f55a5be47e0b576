"""What answers make of an enquiry: a lead, once its funnel's criterion is met. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dialogs.values import Blank, Value
from leads.lead import Lead
from leads.policy import Policy
from leads.stage import Stage
from leads.verdict_facts import BecameLead


def became_lead(
    lead: Lead | None, values: Mapping[str, Value], policy: Policy, now: datetime
) -> tuple[Lead | None, tuple[BecameLead, ...]]:
    """The enquiry as a lead, and the fact of it; unchanged while it is none, or is one already."""
    if lead is None or lead.stage is not Stage.ENQUIRY:
        return lead, ()
    criterion = policy.criterion(lead.funnel)
    answered = sum(not isinstance(value, Blank) for value in values.values())
    if not criterion.met(answered=answered, product=lead.product):
        return lead, ()
    fact = BecameLead(
        at=now,
        contact_id=lead.contact_id,
        lead_id=lead.id,
        answered=answered,
        needed=criterion.answered,
        product=lead.product,
    )
    return lead.moved(Stage.LEAD, now), (fact,)
