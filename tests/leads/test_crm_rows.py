"""What CRMs are told of facts: which, in which order, and nothing without an account."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from leads.crm_rows import CrmAccount, erase_in_crm, to_crm
from leads.facts import (
    AnswerGiven,
    BriefCompleted,
    EnquiryMade,
    Fact,
    Lost,
    StageMoved,
    Taken,
)
from leads.lead import Lead
from leads.outbox import Topic
from leads.reactions import react
from leads.stage import Stage
from leads.talk_facts import HumanCalled
from leads.verdict_facts import BecameLead
from tests.leads.samples import POLICY

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ABOUT: dict[str, Any] = {"at": NOW, "contact_id": 3, "lead_id": 7}
SEEN = Lead(7, 3, stage=Stage.QUALIFIED, qualified_at=NOW)
UNSEEN = Lead(7, 3)
MAIN, EVERY = CrmAccount("main"), CrmAccount("erp", every=True)
MOVED = StageMoved(**ABOUT, was=Stage.BRIEF, stage=Stage.KEY_STAGE)
PRICED = replace(MOVED, stage=Stage.PROPOSAL)

PLAN = AnswerGiven(
    **ABOUT,
    scenario="brief",
    step="plan",
    value={"file": {"kind": "document", "id": "f-1", "name": "план.pdf", "message": 55}},
)


def kinds(fact: Fact, lead: Lead = SEEN, accounts: tuple[CrmAccount, ...] = (MAIN,)) -> list[str]:
    return [str(row.payload["kind"]) for row in to_crm(fact, lead, accounts)]


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (MOVED, ["crm_lead"]),
        (PRICED, ["crm_lead", "crm_task"]),
        (PLAN, ["crm_file"]),
        (Taken(**ABOUT, owner="Игорь"), ["crm_lead"]),
        (Lost(**ABOUT, reason="price", was=Stage.BRIEF), ["crm_lead"]),
        (
            BriefCompleted(**ABOUT, answered=5, asked=8, was=Stage.QUALIFIED),
            ["crm_lead", "crm_note", "crm_task"],
        ),
        (HumanCalled(**ABOUT), []),
        (AnswerGiven(**ABOUT, scenario="brief", step="goal", value="x"), []),
        (EnquiryMade(**ABOUT, channel="direct"), []),
    ],
)
def test_each_fact_that_matters_is_told(fact: Fact, told: list[str]) -> None:
    assert kinds(fact) == told


def test_what_sales_do_not_see_is_told_only_to_who_wants_every_lead() -> None:
    became = BecameLead(**ABOUT, answered=2, needed=2, product="crm")
    rows = to_crm(became, UNSEEN, (MAIN, EVERY))
    assert [row.payload["account"] for row in rows] == ["erp"]


def test_rows_of_one_lead_and_account_stand_in_one_lane() -> None:
    rows = [*to_crm(MOVED, SEEN, (MAIN, EVERY)), *to_crm(replace_at(MOVED), SEEN, (MAIN,))]
    assert [row.lane for row in rows] == ["crm:main:lead:7", "crm:erp:lead:7", "crm:main:lead:7"]
    assert len({row.key for row in rows}) == 3
    assert {row.topic for row in rows} == {Topic.CRM}
    assert to_crm(MOVED, SEEN, (MAIN,)) == to_crm(MOVED, SEEN, (MAIN,)), "a repeat is known"


def replace_at(fact: StageMoved) -> StageMoved:
    return replace(fact, at=NOW + timedelta(seconds=1))


def test_a_reaction_tells_the_accounts_of_the_policy() -> None:
    def topics(accounts: tuple[CrmAccount, ...]) -> list[Topic]:
        policy = replace(POLICY, crm_accounts=accounts)
        return [row.topic for row in react(MOVED, SEEN, policy, NOW).outbox]

    assert Topic.CRM not in topics(())
    assert topics((MAIN, EVERY)).count(Topic.CRM) == 2


def test_an_erasure_names_numbers_only() -> None:
    row = erase_in_crm("main", 3, [7, 8], NOW)
    assert row.not_before == NOW + timedelta(minutes=5), "what is under way comes to its end first"
    assert row.payload == {
        "kind": "crm_erase",
        "v": 1,
        "account": "main",
        "contact_id": 3,
        "lead_ids": [7, 8],
    }


def test_a_calculation_is_asked_for_once_in_a_stage_and_not_beside_a_finished_brief() -> None:
    again = replace(PRICED, at=NOW + timedelta(days=1))
    marks = [row.payload["mark"] for fact in (PRICED, again) for row in to_crm(fact, SEEN, (MAIN,))]
    assert marks.count("calculation-proposal") == 2, "the mark keeps it from being made twice"
    assert kinds(PRICED, replace(SEEN, brief_done=True)) == ["crm_lead"]


def test_a_file_is_told_by_its_message_and_not_before_the_lead_is_seen() -> None:
    (row,) = to_crm(PLAN, SEEN, (MAIN,))
    assert row.payload["message"] == 55
    assert "план" not in str(row.payload)
    (again,) = to_crm(replace(PLAN, at=NOW + timedelta(days=1)), SEEN, (MAIN,))
    assert again.key == row.key
    assert kinds(PLAN, UNSEEN, (MAIN, EVERY)) == []
