"""Who is asked when after a payment, and who hears of a bad grade."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leads.consent import ConsentEntry, Purpose
from leads.contact import Contact
from leads.facts import Paid
from leads.lead import Lead
from leads.policy import Policy
from leads.stage import Stage
from leads.surveys.planning import ASK, INVITE, of_surveys
from leads.surveys.survey import Group, Scale, Survey, SurveyRules, Window
from leads.surveys.surveying import explained

MOSCOW = ZoneInfo("Europe/Moscow")
PAID_AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
ANNA = Contact(1, 1001)
LEAD = Lead(7, 1, product="seo", stage=Stage.PAYMENT, owner_id=2001)
POLICY = Policy(MOSCOW)
PAID = Paid(
    at=PAID_AT, contact_id=1, lead_id=7, amount=1, discount=0, currency="RUB", was=Stage.CONTRACT
)


def said(*, yes: bool) -> ConsentEntry:
    at = PAID_AT - timedelta(days=1)
    return ConsentEntry(1, Purpose.SURVEY, yes, at, text_version="v:1", text_hash="h" * 64)


def test_who_never_said_is_asked_whether_they_may_be() -> None:
    (touch,) = of_surveys(PAID, LEAD, POLICY, PAID_AT, ANNA, ()).touches
    assert (touch.kind, touch.purpose) == (INVITE, Purpose.FOLLOW_UP)
    assert touch.due_at == PAID_AT + timedelta(hours=1)


def test_who_agreed_before_is_asked_in_the_window_on_a_working_morning() -> None:
    (touch,) = of_surveys(PAID, LEAD, POLICY, PAID_AT, ANNA, [said(yes=True)]).touches
    assert (touch.kind, touch.purpose) == (ASK, Purpose.SURVEY)
    assert touch.due_at == datetime(2026, 12, 24, 8, tzinfo=UTC), "eleven in Moscow"
    assert touch.expires_at == PAID_AT + timedelta(days=45)
    tokyo = replace(ANNA, zone="Asia/Tokyo")
    (touch,) = of_surveys(PAID, LEAD, POLICY, PAID_AT, tokyo, [said(yes=True)]).touches
    assert touch.due_at == datetime(2026, 12, 24, 2, tzinfo=UTC), "eleven in Tokyo"


def test_a_product_has_a_window_of_its_own() -> None:
    rules = SurveyRules(products={"seo": Window(timedelta(days=4), timedelta(days=9))})
    policy = replace(POLICY, surveys=rules)
    (touch,) = of_surveys(PAID, LEAD, policy, PAID_AT, ANNA, [said(yes=True)]).touches
    assert touch.due_at == datetime(2026, 11, 30, 8, tzinfo=UTC), "Saturday is no working day"


def test_long_holidays_put_the_question_off_beyond_a_short_window() -> None:
    rules = SurveyRules(Window(timedelta(days=1), timedelta(days=2)))
    policy = replace(POLICY, surveys=rules, working_days=frozenset({0}))
    (touch,) = of_surveys(PAID, LEAD, policy, PAID_AT, ANNA, [said(yes=True)]).touches
    assert touch.due_at == datetime(2026, 11, 30, 8, tzinfo=UTC)
    assert touch.expires_at == datetime(2026, 12, 1, 8, tzinfo=UTC)


def test_who_refused_hears_nothing() -> None:
    assert of_surveys(PAID, LEAD, POLICY, PAID_AT, ANNA, [said(yes=False)]).touches == ()


@pytest.mark.parametrize(
    ("scale", "grades"),
    [(Scale.NPS, (0, 6, 7, 8, 9, 10)), (Scale.CSI, (1, 3, 4, 4, 5, 5))],
)
def test_groups_of_grades(scale: Scale, grades: tuple[int, ...]) -> None:
    found = [scale.group(grade) for grade in grades]
    detractor, passive, promoter = Group.DETRACTOR, Group.PASSIVE, Group.PROMOTER
    assert found == [detractor, detractor, passive, passive, promoter, promoter]
    with pytest.raises(ValueError, match="no grade"):
        scale.group(11)


def test_words_are_a_reason_within_a_day_and_once() -> None:
    survey = Survey(1, 7, "seo", Scale.NPS, PAID_AT, 4, PAID_AT, id=3)
    found = explained(survey, ANNA, " долго ", 55, PAID_AT + timedelta(hours=23))
    assert found is not None
    assert (found[0].reason, found[1].message_id) == ("долго", 55)
    assert explained(found[0], ANNA, "ещё", 56, PAID_AT + timedelta(hours=23)) is None
    assert explained(survey, ANNA, "долго", 55, PAID_AT + timedelta(hours=25)) is None
    assert explained(survey, Contact(2, 1002), "долго", 55, PAID_AT) is None
