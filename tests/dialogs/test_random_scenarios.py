"""Scenarios made at random: what holds of the shipped ones holds of every valid one."""

from collections.abc import Mapping, Set
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from dialogs.bounds import Explored, explore
from dialogs.domains import TooWide
from dialogs.editing import begin_editing, with_answer
from dialogs.effects import Advance, Finished
from dialogs.path import Path, walk
from dialogs.qualification import decide, replay
from dialogs.rules import Ending
from dialogs.scenario import Scenario, Step
from dialogs.session import Answer, Session
from dialogs.values import Value
from leads.verdict import Verdict
from tests.dialogs.random_kinds import values_of
from tests.dialogs.random_scenario import scenarios
from tests.dialogs.test_engine_machine import Conversation

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
# The quick run is the same every time; the long ones look for what is new. Explaining a failure
# traces every line, which takes longer than finding it.
PHASES = [Phase.explicit, Phase.generate, Phase.shrink]
QUICK = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    phases=PHASES,
    suppress_health_check=CHECKS,
)
LONG = settings(QUICK, max_examples=400, derandomize=False)
QUICK_TALKS = settings(QUICK, max_examples=20, stateful_step_count=20)
LONG_TALKS = settings(QUICK, max_examples=120, stateful_step_count=40, derandomize=False)


def whole(scenario: Scenario) -> Scenario:
    """The same quiz without leaving anything out."""
    return replace(scenario, shortest=False)


def decided(scenario: Scenario, path: Path) -> tuple[Ending, Verdict]:
    decision = decide(scenario, path.values, gate=path.gate, certain=path.certain)
    gate = decision.gate.id if decision.gate else None
    return Ending(decision.outcome.id, gate), decision.verdict


def value_for(data: st.DataObject, scenario: Scenario, step: Step) -> Value:
    if step.slot is None:
        return True
    return data.draw(values_of(scenario.slots[step.slot], step), label=step.id)


def passage(scenario: Scenario, given_: Mapping[str, Value], data: st.DataObject) -> Path:
    """To the end: with the answers that are there, and others where none is (or is offered)."""
    by_step = dict(given_)
    for _ in range(1_000):
        path = walk(scenario, by_step)
        if path.step is None:
            return path
        by_step[path.step.id] = value_for(data, scenario, path.step)
    raise AssertionError("no end in sight")


def explored(scenario: Scenario) -> Explored | None:
    try:
        return explore(scenario, shortened=scenario.shortest)
    except TooWide:
        return None


def being_asked_less_changes_nothing(scenario: Scenario, data: st.DataObject) -> None:
    """Several people, each asked everything and asked only what is needed."""
    bounds = explored(scenario)
    for _ in range(6):
        of_one_person(scenario, bounds, data)


def of_one_person(scenario: Scenario, bounds: Explored | None, data: st.DataObject) -> None:
    full = passage(whole(scenario), {}, data)
    answers = {answer.step: answer.value for answer in full.answers}
    by_step: dict[str, Value] = {}
    while (short := walk(scenario, by_step)).step is not None:
        by_step[short.step.id] = answers[short.step.id]
    ending, verdict = decided(scenario, short)
    assert ending == decided(whole(scenario), full)[0]
    assert {one.step for one in short.answers} <= answers.keys()
    again = replay(scenario, short.answers)
    assert again is not None
    assert again.verdict == verdict
    assert replay(scenario, full.answers) == replay(whole(scenario), full.answers)
    if bounds is not None:
        assert (verdict.fit, verdict.intent) in bounds.verdicts
        assert ending.outcome in bounds.ends


@QUICK
@given(scenario=scenarios(shortest=True), data=st.data())
def test_being_asked_less_changes_nobodys_ending(scenario: Scenario, data: st.DataObject) -> None:
    being_asked_less_changes_nothing(scenario, data)


@pytest.mark.slow
@pytest.mark.timeout(1_500)
@LONG
@given(scenario=scenarios(most_questions=7, shortest=True), data=st.data())
def test_being_asked_less_changes_nobodys_ending_at_length(
    scenario: Scenario, data: st.DataObject
) -> None:
    being_asked_less_changes_nothing(scenario, data)


class AnyConversation(Conversation):
    """One chat with a scenario that nobody has seen before."""

    @initialize(scenario=scenarios())
    def begin_any(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.bounds = explored(scenario)
        self.begin()

    def look(self, result: Advance) -> None:
        super().look(result)
        match result.effects[-1]:
            case Finished(outcome, _, verdict) if verdict is not None and self.bounds is not None:
                assert (verdict.fit, verdict.intent) in self.bounds.verdicts
                assert outcome.id in self.bounds.ends
            case _:
                pass

    @precondition(lambda self: self.shown is None and self.scenario.shortest)
    @rule(data=st.data())
    def ask_the_rest(self, data: st.DataObject) -> None:
        """What was left out could have been answered in any way."""
        given_ = {answer.step: answer.value for answer in self.session.answers}
        full = passage(whole(self.scenario), given_, data)
        ending, _ = decided(whole(self.scenario), full)
        assert ending == decided(self.scenario, walk(self.scenario, given_))[0]

    @precondition(lambda self: self.shown is not None and self.shown.answers)
    @rule(data=st.data())
    def change_and_change_back(self, data: st.DataObject) -> None:
        """What a change sets aside comes back with the old answer."""
        before = self.session
        live = [one for one in before.answers if self.scenario.step_by_id[one.step].slot]
        old = data.draw(st.sampled_from(live))
        step = self.scenario.step_by_id[old.step]
        new = value_for(data, self.scenario, step)
        changed, _ = with_answer(self.scenario, begin_editing(before, step.id), step.id, new)
        assume(Answer(step.id, new) in changed.answers)
        back, _ = with_answer(self.scenario, begin_editing(changed, step.id), step.id, old.value)
        unread = {one.id for one in self.scenario.steps if one.review}
        if unread & before.by_step.keys():
            # What comes after a summary that is unread again waits aside until it is read.
            assert _kept(back, unread) == _kept(before, unread)
        else:
            assert (back.answers, back.aside) == (before.answers, before.aside)


def _kept(session: Session, but: Set[str]) -> dict[str, Value]:
    """Every answer that the session holds, live or aside, but for those of some steps."""
    answers = (*session.answers, *session.aside)
    return {one.step: one.value for one in answers if one.step not in but}


TestAnyConversation = AnyConversation.TestCase
TestAnyConversation.settings = QUICK_TALKS


@pytest.mark.slow
@pytest.mark.timeout(1_500)
def test_any_conversation_at_length() -> None:
    run_state_machine_as_test(AnyConversation, settings=LONG_TALKS)
