"""Whose word counts when a CRM and we say different things of a lead. Pure.

| Of a lead | Whose word counts |
|---|---|
| stage | the CRM's once somebody works on the lead, here or there; before that ours |
| owner, loss reason | the CRM's |
| amount, discount | the CRM's until the lead is paid |
| payment | whoever says first that it was made; nobody takes it back |
| a referral to a partner | ours: it needs the person's consent |
| answers, brief, verdict, person, company | ours, written by the modes of the mapping |
| a lead deleted there | ours: it stays here, and managers hear of it |

Somebody works on a lead when it is taken, or was moved in the CRM to a stage that no conversation
gives.
"""

from __future__ import annotations

from enum import StrEnum

from leads.lead import Lead
from leads.stage import Stage

OF_THE_CONVERSATION = frozenset(
    {Stage.ENQUIRY, Stage.LEAD, Stage.QUALIFIED, Stage.BRIEF, Stage.NOT_YET, Stage.WAITING}
)
"""Stages that a conversation gives."""

NEVER_FROM_A_CRM = frozenset({Stage.UNKNOWN, Stage.REFERRED})


class Kept(StrEnum):
    """Why ours stays. The words are in the template `crm_said`."""

    UNKNOWN_STAGE = "unknown_stage"
    CONVERSATION = "conversation"
    CONFLICT = "conflict"
    PAID = "paid"
    REFERRED = "referred"
    NO_AMOUNT = "no_amount"
    ANOTHER_OPEN = "another_open"
    DELETED = "deleted"


def why_kept(lead: Lead, said: Stage, *, worked: bool) -> Kept | None:
    """Why the lead stays where it is although the CRM says another stage; None where the CRM's
    word counts. `worked`: somebody works on it there."""
    if said is Stage.UNKNOWN:
        return Kept.UNKNOWN_STAGE
    if lead.stage is Stage.PAYMENT:
        return Kept.PAID
    if Stage.REFERRED in (lead.stage, said):
        return Kept.REFERRED
    if lead.held:
        return Kept.CONFLICT
    if lead.owner_id is None and not worked:
        return Kept.CONVERSATION
    return None
