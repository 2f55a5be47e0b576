"""Answers → outcome and verdict: gates, points, outcomes. Pure and deterministic.

The same scenario and the same answers give the same verdict, whenever and in whatever process.
When to judge is `dialogs.engine`'s business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dialogs.conditions import evaluate, slots_of
from dialogs.path import walk
from dialogs.revenue import told_revenue
from dialogs.rules import Ending, reached
from dialogs.scenario import Gate, Outcome, Personal, Scenario, ScoreRow
from dialogs.session import Answer
from dialogs.signals.circumstances import DOUBT, NOTHING_KNOWN, Circumstances
from dialogs.signals.weighing import Weighed, rests_on, weigh
from dialogs.values import Blank, Value, value_from_json, value_to_json
from leads.stage import Stage
from leads.verdict import FiredRow, JsonValue, RowScore, Verdict
from leads.winning import ScoreName, WinBand

STAND_IN = "withheld"


@dataclass(frozen=True, slots=True)
class Decision:
    """How a scenario ends for the given answers; `verdict` is there for briefs too."""

    outcome: Outcome
    gate: Gate | None
    verdict: Verdict


def decide(
    scenario: Scenario,
    answers: Mapping[str, Value],
    *,
    gate: Gate | None,
    certain: Ending | None = None,
    beside: Circumstances = NOTHING_KNOWN,
) -> Decision:
    """The outcome and its verdict.

    A gate decides alone, and so does an ending that was certain before everything was asked; the
    points are still counted as far as there are answers, for whoever reads the verdict. Signals
    and the grade of the company (`beside` the answers) are for outcomes alone.
    """
    shareable = _without_personal(scenario, answers)
    fit_rows = _fired(scenario.fit, "fit", answers, shareable)
    intent_rows = _fired(scenario.intent, "intent", answers, shareable)
    fit = sum(row.points for row in fit_rows)
    intent = sum(row.points for row in intent_rows)
    weighed = weigh(scenario, answers, beside)
    if gate is not None:
        outcome = scenario.outcome(gate.outcome)
    elif certain is not None:
        outcome = scenario.outcome(certain.outcome)
    else:
        scores = {"fit": fit, "intent": intent, DOUBT: weighed.doubt}
        outcome = reached(scenario, {**answers, **scores, **beside.values()})
    return Decision(
        outcome,
        gate,
        Verdict(
            outcome=outcome.id,
            stage=outcome.stage,
            fit=fit,
            intent=intent,
            rows=(*fit_rows, *intent_rows, *_signals(scenario, weighed, answers, shareable)),
            gate=gate.id if gate else None,
            reason=dict(gate.tell.by_locale) if gate else None,
            recheck_days=gate.recheck.days if gate and gate.recheck else None,
            scenario_id=scenario.id,
            scenario_version=scenario.version,
            digest=scenario.digest,
            inputs=shareable,
            withheld={
                slot_id: not isinstance(value, Blank)
                for slot_id, value in answers.items()
                if slot_id in scenario.slots and slot_id not in shareable
            },
            told=told_revenue(scenario, answers, shareable),
            chance=_chance(scenario, fit, intent) if gate is None else None,
            circumstances=beside.to_json(),
            doubt=weighed.doubt,
        ),
    )


def replay(
    scenario: Scenario, answers: Iterable[Answer], *, beside: Circumstances = NOTHING_KNOWN
) -> Decision | None:
    """The decision that stored answers lead to, as the engine would have made it.

    Answers after a fired gate and off the live path are ignored. None when the answers do not
    reach an end.
    """
    path = walk(scenario, {answer.step: answer.value for answer in answers})
    if path.step is not None:
        return None
    return decide(scenario, path.values, gate=path.gate, certain=path.certain, beside=beside)


def replay_slots(
    scenario: Scenario, values: Mapping[str, Value], *, beside: Circumstances = NOTHING_KNOWN
) -> Decision | None:
    """The same for values by slot id, as personas and leads hold them; information counts as read.

    A slot that two steps ask for answers both.
    """
    return replay(
        scenario,
        [
            Answer(step.id, True if step.slot is None else values[step.slot])
            for step in scenario.steps
            if step.slot is None or step.slot in values
        ],
        beside=beside,
    )


def recompute(scenario: Scenario, verdict: Verdict) -> Verdict | None:
    """The verdict once more from what it keeps and the scenario that its digest names.

    A stand-in takes the place of each personal answer: rules can only ask whether there is one,
    as `check` sees to. None when the answers kept do not reach an end of this scenario.
    """
    beside = Circumstances.from_json(verdict.circumstances)
    decision = replay_slots(scenario, kept_values(verdict), beside=beside)
    return None if decision is None else decision.verdict


def kept_values(verdict: Verdict) -> dict[str, Value]:
    """The answers that a verdict rests on, by slot id, with stand-ins for what is withheld."""
    stand_ins: dict[str, Value] = {
        slot: STAND_IN if given else Blank.SKIPPED for slot, given in verdict.withheld.items()
    }
    return stand_ins | {slot: value_from_json(raw) for slot, raw in verdict.inputs.items()}


def _chance(scenario: Scenario, fit: int, intent: int) -> WinBand | None:
    """The chance of being paid; a table about the key stage doesn't tell it."""
    table = scenario.calibration
    if table is None or table.target is not Stage.PAYMENT:
        return None
    return table.of_scores(fit, intent)


def _fired(
    rows: Iterable[ScoreRow],
    score: ScoreName,
    answers: Mapping[str, Value],
    shareable: Mapping[str, JsonValue],
) -> tuple[FiredRow, ...]:
    return tuple(
        _row(row, score, slots_of(row.when), shareable)
        for row in rows
        if evaluate(row.when, answers) is True
    )


def _signals(
    scenario: Scenario,
    weighed: Weighed,
    answers: Mapping[str, Value],
    shareable: Mapping[str, JsonValue],
) -> tuple[FiredRow, ...]:
    return tuple(
        _row(row, "doubt", rests_on(scenario, row, answers), shareable) for row in weighed.rows
    )


def _row(
    row: ScoreRow, score: RowScore, slots: frozenset[str], shareable: Mapping[str, JsonValue]
) -> FiredRow:
    return FiredRow(
        id=row.id,
        score=score,
        points=row.add,
        why=dict(row.why.by_locale),
        inputs={slot: shareable[slot] for slot in sorted(slots) if slot in shareable},
    )


def _without_personal(scenario: Scenario, answers: Mapping[str, Value]) -> dict[str, JsonValue]:
    return {
        slot_id: value_to_json(value)
        for slot_id, value in answers.items()
        if (slot := scenario.slots.get(slot_id)) is not None and slot.personal is Personal.NONE
    }
