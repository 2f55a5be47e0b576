"""What is concluded from a split, and that nothing is concluded from none."""

from math import sqrt
from random import Random

import pytest

from dialogs.split import takes_rival
from reports.split import FEWEST, Arm, Conclusion, compare


def arm(started: int, finished: int, qualified: int = 0, version: int = 1) -> Arm:
    return Arm(version, started, finished, qualified)


@pytest.mark.parametrize(
    ("first", "second", "conclusion"),
    [
        (arm(200, 100), arm(200, 140), Conclusion.BETTER),
        (arm(200, 140), arm(200, 100), Conclusion.WORSE),
        (arm(200, 100), arm(200, 110), Conclusion.TOO_FEW),
        (arm(5000, 2500), arm(5000, 2510), Conclusion.SAME),
        (arm(FEWEST - 1, 0), arm(500, 500), Conclusion.TOO_FEW),
        (arm(0, 0), arm(0, 0), Conclusion.TOO_FEW),
    ],
)
def test_a_conclusion(first: Arm, second: Arm, conclusion: Conclusion) -> None:
    (measure,) = compare(first, second, judged=False).measures
    assert (measure.key, measure.conclusion) == ("finished", conclusion)


def test_a_quiz_is_compared_by_who_qualified_too() -> None:
    report = compare(arm(200, 150, 40), arm(200, 150, 80), judged=True)
    assert [(one.key, one.conclusion) for one in report.measures] == [
        ("finished", Conclusion.TOO_FEW),
        ("qualified", Conclusion.BETTER),
    ]


def test_the_same_version_on_both_sides_shows_a_difference_in_one_split_of_twenty() -> None:
    """500 A/A splits of 400 people who qualify whatever they are asked, by real assignment.

    The number of wrong alarms lies within the binomial bound of the stated 5 per cent.
    """
    splits, people, chance = 500, 400, Random(7)
    wrong = 0
    for number in range(1, splits + 1):
        counts = {False: [0, 0], True: [0, 0]}
        for person in range(1, people + 1):
            side = counts[takes_rival(number, person, 50)]
            side[0] += 1
            side[1] += chance.random() < 0.35
        arms = [arm(started, good) for started, good in counts.values()]
        (measure,) = compare(*arms, judged=False).measures
        wrong += measure.conclusion in (Conclusion.BETTER, Conclusion.WORSE)
    assert abs(wrong - splits * 0.05) <= 4 * sqrt(splits * 0.05 * 0.95)
