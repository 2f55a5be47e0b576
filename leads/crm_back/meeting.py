"""Meetings as CRMs are told of them and tell of them, in our own words. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leads.clock import require_aware


class MeetingState(StrEnum):
    """What has become of a meeting."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ToldMeeting:
    """A meeting of a lead as CRMs are to show it. `place` is an address or a link, in words.

    `mark` tells it from other meetings of its lead, the same for ever: `own_mark` for one of ours;
    what it was heard with for one that was made in the CRM of the account `crm`, where it is then
    changed.
    """

    mark: str
    starts_at: datetime
    minutes: int
    state: MeetingState = MeetingState.PLANNED
    place: str = ""
    crm: str = ""

    def __post_init__(self) -> None:
        require_aware(starts_at=self.starts_at)

    def mark_in(self, account: str) -> str:
        """Its mark in that account."""
        return self.mark if self.crm in ("", account) else f"{self.crm}-{self.mark}"


@dataclass(frozen=True, slots=True)
class SaidMeeting:
    """A meeting as the account `crm` says that it is now.

    `title` is what stands there, "" where it was deleted; `owner` a Telegram id where the mapping
    names the user. `minutes` is None where the CRM does not tell.
    """

    crm: str
    mark: str
    title: str
    starts_at: datetime
    minutes: int | None
    state: MeetingState
    owner: int | None = None
    was_at: datetime | None = None

    @property
    def number(self) -> int | None:
        """Which of our own meetings it is; None for one that was made in a CRM."""
        own, _, number = self.mark.partition("-")
        return int(number) if f"{own}-" == OWN and number.isdecimal() else None


OWN = "meeting-"


def own_mark(number: int) -> str:
    """The mark of our meeting of that number."""
    return f"{OWN}{number}"
