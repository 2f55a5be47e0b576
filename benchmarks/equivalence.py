"""Two versions of a scenario compared for every region of answers at once.

Numbers are cut at the constants of both versions, choices at the options that either names
(`dialogs.domains`); so whatever people answer is stood for. Equivalent means: the same questions
in the same order with the same buttons, and the same outcome, gate, points, stage and successor
whatever is known besides the answers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from dialogs.domains import conditions_of, regions_of
from dialogs.offered import offered, still_offered
from dialogs.path import Path, walk
from dialogs.qualification import decide
from dialogs.scenario import Scenario, Slot, Step
from dialogs.session import Blank, Value
from dialogs.signals.circumstances import Circumstances
from leads.company import Grade

EVERY_CASE = tuple(
    Circumstances(price_first, renamed, grade)
    for price_first, renamed, grade in product((True, False), (True, False), (None, *Grade))
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Answers (by step) for which the versions part, and what each of them does then."""

    answers: dict[str, Value]
    original: str
    mutant: str


Next = tuple[Step | None, str, Mapping[str, Value]]


class Original:
    """A scenario that many others are compared with: what it does after which answers is worked
    out once."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._known: dict[tuple[tuple[str, Value], ...], Next] = {}

    def difference(self, mutant: Scenario) -> Difference | None:
        """The first answers for which the two part; None when they are equivalent.

        Raises `dialogs.domains.TooWide` when a multiple choice has too many options to try.
        """
        conditions = [*conditions_of(self._scenario), *conditions_of(mutant)]
        regions = regions_of(self._scenario.slots, conditions)
        return next(self._differences(mutant, regions, {}), None)

    def _differences(
        self, mutant: Scenario, regions: dict[str, tuple[Value, ...]], given: dict[str, Value]
    ) -> Iterator[Difference]:
        step, here, values = self._next(given)
        _, there, _ = _what_next(mutant, given)
        if here != there:
            yield Difference(given, here, there)
        elif step is not None:
            for answer in _answers(self._scenario, step, regions, values):
                yield from self._differences(mutant, regions, {**given, step.id: answer})

    def _next(self, given: dict[str, Value]) -> Next:
        key = tuple(given.items())
        if key not in self._known:
            self._known[key] = _what_next(self._scenario, given)
        return self._known[key]


def _answers(
    scenario: Scenario,
    step: Step,
    regions: dict[str, tuple[Value, ...]],
    values: Mapping[str, Value],
) -> Iterator[Value]:
    if step.slot is None:
        yield True
        return
    slot = scenario.slots[step.slot]
    yield from (one for one in regions.get(slot.id, ("…",)) if still_offered(slot, one, values))
    if step.unsure:
        yield Blank.DONT_KNOW
    if step.optional:
        yield Blank.SKIPPED


def _what_next(scenario: Scenario, given: dict[str, Value]) -> Next:
    """The step that follows, in words what happens (a question, or the end), the values so far."""
    path = walk(scenario, given)
    if path.step is not None:
        slot = scenario.slots.get(path.step.slot or "")
        there = offered(slot, path.values) if slot else None
        return path.step, _question(path.step, there), path.values
    ends = [_end(scenario, path, beside) for beside in EVERY_CASE]
    return None, "; ".join(ends), path.values


def _end(scenario: Scenario, path: Path, beside: Circumstances) -> str:
    decision = decide(scenario, path.values, gate=path.gate, certain=path.certain, beside=beside)
    outcome, verdict = decision.outcome, decision.verdict
    gate = path.gate.id if path.gate else None
    return (
        f"{outcome.id}, gate {gate}, fit {verdict.fit}, intent {verdict.intent},"
        f" doubt {verdict.doubt}, stage {outcome.stage}, next {outcome.next}"
    )


def _question(step: Step, slot: Slot | None) -> str:
    flags = f"unsure {step.unsure}, optional {step.optional}"
    if slot is None:
        return f"show {step.id}, review {step.review}"
    options = [option.id for option in slot.options]
    return (
        f"ask {step.id}: {slot.id}, {slot.type} {slot.minimum}..{slot.maximum} {options}, {flags}"
    )
