"""The touch that watches how long a lead stands still in its stage. Pure.

What it does when it comes due is `leads.thinking.watching`.
"""

from __future__ import annotations

from datetime import datetime

from leads.caused import norms, stamp
from leads.consent import Audience, Purpose
from leads.lead import Lead
from leads.outbox import Priority
from leads.policy import Policy
from leads.touch import STAGE_NORM, Touch
from leads.working_time import next_working


def watch(lead: Lead, policy: Policy, now: datetime) -> Touch | None:
    """The touch that watches the lead in its stage; None where the funnel has no norm for it."""
    norm = policy.norm(lead)
    if norm is None or not lead.is_open:
        return None
    return Touch(
        key=f"{norms(lead)}{stamp(lead.stage_since)}",
        kind=STAGE_NORM,
        lead_id=lead.id,
        contact_id=None,
        audience=Audience.STAFF,
        purpose=Purpose.SERVICE,
        due_at=next_working(now + norm, policy),
        priority=Priority.REMINDER,
        payload={"kind": STAGE_NORM, "v": 1, "stage_since": stamp(lead.stage_since)},
    )
