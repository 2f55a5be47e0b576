"""The shortest quiz on real deals: a points card of seven questions, asked of everybody."""

import csv
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dialogs.conditions import Condition, OneOf, parse_condition
from dialogs.path import walk
from dialogs.qualification import decide
from dialogs.scenario import Option, Outcome, Scenario, ScoreRow, Slot, SlotType, Step
from dialogs.values import Value
from leads.stage import Stage
from tests.available import DATA_ADVICE, find_data, missing
from tests.dialogs.rich_scenario import conditions, said, scenario_of

Card = dict[str, dict[str, int]]


@pytest.fixture(scope="module")
def data() -> Path:
    found = find_data()
    return found if found is not None else missing(DATA_ADVICE)


def rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def card(data: Path) -> Card:
    """Points by question and answer, the question with the widest range first."""
    found: Card = {}
    for row in rows(data / "expected" / "b2b_card7_points.csv"):
        found.setdefault(row["question"], {})[row["answer"]] = int(row["points"])
    spans = {question: max(by.values()) - min(by.values()) for question, by in found.items()}
    return {question: found[question] for question in sorted(found, key=lambda q: -spans[q])}


def as_quiz(points: Card, threshold: int) -> Scenario:
    """Questions as choices `q0` …, their answers as options `a0` …."""
    slots, steps, scored = [], [], []
    for number, (question, by_answer) in enumerate(points.items()):
        slot = f"q{number}"
        options = [Option(f"a{place}", said(answer)) for place, answer in enumerate(by_answer)]
        slots.append(Slot(slot, SlotType.CHOICE, said(question), options=tuple(options)))
        steps.append(Step(slot, said(question), slot=slot))
        scored += [
            ScoreRow(f"{slot}{option.id}", _is(slot, option.id), add, said(option.label.in_("ru")))
            for option, add in zip(options, by_answer.values(), strict=True)
        ]
    won = Outcome(
        "won",
        Stage.QUALIFIED,
        said("Да"),
        when=parse_condition(f"fit >= {threshold}", conditions(slots)),
    )
    lost = Outcome("lost", Stage.LEAD, said("Нет"))
    whole = scenario_of(slots, steps, fit=scored, outcomes=(won, lost))
    return replace(whole, shortest=True)


def _is(slot: str, option: str) -> Condition:
    return Condition("", OneOf(slot, frozenset({option})))


def test_every_deal_gets_its_class_with_fewer_questions(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    points = card(data)
    scores = rows(data / "expected" / "b2b_card7_scores_fold0.csv")
    threshold = min(int(row["score"]) for row in scores if float(row["p_won"]) >= 0.5)
    short = as_quiz(points, threshold)
    deals = list(rows(data / "leads" / "b2b_sales_448.csv"))
    asked = 0
    for deal in deals:
        chosen = {
            f"q{number}": f"a{list(by_answer).index(deal[question])}"
            for number, (question, by_answer) in enumerate(points.items())
        }
        said_so_far: dict[str, Value] = {}
        while (path := walk(short, said_so_far)).step is not None:
            said_so_far[path.step.id] = chosen[path.step.id]
        asked += path.asked
        total = sum(points[question][deal[question]] for question in points)
        decision = decide(short, path.values, gate=None, certain=path.certain)
        assert decision.outcome.id == ("won" if total >= threshold else "lost")
    with capsys.disabled():
        sys.stdout.write(f"\nFIGURE dialogs.shortest.b2b.asked {asked / len(deals):.2f}\n")
    assert asked / len(deals) < len(points) - 1
