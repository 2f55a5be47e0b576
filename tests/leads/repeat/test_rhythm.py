"""When a client is expected again, and what is offered then."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leads.company import Grade
from leads.repeat.rhythm import SOONEST, rhythm_of
from leads.repeat.rules import NextOffer, RepeatRules, SeasonOfYear

START = datetime(2026, 1, 1, tzinfo=UTC)


def days(*numbers: int) -> list[datetime]:
    return [START + timedelta(days=number) for number in numbers]


def test_a_rhythm_is_the_client_s_own_with_the_product_s_counted_once() -> None:
    assert rhythm_of(days(0), None) is None, "one purchase has no rhythm"
    once = rhythm_of(days(0), timedelta(days=60))
    assert once is not None and once.interval == timedelta(days=60)
    often = rhythm_of(days(60, 0, 30), None)
    assert often is not None and often.interval == timedelta(days=30)
    assert often.expected == START + timedelta(days=90)
    drawn = rhythm_of(days(0, 30, 60), timedelta(days=60))
    assert drawn is not None and (drawn.interval, drawn.orders) == (timedelta(days=40), 3)


def test_payments_of_one_week_are_one_purchase() -> None:
    assert rhythm_of(days(0, 2, 4), None) is None


@given(st.lists(st.integers(0, 3000), min_size=2, max_size=12))
def test_the_next_purchase_is_never_expected_before_the_last(numbers: list[int]) -> None:
    found = rhythm_of(days(*numbers), None)
    if found is not None:
        assert found.interval >= SOONEST
        assert found.expected > max(days(*numbers))


def test_the_first_rule_that_fits_is_offered_and_nothing_they_have() -> None:
    rules = RepeatRules(
        offers=(
            NextOffer("seo", "portal", frozenset({Grade.A})),
            NextOffer("seo", "crm"),
        )
    )
    assert [
        offer.next if (offer := rules.offer(bought, grade)) else None
        for bought, grade in (
            (["seo"], Grade.A),
            (["seo"], Grade.C),
            (["seo"], None),
            (["seo", "portal"], Grade.A),
            (["seo", "crm"], Grade.C),
            ([], Grade.A),
        )
    ] == ["portal", "crm", "crm", "crm", None, None]


def test_a_season_begins_next_year_once_it_has_begun() -> None:
    spring = SeasonOfYear((3, 1), (5, 31))
    assert spring.next_after(date(2026, 2, 28)) == date(2026, 3, 1)
    assert spring.next_after(date(2026, 3, 1)) == date(2027, 3, 1)
