"""The key stage as meetings: how many were held, missed, moved and called off, by whom and of what.

Counts only; no text. What is counted is every meeting that was to be in the period.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from leads.meetings.meeting import Meeting, MeetingState
from reports.grouping import grouped
from reports.intervals import Share, share


class MeetingReader(Protocol):
    """Meetings beside the writer."""

    async def since(self, days: int) -> Sequence[Meeting]:
        """Those that were to be in the last `days` days or are still to be, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class MeetingFigures:
    """What became of the meetings of one salesperson, or about one product (`name`).

    `ahead` are still to be, or nobody has said what became of them; `moved` were put to
    another time at least once, whatever their end; one that only went with its lead to another
    salesperson was not. `came` is how many were held of those to which the person came or
    did not. `briefed` were held with a brief that was done.
    """

    name: str
    ahead: int
    held: int
    missed: int
    cancelled: int
    moved: int
    briefed: int

    @property
    def came(self) -> Share:
        """The share of held ones among held and missed, with its interval."""
        return share(self.held, self.held + self.missed)


def by_owner(meetings: Iterable[Meeting]) -> tuple[MeetingFigures, ...]:
    """Of each salesperson, whoever has most first."""
    return _figures_by(meetings, lambda one: one.owner)


def by_product(meetings: Iterable[Meeting]) -> tuple[MeetingFigures, ...]:
    """About each product (its id, "" where none was named)."""
    return _figures_by(meetings, lambda one: one.product or "")


def _figures_by(
    meetings: Iterable[Meeting], name: Callable[[Meeting], str]
) -> tuple[MeetingFigures, ...]:
    return tuple(_figures(named, those) for named, those in grouped(meetings, name).items())


def _figures(name: str, meetings: Sequence[Meeting]) -> MeetingFigures:
    states = [one.state for one in meetings]
    held = [one for one in meetings if one.state is MeetingState.HELD]
    return MeetingFigures(
        name=name,
        ahead=states.count(MeetingState.BOOKED),
        held=len(held),
        missed=states.count(MeetingState.MISSED),
        cancelled=states.count(MeetingState.CANCELLED),
        moved=sum(one.was_moved for one in meetings),
        briefed=sum(one.asked > 0 for one in held),
    )
