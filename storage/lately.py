"""What people got from us of late, what is planned for them, and when we heard of them last.

Read for many people at once, right before their touches are handed on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, func, select

from leads.cadences.room import Awaited, Lately, Said
from leads.consent import Audience, Purpose
from leads.outbox import Priority
from storage.columns import among
from storage.scope import Scope
from storage.tables import events, touches
from storage.touches import DONE, OPEN

SIGNS = ("answer_given", "enquiry_made", "human_called", "person_wrote")
"""Kinds of facts in which the person said something of their own accord. A tap under a message of
a cadence ends that one by itself."""
SAME_DAY = timedelta(hours=26)
"""No day of anybody's lasts longer than that."""

_SAID = select(
    touches.c.contact_id, touches.c.purpose, touches.c.priority, touches.c.done_at
).where(
    among(touches.c.contact_id, "ids"),
    touches.c.status == DONE,
    touches.c.audience == Audience.PERSON.value,
    touches.c.done_at > bindparam("after"),
)
_AWAITED = select(touches.c.contact_id, touches.c.id, touches.c.priority, touches.c.due_at).where(
    among(touches.c.contact_id, "ids"),
    touches.c.status == OPEN,
    touches.c.audience == Audience.PERSON.value,
    touches.c.due_at < bindparam("before"),
)
_HEARD = (
    select(events.c.contact_id, func.max(events.c.at).label("at"))
    .where(among(events.c.contact_id, "ids"), events.c.kind.in_(SIGNS))
    .group_by(events.c.contact_id)
)


class RecentTouches:
    """The recent past of people as one work sees it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def of(
        self, told: Collection[int], heard: Collection[int], now: datetime, back: timedelta
    ) -> Mapping[int, Lately]:
        """What those in `told` got within `back`, or on the same day, and are to get; when those in
        `heard` spoke last."""
        after, before = now - max(back, SAME_DAY), now + SAME_DAY
        said = await self._read(_SAID, told, after=after)
        awaited = await self._read(_AWAITED, told, before=before)
        last = {row["contact_id"]: row["at"] for row in await self._read(_HEARD, heard)}
        got: dict[int, list[Said]] = defaultdict(list)
        coming: dict[int, list[Awaited]] = defaultdict(list)
        for row in said:
            one = Said(Purpose(row["purpose"]), Priority(row["priority"]), row["done_at"])
            got[row["contact_id"]].append(one)
        for row in awaited:
            planned = Awaited(row["id"], Priority(row["priority"]), row["due_at"])
            coming[row["contact_id"]].append(planned)
        return {
            person: Lately(tuple(got[person]), tuple(coming[person]), last.get(person))
            for person in {*told, *heard}
        }

    async def _read(
        self, statement: Select[Any], contact_ids: Collection[int], **bounds: datetime
    ) -> Sequence[RowMapping]:
        if not contact_ids:
            return ()
        return await self._scope.fetch(statement, {"ids": sorted(contact_ids), **bounds})
