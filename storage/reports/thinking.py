"""Leads that do not decide: reasons named by both sides, and how thinkers fared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, Connection, RowMapping, func, select

from leads.cadences.facts import CadenceAnswered
from leads.facts import Lost, Rejected
from leads.reasons import RejectReason
from leads.stage import CLOSED, Stage
from leads.thinking.facts import DoubtNamed
from leads.thinking.watching import NO_SIGN
from reports.asking.filters import Filters
from reports.thinking.reasons import Said
from reports.thinking.thinkers import STAGES, Became, Thinker
from storage.events import DETAILS, fact_of
from storage.reports.of_leads import OfLeads, counting_leads
from storage.secrets import KeyRing
from storage.tables import events, lead_stages, leads

REASONS = (Lost.kind, Rejected.kind, DoubtNamed.kind)
THOUGHT = [one.value for one in STAGES]
IS_COMPETITOR = "is_competitor"
OVER = [one.value for one in CLOSED if one is not Stage.PAYMENT]


class StoredReasons(OfLeads):
    """`reports.thinking.reasons.ReasonReader`."""

    async def said(self, since: datetime, until: datetime, filters: Filters) -> Sequence[Said]:
        """Reasons of losses, of cards sent back, and what holds decisions up."""
        statement = (
            select(events)
            .join(leads, leads.c.id == events.c.lead_id)
            .where(events.c.kind.in_(REASONS), events.c.at >= since, events.c.at < until)
            .where(*counting_leads(filters))
            .order_by(events.c.at, events.c.id)
        )
        keys = self._database.keys
        return await self._database.read(
            lambda c: list(_said(c.execute(statement).mappings(), keys))
        )


def _said(rows: Any, keys: KeyRing) -> Iterator[Said]:
    for row in rows:
        fact = fact_of(row, keys)
        match fact:
            case Lost():
                yield Said(row["lead_id"], fact.was, fact.reason, False, fact.at)
            case Rejected():
                yield Said(row["lead_id"], fact.was, _sent_back(fact.reason), False, fact.at)
            case DoubtNamed():
                yield Said(row["lead_id"], fact.stage, fact.doubt, fact.by is None, fact.at)


def _sent_back(reason: str) -> str:
    """Who is sent back as a competitor is one; who is lost to a competitor bought there."""
    return IS_COMPETITOR if reason == RejectReason.COMPETITOR.value else reason


class StoredThinkers(OfLeads):
    """`reports.thinking.thinkers.ThinkerReader`."""

    async def thinkers(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Sequence[Thinker]:
        """Leads by their first entry of the period, with what followed."""
        began, keys = _began(since, until, filters), self._database.keys
        return await self._database.read(lambda c: _thinkers(c, keys, began))


def _began(since: datetime, until: datetime, filters: Filters) -> CTE:
    """lead and since: the first time in the period that it began to think or wait."""
    statement = (
        select(
            lead_stages.c.lead_id.label("lead"), func.min(lead_stages.c.entered_at).label("since")
        )
        .join(leads, leads.c.id == lead_stages.c.lead_id)
        .where(lead_stages.c.stage.in_(THOUGHT))
        .where(lead_stages.c.entered_at >= since, lead_stages.c.entered_at < until)
        .where(*counting_leads(filters))
        .group_by(lead_stages.c.lead_id)
    )
    return statement.cte("began")


def _thinkers(connection: Connection, keys: KeyRing, began: CTE) -> list[Thinker]:
    entered = lead_stages.c.lead_id == began.c.lead
    first = (
        select(lead_stages.c.stage)
        .where(entered, lead_stages.c.entered_at == began.c.since)
        .where(lead_stages.c.stage.in_(THOUGHT))
        .order_by(lead_stages.c.id)
        .limit(1)
        .scalar_subquery()
    )
    left = (
        select(func.min(lead_stages.c.entered_at))
        .where(entered, lead_stages.c.entered_at > began.c.since)
        .where(lead_stages.c.stage.not_in(THOUGHT))
        .scalar_subquery()
    )
    heard = (
        select(func.max(events.c.at))
        .where(events.c.lead_id == began.c.lead, events.c.kind.not_in(NO_SIGN))
        .scalar_subquery()
    )
    statement = select(
        began, first.label("first"), left.label("left"), heard.label("heard"), leads.c.stage
    ).join_from(began, leads, leads.c.id == began.c.lead)
    answers = _answers(connection, keys, began)
    return [
        _thinker(row, frozenset(answers.get(row["lead"], ())))
        for row in connection.execute(statement).mappings()
    ]


def _thinker(row: RowMapping, answers: frozenset[str]) -> Thinker:
    return Thinker(
        lead=row["lead"],
        stage=Stage(row["first"]),
        since=row["since"],
        left=row["left"],
        became=_became(row["stage"], row["left"]),
        heard=max(row["since"], row["heard"] or row["since"]),
        answers=answers,
    )


def _became(stage: str, left: datetime | None) -> Became:
    """By where the lead is now; whoever came back to thinking went on all the same."""
    if stage == Stage.PAYMENT.value:
        return Became.BOUGHT
    if stage in OVER:
        return Became.LOST
    return Became.STILL if left is None else Became.ON


def _answers(connection: Connection, keys: KeyRing, began: CTE) -> dict[int, set[str]]:
    """What was tapped since, by lead."""
    statement = (
        select(events.c.lead_id, events.c.details)
        .join_from(began, events, events.c.lead_id == began.c.lead)
        .where(events.c.kind == CadenceAnswered.kind, events.c.at >= began.c.since)
    )
    found: dict[int, set[str]] = defaultdict(set)
    for lead, details in connection.execute(statement):
        found[lead].add(str(keys.open_json(DETAILS, details)["answer"]))
    return found
