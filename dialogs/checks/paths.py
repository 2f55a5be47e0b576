"""Where paths lead: every step and outcome is reached, and contacts are asked after consent."""

from __future__ import annotations

from dialogs.bounds import Explored
from dialogs.checks.sheet import Sheet
from dialogs.conditions import Compare, leaves
from dialogs.scenario import Outcome, Scenario, ScenarioKind, Step
from dialogs.schema.slot_types import SCORES

MAX_QUESTIONS = 7


def check_paths(sheet: Sheet, explored: Explored) -> None:
    """Steps, consent, length, outcomes."""
    _check_steps(sheet, explored)
    longest = explored.longest
    if sheet.scenario.kind is ScenarioKind.QUIZ and longest > MAX_QUESTIONS:
        sheet.warning(
            "too-many-questions",
            ("steps",),
            f"the longest path asks {longest} questions; people finish {MAX_QUESTIONS}",
            "move what the verdict does not need to a brief",
        )
    for outcome in sheet.scenario.outcomes:
        if outcome.id not in explored.ends:
            _check_unreached(sheet, outcome, explored)
    _check_thresholds(sheet, explored)


def never_asked(scenario: Scenario, explored: Explored) -> frozenset[str]:
    """The slots of steps that no path reaches; every such step is told of as unreachable."""
    asked = {step.slot for step in scenario.steps if step.id in explored.shown}
    slots = {step.slot for step in scenario.steps if step.slot is not None}
    return frozenset(slots - asked)


def _check_steps(sheet: Sheet, explored: Explored) -> None:
    steps = sheet.scenario.steps
    past_the_end = len(steps)
    while past_the_end and steps[past_the_end - 1].id not in explored.shown:
        past_the_end -= 1
    for index, step in enumerate(steps[: past_the_end + 1]):
        if step.id not in explored.shown:
            _report_unreachable(sheet, step, len(steps) - past_the_end, last=index == past_the_end)
        for leaf in () if step.when is None else leaves(step.when.tree):
            if leaf.slot in explored.unasked.get(step.id, ()):
                sheet.error(
                    "not-always-asked",
                    ("steps", step.id, "when"),
                    f"{leaf.slot} is not asked on every path that leads here",
                    f"say for which paths: known({leaf.slot}) and …",
                    offset=leaf.at,
                )
        if step.id in explored.without_consent:
            sheet.error(
                "consent-missing",
                ("steps", step.id, "ask"),
                f"{step.slot} is contact data, and some path asks it without a consent",
                "ask a consent slot before, and add it to this step's when",
            )


def _report_unreachable(sheet: Sheet, step: Step, left: int, *, last: bool) -> None:
    """One finding for a step; for the steps after which nothing is reached, one for all `left`."""
    way = "ask" if step.slot is not None else "review" if step.review else "say"
    key = way if step.when is None else "when"
    why = "its condition is never true" if step.when is not None else "every path ends before"
    more = f" and to the {left - 1} after it" if last and left > 1 else ""
    sheet.error(
        "unreachable-step",
        ("steps", step.id, key),
        f"no path leads to step {step.id}{more}: {why}",
        "correct the condition, or the gate that ends every path before",
    )


def _check_unreached(sheet: Sheet, outcome: Outcome, explored: Explored) -> None:
    if outcome.when is None and not outcome.only_by_gate:
        return  # the outcome for everybody else is a safety net; that nobody falls in is no mistake
    if outcome.when is not None and _never(outcome, explored):
        return  # the threshold is the reason, and has a finding of its own
    gates = [gate.id for gate in sheet.scenario.gates if gate.outcome == outcome.id]
    if not outcome.only_by_gate:
        why, fix = "every path gets another outcome", "correct its condition, or remove it"
    elif gates:
        why, fix = f"gate {gates[0]} never fires", "correct the gate, or remove the outcome"
    else:
        why, fix = "no gate leads to it", "name it as the outcome of a gate, or give it a when"
    sheet.error(
        "unreachable-outcome",
        ("outcomes", outcome.id, "id"),
        f"no path leads to outcome {outcome.id}: {why}",
        fix,
    )


def _score_leaves(outcome: Outcome) -> list[Compare]:
    if outcome.when is None:
        return []
    found = [leaf for leaf in leaves(outcome.when.tree) if isinstance(leaf, Compare)]
    return [leaf for leaf in found if leaf.slot in SCORES]


def _truths(leaf: Compare, explored: Explored) -> set[bool | None]:
    return {leaf.truth(dict(zip(SCORES, pair, strict=True))) for pair in explored.totals}


def _never(outcome: Outcome, explored: Explored) -> bool:
    return any(_truths(leaf, explored) == {False} for leaf in _score_leaves(outcome))


def _check_thresholds(sheet: Sheet, explored: Explored) -> None:
    for outcome in sheet.scenario.outcomes:
        for leaf in _score_leaves(outcome):
            scores = [pair[SCORES.index(leaf.slot)] for pair in explored.totals]
            truths = _truths(leaf, explored)
            path = ("outcomes", outcome.id, "when")
            wanted = f"{leaf.slot} {leaf.sign} {leaf.constant}"
            if truths == {False}:
                sheet.warning(
                    "threshold-unreachable",
                    path,
                    f"{outcome.id} needs {wanted}, the paths give {min(scores)} to {max(scores)}",
                    "lower the threshold, or add points",
                    offset=leaf.at,
                )
            elif truths == {True}:
                sheet.warning(
                    "threshold-always-met",
                    path,
                    f"{wanted} is true on every path: they give {min(scores)} to {max(scores)}",
                    "raise the threshold, or leave it out",
                    offset=leaf.at,
                )
