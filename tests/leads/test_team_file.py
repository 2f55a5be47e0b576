"""The team as data: read completely, or refused with the words that mend it."""

from datetime import date, time

import pytest

from leads.team import Away, Member, Rule, Team
from leads.team_file import BadTeam, read_team


def read(raw: object, managers: tuple[int, ...] = (9,)) -> Team:
    return read_team(raw, staff={1, 2, 9}, managers=managers)


def test_a_whole_team() -> None:
    igor = {
        "telegram": 1,
        "name": "Игорь",
        "capacity": 12,
        "products": ["crm"],
        "regions": "moscow",
        "grades": ["A", "B"],
        "languages": ["ru"],
        "hours": "9:30-18:00",
        "days": ["mon", "tue"],
        "away": ["2026-12-30..2027-01-08", date(2026, 12, 1)],
    }
    raw = {
        "members": {"igor": igor, "oleg": {"telegram": 2}},
        "groups": {"portal": ["igor", "oleg"]},
        "rules": [{"name": "B2B-портал", "when": {"product": "portal"}, "give": "portal"}],
        "catch_all": "oleg",
    }
    member = Member(
        id=1,
        name="Игорь",
        capacity=12,
        products=frozenset({"crm"}),
        regions=frozenset({"moscow"}),
        grades=frozenset({"A", "B"}),
        languages=frozenset({"ru"}),
        hours=(time(9, 30), time(18)),
        days=frozenset({0, 1}),
        away=(
            Away(date(2026, 12, 30), date(2027, 1, 8)),
            Away(date(2026, 12, 1), date(2026, 12, 1)),
        ),
    )
    rule = Rule("B2B-портал", {"product": frozenset({"portal"})}, (1, 2))
    assert read(raw) == Team((member, Member(2, "oleg")), (rule,), catch_all=2)


def test_the_first_manager_catches_what_nobody_takes() -> None:
    assert read({"members": {"igor": {"telegram": 1}}}).catch_all == 9


def with_member(**fields: object) -> object:
    return {"members": {"igor": {"telegram": 1, **fields}}}


def with_rule(**fields: object) -> object:
    rule = {"name": "R", "when": {"product": "crm"}, "give": "igor", **fields}
    return {"members": {"igor": {"telegram": 1}}, "rules": [rule]}


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (None, "has to be a mapping"),
        ({"member": {}}, "no key 'member'"),
        ({"members": []}, "needs members"),
        (with_member(telegram="igor"), "numeric Telegram id"),
        (with_member(telegram=7), "add the id to SALES_IDS"),
        (with_member(capacity=0), "1 or more"),
        (with_member(capacity=True), "1 or more"),
        (with_member(name=" "), "name has to be a text"),
        (with_member(grades=["D"]), "no grade 'D'"),
        (with_member(hours="late"), "10:00-19:00"),
        (with_member(hours="25:00-26:00"), "10:00-19:00"),
        (with_member(hours="19:00-10:00"), "begin before they end"),
        (with_member(days=["Monday"]), "mon, tue"),
        (with_member(away="soon"), "2026-12-30..2027-01-08"),
        (with_member(away="2026-12-30..2026-12-01"), "ends before it begins"),
        (with_member(products=[["crm"]]), "plain list"),
        (with_member(link="meet.example"), "https://meet.example/anna"),
        (with_member(calendar={"user": "igor", "secret": "IGOR"}), "needs its url"),
        (with_member(calendar={"url": "https://c.example/", "secret": "IGOR"}), "and the user"),
        (
            with_member(calendar={"url": "https://c.example/", "user": "i", "secret": "igor"}),
            "CALENDAR_IGOR",
        ),
        (with_member(phone="1"), "no key 'phone'"),
        (
            {"members": {"igor": {"telegram": 1}, "oleg": {"telegram": 1}}},
            "the same telegram id",
        ),
        ({"members": {"igor": {"telegram": 1}}, "groups": ["x"]}, "groups are a mapping"),
        ({"members": {"igor": {"telegram": 1}}, "groups": {"igor": ["igor"]}}, "another one"),
        ({"members": {"igor": {"telegram": 1}}, "groups": {"all": []}}, "at least one member"),
        ({"members": {"igor": {"telegram": 1}}, "rules": {"x": 1}}, "have to be a list"),
        ({"members": {"igor": {"telegram": 1}}, "catch_all": "vera"}, "not among the members"),
        (with_rule(name=""), "needs a name"),
        (with_rule(when={}), "for which leads"),
        (with_rule(when={"colour": "red"}), "no key 'colour'"),
        (with_rule(when={"product": []}), "names no value"),
        (with_rule(give="vera"), "no member or group 'vera'"),
    ],
)
def test_what_is_no_team_is_refused_with_words_that_mend_it(raw: object, says: str) -> None:
    with pytest.raises(BadTeam) as refused:
        read(raw)
    assert says in str(refused.value)


def test_without_managers_somebody_has_to_catch_all() -> None:
    with pytest.raises(BadTeam, match="MANAGER_IDS"):
        read({"members": {"igor": {"telegram": 1}}}, managers=())
