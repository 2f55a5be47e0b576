"""What has changed in an account: by polling, and by its webhooks. Decides nothing.

Webhooks carry no signature: a long secret ends the address that they call, and what they tell is
read again through the API.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crm_sync.adapters.amocrm.beside import MEETING, meeting_of
from crm_sync.adapters.amocrm.fields import Types, reference, snapshot
from crm_sync.adapters.amocrm.service import PAGE, Service
from crm_sync.cards import CrmRef, Entity
from crm_sync.errors import CrmForged
from crm_sync.events import Change, Changes, CrmEvent, InboundRequest
from crm_sync.signing import same_secret
from crm_sync.wire.shapes import rows, table

OVERLAP = 30
"""Seconds that a finished reading goes back: pages shift while cards change."""

PART = re.compile(r"(leads|tasks?)\[(\w+)]\[(\d+)]\[(\w+)]")
LEADS = {"order[updated_at]": "asc", "with": "contacts,loss_reason"}
MEETINGS = {"filter[task_type]": str(MEETING), "order[id]": "asc"}
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
    """A page of leads and one of meetings, by their last change. The cursor is `since.page` of
    each, in unix seconds; one that was kept earlier may have leads alone."""
    if cursor is None:
        start = f"{int(now.timestamp())}.1"
        return Changes((), f"{start}.{start}")
    since, page, *meetings = (int(part) for part in cursor.split("."))
    leads = await _page(service, "leads", since, page, LEADS)
    booked, booked_page = meetings or (since, 1)
    tasks = await _page(service, "tasks", booked, booked_page, MEETINGS)
    events = [_event(lead, service.site, types, key_field) for lead in leads]
    events += [event for task in tasks if (event := _booked(task, service.site)) is not None]
    reached = (
        _following(leads, since, page, in_order=True),
        _following(tasks, booked, booked_page, in_order=False),
    )
    return Changes(tuple(events), ".".join(reached), PAGE in (len(leads), len(tasks)))


def read_events(
    request: InboundRequest, service: Service, secret: str, account_id: str
) -> Sequence[CrmEvent]:
    """What a webhook call tells of leads and tasks."""
    given = urlsplit(request.url).path.rstrip("/").rpartition("/")[2]
    if not same_secret(given, secret):
        raise CrmForged("the address of the call does not end with the secret")
    told: dict[tuple[str, str, str], dict[str, str]] = {}
    for name, value in parse_qsl(request.body.decode("utf-8", "replace")):
        if name == "account[id]" and account_id and value != account_id:
            raise CrmForged("the call comes from another account")
        if (found := PART.fullmatch(name)) is not None:
            what, kind, place, part = found.groups()
            told.setdefault((what, kind, place), {})[part] = value
    events = [_told(what, kind, one, service.site) for (what, kind, _), one in told.items()]
    return [event for event in events if event is not None]


def _event(lead: Mapping[str, Any], site: str, types: Types, key_field: str | None) -> CrmEvent:
    seen = snapshot(lead, Entity.LEAD, site, types, key_field)
    new = lead.get("created_at") == lead.get("updated_at")
    return CrmEvent(
        f"{lead['id']}:{lead.get('updated_at')}",
        Change.ADDED if new else Change.CHANGED,
        seen.ref,
        seen.changed_at,
        snapshot=seen,
    )


def _booked(task: Mapping[str, Any], site: str) -> CrmEvent | None:
    seen = meeting_of(task, site)
    if seen is None:
        return None
    event = f"task:{task['id']}:{task.get('updated_at')}"
    return CrmEvent(event, Change.CHANGED, seen.ref, seen.changed_at, meeting=seen)


def _told(what: str, kind: str, told: dict[str, str], site: str) -> CrmEvent | None:
    change, number = CHANGE_OF_KIND.get(kind), told.get("id", "")
    if change is None or not number.isdecimal():
        return None
    stamp = told.get("last_modified") or told.get("updated_at") or ""
    at = datetime.fromtimestamp(int(stamp), UTC) if stamp.isdecimal() else None
    if what.startswith("task"):
        ref, event = CrmRef(Entity.TASK, number), f"task:{kind}:{number}:{stamp}"
    else:
        ref, event = reference(Entity.LEAD, {"id": number}, site), f"{kind}:{number}:{stamp}"
    return CrmEvent(event, change, ref, at, raw=dict(told))


async def _page(
    service: Service, path: str, since: int, page: int, more: Mapping[str, str]
) -> Sequence[Mapping[str, Any]]:
    asked = {
        "filter[updated_at][from]": str(since),
        **more,
        "limit": str(PAGE),
        "page": str(page),
    }
    told = await service.get(path, asked)
    return rows(table(told.get("_embedded")).get(path))


def _following(found: Sequence[Mapping[str, Any]], since: int, page: int, *, in_order: bool) -> str:
    """Where the next page of one kind begins. What comes in the order of its changes is read on
    from the last one seen; tasks have no such order, and are read to the end first."""
    last = max((int(one["updated_at"]) for one in found), default=since)
    if len(found) == PAGE:
        return f"{last}.1" if in_order and last > since else f"{since}.{page + 1}"
    return f"{max(since, last - OVERLAP)}.1"
