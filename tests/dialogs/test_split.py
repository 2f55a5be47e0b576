"""The sides of a split: fixed for a person, in the stated share, unlike those of another split."""

from math import sqrt

import pytest

from dialogs.split import takes_rival

PEOPLE = range(1, 1001)
SIGMAS = 4  # a fair coin exceeds this once in 16,000 runs; and this coin is the same in every run


@pytest.mark.parametrize("share", [1, 10, 50, 90, 99])
@pytest.mark.parametrize("number", [1, 2, 77])
def test_a_thousand_people_are_within_the_binomial_bound(number: int, share: int) -> None:
    took = sum(takes_rival(number, person, share) for person in PEOPLE)
    expected, deviation = 10 * share, sqrt(10 * share * (100 - share) / 100)
    assert abs(took - expected) <= SIGMAS * deviation


def test_the_side_of_a_person_never_changes() -> None:
    """Written down, so that no new version of the program may move anybody."""
    sides = "".join("B" if takes_rival(7, person, 50) else "A" for person in range(1, 13))
    assert sides == "BBBBAAAABAAB"


def test_two_splits_are_independent() -> None:
    both = sum(takes_rival(1, person, 50) and takes_rival(2, person, 50) for person in PEOPLE)
    assert abs(both - 250) <= SIGMAS * sqrt(1000 * 0.25 * 0.75)


def test_a_greater_share_only_adds_people_within_one_split() -> None:
    for person in PEOPLE:
        if takes_rival(5, person, 20):
            assert takes_rival(5, person, 60)


def test_nobody_and_everybody() -> None:
    assert not any(takes_rival(1, person, 0) for person in PEOPLE)
    assert all(takes_rival(1, person, 100) for person in PEOPLE)
