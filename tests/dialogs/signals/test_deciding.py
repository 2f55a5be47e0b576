"""Signals only add weight: whatever they are, who has the facts gets what the facts give."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.loader import load_scenario
from dialogs.qualification import Decision, decide
from dialogs.scenario import Scenario
from dialogs.signals.circumstances import Circumstances
from dialogs.signals.seeing import differ
from dialogs.signals.weighing import heaviest, refused, weigh
from dialogs.values import Blank
from leads.company import Company, Grade
from leads.stage import Stage
from tests.dialogs.test_recomputing import QUIZZES, SHIPPED, answered

FLAGSHIP = next(one for one in QUIZZES if one.id == "agency-quiz")
GRADES = st.none() | st.sampled_from(Grade)
KNOWN = st.builds(Circumstances, st.none() | st.booleans(), st.none() | st.booleans(), GRADES)


def ending(scenario: Scenario, path, beside: Circumstances) -> Decision:  # type: ignore[no-untyped-def]
    return decide(scenario, path.values, gate=path.gate, certain=path.certain, beside=beside)


@pytest.mark.parametrize("scenario", QUIZZES, ids=lambda one: one.id)
@SHIPPED
@given(data=st.data(), beside=KNOWN)
def test_no_signal_takes_anybody_out_of_what_qualifies(
    scenario: Scenario, data: st.DataObject, beside: Circumstances
) -> None:
    path = answered(scenario, {}, data)
    by_facts = ending(replace(scenario, signals=()), path, Circumstances(grade=beside.grade))
    noticed = ending(scenario, path, beside)
    assert (noticed.verdict.fit, noticed.verdict.intent) == (
        by_facts.verdict.fit,
        by_facts.verdict.intent,
    ), "signals are mixed into no score"
    if by_facts.outcome.stage is Stage.QUALIFIED or by_facts.gate is not None:
        assert noticed.outcome is by_facts.outcome
    elif noticed.outcome is not by_facts.outcome:
        assert noticed.outcome.stage is Stage.SELF_SERVICE


@SHIPPED
@given(data=st.data(), beside=KNOWN)
def test_all_signals_together_leave_good_facts_alone(
    data: st.DataObject, beside: Circumstances
) -> None:
    path = answered(FLAGSHIP, {}, data)
    end = ending(FLAGSHIP, path, replace(beside, price_first=True, renamed=True, grade=None))
    if end.verdict.fit >= 50 or end.verdict.intent >= 40:
        assert end.outcome.stage is not Stage.SELF_SERVICE


def test_what_signals_weigh_is_capped_and_counts_only_what_was_asked() -> None:
    asked = {"traffic": Blank.DONT_KNOW, "monthly_budget": Blank.SKIPPED, "site": Blank.SKIPPED}
    everything = weigh(FLAGSHIP, asked, Circumstances(price_first=True, renamed=True))
    assert [row.id for row in everything.rows] == ["S1", "S2", "S3", "S4"]
    assert everything.doubt == heaviest(FLAGSHIP) == 30
    assert refused(FLAGSHIP, {"traffic": 5_000, "site": Blank.SKIPPED}) == ()
    told = weigh(FLAGSHIP, {"traffic": 5_000, "site": "https://a.example"}, Circumstances())
    assert (told.rows, told.doubt) == ((), 0)


@given(beside=KNOWN)
def test_circumstances_come_back_as_they_were_kept(beside: Circumstances) -> None:
    assert Circumstances.from_json(beside.to_json()) == beside


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        (Company(0, name="ООО «Ромашка»"), Company(0, name="Ромашка"), False),
        (Company(0, name="Ромашка"), Company(0, name="Василёк"), True),
        (Company(0, domain="romashka.ru"), Company(0, domain="www.romashka.ru"), False),
        (Company(0, domain="romashka.ru"), Company(0, domain="vasilek.ru"), True),
        (Company(0, domain="romashka.ru"), Company(0, domain="mail.ru"), False),
        (Company(0, name="Ромашка"), Company(0, domain="vasilek.ru"), False),
        (Company(0, name="Орёл", inn="7707083893"), Company(0, inn="7736050003"), True),
    ],
)
def test_other_names_are_those_of_other_companies(one: Company, other: Company, two: bool) -> None:
    assert differ(one, other) is two


def test_a_scenario_without_signals_weighs_nothing() -> None:
    bare = load_scenario(FLAGSHIP.source, name="bare.yaml")
    assert heaviest(replace(bare, signals=())) == 0
