"""`reports.results.partners.ReferralReader` over the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select, true

from reports.asking.filters import Filters
from reports.results.partners import BEHIND, COUNTED, Made, Which
from reports.sellers.spread import Spread
from reports.source import Behind
from storage.reports.cases import CLIENT_OF_LEAD, cases_behind
from storage.reports.enquiries import Enquiries
from storage.reports.of_leads import counting_leads
from storage.reports.spans import span, spreads
from storage.tables import leads, referrals


class Referred(Enquiries):
    """Referrals of one database."""

    async def made(
        self, since: datetime, until: datetime, filters: Filters, currency: str
    ) -> tuple[Sequence[Made], Spread | None]:
        """Sums by partner, and medians."""
        offered = _offered(since, until, filters)
        sums = _sums(offered, currency)
        answers = offered.with_only_columns(
            referrals.c.partner, span(referrals.c.handed_at, referrals.c.accepted_at).label("span")
        ).where(_is(BEHIND["partner_answer"], currency))

        def query(connection: Connection) -> tuple[Sequence[Made], Spread | None]:
            by_partner, every = ("partner", "span"), (None, "span")
            soon = spreads(connection, answers.cte("answers"), (by_partner, every))
            made = [
                Made(
                    partner,
                    name,
                    dict(zip(COUNTED, map(int, counts), strict=True)),
                    int(amount),
                    int(opinions),
                    soon[by_partner].get(partner),
                )
                for partner, name, amount, opinions, *counts in connection.execute(sums)
            ]
            return made, soon[every].get(None)

        return await self._database.read(query)

    async def those(
        self,
        since: datetime,
        until: datetime,
        filters: Filters,
        currency: str,
        which: Which,
        partner: str | None,
    ) -> Behind:
        """With what they brought to the partner."""
        at, keys = referrals.c.offered_at, self._database.keys
        statement = (
            _offered(since, until, filters)
            .with_only_columns(
                referrals.c.lead_id, CLIENT_OF_LEAD, at, referrals.c.amount, referrals.c.currency
            )
            .where(_is(which, currency))
            .order_by(at.desc(), referrals.c.id.desc())
        )
        if partner is not None:
            statement = statement.where(referrals.c.partner == partner)
        return await self._database.read(lambda c: cases_behind(c, keys, statement))


def _offered(since: datetime, until: datetime, filters: Filters) -> Select[Any]:
    return (
        select(referrals.c.id)
        .join(leads, leads.c.id == referrals.c.lead_id)
        .where(referrals.c.offered_at >= since, referrals.c.offered_at < until)
        .where(*counting_leads(filters))
    )


def _sums(offered: Select[Any], currency: str) -> Select[Any]:
    """Partner, its newest name, amount and opinions; then the counts."""
    sold = _is(BEHIND["partner_amount"], currency)
    summed = (
        offered.with_only_columns(
            referrals.c.partner,
            func.max(referrals.c.id).label("newest"),
            func.coalesce(func.sum(case((sold, referrals.c.amount))), 0).label("amount"),
            func.coalesce(func.sum(referrals.c.opinion), 0).label("opinions"),
            *(
                func.count(case((_is(which, currency), 1))).label(name)
                for name, which in COUNTED.items()
            ),
        )
        .group_by(referrals.c.partner)
        .subquery("summed")
    )
    partner, newest, *sums = summed.c
    return select(partner, referrals.c.name, *sums).join_from(
        summed, referrals, referrals.c.id == newest
    )


def _is(which: Which, currency: str) -> ColumnElement[bool]:
    """Whether a referral is one of those."""
    found: list[ColumnElement[bool]] = [referrals.c[one].is_not(None) for one in which.told]
    if which.states is not None:
        found.append(referrals.c.state.in_(sorted(one.value for one in which.states)))
    if which.opinion is not None:
        found.append(referrals.c.opinion >= which.opinion)
    if which.paid:
        found.append(referrals.c.currency == currency)
    return and_(true(), *found)
