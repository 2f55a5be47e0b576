"""A meeting of a person with the salesperson who has their lead. Values and their rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from leads.caused import stamp
from leads.clock import require_aware


class MeetingState(StrEnum):
    """Where a meeting stands. A moved one is booked still; the others are ends."""

    BOOKED = "booked"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class MadeBy(StrEnum):
    """Who booked, moved or called off: the person, staff here, or somebody in a CRM."""

    PERSON = "person"
    STAFF = "staff"
    CRM = "crm"


class MeetingRefused(ValueError):
    """There can be no such meeting; `reason` is a code that the texts explain."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of somebody's time, from `starts_at` until before `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        require_aware(starts_at=self.starts_at, ends_at=self.ends_at)
        if not self.starts_at < self.ends_at:
            raise ValueError("a stretch of time begins before it ends")

    def meets(self, others: Iterable[Slot], gap: timedelta = timedelta(0)) -> bool:
        """Whether it overlaps one of the others, or is nearer to it than `gap`."""
        begins, ends = self.starts_at - gap, self.ends_at + gap
        return any(begins < other.ends_at and other.starts_at < ends for other in others)


@dataclass(frozen=True, slots=True)
class Terms:
    """How a company meets: how long, with what least pause between two meetings, how long ahead,
    how many working days are shown. `link` is where meetings of whoever has no room of their own
    are held, "" for nowhere in particular."""

    length: timedelta = timedelta(minutes=60)
    gap: timedelta = timedelta(minutes=15)
    notice: timedelta = timedelta(hours=2)
    days: int = 10
    link: str = ""

    def slot(self, starts_at: datetime) -> Slot:
        """The time of a meeting that begins then."""
        return Slot(starts_at, starts_at + self.length)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting. `id` is 0 until storage has allotted one; `owner` is the salesperson's name.

    `sequence` counts its changes, `handed` those of them that left its time alone: it went with its
    lead to another salesperson. `answered` of `asked` questions of the brief held a value when it
    was booked, or held; both 0 while there was none. `confirmed_at` is when the person said that
    they will be there, at the present time. `mark` names it in the account `crm` of a CRM where it
    was made there, both "" for one of ours.
    """

    lead_id: int
    contact_id: int
    owner_id: int
    owner: str
    at: Slot
    made_by: MadeBy
    created_at: datetime
    product: str | None = None
    state: MeetingState = MeetingState.BOOKED
    sequence: int = 0
    handed: int = 0
    answered: int = 0
    asked: int = 0
    confirmed_at: datetime | None = None
    closed_at: datetime | None = None
    crm: str = ""
    mark: str = ""
    id: int = 0

    def __post_init__(self) -> None:
        require_aware(
            created_at=self.created_at, confirmed_at=self.confirmed_at, closed_at=self.closed_at
        )

    @property
    def booked(self) -> bool:
        """It is still to be, or nobody has said yet what became of it."""
        return self.state is MeetingState.BOOKED

    @property
    def was_moved(self) -> bool:
        """Its time was changed at least once."""
        return self.sequence > self.handed

    @property
    def uid(self) -> str:
        """Its name in every calendar, for ever."""
        return f"prequal-{self.id}-{stamp(self.created_at)}"

    def moved(self, at: Slot, owner_id: int, owner: str) -> Meeting:
        """The meeting at another time, with whoever has the lead now; nobody has confirmed it."""
        return replace(
            self,
            at=at,
            owner_id=owner_id,
            owner=owner,
            sequence=self.sequence + 1,
            handed=self.handed + (at == self.at),
            confirmed_at=None,
        )

    def closed(self, state: MeetingState, now: datetime) -> Meeting:
        """The meeting as it ended."""
        return replace(self, state=state, closed_at=now)
