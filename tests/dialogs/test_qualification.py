"""The verdict: which rows fire, which outcome wins, what is kept, and that it can be repeated."""

import json
from dataclasses import replace

import pytest

from dialogs.qualification import decide, replay, replay_slots
from dialogs.rules import fired_gate
from dialogs.scenario import Outcome, Scenario
from dialogs.session import Answer, Blank, Value
from leads.stage import Stage
from leads.verdict import FiredRow, Verdict
from tests.dialogs.rich_scenario import FIT, GATES, INTENT, OUTCOMES, RICH, said, when

SHOP: dict[str, Value] = {
    "market": "b2b",
    "goals": frozenset({"seo", "crm"}),
    "has_site": True,
    "site": "https://example.ru",
    "traffic": 20_000,
    "budget": 150_000,
    "agreed": True,
    "name": "Анна",
    "phone": "+79123456789",
}


def test_points_come_with_their_sentence_and_their_answers() -> None:
    verdict = decide(RICH, SHOP, gate=None).verdict
    assert (verdict.outcome, verdict.stage) == ("qualified", Stage.QUALIFIED)
    assert (verdict.fit, verdict.intent) == (50, 35)
    assert [row.id for row in verdict.rows] == ["F1", "F2", "I1", "I2"]
    assert verdict.rows[1] == FiredRow(
        "F2", "fit", 20, dict(FIT[1].why.by_locale), {"traffic": 20_000}
    )
    assert (verdict.gate, verdict.reason, verdict.recheck_days) == (None, None, None)
    assert (verdict.scenario_id, verdict.scenario_version) == ("rich", 3)
    assert verdict.digest == RICH.digest


def test_personal_data_stay_out_of_the_verdict() -> None:
    verdict = decide(RICH, SHOP, gate=None).verdict
    stored = json.dumps(verdict.to_json(), ensure_ascii=False)
    assert "Анна" not in stored
    assert "+7912" not in stored
    assert set(verdict.inputs) == set(SHOP) - {"name", "phone"}
    assert verdict.rows[-1].id == "I2"  # it counts that a phone was left, not which
    assert verdict.rows[-1].inputs == {}


def test_unknown_is_neither_zero_nor_false() -> None:
    unsure = {**SHOP, "traffic": Blank.DONT_KNOW, "budget": Blank.DONT_KNOW}
    verdict = decide(RICH, unsure, gate=fired_gate(RICH, unsure)).verdict
    assert verdict.gate is None
    assert [row.id for row in verdict.rows] == ["F1", "F3", "I2"]
    assert (verdict.fit, verdict.intent, verdict.outcome) == (25, 10, "nurture")
    assert verdict.inputs["traffic"] == {"blank": "dont_know"}


def test_a_gate_decides_alone_and_points_are_still_counted() -> None:
    small = {**SHOP, "traffic": 900}
    gate = fired_gate(RICH, small)
    assert gate is GATES[0]
    verdict = decide(RICH, small, gate=gate).verdict
    assert (verdict.outcome, verdict.stage, verdict.gate) == ("not_yet", Stage.NOT_YET, "small")
    assert verdict.reason == {"ru": "Пока рано", "en": "Too early"}
    assert verdict.recheck_days == 90
    assert verdict.fit == 30


def test_outcomes_of_gates_are_never_reached_by_points() -> None:
    eager = replace(
        RICH, outcomes=(replace(OUTCOMES[0], when=when("fit >= 0 or fit < 0")), *OUTCOMES[1:])
    )
    assert decide(eager, SHOP, gate=None).verdict.outcome == "qualified"


def test_the_first_true_outcome_wins() -> None:
    both = replace(
        RICH,
        outcomes=(
            Outcome("unknown", Stage.LEAD, said("?"), when=when("traffic > 0 and fit > 1_000")),
            Outcome("first", Stage.LEAD, said("?"), when=when("fit >= 50")),
            Outcome("second", Stage.LEAD, said("?"), when=when("fit >= 10")),
            Outcome("else", Stage.LEAD, said("?")),
        ),
    )
    assert decide(both, SHOP, gate=None).verdict.outcome == "first"
    assert decide(both, {"market": "b2b", "traffic": 1}, gate=None).verdict.outcome == "second"
    assert decide(both, {}, gate=None).verdict.outcome == "else"


def test_without_an_else_the_last_outcome_stands() -> None:
    lacking = replace(RICH, outcomes=OUTCOMES[:3])
    assert decide(lacking, {}, gate=None).verdict.outcome == "qualified"


@pytest.mark.parametrize("scenario", [RICH, replace(RICH, fit=(), intent=INTENT)])
def test_a_verdict_survives_json(scenario: Scenario) -> None:
    for answers in (SHOP, {**SHOP, "traffic": 5}, {"site": Blank.SKIPPED}, {}):
        verdict = decide(scenario, answers, gate=fired_gate(scenario, answers)).verdict
        again = Verdict.from_json(json.loads(json.dumps(verdict.to_json())))
        assert again == verdict


@pytest.mark.parametrize(
    "broken",
    [
        {"rows": "none"},
        {"fit": "30"},
        {"stage": "nowhere"},
        {"inputs": {"traffic": None}},
        {"rows": [{"id": "F1", "score": "luck", "points": 1, "why": {}, "inputs": {}}]},
    ],
)
def test_what_is_no_stored_verdict_is_refused(broken: dict[str, object]) -> None:
    stored = decide(RICH, SHOP, gate=None).verdict.to_json()
    with pytest.raises(ValueError):
        Verdict.from_json({**stored, **broken})


def test_stored_answers_give_the_verdict_again() -> None:
    answers = [Answer("welcome", value=True), *(Answer(slot, SHOP[slot]) for slot in SHOP)]
    again = replay(RICH, answers)
    assert again is not None
    assert again.verdict == decide(RICH, SHOP, gate=None).verdict
    assert replay_slots(RICH, SHOP) == again
    assert decide(RICH, SHOP, gate=None) == again


def test_a_replay_stops_at_the_gate_and_short_of_the_end() -> None:
    stopped = replay_slots(RICH, {**SHOP, "traffic": 10})
    assert stopped is not None
    assert stopped.gate is GATES[0]
    assert "budget" not in stopped.verdict.inputs  # it was never asked
    assert replay_slots(RICH, {"market": "b2b"}) is None
    assert replay(RICH, []) is None


def test_a_replay_leaves_out_what_was_not_asked() -> None:
    retail = {**SHOP, "market": "b2c", "task": "Сайт"}
    ended = replay_slots(RICH, retail)
    assert ended is not None
    assert "budget" not in ended.verdict.inputs
    assert ended.verdict.inputs["task"] == "Сайт"
