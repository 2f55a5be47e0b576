"""Mailings as rows, and what is done to thousands of their touches: a part at a time, each part a
transaction, so that no turn waits long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    text,
    update,
)

from leads.caused import row_key
from leads.consent import Audience, Purpose
from leads.mailings.mailing import (
    DELETABLE,
    GONE,
    KIND,
    LASTS,
    Mailing,
    MailingState,
    removals_of,
    touches_of,
)
from leads.mailings.results import Results
from leads.outbox import Priority
from storage.columns import among, begins
from storage.mailing_rows import mailing_from, mailing_row
from storage.outbox import DONE as ARRIVED
from storage.outbox import OPEN as WAITS
from storage.outbox import Outbox
from storage.scope import Scope
from storage.segments import reachable, within
from storage.tables import contacts, mailings, outbox, touches
from storage.tables.deliveries import BROADCASTS, WHILE_HELD
from storage.touches import CANCELLED, HELD, OPEN, PAYLOAD
from storage.writing import Row

AT_ONCE = 1000
"""So many people are dealt with in one transaction."""
BEGUN = (MailingState.RUNNING, MailingState.PAUSED, MailingState.STOPPED)

_ONE = select(mailings).where(mailings.c.id == bindparam("id"))
_GET = _ONE.with_for_update()
# Whoever hands messages on keeps a pause waiting until they are where it can call them off.
_SHARED = _ONE.with_for_update(read=True)
_UNFINISHED = (
    select(mailings.c.id)
    .where(
        or_(
            and_(mailings.c.state.in_(BEGUN), mailings.c.finished_at.is_(None)),
            and_(mailings.c.deleting_at.is_not(None), mailings.c.gone < mailings.c.last),
        )
    )
    .order_by(mailings.c.id)
)
_GREATEST = select(func.max(contacts.c.id))
_AGAIN = (
    update(touches)
    .where(among(touches.c.key, "keys"))
    .values(status=HELD, done_at=None, due_at=bindparam("now"))
)
_FORGET = delete(outbox).where(among(outbox.c.id, "ids"))


class Mailings:
    """Mailings as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._known: dict[int, Mailing | None] = {}

    async def get(self, mailing_id: int) -> Mailing | None:
        """The mailing with that number, held for writing."""
        return await self._find(_GET, mailing_id)

    async def known(self, mailing_id: int) -> Mailing | None:
        """The same, read once in a work, for the many touches of one mailing; nobody changes it
        until they are handed on."""
        if mailing_id not in self._known:
            await self._find(_SHARED, mailing_id)
        return self._known[mailing_id]

    async def add(self, mailing: Mailing) -> Mailing:
        """Keep a new one; returns it with its number."""
        number = await self._scope.number(mailings)
        row = {"id": number, **mailing_row(mailing), "results": None}
        self._scope.insert(mailings, number, row)
        return mailing_from(row)

    async def save(self, mailing: Mailing) -> None:
        """Write one that was changed."""
        self._scope.update(mailings, mailing.id, mailing_row(mailing))
        self._known[mailing.id] = mailing

    async def keep_results(self, mailing_id: int, results: Results) -> None:
        """Remember the figures, which are counted from rows that are pruned some day."""
        self._scope.update(mailings, mailing_id, {"results": results.to_json()})

    async def unfinished(self) -> list[int]:
        """Mailings that have something to be done by themselves."""
        return [row["id"] for row in await self._scope.fetch(_UNFINISHED, {})]

    async def greatest(self) -> int:
        """The number of the newest person, 0 for nobody."""
        return int(await self._scope.scalar(_GREATEST, {}) or 0)

    async def plan(self, mailing: Mailing, zone: ZoneInfo, now: datetime) -> int:
        """Plan touches for the next people of the segment who may be written to; up to which
        number that is done then. The caller keeps it in the same transaction."""
        upto = min(mailing.planned + AT_ONCE, mailing.last)
        begins = max(mailing.begins_at or now, now)
        who = (
            contacts.c.id > mailing.planned,
            contacts.c.id <= upto,
            within(mailing.segment, zone, now),
            reachable(now),
        )
        payload: dict[str, object] = {"mailing": mailing.id}
        if mailing.product:
            payload["product"] = mailing.product
        values = {
            "key": literal(touches_of(mailing.id)) + cast(contacts.c.id, Text),
            "kind": KIND,
            "contact_id": contacts.c.id,
            "audience": Audience.PERSON.value,
            "purpose": Purpose.ADVERTISING.value,
            "payload": self._scope.keys.seal_json(PAYLOAD, payload),
            "due_at": begins,
            "expires_at": begins + LASTS,
        }
        self._insert(values, select(contacts.c.id).where(*who))
        return upto

    async def plan_removals(self, mailing: Mailing, now: datetime) -> int:
        """Plan taking the message away from the next people who got it; as `plan`."""
        upto = min(mailing.gone + AT_ONCE, mailing.last)
        key = literal(row_key(touches_of(mailing.id))) + cast(touches.c.contact_id, Text)
        got = (
            select(touches.c.contact_id)
            .join(outbox, outbox.c.key == key)
            .where(
                touches.c.contact_id > mailing.gone,
                touches.c.contact_id <= upto,
                begins(touches.c.key, touches_of(mailing.id)),
                outbox.c.status == ARRIVED,
                touches.c.done_at > now - DELETABLE,
            )
        )
        values = {
            "key": literal(removals_of(mailing.id)) + cast(touches.c.contact_id, Text),
            "kind": GONE,
            "contact_id": null(),
            "audience": Audience.STAFF.value,
            "purpose": Purpose.SERVICE.value,
            "payload": self._scope.keys.seal_json(PAYLOAD, {"mailing": mailing.id}),
            "due_at": now,
            "expires_at": null(),
        }
        self._insert(values, got)
        return upto

    async def pull_back(self, mailing: Mailing) -> None:
        """Call off what lies in the outbox and has not left: no row of it is anybody's any more.

        When the mailing is only paused its touches are as if they had never been handed on.
        """
        prefix = row_key(touches_of(mailing.id))
        lying = (
            select(outbox.c.id, outbox.c.key)
            .where(begins(outbox.c.key, prefix), outbox.c.status == WAITS)
            .order_by(outbox.c.id)
            .with_for_update()
        )
        rows = await self._scope.fetch(lying, {})
        if mailing.state is not MailingState.PAUSED:
            for row in rows:
                await Outbox(self._scope).call_off(row["id"], "stopped")
            return
        keys = [row["key"].removeprefix(row_key("")) for row in rows]
        self._scope.sweep(touches, _AGAIN, {"keys": keys, "now": self._scope.now})
        self._scope.sweep(outbox, _FORGET, {"ids": [row["id"] for row in rows]})

    async def settle_some(self, mailing: Mailing) -> bool:
        """Bring the next of its touches in line with its state: held while it is paused, called
        off once it is stopped, open while it runs. Whether there may be more of them."""
        now = self._scope.now
        wrong: tuple[Callable[[int], ColumnElement[bool]], ...]
        right: Row
        match mailing.state:
            case MailingState.PAUSED:
                wrong, right = (still_open,), {"status": HELD}
            case MailingState.RUNNING:
                wrong, right = (still_held,), {"status": OPEN, "due_at": now}
            case _:
                wrong = (still_open, still_held)
                right = {"status": CANCELLED, "error": "stopped", "done_at": now}
        more = False
        for those in wrong:
            # Those that somebody is handing on just now wait for the mailing, which we have.
            some = select(touches.c.id).where(those(mailing.id)).limit(AT_ONCE)
            chosen = some.with_for_update(skip_locked=True)
            found = await self._scope.fetch(chosen, {})
            for row in found:
                self._scope.update(touches, row["id"], right)
            more = more or len(found) == AT_ONCE
        return more

    async def _find(self, statement: Select[Any], mailing_id: int) -> Mailing | None:
        rows = await self._scope.fetch(statement, {"id": mailing_id})
        found = mailing_from(rows[0]) if rows else None
        self._known[mailing_id] = found
        return found

    def _insert(self, values: Mapping[str, Any], who: Any) -> None:
        """A touch for each row of `who`; nothing of a row but its values is read."""
        whole = {
            "id": self._scope.numbering(touches, AT_ONCE),
            **values,
            "lead_id": null(),
            "status": OPEN,
            "priority": Priority.BROADCAST.value,
            "lease_owner": null(),
            "attempts": 0,
            "error": null(),
            "done_at": null(),
        }
        columns = [
            value if isinstance(value, ColumnElement) else literal(value, touches.c[name].type)
            for name, value in whole.items()
        ]
        rows = who.with_only_columns(*columns)
        self._scope.sweep(touches, insert(touches).from_select(list(whole), rows), {})


def still_open(mailing_id: int) -> ColumnElement[bool]:
    """Touches of a mailing that wait for their turn. What the condition says besides is the index
    of those: of all mailings' touches it holds the fewest."""
    prefix = touches_of(mailing_id)
    mine = func.substr(touches.c.key, 1, len(prefix)) == prefix
    return and_(touches.c.status == OPEN, text(BROADCASTS), mine)


def still_held(mailing_id: int) -> ColumnElement[bool]:
    """Those that were waiting when it was paused."""
    return and_(text(WHILE_HELD), begins(touches.c.key, touches_of(mailing_id)))
