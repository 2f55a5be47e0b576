"""A stored verdict comes out of what it keeps again; an answer moves only the rows it feeds."""

import json
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.conditions import Condition, slots_of
from dialogs.document.templates import template_files, trades
from dialogs.loader import SHIPPED_SCENARIOS, load_folder, load_scenario, read_file
from dialogs.path import Path, walk
from dialogs.qualification import decide, recompute
from dialogs.scenario import Scenario, ScenarioKind, Step
from dialogs.values import Value
from leads.verdict import Verdict
from tests.dialogs.random_kinds import values_of
from tests.dialogs.random_scenario import scenarios

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
SHIPPED = settings(max_examples=150, deadline=None, suppress_health_check=CHECKS)
RANDOM = settings(SHIPPED, max_examples=30)
MANY = settings(SHIPPED, max_examples=2_000)
QUIZZES = [
    *(one for one in load_folder(SHIPPED_SCENARIOS).values() if one.kind is ScenarioKind.QUIZ),
    *(
        load_scenario(read_file(file), name=file.name)
        for trade in trades()
        if trade != "agency"
        for kind, file in template_files(trade).items()
        if kind == "quiz"
    ),
]


def value_for(data: st.DataObject, scenario: Scenario, step: Step) -> Value:
    if step.slot is None:
        return True
    return data.draw(values_of(scenario.slots[step.slot], step), label=step.id)


def answered(scenario: Scenario, by_step: dict[str, Value], data: st.DataObject) -> Path:
    while (path := walk(scenario, by_step)).step is not None:
        by_step[path.step.id] = value_for(data, scenario, path.step)
    return path


def judged(scenario: Scenario, path: Path) -> Verdict:
    return decide(scenario, path.values, gate=path.gate, certain=path.certain).verdict


def stored(verdict: Verdict) -> str:
    return json.dumps(verdict.to_json(), ensure_ascii=False, sort_keys=True)


def comes_out_again(scenario: Scenario, data: st.DataObject) -> None:
    verdict = judged(scenario, answered(scenario, {}, data))
    kept = stored(verdict)
    same_text = load_scenario(scenario.source, name="kept.yaml")
    assert same_text.digest == verdict.digest
    again = recompute(same_text, Verdict.from_json(json.loads(kept)))
    assert again is not None
    assert stored(again) == kept


def dependents(scenario: Scenario, slot: str) -> frozenset[str]:
    """Slots whose answers may come or go with the answer to `slot`: by conditions of steps and
    options, and by whatever ends the questions early, which the later ones depend on."""
    ends = [gate.when for gate in scenario.gates]
    if scenario.shortest:
        ends += [row.when for row in (*scenario.fit, *scenario.intent)]
        ends += [one.when for one in scenario.outcomes if one.when is not None]
    found: set[str] = set()
    more = {slot}
    while more:
        # Anew each time: whether a question is left out may hang on one that comes after it.
        found |= more
        more = {
            step.slot
            for step in scenario.steps
            if step.slot is not None
            and step.slot not in found
            and (
                reads(own_conditions(scenario, step.slot, step), found)
                or (ends_early(scenario, step, slot) and reads(ends, found))
            )
        }
    return frozenset(found)


def own_conditions(scenario: Scenario, slot: str, step: Step) -> list[Condition | None]:
    return [step.when, *(option.when for option in scenario.slots[slot].options)]


def ends_early(scenario: Scenario, step: Step, slot: str) -> bool:
    asked = [one.slot for one in scenario.steps]
    return asked.index(slot) < asked.index(step.slot)


def reads(conditions: Iterable[Condition | None], slots: set[str]) -> bool:
    return any(one is not None and slots & slots_of(one) for one in conditions)


def moves_only_its_rows(scenario: Scenario, data: st.DataObject) -> None:
    by_step: dict[str, Value] = {}
    before = answered(scenario, by_step, data)
    changed = data.draw(
        st.sampled_from([one for one in before.answers if scenario.step_by_id[one.step].slot])
    )
    step = scenario.step_by_id[changed.step]
    assert step.slot is not None
    by_step[step.id] = value_for(data, scenario, step)
    after = answered(scenario, by_step, data)
    differing = {
        slot
        for slot in before.values.keys() | after.values.keys()
        if before.values.get(slot) != after.values.get(slot)
    }
    assert differing <= dependents(scenario, step.slot)
    old, new = ({row.id: row for row in judged(scenario, one).rows} for one in (before, after))
    for row in (*scenario.fit, *scenario.intent):
        if not slots_of(row.when) & differing:
            assert old.get(row.id) == new.get(row.id), row.id


@pytest.mark.parametrize("scenario", QUIZZES, ids=lambda one: one.id)
@SHIPPED
@given(data=st.data())
def test_a_stored_verdict_comes_out_again(scenario: Scenario, data: st.DataObject) -> None:
    comes_out_again(scenario, data)


@RANDOM
@given(scenario=scenarios(), data=st.data())
def test_so_it_does_in_any_scenario(scenario: Scenario, data: st.DataObject) -> None:
    for _ in range(5):
        comes_out_again(scenario, data)


@pytest.mark.parametrize("scenario", QUIZZES, ids=lambda one: one.id)
@SHIPPED
@given(data=st.data())
def test_another_answer_moves_only_the_rows_that_depend_on_it(
    scenario: Scenario, data: st.DataObject
) -> None:
    moves_only_its_rows(scenario, data)


@RANDOM
@given(scenario=scenarios(), data=st.data())
def test_so_it_does_whatever_the_rules_are(scenario: Scenario, data: st.DataObject) -> None:
    for _ in range(5):
        moves_only_its_rows(scenario, data)


@pytest.mark.slow
@pytest.mark.timeout(1_500)
@MANY
@given(scenario=scenarios(most_questions=7), data=st.data())
def test_both_hold_at_length(scenario: Scenario, data: st.DataObject) -> None:
    comes_out_again(scenario, data)
    moves_only_its_rows(scenario, data)
