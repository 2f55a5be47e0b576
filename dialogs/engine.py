"""The dialogue as a pure machine: scenario, session and reply in; session and effects out.

Everything that moves a session is here. There is no clock, no I/O and no text for people, and no
reply whatsoever raises: a bad one is answered with `Reject` or `Stale`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.answers import NeedsConfirmation, Rejection, read_answer
from dialogs.effects import (
    Advance,
    Answered,
    Ask,
    Effect,
    Finished,
    Prompt,
    Reject,
    Restarted,
    Stale,
)
from dialogs.path import Path, walk
from dialogs.progress import progress
from dialogs.qualification import decide, fired_gate
from dialogs.replies import (
    Back,
    Confirmed,
    Pressed,
    Reply,
    Restart,
    RestartConfirmed,
    Toggled,
    Typed,
)
from dialogs.scenario import Scenario, ScenarioKind, Slot, SlotType, Step
from dialogs.session import Answer, Session, SessionStatus, Value
from dialogs.spoken import understand


def start(scenario: Scenario, *, now: datetime, turn: int = 0) -> Advance:
    """A new session at its first step.

    `turn` numbers on from an earlier session in the same chat, so that buttons of that one can't
    be taken for buttons of this one.
    """
    session = Session(
        scenario_id=scenario.id,
        scenario_version=scenario.version,
        digest=scenario.digest,
        step=None,
        turn=turn,
        started_at=now,
    )
    return _arrive(scenario, session, walk(scenario, {}), ())


def advance(
    scenario: Scenario, session: Session, reply: Reply | Pressed, *, now: datetime
) -> Advance:
    """One turn: what `reply` makes of the session.

    `scenario` is the version that the session was started with. A session that is over stays as
    it is, without effects.
    """
    if session.status is not SessionStatus.ACTIVE:
        return Advance(session, ())
    path = walk(scenario, session.by_step)
    if path.step is None:
        return _arrive(scenario, session, path, ())
    here = _Here(scenario, session, path, path.step, now)
    if isinstance(reply, Pressed):
        return here.act(reply.reply) if reply.turn == session.turn else here.stale()
    return here.act(reply)


def prompt(scenario: Scenario, session: Session) -> Prompt | None:
    """What is being asked now; None when the session is over."""
    if session.status is not SessionStatus.ACTIVE:
        return None
    path = walk(scenario, session.by_step)
    return None if path.step is None else _prompt(scenario, session, path, path.step)


def values_by_slot(scenario: Scenario, session: Session) -> dict[str, Value]:
    """The values on the live path keyed by slot id."""
    return dict(walk(scenario, session.by_step).values)


@dataclass(frozen=True, slots=True)
class _Here:
    """Where a turn begins: the session on `step`, the first one without an answer."""

    scenario: Scenario
    session: Session
    path: Path
    step: Step
    now: datetime

    @property
    def slot(self) -> Slot | None:
        return _slot(self.scenario, self.step)

    def act(self, reply: Reply) -> Advance:
        """The turn for a reply that belongs to the question on hand."""
        match reply:
            case Typed(text):
                return self.hear(text)
            case Restart():
                return self.ask(replace(self.session, asked_restart=True))
            case RestartConfirmed(yes):
                return self.settle_restart(yes=yes)
            case Confirmed(yes):
                return self.settle_reading(yes=yes)
            case Back():
                return self.go_back()
            case Toggled(option_id):
                return self.toggle(option_id)
            case _:
                return self.take(reply)

    def hear(self, text: str) -> Advance:
        """A typed text: a button's word, or an answer that also waves off a restart."""
        meant = understand(
            text,
            self.step,
            self.slot,
            confirming=self.session.pending is not None,
            asked_restart=self.session.asked_restart,
        )
        if not isinstance(meant, Typed):
            return self.act(meant)
        return replace(self, session=replace(self.session, asked_restart=False)).take(meant)

    def take(self, reply: Reply) -> Advance:
        """A reply that may answer the step."""
        session = self.session
        judged = read_answer(
            reply, self.step, self.slot, draft=session.draft, pending=session.pending
        )
        match judged:
            case Rejection(code, detail):
                return self.reject(code, detail)
            case NeedsConfirmation(pending):
                # A new turn: a yes under an earlier reading must not confirm this one.
                return self.ask(
                    replace(session, pending=pending, asked_restart=False, turn=session.turn + 1)
                )
            case _:
                return self.accept(judged)

    def accept(self, value: Value) -> Advance:
        """The value is the answer: gates, then the next step or the end."""
        answer = Answer(self.step.id, value)
        session = replace(
            replace(self.session, answers=self.path.answers).answering(answer),
            turn=self.session.turn + 1,
            answered_at=self.now,
        )
        path = walk(self.scenario, session.by_step)
        return _arrive(self.scenario, session, path, (Answered(self.step, self.slot, value),))

    def go_back(self) -> Advance:
        """Cancel what is unfinished, else undo one answer and ask its step again."""
        session = self.session
        if session.asked_restart:
            return self.ask(replace(session, asked_restart=False))
        if session.pending is not None:
            return self.ask(replace(session, pending=None, turn=session.turn + 1))
        if not self.path.answers:
            return self.reject("nothing_before")
        session = replace(
            session,
            answers=self.path.answers[:-1],
            draft=frozenset(),
            turn=session.turn + 1,
        )
        return _arrive(self.scenario, session, walk(self.scenario, session.by_step), ())

    def toggle(self, option_id: str) -> Advance:
        """Tick or untick; the turn stays, so that quick taps in a row all count."""
        slot = self.slot
        if slot is None or slot.type is not SlotType.CHOICES:
            return self.reject("not_expected")
        if slot.option(option_id) is None:
            return self.reject("no_such_option")
        draft = self.session.draft ^ {option_id}
        return self.ask(replace(self.session, draft=draft, pending=None, asked_restart=False))

    def settle_restart(self, *, yes: bool) -> Advance:
        """The answer to «start anew?», which only counts while it is asked."""
        if not self.session.asked_restart:
            return self.stale()
        if not yes:
            return self.ask(replace(self.session, asked_restart=False))
        fresh = start(self.scenario, now=self.now, turn=self.session.turn + 1)
        return Advance(fresh.session, (Restarted(), *fresh.effects))

    def settle_reading(self, *, yes: bool) -> Advance:
        """The answer to «did we read you right?», which only counts while it is asked."""
        pending = self.session.pending
        if pending is None:
            return self.stale()
        if yes:
            return self.accept(pending.value)
        return self.ask(replace(self.session, pending=None, turn=self.session.turn + 1))

    def ask(self, session: Session) -> Advance:
        return Advance(session, (Ask(self.shown(session)),))

    def reject(self, code: str, detail: str = "") -> Advance:
        return Advance(self.session, (Reject(code, self.shown(self.session), detail),))

    def stale(self) -> Advance:
        return Advance(self.session, (Stale(self.shown(self.session)),))

    def shown(self, session: Session) -> Prompt:
        return _prompt(self.scenario, session, self.path, self.step)


def _arrive(
    scenario: Scenario, session: Session, path: Path, effects: tuple[Effect, ...]
) -> Advance:
    """Ask the next step of `path`, or finish at a gate or at the end."""
    gate = fired_gate(scenario, path.values) if path.answers else None
    if gate is None and path.step is not None:
        session = replace(session, step=path.step.id)
        return Advance(session, (*effects, Ask(_prompt(scenario, session, path, path.step))))
    decision = decide(scenario, path.values, gate=gate)
    verdict = decision.verdict if scenario.kind is ScenarioKind.QUIZ else None
    session = replace(
        session, step=None, status=SessionStatus.FINISHED, outcome=decision.outcome.id
    )
    return Advance(session, (*effects, Finished(decision.outcome, gate, verdict)))


def _prompt(scenario: Scenario, session: Session, path: Path, step: Step) -> Prompt:
    place = progress(scenario, path)
    return Prompt(
        scenario_kind=scenario.kind,
        step=step,
        slot=_slot(scenario, step),
        turn=session.turn,
        number=place.number,
        total=place.total,
        can_back=bool(path.answers) or session.pending is not None or session.asked_restart,
        selected=session.draft,
        pending=session.pending,
        asked_restart=session.asked_restart,
        answers=path.values,
    )


def _slot(scenario: Scenario, step: Step) -> Slot | None:
    return None if step.slot is None else scenario.slots[step.slot]
