"""A scenario played in the terminal: the engine, the scenario's texts, and nothing of Telegram."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from bot.chat.texts import Texts, plain
from bot.chat.words import confirmation_text, fill, option_label, rejection_text, show_value
from dialogs.effects import Answered, Ask, Effect, Finished, Prompt, Reject, Stale
from dialogs.engine import advance, start, values_by_slot
from dialogs.loader import load_scenario
from dialogs.replies import Attached, Continue, Done, Reply, Typed
from dialogs.scenario import Scenario, SlotType
from dialogs.session import Session, SessionStatus
from leads.clock import SystemClock

_FILE_NAME = re.compile(r"[^\s/]+\.[A-Za-z0-9]{1,5}")
Write = Callable[[str], object]


def play_in_terminal(path: Path, locale: str, *, read: Callable[[str], str], write: Write) -> None:
    """Ask until the scenario ends. ScenarioErrors when the file can't be used."""
    scenario = load_scenario(path.read_text(encoding="utf-8"), name=path.name)
    clock, texts = SystemClock(), Texts(locale)
    turn = start(scenario, now=clock.now())
    session = turn.session
    _show(turn.effects, scenario, session, texts, locale, write)
    while session.status is SessionStatus.ACTIVE:
        reply = _reply(read("> "), scenario, session)
        turn = advance(scenario, session, reply, now=clock.now())
        session = turn.session
        _show(turn.effects, scenario, session, texts, locale, write)


def _reply(line: str, scenario: Scenario, session: Session) -> Reply:
    """An empty line goes on, or ends a multiple choice; everything else is a typed answer."""
    if session.step is None:
        return Typed(line)
    step = scenario.step_by_id[session.step]
    slot = scenario.slots.get(step.slot) if step.slot else None
    if slot is not None and slot.type is SlotType.FILE and _FILE_NAME.fullmatch(line):
        # The terminal has no files: a name stands for one.
        return Attached(slot.accepts[0], file_id=line, name=line)
    if line.strip():
        return Typed(line)
    if slot is None:
        return Continue()
    return Done() if slot.type is SlotType.CHOICES else Typed(line)


def _show(
    effects: tuple[Effect, ...],
    scenario: Scenario,
    session: Session,
    texts: Texts,
    locale: str,
    write: Write,
) -> None:
    for effect in effects:
        match effect:
            case Ask(prompt) | Stale(prompt):
                _ask(prompt, scenario, texts, locale, write)
            case Reject(code, prompt, detail):
                write(plain(rejection_text(texts, code, locale, detail=detail, slot=prompt.slot)))
            case Answered(_, slot, value) if slot is not None:
                write(f"✔ {slot.label.in_(locale)}: {show_value(texts, slot, value, locale)}")
            case Finished(outcome, gate, verdict):
                if gate is not None:
                    write(gate.tell.in_(locale))
                values = values_by_slot(scenario, session)
                write(fill(texts, outcome.tell, scenario.slots, values, locale))
                if verdict is not None:
                    write(f"[{outcome.id}] fit {verdict.fit}, intent {verdict.intent}")
                    for row in verdict.rows:
                        write(f"  {row.points:+d} {row.score}: {row.why[locale]}")
            case _:
                continue


def _ask(prompt: Prompt, scenario: Scenario, texts: Texts, locale: str, write: Write) -> None:
    step, slot = prompt.step, prompt.slot
    write(f"\n({prompt.number}/{prompt.total})" if slot else "")
    if prompt.pending is not None:
        write(plain(confirmation_text(texts, slot, prompt.pending.value, locale)))
        return
    write(fill(texts, step.text, scenario.slots, prompt.answers, locale))
    if step.hint is not None:
        write(f"  {fill(texts, step.hint, scenario.slots, prompt.answers, locale)}")
    for number, one in enumerate(prompt.review, start=1):
        value = show_value(texts, one.slot, one.value, locale)
        write(f"  {number}. {one.slot.label.in_(locale)}: {value}")
    if slot is None:
        return
    if slot.type is SlotType.RATING:
        write(f"  {slot.minimum}–{slot.maximum}")
    for number, option in enumerate(slot.options, start=1):
        mark = "[x] " if option.id in prompt.selected else ""
        write(f"  {number}. {mark}{option_label(slot, option, locale)}")
