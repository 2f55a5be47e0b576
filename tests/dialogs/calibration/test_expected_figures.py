"""The arithmetic of a card, figure by figure, against tables computed elsewhere."""

import csv
from pathlib import Path

import numpy as np
import pytest

from benchmarks.naive_bayes import frequencies, odoo
from benchmarks.scoring_sets import View, b2b_dedup
from dialogs.calibration.card import Answer, Blank, Card, Levels, Question, Rest, plain
from dialogs.calibration.history import History, Words
from dialogs.calibration.weights import counts, information_value, weight_of_evidence
from tests.available import DATA_ADVICE, find_data, missing


@pytest.fixture(scope="module")
def data() -> Path:
    return find_data() or missing(DATA_ADVICE)


@pytest.fixture(scope="module")
def view(data: Path) -> View:
    return b2b_dedup(data)


def expected(data: Path, name: str) -> list[dict[str, str]]:
    with (data / "expected" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def training(view: View) -> History:
    return view.deals.at(np.flatnonzero(view.fold != 0))


def words(history: History, name: str) -> Words:
    column = next(column for column in history.columns if column.name == name)
    assert isinstance(column, Words)
    return column


def test_frequencies_are_odoo_s(data: Path, view: View) -> None:
    train = training(view)
    rows = expected(data, "b2b_odoo_nb_frequencies.csv")
    for field in {row["field"] for row in rows}:
        column = words(train, field)
        seen = sorted(set(column.codes[column.codes >= 0].tolist()))
        codes = np.searchsorted(seen, column.codes)
        found = frequencies(codes, train.won, len(seen))
        place = {column.levels[code]: at for at, code in enumerate(seen)}
        mine = [row for row in rows if row["field"] == field]
        assert {plain(row["value"]) for row in mine} == set(place)
        for row in mine:
            at = place[plain(row["value"])]
            assert found.given_won[at] == pytest.approx(float(row["p_value_given_won"]), abs=1e-12)
            assert found.given_lost[at] == pytest.approx(
                float(row["p_value_given_lost"]), abs=1e-12
            )


def test_probabilities_are_odoo_s(data: Path, view: View) -> None:
    test = np.flatnonzero(view.fold == 0)
    chances = odoo(training(view), view.deals.at(test))
    rows = {int(row["row"]): row for row in expected(data, "b2b_odoo_nb_fold0.csv")}
    assert set(rows) == set(test.tolist())
    for at, chance in zip(test, chances, strict=True):
        assert 100 * chance == pytest.approx(float(rows[int(at)]["probability_pct"]), abs=0.00501)


def test_weights_of_evidence_and_information_values(data: Path, view: View) -> None:
    train = training(view)
    rows = expected(data, "b2b_woe_iv.csv")
    for field in {row["field"] for row in rows}:
        column = words(train, field)
        table = counts(column.codes, train.won, len(column.levels))
        weights = weight_of_evidence(*table)
        deals = table[0] + table[1]
        value = information_value(*(half[deals > 0] for half in table))
        for row in (row for row in rows if row["field"] == field):
            at = column.levels.index(plain(row["value"]))
            assert deals[at] == int(row["n"])
            assert weights[at] == pytest.approx(float(row["woe"]), abs=5.1e-7)
            assert value == pytest.approx(float(row["iv_field"]), abs=5.1e-7)


def test_points_add_up_to_the_scores_and_scores_to_the_chances(data: Path, view: View) -> None:
    points = expected(data, "b2b_card7_points.csv")
    scores = expected(data, "b2b_card7_scores_fold0.csv")
    card = card_of(points, scores)
    assert len(card.questions) == 7
    for row in scores:
        score = card.score(view.rows[int(row["row"])])
        assert score == int(row["score"])
        assert card.probability(score) == pytest.approx(float(row["p_won"]), abs=6e-5)


def card_of(points: list[dict[str, str]], scores: list[dict[str, str]]) -> Card:
    """The card; its two calibrating numbers are read off the scores."""
    names = list(dict.fromkeys(row["question"] for row in points))
    answers = {
        name: [
            Answer(Levels((plain(row["answer"]),)), int(row["points"]), 0, 0)
            for row in points
            if row["question"] == name
        ]
        for name in names
    }
    chance = np.array([float(row["p_won"]) for row in scores])
    slope, intercept = np.polyfit(
        [int(row["score"]) for row in scores],
        np.log(chance / (1 - chance)),
        1,
        w=chance * (1 - chance),
    )
    rest = [Answer(Rest(), 0, 0, 0), Answer(Blank(), 0, 0, 0)]
    return Card(
        tuple(Question(name, (*answers[name], *rest)) for name in names),
        float(intercept),
        float(slope),
        deals=292,
        won=138,
    )
