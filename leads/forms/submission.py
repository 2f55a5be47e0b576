"""A form as it was sent: kept before it is answered, dealt with right after. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from leads.clock import require_aware
from leads.verdict import JsonValue


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form says, read: plain JSON.

    `answers` by slot of the form's scenario; `person` by what it tells of them (`name`, `phone` in
    E.164, `email`, `company`). `agreed` is whether the consent that the form asks for was given.
    """

    language: str
    answers: Mapping[str, JsonValue] = field(default_factory=dict)
    person: Mapping[str, str] = field(default_factory=dict)
    agreed: bool = False
    page: str = ""
    utm: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Submission:
    """One sent form. `number` stands for the form and the key by which a repetition is known.

    `content` tells two contents apart and tells nothing of either. `signed_at` is when a server
    signed it, in microseconds, 0 for one from a page. `sent_at` is when it came.
    """

    number: int
    form: str
    content: bytes
    filled: Filled
    sent_at: datetime
    signed_at: int = 0

    def __post_init__(self) -> None:
        require_aware(sent_at=self.sent_at)


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a submission: the lead, its person, and what its link may show.

    `made` when nothing was known of the person before, `opened` when the lead began with it.
    `digest` names the version of the scenario that the answers fit.
    """

    lead_id: int
    contact_id: int
    made: bool
    opened: bool
    digest: str
    answers: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Kept:
    """A submission as it lies stored. `filed` is None until it was dealt with, `reader_id` is the
    contact who opened its link first."""

    submission: Submission
    filed: Filed | None = None
    reader_id: int | None = None
    attempts: int = 0


class Fate(StrEnum):
    """What a submission was when it came."""

    NEW = "new"
    AGAIN = "again"  # asked once more; answered as it was the first time
    OTHER = "other"  # the key of an earlier one with another content
    REPLAYED = "replayed"  # word for word a signed request that came before


class Taken(NamedTuple):
    """What a submission was, and the one that counts: itself, or the one that came first."""

    fate: Fate
    first: Submission


def repeated(one: Submission, first: Submission) -> Fate:
    """What a submission is whose number was there before. Signing anew makes an honest repetition
    of a server known: a request that was overheard can't be signed by who heard it."""
    if one.content != first.content:
        return Fate.OTHER
    signed = bool(one.signed_at or first.signed_at)
    return Fate.REPLAYED if signed and one.signed_at <= first.signed_at else Fate.AGAIN
