"""What has changed in an account: by polling, and by its webhooks. Decides nothing.

Webhooks carry no signature: a long secret ends the address that they call, and what they tell is
read again through the API.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crm_sync.adapters.amocrm.fields import Types, reference, snapshot
from crm_sync.adapters.amocrm.service import PAGE, Service
from crm_sync.cards import CrmRef, Entity
from crm_sync.errors import CrmForged
from crm_sync.events import Change, Changes, CrmEvent, InboundRequest
from crm_sync.wire.shapes import rows, table

OVERLAP = 30
"""Seconds that a finished reading goes back: pages shift while cards change."""

LEAD_PART = re.compile(r"leads\[(\w+)]\[(\d+)]\[(\w+)]")
CHANGE_OF_KIND = {
    "add": Change.ADDED,
    "update": Change.CHANGED,
    "status": Change.CHANGED,
    "responsible": Change.CHANGED,
    "restore": Change.CHANGED,
    "delete": Change.DELETED,
}


async def read_changes(
    service: Service, cursor: str | None, types: Types, key_field: str | None, now: datetime
) -> Changes:
    """A page of leads by their last change. The cursor is `since.page`, in unix seconds."""
    if cursor is None:
        return Changes((), f"{int(now.timestamp())}.1")
    since, page = (int(part) for part in cursor.split("."))
    told = await service.get(
        "leads",
        {
            "filter[updated_at][from]": str(since),
            "order[updated_at]": "asc",
            "with": "contacts,loss_reason",
            "limit": str(PAGE),
            "page": str(page),
        },
    )
    leads = rows(table(told.get("_embedded")).get("leads"))
    events = tuple(_event(lead, service.site, types, key_field) for lead in leads)
    full = len(leads) == PAGE
    return Changes(events, _following(leads, since, page, full=full), full)


def read_events(
    request: InboundRequest, service: Service, secret: str, account_id: str
) -> Sequence[CrmEvent]:
    """What a webhook call tells of leads."""
    given = urlsplit(request.url).path.rstrip("/").rpartition("/")[2]
    if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
        raise CrmForged("the address of the call does not end with the secret")
    told: dict[tuple[str, str], dict[str, str]] = {}
    for name, value in parse_qsl(request.body.decode("utf-8", "replace")):
        if name == "account[id]" and account_id and value != account_id:
            raise CrmForged("the call comes from another account")
        if (found := LEAD_PART.fullmatch(name)) is not None:
            kind, place, part = found.groups()
            told.setdefault((kind, place), {})[part] = value
    events = [_told(kind, lead, service.site) for (kind, _), lead in told.items()]
    return [event for event in events if event is not None]


def _event(lead: dict[str, Any] | Any, site: str, types: Types, key_field: str | None) -> CrmEvent:
    seen = snapshot(lead, Entity.LEAD, site, types, key_field)
    new = lead.get("created_at") == lead.get("updated_at")
    return CrmEvent(
        f"{lead['id']}:{lead.get('updated_at')}",
        Change.ADDED if new else Change.CHANGED,
        seen.ref,
        seen.changed_at,
        snapshot=seen,
    )


def _told(kind: str, lead: dict[str, str], site: str) -> CrmEvent | None:
    change, number = CHANGE_OF_KIND.get(kind), lead.get("id", "")
    if change is None or not number.isdecimal():
        return None
    stamp = lead.get("last_modified") or lead.get("updated_at") or ""
    at = datetime.fromtimestamp(int(stamp), UTC) if stamp.isdecimal() else None
    ref: CrmRef = reference(Entity.LEAD, {"id": number}, site)
    return CrmEvent(f"{kind}:{number}:{stamp}", change, ref, at, raw=dict(lead))


def _following(leads: Sequence[Any], since: int, page: int, *, full: bool) -> str:
    last = int(leads[-1]["updated_at"]) if leads else since
    if full:
        return f"{last}.1" if last > since else f"{since}.{page + 1}"
    return f"{max(since, last - OVERLAP)}.1"
