"""What is recorded of two companies that may be one: suggested, joined, split. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TieStatus(StrEnum):
    """`SPLIT` also keeps the two from being joined or suggested again without a manager."""

    SUGGESTED = "suggested"
    JOINED = "joined"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Belongings:
    """What belongs to a company, by id."""

    contacts: tuple[int, ...] = ()
    leads: tuple[int, ...] = ()
    orders: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """Company `company_id` and the one that it is, or may be, part of: `into_id`.

    `evidence` are codes, the weightiest first; `moved` is what went over and goes back when they
    are split, `given` the fields of the other company that only this one has filled. `contact_id`
    is the person whose answer brought it, None when a manager did (`by`, a Telegram id).
    """

    id: int
    company_id: int
    into_id: int
    status: TieStatus
    evidence: tuple[str, ...]
    at: datetime
    moved: Belongings = Belongings()
    given: tuple[str, ...] = ()
    contact_id: int | None = None
    by: int | None = None
