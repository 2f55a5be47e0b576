"""To whom a lead is offered: the order of reasons, fairness, and never nobody."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.policy import Policy
from leads.routing import Choice, Load, Ties, Why, route
from leads.team import Away, Member, Need, Rule, Team
from leads.working_time import next_working

MOSCOW = ZoneInfo("Europe/Moscow")
POLICY = Policy(zone=MOSCOW)
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=MOSCOW)
TODAY = NOW.date()
IGOR = Member(1, "Игорь", products=frozenset({"crm", "portal"}))
OLEG = Member(2, "Олег", capacity=5)
VERA = Member(3, "Вера", languages=frozenset({"en"}))
BOSS = 9
PORTAL = Rule("B2B-портал", {"product": frozenset({"portal"})}, (1,))
TEAM = Team((IGOR, OLEG, VERA), (PORTAL,), catch_all=BOSS)
HERE = Need(product="site", language="ru")


def chosen(
    team: Team = TEAM,
    need: Need = HERE,
    *,
    ties: Ties | None = None,
    loads: dict[int, Load] | None = None,
    now: datetime = NOW,
    passed: tuple[int, ...] = (),
) -> Choice:
    return route(
        team,
        need,
        ties=ties or Ties(),
        loads=loads or {},
        now=now,
        policy=POLICY,
        passed=passed,
    )


def away(member: Member, first: date = TODAY, last: date | None = TODAY) -> Member:
    return replace(member, away=(Away(first, last),))


def test_who_leads_the_company_gets_it_even_when_full() -> None:
    found = chosen(ties=Ties(company=3), loads={3: Load(open=99)})
    assert (found.member, found.name, found.why) == (3, "Вера", Why.OWNS_COMPANY)


def test_who_leads_the_person_comes_before_who_leads_the_company() -> None:
    assert chosen(ties=Ties(contact=2, company=3)).why is Why.OWNS_CONTACT


def test_an_owner_who_is_away_is_named() -> None:
    team = replace(TEAM, members=(IGOR, OLEG, away(VERA)))
    found = chosen(team, ties=Ties(company=3))
    assert (found.member, found.why) == (2, Why.FREEST)
    assert found.about == {"instead_of": "Вера", "open": 0, "capacity": 5}


def test_a_rule_names_itself() -> None:
    found = chosen(need=Need(product="portal"), loads={1: Load(open=3)})
    assert found == Choice(1, "Игорь", Why.RULE, {"rule": "B2B-портал", "open": 3, "capacity": 10})


def test_a_rule_whose_people_are_away_or_full_lets_the_lead_go_on() -> None:
    team = replace(TEAM, members=(away(IGOR), OLEG, VERA))
    assert chosen(team, Need(product="portal", language="ru")).member == 2
    full = chosen(need=Need(product="portal", language="ru"), loads={1: Load(open=10)})
    assert (full.member, full.why) == (2, Why.FREEST)


def test_the_freest_for_what_they_can_carry_then_longest_without_one() -> None:
    team = Team((Member(1, "a"), Member(2, "b", capacity=5)), catch_all=BOSS)
    assert chosen(team, loads={1: Load(open=3), 2: Load(open=2)}).member == 1
    early, late = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
    even = {1: Load(open=2, last=late), 2: Load(open=1, last=early)}
    assert chosen(team, loads=even).member == 2
    assert chosen(team, loads={**even, 1: Load(open=2)}).member == 1


def test_when_everybody_is_full_the_least_overloaded_gets_it_and_it_says_so() -> None:
    loads = {2: Load(open=6)}
    found = chosen(loads=loads)
    assert (found.member, found.why) == (2, Why.ALL_FULL)
    assert found.about == {"open": 6, "capacity": 5}


def test_when_all_are_away_or_nobody_fits_the_manager_gets_it() -> None:
    team = replace(TEAM, members=tuple(away(one) for one in TEAM.members))
    assert (chosen(team).member, chosen(team).why) == (BOSS, Why.ALL_AWAY)
    narrow = Team((VERA,), catch_all=BOSS)
    assert chosen(narrow).why is Why.NOBODY_FITS


def test_at_night_those_count_who_are_there_in_the_morning() -> None:
    team = Team((away(OLEG), VERA), catch_all=BOSS)
    night = NOW.replace(hour=23)
    assert chosen(team).why is Why.ALL_AWAY
    assert chosen(team, now=night).member == 2
    weekend = datetime(2026, 11, 28, 12, 0, tzinfo=MOSCOW)
    gone = Team((away(OLEG, date(2026, 11, 30), None), VERA), catch_all=BOSS)
    assert chosen(gone, now=weekend).why is Why.ALL_AWAY


def test_own_hours_count_and_who_comes_later_today_beats_nobody() -> None:
    late = replace(OLEG, id=4, name="Нина", hours=(time(14), time(20)))
    both = Team((OLEG, late), catch_all=BOSS)
    assert chosen(both, loads={2: Load(open=4)}).member == 2
    assert chosen(Team((late,), catch_all=BOSS)).member == 4
    off = replace(late, days=frozenset({5, 6}))
    assert chosen(Team((off,), catch_all=BOSS)).member == BOSS


def test_who_did_not_take_it_is_not_asked_again() -> None:
    found = chosen(ties=Ties(contact=2), passed=(2,))
    assert (found.member, found.why) == (BOSS, Why.NOBODY_TOOK)


MEMBERS = st.lists(
    st.builds(
        Member,
        id=st.integers(1, 30),
        name=st.just("Кто-то"),
        capacity=st.integers(1, 12),
        products=st.frozensets(st.sampled_from(["crm", "portal", "site"]), max_size=2),
        languages=st.frozensets(st.sampled_from(["ru", "en"]), max_size=1),
        away=st.one_of(st.just(()), st.just((Away(TODAY, TODAY),))),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda one: one.id,
)
PRODUCTS = st.sampled_from(["crm", "portal", "site", None])


@given(
    MEMBERS,
    st.builds(Need, product=PRODUCTS, language=st.sampled_from(["ru", "en"])),
    st.dictionaries(st.integers(1, 30), st.builds(Load, open=st.integers(0, 20))),
    st.sets(st.integers(1, 30), max_size=4),
    st.integers(1, 30),
)
def test_somebody_always_gets_it_and_nobody_away_while_somebody_is_there(
    members: list[Member], need: Need, loads: dict[int, Load], passed: set[int], owner: int
) -> None:
    rule = Rule("Портал", {"product": frozenset({"portal"})}, (members[0].id,))
    team = Team(tuple(members), (rule,), catch_all=BOSS * 100)
    found = chosen(team, need, ties=Ties(company=owner), loads=loads, passed=tuple(passed))
    again = chosen(team, need, ties=Ties(company=owner), loads=dict(loads), passed=tuple(passed))
    assert found == again
    member = team.member(found.member)
    there = [one for one in members if one.id not in passed and not one.away and one.fits(need)]
    if member is None:
        assert found.member == team.catch_all
        assert not there
    else:
        assert not member.away
        assert member.id not in passed
    if found.why is Why.ALL_FULL:
        assert all(loads.get(one.id, Load()).open >= one.capacity for one in there)
    if found.why is Why.FREEST:
        assert member is not None
        assert loads.get(member.id, Load()).open < member.capacity


def crowd(random: Random) -> Team:
    """Twenty salespeople, some narrow, everybody away for a week of their own."""
    first = TODAY
    members = []
    for number in range(1, 21):
        starts = first + timedelta(days=random.randrange(0, 60))
        members.append(
            Member(
                number,
                f"Продавец {number}",
                capacity=random.randrange(10, 60),
                products=frozenset({"crm"}) if number % 5 == 0 else frozenset(),
                languages=frozenset({"en", "ru"}) if number % 4 == 0 else frozenset({"ru"}),
                away=(Away(starts, starts + timedelta(days=6)),),
            )
        )
    rule = Rule("B2B-портал", {"product": frozenset({"portal"})}, (1, 2, 3))
    return Team(tuple(members), (rule,), catch_all=BOSS * 100)


@pytest.mark.parametrize("at_once", [400, 900], ids=["room", "too-many"])
@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_ten_thousand_leads_over_twenty_salespeople(at_once: int, seed: int) -> None:
    """Two months, absences, capacities, deals that end: nobody gets more than their part."""
    random = Random(seed)
    team = crowd(random)
    open_now: Counter[int] = Counter()
    last: dict[int, datetime] = {}
    going: list[int] = []
    given_out: Counter[int] = Counter()
    for number in range(10_000):
        now = NOW + timedelta(minutes=number * 60 * 24 * 60 // 10_000)
        need = Need(
            product=random.choice(["crm", "portal", "site"]),
            language="en" if random.random() < 0.1 else "ru",
        )
        loads = {one.id: Load(open_now[one.id], last.get(one.id)) for one in team.members}
        found = chosen(team, need, loads=loads, now=now)
        member = team.member(found.member)
        assert member is not None, "somebody of twenty is always there"
        if found.why is Why.ALL_FULL:
            _check_nobody_has_room(team, need, open_now, now)
        else:
            assert open_now[member.id] < member.capacity
        day = next_working(now, POLICY).astimezone(MOSCOW).date()
        assert member.works(day, POLICY), "nobody who is away gets one"
        _check_share(team, need, found, open_now, day)
        open_now[member.id] += 1
        last[member.id] = now
        given_out[member.id] += 1
        going.append(member.id)
        if len(going) > at_once:
            open_now[going.pop(random.randrange(len(going)))] -= 1
    assert sum(given_out.values()) == 10_000
    assert len(given_out) == 20


def _check_nobody_has_room(team: Team, need: Need, open_now: Counter[int], now: datetime) -> None:
    moment = next_working(now, POLICY)
    there = [one for one in team.members if one.fits(need) and one.at_work(moment, POLICY)]
    assert all(open_now[one.id] >= one.capacity for one in there)


def _check_share(team: Team, need: Need, found: Choice, open_now: Counter[int], day: date) -> None:
    """Nobody gets more than a lead above their fair share among those who could have got it."""
    if found.why is not Why.FREEST:
        return
    rivals = [
        one
        for one in team.members
        if one.fits(need) and one.works(day, POLICY) and open_now[one.id] < one.capacity
    ]
    carried = sum(open_now[one.id] for one in rivals)
    room = sum(one.capacity for one in rivals)
    member = team.member(found.member)
    assert member in rivals
    assert open_now[member.id] + 1 <= carried * member.capacity / room + 1


@pytest.mark.parametrize("count", [1, 7, 100])
def test_with_equal_members_the_leads_are_equal_to_one(count: int) -> None:
    team = Team(tuple(Member(n, str(n), capacity=50) for n in range(1, 6)), catch_all=BOSS)
    open_now: Counter[int] = Counter()
    for number in range(count):
        moment = NOW + timedelta(seconds=number)
        loads = {one: Load(open_now[one]) for one in range(1, 6)}
        open_now[chosen(team, loads=loads, now=moment).member] += 1
    assert max(open_now.values()) - min(open_now[n] for n in range(1, 6)) <= 1
