"""Who sells what, when they are there, how much they can carry, and the rules of handing out.

Values only. Reading them from data is `leads.team_file`, choosing among them `leads.routing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from leads.policy import Policy
from leads.working_time import is_working


@dataclass(frozen=True, slots=True)
class Need:
    """What a lead asks of whoever takes it. None where it is not known."""

    product: str | None = None
    region: str | None = None
    grade: str | None = None
    language: str | None = None
    channel: str | None = None
    worth: int | None = None


NEEDS = ("product", "region", "grade", "language", "channel")
"""What rules compare by name: fields of `Need`. Of its `worth` they set a least."""


@dataclass(frozen=True, slots=True)
class Away:
    """Days somebody is not there, both included; no `last` day means: until they say so."""

    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        """Whether `day` is among them."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """A calendar in another system: its address, the user, and what the password is called."""

    url: str
    user: str
    secret: str


@dataclass(frozen=True, slots=True)
class Member:
    """A salesperson; `id` is their Telegram id, `capacity` how many open leads they can carry.

    Empty products, regions, grades and languages mean all of them. Hours and days (Monday is 0)
    are the company's where they have none of their own. `link` is their room for video calls,
    `calendar` one of their own that says when they are busy.
    """

    id: int
    name: str
    capacity: int = 10
    products: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    grades: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    hours: tuple[time, time] | None = None
    days: frozenset[int] | None = None
    away: tuple[Away, ...] = ()
    link: str = ""
    calendar: OwnCalendar | None = None

    def fits(self, need: Need) -> bool:
        """Whether they take such leads. What is not known about a lead rules nobody out."""
        return all(
            wanted is None or not taken or wanted in taken
            for wanted, taken in (
                (need.product, self.products),
                (need.region, self.regions),
                (need.grade, self.grades),
                (need.language, self.languages),
            )
        )

    def away_on(self, day: date) -> Away | None:
        """The absence that covers `day`."""
        return next((away for away in self.away if away.covers(day)), None)

    def works(self, day: date, policy: Policy) -> bool:
        """Whether they are there at some time of `day`."""
        return self.away_on(day) is None and self.own(policy).hours(day) is not None

    def at_work(self, moment: datetime, policy: Policy) -> bool:
        """Whether they are there at `moment`."""
        day = moment.astimezone(policy.zone).date()
        return self.away_on(day) is None and is_working(moment, self.own(policy))

    def own(self, policy: Policy) -> Policy:
        """The policy with their own hours and days, where they have any."""
        if self.hours is None and self.days is None:
            return policy
        start, end = self.hours or (policy.working_start, policy.working_end)
        days = policy.working_days if self.days is None else self.days
        return replace(policy, working_start=start, working_end=end, working_days=days)


@dataclass(frozen=True, slots=True)
class Rule:
    """Leads for which all of `when` holds go to one of `members` (ids): by name, whatever else
    those take. `when` maps a field of `Need` to the values that count; `worth` is the least that a
    lead is worth, in whole units, None where that does not matter."""

    name: str
    when: Mapping[str, frozenset[str]]
    members: tuple[int, ...]
    worth: int | None = None

    def holds(self, need: Need) -> bool:
        """Whether the rule is about such a lead; what is not known holds for no rule."""
        if self.worth is not None and (need.worth is None or need.worth < self.worth):
            return False
        return all(getattr(need, field) in values for field, values in self.when.items())


@dataclass(frozen=True, slots=True)
class Team:
    """The members, the rules in their order, and who gets what nobody else can take."""

    members: tuple[Member, ...]
    rules: tuple[Rule, ...] = ()
    catch_all: int = 0

    def member(self, member_id: int) -> Member | None:
        """The member with that Telegram id."""
        return next((one for one in self.members if one.id == member_id), None)

    @property
    def with_calendars(self) -> frozenset[int]:
        """Who has a calendar of their own."""
        return frozenset(one.id for one in self.members if one.calendar is not None)

    def name(self, member_id: int) -> str:
        """Their name; "" for whoever is in no team: the manager who catches all."""
        found = self.member(member_id)
        return found.name if found else ""

    def without(self, absences: Mapping[int, Away]) -> Team:
        """The team with absences, by member, besides those that it knows of."""
        members = tuple(
            replace(one, away=(*one.away, absences[one.id])) if one.id in absences else one
            for one in self.members
        )
        return replace(self, members=members)
