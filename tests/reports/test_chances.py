"""The watch over chances: silent while they hold, loud when they don't."""

import random
from dataclasses import replace
from math import comb

import pytest

from leads.stage import Stage
from leads.winning import WinBand, WinTable
from reports import chances
from reports.chances import FEWEST, Conclusion, Lot, watch
from reports.outcomes import Fate

OPEN = Fate(Stage.QUALIFIED, Stage.PROPOSAL, key=True, closed=False, rejected=False)
WON, LOST, REFERRED = (
    replace(OPEN, stage=stage, closed=True) for stage in (Stage.PAYMENT, Stage.LOST, Stage.REFERRED)
)
TRUE = (0.05, 0.12, 0.2, 0.35, 0.6)


def table(chances_of: tuple[float, ...] = TRUE, deals: int = 60) -> WinTable:
    return WinTable("fit", tuple(WinBand(10 * at, one, deals) for at, one in enumerate(chances_of)))


def lots(ended: list[tuple[int, int]]) -> list[Lot]:
    """Of every band so many leads, so many of them won; others are open, or young."""
    found = [Lot(3, True, OPEN, 4), Lot(13, False, WON, 2), Lot(3, True, REFERRED, 5)]
    for band, (deals, won) in enumerate(ended):
        found += [Lot(10 * band + 3, True, WON, won), Lot(10 * band + 7, True, LOST, deals - won)]
    return found


def lived(random_: random.Random, truth: tuple[float, ...], deals: int) -> list[tuple[int, int]]:
    return [(deals, sum(random_.random() < p for _ in range(deals))) for p in truth]


@pytest.mark.parametrize(("before", "since"), [(25, 8), (25, 200), (120, 40), (120, 400)])
def test_honest_chances_are_warned_of_once_in_a_hundred_reports(before: int, since: int) -> None:
    """The chances themselves come from a sample, as they do in a calibration."""
    random_ = random.Random(before * 1000 + since)
    looks, warned = 200, 0
    for _ in range(looks):
        found = tuple(won / before for _, won in lived(random_, TRUE, before))
        report = watch(table(found, before), lots(lived(random_, TRUE, since)))
        warned += report.warns
    assert warned <= 5  # 1 % with room for the luck of 200 looks


@pytest.mark.parametrize(
    ("truth", "conclusion"),
    [
        (tuple(p / 2 for p in TRUE), Conclusion.FEWER),
        (tuple(min(0.9, p * 2) for p in TRUE), Conclusion.MORE),
        (tuple(reversed(TRUE)), Conclusion.UNEVEN),
    ],
)
def test_a_planted_drift_is_found(truth: tuple[float, ...], conclusion: Conclusion) -> None:
    random_ = random.Random(5)
    found = [watch(table(deals=120), lots(lived(random_, truth, 60))).conclusion for _ in range(40)]
    assert found.count(conclusion) >= 36


def test_a_report_says_what_was_promised_and_what_came() -> None:
    report = watch(table(), lots([(20, 1), (20, 2), (20, 4), (20, 7), (20, 12)]))
    assert report.expected == pytest.approx(20 * sum(TRUE))
    assert (report.actual.part, report.actual.whole) == (26, 100)
    assert report.conclusion is Conclusion.HOLDS
    assert not report.warns
    assert [band.upto for band in report.bands] == [9, 19, 29, 39, None]
    assert (report.bands[3].actual.part, report.bands[3].actual.whole) == (7, 20)
    assert report.brier == pytest.approx(
        sum(
            won * (1 - p) ** 2 + (20 - won) * p**2
            for p, won in zip(TRUE, (1, 2, 4, 7, 12), strict=True)
        )
        / 100
    )
    assert report.brier_expected == pytest.approx(sum(p * (1 - p) for p in TRUE) / 5)
    assert report.stability == pytest.approx(0, abs=1e-3)
    assert (report.still_open, report.young) == (4, 2)


def test_nothing_is_concluded_from_few_or_none() -> None:
    few = watch(table(), lots([(0, 0), (0, 0), (0, 0), (0, 0), (FEWEST - 1, 0)]))
    assert few.conclusion is Conclusion.TOO_FEW
    assert not any(band.off for band in few.bands)
    assert not few.shifted
    none = watch(table(), ())
    assert (none.conclusion, none.brier, none.expected) == (Conclusion.TOO_FEW, 0.0, 0)


def test_the_band_that_is_off_is_pointed_at() -> None:
    report = watch(table(), lots([(60, 3), (60, 7), (60, 12), (60, 21), (60, 5)]))
    assert [band.off for band in report.bands] == [False, False, False, False, True]


def test_other_leads_are_a_shift_and_no_warning() -> None:
    report = watch(table(deals=200), lots([(2, 0), (5, 1), (20, 4), (60, 21), (150, 90)]))
    assert report.stability > 0.25
    assert report.shifted
    assert not report.warns


def test_the_prediction_of_a_band_is_the_beta_binomial_law() -> None:
    """With a = b = 1 all numbers of wins are equally likely; with many deals it is binomial."""
    assert [chances._mass(won, 4, 1, 1) for won in range(5)] == pytest.approx([0.2] * 5)
    many = 10**9
    for won in range(6):
        assert chances._mass(won, 5, 0.3 * many, 0.7 * many) == pytest.approx(
            comb(5, won) * 0.3**won * 0.7 ** (5 - won), rel=1e-4
        )


@pytest.mark.parametrize("chance", [0.0, 0.05, 0.5, 1.0])
@pytest.mark.parametrize(("deals", "won"), [(1, 1), (9, 0), (40, 31), (300, 12)])
def test_the_smaller_tail_is_the_sum_of_its_masses(chance: float, deals: int, won: int) -> None:
    a, b = chance * 60 + 0.5, (1 - chance) * 60 + 0.5
    masses = [chances._mass(one, deals, a, b) for one in range(deals + 1)]
    tails = sum(masses[: won + 1]), sum(masses[won:])
    expected = min(1, 2 * min(tails))
    assert chances._p_of(WinBand(0, chance, 60), deals, won) == pytest.approx(expected, abs=1e-9)


def test_holm_stops_at_the_first_p_value_that_is_large_enough() -> None:
    assert chances._unlikely([0.004, 0.5, 0.0001, 0.006]) == [False, False, True, False]
    assert chances._unlikely([0.003, 0.5, 0.0001, 0.9]) == [True, False, True, False]
