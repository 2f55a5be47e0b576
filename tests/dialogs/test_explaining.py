"""What a verdict lacked: thresholds, missing points, and the answers that would have helped."""

from dialogs.explaining import MOST_CLOSE, Close, explain, qualifying_points
from dialogs.loader import SHIPPED_SCENARIOS, load_folder
from dialogs.qualification import replay_slots
from dialogs.values import Blank, Value
from leads.verdict import Verdict

QUIZ = load_folder(SHIPPED_SCENARIOS)["agency-quiz"]
ANSWERS: dict[str, Value] = {
    "market": "b2b",
    "product": "automation",
    "site": "https://romashka-opt.ru",
    "traffic": 5_000,
    "monthly_budget": Blank.DONT_KNOW,
    "start": "now",
    "role": "decision_maker",
}


def judged(**other: Value) -> Verdict:
    decision = replay_slots(QUIZ, {**ANSWERS, **other})
    assert decision is not None
    return decision.verdict


def close(verdict: Verdict) -> dict[str, Close]:
    return {one.slot: one for one in explain(QUIZ, verdict).close}


def test_thresholds_are_those_of_the_outcome_that_qualifies() -> None:
    assert qualifying_points(QUIZ) == {"fit": 50, "intent": 40}
    explained = explain(QUIZ, judged())
    assert [(one.score, one.points, one.short) for one in explained.thresholds] == [
        ("fit", 45, 5),
        ("intent", 50, 0),
    ]


def test_an_answer_that_was_not_given_comes_first_with_the_least_that_suffices() -> None:
    explained = explain(QUIZ, judged())
    first = explained.close[0]
    assert (first.slot, first.unknown, first.row.id, first.gain) == (
        "monthly_budget",
        True,
        "F9",
        20,
    )


def test_a_gain_counts_off_what_would_fire_no_more() -> None:
    assert close(judged())["traffic"].gain == 15  # F3 instead of F4


def test_every_gain_is_what_judging_again_gives() -> None:
    weak: dict[str, Value] = {"start": "later", "role": "researcher", "market": "both"}
    verdict = judged(**weak)
    found = explain(QUIZ, verdict).close
    assert len(found) == MOST_CLOSE
    for one in found:
        tried = [judged(**{**weak, one.slot: value}) for value in STAND_INS[one.slot]]
        gains = {
            again.fit - verdict.fit if one.score == "fit" else again.intent - verdict.intent
            for again in tried
        }
        assert one.gain in gains, one


def test_answers_that_lead_to_other_questions_or_to_a_gate_are_no_help() -> None:
    found = close(judged())
    assert found["product"].row.id == "F5", "seo; what a portal or a CRM brings nobody can know"
    assert "market" not in found


def test_nothing_was_short_of_a_qualified_lead_or_one_that_a_gate_stopped() -> None:
    assert explain(QUIZ, judged(monthly_budget=200_000)).close == ()
    gated = explain(QUIZ, judged(traffic=800))
    assert gated.close == ()
    assert [one.at_least for one in gated.thresholds] == [50, 40]


STAND_INS: dict[str, tuple[Value, ...]] = {
    "market": ("b2b", "both"),
    "product": ("seo", "automation"),
    "site": ("https://a.example", Blank.SKIPPED),
    "traffic": (1_000, 10_000),
    "monthly_budget": (0, 60_000, 150_000),
    "start": ("now", "quarter", "half_year", "later"),
    "role": ("decision_maker", "approver", "user", "researcher"),
}
