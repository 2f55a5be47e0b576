"""Where a turn ends: at the next question of the path, at a gate, or at the end with a verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dialogs.asking import prompt_of
from dialogs.effects import Advance, Ask, Effect, Finished
from dialogs.path import Path
from dialogs.qualification import decide
from dialogs.scenario import Scenario, ScenarioKind
from dialogs.session import Session, SessionStatus
from dialogs.signals.circumstances import NOTHING_KNOWN, Circumstances


def arrive(
    scenario: Scenario,
    session: Session,
    path: Path,
    effects: tuple[Effect, ...],
    now: datetime,
    beside: Circumstances = NOTHING_KNOWN,
) -> Advance:
    """Ask the next step of `path`, or finish at a gate or at the end."""
    if path.step is not None:
        session = replace(session, step=path.step.id)
        return Advance(session, (*effects, Ask(prompt_of(scenario, session, path, path.step, now))))
    beside = replace(beside, price_first=session.price_first)
    decision = decide(scenario, path.values, gate=path.gate, certain=path.certain, beside=beside)
    verdict = decision.verdict if scenario.kind is ScenarioKind.QUIZ else None
    session = replace(
        session, step=None, status=SessionStatus.FINISHED, outcome=decision.outcome.id
    )
    return Advance(session, (*effects, Finished(decision.outcome, path.gate, verdict)))
