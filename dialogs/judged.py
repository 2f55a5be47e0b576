"""What a reply turns out to be: a value, a reading to confirm, or a rejection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from dialogs.reading import Reading, Unreadable
from dialogs.scenario import Slot
from dialogs.session import Pending
from dialogs.values import Other, Value


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


class Given(NamedTuple):
    """A typed answer, cleaned, with all that its reading depends on.

    `slot` offers only the options that are on the screen, `draft` are those ticked so far,
    `pending` is the reading that the person was asked to confirm, `now` the moment of the answer.
    """

    text: str
    slot: Slot
    draft: frozenset[str | Other]
    pending: Pending | None
    now: datetime


Read = Callable[[Given], Judged]


def judged(value: Value, *, sure: bool) -> Judged:
    """The value, or the question whether it was meant."""
    return value if sure else NeedsConfirmation(Pending(value))


def of_reading(reading: Reading[str] | Reading[bool] | Unreadable) -> Judged:
    """A reading that is the value as it is."""
    if isinstance(reading, Unreadable):
        return unread(reading)
    return judged(reading.value, sure=reading.sure)


def unread(reading: Unreadable, *, instead: Mapping[str, str] | None = None) -> Rejection:
    """Why there is no value; `instead` has the codes that this kind of question tells otherwise."""
    code = (instead or {}).get(reading.code, reading.code)
    return Rejection(code, reading.suggestion or "")
