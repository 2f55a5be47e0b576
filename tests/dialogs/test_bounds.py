"""What `explore` says of all paths is what single walks find: nothing less, and nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.bounds import Explored, explore
from dialogs.domains import TooWide
from dialogs.loader import load_scenario
from dialogs.path import walk
from dialogs.qualification import decide
from dialogs.scenario import Scenario, Slot, SlotType, Step
from dialogs.session import Blank, Value

SCENARIOS = Path(__file__).parents[2] / "dialogs" / "scenarios"
QUIZ = load_scenario((SCENARIOS / "agency-quiz.yaml").read_text("utf-8"), name="quiz")
SMALL_TEXT = (Path(__file__).parent / "seeded" / "small.yaml").read_text("utf-8")

# Values on both sides of every constant, and beyond: chosen by hand, not by the code under test.
NUMBERS = [0, 1, 999, 1_000, 9_999, 10_000, 59_999, 60_000, 99_999, 100_000, 149_999, 150_000]
NUMBERS += [299_999, 300_000, 999_999, 1_000_000]


@dataclass
class Seen:
    """What walks met."""

    shown: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    totals: set[tuple[int, int]] = field(default_factory=set)
    longest: int = 0


def answers_to(step: Step, slot: Slot) -> list[Value]:
    blanks: list[Value] = [Blank.DONT_KNOW] if step.unsure or step.optional else []
    match slot.type:
        case SlotType.BOOLEAN | SlotType.CONSENT:
            return [True, False]
        case SlotType.INTEGER | SlotType.MONEY:
            return [*NUMBERS, *blanks]
        case SlotType.CHOICE:
            return [*(option.id for option in slot.options), *blanks]
        case SlotType.CHOICES:
            ids = [option.id for option in slot.options]
            return [*(frozenset({one}) for one in ids), frozenset(ids), *blanks]
        case _:
            return ["words", *blanks]


def next_values(scenario: Scenario, step: Step) -> list[Value]:
    return [True] if step.slot is None else answers_to(step, scenario.slots[step.slot])


def record(scenario: Scenario, by_step: Mapping[str, Value], seen: Seen) -> Step | None:
    """Note where these answers lead; the step to ask next, None at an end."""
    path = walk(scenario, by_step)
    gate = path.gate
    seen.longest = max(seen.longest, path.asked)
    if gate is None and path.step is not None:
        seen.shown.add(path.step.id)
        return path.step
    decision = decide(scenario, path.values, gate=gate)
    seen.ends.add(decision.outcome.id)
    if gate is None:
        seen.totals.add((decision.verdict.fit, decision.verdict.intent))
    return None


def every_walk(scenario: Scenario, by_step: dict[str, Value], seen: Seen) -> None:
    step = record(scenario, by_step, seen)
    if step is not None:
        for value in next_values(scenario, step):
            every_walk(scenario, {**by_step, step.id: value}, seen)


def facts(found: Explored | Seen) -> tuple[set[str], set[str], set[tuple[int, int]], int]:
    return found.shown, found.ends, found.totals, found.longest


@pytest.mark.parametrize(
    "change",
    [
        ("", ""),
        ("product == seo and not has_site", "traffic < 1000 or product == seo and not has_site"),
        ("fit >= 30 and intent >= 30", "fit >= 30 and not known(phone)"),
        ("{ask: agree, text", '{ask: agree, when: "not known(traffic)", text'),
        ('when: "leads in goals", add: 10', 'when: "not leads in goals", add: -10'),
    ],
)
def test_explored_is_what_every_single_walk_finds(change: tuple[str, str]) -> None:
    scenario = load_scenario(SMALL_TEXT.replace(*change, 1), name="small")
    seen = Seen()
    every_walk(scenario, {}, seen)
    assert facts(explore(scenario)) == facts(seen)


EXPLORED = explore(QUIZ)


@given(data=st.data())
def test_no_walk_leaves_what_was_explored(data: st.DataObject) -> None:
    seen = Seen()
    by_step: dict[str, Value] = {}
    while (step := record(QUIZ, by_step, seen)) is not None:
        value = data.draw(st.sampled_from(next_values(QUIZ, step)), label=step.id)
        by_step[step.id] = value
    assert seen.shown <= EXPLORED.shown
    assert seen.ends <= EXPLORED.ends
    assert seen.totals <= EXPLORED.totals
    assert seen.longest <= EXPLORED.longest


def test_the_flagship_in_numbers() -> None:
    assert EXPLORED.longest == 7
    assert EXPLORED.ends == {"self_service", "qualified", "not_yet", "partner", "nurture"}
    assert max(fit for fit, _ in EXPLORED.totals) == 90
    assert max(intent for _, intent in EXPLORED.totals) == 60


def test_a_choice_with_very_many_named_options_is_too_wide() -> None:
    many = [f"o{number}" for number in range(12)]
    options = "\n".join(f"      {name}: {{ru: А, en: B}}" for name in many)
    text = SMALL_TEXT.replace("      order: {ru: Порядок, en: Order}\n", options + "\n").replace(
        '"leads in goals"', '"' + " or ".join(f"{name} in goals" for name in many) + '"'
    )
    with pytest.raises(TooWide):
        explore(load_scenario(text, name="wide"))
