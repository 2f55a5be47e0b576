"""The chance of a lead: read off the table that its version of the scenario carries."""

from dataclasses import replace

import pytest

from leads.winning import WinBand, WinTable

LOW, MIDDLE, HIGH = WinBand(0, 0.08, 120), WinBand(20, 0.215, 90), WinBand(40, 0.48, 60)
TABLE = WinTable("fit", (LOW, MIDDLE, HIGH))


@pytest.mark.parametrize(
    ("points", "band"),
    [(-5, LOW), (0, LOW), (19, LOW), (20, MIDDLE), (39, MIDDLE), (40, HIGH), (400, HIGH)],
)
def test_a_band_reaches_up_to_the_next_one(points: int, band: WinBand) -> None:
    assert TABLE.of_scores(points, 0) == band


def test_the_score_that_the_table_names_counts() -> None:
    assert replace(TABLE, score="intent").of_scores(0, 45) == HIGH
