"""Where a version was calibrated, its own chance counts; otherwise that of similar points."""

from dataclasses import replace

from leads.grading.chance import Chance, Ended, bands
from leads.grading.standing import standing
from leads.stage import Stage
from leads.winning import WinBand
from tests.leads.samples import GRADING, lead, verdict

ENDED = [Ended(60, 40, at % 4 == 0) for at in range(40)]
YARDSTICK = replace(GRADING.yardstick, bands=bands(ENDED))


def test_the_chance_that_the_verdict_keeps_comes_first() -> None:
    judged = replace(lead(Stage.QUALIFIED), verdict=verdict())
    similar = standing(judged, None, YARDSTICK, GRADING.terms).chance
    assert similar is not None
    assert similar == Chance(round(100 * (10 + 10 * 11 / 42) / 50), 40)
    promised = replace(judged, verdict=replace(verdict(), chance=WinBand(40, 0.48, 60)))
    assert standing(promised, None, YARDSTICK, GRADING.terms).chance == Chance(
        48, 60, calibrated=True
    )
