"""The chance of a lead: read off the table that its version of the scenario carries."""

from dataclasses import replace

import pytest

from leads.stage import Stage
from leads.verdict import Verdict
from leads.winning import WinBand, WinTable, win_band

LOW, MIDDLE, HIGH = WinBand(0, 0.08, 120), WinBand(20, 0.215, 90), WinBand(40, 0.48, 60)
TABLE = WinTable("fit", (LOW, MIDDLE, HIGH))
VERDICT = Verdict(
    outcome="nurture",
    stage=Stage.LEAD,
    fit=0,
    intent=45,
    rows=(),
    gate=None,
    reason=None,
    recheck_days=None,
    scenario_id="quiz",
    scenario_version=1,
    digest="d",
    inputs={},
)


@pytest.mark.parametrize(
    ("points", "band"),
    [(-5, LOW), (0, LOW), (19, LOW), (20, MIDDLE), (39, MIDDLE), (40, HIGH), (400, HIGH)],
)
def test_a_band_reaches_up_to_the_next_one(points: int, band: WinBand) -> None:
    assert win_band(TABLE, replace(VERDICT, fit=points)) == band


def test_the_score_that_the_table_names_counts() -> None:
    assert win_band(replace(TABLE, score="intent"), VERDICT) == HIGH


def test_nothing_is_promised_without_a_table_or_where_a_gate_decided() -> None:
    assert win_band(None, VERDICT) is None
    assert win_band(TABLE, replace(VERDICT, gate="G1")) is None
