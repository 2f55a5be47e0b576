"""What is said in the middle of a question and is meant for a human: a call, a question, a voice.

Pure. An answer always wins: only a text that can't be read as one is ever taken for something
else, and a question that takes any words takes a question too. What follows is
`dialogs.to_human`.
"""

from __future__ import annotations

import re

from dialogs.effects import Advance, Ask, Reject, Unsold
from dialogs.replies import Attached, Pressed, Reply, SharedContact, Typed
from dialogs.scenario import Slot, SlotType
from dialogs.spoken import labelled, plain

_CALLS = (
    "человек|человека|человека позови|позвать человека|позовите человека|позови человека"
    "|хочу поговорить с человеком|хочу говорить с человеком|поговорить с человеком"
    "|хочу к человеку|мне нужен человек|нужен человек|живой человек|живого человека"
    "|нужен живой человек|соедините с человеком|соедини с человеком|переключите на человека"
    "|оператор|оператора|позвать оператора|позовите оператора|соедините с оператором"
    "|позвать менеджера|позовите менеджера|соедините с менеджером|нужен менеджер|менеджера"
    "|хочу поговорить с менеджером|позовите специалиста|позвать специалиста"
    "|talk to a person|talk to a human|speak to a person|speak to a human|call a human"
    "|human|human please|a human please|real person|a real person|operator|agent"
    "|talk to an operator|i want to talk to a person|i want to talk to a human"
    "|i want to speak to a person|i want to speak to a human|manager|call a manager"
)
_CALLING = frozenset(_CALLS.split("|"))
# A reading that failed for what was said, not for how much: only these may be no answer at all.
_NO_ANSWER = frozenset(
    {
        "ambiguous",
        "file_expected",
        "no_such_option",
        "not_a_city",
        "not_a_company",
        "not_a_date",
        "not_a_domain",
        "not_a_number",
        "not_a_percent",
        "not_a_range",
        "not_a_period",
        "not_a_phone",
        "not_a_rating",
        "not_a_time",
        "not_a_url",
        "not_an_appointment",
        "not_an_email",
        "not_yes_or_no",
        "press_continue",
        "too_long",
        "too_many_numbers",
    }
)
_ASKING = re.compile(
    r"\b(?:сколько|как(?:ой|ая|ое|ие|ов[аоы]?)?|что|чем|кто|кому|где|куда|когда|почему|зачем|можно"
    r"|можете|умеете|делаете|работаете|есть ли|нужно ли|ли|или нет|what|how|who|when|where|why"
    r"|which|can|could|do you|does|is there|are there|would)\b",
    re.IGNORECASE,
)
_CHOOSING = frozenset(
    {SlotType.CHOICE, SlotType.CHOICES, SlotType.BOOLEAN, SlotType.CONSENT, SlotType.COMPANY}
)
_SENTENCE = 6  # words from which a text that answers nothing is something said
_QUESTION = 4  # words from which a doubtful reading may rather be a question
_GESTURES = frozenset({"sticker", "animation", "dice", "game"})


def calls_human(text: str, slot: Slot | None = None) -> bool:
    """Whether the text says nothing but that a human is wanted; a label of the question wins."""
    if slot is not None and labelled(text, slot):
        return False
    return plain(text) in _CALLING


def is_for_a_human(reply: Reply | Pressed, step: Advance, slot: Slot | None) -> bool:
    """Whether the reply that led to `step` was no answer but something said to us.

    A failed reading of a question, of a whole sentence, or of anything that is not text. A
    doubtful reading gives way to a question that says it is one.
    """
    if slot is not None and slot.type is SlotType.TEXT and isinstance(reply, Typed):
        return False
    match reply, step.effects:
        case Attached(kind), (Reject("attachment_not_expected" | "wrong_file"),):
            return kind not in _GESTURES
        case Typed(text), (Reject(code),) if code in _NO_ANSWER:
            return is_question(text) or len(plain(text).split()) >= _SENTENCE
        case Typed(text), (Unsold(),):
            return is_question(text)
        case Typed(text), (Ask(shown),) if slot is not None and slot.type in _CHOOSING:
            doubtful = shown.pending is not None and len(plain(text).split()) >= _QUESTION
            return doubtful and is_question(text) and bool(_ASKING.search(text))
        case _:
            return False


def is_question(text: str) -> bool:
    """Whether the text ends as a question does and says more than a single word."""
    return text.rstrip(" )\n").endswith(("?", "?!", "??")) and len(plain(text).split()) > 1


def kind_of(reply: Reply) -> str:
    """What was sent, as Telegram calls it."""
    match reply:
        case Attached(kind):
            return kind
        case SharedContact():
            return "contact"
        case _:
            return "text"
