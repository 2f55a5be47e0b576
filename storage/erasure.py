"""Forgetting a person in every table, and what has been posted about them for others to empty.

What outlives it is decided by `leads.erasure` and `leads.remembered`. A new table must be named in
storage/tables/personal.py; a test says so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, delete, func, or_, select, update

from dialogs.session import SessionStatus
from leads.contact import Contact
from leads.erasure import Belongings
from leads.handoff import Post
from leads.outbox import lanes_to
from leads.remembered import REMEMBERED, WORDED, wordless
from storage.columns import among
from storage.companies import forget_told
from storage.company_ties import CompanyTies
from storage.contacts import contact_row
from storage.crm.links import CrmLinks
from storage.events import DETAILS, fact_of
from storage.imports import COMPANY_OF_A_BASE, forget_imported
from storage.inbox import DEAD, NEW
from storage.inbox import PAYLOAD as UPDATE
from storage.leads import lead_from
from storage.meetings import call_off
from storage.outbox import OPEN, PARKED
from storage.outbox import PAYLOAD as MESSAGE
from storage.scope import Scope
from storage.submissions import forget_submissions
from storage.supply import forget_waits
from storage.surveys import forget_words
from storage.tables import (
    companies,
    consents,
    contacts,
    events,
    imported_deals,
    imported_people,
    inbox,
    leads,
    orders,
    outbox,
    posts,
    sessions,
    tasks,
    touches,
    visits,
)
from storage.traces import emptied_session, holds_name, speaks_of

AT_ONCE, TELEGRAM = 500, "contacts.telegram_id"

_BY_TELEGRAM = (
    select(contacts.c.id)
    .where(
        or_(
            contacts.c.telegram_id == bindparam("id"),
            contacts.c.erased_index.in_(bindparam("indexes", expanding=True)),
        )
    )
    .order_by(contacts.c.id.desc())
)
_LEADS = (
    select(leads)
    .where(leads.c.contact_id == bindparam("id"))
    .order_by(leads.c.id)
    .with_for_update()
)
_ORDERS = select(orders.c.lead_id).where(orders.c.contact_id == bindparam("id"))
_CONSENTS = select(func.count()).where(consents.c.contact_id == bindparam("id"))
_SESSIONS = select(sessions.c.id, sessions.c.status, sessions.c.state).where(
    sessions.c.contact_id == bindparam("id")
)
_FORGET_EVENTS = delete(events).where(
    or_(
        events.c.contact_id == bindparam("id"),
        events.c.lead_id.in_(bindparam("lead_ids", expanding=True)),
    ),
    events.c.kind.not_in(sorted(REMEMBERED)),
)
_WORDED = select(events).where(
    events.c.lead_id.in_(bindparam("lead_ids", expanding=True)), events.c.kind.in_(sorted(WORDED))
)
_FORGET_TOUCHES = delete(touches).where(
    or_(
        touches.c.contact_id == bindparam("id"),
        touches.c.lead_id.in_(bindparam("lead_ids", expanding=True)),
    )
)
_FORGET_TASKS = delete(tasks).where(tasks.c.lead_id.in_(bindparam("lead_ids", expanding=True)))
_FORGET_VISITS = (
    update(visits).where(visits.c.contact_id == bindparam("person")).values(start_parameter=None)
)
_FORGET_MESSAGES = delete(outbox).where(among(outbox.c.lane, "own_lanes"))
_MESSAGES = (
    select(outbox.c.id, outbox.c.status, outbox.c.payload)
    .where(outbox.c.id > bindparam("after"))
    .order_by(outbox.c.id)
    .limit(AT_ONCE)
)
_HUSH = (
    update(outbox)
    .where(among(outbox.c.lane, "own_lanes"), outbox.c.status != OPEN)
    .values(payload=bindparam("nothing"))
)
_FORGET_UPDATES = (
    update(inbox)
    .where(inbox.c.chat_id == bindparam("chat"), inbox.c.status != NEW)
    .values(chat_id=0, payload=bindparam("nothing"), error=None)
)
_DEAD_UPDATES = select(inbox.c.update_id, inbox.c.payload).where(inbox.c.status == DEAD)
_COMPANY = select(companies).where(companies.c.id == bindparam("id"))
_OTHERS = [
    *(
        select(table.c.id).where(table.c.company_id == bindparam("id")).limit(1)
        for table in (contacts, leads, orders, imported_people, imported_deals)
    ),
    COMPANY_OF_A_BASE,
]
_FORGET_COMPANY = delete(companies).where(companies.c.id == bindparam("company"))
_POSTED = select(posts).where(posts.c.lead_id == bindparam("lead_id")).order_by(posts.c.message_id)


class Erasure:
    """Erasing as one work does it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def belongings(self, contact_id: int) -> Belongings:
        """The person's leads, and how much of them the law keeps."""
        values = {"id": contact_id}
        rows = await self._scope.fetch(_LEADS, values)
        found = tuple(lead_from(row, self._scope.keys) for row in rows)
        self._scope.known.leads.update({lead.id: lead for lead in found})
        ordered = [row["lead_id"] for row in await self._scope.fetch(_ORDERS, values)]
        entries = int(await self._scope.scalar(_CONSENTS, values))
        return Belongings(found, len(ordered), entries, frozenset(ordered))

    async def contact_of(self, telegram_id: int) -> int | None:
        """The number of a person by their Telegram id, of an erased one too: for proof."""
        index = self._scope.keys.indexes(TELEGRAM, str(telegram_id))
        found = await self._scope.scalar(_BY_TELEGRAM, {"id": telegram_id, "indexes": index})
        return None if found is None else int(found)

    async def posted(self, lead_id: int) -> Sequence[Post]:
        """The messages that were posted about a lead where staff read."""
        return [Post(**row) for row in await self._scope.fetch(_POSTED, {"lead_id": lead_id})]

    async def said(self, row_id: int) -> None:
        """Forget what a message said and to whom, once it arrived or never will."""
        self._scope.update(outbox, row_id, {"payload": self._scope.keys.emptied(MESSAGE)})

    def forget_update(self, update_id: int) -> None:
        """Forget who sent an update that has its turn now."""
        nothing = self._scope.keys.emptied(UPDATE)
        self._scope.update(inbox, update_id, {"chat_id": 0, "payload": nothing})

    async def hush(self, contact: Contact) -> None:
        """Forget the words of everything that the person has been told."""
        nothing = self._scope.keys.emptied(MESSAGE)
        lanes = list(lanes_to(contact.telegram_id))
        self._scope.sweep(outbox, _HUSH, {"own_lanes": lanes, "nothing": nothing})

    async def forget(
        self,
        contact: Contact,
        tombstone: Contact,
        *,
        companies: Collection[int],
        update_id: int | None,
    ) -> None:
        """Empty or delete every row about the person but what is kept by law.

        `update_id` names the very update that asks for it, which is taken but not yet written.
        """
        scope = self._scope
        companies = {*companies, *await CompanyTies(scope).told_by(contact.id, companies)}
        rows = await scope.fetch(_LEADS, {"id": contact.id})
        lead_ids = [row["id"] for row in rows]
        await self._empty_sessions(contact.id)
        scope.sweep(events, _FORGET_EVENTS, {"id": contact.id, "lead_ids": lead_ids})
        await self._empty_words(lead_ids)
        scope.sweep(touches, _FORGET_TOUCHES, {"id": contact.id, "lead_ids": lead_ids})
        for forget in (forget_waits, call_off, forget_words):
            forget(scope, contact.id)
        scope.sweep(tasks, _FORGET_TASKS, {"lead_ids": lead_ids})
        scope.sweep(visits, _FORGET_VISITS, {"person": contact.id})
        await self._empty_messages(contact, await self._names_of(contact, companies))
        await self._empty_updates(contact, update_id)
        await forget_imported(scope, contact)
        await forget_submissions(scope, contact, lead_ids)
        self._bury(contact, tombstone)
        orphans = await self._drop_companies(companies)
        await forget_told(scope, companies, lead_ids)
        CrmLinks(scope).empty(contact.id, lead_ids, orphans)

    async def _names_of(self, contact: Contact, company_ids: Collection[int]) -> list[str]:
        names = [contact.name]
        for company_id in sorted(company_ids):
            rows = await self._scope.fetch(_COMPANY, {"id": company_id})
            names += [row[column] for row in rows for column in ("name", "domain", "inn")]
        return [name for name in names if name]

    async def _empty_sessions(self, contact_id: int) -> None:
        keys = self._scope.keys
        for row in await self._scope.fetch(_SESSIONS, {"id": contact_id}):
            over = row["status"] != SessionStatus.ACTIVE.value
            status = row["status"] if over else SessionStatus.ABANDONED.value
            state = emptied_session(row["state"], keys)
            self._scope.update(sessions, row["id"], {"status": status, "state": state})

    async def _empty_words(self, lead_ids: Collection[int]) -> None:
        keys = self._scope.keys
        for row in await self._scope.fetch(_WORDED, {"lead_ids": lead_ids}):
            left = wordless(fact_of(row, keys)).details()
            self._scope.update(events, row["id"], {"details": keys.seal_json(DETAILS, left)})

    async def _empty_messages(self, contact: Contact, names: Collection[str]) -> None:
        """What was said to the person goes; so does what was said of them to others.

        Of what still waits for delivery to others only what surely speaks of them is parked.
        """
        scope, lanes = self._scope, list(lanes_to(contact.telegram_id))
        scope.sweep(outbox, _FORGET_MESSAGES, {"own_lanes": lanes})
        scope.known.lanes.update(dict.fromkeys(lanes, ()))
        nothing = scope.keys.emptied(MESSAGE)
        after = -1
        while rows := await scope.fetch(_MESSAGES, {"after": after}):
            after = rows[-1]["id"]
            for row in rows:
                payload = scope.keys.open(MESSAGE, row["payload"])
                surely = speaks_of(contact, payload)
                if row["status"] == OPEN and surely:
                    parked = {"status": PARKED, "error": "erased", "done_at": scope.now}
                    scope.update(outbox, row["id"], {"payload": nothing, **parked})
                elif row["status"] != OPEN and (surely or holds_name(names, payload)):
                    scope.update(outbox, row["id"], {"payload": nothing, "error": None})

    async def _empty_updates(self, contact: Contact, update_id: int | None) -> None:
        """Their numbers stay, so that a repeated one is still recognised."""
        scope = self._scope
        nothing = scope.keys.emptied(UPDATE)
        for row in await scope.fetch(_DEAD_UPDATES, {}):
            if speaks_of(contact, scope.keys.open(UPDATE, row["payload"])):
                scope.update(inbox, row["update_id"], {"payload": nothing, "error": None})
        scope.sweep(inbox, _FORGET_UPDATES, {"chat": contact.telegram_id, "nothing": nothing})
        if update_id is not None:
            self.forget_update(update_id)

    def _bury(self, contact: Contact, tombstone: Contact) -> None:
        scope = self._scope
        index = scope.keys.index(TELEGRAM, str(contact.telegram_id))
        row = contact_row(tombstone, scope.keys) | {"erased_index": index}
        del row["id"]
        scope.update(contacts, contact.id, row)
        known = scope.known
        known.telegram[contact.telegram_id] = None
        known.contacts[contact.id] = tombstone
        known.active[contact.id] = None

    async def _drop_companies(self, company_ids: Collection[int]) -> Sequence[int]:
        """Companies to which nobody else belongs, that nobody ever paid for and no base names."""
        orphans = []
        for company_id in sorted(company_ids):
            found = [await self._scope.scalar(query, {"id": company_id}) for query in _OTHERS]
            if not any(found):
                orphans.append(company_id)
        for company_id in orphans:  # after the reads above, which sent what referred to them
            self._scope.sweep(companies, _FORGET_COMPANY, {"company": company_id})
            self._scope.known.companies[company_id] = None
        return orphans
