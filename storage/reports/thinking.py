"""Leads that do not decide: reasons named by both sides, and how thinkers fared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import CTE, Connection, and_, case, func, select

from leads.cadences.facts import CadenceAnswered
from leads.facts import Lost, Rejected
from leads.reasons import RejectReason
from leads.stage import CLOSED, Stage
from leads.thinking.facts import DoubtNamed
from leads.thinking.watching import NO_SIGN
from reports.asking.filters import Filters
from reports.thinking.reasons import Said
from reports.thinking.thinkers import STAGES, Became, Thinker
from storage.events import DETAILS
from storage.reports.of_leads import OfLeads, counting_leads
from storage.secrets import KeyRing
from storage.streaming import streamed
from storage.tables import events, lead_stages, leads

REASONS = (Lost.kind, Rejected.kind, DoubtNamed.kind)
THOUGHT = [one.value for one in STAGES]
STAGE_OF = {stage.value: stage for stage in Stage}
IS_COMPETITOR = "is_competitor"
WON = Stage.PAYMENT.value
OVER = [one.value for one in CLOSED if one.value != WON]


class StoredReasons(OfLeads):
    """`reports.thinking.reasons.ReasonReader`."""

    async def said(self, since: datetime, until: datetime, filters: Filters) -> Sequence[Said]:
        """Reasons of losses, of cards sent back, and what holds decisions up."""
        statement = (
            select(*(events.c[name] for name in ("kind", "lead_id", "at", "by_id", "details")))
            .join(leads, leads.c.id == events.c.lead_id)
            .where(events.c.kind.in_(REASONS), events.c.at >= since, events.c.at < until)
            .where(*counting_leads(filters))
            .order_by(events.c.at, events.c.id)
        )
        keys = self._database.keys
        return await self._database.read(
            lambda c: [
                _said(kind, lead, at, by, keys.open_json(DETAILS, details))
                for kind, lead, at, by, details in streamed(c, statement)
            ]
        )


def _said(
    kind: str, lead: int, at: datetime, by: int | None, details: Mapping[str, object]
) -> Said:
    """Of the fact with these details, most of which stay unread."""
    if kind == DoubtNamed.kind:
        return Said(lead, STAGE_OF[str(details["stage"])], str(details["doubt"]), by is None, at)
    reason = str(details["reason"])
    if kind == Rejected.kind:
        reason = _sent_back(reason)
    return Said(lead, STAGE_OF[str(details["was"])], reason, False, at)


def _sent_back(reason: str) -> str:
    """Who is sent back as a competitor is one; who is lost to a competitor bought there."""
    return IS_COMPETITOR if reason == RejectReason.COMPETITOR.value else reason


class StoredThinkers(OfLeads):
    """`reports.thinking.thinkers.ThinkerReader`."""

    async def thinkers(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Sequence[Thinker]:
        """Leads by their first entry of the period, with what followed."""
        stood, keys = _stood(_began(since, until, filters)), self._database.keys
        return await self._database.read(lambda c: _thinkers(c, keys, since, stood))


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


def _stood(began: CTE) -> CTE:
    """Of each also the first of the stages that it began with, when it left them, and where it is
    now."""
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
    statement = select(began, first.label("first"), left.label("left"), leads.c.stage).join_from(
        began, leads, leads.c.id == began.c.lead
    )
    return statement.cte("stood")


def _thinkers(connection: Connection, keys: KeyRing, since: datetime, stood: CTE) -> list[Thinker]:
    heard = (
        select(func.max(events.c.at))
        .where(events.c.lead_id == stood.c.lead, events.c.kind.not_in(NO_SIGN))
        .scalar_subquery()
    )
    thinks = and_(stood.c.left.is_(None), stood.c.stage.not_in([*OVER, WON]))
    statement = select(stood, case((thinks, heard)).label("heard"))
    rows = connection.execute(statement).all()
    answers = _answers(connection, keys, since, {lead: began for lead, began, *_ in rows})
    return [
        Thinker(
            lead,
            STAGE_OF[first],
            began,
            left,
            _became(stage, left),
            max(began, heard) if heard else began,
            frozenset(answers.get(lead, ())),
        )
        for lead, began, first, left, stage, heard in rows
    ]


def _became(stage: str, left: datetime | None) -> Became:
    """By where the lead is now; whoever came back to thinking went on all the same."""
    if stage == WON:
        return Became.BOUGHT
    if stage in OVER:
        return Became.LOST
    return Became.STILL if left is None else Became.ON


def _answers(
    connection: Connection, keys: KeyRing, since: datetime, began: Mapping[int, datetime]
) -> dict[int, set[str]]:
    """What was tapped since they began, by lead."""
    statement = select(events.c.lead_id, events.c.at, events.c.details).where(
        events.c.kind == CadenceAnswered.kind, events.c.at >= since
    )
    found: dict[int, set[str]] = defaultdict(set)
    for lead, at, details in streamed(connection, statement):
        if lead in began and at >= began[lead]:
            found[lead].add(str(keys.open_json(DETAILS, details)["answer"]))
    return found
