"""Every figure that is told of one lead and of its company equals a recount from the rows."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from bot.app.files import load_funnels
from bot.app.grades import StoredGrades, stored_grades
from leads.card import LeadCard, lead_card
from leads.companies.colleagues import colleagues_of
from leads.grading.yardstick import Terms
from leads.history import next_purchase
from reports.dictionary import METRICS
from reports.particulars import of_company, of_lead
from storage.unit_of_work import UnitOfWork
from tests.reports.base.making import CURRENCY, NOW
from tests.reports.base.recount.particulars import Particulars
from tests.reports.base.test_base import in_sqlite
from tests.reports.base.world import world
from tests.storage.samples import HandClock, opened

MANY = 200


async def card_of(uow: UnitOfWork, number: int, grades: StoredGrades) -> LeadCard:
    """The lead as /lead looks it up."""
    lead = await uow.leads.get(number)
    assert lead is not None
    contact = await uow.contacts.get(lead.contact_id)
    assert contact is not None
    company = await uow.companies.get(lead.company_id) if lead.company_id else None
    card = lead_card(
        lead,
        contact,
        company,
        funnel=load_funnels()["warm"],
        quiz_labels={},
        brief_labels={},
        now=NOW,
        colleagues=await colleagues_of(uow, company, contact.id) if company else None,
    )
    return replace(
        card,
        standing=grades.grading.standing(lead, company),
        next_purchase=next_purchase(await uow.events.history(number)),
    )


async def test_figures_of_leads_and_companies_equal_their_recount(
    ready_sqlite: Path, tmp_path: Path
) -> None:
    base = in_sqlite(world(MANY), ready_sqlite, tmp_path)
    clock, recount = HandClock(), Particulars(base.rows)
    clock.moment = NOW
    seen: set[str] = set()
    async with opened(base.url, base.keys, clock) as database:
        grades = await stored_grades(database, Terms(CURRENCY), clock)
        for number in range(1, MANY + 1):
            card = await database.run(partial(card_of, number=number, grades=grades))
            found = of_lead(card, NOW)
            shown = {metric: (cell.value, cell.whole) for metric, cell in found.items()}
            assert shown == recount.lead(number), number
            seen |= {metric for metric, (value, _) in shown.items() if value is not None}
            company = card.company
            if company is not None:
                alone = of_company(company.potential, company.grade, grades.grading.yardstick)
                assert alone.items() <= found.items()
    told = {metric.partition("-")[0] for metric in seen}
    assert told <= METRICS.keys()
    assert len(told) == 17, "all of them, in some lead"
