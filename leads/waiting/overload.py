"""When there are more leads than the team can carry: everybody who is there is full, or too many
people wait for longer than was promised.

Signs of it (an offer that found everybody full, an answer that was late) plan a look, one a day at
the most; as long as it is too much the next look comes when work begins again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from leads.lead import Lead
from leads.policy import Policy
from leads.roster import Roster, RosterUnitOfWork, Seat
from leads.working_time import add_working_time

TOO_MANY_LATE = 3
MOST_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Overload:
    """What the team carries now. `there` are the members at work today; `late` is how many leads
    nobody has taken within what was promised, `longest` how long the first of them has waited."""

    there: tuple[Seat, ...]
    late: int
    longest: timedelta

    @property
    def full(self) -> bool:
        """Nobody who is there has room."""
        return bool(self.there) and all(one.full for one in self.there)

    @property
    def too_much(self) -> bool:
        """Whether managers have to act."""
        return self.full or self.late >= TOO_MANY_LATE


def overload(
    seats: Iterable[Seat], waiting: Iterable[Lead], policy: Policy, now: datetime
) -> Overload:
    """How it stands, by the seats of today and the leads that nobody has taken."""
    day = now.astimezone(policy.zone).date()
    there = tuple(one for one in seats if not one.away and one.member.works(day, policy))
    late = [lead for lead in waiting if _late(lead, policy, now)]
    spans = [lead.waiting(now) or timedelta() for lead in late]
    return Overload(there, len(late), max(spans, default=timedelta()))


def _late(lead: Lead, policy: Policy, now: datetime) -> bool:
    since = lead.awaited_since
    return since is not None and add_working_time(since, policy.call_within, policy) <= now


class Leads(Protocol):
    """Leads; `queue` are those that wait for a salesperson."""

    async def queue(self, most: int) -> Sequence[Lead]: ...


class OverloadUnitOfWork(RosterUnitOfWork, Protocol):
    """What the look reads."""

    @property
    def leads(self) -> Leads: ...


async def look(
    uow: OverloadUnitOfWork, roster: Roster | None, policy: Policy, now: datetime
) -> Overload:
    """How it stands by what is stored; without a team only those who wait count."""
    seats = await roster.seats(uow, now) if roster else ()
    return overload(seats, await uow.leads.queue(MOST_LOOKED_AT), policy, now)
