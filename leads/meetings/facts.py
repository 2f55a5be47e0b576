"""Facts of meetings. What they cause is `leads.meetings.caused`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from leads.clock import require_aware
from leads.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMeeting(Happened):
    """What facts of meetings share: which meeting, when it is, with which salesperson (`owner_id`,
    shown as `owner`).

    `made_by` says who did it (`leads.meetings.meeting.MadeBy`), `crm` in which account; `place` is
    the address of the video call, "" for none; `mark` names a meeting that was made in the account
    `origin`.
    """

    meeting: int
    starts_at: datetime
    ends_at: datetime
    owner_id: int
    owner: str
    made_by: str
    sequence: int = 0
    place: str = ""
    crm: str = ""
    origin: str = ""
    mark: str = ""

    def __post_init__(self) -> None:
        require_aware(at=self.at, starts_at=self.starts_at, ends_at=self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingBooked(OfMeeting):
    """A time was agreed."""

    kind: ClassVar[str] = "meeting_booked"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMoved(OfMeeting):
    """Another time was agreed, or it goes to another salesperson at the same; `before` is the time
    that it was, `had_by` whose it was then."""

    kind: ClassVar[str] = "meeting_moved"
    before: datetime
    had_by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingConfirmed(OfMeeting):
    """The person says that they will be there."""

    kind: ClassVar[str] = "meeting_confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld(OfMeeting):
    """It took place; `answered` of `asked` questions of the brief held a value by then."""

    kind: ClassVar[str] = "meeting_held"
    answered: int
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMissed(OfMeeting):
    """The person did not come."""

    kind: ClassVar[str] = "meeting_missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCancelled(OfMeeting):
    """It was called off; `why` is `lead_closed` when the lead was closed before it."""

    kind: ClassVar[str] = "meeting_cancelled"
    why: str = ""


MeetingFact = (
    MeetingBooked | MeetingMoved | MeetingConfirmed | MeetingHeld | MeetingMissed | MeetingCancelled
)
