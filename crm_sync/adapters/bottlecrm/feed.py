"""What has changed in an organisation: by polling, and by signed webhooks. Decides nothing.

The server tells its last fifty activities and no more: when more has happened than that, every
deal is looked through instead.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from crm_sync.adapters.bottlecrm.cards import moment, reference, snapshot
from crm_sync.cards import Entity
from crm_sync.errors import CrmForged
from crm_sync.events import Change, Changes, CrmEvent, InboundRequest
from crm_sync.signing import SKEW, same_secret
from crm_sync.wire.shapes import rows, table

Get = Callable[[str, Mapping[str, str]], Awaitable[Mapping[str, Any]]]

ACTIVITIES = 50
DEALS = 100
OVERLAP = timedelta(seconds=30)
CHANGE_OF_ACTION = {"CREATE": Change.ADDED, "DELETE": Change.DELETED}
CHANGE_OF_EVENT = {"deal.created": Change.ADDED, "deal.deleted": Change.DELETED}


async def read_changes(
    get: Get, cursor: str | None, site: str, key_field: str | None, now: datetime
) -> Changes:
    """What happened to deals since the cursor, a moment."""
    if cursor is None:
        return Changes((), now.isoformat())
    since = datetime.fromisoformat(cursor)
    asked = {"entity_type": "Opportunity", "limit": str(ACTIVITIES)}
    told = rows((await get("activities/", asked)).get("activities"))
    moments = [at for at in (moment(one.get("timestamp")) for one in told) if at is not None]
    if len(told) == ACTIVITIES and moments and min(moments) > since:
        events = await _all_deals(get, since, site, key_field)
    else:
        events = [_activity(one, site) for one in told]
    new = sorted(
        (event for event in events if event.at is None or event.at >= since),
        key=lambda event: event.at or now,
    )
    last = max((event.at for event in new if event.at is not None), default=since)
    return Changes(tuple(new), max(since, last - OVERLAP).isoformat())


def read_events(
    request: InboundRequest, secret: str, site: str, key_field: str | None
) -> Sequence[CrmEvent]:
    """A signed call about a deal; the call tells the deal only in part, so it has to be read."""
    _check(request, secret)
    try:
        told = json.loads(request.body)
        event, number = str(told["event"]), str(told["id"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CrmForged("the call is no event: it needs an id and a kind") from error
    deal = table(table(told).get("data"))
    if not event.startswith("deal.") or not deal.get("id"):
        return []
    change = CHANGE_OF_EVENT.get(event, Change.CHANGED)
    at = moment(told.get("created_at"))
    return [CrmEvent(number, change, reference(Entity.LEAD, deal, site), at, raw=told)]


async def _all_deals(get: Get, since: datetime, site: str, key_field: str | None) -> list[CrmEvent]:
    events: list[CrmEvent] = []
    offset = 0
    while True:
        asked = {"limit": str(DEALS), "offset": str(offset)}
        page = rows((await get("opportunities/", asked)).get("opportunities"))
        for deal in page:
            seen = snapshot(deal, Entity.LEAD, site, key_field)
            number = f"{deal['id']}:{deal.get('stage')}:{deal.get('stage_changed_at')}"
            events.append(
                CrmEvent(number, Change.CHANGED, seen.ref, seen.changed_at, snapshot=seen)
            )
        if len(page) < DEALS:
            return [event for event in events if event.at is None or event.at >= since]
        offset += DEALS


def _activity(told: Mapping[str, Any], site: str) -> CrmEvent:
    change = CHANGE_OF_ACTION.get(str(told.get("action")), Change.CHANGED)
    ref = reference(Entity.LEAD, {"id": told.get("entity_id")}, site)
    return CrmEvent(str(told.get("id")), change, ref, moment(told.get("timestamp")))


def _check(request: InboundRequest, secret: str) -> None:
    parts = dict(
        part.split("=", 1)
        for part in request.headers.get("x-bottlecrm-signature", "").split(",")
        if "=" in part
    )
    stamp = parts.get("t", "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12):
        raise CrmForged("the call names no moment")
    signed = f"{stamp}.".encode() + request.body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    given = parts.get("v1", "")
    if not secret or not same_secret(given, expected):
        raise CrmForged("the call is not signed with the webhook's secret")
    if abs(request.received_at.timestamp() - int(stamp)) > SKEW.total_seconds():
        raise CrmForged("the call is not of now")
