"""Facts survive the way into a history row and back, and hold no personal data."""

import json
from dataclasses import fields
from typing import get_args

import pytest

from leads.consent import Purpose
from leads.crm_back.meeting import MeetingState
from leads.facts import Fact
from leads.happened import Happened
from leads.history import KINDS, fact_from_row
from leads.partners.referral import ReferralState
from leads.stage import Stage
from leads.supply.availability import Condition
from tests.leads.samples import NOON, verdict

SAMPLES: dict[str, object] = {
    "verdict": verdict(),
    "was": Stage.LEAD,
    "stage": Stage.PROPOSAL,
    "judged": Stage.NOT_YET,
    "state": ReferralState.SOLD,
    "needed": 2,
    "purpose": Purpose.REMINDER,
    "condition": Condition.SEASON,
    "recheck_at": NOON,
    "answer_by": NOON,
    "starts_at": NOON,
    "ends_at": NOON,
    "before": NOON,
    "sequence": 2,
    "meeting": 4,
    "owner_id": 5,
    "had_by": 6,
    "until": NOON.date(),
    "others": ("romashka",),
    "amount": 5,
    "discount": 1,
    "answered": 3,
    "asked": 5,
    "evidence": ("domain", "name"),
    "became": MeetingState.HELD,
    "was_at": None,
    "value": {"blank": "skipped"},
}


def sample(kind: type[Happened]) -> Fact:
    own = {item.name: SAMPLES.get(item.name, "text") for item in fields(kind)}
    own |= {"at": NOON, "contact_id": 1, "lead_id": 7, "by": None}
    return KINDS[kind.kind](**own)


@pytest.mark.parametrize("kind", get_args(Fact))
def test_a_fact_survives_its_row(kind: type[Happened]) -> None:
    fact = sample(kind)
    details = json.loads(json.dumps(fact.details()))
    assert (
        fact_from_row(fact.kind, at=fact.at, contact_id=1, lead_id=7, by=None, details=details)
        == fact
    )


def test_kinds_are_unique() -> None:
    assert len(KINDS) == len(get_args(Fact))


@pytest.mark.parametrize(
    ("kind", "details", "error"),
    [
        ("dreamt", {}, KeyError),
        ("taken", {}, TypeError),
        ("taken", {"owner": "x", "mood": "good"}, TypeError),
        ("qualified", {"verdict": [], "was": "lead"}, ValueError),
        ("stage_moved", {"was": "lead", "stage": "won"}, ValueError),
    ],
)
def test_a_row_that_no_fact_made_is_refused(
    kind: str, details: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        fact_from_row(kind, at=NOON, contact_id=1, lead_id=7, by=None, details=details)
