"""What grading makes of leads: facts of the union `leads.facts`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from leads.happened import Happened


class LiftReason(StrEnum):
    """Why a lead goes to sales whatever its own answers say."""

    CLIENT = "client"
    COMPANY = "company"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted(Happened):
    """The lead goes to sales for its company's sake (`why` is a `LiftReason`); the verdict stays.

    `company` is the company's number, None for a client who has none, `grade` its grade, "" while
    that is unknown.
    """

    kind: ClassVar[str] = "lifted"
    why: str
    company: int | None
    grade: str
