"""A card → the score rows of a scenario whose slots hold what the card's columns hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from dialogs.calibration.card import Answer, Between, Blank, Card, Levels, Question, Rest
from dialogs.scenario import LOCALES, OWN_WORDS, Slot, SlotType

NUMBERS = frozenset({SlotType.INTEGER, SlotType.DECIMAL, SlotType.MONEY, SlotType.PERCENT})
NUMBERS |= {SlotType.RANGE, SlotType.RATING}
WHOLE = frozenset({SlotType.INTEGER, SlotType.MONEY, SlotType.RANGE, SlotType.RATING})
TRUE, FALSE = "true", "false"
TRUTHS = {
    **dict.fromkeys(("true", "yes", "y", "1", "да", "есть", "+"), TRUE),
    **dict.fromkeys(("false", "no", "n", "0", "нет"), FALSE),
}


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A row to be written: when it counts, and the answer it comes from."""

    when: str
    question: Question
    answer: Answer


def can_score(slot: Slot) -> bool:
    """Whether a card may ask for this slot: a yes/no, a single choice, or a number."""
    return slot.type in NUMBERS or slot.type in {SlotType.BOOLEAN, SlotType.CHOICE}


def meanings(slot: Slot) -> Mapping[str, str] | None:
    """What people may have written for each value, in small letters; None where it is a number."""
    if slot.type in NUMBERS:
        return None
    if slot.type is SlotType.BOOLEAN:
        return TRUTHS
    return {
        " ".join(word.split()).lower(): option.id
        for option in slot.options
        for word in (*(option.label.in_(locale) for locale in LOCALES), option.id)
    }


def score_rows(card: Card, slots: Mapping[str, Slot]) -> list[DraftRow]:
    """The rows with points, question by question; `slots` has the slot of every column."""
    return [
        DraftRow(when, question, answer)
        for question in card.questions
        for answer in question.answers
        if answer.points and (when := _when(question, answer, slots[question.column]))
    ]


def _when(question: Question, answer: Answer, slot: Slot) -> str | None:
    """The condition; None where no answer can mean it."""
    match answer.bin:
        case Blank():
            return f"not known({slot.id})"
        case Between(low, high):
            return _between(slot, low, high)
        case Levels(words) if slot.type is SlotType.BOOLEAN:
            return slot.id if words == (TRUE,) else f"not {slot.id}"
        case Levels((word,)) if word == OWN_WORDS:
            return _rest(slot, tuple(option.id for option in slot.options))
        case Levels((word,)):
            return f"{slot.id} == {word}"
        case Levels(words):
            return _one_of(slot, words)
        case Rest():
            named = [one.bin.words for one in question.answers if isinstance(one.bin, Levels)]
            words = tuple(word for words in named for word in words)
            if OWN_WORDS in words:
                options = (option.id for option in slot.options)
                return _one_of(slot, tuple(one for one in options if one not in words))
            return _rest(slot, words)


def _one_of(slot: Slot, options: tuple[str, ...]) -> str | None:
    return f"{slot.id} in [{', '.join(options)}]" if options else None


def _rest(slot: Slot, words: tuple[str, ...]) -> str | None:
    if slot.type is SlotType.BOOLEAN:
        left = [value for value in (TRUE, FALSE) if value not in words]
        return None if not left else slot.id if left == [TRUE] else f"not {slot.id}"
    if not slot.other and {option.id for option in slot.options} <= set(words):
        return None
    known = f"known({slot.id})"
    return f"{known} and {slot.id} not in [{', '.join(words)}]" if words else known


def _between(slot: Slot, low: float | None, high: float | None) -> str | None:
    """Limits that the slot has anyway are left out; whole slots are compared with whole numbers."""
    begin, end = _constant(slot, low), _constant(slot, high)
    if slot.maximum is not None and begin is not None and begin > slot.maximum:
        return None
    if slot.minimum is not None and end is not None and end <= slot.minimum:
        return None
    parts = []
    if begin is not None and not (slot.minimum is not None and begin <= slot.minimum):
        parts.append(f"{slot.id} >= {begin:f}")
    if end is not None and not (slot.maximum is not None and end > slot.maximum):
        parts.append(f"{slot.id} < {end:f}")
    return " and ".join(parts) or f"known({slot.id})"


def _constant(slot: Slot, edge: float | None) -> Decimal | None:
    if edge is None:
        return None
    if slot.type in WHOLE:
        return Decimal(ceil(edge))
    return Decimal(f"{edge:f}").normalize()
