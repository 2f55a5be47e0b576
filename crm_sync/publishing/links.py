"""What of ours is where in a CRM: references, what was sent last, and who is writing now. Ports.

A card that is about to be created is marked first, in a transaction of its own. So whoever comes
after a crash or a lost answer knows that it may be there, and looks before creating; and two leads
of one person don't create that person twice at the same time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol

from crm_sync.cards import CrmRef, CrmValue, Entity, Place
from leads.crm_back.meeting import MeetingState

PLACE, OWNER, TIES, MEETING = "@place", "@owner", "@ties", "@meeting"
Sent = Mapping[str, object]
"""What was written last, as plain JSON by field; `@…` are parts of a card that are no fields."""


@dataclass(frozen=True, slots=True)
class Party:
    """One thing of ours that has, or is to have, a card: its kind and our number of it.

    A note, task or file belongs to the lead of that number and has a `mark` of its own.
    """

    entity: Entity
    number: int
    mark: str = ""

    @property
    def key(self) -> str:
        """What the CRM knows it by, the same for ever."""
        return f"prequal-{self.entity.value}-{self.number}{self.mark and f'-{self.mark}'}"


@dataclass(frozen=True, slots=True)
class Link:
    """Where a card of ours is. Without a `ref` it is not known to be there; `tried_at` says until
    when somebody may have been creating it and never told how that ended, `sent` what it holds if
    it is there and that is known. With `found` it was there before us."""

    ref: CrmRef | None = None
    sent: Sent = field(default_factory=dict)
    tried_at: datetime | None = None
    found: bool = False

    @property
    def untouched(self) -> bool:
        """It was there before us, and nothing of ours has been written there yet."""
        return self.found and not self.sent


@dataclass(frozen=True, slots=True)
class Written:
    """A card that was written, with everything that stands there of ours; or was `found` there,
    which it stays."""

    party: Party
    ref: CrmRef
    sent: Sent
    found: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """A card that was not created after all, or nobody knows: a call may have been under way until
    the `doubtful` moment, and what it `sent` stands there then."""

    party: Party
    doubtful: datetime | None = None
    sent: Sent = field(default_factory=dict)


class Busy(Exception):
    """Somebody else creates one of these cards at this moment."""


class Links(Protocol):
    """The links of every account; each call is a committed transaction of its own."""

    async def begin(
        self, account: str, parties: Sequence[Party], by: str, now: datetime, until: datetime
    ) -> Mapping[Party, Link]:
        """The links, and a mark on those without a reference that `by` creates them until then.

        `Busy` when another holds one of them; nothing is marked then. A mark that nobody took
        back is of an attempt that was cut off: that may have called until this moment, with what
        nobody knows.
        """
        ...

    async def keep(self, account: str, written: Sequence[Written]) -> None:
        """Note where cards are and what they hold; nobody holds them any more."""
        ...

    async def give_up(self, account: str, tried: Sequence[Tried]) -> None:
        """Nobody creates them any more; who knows better, may try."""
        ...

    async def get(self, account: str, party: Party) -> Link:
        """One link."""
        ...

    async def forget(self, account: str, parties: Sequence[Party]) -> None:
        """Their cards are gone."""
        ...


def place_word(place: Place | None) -> str | None:
    """A place as it is kept in `Sent`: pipeline, stage and reason."""
    if place is None:
        return None
    return "/".join((place.pipeline or "", place.stage, place.loss_reason or ""))


def meeting_word(starts_at: datetime, minutes: int | None, state: MeetingState) -> str:
    """A meeting as it is kept in `Sent`: when it begins, how long it takes, what became of it."""
    begins = starts_at.astimezone(UTC).isoformat(timespec="minutes")
    return "/".join((begins, "" if minutes is None else str(minutes), state.value))


def over_word(word: str) -> str:
    """The same meeting, called off."""
    return f"{word.rpartition('/')[0]}/{MeetingState.CANCELLED.value}"


def meeting_of(word: str) -> tuple[datetime, int | None, MeetingState]:
    """What such a word says."""
    begins, minutes, state = word.split("/")
    moment = datetime.fromisoformat(begins)
    return moment, int(minutes) if minutes else None, MeetingState(state)


def plain(value: CrmValue | None) -> object:
    """A field's value as it is kept in `Sent`."""
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, date) else value


def as_values(sent: Sent) -> dict[str, CrmValue | None]:
    """What was sent, to be compared with what is to be sent."""
    values: dict[str, CrmValue | None] = {}
    for name, value in sent.items():
        if isinstance(value, list):
            values[name] = tuple(str(one) for one in value)
        elif value is None or isinstance(value, str | int | float):
            values[name] = value
    return values
