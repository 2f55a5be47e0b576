"""Who of the team is there and how much they carry; saying that one is away, and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

from leads.assigning import Absences, Assignments
from leads.policy import Policy
from leads.routing import Load
from leads.team import Away, Member, Team


class NotInTeam(LookupError):
    """Only members of the team are offered leads, so only they can be away."""


class RosterUnitOfWork(Protocol):
    """What the roster reads and writes."""

    @property
    def assignments(self) -> Assignments: ...
    @property
    def absences(self) -> Absences: ...


@dataclass(frozen=True, slots=True)
class Seat:
    """A member today: what they carry, and the absence that today is part of."""

    member: Member
    open: int
    away: Away | None

    @property
    def full(self) -> bool:
        """They carry as much as they can."""
        return self.open >= self.member.capacity


class Roster:
    """The use cases, for one team."""

    def __init__(self, team: Team, policy: Policy) -> None:
        self._team = team
        self._policy = policy

    def today(self, now: datetime) -> date:
        """The company's day."""
        return now.astimezone(self._policy.zone).date()

    async def seats(self, uow: RosterUnitOfWork, now: datetime) -> tuple[Seat, ...]:
        """Everybody, in the order of the file."""
        loads = await uow.assignments.loads()
        team = self._team.without(await uow.absences.all())
        day = self.today(now)
        return tuple(
            Seat(one, loads.get(one.id, Load()).open, one.away_on(day)) for one in team.members
        )

    async def still_to_work(self, uow: RosterUnitOfWork, now: datetime) -> tuple[Member, ...]:
        """Who works today, and whose working day is not over."""
        team, day = self._team.without(await uow.absences.all()), self.today(now)
        there = (one for one in team.members if one.works(day, self._policy))
        return tuple(one for one in there if self._ends(one, day) > now)

    def _ends(self, member: Member, day: date) -> datetime:
        hours = member.own(self._policy).hours(day)
        return datetime.combine(day, hours[1] if hours else time.min, self._policy.zone)

    async def go_away(self, uow: RosterUnitOfWork, member_id: int, away: Away) -> None:
        """From now on they are away on these days; whatever they said before is forgotten.
        `NotInTeam`."""
        self._member(member_id)
        await uow.absences.save(member_id, away)

    async def come_back(self, uow: RosterUnitOfWork, member_id: int, now: datetime) -> Away | None:
        """They are not away any more; what is left is an absence of the team's file.
        `NotInTeam`."""
        member = self._member(member_id)
        await uow.absences.end(member_id)
        return member.away_on(self.today(now))

    def _member(self, member_id: int) -> Member:
        member = self._team.member(member_id)
        if member is None:
            raise NotInTeam(member_id)
        return member
