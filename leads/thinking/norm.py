"""The touch that watches how long a lead stands still in its stage. Pure.

What it does when it comes due is `leads.thinking.watching`.
"""

from __future__ import annotations

from datetime import datetime

from leads.caused import norms, staff_touch, stamp
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
    since, due = stamp(lead.stage_since), next_working(now + norm, policy)
    key, about = f"{norms(lead)}{since}", {"stage_since": since}
    return staff_touch(lead, STAGE_NORM, key, due, about, priority=Priority.REMINDER)
