"""What a person did → the value that the slot holds, a reading to confirm, or a rejection.

A bad answer is a value, not an exception. Rejection codes are those of `Unreadable` and:
below_minimum, above_maximum (detail: the bound), other_currency (detail: the right one), too_long
(detail: the limit), nothing_chosen, attachment_not_expected (detail: its kind),
contact_not_expected, not_your_contact, skip_not_allowed, dont_know_not_allowed, press_continue,
not_expected. Details are ready to be shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP

from dialogs.options import read_choice, read_choices
from dialogs.reading import (
    Reading,
    Unreadable,
    read_email,
    read_integer,
    read_money,
    read_phone,
    read_url,
    read_yes_no,
)
from dialogs.replies import (
    Agreed,
    Attached,
    Chose,
    Continue,
    Done,
    DontKnow,
    Reply,
    SharedContact,
    Skip,
    Typed,
)
from dialogs.scenario import Slot, SlotType, Step
from dialogs.session import Blank, Pending, Value
from dialogs.shown import amount, whole_number, yes_or_no

DEFAULT_CURRENCY = "RUB"
_YES_NO = frozenset({SlotType.BOOLEAN, SlotType.CONSENT})
_KEPT_CONTROLS = "\n\t"
_JOINERS = "\u200c\u200d"  # they hold emoji and some scripts together
_MANY_BREAKS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class NeedsConfirmation:
    """The reading is plausible but doubtful: the person is asked first."""

    pending: Pending


@dataclass(frozen=True, slots=True)
class Rejection:
    """No answer to this step; `code` picks the words, `detail` fills them."""

    code: str
    detail: str = ""


Judged = Value | NeedsConfirmation | Rejection


def read_answer(
    reply: Reply,
    step: Step,
    slot: Slot | None,
    *,
    draft: frozenset[str] = frozenset(),
    pending: Pending | None = None,
) -> Judged:
    """Judge a reply to `step`.

    `draft` are the options ticked so far; `pending` is the reading on the screen, which a person
    can overrule by typing the same once more. Replies that move through the scenario instead of
    answering it (Back, Restart …) are not expected here.
    """
    match reply:
        case DontKnow():
            return Blank.DONT_KNOW if step.unsure else Rejection("dont_know_not_allowed")
        case Skip():
            return Blank.SKIPPED if step.optional else Rejection("skip_not_allowed")
        case Attached(kind):
            return Rejection("attachment_not_expected", kind)
        case SharedContact() if slot is None or slot.type is not SlotType.PHONE:
            return Rejection("contact_not_expected")
        case _ if slot is None:
            return True if isinstance(reply, Continue) else Rejection("press_continue")
        case _:
            return _answer_to(slot, reply, draft, pending)


def _answer_to(slot: Slot, reply: Reply, draft: frozenset[str], pending: Pending | None) -> Judged:
    match reply:
        case Typed(text):
            return _READERS[slot.type](clean(text), slot, draft, pending)
        case SharedContact(phone, own):
            return _shared(phone) if own else Rejection("not_your_contact")
        case Agreed(yes) if slot.type in _YES_NO:
            return yes
        case Chose(option_id) if slot.type is SlotType.CHOICE:
            return option_id if slot.option(option_id) else Rejection("no_such_option")
        case Done() if slot.type is SlotType.CHOICES:
            return draft or Rejection("nothing_chosen")
        case _:
            return Rejection("not_expected")


def clean(text: str) -> str:
    """The text without control, direction and lone surrogate characters, trimmed.

    Line breaks stay, at most one empty line in a row; letters are composed (NFC).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = "".join(
            character
            for character in text
            if character in _KEPT_CONTROLS
            or character in _JOINERS
            or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
        )
    return _MANY_BREAKS.sub("\n\n", unicodedata.normalize("NFC", text)).strip()


def _doubted(value: Value, shown: str) -> NeedsConfirmation:
    return NeedsConfirmation(Pending(value, shown))


def _unread(reading: Unreadable) -> Rejection:
    return Rejection(reading.code, reading.suggestion or "")


def _bounded(value: int, slot: Slot, *, sure: bool, show: Callable[[int], str]) -> Judged:
    if slot.minimum is not None and value < slot.minimum:
        return Rejection("below_minimum", show(slot.minimum))
    if slot.maximum is not None and value > slot.maximum:
        return Rejection("above_maximum", show(slot.maximum))
    return value if sure else _doubted(value, show(value))


def _shared(phone: str) -> Judged:
    # Telegram leaves the plus out of some cards; the number is international.
    # Not so in a card that was typed by hand: there it may be a national one.
    reading = read_phone(f"+{phone.strip().lstrip('+')}")
    if isinstance(reading, Unreadable):
        reading = read_phone(phone)
    return reading.value if isinstance(reading, Reading) else _unread(reading)


def _boolean(text: str, _slot: Slot, _draft: frozenset[str], _pending: Pending | None) -> Judged:
    reading = read_yes_no(text)
    if isinstance(reading, Unreadable):
        return _unread(reading)
    if reading.sure:
        return reading.value
    return _doubted(reading.value, yes_or_no(yes=reading.value, like=text))


def _integer(text: str, slot: Slot, _draft: frozenset[str], _pending: Pending | None) -> Judged:
    reading = read_integer(text)
    if isinstance(reading, Unreadable):
        return _unread(reading)
    return _bounded(reading.value, slot, sure=reading.sure, show=whole_number)


def _money(text: str, slot: Slot, _draft: frozenset[str], _pending: Pending | None) -> Judged:
    currency = slot.currency or DEFAULT_CURRENCY
    reading = read_money(text, currency)
    if isinstance(reading, Unreadable):
        return _unread(reading)
    if reading.value.currency != currency:
        return Rejection("other_currency", currency)
    exact = reading.value.amount
    rounded = int(exact.to_integral_value(ROUND_HALF_UP))
    return _bounded(
        rounded,
        slot,
        sure=reading.sure and rounded == exact,
        show=lambda value: amount(value, currency),
    )


def _text(text: str, slot: Slot, _draft: frozenset[str], _pending: Pending | None) -> Judged:
    if not text:
        return Rejection("empty")
    if len(text) > slot.max_length:
        return Rejection("too_long", whole_number(slot.max_length))
    return text


def _phone(text: str, _slot: Slot, _draft: frozenset[str], _pending: Pending | None) -> Judged:
    reading = read_phone(text)
    if isinstance(reading, Unreadable):
        return _unread(reading)
    return reading.value if reading.sure else _doubted(reading.value, reading.value)


def _email(text: str, _slot: Slot, _draft: frozenset[str], pending: Pending | None) -> Judged:
    reading = read_email(text)
    meant = reading.suggestion
    if isinstance(reading, Reading) and (reading.sure or meant is None):
        return reading.value if reading.sure else _doubted(reading.value, reading.value)
    if meant is None or not isinstance(read_email(meant), Reading):
        return Rejection(reading.code if isinstance(reading, Unreadable) else "not_an_email")
    if isinstance(reading, Reading) and pending is not None and pending.value == meant:
        # The correction was shown, and the address typed once more: it is meant so.
        return reading.value
    return _doubted(meant, meant)


def _url(text: str, _slot: Slot, _draft: frozenset[str], _pending: Pending | None) -> Judged:
    reading = read_url(text)
    if isinstance(reading, Unreadable):
        return _unread(reading)
    return reading.value if reading.sure else _doubted(reading.value, reading.value)


def _choice(text: str, slot: Slot, _draft: frozenset[str], _pending: Pending | None) -> Judged:
    found = read_choice(text, slot)
    if isinstance(found, Unreadable):
        return _unread(found)
    return found.option_id if found.sure else _doubted(found.option_id, found.shown)


def _choices(text: str, slot: Slot, draft: frozenset[str], _pending: Pending | None) -> Judged:
    found = read_choices(text, slot, draft)
    if isinstance(found, Unreadable):
        return _unread(found)
    return found.option_ids if found.sure else _doubted(found.option_ids, found.shown)


_Reader = Callable[[str, Slot, frozenset[str], Pending | None], Judged]

_READERS: Mapping[SlotType, _Reader] = {
    SlotType.BOOLEAN: _boolean,
    SlotType.CONSENT: _boolean,
    SlotType.CHOICE: _choice,
    SlotType.CHOICES: _choices,
    SlotType.INTEGER: _integer,
    SlotType.MONEY: _money,
    SlotType.TEXT: _text,
    SlotType.PHONE: _phone,
    SlotType.EMAIL: _email,
    SlotType.URL: _url,
}
