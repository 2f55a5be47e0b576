"""What has changed on a server: by polling, and by signed webhooks. Decides nothing.

A webhook call is a list of records, each with what has changed of it and no more; it names neither
the event nor a moment. A record of which nothing but its id is told was deleted.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from crm_sync.adapters.espocrm.records import moment, reference, stamped
from crm_sync.adapters.espocrm.service import PAGE, Service
from crm_sync.cards import CrmSnapshot, Entity
from crm_sync.errors import CrmForged
from crm_sync.events import Change, Changes, CrmEvent, InboundRequest
from crm_sync.wire.shapes import rows

OVERLAP = 30
"""Seconds that a finished reading goes back: pages shift while records change."""

Seen = Callable[[Mapping[str, Any]], CrmSnapshot]


async def read_changes(service: Service, cursor: str | None, seen: Seen, now: datetime) -> Changes:
    """A page of opportunities by their last change. The cursor is `since.offset`, in unix
    seconds."""
    if cursor is None:
        return Changes((), f"{int(now.timestamp())}.0")
    since, offset = (int(part) for part in cursor.split("."))
    before = stamped(datetime.fromtimestamp(since, UTC) - timedelta(seconds=1))
    query = {"orderBy": "modifiedAt", "order": "asc", "offset": str(offset)}
    records = await service.page("Opportunity", [("after", "modifiedAt", before)], query)
    events = tuple(_event(record, seen(record)) for record in records)
    full = len(records) == PAGE
    return Changes(events, _following(records, since, offset, full=full), full)


def read_events(request: InboundRequest, secrets: Sequence[str], site: str) -> Sequence[CrmEvent]:
    """The opportunities of a signed call, each once: the card itself has to be read."""
    _check(request, secrets)
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise CrmForged("the call is no JSON") from error
    latest = {str(one["id"]): one for one in rows(told) if one.get("id")}
    if not latest:
        raise CrmForged("the call tells of no record")
    stamp = f"{request.received_at.timestamp():.6f}"
    return [
        CrmEvent(
            f"hook:{number}:{stamp}",
            Change.DELETED if set(one) == {"id"} else Change.CHANGED,
            reference(Entity.LEAD, {"id": number}, site),
            request.received_at,
            raw=dict(one),
        )
        for number, one in latest.items()
    ]


def _event(record: Mapping[str, Any], seen: CrmSnapshot) -> CrmEvent:
    changed = record.get("modifiedAt")
    new = record.get("createdAt") == changed
    change = Change.ADDED if new else Change.CHANGED
    return CrmEvent(f"{seen.ref.id}:{changed}", change, seen.ref, seen.changed_at, snapshot=seen)


def _following(records: Sequence[Mapping[str, Any]], since: int, offset: int, *, full: bool) -> str:
    at = moment(records[-1].get("modifiedAt")) if records else None
    last = int(at.timestamp()) if at else since
    if full:
        return f"{last}.0" if last > since else f"{since}.{offset + PAGE}"
    return f"{max(since, last - OVERLAP)}.0"


def _check(request: InboundRequest, secrets: Sequence[str]) -> None:
    """Signed as servers do from version 9 on, or as those before: `id:digest`, in Base64."""
    given = [_digest(request, "signature"), _digest(request, "x-signature")]
    good = False
    for secret in secrets:
        mac = hmac.new(secret.encode(), request.body, hashlib.sha256)
        good |= hmac.compare_digest(given[0], mac.hexdigest().encode())
        good |= hmac.compare_digest(given[1], mac.digest())
    if not good:
        raise CrmForged("the call is not signed with the secret key of one of the webhooks")


def _digest(request: InboundRequest, header: str) -> bytes:
    try:
        said = base64.b64decode(request.headers.get(header, ""), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return said.partition(b":")[2]
