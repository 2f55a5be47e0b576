"""`reports.quiz.PassageReader` over the database: conversations with the answers given in them."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from dialogs.session import SessionStatus, outline_from_json
from leads.facts import AnswerGiven
from reports.asking.filters import EVERYTHING, Filters
from reports.quiz import Passage
from storage.clients import KINDS
from storage.columns import micros
from storage.events import DETAILS
from storage.reports.of_leads import OfLeads
from storage.reports.spans import Microseconds
from storage.reports.taken import of_leads
from storage.secrets import KeyRing
from storage.sessions import STATE
from storage.streaming import Query, streamed
from storage.tables import contacts, events, leads, scenarios, sessions

CLIENT_OF_SESSION = func.coalesce(contacts.c.company_id * KINDS, contacts.c.id * KINDS + 1)
SESSIONS = (
    select(sessions.c.id, sessions.c.lead_id, CLIENT_OF_SESSION, leads.c.amount, leads.c.currency)
    .join_from(sessions, contacts, contacts.c.id == sessions.c.contact_id)
    .outerjoin(leads, leads.c.id == sessions.c.lead_id)
)
STANDING = (
    sessions.c.id,
    sessions.c.lead_id,
    sessions.c.scenario_id,
    sessions.c.digest,
    sessions.c.status,
    sessions.c.state,
    Microseconds(sessions.c.updated_at),
)
NEVER = sys.maxsize
FINISHED = SessionStatus.FINISHED.value
_TEXT = select(scenarios.c.text).where(scenarios.c.digest == bindparam("digest"))

Said = tuple[tuple[str, str, int], ...]
"""Scenario, step and time (in microseconds) of answers, in order."""


class Passages(OfLeads):
    """Conversations of one database."""

    listed_as = SESSIONS

    async def passages(
        self, since: datetime, until: datetime, filters: Filters, look: Callable[[Passage], None]
    ) -> None:
        """Those that began then."""
        keys = self._database.keys

        def query(connection: Connection) -> None:
            for one in _passages(connection, keys, since, until, filters):
                look(one)

        await self._database.read(query)

    async def text(self, digest: str) -> str | None:
        """The text of a version."""
        return await self._database.read(
            lambda c: c.execute(_TEXT, {"digest": digest}).scalar_one_or_none()
        )


def _passages(
    connection: Connection, keys: KeyRing, since: datetime, until: datetime, filters: Filters
) -> Iterator[Passage]:
    first, end = micros(since), micros(until)
    answers = _answers(connection, keys, since, filters)
    nexts: dict[tuple[int | None, str], int] = {}
    # The newest first, so that when the next one of a lead began is known.
    going = _going(since, filters, *STANDING).order_by(sessions.c.id.desc())
    for number, lead, scenario, digest, status, state, updated in streamed(connection, going):
        version, step, started_at = outline_from_json(keys.open_json(STATE, state))
        began = micros(started_at) if started_at else updated
        ended = nexts.get((lead, scenario), NEVER)
        nexts[lead, scenario] = began
        if first <= began < end:
            firsts: dict[str, int] = {}
            for of, asked, at in answers.get(lead, ()):
                if asked not in firsts and of == scenario and began <= at < ended:
                    firsts[asked] = at
            finished = status == FINISHED
            yield Passage(number, scenario, version, digest, began, finished, step, firsts)


def _going(since: datetime, filters: Filters, *columns: ColumnElement[Any]) -> Query:
    """Conversations that may have begun since then: when one did is sealed, and before that it was
    not changed."""
    found = select(*columns).where(sessions.c.updated_at >= since)
    if filters == EVERYTHING:
        return found
    return found.join(leads, leads.c.id == sessions.c.lead_id).where(*of_leads(filters))


def _answers(
    connection: Connection, keys: KeyRing, since: datetime, filters: Filters
) -> Mapping[int | None, Said]:
    """By lead."""
    statement = (
        select(events.c.lead_id, Microseconds(events.c.at), events.c.details)
        .where(events.c.kind == AnswerGiven.kind, events.c.at >= since)
        .order_by(events.c.at, events.c.id)
    )
    if filters != EVERYTHING:
        theirs = _going(since, filters, sessions.c.lead_id)
        statement = statement.where(events.c.lead_id.in_(theirs))
    found: dict[int | None, Said] = defaultdict(tuple)
    for lead, at, details in streamed(connection, statement):
        said = keys.open_json(DETAILS, details)
        # To a tuple: of lists there would be as many to look through for garbage as leads.
        found[lead] += ((str(said["scenario"]), str(said["step"]), at),)
    return found
