"""Readers of `reports.results` over the database: surveys, referrals, verdicts, mailings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, literal, null, select

from leads.mailings.mailing import FOLLOWED, Mailing
from leads.partners.referral import Referral
from leads.surveys.survey import Scale
from reports.asking.filters import Filters
from reports.results.mailings import Sent
from reports.results.overrides import Numbered
from reports.results.surveys import Graded
from reports.tables import UNKNOWN
from storage.database import Database
from storage.mailed import read, results
from storage.overrides import judged
from storage.partners import referral_from
from storage.reports.cases import CLIENT_OF_LEAD
from storage.reports.enquiries import Enquiries
from storage.reports.of_leads import OfLeads, counting_leads
from storage.tables import events, leads, mailings, referrals, surveys

SURVEYS = select(surveys.c.id, surveys.c.lead_id, CLIENT_OF_LEAD, null(), literal("")).join_from(
    surveys, leads, leads.c.id == surveys.c.lead_id
)
REFERRALS = select(
    referrals.c.id, referrals.c.lead_id, CLIENT_OF_LEAD, referrals.c.amount, referrals.c.currency
).join_from(referrals, leads, leads.c.id == referrals.c.lead_id)
"""The leads that were referred, with what they brought to the partner."""
VERDICTS = select(
    events.c.id, events.c.lead_id, CLIENT_OF_LEAD, leads.c.amount, leads.c.currency
).join_from(events, leads, leads.c.id == events.c.lead_id)


class Surveyed(OfLeads):
    """`reports.results.surveys.SurveyReader`."""

    listed_as = SURVEYS

    async def graded(self, since: datetime, until: datetime, filters: Filters) -> Sequence[Graded]:
        """Surveys, whose words stay sealed."""
        statement = (
            select(surveys)
            .join(leads, leads.c.id == surveys.c.lead_id)
            .where(surveys.c.asked_at >= since, surveys.c.asked_at < until)
            .where(*counting_leads(filters))
            .order_by(surveys.c.asked_at, surveys.c.id)
        )
        rows = await self._database.read(lambda c: c.execute(statement).mappings().all())
        return [
            Graded(
                id=row["id"],
                product=row["product"] or UNKNOWN,
                scale=Scale(row["scale"]),
                asked_at=row["asked_at"],
                grade=row["grade"],
                is_closed=row["closed_at"] is not None,
            )
            for row in rows
        ]


class Referred(OfLeads):
    """`reports.results.partners.ReferralReader`."""

    listed_as = REFERRALS

    async def referrals(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Sequence[Referral]:
        """Referrals."""
        statement = (
            select(referrals)
            .join(leads, leads.c.id == referrals.c.lead_id)
            .where(referrals.c.offered_at >= since, referrals.c.offered_at < until)
            .where(*counting_leads(filters))
            .order_by(referrals.c.id)
        )
        rows = await self._database.read(lambda c: c.execute(statement).mappings().all())
        return [referral_from(row) for row in rows]


class Verdicts(OfLeads):
    """`reports.results.overrides.VerdictReader`."""

    listed_as = VERDICTS

    async def verdicts(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Sequence[Numbered]:
        """Verdicts with what became of them."""
        keys, of = self._database.keys, counting_leads(filters)
        found = await self._database.read(lambda c: judged(c, keys, since, *of))
        return [Numbered(number, at, one) for number, (at, one) in found.items() if at < until]


class Mailed(Enquiries):
    """`reports.results.mailings.MailingReader`. What results are counted from is kept for `kept`;
    then they stay as they were counted last."""

    def __init__(self, database: Database, kept: timedelta) -> None:
        super().__init__(database)
        self._counted = min(kept, FOLLOWED) if kept else FOLLOWED

    async def sent(
        self, since: datetime, until: datetime, product: str | None, now: datetime
    ) -> Sequence[Sent]:
        """Mailings."""
        statement = (
            select(mailings)
            .where(mailings.c.begins_at >= since, mailings.c.begins_at < until)
            .order_by(mailings.c.id.desc())
        )
        if product is not None:
            statement = statement.where(mailings.c.product == product)
        over = now - self._counted

        def query(connection: Connection) -> Sequence[Sent]:
            found = read(connection, statement)
            return [
                Sent(one.id, kept if kept and _began(one) <= over else results(connection, one))
                for one, kept in found
            ]

        return await self._database.read(query)


def _began(one: Mailing) -> datetime:
    return one.begins_at or one.created_at
