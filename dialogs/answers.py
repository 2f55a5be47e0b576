"""What a person did → the value that the slot holds, a reading to confirm, or a rejection.

A bad answer is a value, not an exception. Rejection codes are those of `Unreadable` and:
below_minimum, above_maximum (detail: the bound), other_currency (detail: the right one), too_long,
too_short (detail: the limit), mismatch (the slot's own words), nothing_chosen, too_few_choices,
too_many_choices (detail: how many), own_words, not_a_range, not_a_percent, not_a_domain,
day_is_past, not_an_appointment, no_such_time, which_time (detail: free ones), file_expected,
wrong_file (detail: codes of the kinds accepted, with commas), attachment_not_expected (detail: its
kind), contact_not_expected, not_your_contact, skip_not_allowed, dont_know_not_allowed,
press_continue, not_expected.
Details are ready to be shown. How each type of slot reads words is `dialogs.kinds`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from dialogs.judged import Given, Judged, NeedsConfirmation, Rejection, of_reading
from dialogs.kinds import READERS, appointments, files
from dialogs.kinds.choices import counted
from dialogs.reading import Unreadable, read_phone
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
from dialogs.scenario import OWN_WORDS, Slot, SlotType, Step
from dialogs.session import Pending
from dialogs.values import Blank, Other

__all__ = ["Judged", "NeedsConfirmation", "Rejection", "clean", "read_answer"]

_YES_NO = frozenset({SlotType.BOOLEAN, SlotType.CONSENT})
_KEPT_CONTROLS = "\n\t"
_JOINERS = "\u200c\u200d"  # they hold emoji and some scripts together
_MANY_BREAKS = re.compile(r"\n{3,}")


def read_answer(
    reply: Reply,
    step: Step,
    slot: Slot | None,
    *,
    now: datetime,
    draft: frozenset[str | Other] = frozenset(),
    pending: Pending | None = None,
) -> Judged:
    """Judge a reply to `step`.

    `slot` has only the options that are offered now, `draft` are those ticked so far; `pending` is
    the reading on the screen, which a person can overrule by typing the same once more. Replies
    that move through the scenario instead of answering it (Back, Restart …) are not expected here.
    """
    match reply:
        case DontKnow():
            return Blank.DONT_KNOW if step.unsure else Rejection("dont_know_not_allowed")
        case Skip():
            return Blank.SKIPPED if step.optional else Rejection("skip_not_allowed")
        case Attached() if slot is not None and slot.type is SlotType.FILE:
            return files.attached(slot, reply)
        case Attached(kind):
            return Rejection("attachment_not_expected", kind)
        case SharedContact() if slot is None or slot.type is not SlotType.PHONE:
            return Rejection("contact_not_expected")
        case _ if slot is None:
            return True if isinstance(reply, Continue) else Rejection("press_continue")
        case Typed(text):
            return READERS[slot.type](Given(clean(text), slot, draft, pending, now))
        case Chose(option_id) if slot.type is SlotType.APPOINTMENT:
            return appointments.tapped(slot, option_id, now)
        case _:
            return _tapped(slot, reply, draft)


def _tapped(slot: Slot, reply: Reply, draft: frozenset[str | Other]) -> Judged:
    match reply:
        case SharedContact(phone, own):
            return _shared(phone) if own else Rejection("not_your_contact")
        case Agreed(yes) if slot.type in _YES_NO:
            return yes
        case Chose(option_id) if slot.type is SlotType.CHOICE:
            return option_id if slot.option(option_id) else Rejection("no_such_option")
        case Chose(digits) if slot.type is SlotType.RATING:
            return _rated(slot, digits)
        case Done() if slot.type is SlotType.CHOICES:
            return Rejection("own_words") if OWN_WORDS in draft else counted(draft, slot)
        case _:
            return Rejection("not_expected")


def clean(text: str) -> str:
    """The text without control, direction and lone surrogate characters, trimmed.

    Line breaks stay, at most one empty line in a row; letters are composed (NFC).
    """
    if text.isprintable():  # then without line breaks, too
        return unicodedata.normalize("NFC", text).strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        character
        for character in text
        if character in _KEPT_CONTROLS
        or character in _JOINERS
        or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
    )
    return _MANY_BREAKS.sub("\n\n", unicodedata.normalize("NFC", kept)).strip()


def _shared(phone: str) -> Judged:
    # Telegram leaves the plus out of some cards; the number is international.
    # Not so in a card that was typed by hand: there it may be a national one.
    reading = read_phone(f"+{phone.strip().lstrip('+')}")
    if isinstance(reading, Unreadable):
        return of_reading(read_phone(phone))
    return reading.value


def _rated(slot: Slot, digits: str) -> Judged:
    scale = range(int(slot.minimum or 0), int(slot.maximum or 0) + 1)
    grades = {str(grade): grade for grade in scale}
    return grades.get(digits, Rejection("no_such_option"))
