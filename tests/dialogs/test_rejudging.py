"""Stored answers judged by two versions: who would end elsewhere, and who can't be judged."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.qualification import replay_slots
from dialogs.rejudging import JudgedLead, Rejudged, rejudge
from dialogs.scenario import Scenario
from dialogs.values import Value, value_to_json
from tests.dialogs.test_diff import NEW_SLOT, NEW_STEP
from tests.dialogs.versions import version

OLD = version()
LEADS: dict[int, Mapping[str, Value]] = {
    1: {"need": "seo", "traffic": 5000},
    2: {"need": "crm", "traffic": 1500},
    3: {"need": "crm", "traffic": 500},
    4: {"need": "site", "traffic": 20},
    5: {"need": "seo", "traffic": 900},
}


def judged(
    scenario: Scenario, leads: Mapping[int, Mapping[str, Value]] = LEADS
) -> list[JudgedLead]:
    """Leads as the scenario's verdicts leave them."""
    found = []
    for lead_id, answers in leads.items():
        decision = replay_slots(scenario, answers)
        assert decision is not None
        verdict = decision.verdict
        found.append(JudgedLead(lead_id, verdict.outcome, scenario.digest, verdict.inputs))
    return found


def against(*changes: tuple[str, str]) -> Rejudged:
    return rejudge(OLD, version(*changes, number=2), judged(OLD))


def test_the_same_rules_change_nobody() -> None:
    found = against(("Сколько визитов", "Сколько людей"))
    assert found.same == [1, 2, 3, 4, 5]
    assert found.count_changed == 0


def test_a_raised_threshold_names_who_falls_below_it() -> None:
    found = against(('"traffic >= 1000"', '"traffic >= 2000"'))
    assert found.changed == {("qualified", "nurture"): [2]}
    assert found.same == [1, 3, 4, 5]


def test_a_lowered_gate_lets_people_through() -> None:
    assert against(('"traffic < 100"', '"traffic < 10"')).changed == {("not_yet", "nurture"): [4]}


def test_a_question_that_no_rule_looks_at_leaves_everybody_judged() -> None:
    assert against(NEW_SLOT, NEW_STEP).same == [1, 2, 3, 4, 5]


DECIDES = (
    NEW_SLOT,
    ("type: text", "type: boolean"),
    ('"need == seo"', '"deadline"'),
    ('"fit >= 30"', '"fit >= 20"'),
)
LATE = ("gates:\n", '  - ask: deadline\n    text: {ru: "Когда?", en: "When?"}\ngates:\n')


@pytest.mark.parametrize("step", [NEW_STEP, LATE])
def test_a_question_that_decides_is_counted_apart(step: tuple[str, str]) -> None:
    """Who is qualified by the traffic or stopped by the gate is so whatever they would answer."""
    found = against(*DECIDES, step)
    assert found.missing == {"deadline": [3, 5]}
    assert found.same == [1, 2, 4]
    assert found.changed == {}


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (
            [('      crm: {ru: "CRM", en: "CRM"}\n', ""), ('"fit >= 30"', '"fit >= 20"')],
            {"need": [3]},
        ),
        (
            [("    type: integer\n", "    type: money\n    currency: RUB\n")],
            {"traffic": [1, 2, 3, 4, 5]},
        ),
    ],
)
def test_an_answer_that_no_longer_fits_is_no_answer(
    change: list[tuple[str, str]], missing: dict[str, list[int]]
) -> None:
    assert against(*change).missing == missing


def test_a_lead_of_a_third_version_is_judged_by_both() -> None:
    third = version(('"traffic >= 1000"', '"traffic >= 9000"'), number=9)
    new = version(('"traffic >= 1000"', '"traffic >= 2000"'), number=2)
    assert rejudge(OLD, new, judged(third)).changed == {("qualified", "nurture"): [2]}


def test_a_lead_that_the_old_version_could_not_judge_is_told_apart() -> None:
    strange = JudgedLead(7, "qualified", "of another version", {"need": "seo"})
    assert rejudge(OLD, version(number=2), [strange]).unknown_before == [7]


@given(
    need=st.sampled_from(["seo", "crm", "site"]),
    traffic=st.integers(0, 1_000_000),
    threshold=st.integers(0, 1_000_000),
)
def test_rejudging_says_what_the_new_version_would_have_said(
    need: str, traffic: int, threshold: int
) -> None:
    new = version(('"traffic >= 1000"', f'"traffic >= {threshold}"'), number=2)
    answers: dict[str, Value] = {"need": need, "traffic": traffic}
    (lead,) = judged(OLD, {1: answers})
    said = replay_slots(new, answers)
    assert said is not None
    expected = {} if said.outcome.id == lead.outcome else {(lead.outcome, said.outcome.id): [1]}
    assert rejudge(OLD, new, [lead]).changed == expected
    assert lead.inputs == {slot: value_to_json(value) for slot, value in answers.items()}


@given(
    need=st.sampled_from(["seo", "crm", "site"]),
    traffic=st.integers(0, 2000),
    points=st.integers(-30, 30),
    threshold=st.integers(0, 60),
    early=st.booleans(),
)
def test_a_missing_answer_matters_exactly_when_some_answers_end_elsewhere(
    need: str, traffic: int, points: int, threshold: int, early: bool
) -> None:
    row = '    - {id: F3, when: "deadline", add: %d, why: {ru: "срок", en: "deadline"}}\n'
    new = version(
        NEW_SLOT,
        ("type: text", "type: boolean"),
        NEW_STEP if early else LATE,
        ("outcomes:\n", row % points + "outcomes:\n"),
        ('"fit >= 30"', f'"fit >= {threshold}"'),
        number=2,
    )
    answers: dict[str, Value] = {"need": need, "traffic": traffic}
    (lead,) = judged(OLD, {1: answers})
    ends = set()
    for said in (True, False):
        decision = replay_slots(new, {**answers, "deadline": said})
        assert decision is not None
        ends.add(decision.outcome.id)
    found = rejudge(OLD, new, [lead])
    if len(ends) == 2:
        assert found.missing == {"deadline": [1]}
    elif ends == {lead.outcome}:
        assert found.same == [1]
    else:
        assert found.changed == {(lead.outcome, ends.pop()): [1]}
