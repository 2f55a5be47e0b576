"""A second look keeps what was answered and asks what the refusal turned on, in any version."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from dialogs.again import look_again
from dialogs.effects import Advance, Ask, Effect, Finished, Resumed
from dialogs.engine import advance, values_by_slot
from dialogs.loader import SHIPPED_SCENARIOS, load_scenario
from dialogs.qualification import replay_slots
from dialogs.replies import Back, Typed
from dialogs.scenario import Scenario
from dialogs.values import Value
from leads.verdict import Verdict

NOW = datetime(2027, 2, 22, 9, tzinfo=UTC)
TEXT = (SHIPPED_SCENARIOS / "agency-quiz.yaml").read_text(encoding="utf-8")
SMALL: dict[str, Value] = {
    "market": "b2b",
    "product": "automation",
    "site": "https://romashka.example",
    "traffic": 800,
}
POOR: dict[str, Value] = {
    **SMALL,
    "traffic": 5000,
    "monthly_budget": 10_000,
    "start": "later",
    "role": "user",
}


def quiz(old: str = "", new: str = "") -> Scenario:
    assert old in TEXT
    return load_scenario(TEXT.replace(old, new, 1) if old else TEXT, name="quiz.yaml")


def refused(scenario: Scenario, answers: dict[str, Value]) -> Verdict:
    decision = replay_slots(scenario, answers)
    assert decision is not None
    return decision.verdict


def looked(then: Scenario, now: Scenario, answers: dict[str, Value]) -> Advance:
    return look_again(now, refused(then, answers), then, now=NOW)


def asked(effects: tuple[Effect, ...]) -> str:
    return next(effect.prompt.step.id for effect in effects if isinstance(effect, Ask))


def test_the_answer_that_closed_the_gate_is_asked_and_the_rest_is_kept() -> None:
    found = looked(quiz(), quiz(), SMALL)
    resumed = found.effects[0]
    assert isinstance(resumed, Resumed) and resumed.slot is not None
    assert (resumed.slot.id, resumed.value) == ("traffic", 800)
    assert asked(found.effects) == "traffic"
    onward = advance(quiz(), found.session, Typed("12 000"), now=NOW)
    assert asked(onward.effects) == "monthly_budget"
    values = values_by_slot(quiz(), onward.session)
    assert values == {**SMALL, "traffic": 12_000}


def test_what_stays_as_it_is_ends_as_it_did() -> None:
    found = looked(quiz(), quiz(), SMALL)
    ended = advance(quiz(), found.session, Back(), now=NOW).effects[-1]
    assert isinstance(ended, Finished) and ended.gate is not None and ended.gate.id == "G2"
    assert ended.verdict == refused(quiz(), SMALL)


def test_a_version_that_is_less_strict_goes_on_with_what_is_missing() -> None:
    milder = quiz('traffic < 1000"\n    outcome: not_yet', 'traffic < 500"\n    outcome: not_yet')
    found = looked(quiz(), milder, SMALL)
    assert found.effects[0] == Resumed(None, None)
    assert asked(found.effects) == "monthly_budget"
    assert found.session.digest == milder.digest


def test_what_a_version_no_longer_offers_is_asked_again() -> None:
    other = load_scenario(TEXT.replace("automation", "autopilot"), name="quiz.yaml")
    found = looked(quiz(), other, SMALL)
    assert asked(found.effects) == "product"
    assert values_by_slot(other, found.session) == {"market": "b2b"}


def test_where_points_decided_the_summary_is_shown() -> None:
    found = looked(quiz(), quiz(), POOR)
    assert found.effects[0] == Resumed(None, None)
    assert asked(found.effects) == "summary"
    assert values_by_slot(quiz(), found.session) == POOR


def test_without_anything_that_could_be_kept_everything_is_asked_anew() -> None:
    verdict = refused(quiz(), SMALL)
    empty = replace(verdict, inputs={})
    found = look_again(quiz(), empty, quiz(), now=NOW)
    assert asked(found.effects) == "market"
    assert found.session.answers == ()
