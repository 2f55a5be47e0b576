"""Which partner a lead is offered to: who takes such, then conversion, opinion, load, turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leads.partners.choosing import Record, WhyPartner, choose_partner
from leads.partners.partner import Budget, Partner, Register, Wish
from tests.leads.samples import NOON

DAY = date(2026, 11, 24)
B2C = Wish("b2c", product="seo", region="kazan", language="ru", answers={"market": "b2c"})
ALFA = Partner("alfa", "Альфа", (1,), kinds=frozenset({"b2c"}))
BETA = Partner("beta", "Бета", (2,), kinds=frozenset({"b2c"}))
BOTH = Register((ALFA, BETA))

partners = st.builds(
    Partner,
    id=st.sampled_from("abcdef"),
    name=st.just("П"),
    people=st.just((1,)),
    kinds=st.sets(st.sampled_from(["b2c", "far"])).map(frozenset),
    regions=st.sets(st.sampled_from(["kazan", "omsk"])).map(frozenset),
    capacity=st.none() | st.integers(1, 5),
)
records = st.dictionaries(
    st.sampled_from("abcdef"),
    st.builds(
        lambda sold, other, carried: Record(ended=sold + other, sold=sold, open=carried),
        st.integers(0, 30),
        st.integers(0, 30),
        st.integers(0, 6),
    ),
)


def chosen(record: dict[str, Record], *partners: Partner) -> tuple[str, WhyPartner]:
    found = choose_partner(Register(partners) if partners else BOTH, B2C, record, DAY)
    assert found is not None
    return found.partner.id, found.why


def test_each_reason_decides_in_its_turn() -> None:
    assert chosen({}) == ("alfa", WhyPartner.TURN)
    assert chosen({}, ALFA) == ("alfa", WhyPartner.ONLY_ONE)
    assert chosen({"alfa": Record(last=NOON)}) == ("beta", WhyPartner.TURN)
    assert chosen({"alfa": Record(open=3)}) == ("beta", WhyPartner.LOAD)
    good = Record(opinions=20, grades=190)
    bad = Record(opinions=20, grades=40)
    assert chosen({"alfa": bad, "beta": good}) == ("beta", WhyPartner.OPINION)
    sells = Record(ended=40, sold=20, open=4, opinions=20, grades=40)
    assert chosen({"alfa": replace(good, ended=40, sold=4), "beta": sells}) == (
        "beta",
        WhyPartner.CONVERSION,
    )


def test_one_lucky_sale_makes_nobody_the_best() -> None:
    proven = Record(ended=50, sold=25)
    assert chosen({"alfa": proven, "beta": Record(ended=1, sold=1, open=1)})[0] == "alfa"


def test_what_is_known_of_a_lead_rules_out_and_what_is_not_does_not() -> None:
    assert not replace(ALFA, regions=frozenset({"omsk"})).takes(B2C)
    assert replace(ALFA, regions=frozenset({"omsk"})).takes(replace(B2C, region=None))
    assert not replace(ALFA, answers={"market": frozenset({"b2b"})}).takes(B2C)
    assert replace(ALFA, answers={"market": frozenset({"b2c"})}).takes(B2C)
    assert replace(ALFA, answers={"segment": frozenset({"retail"})}).takes(B2C)
    dear = replace(ALFA, budget=Budget("budget", 50_000))
    assert dear.takes(B2C)
    assert not dear.takes(replace(B2C, answers={"budget": 10_000}))
    assert dear.takes(replace(B2C, answers={"budget": {"blank": "dont_know"}}))
    assert not ALFA.takes(Wish("retail"))
    assert ALFA.takes(Wish("alfa")), "its own id always counts"


def test_days_and_room_count() -> None:
    ended = replace(ALFA, last_day=DAY - timedelta(days=1))
    assert choose_partner(Register((ended,)), B2C, {}, DAY) is None
    full = replace(ALFA, capacity=2)
    assert choose_partner(Register((full,)), B2C, {"alfa": Record(open=2)}, DAY) is None
    assert choose_partner(BOTH, B2C, {}, DAY, passed={"alfa", "beta"}) is None


@given(st.lists(partners, unique_by=lambda one: one.id), records, st.sets(st.sampled_from("abc")))
def test_the_choice_takes_such_leads_and_depends_on_nothing_but_its_inputs(
    found: list[Partner], record: dict[str, Record], passed: set[str]
) -> None:
    first = choose_partner(Register(tuple(found)), B2C, record, DAY, passed)
    again = choose_partner(Register(tuple(reversed(found))), B2C, record, DAY, passed)
    assert first == again
    fitting = [one for one in found if one.takes(B2C) and one.id not in passed]
    if first is None:
        assert all(
            one.capacity is not None and record.get(one.id, Record()).open >= one.capacity
            for one in fitting
        )
    else:
        assert first.partner in fitting
