"""Personas play the scenario through the real engine and must end where they say."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from dialogs.checks.sheet import Sheet
from dialogs.effects import Advance, Finished, Prompt, Reject
from dialogs.engine import advance, prompt, start
from dialogs.kinds.files import LINK
from dialogs.persona import Persona
from dialogs.replies import (
    Agreed,
    Attached,
    Chose,
    Confirmed,
    Continue,
    Done,
    DontKnow,
    Reply,
    Skip,
    Toggled,
    Typed,
)
from dialogs.scenario import OWN_WORDS, Scenario, Slot, SlotType, Step
from dialogs.schema.fields import Path
from dialogs.session import Blank
from dialogs.signals.circumstances import Circumstances

# Days that personas name are counted from this one, whenever they are played.
_WHEN = datetime(2026, 1, 1, tzinfo=UTC)


class Stuck(Exception):
    """The persona can't go on; `slot` is the one whose answer is missing or not understood."""

    def __init__(self, slot: str, reason: str) -> None:
        super().__init__(reason)
        self.slot = slot


@dataclass(frozen=True, slots=True)
class Played:
    """How a persona's answers end, and the steps that were shown on the way."""

    finished: Finished
    shown: tuple[str, ...]


def play(scenario: Scenario, persona: Persona) -> Played:
    """Play the persona's answers to the end. Raises `Stuck` where they don't lead on.

    A question without an answer is skipped where the scenario allows it, else answered with
    «Не знаю» where that is allowed.
    """
    beside = Circumstances.from_json(persona.known)
    moved = start(scenario, now=_WHEN, price_first=beside.price_first)
    asked: dict[tuple[str, bool], None] = {}
    while (shown := prompt(scenario, moved.session)) is not None:
        question = (shown.step.id, shown.pending is not None)
        if question in asked:
            raise Stuck(shown.step.slot or shown.step.id, f"is asked {shown.step.id} again")
        asked[question] = None
        for reply in replies(shown, persona):
            moved = advance(scenario, moved.session, reply, now=_WHEN, beside=beside)
            _refuse_rejected(moved, shown.step)
    finished = next(effect for effect in moved.effects if isinstance(effect, Finished))
    return Played(finished, tuple(dict.fromkeys(step for step, _ in asked)))


def replies(shown: Prompt, persona: Persona) -> Iterator[Reply]:
    """What the persona does about the question on hand."""
    if shown.pending is not None:
        yield Confirmed(True)
    elif shown.slot is None:
        yield Continue()
    elif shown.slot.id in persona.answers:
        yield from _answer(shown.slot, persona.answers[shown.slot.id])
    elif shown.step.optional:
        yield Skip()
    elif shown.step.unsure:
        yield DontKnow()
    else:
        raise Stuck(shown.slot.id, f"is asked {shown.slot.id}, and has no answer")


def _answer(slot: Slot, raw: object) -> Iterator[Reply]:
    match raw:
        case Blank.DONT_KNOW.value:
            yield DontKnow()
        case Blank.SKIPPED.value:
            yield Skip()
        case bool() if slot.type in (SlotType.BOOLEAN, SlotType.CONSENT):
            yield Agreed(raw)
        case list():
            yield from _several(slot, [str(option) for option in raw])
        case str() if slot.type is SlotType.CHOICES:
            yield from _several(slot, [raw])
        case "first" if slot.type is SlotType.APPOINTMENT and slot.options:
            yield Chose(slot.options[0].id)
        case str() if slot.type is SlotType.FILE and raw in slot.accepts and raw != LINK:
            yield Attached(raw, file_id="persona", name=raw)
        case str() if slot.option(raw) is not None:
            yield Chose(raw)
        case str() if slot.type is SlotType.CHOICE and slot.other:
            yield from (Chose(OWN_WORDS), Typed(raw))
        case _:
            yield Typed(str(raw))


def _several(slot: Slot, chosen: list[str]) -> Iterator[Reply]:
    own = [words for words in chosen if slot.other and slot.option(words) is None]
    yield from (Toggled(option) for option in chosen if option not in own)
    yield from (Toggled(OWN_WORDS), Typed(own[0])) if own else (Done(),)


def _refuse_rejected(moved: Advance, step: Step) -> None:
    for effect in moved.effects:
        if isinstance(effect, Reject) and effect.code != "own_words":
            raise Stuck(step.slot or step.id, f"is not understood at {step.id}: {effect.code}")


def check_personas(sheet: Sheet, unasked: Collection[str]) -> None:
    """Every persona reaches its outcome with its scores; not played are those that answer an
    `unasked` slot: the step that nobody reaches has a finding, and theirs would only repeat it."""
    for persona in sheet.scenario.personas:
        if not persona.answers.keys().isdisjoint(unasked):
            continue
        try:
            played = play(sheet.scenario, persona)
        except Stuck as stuck:
            path: Path = ("personas", persona.id, "answers", stuck.slot)
            if path not in sheet.loaded.places:
                path = ("personas", persona.id, "id")
            sheet.error(
                "persona-stuck",
                path,
                f"persona {persona.id} {stuck}",
                "correct the answer, or add one",
            )
            continue
        _compare(sheet, persona, played)


def _listed(steps: tuple[str, ...] | None) -> str | None:
    return None if steps is None else f"[{', '.join(steps)}]"


def _compare(sheet: Sheet, persona: Persona, played: Played) -> None:
    finished = played.finished
    verdict, outcome = finished.verdict, finished.outcome
    got: dict[str, tuple[object, object]] = {
        "expect": (persona.expect, outcome.id),
        "fit": (persona.fit, None if verdict is None else verdict.fit),
        "intent": (persona.intent, None if verdict is None else verdict.intent),
        "gate": (persona.gate, finished.gate.id if finished.gate else None),
        "asks": (_listed(persona.asks), _listed(played.shown)),
        "stage": (persona.stage, outcome.stage),
        "next": (persona.next, outcome.next),
        "doubt": (persona.doubt, None if verdict is None else verdict.doubt),
    }
    wrong = {key: pair for key, pair in got.items() if pair[0] not in (None, pair[1])}
    if not wrong:
        return
    names = {"expect": "outcome", "asks": "questions"}
    differences = ", ".join(
        f"{names.get(key, key)} {reached} instead of {expected}"
        for key, (expected, reached) in wrong.items()
    )
    why = f" (gate {finished.gate.id} fires)" if finished.gate else ""
    sheet.error(
        "persona-failed",
        ("personas", persona.id, next(iter(wrong))),
        f"persona {persona.id} gets {differences}{why}",
        "correct the rules, or what the persona expects",
    )
