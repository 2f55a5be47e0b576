"""The task to calculate: until when, and where it goes without a CRM. Pure.

Which facts give it is `leads.crm_rows`: CRMs get it with the brief and what is still missing in
words; without any CRM it is a task of the built-in one, which shows the brief beside it.
"""

from __future__ import annotations

from datetime import datetime

from leads.crm_rows import CALCULATION, calculation_mark
from leads.facts import Fact
from leads.lead import Lead
from leads.order import Task
from leads.policy import Policy
from leads.working_time import end_of_working_day

WORKING_DAYS = 1
"""Working days that a calculation may take."""


def calculate_by(now: datetime, policy: Policy) -> datetime:
    """Until when the offer is to be calculated."""
    return end_of_working_day(now, WORKING_DAYS, policy)


def own_calculation(fact: Fact, lead: Lead, policy: Policy) -> tuple[Task, ...]:
    """The task of the built-in CRM, where no other one gets it."""
    if policy.crm_accounts or calculation_mark(fact, lead) is None:
        return ()
    due = calculate_by(fact.at, policy)
    return (Task(lead.id, lead.owner_id, CALCULATION, due, fact.at),)
