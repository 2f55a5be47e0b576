"""What has changed in a database: by polling, and by automation rules that call us.

Such a call carries no signature: a long secret ends the address that it goes to, and what it tells
is read again. Before version 19 it comes while the change is not committed yet: then polling tells.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from crm_sync.adapters.odoo.cards import (
    LEAD,
    STAMP,
    Fields,
    moment,
    readable,
    reference,
    snapshot,
    stamp,
)
from crm_sync.adapters.odoo.server import Server
from crm_sync.cards import Entity
from crm_sync.errors import CrmForged
from crm_sync.events import Change, Changes, CrmEvent, InboundRequest
from crm_sync.signing import same_secret
from crm_sync.wire.shapes import table

PAGE = 100
OVERLAP = timedelta(minutes=2)
"""A change bears the moment at which its transaction began, and is seen when it ends: a server
gives a call two minutes (`limit_time_real`)."""


async def read_changes(
    server: Server, cursor: str | None, fields: Fields, key_field: str | None, now: datetime
) -> Changes:
    """A page of leads by their last change. The cursor is a moment and how many leads to pass
    over: those of one second need several pages where somebody has imported them."""
    if cursor is None:
        return Changes((), f"{stamp(now - OVERLAP)}|0")
    since, _, passed = cursor.partition("|")
    rows = await server.rows(
        LEAD,
        [["write_date", ">=", since]],
        readable(fields),
        order="write_date asc, id asc",
        limit=PAGE,
        offset=int(passed),
    )
    events = tuple(_event(row, fields, server.site, key_field) for row in rows)
    last = str(rows[-1]["write_date"])[:19] if rows else since
    if len(rows) == PAGE:
        following = f"{last}|0" if last > since else f"{since}|{int(passed) + PAGE}"
        return Changes(events, following, more=True)
    return Changes(events, f"{max(since, _earlier(last))}|0")


def read_events(request: InboundRequest, server: Server, secret: str) -> Sequence[CrmEvent]:
    """What an automation rule tells: the record's number, and fields that it was told to send."""
    given = urlsplit(request.url).path.rstrip("/").rpartition("/")[2]
    if not same_secret(given, secret):
        raise CrmForged("the address of the call does not end with the secret")
    try:
        told = table(json.loads(request.body))
        number = int(told["_id"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CrmForged("the call names no record") from error
    if told.get("_model") != LEAD:
        return []
    at = moment(told.get("write_date"))
    # Never the name that polling gives the change: it may have been told too early.
    name = f"call:{number}:{told.get('write_date') or request.received_at.isoformat()}"
    ref = reference(Entity.LEAD, {**told, "id": number}, server.site)
    return [CrmEvent(name, Change.CHANGED, ref, at, raw={"_id": number, "_model": LEAD})]


def _event(row: Mapping[str, Any], fields: Fields, site: str, key_field: str | None) -> CrmEvent:
    """Moments are told by the second: what the record holds tells two changes of one apart."""
    seen = snapshot(row, Entity.LEAD, fields, site, key_field)
    held = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:12]
    new = row.get("create_date") == row.get("write_date")
    return CrmEvent(
        f"{row['id']}:{row.get('write_date')}:{held}",
        Change.ADDED if new else Change.CHANGED,
        seen.ref,
        seen.changed_at,
        snapshot=seen,
    )


def _earlier(text: str) -> str:
    return (datetime.strptime(text, STAMP).replace(tzinfo=UTC) - OVERLAP).strftime(STAMP)
