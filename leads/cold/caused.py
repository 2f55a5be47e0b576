"""What the facts of the cold funnel cause. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from leads.caused import Reactions, fact_key, to_sales
from leads.cold.facts import LinkOpened
from leads.lead import Lead
from leads.meetings.caused import offer_touch
from leads.policy import Policy

OFFERED_AFTER = timedelta(hours=1)
"""Until then whoever opens a link has the brief to answer."""


def of_link(fact: LinkOpened, lead: Lead, policy: Policy, now: datetime) -> Reactions:
    """Sales are told; times to meet are offered later, unless a meeting is set by then."""
    told = to_sales(lead, fact.kind, fact_key(fact, lead))
    times = (offer_touch(lead, fact.kind, now + OFFERED_AFTER),) if policy.meetings else ()
    return Reactions((told,), times)
