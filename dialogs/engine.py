"""The dialogue as a pure machine: scenario, session and reply in; session and effects out.

Everything that moves a session is here. There is no clock, no I/O and no text for people, and no
reply whatsoever raises: a bad one is answered with `Reject` or `Stale`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.answers import NeedsConfirmation, Rejection, read_answer
from dialogs.arriving import arrive
from dialogs.asking import prompt_of, slot_of, step_on_hand
from dialogs.editing import begin_editing, can_edit, with_answer
from dialogs.effects import Advance, Answered, Ask, Effect, Prompt, Reject, Restarted, Stale, Unsold
from dialogs.offered import page_of
from dialogs.path import Path, path_of, walk
from dialogs.replies import (
    Back,
    Chose,
    Confirmed,
    Edit,
    Leafed,
    Pressed,
    Reply,
    Restart,
    RestartConfirmed,
    Toggled,
    Typed,
)
from dialogs.scenario import Scenario, Slot, SlotType, Step
from dialogs.session import Session, SessionStatus, Value
from dialogs.signals.circumstances import NOTHING_KNOWN, Circumstances
from dialogs.signals.price import with_first_words
from dialogs.spoken import named_for_change, understand
from dialogs.supply.goods import doubt, halted, meant_gone, unsold
from dialogs.ticking import with_own_words, with_tick


def start(
    scenario: Scenario, *, now: datetime, turn: int = 0, price_first: bool | None = None
) -> Advance:
    """A new session at its first step.

    `turn` numbers on from an earlier session in the same chat, so that buttons of that one can't
    be taken for buttons of this one. `price_first` is known where words came before it.
    """
    session = Session(
        scenario_id=scenario.id,
        scenario_version=scenario.version,
        digest=scenario.digest,
        step=None,
        turn=turn,
        started_at=now,
        price_first=price_first,
    )
    return arrive(scenario, session, walk(scenario, {}), (), now)


def advance(
    scenario: Scenario,
    session: Session,
    reply: Reply | Pressed,
    *,
    now: datetime,
    beside: Circumstances = NOTHING_KNOWN,
) -> Advance:
    """One turn: what `reply` makes of the session.

    `scenario` is the version that the session was started with, `beside` what is known besides the
    answers. A session that is over stays as it is, without effects.
    """
    if session.status is not SessionStatus.ACTIVE:
        return Advance(session, ())
    session = with_first_words(session, reply)
    path = path_of(scenario, session)
    step = step_on_hand(scenario, session, path)
    halt = halted(scenario, path.values)
    if halt is not None and (step is None or step.id != session.step):
        # The question on hand was never shown: nothing answers it.
        if not (session.asked_restart or _leads_away(reply)):
            return Advance(session, (halt,))
        step = scenario.step_by_id[session.step or scenario.steps[0].id]
    if step is None:
        return arrive(scenario, session, path, (), now, beside)
    here = _Here(scenario, session, path, step, now, beside)
    match reply:
        case Edit(step_id) | Pressed(_, Edit(step_id)):
            return here.edit(step_id)
        case Pressed(turn, pressed):
            return here.act(pressed) if turn == session.turn else here.stale()
        case _:
            return here.act(reply)


def _leads_away(reply: Reply | Pressed) -> bool:
    """Whether the reply goes on elsewhere than at the question on hand."""
    meant = reply.reply if isinstance(reply, Pressed) else reply
    return isinstance(meant, Edit | Back | Restart | RestartConfirmed)


def on_hand(scenario: Scenario, session: Session, *, now: datetime) -> Ask | Unsold | None:
    """What to show to whoever comes back to the session; None when it is over."""
    asked = prompt(scenario, session, now=now)
    halt = halted(scenario, path_of(scenario, session).values)
    active = session.status is SessionStatus.ACTIVE
    return halt if halt and active else (None if asked is None else Ask(asked))


def prompt(scenario: Scenario, session: Session, *, now: datetime | None = None) -> Prompt | None:
    """What is being asked at the moment `now`, by default that of the last answer; None when the
    session is over."""
    if session.status is not SessionStatus.ACTIVE:
        return None
    path = path_of(scenario, session)
    step = step_on_hand(scenario, session, path)
    asked_at = now or session.answered_at or session.started_at
    return None if step is None else prompt_of(scenario, session, path, step, asked_at)


def values_by_slot(scenario: Scenario, session: Session) -> dict[str, Value]:
    """The values on the live path keyed by slot id."""
    return dict(path_of(scenario, session).values)


@dataclass(frozen=True, slots=True)
class _Here:
    """Where a turn begins: the session on `step`, the one that a reply would answer."""

    scenario: Scenario
    session: Session
    path: Path
    step: Step
    now: datetime
    beside: Circumstances

    @property
    def slot(self) -> Slot | None:
        return slot_of(self.scenario, self.step, self.path.values, self.now)

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
            case Edit(step_id):
                return self.edit(step_id)
            case Chose("*") | Toggled("*") if self.slot is not None and self.slot.other:
                return self.own_words(self.slot)
            case Toggled(option_id):
                return self.toggle(option_id)
            case Leafed(page):
                return self.ask(self.session, page=page)
            case _:
                return self.take(reply)

    def hear(self, text: str) -> Advance:
        """A typed text: a button's word, or an answer that also waves off a restart."""
        listed = self.shown(self.session).review if self.step.review else ()
        meant = named_for_change(text, listed) or understand(
            text,
            self.step,
            self.slot,
            confirming=self.session.pending is not None,
            asked_restart=self.session.asked_restart,
            editing=self.session.editing is not None,
        )
        if not isinstance(meant, Typed):
            return self.act(meant)
        return replace(self, session=replace(self.session, asked_restart=False)).take(meant)

    def take(self, reply: Reply) -> Advance:
        """A reply that may answer the step."""
        session = self.session
        gone = self.gone(reply, exactly=True)
        if gone is not None:
            return Advance(session, (gone,))
        judged = read_answer(
            reply,
            self.step,
            self.slot,
            now=self.now,
            draft=session.draft,
            pending=session.pending,
        )
        match judged:
            case Rejection(code, detail):
                gone = self.gone(reply, exactly=False)
                return self.reject(code, detail) if gone is None else Advance(session, (gone,))
            case NeedsConfirmation(pending):
                # A new turn: a yes under an earlier reading must not confirm this one.
                return self.ask(
                    replace(session, pending=pending, asked_restart=False, turn=session.turn + 1)
                )
            case _:
                return self.accept(judged)

    def accept(self, value: Value) -> Advance:
        """The value is the answer: gates, then the next step or the end."""
        session, path = with_answer(self.scenario, self.session, self.step.id, value)
        session = replace(session, answered_at=self.now)
        effects: tuple[Effect, ...] = (Answered(self.step, self.slot, value),)
        if self.step.slot == self.scenario.product_slot:
            effects += doubt(self.scenario, path.values)
        halt = halted(self.scenario, path.values)
        if halt is not None:
            return Advance(session, (*effects, halt))
        return arrive(self.scenario, session, path, effects, self.now, self.beside)

    def gone(self, reply: Reply, *, exactly: bool) -> Unsold | None:
        """The product that the reply means, if it can't be sold now."""
        whole = self.scenario.slots[self.step.slot] if self.step.slot else None
        meant = meant_gone(reply, whole, exactly=exactly) if whole else None
        return None if meant is None else unsold(meant)

    def edit(self, step_id: str) -> Advance:
        """Ask a step again whose answer is on the live path, whatever is on hand."""
        if not can_edit(self.scenario, self.path, step_id):
            return self.stale()
        session = begin_editing(self.session, step_id)
        step = self.scenario.step_by_id[step_id]
        return Advance(
            session, (Ask(prompt_of(self.scenario, session, self.path, step, self.now)),)
        )

    def go_back(self) -> Advance:
        """Cancel what is unfinished, else undo one answer and ask its step again."""
        session = self.session
        if session.asked_restart:
            return self.ask(replace(session, asked_restart=False))
        if session.pending is not None:
            return self.ask(replace(session, pending=None, turn=session.turn + 1))
        if session.editing is not None:
            return arrive(self.scenario, session.cleared(), self.path, (), self.now)
        if not self.path.answers:
            return self.reject("nothing_before")
        session = replace(session.cleared(), answers=self.path.answers[:-1])
        return arrive(self.scenario, session, path_of(self.scenario, session), (), self.now)

    def toggle(self, option_id: str) -> Advance:
        """Tick or untick; the turn stays, so that quick taps in a row all count."""
        ticked = with_tick(self.session, self.slot, option_id)
        if isinstance(ticked, Rejection):
            return self.reject(ticked.code, ticked.detail)
        return self.ask(ticked, page=page_of(self.slot, option_id) if self.slot else 0)

    def own_words(self, slot: Slot) -> Advance:
        """«Другое…»: what is typed next is the answer, or one of them. Tapped again: not so."""
        session, asked = with_own_words(self.session, slot)
        if not asked:
            return self.ask(session)
        shown = self.shown(session)
        ticked = (Ask(shown),) if slot.type is SlotType.CHOICES else ()
        return Advance(session, (*ticked, Reject("own_words", shown)))

    def settle_restart(self, *, yes: bool) -> Advance:
        """The answer to «start anew?», which only counts while it is asked."""
        if not self.session.asked_restart:
            return self.stale()
        if not yes:
            return self.ask(replace(self.session, asked_restart=False))
        turn, words = self.session.turn + 1, self.session.price_first
        fresh = start(self.scenario, now=self.now, turn=turn, price_first=words)
        return Advance(fresh.session, (Restarted(), *fresh.effects))

    def settle_reading(self, *, yes: bool) -> Advance:
        """The answer to «did we read you right?», which only counts while it is asked."""
        pending = self.session.pending
        if pending is None:
            return self.stale()
        if yes:
            return self.accept(pending.value)
        return self.ask(replace(self.session, pending=None, turn=self.session.turn + 1))

    def ask(self, session: Session, *, page: int = 0) -> Advance:
        return Advance(session, (Ask(replace(self.shown(session), page=page)),))

    def reject(self, code: str, detail: str = "") -> Advance:
        return Advance(self.session, (Reject(code, self.shown(self.session), detail),))

    def stale(self) -> Advance:
        return Advance(self.session, (Stale(self.shown(self.session)),))

    def shown(self, session: Session) -> Prompt:
        return prompt_of(self.scenario, session, self.path, self.step, self.now)
