"""What has changed in a portal: by polling, and by its outgoing webhooks. Decides nothing.

A webhook tells a number only and is never told again, so polling goes on beside it. Both ask for
the items as they are now. A lead that was made into a deal is told of by its deal.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from crm_sync.adapters.bitrix24.items import (
    DEAL,
    LEAD,
    ORIGINATOR,
    moment,
    reference,
    snapshot,
)
from crm_sync.adapters.bitrix24.portal import Portal
from crm_sync.errors import CrmForged
from crm_sync.events import Change, Changes, CrmEvent, InboundRequest
from crm_sync.wire.shapes import rows, table

OVERLAP = timedelta(seconds=30)
"""How far back a finished reading begins anew: what was written then may have been saved later."""

PAGE = 50
KIND_OF_EVENT = {"ONCRMLEAD": LEAD, "ONCRMDEAL": DEAL}
CHANGE_OF_EVENT = {"ADD": Change.ADDED, "UPDATE": Change.CHANGED, "DELETE": Change.DELETED}


class Feed:
    """Changes of the leads and deals of one portal."""

    def __init__(self, portal: Portal, loss_field: str, application_token: str) -> None:
        self._portal = portal
        self._loss_field = loss_field
        self._application_token = application_token

    async def changes(self, cursor: str | None, kinds: Sequence[int], now: datetime) -> Changes:
        """A page of each kind of item. The cursor holds, by kind, from when and after how many."""
        if cursor is None:
            return Changes((), json.dumps({str(kind): [now.isoformat(), 0] for kind in kinds}))
        places = table(json.loads(cursor))
        events: list[CrmEvent] = []
        following: dict[str, list[object]] = {}
        more = False
        for kind in kinds:
            since, start = places.get(str(kind), [now.isoformat(), 0])
            items = await self._page(kind, since, start, only_ours=len(kinds) == 1 or kind == LEAD)
            events += [self._event(item, kind) for item in items]
            following[str(kind)] = _next(items, since, start)
            more = more or len(items) == PAGE
        events.sort(key=lambda event: event.at or now)
        return Changes(tuple(events), json.dumps(following), more)

    def events(self, request: InboundRequest) -> Sequence[CrmEvent]:
        """A call of an outgoing webhook; the item itself has to be read."""
        told = {
            name: values[0]
            for name, values in parse_qs(request.body.decode("utf-8", "replace")).items()
        }
        token = told.get("auth[application_token]", "")
        expected = self._application_token
        if not expected or not hmac.compare_digest(token.encode(), expected.encode()):
            raise CrmForged("the call does not carry the portal's application token")
        name, number = told.get("event", ""), told.get("data[FIELDS][ID]", "")
        kind, change = KIND_OF_EVENT.get(name[:9]), CHANGE_OF_EVENT.get(name[9:])
        if kind is None or change is None or not number.isdecimal():
            return []
        stamp = told.get("ts", "")
        at = datetime.fromtimestamp(int(stamp), UTC) if stamp.isdecimal() else None
        raw = {part: value for part, value in told.items() if not part.startswith("auth")}
        ref = reference(kind, number, self._portal.site)
        return [CrmEvent(f"{name}:{number}:{stamp}", change, ref, at, raw=raw)]

    def _event(self, item: dict[str, Any], kind: int) -> CrmEvent:
        seen = snapshot(item, kind, self._portal.site, self._loss_field)
        if kind == DEAL and item.get("leadId"):
            ref = reference(LEAD, item["leadId"], self._portal.site)
        else:
            ref = seen.ref
        same = item.get("createdTime") == item.get("updatedTime")
        return CrmEvent(
            f"{kind}:{item['id']}:{item.get('updatedTime')}",
            Change.ADDED if same else Change.CHANGED,
            ref,
            seen.changed_at,
        )

    async def _page(
        self, kind: int, since: str, start: int, *, only_ours: bool
    ) -> Sequence[dict[str, Any]]:
        limits = {"originatorId": ORIGINATOR} if only_ours else {">leadId": 0}
        result, _ = await self._portal.page(
            "crm.item.list",
            {
                "entityTypeId": kind,
                "filter": {">=updatedTime": since, **limits},
                "order": {"updatedTime": "ASC", "id": "ASC"},
                "select": ["id", "leadId", "createdTime", "updatedTime"],
                "start": start,
            },
        )
        return [dict(item) for item in rows(table(result).get("items"))]


def _next(items: Sequence[dict[str, Any]], since: str, start: int) -> list[object]:
    """Where the next page begins: at the last moment seen, or further on within one moment."""
    if not items:
        return [since, 0]
    last = str(items[-1].get("updatedTime"))
    if len(items) == PAGE:
        return [last, 0] if last != since else [since, start + PAGE]
    seen, asked = moment(last), moment(since)
    if seen is None or asked is None:
        return [last, 0]
    return [max(asked, seen - OVERLAP).isoformat(), 0]
