"""Chances of winning: shares of similar leads, shrunk, and silence while there is too little."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from leads.grading.chance import (
    FEWEST_CLOSED,
    Chance,
    Ended,
    bands,
    bands_from,
    chance_of,
)
from leads.winning import WinBand
from tests.leads.samples import verdict

POINTS = st.integers(-50, 150)
ENDED = st.lists(st.builds(Ended, POINTS, POINTS, st.booleans()), max_size=120)


def test_the_chance_of_a_band_is_pulled_to_that_of_all() -> None:
    good = [Ended(90, 60, won=number < 9) for number in range(10)]
    poor = [Ended(20, 10, won=number < 5) for number in range(50)]
    found = bands([*good, *poor]).chance(95, 70)
    assert found is not None
    assert found.alike == 10
    overall = 15 / 62
    assert found.percent == round(100 * (9 + 10 * overall) / 20)
    assert 100 * overall < found.percent < 90


def test_nothing_is_said_of_a_few_leads() -> None:
    assert bands([]).chance(50, 50) is None
    assert bands([Ended(50, 50, won=True)] * (FEWEST_CLOSED - 1)).chance(50, 50) is None
    mixed = bands([*[Ended(10, 10, won=False)] * 40, *[Ended(90, 90, won=True)] * 3])
    assert mixed.chance(90, 90) is None, "three leads tell nothing, whatever the others do"


@given(ENDED, POINTS, POINTS)
def test_every_closed_lead_is_in_one_band_and_a_chance_is_one(
    ended: list[Ended], fit: int, intent: int
) -> None:
    found = bands(ended)
    assert (found.closed, found.won) == (len(ended), sum(one.won for one in ended))
    assert bands_from(found.to_json()) == found  # type: ignore[arg-type]
    chance = found.chance(fit, intent)
    if chance is not None:
        assert 0 < chance.percent < 100
        assert 0 < chance.alike <= found.closed


def test_the_verdicts_own_chance_speaks_first() -> None:
    calibrated = replace(verdict(), chance=WinBand(50, 0.42, 80))
    assert chance_of(calibrated, bands([])) == Chance(42, 80, calibrated=True)
    assert chance_of(verdict(), bands([])) is None
    closed = bands([Ended(60, 40, won=True)] * 40)
    assert chance_of(verdict(), closed) is not None
    assert chance_of(replace(verdict(), gate="G1"), closed) is None, "points decided nothing"


@given(ENDED)
def test_one_more_win_never_lowers_the_chance(ended: list[Ended]) -> None:
    lost = [*ended, *[Ended(40, 40, won=False)] * 40]
    won = [*ended, *[Ended(40, 40, won=False)] * 39, Ended(40, 40, won=True)]
    before, after = bands(lost).chance(40, 40), bands(won).chance(40, 40)
    assert before is not None and after is not None
    assert after.percent >= before.percent
