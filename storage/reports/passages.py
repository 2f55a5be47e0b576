"""`reports.quiz.PassageReader` over the database: conversations with the answers given in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from dialogs.session import Session, SessionStatus, session_from_json
from leads.facts import AnswerGiven
from reports.asking.filters import EVERYTHING, Filters
from reports.quiz import Passage
from storage.clients import KINDS
from storage.events import DETAILS
from storage.reports.of_leads import OfLeads
from storage.reports.taken import of_leads
from storage.secrets import KeyRing
from storage.sessions import STATE
from storage.tables import contacts, events, leads, scenarios, sessions

CLIENT_OF_SESSION = func.coalesce(contacts.c.company_id * KINDS, contacts.c.id * KINDS + 1)
SESSIONS = (
    select(sessions.c.id, sessions.c.lead_id, CLIENT_OF_SESSION, leads.c.amount, leads.c.currency)
    .join_from(sessions, contacts, contacts.c.id == sessions.c.contact_id)
    .outerjoin(leads, leads.c.id == sessions.c.lead_id)
)
_TEXT = select(scenarios.c.text).where(scenarios.c.digest == bindparam("digest"))

Answers = Mapping[int, Sequence[tuple[str, str, datetime]]]
"""Scenario, step and time of answers by lead, in order."""


class Passages(OfLeads):
    """Conversations of one database."""

    listed_as = SESSIONS

    async def passages(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Sequence[Passage]:
        """Those that began then."""
        keys = self._database.keys
        return await self._database.read(lambda c: _passages(c, keys, since, until, filters))

    async def text(self, digest: str) -> str | None:
        """The text of a version."""
        return await self._database.read(
            lambda c: c.execute(_TEXT, {"digest": digest}).scalar_one_or_none()
        )


def _passages(
    connection: Connection, keys: KeyRing, since: datetime, until: datetime, filters: Filters
) -> list[Passage]:
    # When it began is sealed; it was not changed before that.
    going = sessions.c.updated_at >= since
    statement = select(sessions.c.id, sessions.c.lead_id, sessions.c.state, sessions.c.updated_at)
    statement = statement.where(going).order_by(sessions.c.id)
    if filters != EVERYTHING:
        statement = statement.join(leads, leads.c.id == sessions.c.lead_id)
        statement = statement.where(*of_leads(filters))
    answers = _answers(connection, keys, since, statement)
    found: list[tuple[int, int | None, datetime, Session]] = []
    for number, lead, state, updated_at in connection.execute(statement):
        session = session_from_json(keys.open_json(STATE, state))
        found.append((number, lead, session.started_at or updated_at, session))
    followed = _followed(found)
    return [
        _passage(number, began, followed.get(number), session, answers.get(lead or 0, ()))
        for number, lead, began, session in found
        if since <= began < until
    ]


def _answers(connection: Connection, keys: KeyRing, since: datetime, going: Select[Any]) -> Answers:
    theirs = going.with_only_columns(sessions.c.lead_id).order_by(None)
    statement = (
        select(events.c.lead_id, events.c.at, events.c.details)
        .where(events.c.kind == AnswerGiven.kind, events.c.at >= since)
        .where(events.c.lead_id.in_(theirs))
        .order_by(events.c.at, events.c.id)
    )
    found: dict[int, list[tuple[str, str, datetime]]] = defaultdict(list)
    for lead, at, details in connection.execute(statement):
        said = keys.open_json(DETAILS, details)
        found[lead].append((str(said["scenario"]), str(said["step"]), at))
    return found


def _followed(found: Sequence[tuple[int, int | None, datetime, Session]]) -> Mapping[int, datetime]:
    """When the next conversation of the same lead in the same scenario began, by number."""
    last: dict[tuple[int | None, str], int] = {}
    ends: dict[int, datetime] = {}
    for number, lead, began, session in found:
        key = (lead, session.scenario_id)
        if key in last:
            ends[last[key]] = began
        last[key] = number
    return ends


def _passage(
    number: int,
    began: datetime,
    ended: datetime | None,
    session: Session,
    said: Sequence[tuple[str, str, datetime]],
) -> Passage:
    firsts: dict[str, datetime] = {}
    for scenario, step, at in said:
        if scenario == session.scenario_id and began <= at and (ended is None or at < ended):
            firsts.setdefault(step, at)
    return Passage(
        id=number,
        scenario=session.scenario_id,
        version=session.scenario_version,
        digest=session.digest,
        began=began,
        finished=session.status is SessionStatus.FINISHED,
        step=session.step,
        answers=tuple(firsts.items()),
    )
