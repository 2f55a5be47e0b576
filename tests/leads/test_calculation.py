"""The task to calculate: given once where it is needed, in our own CRM where there is no other."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from leads.calculation import own_calculation
from leads.crm_rows import CALCULATION, CrmAccount, calculation_mark
from leads.facts import BriefCompleted, Fact, StageMoved
from leads.lead import Lead
from leads.stage import Stage
from tests.leads.samples import NOON, POLICY

WHO: dict[str, Any] = {"at": NOON, "contact_id": 1, "lead_id": 7}
LEAD = Lead(7, 1, stage=Stage.QUALIFIED, qualified_at=NOON, owner_id=2001)
DONE = BriefCompleted(**WHO, answered=5, asked=8, was=Stage.QUALIFIED)
PRICED = StageMoved(**WHO, was=Stage.KEY_STAGE, stage=Stage.PROPOSAL)


@pytest.mark.parametrize(
    ("fact", "lead", "given"),
    [
        (DONE, LEAD, True),
        (PRICED, LEAD, True),
        (PRICED, replace(LEAD, brief_done=True), False),
        (replace(PRICED, stage=Stage.PLANNED), LEAD, True),
        (replace(PRICED, stage=Stage.CONTRACT), LEAD, False),
    ],
)
def test_what_gives_it(fact: Fact, lead: Lead, given: bool) -> None:
    assert (calculation_mark(fact, lead) is not None) is given
    assert bool(own_calculation(fact, lead, POLICY)) is given


def test_a_stage_gives_one_however_often() -> None:
    again = replace(PRICED, at=NOON + timedelta(days=3))
    assert calculation_mark(PRICED, LEAD) == calculation_mark(again, LEAD)


def test_our_own_is_for_the_owner_by_the_end_of_a_working_day() -> None:
    (task,) = own_calculation(DONE, LEAD, POLICY)
    assert (task.lead_id, task.owner_id, task.title) == (7, 2001, CALCULATION)
    assert task.due_at > NOON


def test_where_a_crm_gets_it_we_keep_none() -> None:
    told = replace(POLICY, crm_accounts=(CrmAccount("main"),))
    assert own_calculation(DONE, LEAD, told) == ()
