"""To whom a lead is offered, and why. Pure: the same inputs give the same choice.

In this order: who leads the person or the company already; the rules; whoever is freest of those
that take such leads; and the manager who catches all. Nothing ever stays with nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction

from leads.policy import Policy
from leads.team import Member, Need, Team
from leads.verdict import JsonValue
from leads.working_time import next_working

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Why(StrEnum):
    """What decided. The words are templates; `Choice.about` fills them."""

    OWNS_CONTACT = "owns_contact"
    OWNS_COMPANY = "owns_company"
    RULE = "rule"
    FREEST = "freest"
    ALL_FULL = "all_full"
    ALL_AWAY = "all_away"
    NOBODY_FITS = "nobody_fits"
    NOBODY_TOOK = "nobody_took"


@dataclass(frozen=True, slots=True)
class Load:
    """What a member carries: open leads, theirs or offered, and when the last one came."""

    open: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ties:
    """Who leads other leads of the person, and of their company (Telegram ids)."""

    contact: int | None = None
    company: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A member (Telegram id and name, "" for a manager outside the team) and the reason.

    `about` holds `rule` (its name), `open` and `capacity` (before this lead), and `instead_of`:
    who leads the person or company but is away.
    """

    member: int
    name: str
    why: Why
    about: Mapping[str, JsonValue] = field(default_factory=dict)


def route(
    team: Team,
    need: Need,
    *,
    ties: Ties,
    loads: Mapping[int, Load],
    now: datetime,
    policy: Policy,
    passed: Collection[int] = (),
) -> Choice:
    """Who gets a lead that asks for `need`; not one of `passed`, who had it and did not take it.

    Out of hours those count as present who are there when work begins again. The owner of the
    person or the company gets it even beyond their capacity; anybody else only when everybody
    who is there is full, and then whoever is overloaded least.
    """
    moment = next_working(now, policy)
    owner, missed = _owner(team, ties, moment, policy, passed)
    if owner is not None:
        return owner
    about: dict[str, JsonValue] = {"instead_of": missed} if missed else {}
    left = [one for one in team.members if one.id not in passed]
    rule_for_all_full: tuple[str, list[Member]] | None = None
    for rule in team.rules:
        if not rule.holds(need):
            continue
        there = _there([one for one in left if one.id in rule.members], moment, policy)
        if there and rule_for_all_full is None:
            rule_for_all_full = (rule.name, there)
        if free := _with_room(there, loads):
            return _freest(free, loads, Why.RULE, {**about, "rule": rule.name})
    fitting = [one for one in left if one.fits(need)]
    there = _there(fitting, moment, policy)
    if free := _with_room(there, loads):
        return _freest(free, loads, Why.FREEST, about)
    if rule_for_all_full is not None:
        there = rule_for_all_full[1]
    if there:
        return _freest(there, loads, Why.ALL_FULL, about)
    why = Why.ALL_AWAY if fitting else Why.NOBODY_TOOK if passed else Why.NOBODY_FITS
    return Choice(team.catch_all, team.name(team.catch_all), why, about)


def _owner(
    team: Team, ties: Ties, moment: datetime, policy: Policy, passed: Collection[int]
) -> tuple[Choice | None, str]:
    """The choice that a tie makes, and the name of an owner who is away."""
    day, missed = moment.astimezone(policy.zone).date(), ""
    for owner_id, why in ((ties.contact, Why.OWNS_CONTACT), (ties.company, Why.OWNS_COMPANY)):
        owner = team.member(owner_id) if owner_id is not None else None
        if owner is None or owner.id in passed:
            continue
        if owner.works(day, policy):
            return Choice(owner.id, owner.name, why), ""
        missed = missed or owner.name
    return None, missed


def _there(members: Iterable[Member], moment: datetime, policy: Policy) -> list[Member]:
    """Those at work at `moment`; where nobody is, those who come later on that day."""
    each = list(members)
    if at_work := [one for one in each if one.at_work(moment, policy)]:
        return at_work
    day = moment.astimezone(policy.zone).date()
    return [one for one in each if one.works(day, policy)]


def _with_room(members: Iterable[Member], loads: Mapping[int, Load]) -> list[Member]:
    return [one for one in members if loads.get(one.id, Load()).open < one.capacity]


def _freest(
    members: Iterable[Member], loads: Mapping[int, Load], why: Why, about: Mapping[str, JsonValue]
) -> Choice:
    """Fewest open leads for what they can carry, then longest without a new one, then by id."""

    def burden(one: Member) -> tuple[Fraction, datetime, int]:
        load = loads.get(one.id, Load())
        return Fraction(load.open, one.capacity), load.last or LONG_AGO, one.id

    chosen = min(members, key=burden)
    carried = loads.get(chosen.id, Load()).open
    figures: dict[str, JsonValue] = {"open": carried, "capacity": chosen.capacity}
    return Choice(chosen.id, chosen.name, why, {**about, **figures})
