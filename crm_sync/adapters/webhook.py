"""Any system of the customer's own: signed JSON to one address, and signed JSON back.

The receiver can't be asked anything, so every call carries `X-Event-Id`, the same for every
attempt: whoever keeps the ids it has seen gets everything once. A card's number there is our key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from crm_sync.capabilities import Capability, Limits, Option
from crm_sync.cards import (
    Bundle,
    Card,
    CrmFile,
    CrmMeeting,
    CrmNote,
    CrmRef,
    CrmSnapshot,
    CrmTask,
    CrmValue,
    Entity,
    Made,
    Place,
)
from crm_sync.contract import Account, CrmAdapter, Services
from crm_sync.errors import CrmForged, Kind
from crm_sync.events import Change, CrmEvent, InboundRequest
from crm_sync.signing import EVENT_ID, check_signed, signed
from crm_sync.transport import Call
from leads.crm_back.meeting import MeetingState

STATUSES: Mapping[int, Kind] = {500: Kind.UNAVAILABLE, 502: Kind.UNAVAILABLE, 504: Kind.UNAVAILABLE}
"""Nothing is ever in doubt: the receiver knows an event again by its id."""


class WebhookCrm(CrmAdapter):
    """Signed webhooks."""

    name: ClassVar[str] = "webhook"
    title: ClassVar[str] = "Signed webhook"
    capabilities: ClassVar[Capability] = (
        Capability.COMPANIES
        | Capability.CONTACTS
        | Capability.STAGES
        | Capability.LOSS_REASONS
        | Capability.OWNERS
        | Capability.NOTES
        | Capability.TASKS
        | Capability.MEETINGS
        | Capability.MEETING_MOVES
        | Capability.MEETINGS_BACK
        | Capability.FILES
        | Capability.WEBHOOKS
        | Capability.ERASE
    )
    options: ClassVar[tuple[Option, ...]] = (
        Option("url", "address that gets the calls"),
        Option("secret", "signs the calls both ways", secret=True),
        Option("old_secret", "still accepted while the secret is changed", True, required=False),
    )
    limits: ClassVar[Limits] = Limits(rate=10, burst=10, at_once=4)

    def __init__(self, account: Account, services: Services) -> None:
        self._url = account.options["url"]
        self._secret = account.options["secret"]
        self._old_secret = account.options["old_secret"]
        self._transport = services.transport
        self._clock = services.clock

    async def check(self) -> None:
        """Send a `ping`."""
        await self._tell("ping", f"ping:{self._clock.now().timestamp()}", {})

    async def upsert(self, bundle: Bundle) -> Made:
        """Send `lead.saved` with every card that says something."""
        said = {card.entity.value: _card(card) for card in bundle.cards if not card.says_nothing}
        if said or bundle.ties:
            keys = {card.entity.value: card.key for card in bundle.cards}
            await self._tell("lead.saved", bundle.delivery, {"keys": keys, **said})
        return {card.entity: card.ref or CrmRef(card.entity, card.key) for card in bundle.cards}

    async def add_note(self, at: CrmRef, note: CrmNote) -> CrmRef:
        """Send `note.added`."""
        data = {"at": at.id, "text": note.text, "written_at": note.at.isoformat()}
        return await self._add("note.added", Entity.NOTE, note.key, data)

    async def add_task(self, at: CrmRef, task: CrmTask) -> CrmRef:
        """Send `task.added`, or `meeting.added`."""
        kind = "task.added" if task.minutes is None else "meeting.added"
        return await self._add(kind, Entity.TASK, task.key, _task(at, task))

    async def change_meeting(
        self, ref: CrmRef, at: CrmRef, meeting: CrmTask, delivery: str
    ) -> None:
        """Send `meeting.changed`, with what has become of it."""
        data = {"key": ref.id, **_task(at, meeting), "state": meeting.state.value}
        await self._tell("meeting.changed", delivery, data)

    async def add_file(self, at: CrmRef, file: CrmFile) -> CrmRef:
        """Send `file.added` with the content in Base64."""
        data = {"at": at.id, "name": file.name, "kind": file.kind, "content": file.base64}
        return await self._add("file.added", Entity.FILE, file.key, data)

    async def erase(self, ref: CrmRef) -> None:
        """Send `erased`: whoever gets it has to forget the person."""
        data = {"entity": ref.entity.value, "key": ref.id}
        await self._tell("erased", f"erased:{ref.entity.value}:{ref.id}", data)

    async def events(self, request: InboundRequest) -> Sequence[CrmEvent]:
        """`{"id", "key", "changed_at", "stage", "pipeline", "loss_reason", "owner", "closed",
        "fields"}`, signed as our own calls are; everything but `id` and `key` may be missing.
        Without `changed_at` it changed when the call came in. A call with a `meeting` (`{"id",
        "starts_at", "minutes", "title", "state", "owner"}`) tells of that alone."""
        secrets = [one for one in (self._secret, self._old_secret) if one]
        check_signed(secrets, request.headers, request.body, request.received_at)
        try:
            told = json.loads(request.body)
            event_id, key = str(told["id"]), str(told["key"])
            told_at = _moment(told.get("changed_at")) or request.received_at
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise CrmForged(
                "the call is no event: it needs an id and a key, and moments with a zone"
            ) from error
        # A clock that goes ahead must not make everything later look old.
        at = min(told_at, request.received_at)
        ref = CrmRef(Entity.LEAD, key)
        if "meeting" in told:
            meeting = _meeting(ref, told["meeting"], at)
            return [CrmEvent(event_id, Change.CHANGED, meeting.ref, at, meeting=meeting, raw=told)]
        snapshot = CrmSnapshot(
            ref,
            fields=_fields(told.get("fields")),
            place=_place(told),
            owner=_word(told, "owner"),
            key=key,
            closed=_word(told, "closed"),
            changed_at=at,
        )
        return [CrmEvent(event_id, Change.CHANGED, ref, at, snapshot, raw=told)]

    async def _add(self, kind: str, entity: Entity, key: str, data: Mapping[str, object]) -> CrmRef:
        await self._tell(kind, key, {"key": key, **data})
        return CrmRef(entity, key)

    async def _tell(self, kind: str, event_id: str, data: Mapping[str, object]) -> None:
        now = self._clock.now()
        event = {"id": event_id, "type": kind, "occurred_at": now.isoformat(), "data": data}
        body = json.dumps(event, ensure_ascii=False, default=_plain).encode("utf-8", "replace")
        headers = {
            "Content-Type": "application/json",
            EVENT_ID: event_id,
            **signed(self._secret, body, now),
        }
        call = Call(kind, "POST", self._url, repeatable=True, data=body, headers=headers)
        await self._transport.send(call, statuses=STATUSES)


def _task(at: CrmRef, task: CrmTask) -> dict[str, object]:
    return {
        "at": at.id,
        "title": task.title,
        "text": task.text,
        "due_at": task.due_at.isoformat(),
        "owner": task.owner,
        "minutes": task.minutes,
    }


def _meeting(at: CrmRef, told: object, changed_at: datetime) -> CrmMeeting:
    """A meeting; the id of ours is our key. `CrmForged` for what is none."""
    try:
        if not isinstance(told, Mapping):
            raise TypeError("no object")
        starts_at, minutes = _moment(told["starts_at"]), told.get("minutes")
        if starts_at is None:
            raise ValueError("no moment")
        key = str(told["id"])
        return CrmMeeting(
            CrmRef(Entity.TASK, key),
            at,
            str(told.get("title") or ""),
            starts_at,
            None if minutes is None else int(minutes),
            MeetingState(told.get("state") or MeetingState.PLANNED),
            _word(told, "owner"),
            key,
            changed_at,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise CrmForged(
            "the call is no event: a meeting needs an id and starts_at with a zone, "
            "its state is planned, held or cancelled"
        ) from error


def _card(card: Card) -> dict[str, object]:
    said: dict[str, object] = {"key": card.key, "new": card.ref is None, "fields": card.fields}
    if card.owner is not None:
        said["owner"] = card.owner
    if card.place is not None:
        said["stage"] = card.place.stage
        said["pipeline"] = card.place.pipeline
        said["loss_reason"] = card.place.loss_reason
    return said


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def _moment(told: object) -> datetime | None:
    """A moment with its zone; ValueError for one without."""
    if told is None:
        return None
    found = datetime.fromisoformat(str(told))
    if found.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return found


def _word(told: Mapping[str, Any], name: str) -> str | None:
    found = told.get(name)
    return str(found) if found else None


def _place(told: Mapping[str, Any]) -> Place | None:
    stage = _word(told, "stage")
    if stage is None:
        return None
    return Place(stage, _word(told, "pipeline"), _word(told, "loss_reason"))


def _fields(told: object) -> Mapping[str, CrmValue]:
    table = told if isinstance(told, dict) else {}
    plain = (bool, int, float, str)
    return {str(name): value for name, value in table.items() if isinstance(value, plain)}
