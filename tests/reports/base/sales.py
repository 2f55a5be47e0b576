"""Orders: of leads that were won, of clients of an older base, in another currency, of nobody."""

from __future__ import annotations

from collections.abc import Sequence

from tests.reports.base.making import CURRENCY, PRODUCTS, UNTIL, Making
from tests.reports.base.walked import Walked


def orders(making: Making, won: Sequence[Walked]) -> None:
    """What was paid for leads, and what an older base brought."""
    for lead in won:
        at = lead.now
        for number in range(1 + making.odds(0.25)):
            _order(
                making,
                at,
                lead_id=lead.id,
                contact_id=lead.who.contact,
                company_id=lead.who.company,
                product=lead.product,
                amount=(lead.amount or 30_000) // (number + 1),
                discount=lead.discount or 0,
            )
            at = making.after(at, 45)
            if at >= UNTIL:
                break
    companies = len(making.rows.rows["companies"])
    people = len(making.rows.rows["imported_people"])
    for _ in range(len(won) // 2 + 50):
        _older(making, companies, people)


def _older(making: Making, companies: int, people: int) -> None:
    """One client of the older base, who bought some times."""
    company = person = None
    if making.odds(0.6):
        company = 1 + int(making.chance.random() ** 2 * companies)
    elif making.odds(0.9):
        person = making.chance.randrange(1, people + 1)
    at = making.moment()
    while at < UNTIL:
        _order(
            making,
            at,
            lead_id=None,
            contact_id=None,
            company_id=company,
            product=making.one_of(PRODUCTS) if making.odds(0.8) else None,
            amount=making.chance.randrange(-2, 300) * 1000,
            discount=making.chance.choice([0, 0, 2000]),
            person_id=person,
        )
        at = making.after(at, 90)
        if making.odds(0.3):
            break


def _order(making: Making, at: int, *, person_id: int | None = None, **those: object) -> None:
    making.rows.add(
        "orders",
        **those,
        person_id=person_id,
        currency=CURRENCY if making.odds(0.97) else "EUR",
        paid_at=at,
    )
