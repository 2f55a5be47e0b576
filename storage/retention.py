"""Pruning what has been kept long enough, a page at a time between other works.

How long is long enough is `leads.retention`; people whose time is over are erased by the caller.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, bindparam, delete, exists, or_, select, update

from leads.remembered import REMEMBERED
from storage.inbox import NEW
from storage.leads import BRIEF
from storage.outbox import OPEN as WAITING
from storage.scope import Scope
from storage.submissions import DONE as SENT
from storage.tables import (
    contacts,
    crm_calls,
    crm_heard,
    events,
    inbox,
    leads,
    outbox,
    sessions,
    submissions,
    touches,
    visits,
)
from storage.touches import OPEN as PLANNED
from storage.traces import emptied_session

AT_ONCE = 500
PEOPLE_AT_ONCE = 20

_UPDATES = (
    select(inbox.c.update_id)
    .where(inbox.c.received_at < bindparam("before"), inbox.c.status != NEW)
    .limit(AT_ONCE)
)
_DROP_UPDATES = delete(inbox).where(inbox.c.update_id.in_(bindparam("ids", expanding=True)))

_CALLS = select(crm_calls.c.id).where(crm_calls.c.done_at < bindparam("before")).limit(AT_ONCE)
_DROP_CALLS = delete(crm_calls).where(crm_calls.c.id.in_(bindparam("ids", expanding=True)))
_HEARD = select(crm_heard.c.key).where(crm_heard.c.at < bindparam("before")).limit(AT_ONCE)
_DROP_HEARD = delete(crm_heard).where(crm_heard.c.key.in_(bindparam("ids", expanding=True)))

# What was posted about a lead can only be emptied later by its number, so those rows stay.
_of_a_lead = outbox.c.lane.like("lead:%")
_MESSAGES = (
    select(outbox.c.id)
    .where(outbox.c.done_at < bindparam("before"), outbox.c.status != WAITING, ~_of_a_lead)
    .limit(AT_ONCE)
)
_DROP_MESSAGES = delete(outbox).where(outbox.c.id.in_(bindparam("ids", expanding=True)))
_TOUCHES = (
    select(touches.c.id)
    .where(touches.c.done_at < bindparam("before"), touches.c.status != PLANNED)
    .limit(AT_ONCE)
)
_DROP_TOUCHES = delete(touches).where(touches.c.id.in_(bindparam("ids", expanding=True)))

_SUBMISSIONS = (
    select(submissions.c.number)
    .where(submissions.c.sent_at < bindparam("before"), submissions.c.status == SENT)
    .limit(AT_ONCE)
)
_DROP_SUBMISSIONS = delete(submissions).where(
    submissions.c.number.in_(bindparam("ids", expanding=True))
)

# A session that was emptied has the row version 0, and nobody saves it ever again.
EMPTIED = 0
_SESSIONS = (
    select(sessions.c.id, sessions.c.state)
    .where(
        sessions.c.updated_at < bindparam("before"),
        sessions.c.status != "active",
        sessions.c.row_version != EMPTIED,
    )
    .limit(AT_ONCE)
)
_ANSWERED = (
    select(leads.c.id)
    .where(
        leads.c.closed_at < bindparam("before"),
        or_(
            leads.c.verdict.is_not(None),
            leads.c.own_loss_reason.is_not(None),
            exists().where(events.c.lead_id == leads.c.id, events.c.kind == "answer_given"),
        ),
    )
    .limit(AT_ONCE)
)
_EMPTY_LEADS = (
    update(leads)
    .where(leads.c.id.in_(bindparam("ids", expanding=True)))
    .values(verdict=None, own_loss_reason=None, potential=None, brief=bindparam("nothing"))
)
_DROP_FACTS = delete(events).where(
    events.c.lead_id.in_(bindparam("ids", expanding=True)), events.c.kind.not_in(sorted(REMEMBERED))
)
_SILENT: Select[tuple[int]] = (
    select(contacts.c.id)
    .where(
        contacts.c.erased_at.is_(None),
        contacts.c.created_at < bindparam("before"),
        ~exists().where(leads.c.contact_id == contacts.c.id, leads.c.closed_at.is_(None)),
        ~exists().where(events.c.contact_id == contacts.c.id, events.c.at >= bindparam("before")),
        ~exists().where(
            sessions.c.contact_id == contacts.c.id, sessions.c.updated_at >= bindparam("before")
        ),
        ~exists().where(visits.c.contact_id == contacts.c.id, visits.c.at >= bindparam("before")),
        ~exists().where(touches.c.contact_id == contacts.c.id, touches.c.status == PLANNED),
    )
    .order_by(contacts.c.id)
    .limit(PEOPLE_AT_ONCE)
)


class Kept:
    """What is kept too long, as one work sees it; every call does at most a page."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def drop_updates(self, before: datetime) -> int:
        """Forget updates dealt with or set aside that came before that instant; how many."""
        ids = await self._ids(_UPDATES, before)
        self._scope.sweep(inbox, _DROP_UPDATES, {"ids": ids})
        return len(ids)

    async def drop_crm_calls(self, before: datetime) -> int:
        """Forget calls and events of CRMs dealt with before that instant; how many."""
        calls = await self._ids(_CALLS, before)
        self._scope.sweep(crm_calls, _DROP_CALLS, {"ids": calls})
        rows = await self._scope.fetch(_HEARD, {"before": before})
        heard = [row["key"] for row in rows]
        self._scope.sweep(crm_heard, _DROP_HEARD, {"ids": heard})
        return len(calls) + len(heard)

    async def drop_messages(self, before: datetime) -> int:
        """Forget messages that were delivered, or given up, before that instant; how many."""
        ids = await self._ids(_MESSAGES, before)
        self._scope.sweep(outbox, _DROP_MESSAGES, {"ids": ids})
        return len(ids)

    async def drop_touches(self, before: datetime) -> int:
        """Forget touches that were over before that instant; how many."""
        ids = await self._ids(_TOUCHES, before)
        self._scope.sweep(touches, _DROP_TOUCHES, {"ids": ids})
        return len(ids)

    async def drop_submissions(self, before: datetime) -> int:
        """Forget forms dealt with that were sent before that instant; how many."""
        ids = await self._ids(_SUBMISSIONS, before)
        self._scope.sweep(submissions, _DROP_SUBMISSIONS, {"ids": ids})
        return len(ids)

    async def empty_sessions(self, before: datetime) -> int:
        """Take the answers out of sessions that were over before that instant; how many."""
        rows = await self._scope.fetch(_SESSIONS, {"before": before})
        for row in rows:
            state = emptied_session(row["state"], self._scope.keys)
            self._scope.update(sessions, row["id"], {"state": state, "row_version": EMPTIED})
        return len(rows)

    async def empty_leads(self, before: datetime) -> int:
        """Take answers, verdict and words out of leads closed before that instant; how many."""
        ids = await self._ids(_ANSWERED, before)
        nothing = self._scope.keys.emptied(BRIEF)
        self._scope.sweep(leads, _EMPTY_LEADS, {"ids": ids, "nothing": nothing})
        self._scope.sweep(events, _DROP_FACTS, {"ids": ids})
        return len(ids)

    async def silent(self, before: datetime) -> list[int]:
        """Contacts without a lead under way that nothing was heard of since that instant."""
        return await self._ids(_SILENT, before)

    async def _ids(self, query: Select[tuple[int]], before: datetime) -> list[int]:
        rows = await self._scope.fetch(query, {"before": before})
        return [int(next(iter(row.values()))) for row in rows]
