"""Readers of `reports.results` over the database: surveys, verdicts, mailings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, literal, null, select, union_all

from leads.mailings.mailing import FOLLOWED, Mailing
from leads.surveys.survey import Scale
from leads.verdict_facts import VerdictOverridden
from reports.asking.filters import Filters
from reports.results.mailings import Sent
from reports.results.overrides import Overridden
from reports.results.surveys import Many, Opinion
from reports.slices import Came
from reports.source import Behind
from reports.tables import UNKNOWN
from storage.database import Database
from storage.events import DETAILS, marked
from storage.mailed import people_of, read, results
from storage.reports.cases import CLIENT_OF_LEAD, leads_behind, listed, people_behind
from storage.reports.enquiries import Enquiries
from storage.reports.of_leads import OfLeads, asked, counting_leads
from storage.tables import events, leads, mailings, surveys

SURVEYS = select(surveys.c.id, surveys.c.lead_id, CLIENT_OF_LEAD, null(), literal("")).join_from(
    surveys, leads, leads.c.id == surveys.c.lead_id
)
OPINION = (
    surveys.c.product,
    surveys.c.scale,
    surveys.c.grade,
    surveys.c.closed_at.is_not(None),
)
VERDICTS = select(
    events.c.id, events.c.lead_id, CLIENT_OF_LEAD, leads.c.amount, leads.c.currency
).join_from(events, leads, leads.c.id == events.c.lead_id)
LEAD = events.c.lead_id.label("lead")


class Surveyed(Enquiries):
    """`reports.results.surveys.SurveyReader`."""

    async def opinions(self, came: Came, filters: Filters) -> Many:
        """Surveys, whose words stay sealed, counted by what they have in common."""
        statement = _surveys(came, filters).add_columns(func.count()).group_by(*OPINION)
        rows = await self._database.read(lambda c: c.execute(statement).all())
        found: Counter[Opinion] = Counter()
        for *opinion, many in rows:
            found[_opinion(*opinion)] += int(many)
        return found

    async def behind(self, came: Came, filters: Filters, those: Collection[Opinion]) -> Behind:
        """The surveys, the newest by name."""
        statement = _surveys(came, filters).add_columns(surveys.c.id, surveys.c.asked_at)
        keys = self._database.keys

        def query(connection: Connection) -> Behind:
            found = {
                number: at
                for *opinion, number, at in connection.execute(statement)
                if _opinion(*opinion) in those
            }
            return listed(connection, keys, found, SURVEYS)

        return await self._database.read(query)


def _surveys(came: Came, filters: Filters) -> Select[Any]:
    return (
        select(*OPINION)
        .join_from(surveys, leads, leads.c.id == surveys.c.lead_id)
        .where(*asked(came, filters))
    )


def _opinion(product: str | None, scale: str, grade: int | None, closed: int) -> Opinion:
    one = Scale(scale)
    group = None if grade is None else one.group(grade)
    return Opinion(product or UNKNOWN, one, group, bool(closed))


class Verdicts(OfLeads):
    """`reports.results.overrides.VerdictReader`."""

    listed_as = VERDICTS

    async def reached(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Mapping[tuple[str, ...], int]:
        """By what is kept in the clear: no verdict is opened."""
        statement = (
            _reached(since, until, filters)
            .with_only_columns(events.c.rules, func.count())
            .group_by(events.c.rules)
        )
        rows = await self._database.read(lambda c: c.execute(statement).all())
        return {tuple(rules.split()): int(many) for rules, many in rows}

    async def overridden(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Sequence[Overridden]:
        """Of several overrides of a verdict the last counts; one back to the verdict is none."""
        statement, keys = _overridden(since, until, filters), self._database.keys

        def query(connection: Connection) -> Sequence[Overridden]:
            found: dict[int, Overridden | None] = {}
            for details, number, at, rules in connection.execute(statement):
                said = keys.open_json(DETAILS, details)
                to, why = str(said["stage"]), str(said["reason"])
                over = Overridden(number, at, tuple(rules.split()), to, why)
                found[number] = None if to == said["judged"] else over
            return [one for one in found.values() if one]

        return await self._database.read(query)

    async def resting_on(
        self, since: datetime, until: datetime, filters: Filters, rule: str | None
    ) -> Behind:
        """The leads, with names."""
        those = _reached(since, until, filters)
        if rule is not None:
            those = those.where(events.c.rules.contains(marked(rule), autoescape=True))
        statement, keys = those.with_only_columns(LEAD, events.c.at), self._database.keys
        return await self._database.read(lambda c: leads_behind(c, keys, statement))


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

    async def people(self, mailings_: Sequence[int], what: str, now: datetime) -> Behind | None:
        """As far as it is still counted."""
        statement = select(mailings).where(mailings.c.id.in_(mailings_))
        over, keys = now - self._counted, self._database.keys

        def query(connection: Connection) -> Behind | None:
            found = read(connection, statement)
            if any(kept and _began(one) <= over for one, kept in found):
                return None
            those = union_all(*(people_of(one, what) for one, _ in found)).subquery()
            return people_behind(connection, keys, select(those.c.contact_id, those.c.at))

        return await self._database.read(query)


def _reached(since: datetime, until: datetime, filters: Filters) -> Select[Any]:
    """Verdicts, beside their leads."""
    return (
        select(events.c.id)
        .join_from(events, leads, leads.c.id == events.c.lead_id)
        .where(events.c.rules.is_not(None), events.c.at >= since, events.c.at < until)
        .where(*counting_leads(filters))
    )


def _overridden(since: datetime, until: datetime, filters: Filters) -> Select[Any]:
    """What was decided, in order, and of the verdict before: number, time and rules."""
    verdict, before = events.alias("verdict"), events.alias("before")
    last = (
        select(func.max(before.c.id))
        .where(before.c.lead_id == events.c.lead_id, before.c.id < events.c.id)
        .where(before.c.rules.is_not(None))
        .scalar_subquery()
    )
    return (
        select(events.c.details, verdict.c.id, verdict.c.at, verdict.c.rules)
        .join_from(events, leads, leads.c.id == events.c.lead_id)
        .join(verdict, verdict.c.id == last)
        .where(events.c.kind == VerdictOverridden.kind, events.c.at >= since)
        .where(verdict.c.at >= since, verdict.c.at < until, *counting_leads(filters))
        .order_by(events.c.id)
    )


def _began(one: Mailing) -> datetime:
    return one.begins_at or one.created_at
