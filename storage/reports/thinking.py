"""Leads that do not decide: reasons named by both sides, and how thinkers fared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, Connection, Select, and_, case, false, func, select

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
from storage.reports.spans import Microseconds
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
        self, since: datetime, until: datetime, filters: Filters, limit: datetime
    ) -> Sequence[Thinker]:
        """Leads by their first entry of the period, with what followed."""
        statement = _with_silence(_stood(_began(since, until), filters), limit)
        keys = self._database.keys
        return await self._database.read(lambda c: _thinkers(c, keys, since, statement))


def _began(since: datetime, until: datetime) -> CTE:
    """lead and since: the first time in the period that it began to think or wait."""
    statement = (
        select(
            lead_stages.c.lead_id.label("lead"), func.min(lead_stages.c.entered_at).label("since")
        )
        .where(lead_stages.c.stage.in_(THOUGHT))
        .where(lead_stages.c.entered_at >= since, lead_stages.c.entered_at < until)
        .group_by(lead_stages.c.lead_id)
    )
    return statement.cte("began")


def _stood(began: CTE, filters: Filters) -> CTE:
    """Of each that counts also where it is now, how long until it left those stages (microseconds),
    and its first entry: that one's number times as many as there are of those stages, and which of
    them it was of. All entries of a lead are gone through once."""
    stage, at = lead_stages.c.stage, lead_stages.c.entered_at
    left = func.min(case((and_(at > began.c.since, stage.not_in(THOUGHT)), at)))
    entry = lead_stages.c.id * len(THOUGHT) + case(
        *((stage == one, place) for place, one in enumerate(THOUGHT))
    )
    those = (began.c.lead, began.c.since, leads.c.stage)
    statement = (
        select(
            *those,
            (Microseconds(left) - Microseconds(began.c.since)).label("took"),
            func.min(case((at == began.c.since, entry))).label("entry"),
        )
        .join_from(began, leads, leads.c.id == began.c.lead)
        .join(lead_stages, lead_stages.c.lead_id == began.c.lead)
        .where(*counting_leads(filters))
        .group_by(*those)
    )
    return statement.cte("stood")


def _with_silence(stood: CTE, limit: datetime) -> Select[Any]:
    """And whether it has been silent since the limit, which those that still think are asked."""
    heard = (
        select(events.c.id)
        .where(events.c.lead_id == stood.c.lead, events.c.kind.not_in(NO_SIGN))
        .where(events.c.at >= limit)
        .limit(1)  # of EXISTS PostgreSQL would look through everybody's events
        .scalar_subquery()
    )
    thinks = and_(stood.c.took.is_(None), stood.c.stage.not_in([*OVER, WON]))
    silent = and_(thinks, stood.c.since < limit)
    return select(stood, case((silent, heard.is_(None)), else_=false()))


def _thinkers(
    connection: Connection, keys: KeyRing, since: datetime, statement: Select[Any]
) -> list[Thinker]:
    rows = connection.execute(statement).all()
    answers = _answers(connection, keys, since, {lead: began for lead, began, *_ in rows})
    return [
        Thinker(
            lead,
            STAGES[entry % len(STAGES)],
            began,
            took,
            _became(stage, took),
            bool(silent),
            frozenset(answers.get(lead, ())),
        )
        for lead, began, stage, took, entry, silent in rows
    ]


def _became(stage: str, took: int | None) -> Became:
    """By where the lead is now; whoever came back to thinking went on all the same."""
    if stage == WON:
        return Became.BOUGHT
    if stage in OVER:
        return Became.LOST
    return Became.STILL if took is None else Became.ON


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
