"""What has changed in an account: by searching for the last changes, and by its webhooks.

Decides nothing. The index of searches lags behind, so each reading goes back a good deal.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from crm_sync.adapters.hubspot.records import PATH_OF_ENTITY, Site, reference
from crm_sync.adapters.hubspot.service import DEEPEST, FOUND, Service, following
from crm_sync.adapters.hubspot.values import moment
from crm_sync.cards import CrmSnapshot, Entity
from crm_sync.errors import CrmForged
from crm_sync.events import Change, CrmEvent, InboundRequest
from crm_sync.signing import SKEW, same_secret
from crm_sync.wire.shapes import rows, table, word

CHANGED = "hs_lastmodifieddate"
OVERLAP = 120_000
"""Milliseconds that a finished reading goes back."""

SIGNED_ESCAPES = re.compile(r"%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)
CHANGE_OF_EVENT = {
    "creation": Change.ADDED,
    "propertyChange": Change.CHANGED,
    "associationChange": Change.CHANGED,
    "merge": Change.CHANGED,
    "restore": Change.CHANGED,
    "deletion": Change.DELETED,
    "privacyDeletion": Change.DELETED,
}
DEALS = ("deal", "0-3")


async def read_page(
    service: Service, cursor: str | None, names: Sequence[str], now: datetime
) -> tuple[Sequence[dict[str, Any]], str, bool]:
    """A page of deals by their last change, where to go on, and whether more is there already.
    The cursor is `since.after`, in milliseconds and rows."""
    if cursor is None:
        return [], f"{_milliseconds(now)}.0", False
    since, after = (int(part) for part in cursor.split("."))
    later = {"propertyName": CHANGED, "operator": "GTE", "value": str(since)}
    deals = PATH_OF_ENTITY[Entity.LEAD]
    told = await service.search(deals, [later], names, CHANGED, str(after or ""))
    found = [dict(one) for one in rows(told.get("results"))]
    more = following(told) is not None
    return found, _next(found, since, after, more=more), more


def told_by(seen: CrmSnapshot, deal: Mapping[str, Any]) -> CrmEvent:
    """The event of a deal that was changed."""
    new = deal.get("createdAt") == deal.get("updatedAt")
    number = f"{deal['id']}:{deal.get('updatedAt')}"
    return CrmEvent(
        number, Change.ADDED if new else Change.CHANGED, seen.ref, seen.changed_at, snapshot=seen
    )


def read_events(
    request: InboundRequest, secret: str, address: str, site: Site
) -> Sequence[CrmEvent]:
    """What a signed call tells of deals. They have to be read: it tells them in any order."""
    _check(request, secret, address)
    try:
        told = rows(json.loads(request.body))
    except (ValueError, RecursionError):
        told = []
    events: dict[str, CrmEvent] = {}
    for one in told:
        event = _event(one, site)
        if event is not None:
            events[event.id] = event
    return list(events.values())


def _event(told: Any, site: Site) -> CrmEvent | None:
    thing, _, what = str(told.get("subscriptionType")).partition(".")
    if thing == "object":
        thing = str(told.get("objectTypeId"))
    change, number = CHANGE_OF_EVENT.get(what), str(told.get("objectId"))
    if thing not in DEALS or change is None or not number.isdecimal():
        return None
    if site.portal and str(told.get("portalId")) != site.portal:
        return None  # an app tells of every account that it is installed in
    occurred = word(told.get("occurredAt"))
    ref = reference(Entity.LEAD, {"id": number}, site)
    name = f"{what}:{number}:{told.get('propertyName') or ''}:{occurred}"
    return CrmEvent(name, change, ref, moment(occurred), raw=dict(told))


def _check(request: InboundRequest, secret: str, address: str) -> None:
    """`CrmForged` unless the call is signed with the app's secret, and of now. It is signed with
    the address that HubSpot knows, which is https whatever stands before us."""
    told = request.headers.get("x-hubspot-request-timestamp", "")
    if not (told.isascii() and told.isdecimal() and len(told) <= 15):
        raise CrmForged("the call names no moment")
    late = abs(request.received_at.timestamp() - int(told) / 1000)
    if late > SKEW.total_seconds():
        raise CrmForged("the call is not of now")
    url = address or re.sub(r"^http:", "https:", request.url)
    url = SIGNED_ESCAPES.sub(lambda found: unquote(found[0]), url)
    signed = f"{request.method}{url}".encode() + request.body + told.encode()
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    given = request.headers.get("x-hubspot-signature-v3", "")
    if not secret or not same_secret(given, base64.b64encode(digest).decode()):
        raise CrmForged("the call is not signed with the app's secret")


def _next(found: Sequence[dict[str, Any]], since: int, after: int, *, more: bool) -> str:
    """The next page begins at the last moment seen, or further on within one moment."""
    last = max((_changed(one, since) for one in found), default=since)
    if not more:
        return f"{max(since, last - OVERLAP)}.0"
    if last > since:
        return f"{last}.0"
    deeper = after + len(found)
    return f"{since}.{deeper}" if deeper + FOUND <= DEEPEST else f"{since + 1}.0"


def _changed(deal: dict[str, Any], since: int) -> int:
    at = moment(table(deal.get("properties")).get(CHANGED))
    return _milliseconds(at) if at is not None else since


def _milliseconds(at: datetime) -> int:
    return round(at.astimezone(UTC).timestamp() * 1000)
