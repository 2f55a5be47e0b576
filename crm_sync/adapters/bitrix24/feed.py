"""What has changed in a portal: by polling, and by its outgoing webhooks. Decides nothing.

A webhook tells a number only and is never told again, so polling goes on beside it. Both ask for
the items as they are now. A lead that was made into a deal is told of by its deal.
"""

from __future__ import annotations

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
from crm_sync.adapters.bitrix24.timeline import meeting_of
from crm_sync.cards import CrmRef, Entity
from crm_sync.errors import CrmForged
from crm_sync.events import Change, Changes, CrmEvent, InboundRequest
from crm_sync.signing import same_secret
from crm_sync.wire.shapes import rows, table

OVERLAP = timedelta(seconds=30)
"""How far back a finished reading begins anew: what was written then may have been saved later."""

PAGE = 50
DEEDS = "deeds"
DEED_PROVIDERS = ("CRM_MEETING", "CRM_TODO")
DEED_FIELDS = (
    *("ID", "OWNER_TYPE_ID", "OWNER_ID", "TYPE_ID", "PROVIDER_ID", "SUBJECT", "DESCRIPTION"),
    *("START_TIME", "END_TIME", "DEADLINE", "COMPLETED", "RESPONSIBLE_ID", "LAST_UPDATED"),
)
DEED_EVENT = "ONCRMACTIVITY"
KIND_OF_EVENT = {"ONCRMLEAD": LEAD, "ONCRMDEAL": DEAL}
CHANGE_OF_EVENT = {"ADD": Change.ADDED, "UPDATE": Change.CHANGED, "DELETE": Change.DELETED}


class Feed:
    """Changes of the leads and deals of one portal."""

    def __init__(self, portal: Portal, loss_field: str, application_token: str) -> None:
        self._portal = portal
        self._loss_field = loss_field
        self._application_token = application_token

    async def changes(self, cursor: str | None, kinds: Sequence[int], now: datetime) -> Changes:
        """A page of each kind of item, and of deeds. The cursor holds, by kind, from when and after
        how many."""
        if cursor is None:
            named = [*(str(kind) for kind in kinds), DEEDS]
            return Changes((), json.dumps({name: [now.isoformat(), 0] for name in named}))
        places = table(json.loads(cursor))
        events: list[CrmEvent] = []
        following: dict[str, list[object]] = {}
        more = False
        for kind in kinds:
            since, start = places.get(str(kind), [now.isoformat(), 0])
            items = await self._page(kind, since, start, only_ours=len(kinds) == 1 or kind == LEAD)
            events += [self._event(item, kind) for item in items]
            following[str(kind)] = _next(items, since, start, "updatedTime")
            more = more or len(items) == PAGE
        since, start = places.get(DEEDS, [now.isoformat(), 0])
        deeds = await self._deeds(kinds, since, start)
        events += [event for deed in deeds if (event := self._deed(deed, kinds[0])) is not None]
        following[DEEDS] = _next(deeds, since, start, "LAST_UPDATED")
        more = more or len(deeds) == PAGE
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
        if not same_secret(token, expected):
            raise CrmForged("the call does not carry the portal's application token")
        name, number = told.get("event", "").upper(), told.get("data[FIELDS][ID]", "")
        deed = name.startswith(DEED_EVENT)
        kind = KIND_OF_EVENT.get(name[:9])
        change = CHANGE_OF_EVENT.get(name.removeprefix(DEED_EVENT) if deed else name[9:])
        if (kind is None and not deed) or change is None or not number.isdecimal():
            return []
        stamp = told.get("ts", "")
        at = datetime.fromtimestamp(int(stamp), UTC) if stamp.isdecimal() else None
        raw = {part: value for part, value in told.items() if not part.startswith("auth")}
        if kind is None:
            ref = CrmRef(Entity.TASK, number)
        else:
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

    def _deed(self, deed: dict[str, Any], lead_kind: int) -> CrmEvent | None:
        """What a deed tells, if it is a meeting; one of a deal has to be read with its deal."""
        kind, changed = int(deed["OWNER_TYPE_ID"]), deed.get("LAST_UPDATED")
        seen = meeting_of(deed, reference(kind, deed["OWNER_ID"], self._portal.site))
        if seen is None:
            return None
        event = f"deed:{deed['ID']}:{changed}"
        told = seen if kind == lead_kind else None
        return CrmEvent(event, Change.CHANGED, seen.ref, moment(changed), meeting=told)

    async def _deeds(
        self, kinds: Sequence[int], since: str, start: int
    ) -> Sequence[dict[str, Any]]:
        result, _ = await self._portal.page(
            "crm.activity.list",
            {
                "filter": {
                    ">=LAST_UPDATED": since,
                    "@OWNER_TYPE_ID": list(kinds),
                    "@PROVIDER_ID": list(DEED_PROVIDERS),
                },
                "order": {"LAST_UPDATED": "ASC", "ID": "ASC"},
                "select": list(DEED_FIELDS),
                "start": start,
            },
        )
        return [dict(deed) for deed in rows(result)]

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


def _next(items: Sequence[dict[str, Any]], since: str, start: int, stamp: str) -> list[object]:
    """Where the next page begins: at the last moment seen, or further on within one moment."""
    if not items:
        return [since, 0]
    last = str(items[-1].get(stamp))
    if len(items) == PAGE:
        return [last, 0] if last != since else [since, start + PAGE]
    seen, asked = moment(last), moment(since)
    if seen is None or asked is None:
        return [last, 0]
    return [max(asked, seen - OVERLAP).isoformat(), 0]
