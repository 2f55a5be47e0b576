"""Which facts begin and end cadences, and what sales hear of them."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from leads.cadences.cadence import Answer, Cadence, Cadences, Moment, Then
from leads.cadences.facts import CadenceAnswered
from leads.caused import Reactions
from leads.consent import STOPPED_BY_STOP, Purpose
from leads.due import Drop, Send, decide
from leads.facts import ConsentWithdrawn, Fact, StageMoved
from leads.lead import Lead
from leads.policy import Policy
from leads.reactions import react
from leads.stage import Stage
from leads.thinking.facts import Delayed, DoubtNamed, Preparing
from leads.thinking.reasons import objection, wakes_on
from leads.touch import STAGE_NORM
from tests.leads.cadences.samples import DAY, RULES, THINKING, WITH_CADENCE, words
from tests.leads.samples import ANNA, NOON, consent, lead

AGREED = (consent(Purpose.REMINDER, NOON - DAY), consent(Purpose.SURVEY, NOON - DAY))


def other(name: str, moment: Moment, **changes: object) -> Cadence:
    made = replace(THINKING, id=name, begins=frozenset({moment}), purpose=Purpose.FOLLOW_UP)
    return replace(made, **changes)  # type: ignore[arg-type]


LEAVE = Answer("leave", words("Не актуально"), Then.LEAVE)
ALL = (
    replace(THINKING, answers=(*THINKING.answers, LEAVE)),
    other("feedback", Moment.KEY_STAGE_PASSED, stops=frozenset()),
    other("waiting", Moment.WAIT_OVER, purpose=Purpose.REMINDER),
    other("proposal", Moment.PROPOSAL_PREPARED),
)
POLICY: Policy = replace(
    WITH_CADENCE,
    cadences=Cadences({one.id: one for one in ALL}, RULES),
    norms={"warm": {Stage.PROPOSAL: timedelta(days=14)}},
)


def caused(fact: Fact, stage: Stage = Stage.PROPOSAL) -> Reactions:
    known: Lead = replace(lead(stage), id=7, owner_id=2001)
    return react(fact, known, POLICY, NOON, contact=ANNA, ledger=AGREED)


def begun(reactions: Reactions) -> list[str]:
    return [touch.key.split(":")[2] for touch in reactions.touches if touch.kind != STAGE_NORM]


def moved(was: Stage, stage: Stage, by: int | None = 2001) -> StageMoved:
    return StageMoved(at=NOON, contact_id=1, lead_id=7, by=by, was=was, stage=stage)


def test_thinking_begins_its_cadence_and_asks_the_seller_why() -> None:
    reactions = caused(moved(Stage.PROPOSAL, Stage.THINKING), Stage.THINKING)
    assert begun(reactions) == ["thinking"]
    assert "ask_doubt" in [row.payload["kind"] for row in reactions.outbox]
    ended = reactions.cancel_touches
    assert "cadence:7:thinking:" in ended
    assert "cadence:7:feedback:" not in ended, "how it went is asked whatever comes next"


def test_leaving_the_key_stage_asks_how_it_went_and_a_norm_is_watched() -> None:
    reactions = caused(moved(Stage.KEY_STAGE, Stage.PROPOSAL))
    assert begun(reactions) == ["feedback"]
    (watch,) = (one for one in reactions.touches if one.kind == STAGE_NORM)
    assert watch.due_at >= NOON + timedelta(days=14)
    assert begun(caused(moved(Stage.KEY_STAGE, Stage.WAITING), Stage.WAITING)) == []


def test_a_lead_that_waits_is_woken_on_its_day_about_what_it_waits_for() -> None:
    fact = Delayed(at=NOON, contact_id=1, lead_id=7, until=date(2027, 2, 1), wait="budget")
    (touch,) = caused(fact, Stage.WAITING).touches
    assert touch.due_at.date() == date(2027, 1, 18)
    assert touch.payload["about"] == "budget"


@pytest.mark.parametrize(
    ("wait", "day"),
    [
        ("date", date(2027, 2, 1)),
        ("season", date(2027, 1, 2)),
        ("budget", date(2027, 1, 18)),
        ("contract", date(2027, 1, 2)),
    ],
)
def test_it_is_woken_in_time_and_never_before_tomorrow(wait: str, day: date) -> None:
    until = date(2027, 2, 1)
    assert wakes_on(until, wait, date(2026, 11, 24)) == day
    assert wakes_on(until, wait, date(2027, 1, 31)) == until


def test_preparing_begins_the_cadence_for_that() -> None:
    fact = Preparing(at=NOON, contact_id=1, lead_id=7, by=2001, what="proposal")
    assert begun(caused(fact)) == ["proposal"]


def test_an_answer_ends_its_cadence_and_sales_hear_it() -> None:
    fact = CadenceAnswered(
        at=NOON,
        contact_id=1,
        lead_id=7,
        cadence="thinking",
        step="first",
        variant="a",
        answer="leave",
    )
    reactions = caused(fact)
    assert reactions.cancel_touches == ("cadence:7:thinking:",)
    (row,) = (one for one in reactions.outbox if one.payload["kind"] == "thinker")
    assert row.payload["thinker"] == {"what": "answer", "label": words("Не актуально")}
    assert caused(replace(fact, answer="thanks", counts=False)) == Reactions()


STOPPED = tuple(consent(purpose, NOON, granted=False) for purpose in STOPPED_BY_STOP)


def test_a_refusal_ends_its_cadences_and_a_stop_those_about_the_deal_too() -> None:
    fact = ConsentWithdrawn(at=NOON, contact_id=1, lead_id=7, purpose=Purpose.REMINDER)
    ended = set(caused(fact).cancel_touches)
    assert {"cadence:7:thinking:", "cadence:7:waiting:"} <= ended
    assert "cadence:7:proposal:" not in ended
    about_the_deal = set(caused(replace(fact, purpose=Purpose.FOLLOW_UP)).cancel_touches)
    assert {f"cadence:7:{one.id}:" for one in ALL} <= ended | about_the_deal
    survey = caused(replace(fact, purpose=Purpose.SURVEY))
    assert survey.cancel_touches == ()


def test_whoever_waits_until_the_same_day_twice_is_woken_all_the_same() -> None:
    fact = Delayed(at=NOON, contact_id=1, lead_id=7, until=date(2027, 2, 1), wait="date")
    known = replace(lead(Stage.WAITING), id=7)
    keys = {
        touch.key
        for minutes in (0, 5)
        for touch in react(
            fact, known, POLICY, NOON + timedelta(minutes=minutes), contact=ANNA, ledger=AGREED
        ).touches
    }
    assert len(keys) == 2, "a key that was ever planned is never planned again"


def test_the_persons_own_word_is_the_objection_and_sales_hear_only_that() -> None:
    seller = DoubtNamed(
        at=NOON, contact_id=1, lead_id=7, by=2001, doubt="no_budget", stage=Stage.THINKING
    )
    person = replace(seller, by=None, doubt="price")
    assert objection([seller]) == "no_budget"
    assert objection([person, seller]) == "price"
    assert objection([]) is None
    kinds = [[row.payload["kind"] for row in caused(one).outbox] for one in (seller, person)]
    assert ["thinker" in found for found in kinds] == [False, True]


def test_whoever_said_stop_hears_nothing_unasked_about_their_deal() -> None:
    known = replace(lead(Stage.PROPOSAL), id=7, owner_id=2001)
    (touch,) = (
        one
        for one in caused(moved(Stage.KEY_STAGE, Stage.PROPOSAL)).touches
        if one.kind != STAGE_NORM
    )
    refused = (consent(Purpose.REMINDER, NOON, granted=False),)
    asked = partial(decide, lead=known, contact=ANNA, policy=POLICY, now=touch.due_at)
    assert isinstance(asked(touch, ledger=()), Send)
    assert isinstance(asked(touch, ledger=refused), Send), "no reminders is not /stop"
    assert asked(touch, ledger=STOPPED) == Drop("no_consent")
