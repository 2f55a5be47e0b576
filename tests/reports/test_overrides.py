"""The report of overrides: rule by rule, gates alone, the most doubtful first."""

from dataclasses import replace

from leads.stage import Stage
from leads.verdict import Verdict
from reports.overrides import JudgedVerdict, overrides
from tests.leads.samples import verdict

GATED = replace(verdict(Stage.NOT_YET), gate="G2", reason={"ru": "рано"})


def of(one: Verdict, *, overridden: int, kept: int) -> list[JudgedVerdict]:
    return [
        *[JudgedVerdict(one, "qualified", "talked")] * overridden,
        *[JudgedVerdict(one)] * kept,
    ]


def test_nothing_judged_is_nothing_to_report() -> None:
    report = overrides([])
    assert (report.overridden.part, report.overridden.whole) == (0, 0)
    assert report.rules == ()


def test_a_gate_answers_alone_for_its_verdict() -> None:
    report = overrides(of(GATED, overridden=1, kept=3))
    assert [one.rule for one in report.rules] == ["G2"]
    assert (report.rules[0].overridden.part, report.rules[0].overridden.whole) == (1, 4)
    assert report.rules[0].why == {"ru": "рано"}


def test_every_rule_that_fired_answers_where_points_decided() -> None:
    report = overrides(of(verdict(), overridden=2, kept=2))
    assert {one.rule for one in report.rules} == {"F1", "F2", "I1"}
    assert report.to == {"qualified": 2}
    assert report.reasons == {"talked": 2}


def test_much_evidence_comes_before_a_single_case() -> None:
    judged = [*of(GATED, overridden=1, kept=0), *of(verdict(), overridden=40, kept=10)]
    assert [one.rule for one in overrides(judged).rules][-1] == "G2"


def test_rules_that_nobody_argues_with_are_left_out() -> None:
    judged = [*of(GATED, overridden=1, kept=0), *of(verdict(), overridden=0, kept=9)]
    report = overrides(judged)
    assert [one.rule for one in report.rules] == ["G2"]
    assert (report.overridden.part, report.overridden.whole) == (1, 10)
