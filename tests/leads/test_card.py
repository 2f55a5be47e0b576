"""The card: what sales see of a lead, in each of its states."""

from dataclasses import replace
from datetime import timedelta

import pytest

from leads.card import CardState, LeadCard, lead_card
from leads.company import Company
from leads.contact import Contact, Source
from leads.lead import Lead
from leads.stage import OFF_RAMPS, Stage
from tests.leads.samples import ANNA, NOON, funnels, lead, verdict

WARM = funnels()["warm"]
QUIZ = {"start": {"ru": "Когда"}, "traffic": {"ru": "Трафик"}, "budget": {"ru": "Бюджет"}}
BRIEF = {"goal": {"ru": "Цель", "en": "Goal"}}
QUALIFIED = replace(
    lead(Stage.LEAD),
    id=7,
    verdict=verdict(),
    brief={"goal": "Заявки", "old": 1},
    channel="expo",
    campaign="x7Q",
).moved(Stage.QUALIFIED, NOON)


def card(of: Lead, contact: Contact = ANNA, company: Company | None = None) -> LeadCard:
    return lead_card(
        of,
        contact,
        company,
        funnel=WARM,
        quiz_labels=QUIZ,
        brief_labels=BRIEF,
        now=NOON + timedelta(minutes=3),
        owner="Борис",
    )


def test_the_card_says_why_with_points_the_weightiest_first() -> None:
    shown = card(QUALIFIED)
    assert [(row.id, row.points) for row in shown.rows] == [("F1", 40), ("F2", 20), ("I1", 40)]
    assert (shown.fit, shown.intent) == (60, 40)


def test_answers_come_in_the_order_of_the_scenario_with_its_labels() -> None:
    shown = card(QUALIFIED)
    assert [line.slot for line in shown.answers] == ["start", "traffic", "budget"]
    assert [line.blank for line in shown.answers] == [False, False, True]
    assert [(line.label["ru"], line.value) for line in shown.brief] == [
        ("Цель", "Заявки"),
        ("old", 1),
    ]


def test_the_card_tells_the_wait_the_source_and_the_ways_on() -> None:
    shown = card(QUALIFIED)
    assert shown.waiting == timedelta(minutes=3)
    assert shown.source == Source("expo", "x7Q")
    assert shown.next_stage is Stage.BRIEF
    assert shown.parking == (Stage.THINKING, Stage.WAITING)
    assert shown.allowed > OFF_RAMPS


@pytest.mark.parametrize(
    ("of", "state"),
    [
        (QUALIFIED, CardState.NEW),
        (replace(QUALIFIED, owner_id=5), CardState.TAKEN),
        (replace(QUALIFIED, loss_reason="spam").moved(Stage.DISQUALIFIED, NOON), "rejected"),
        (QUALIFIED.moved(Stage.DISQUALIFIED, NOON), CardState.CLOSED),
        (replace(QUALIFIED, owner_id=5).moved(Stage.PAYMENT, NOON), CardState.TAKEN),
    ],
)
def test_the_head_of_the_card(of: Lead, state: CardState) -> None:
    assert card(of).state == state


def test_a_closed_lead_has_no_way_on() -> None:
    shown = card(QUALIFIED.moved(Stage.LOST, NOON))
    assert (shown.next_stage, shown.parking, shown.allowed) == (None, (), frozenset())


def test_the_title_is_the_best_name_there_is() -> None:
    nobody = Contact(id=1, telegram_id=1001)
    assert card(QUALIFIED, company=Company(1, "Ромашка")).title == "Ромашка"
    assert card(QUALIFIED, company=Company(1, domain="a.example")).title == "a.example"
    assert card(QUALIFIED, company=Company(1)).title == "Анна"
    assert card(QUALIFIED, replace(nobody, username="anna")).title == "@anna"
    assert card(QUALIFIED, nobody).title == ""


def test_a_lead_without_a_verdict_has_a_card_too() -> None:
    shown = card(replace(lead(), id=7))
    assert (shown.rows, shown.answers, shown.fit, shown.waiting) == ((), (), 0, None)
