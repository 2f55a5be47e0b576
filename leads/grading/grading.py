"""Grading as use cases: what a verdict and a payment make of the company and of the lead.

The yardstick is held here and replaced every night; the hot path reads no client base.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from leads.company import Company, Grade
from leads.contact import Contact
from leads.grading.facts import Lifted, LiftReason
from leads.grading.potential import Basis, Bought, Potential, better, of_orders
from leads.grading.standing import Standing, grade_of, own_potential, standing
from leads.grading.yardstick import Terms, Yardstick
from leads.lead import Lead
from leads.stage import Stage

NOT_ENOUGH = frozenset({Stage.NOT_YET, Stage.LEAD, Stage.SELF_SERVICE})
"""Verdicts that a company may lift above; «never» is not among them."""


class Companies(Protocol):
    """Companies; `regrade` writes potential and grade alone."""

    async def get(self, company_id: int) -> Company | None: ...
    async def regrade(self, company: Company) -> None: ...


class Orders(Protocol):
    """Paid orders."""

    async def bought(self, contact_id: int) -> bool: ...


class CompanyOrders(Protocol):
    """What companies bought; None for one that never did in that currency."""

    async def bought_by(self, company_id: int, currency: str) -> Bought | None: ...


class Known(Protocol):
    """What is known of many companies at once, by id; those that nothing tells of are left out."""

    async def bought_by(self, ids: Sequence[int], currency: str) -> Mapping[int, Bought]: ...
    async def told_by(
        self, ids: Sequence[int], currency: str, months: int
    ) -> Mapping[int, Potential]: ...


class GradingUnitOfWork(Protocol):
    """What grading companies anew reads and writes."""

    @property
    def companies(self) -> Companies: ...
    @property
    def yardsticks(self) -> Known: ...


class JudgingUnitOfWork(Protocol):
    """What a verdict asks of grading."""

    @property
    def companies(self) -> Companies: ...
    @property
    def orders(self) -> Orders: ...


class PayingUnitOfWork(Protocol):
    """What a payment asks of grading."""

    @property
    def companies(self) -> Companies: ...
    @property
    def orders(self) -> CompanyOrders: ...


class Grading:
    """The use cases, under one company's terms; `yardstick` is the last one measured."""

    def __init__(self, terms: Terms, yardstick: Yardstick) -> None:
        self.terms = terms
        self.yardstick = yardstick

    def standing(self, lead: Lead, company: Company | None) -> Standing:
        """Where the lead stands by the present yardstick."""
        return standing(lead, company, self.yardstick, self.terms)

    def regraded(self, company: Company, potential: Potential | None) -> Company:
        """The company with that potential and the grade that follows."""
        return replace(company, potential=potential, grade=grade_of(potential, self.yardstick))

    def expected(self, lead: Lead, company: Company | None) -> Grade | None:
        """The grade that the company will have once the lead's verdict counts."""
        told = self._told(company, lead) if company else own_potential(lead, self.yardstick)
        return grade_of(told, self.yardstick)

    async def judged(
        self, uow: JudgingUnitOfWork, lead: Lead, contact: Contact, now: datetime
    ) -> tuple[Lead, Lifted | None]:
        """What a verdict means for the company, which learns what was answered, and the lead
        with its grade and worth; the fact when it goes to sales for its company's sake."""
        company_id = lead.company_id or contact.company_id
        company = await uow.companies.get(company_id) if company_id else None
        if company is not None:
            told = self.regraded(company, self._told(company, lead))
            if told != company:
                await uow.companies.regrade(told)
            company = told
        here = self.standing(lead, company)
        lead = replace(lead, grade=here.grade, worth=here.worth)
        why = await self._lifts(uow, lead, contact, here)
        if why is None:
            return lead, None
        fact = Lifted(
            at=now,
            contact_id=contact.id,
            lead_id=lead.id,
            why=why.value,
            company=company.id if company else None,
            grade=here.grade.value if here.grade else "",
        )
        return lead.lifted(now), fact

    async def grade(self, uow: GradingUnitOfWork, ids: Sequence[int], now: datetime) -> None:
        """Grade companies by what belongs to them now: orders, else the most that was told."""
        bought = await uow.yardsticks.bought_by(ids, self.terms.currency)
        told = await uow.yardsticks.told_by(ids, self.terms.currency, self.terms.months)
        for company_id in ids:
            company = await uow.companies.get(company_id)
            orders = bought.get(company_id)
            own = self.of_orders(orders, now) if orders else None
            if company is None:
                continue
            graded = self.regraded(company, better(own, told.get(company_id)))
            if graded != company:
                await uow.companies.regrade(graded)

    async def paid(self, uow: PayingUnitOfWork, company_id: int | None, now: datetime) -> None:
        """The company has bought: from now on its orders say what it can become."""
        company = await uow.companies.get(company_id) if company_id is not None else None
        if company is None:
            return
        bought = await uow.orders.bought_by(company.id, self.terms.currency)
        if bought is not None:
            await uow.companies.regrade(self.regraded(company, self.of_orders(bought, now)))

    def of_orders(self, bought: Bought, now: datetime) -> Potential:
        """What orders promise at the present pace of the client base."""
        return of_orders(
            bought,
            pace=self.yardstick.pace,
            currency=self.terms.currency,
            months=self.terms.months,
            now=now,
        )

    def _told(self, company: Company, lead: Lead) -> Potential | None:
        """What is expected of the company by now: what this lead told before counts no more."""
        known = company.potential
        if known is not None and known.basis is Basis.ANSWERS and known.lead_id == lead.id:
            known = None
        return better(known, own_potential(lead, self.yardstick))

    async def _lifts(
        self, uow: JudgingUnitOfWork, lead: Lead, contact: Contact, here: Standing
    ) -> LiftReason | None:
        """Why the lead goes to sales although its answers are not enough; None when it doesn't."""
        judged = lead.verdict.stage if lead.verdict else None
        untouched = lead.is_open and lead.owner_id is None and lead.lifted_at is None
        if judged not in NOT_ENOUGH or not untouched:
            return None
        if here.potential is not None and here.potential.is_client:
            return LiftReason.CLIENT
        others = here.potential is not None and here.potential.lead_id != lead.id
        if others and here.grade is Grade.A:
            return LiftReason.COMPANY
        return LiftReason.CLIENT if await uow.orders.bought(contact.id) else None
