"""Cards found on histories made up for it: what they keep to, whatever the history."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from dialogs.calibration.bins import cut, sort_into
from dialogs.calibration.card import Answer, Between, Blank, Card, Levels, Question, Rest
from dialogs.calibration.fitting import applied, fit
from dialogs.calibration.history import History, Numbers, history
from dialogs.calibration.weights import counts, shrunken_weights

ROWS = 60
WORDS = ("seo", "crm", "ads", "Реклама", "", "partner")
NUMBERS = ("", "0", "1 000", "2500", "12,5", "700", "90", "31", "8", "4")

rows = st.fixed_dictionaries(
    {
        "source": st.sampled_from(WORDS),
        "traffic": st.sampled_from(NUMBERS),
        "size": st.sampled_from(("small", "big")),
        "won": st.booleans(),
    }
)
histories = st.lists(rows, min_size=ROWS, max_size=ROWS)
# A card takes a second to find, so there is no time to shrink a counter-example.
few = settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def made(drawn: list[dict[str, object]]) -> tuple[list[dict[str, str]], History]:
    cells = [{key: str(value) for key, value in row.items() if key != "won"} for row in drawn]
    won = [bool(row["won"]) for row in drawn]
    assume(10 <= sum(won) <= ROWS - 10)
    deals = history(cells, won)
    assume(deals.columns)
    return cells, deals


def column_of(deals: History, question: Question) -> np.ndarray:
    (column,) = deals.only([question.column]).columns
    return sort_into(column, tuple(answer.bin for answer in question.answers)).codes


@few
@given(histories)
def test_a_score_is_the_sum_of_its_points_and_both_ways_of_scoring_agree(
    drawn: list[dict[str, object]],
) -> None:
    cells, deals = made(drawn)
    card = fit(deals, 3).card
    chances = applied(card, deals)
    for row, chance in zip(cells, chances, strict=True):
        score = card.score(row)
        assert score == sum(answer.points for answer in card.answers(row))
        assert 0 <= score <= card.most
        assert card.probability(score) == pytest.approx(float(chance))


@few
@given(histories)
def test_points_follow_the_shrunken_weights_and_the_chance_follows_the_points(
    drawn: list[dict[str, object]],
) -> None:
    _, deals = made(drawn)
    card = fit(deals, 3).card
    for question in card.questions:
        table = counts(column_of(deals, question), deals.won, len(question.answers))
        weights = shrunken_weights(*table)
        points = np.array([answer.points for answer in question.answers])
        order = np.argsort(weights, kind="stable")
        assert (np.diff(points[order]) >= 0).all()
        assert points.min() == 0
        assert [answer.won for answer in question.answers] == list(table[0])
    chances = [card.probability(score) for score in range(card.most + 1)]
    assert all(one < other for one, other in pairwise(chances))


@few
@given(histories, st.text(max_size=12))
def test_a_word_never_seen_is_the_rest_and_no_number_is_nothing_said(
    drawn: list[dict[str, object]], strange: str
) -> None:
    _, deals = made(drawn)
    for question in fit(deals, 3).card.questions:
        answer = question.answer(f"zz {strange} zz")
        assert isinstance(answer.bin, Blank if question.is_number else Rest)
        assert isinstance(question.answer("  ").bin, Blank)


@given(
    st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=30, max_size=200),
    st.randoms(use_true_random=False),
)
@settings(deadline=None)
def test_every_number_falls_into_exactly_one_range(
    values: list[float | None], random: Random
) -> None:
    column = Numbers("x", np.array(values, np.float64))
    won = np.array([random.random() < 0.5 for _ in values], np.bool_)
    bins = cut(column, won)
    ranges = [one for one in bins if isinstance(one, Between)]
    assert ranges[0].low is None
    assert ranges[-1].high is None
    assert all(one.high == other.low for one, other in pairwise(ranges))
    question = Question("x", tuple(Answer(one, 0, 0, 0) for one in bins))
    for value, code in zip(values, sort_into(column, bins).codes, strict=True):
        said = "" if value is None else repr(value)
        assert question.answer(said).bin == bins[int(code)]


def planted(deals: int, seed: int = 5) -> History:
    """Referrals win four of five, everybody else one of five; a second column is noise."""
    random = np.random.default_rng(seed)
    source = random.choice(["referral", "ads"], deals)
    noise = random.choice(["x", "y", "z"], deals)
    won = random.random(deals) < np.where(source == "referral", 0.8, 0.2)
    return history(
        [{"source": a, "noise": b} for a, b in zip(source, noise, strict=True)], list(won)
    )


def test_what_was_planted_is_found_first_and_promised_honestly() -> None:
    card = fit(planted(600), 4).card
    assert card.questions[0].column == "source"
    best = {
        word: card.probability(card.score({"source": word, "noise": "x"}))
        for word in ("referral", "ads")
    }
    assert best["referral"] == pytest.approx(0.8, abs=0.06)
    assert best["ads"] == pytest.approx(0.2, abs=0.06)


def test_the_same_history_gives_the_same_card() -> None:
    assert fit(planted(200), 4).card == fit(planted(200), 4).card


def test_a_column_that_tells_everything_makes_no_trouble() -> None:
    won = [at % 3 == 0 for at in range(90)]
    deals = history([{"paid": str(one)} for one in won], won)
    card = fit(deals, 8).card
    assert card.probability(card.most) > 0.95
    assert card.probability(0) < 0.05


def test_columns_that_sort_nothing_are_left_out() -> None:
    cells = [
        {"id": f"deal {at}", "same": "x", "empty": "-", "kind": "ab"[at % 2], "sum": f"{at} 000,5"}
        for at in range(40)
    ]
    deals = history(cells, [at % 3 == 0 for at in range(40)], drop=["kind"])
    assert [column.name for column in deals.columns] == ["sum"]


def test_words_that_mean_not_answered_are_blank_for_the_card_too() -> None:
    source = ["Select", "seo", "ads"] * 30
    won = [word == "seo" or at % 5 == 0 for at, word in enumerate(source)]
    card = fit(history([{"s": word} for word in source], won, blanks=["select"]), 2).card
    assert isinstance(card.answers({"s": "SELECT"})[0].bin, Blank)
    assert isinstance(card.answers({"s": "SEO "})[0].bin, Levels)
    assert isinstance(card, Card)
