"""`reports.pipeline.bundles.BundleReader` over the database: leads counted in bundles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, exists, func, select

from leads.partners.referral import RETURNED
from reports.asking.filters import Filters
from reports.pipeline.bundles import OWN, PARTNER, Bundle, By, Picked
from reports.pipeline.funnel import STEPS
from reports.source import Behind
from reports.tables import UNKNOWN
from storage.reports.cases import leads_behind, orders_behind
from storage.reports.enquiries import Enquiries
from storage.reports.funnel import SIDE, STEPS_ENTERED, came_to_steps, of_enquiries
from storage.tables import contacts, leads, orders, referrals

RETURNED_STATES = sorted(one.value for one in RETURNED)

_HAS_PARTNER = exists().where(
    referrals.c.lead_id == leads.c.id,
    referrals.c.accepted_at.is_not(None),
    referrals.c.state.not_in(RETURNED_STATES),
)
"""A partner took the lead and has not given it back."""
KEYS: dict[By, ColumnElement[str]] = {
    By.FIRST: select(func.coalesce(contacts.c.first_source[0].as_string(), UNKNOWN))
    .where(contacts.c.id == leads.c.contact_id)
    .scalar_subquery(),
    By.LAST: func.coalesce(leads.c.channel, UNKNOWN),
    By.PRODUCT: func.coalesce(leads.c.product, UNKNOWN),
    By.CAMPAIGN: leads.c.campaign,
    By.OWNER: func.coalesce(cast(leads.c.owner_id, Text), UNKNOWN),
    By.SIDE: SIDE,
    By.WHOSE: case((_HAS_PARTNER, PARTNER), else_=OWN),
}


class Bundles(Enquiries):
    """Leads of one database in bundles."""

    async def bundles(
        self,
        since: datetime,
        until: datetime,
        filters: Filters,
        currency: str,
        by: tuple[By, ...],
    ) -> Sequence[Bundle]:
        """One statement, whatever they are told apart by."""
        statement = _bundled(since, until, filters, currency, by)
        rows = await self._database.read(lambda c: c.execute(statement).all())
        last = len(by)
        return [
            Bundle(
                tuple(row[:last]),
                row[last] or "",
                *_sums(row[last + 1 :]),
            )
            for row in rows
        ]

    async def leads_of(
        self, since: datetime, until: datetime, filters: Filters, picked: Picked
    ) -> Behind:
        """The leads, with names."""
        statement, keys = _picked(since, until, filters, picked), self._database.keys
        amount = leads.c.potential if picked.promised else leads.c.amount
        return await self._database.read(lambda c: leads_behind(c, keys, statement, amount))

    async def orders_of(
        self, since: datetime, until: datetime, filters: Filters, currency: str, picked: Picked
    ) -> Behind:
        """Their orders, with names."""
        those = _picked(since, until, filters, picked).cte("those")
        statement = select(orders.c.id).where(
            orders.c.lead_id.in_(select(those.c.lead)), orders.c.currency == currency
        )
        keys = self._database.keys
        return await self._database.read(lambda c: orders_behind(c, keys, statement))


def _bundled(
    since: datetime, until: datetime, filters: Filters, currency: str, by: tuple[By, ...]
) -> Select[Any]:
    """Keys and grade; then the sums. Told apart by campaigns, leads without one are left out."""
    groups = (*(KEYS[one].label(f"key_{one.value}") for one in by), leads.c.grade)
    promised = case((leads.c.potential_currency == currency, leads.c.potential))
    those = of_enquiries(
        since,
        until,
        filters,
        leads.c.id.label("lead"),
        *groups,
        promised.label("potential"),
        func.max(STEPS_ENTERED).label("reached"),
    )
    if By.CAMPAIGN in by:
        those = those.where(leads.c.campaign.is_not(None))
    came = those.cte("came")
    # The currency is no condition: it would be searched for among all orders that have no lead.
    in_currency = orders.c.currency == currency
    paid = (
        select(
            orders.c.lead_id,
            func.count(case((in_currency, 1))).label("orders"),
            func.sum(case((in_currency, orders.c.amount))).label("revenue"),
        )
        .where(orders.c.lead_id.in_(select(came.c.lead)))
        .group_by(orders.c.lead_id)
        .cte("paid")
    )
    keys = [came.c[one.name] for one in groups]
    sums = (paid.c.orders, paid.c.revenue, came.c.potential)
    return (
        select(
            *keys,
            *(func.count(case((came.c.reached >= step, 1))) for step in range(len(STEPS))),
            *(func.coalesce(func.sum(one), 0) for one in sums),
        )
        .outerjoin_from(came, paid, paid.c.lead_id == came.c.lead)
        .group_by(*keys)
    )


def _sums(row: Sequence[Any]) -> tuple[tuple[int, ...], int, int, int]:
    numbers = [int(one) for one in row]
    reached = tuple(numbers[: len(STEPS)])
    orders_, revenue, potential = numbers[len(STEPS) :]
    return reached, orders_, revenue, potential


def _picked(since: datetime, until: datetime, filters: Filters, picked: Picked) -> Select[Any]:
    """lead and at."""
    came = came_to_steps(since, until, filters, (picked.step,), of_whom=())
    found: list[ColumnElement[bool]] = [came.c[picked.step].is_not(None)]
    found += [KEYS[by] == value for by, value in (picked.keys or {}).items()]
    if picked.grade is not None:
        found.append(func.coalesce(leads.c.grade, "") == picked.grade)
    if picked.promised:
        found += [leads.c.potential > 0, leads.c.potential_currency == picked.promised]
    return (
        select(came.c.lead, came.c[picked.step].label("at"))
        .join_from(came, leads, leads.c.id == came.c.lead)
        .where(and_(*found))
    )
