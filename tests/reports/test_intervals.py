"""Wilson's and Newcombe's intervals against the figures of Newcombe's papers, and their level."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.intervals import balance_of, difference, share


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share(part: int, whole: int, low: float, high: float) -> None:
    found = share(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Newcombe, ibid. 873-890, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_a_difference(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """The paper subtracts the second from the first."""
    found = difference(share(*second), share(*first))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_of_nobody_nothing_is_known() -> None:
    nobody = share(0, 0)
    assert (nobody.low, nobody.high) == (0.0, 1.0)
    assert not difference(nobody, share(5, 5)).is_clear


@pytest.mark.parametrize(("part", "whole"), [(-1, 5), (6, 5), (0, -1)])
def test_what_is_no_share_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        share(part, whole)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_bounds_are_in_order_and_change_sides_with_the_shares(
    a: int, n: int, b: int, m: int
) -> None:
    first, second = share(min(a, n), n), share(min(b, m), m)
    apart, back = difference(first, second), difference(second, first)
    assert 0 <= first.low <= first.value <= first.high <= 1
    assert -1 <= apart.low <= apart.value <= apart.high <= 1
    assert apart.low == pytest.approx(-back.high)
    assert apart.high == pytest.approx(-back.low)


@pytest.mark.parametrize("p", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("whole", [30, 60])
def test_the_difference_of_equal_shares_is_called_clear_in_one_case_of_twenty(
    whole: int, p: float
) -> None:
    """The exact probability, over every outcome of two samples with the same true share."""
    odds = [comb(whole, k) * p**k * (1 - p) ** (whole - k) for k in range(whole + 1)]
    shares = [share(k, whole) for k in range(whole + 1)]
    wrong = sum(
        odds[a] * odds[b]
        for a in range(whole + 1)
        for b in range(whole + 1)
        if difference(shares[a], shares[b]).is_clear
    )
    assert 0.02 < wrong < 0.06


def test_a_balance_keeps_its_level_with_few_people() -> None:
    """Every outcome of ten people, weighed by its chance, for shares over the whole triangle."""
    whole, levels = 10, []
    outcomes = [(up, down) for up in range(whole + 1) for down in range(whole + 1 - up)]
    found = {one: balance_of(*one, whole) for one in outcomes}
    for tenths in [(up, down) for up in range(1, 9) for down in range(1, 10 - up)]:
        up, down = (tenth / 10 for tenth in tenths)
        levels.append(
            sum(
                comb(whole, plus)
                * comb(whole - plus, minus)
                * up**plus
                * down**minus
                * (1 - up - down) ** (whole - plus - minus)
                for plus, minus in outcomes
                if found[plus, minus].low <= up - down <= found[plus, minus].high
            )
        )
    assert min(levels) > 0.9 and 0.94 < sum(levels) / len(levels) < 0.98


def test_a_balance_of_all_of_one_mind_is_not_sure() -> None:
    assert balance_of(3, 0, 3).value == 1.0 and balance_of(3, 0, 3).low < 0.5
    assert (balance_of(0, 0, 0).low, balance_of(0, 0, 0).high) == (-1.0, 1.0)
    with pytest.raises(ValueError, match="no parts"):
        balance_of(3, 3, 5)
