"""When a card is proposed, with which thresholds, and what time does to it."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.calibration.drift import Drift, deciles, drift
from dialogs.calibration.history import History, history
from dialogs.calibration.measures import auc_error, base_log_loss, quality, top_precision
from dialogs.calibration.proposal import Nothing, Proposal, Silence, propose
from dialogs.calibration.thresholds import for_capacity, for_precision, grades, steps

ENDINGS = st.lists(st.tuples(st.integers(0, 100), st.booleans()), min_size=1, max_size=80)


def deals(number: int, strength: float, *, seed: int = 3, turn: bool = False) -> History:
    """`strength` parts the two sources; with `turn` the last third goes the other way round."""
    random = np.random.default_rng(seed)
    good = random.random(number) < 0.5
    lean = np.where(good, strength, -strength)
    if turn:
        lean[2 * number // 3 :] -= 0.3
    won = random.random(number) < 0.5 + lean
    return history(
        [
            {"source": "referral" if one else "ads", "day": str(at % 7)}
            for at, one in enumerate(good)
        ],
        list(won),
    )


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (propose(deals(30, 0.4), 8), Silence.FEW_DEALS),
        (
            propose(
                history([{"a": "xy"[at % 2]} for at in range(60)], [at < 5 for at in range(60)]), 8
            ),
            Silence.ONE_ENDING,
        ),
        (propose(history([{"a": "x"}] * 60, [at < 30 for at in range(60)]), 8), Silence.NO_COLUMNS),
        (propose(deals(400, 0.0), 8), Silence.NO_SIGNAL),
    ],
)
def test_nothing_is_proposed_without_data_or_signal(found: object, why: Silence) -> None:
    assert isinstance(found, Nothing)
    assert found.why is why


def test_a_signal_gives_a_card_with_its_evidence() -> None:
    found = propose(deals(400, 0.35), 8)
    assert isinstance(found, Proposal)
    evidence = found.evidence
    assert evidence.auc_low < evidence.quality.auc < evidence.auc_high
    assert evidence.quality.log_loss < evidence.base_log_loss
    assert evidence.later is not None
    assert not evidence.later.drift.warns
    assert found.suspicious == ()


def test_a_market_that_turned_is_noticed() -> None:
    found = propose(deals(600, 0.35, turn=True), 8)
    assert isinstance(found, Proposal)
    assert found.evidence.later is not None
    assert found.evidence.later.drift.warns
    assert found.evidence.later.drift.errors < 0


def test_a_column_filled_in_after_the_sale_is_pointed_at() -> None:
    won = [at % 2 == 0 for at in range(200)]
    found = propose(history([{"invoice": "yes" if one else "no"} for one in won], won), 8)
    assert isinstance(found, Proposal)
    assert found.suspicious == ("invoice",)


@given(ENDINGS, st.floats(0.1, 1.0), st.floats(0, 90))
def test_thresholds_keep_their_word(
    pairs: list[tuple[int, bool]], wanted: float, room: float
) -> None:
    scores, won = [score for score, _ in pairs], [ended for _, ended in pairs]
    through = steps(scores, won)
    for one in through:
        above = [ended for score, ended in pairs if score >= one.score]
        assert (len(above), sum(above)) == (one.deals, one.won)
    precise = for_precision(through, wanted)
    if precise is not None:
        assert precise.won >= wanted * precise.deals
        lower = [one for one in through if one.score < precise.score and one.deals >= 10]
        assert all(one.won < wanted * one.deals for one in lower)
    taken = for_capacity(through, room)
    assert taken is None or taken.deals <= room
    if sum(won):
        first, second = grades(through)
        assert first.score >= second.score
        assert first.won >= 0.8 * sum(won)
        assert second.won >= 0.95 * sum(won) - 1e-9


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.25, 0.3, 0.7, 0.9]), st.booleans()), max_size=90))
def test_tenths_hold_every_deal_once_and_tear_no_equal_chances(
    pairs: list[tuple[float, bool]],
) -> None:
    chances, won = [chance for chance, _ in pairs], [ended for _, ended in pairs]
    groups = deciles(chances, won)
    assert sum(group.deals for group in groups) == len(pairs)
    assert sum(group.won for group in groups) == sum(won)
    assert sum(group.expected for group in groups) == pytest.approx(sum(chances))
    means = [group.expected / group.deals for group in groups]
    assert all(one > other - 1e-9 for one, other in pairwise(means))
    assert len(groups) <= len(set(chances))


def test_drift_speaks_only_with_enough_deals() -> None:
    honest = drift([0.5] * 100, [at % 2 == 0 for at in range(100)])
    broken = drift([0.5] * 100, [at % 4 == 0 for at in range(100)])
    few = drift([0.5] * 20, [False] * 20)
    assert (honest.warns, broken.warns, few.warns) == (False, True, False)
    assert few.too_few
    assert broken.errors == pytest.approx(-5)
    assert broken.won == 25
    assert broken.expected == pytest.approx(50)
    assert drift([], []) == Drift((), 0.0)
    with pytest.raises(ValueError, match="2 chances for 1 deals"):
        drift([0.1, 0.2], [True])


def test_measures() -> None:
    won = np.array([True, True, False, False, False], np.bool_)
    chance = np.array([0.9, 0.4, 0.4, 0.2, 0.1])
    found = quality(won, chance)
    assert found.auc == pytest.approx(5.5 / 6)
    assert found.top == 1.0
    assert top_precision(won, chance, 0.4) == pytest.approx(0.75)
    assert base_log_loss(won) == pytest.approx(0.6730, abs=1e-4)
    assert auc_error(0.8, 50, 50) == pytest.approx(0.0445, abs=5e-4)
