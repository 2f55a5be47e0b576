"""Grading as use cases: what a verdict and a payment make of company and lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leads.company import Company, Grade
from leads.grading.chance import Ended
from leads.grading.facts import Lifted, LiftReason
from leads.grading.grading import Grading
from leads.grading.potential import Basis, of_answers
from leads.grading.yardstick import FEWEST_CLIENTS, Terms, measure
from leads.lead import Lead
from leads.order import Order
from leads.stage import Stage
from leads.verdict import ToldRevenue
from tests.fakes.unit_of_work import FakeUnitOfWork
from tests.leads.samples import ANNA, GRADING, NOON, TERMS, lead, verdict

ROMASHKA = Company(7, "Ромашка")
ORDER = Order(1, ANNA.id, 7, None, 2_000_000, 0, "RUB", NOON)


def judged(stage: Stage, told: int | None = None, *, number: int = 5) -> Lead:
    revenue = None if told is None else ToldRevenue("P1", told, "RUB", {"ru": "бюджет"}, {})
    fresh = replace(lead(stage), id=number, company_id=7)
    return replace(fresh, verdict=replace(verdict(stage), told=revenue))


async def weigh(
    found: Lead, company: Company = ROMASHKA, uow: FakeUnitOfWork | None = None
) -> tuple[Lead, Lifted | None, Company]:
    uow = uow or FakeUnitOfWork()
    uow.companies.rows[7] = company
    after, lifted = await GRADING.judged(uow, found, ANNA, NOON)
    return after, lifted, uow.companies.rows[7]


def told_by(number: int, amount: int) -> Company:
    potential = of_answers(amount, "RUB", number, months=12)
    return GRADING.regraded(ROMASHKA, potential)


async def test_what_is_answered_grades_the_company_and_the_lead() -> None:
    after, lifted, company = await weigh(judged(Stage.QUALIFIED, 400_000))
    assert (company.grade, after.grade, lifted) == (Grade.B, Grade.B, None)
    assert company.potential is not None
    assert (company.potential.amount, company.potential.lead_id) == (400_000, 5)


async def test_a_new_answer_of_the_same_lead_replaces_the_old_and_of_others_the_most_counts() -> (
    None
):
    _, _, company = await weigh(judged(Stage.QUALIFIED, 100), told_by(5, 2_000_000))
    assert company.grade is Grade.C
    _, _, company = await weigh(judged(Stage.QUALIFIED, 100), told_by(4, 2_000_000))
    assert company.grade is Grade.A


@pytest.mark.parametrize("stage", [Stage.NOT_YET, Stage.LEAD])
async def test_a_company_that_others_made_a_lifts_what_is_not_enough(stage: Stage) -> None:
    after, lifted, _ = await weigh(judged(stage), told_by(4, 1_000_000))
    assert lifted is not None
    assert (lifted.why, lifted.grade, lifted.company) == (LiftReason.COMPANY, "A", 7)
    assert (after.lifted_at, after.stage) == (NOON, stage), "where the verdict put it"
    again, twice, _ = await weigh(after, told_by(4, 1_000_000))
    assert twice is None and again.lifted_at == NOON


@pytest.mark.parametrize(
    ("found", "company"),
    [
        (judged(Stage.DISQUALIFIED), told_by(4, 5_000_000)),
        (judged(Stage.QUALIFIED), told_by(4, 5_000_000)),
        (judged(Stage.LEAD), told_by(4, 999_999)),
        (judged(Stage.LEAD, 5_000_000), ROMASHKA),
        (replace(judged(Stage.NOT_YET), owner_id=2001), told_by(4, 5_000_000)),
    ],
    ids=["never", "qualified", "B", "by its own answers alone", "in hand"],
)
async def test_nothing_else_is_lifted(found: Lead, company: Company) -> None:
    after, lifted, _ = await weigh(found, company)
    assert lifted is None and after.lifted_at is None


async def test_a_client_is_lifted_with_a_company_and_without() -> None:
    uow = FakeUnitOfWork()
    await uow.orders.add(ORDER)
    uow.companies.rows[7] = ROMASHKA
    await GRADING.paid(uow, 7, NOON)
    company = uow.companies.rows[7]
    assert company.potential is not None and company.potential.basis is Basis.ORDERS
    assert company.grade is Grade.A
    _, lifted, _ = await weigh(judged(Stage.NOT_YET), company)
    assert lifted is not None and lifted.why == LiftReason.CLIENT
    alone = replace(judged(Stage.NOT_YET), company_id=None)
    _, lifted = await GRADING.judged(uow, alone, ANNA, NOON)
    assert lifted is not None and (lifted.why, lifted.company) == (LiftReason.CLIENT, None)


async def test_a_payment_without_a_company_grades_nobody() -> None:
    uow = FakeUnitOfWork()
    await uow.orders.add(replace(ORDER, company_id=None))
    await GRADING.paid(uow, None, NOON)
    await GRADING.paid(uow, 99, NOON)
    assert uow.companies.rows == {}


def test_a_new_client_is_worth_more_than_the_same_order_of_an_old_one() -> None:
    ended = [Ended(60, 40, won=number % 2 == 0) for number in range(40)]
    grading = Grading(TERMS, measure({}, (), ended, TERMS, NOON))
    found = judged(Stage.QUALIFIED, 1_000_000)
    new = grading.standing(found, ROMASHKA)
    assert new.chance is not None and new.chance.percent == 50
    assert (new.worth, new.grade) == (650_000, Grade.A)
    potential = of_answers(1_000_000, "RUB", 5, months=12)
    client = replace(ROMASHKA, potential=replace(potential, basis=Basis.ORDERS))
    assert grading.standing(found, client).worth == 500_000


def test_the_chance_never_touches_the_grade() -> None:
    poor = [Ended(60, 40, won=False)] * 60
    grading = Grading(TERMS, measure({}, (), poor, TERMS, NOON))
    found = judged(Stage.QUALIFIED, 1_000_000)
    assert grading.standing(found, ROMASHKA).grade is Grade.A
    assert GRADING.standing(found, ROMASHKA).grade is Grade.A


def test_thresholds_come_from_enough_clients_and_are_assumed_before() -> None:
    few = measure(dict.fromkeys(range(FEWEST_CLIENTS - 1), 1000), (), (), TERMS, NOON)
    assert few.assumed and few.borders == TERMS.assumed and few.clients == FEWEST_CLIENTS - 1
    enough = measure({n: 1_000 + n for n in range(FEWEST_CLIENTS)}, (), (), TERMS, NOON)
    assert not enough.assumed
    assert enough.borders.a_from < TERMS.assumed.a_from


def test_terms_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="horizon"):
        Terms(months=0)
    assert Terms().months * timedelta(days=30) < timedelta(days=366)
