"""What companies are expected to bring: by their orders, by answers, and what counts of both."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from leads.grading.potential import (
    Bought,
    Potential,
    better,
    of_answers,
    of_orders,
    potential_from,
)
from tests.leads.samples import NOON

YEAR = timedelta(days=365)
BOUGHT = st.builds(
    Bought,
    orders=st.integers(1, 200),
    revenue=st.integers(200, 10**9),
    first_at=st.integers(0, 3000).map(lambda days: NOON - timedelta(days=days)),
)


def by_orders(bought: Bought, *, pace: float = 1.0, months: int = 12) -> Potential:
    return of_orders(bought, pace=pace, currency="RUB", months=months, now=NOON)


def test_the_card_can_be_recomputed_by_hand() -> None:
    found = by_orders(Bought(8, 1_200_000, NOON - YEAR), pace=1.0)
    assert (found.cheque, found.tenths) == (150_000, 40)
    assert found.amount == 150_000 * 4
    assert by_orders(Bought(8, 1_200_000, NOON - YEAR), months=24).amount == 2 * found.amount


def test_one_order_of_yesterday_promises_what_customers_usually_do() -> None:
    found = by_orders(Bought(1, 100_000, NOON - timedelta(days=1)), pace=0.5)
    assert (found.tenths, found.amount) == (5, 50_000)


def test_years_of_silence_count() -> None:
    amounts = [by_orders(Bought(3, 300_000, NOON - years * YEAR)).amount for years in (1, 3, 9)]
    assert amounts == sorted(amounts, reverse=True)
    assert amounts[0] > amounts[-1]


@given(BOUGHT, st.floats(0, 20), st.integers(1, 120))
def test_more_orders_or_dearer_ones_never_promise_less(
    bought: Bought, pace: float, months: int
) -> None:
    found = by_orders(bought, pace=pace, months=months)
    dearer = replace(bought, revenue=bought.revenue + bought.orders)
    oftener = replace(bought, orders=bought.orders + 1, revenue=bought.revenue + bought.cheque + 1)
    assert by_orders(dearer, pace=pace, months=months).amount >= found.amount
    again = by_orders(oftener, pace=pace, months=months)
    assert again.tenths >= found.tenths
    assert found.amount == found.cheque * found.tenths * months // 120


@given(BOUGHT)
def test_a_potential_comes_back_from_json(bought: Bought) -> None:
    found = by_orders(bought)
    assert potential_from(found.to_json()) == found


def test_orders_count_before_answers_and_of_answers_the_most() -> None:
    orders = by_orders(Bought(1, 100, NOON))
    small, large = (of_answers(sum_, "RUB", 1, months=12) for sum_ in (1_000, 2_000))
    assert better(large, orders) is orders
    assert better(small, large) is large
    assert better(small, None) is small
    assert better(None, None) is None
    assert of_answers(1_200, "RUB", 1, months=6).amount == 600
