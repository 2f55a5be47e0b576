"""What lies at a record: notes, tasks, meetings, files.

Their texts are HTML with our key at the end. They are found by their ties, which no index holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

import aiohttp

from crm_sync.adapters.hubspot.records import OWNER, PATH_OF_ENTITY
from crm_sync.adapters.hubspot.service import OBJECTS, Service
from crm_sync.adapters.hubspot.values import stamp
from crm_sync.adapters.hubspot.writing import tie
from crm_sync.cards import CrmFile, CrmNote, CrmRef, CrmTask, Entity
from crm_sync.errors import CrmUnavailable
from crm_sync.marks import is_marked, marked
from crm_sync.wire.rich_text import from_html, to_html
from crm_sync.wire.shapes import rows, table, word
from leads.crm_back.meeting import MeetingState

TIES: Mapping[tuple[str, Entity], int] = {
    ("notes", Entity.LEAD): 214,
    ("notes", Entity.CONTACT): 202,
    ("notes", Entity.COMPANY): 190,
    ("tasks", Entity.LEAD): 216,
    ("tasks", Entity.CONTACT): 204,
    ("tasks", Entity.COMPANY): 192,
    ("meetings", Entity.LEAD): 212,
    ("meetings", Entity.CONTACT): 200,
    ("meetings", Entity.COMPANY): 188,
}
BODIES = {"notes": "hs_note_body", "tasks": "hs_task_body", "meetings": "hs_meeting_body"}
LYING_AS: Mapping[Entity, tuple[str, ...]] = {
    Entity.NOTE: ("notes",),
    Entity.FILE: ("notes",),
    Entity.TASK: ("tasks", "meetings"),
}
OUTCOMES: Mapping[MeetingState, str] = {
    MeetingState.PLANNED: "SCHEDULED",
    MeetingState.HELD: "COMPLETED",
    MeetingState.CANCELLED: "CANCELED",
}
FOLDER = "/prequal"
READ_AT_ONCE = 100


async def add_note(service: Service, at: CrmRef, note: CrmNote) -> CrmRef:
    """A note."""
    properties = {
        "hs_timestamp": stamp(note.at),
        "hs_note_body": to_html(marked(note.text, note.key)),
    }
    return await _add(service, "notes", at, Entity.NOTE, properties)


async def add_task(service: Service, at: CrmRef, task: CrmTask) -> CrmRef:
    """A task, or a meeting with its end. Nobody's task is that of whoever has the record."""
    owner = task.owner or await _owner(service, at)
    if task.minutes is not None:
        said = _meeting(task, owner)
        return await _add(service, "meetings", at, Entity.TASK, said)
    properties = {
        "hs_timestamp": stamp(task.due_at),
        "hs_task_subject": task.title,
        "hs_task_body": to_html(marked(task.text, task.key)),
        "hs_task_status": "NOT_STARTED",
        "hs_task_type": "TODO",
        **_owned(owner),
    }
    return await _add(service, "tasks", at, Entity.TASK, properties)


async def change_meeting(service: Service, ref: CrmRef, meeting: CrmTask) -> None:
    """A meeting as it is now; its outcome says what has become of it."""
    body = {"properties": _meeting(meeting, meeting.owner)}
    await service.send("PATCH", f"{OBJECTS}/meetings/{ref.id}", body, repeatable=True)


async def add_file(service: Service, at: CrmRef, file: CrmFile, now: datetime) -> CrmRef:
    """A file in the account's store, in a folder of its own: once more is the same; and a note
    that holds it."""

    def form() -> aiohttp.FormData:
        data = aiohttp.FormData()
        data.add_field("file", file.content, filename=file.name, content_type=file.kind)
        data.add_field("fileName", file.name)
        data.add_field("folderPath", f"{FOLDER}/{file.key}")
        data.add_field("options", json.dumps({"access": "PRIVATE", "overwrite": True}))
        return data

    stored = await service.upload(form)
    if not stored.get("id"):
        raise CrmUnavailable("POST files: the answer names no file")
    properties = {
        "hs_timestamp": stamp(now),
        "hs_note_body": to_html(marked(file.name, file.key)),
        "hs_attachment_ids": str(stored["id"]),
    }
    return await _add(service, "notes", at, Entity.FILE, properties)


async def find_beside(service: Service, entity: Entity, key: str, at: CrmRef) -> CrmRef | None:
    """The note, task, meeting or file with our key."""
    for kind in LYING_AS[entity]:
        tied = f"{OBJECTS}/{PATH_OF_ENTITY[at.entity]}/{at.id}/associations/{kind}"
        found = [str(one.get("toObjectId")) async for one in service.pages(tied, {"limit": "500"})]
        for start in range(0, len(found), READ_AT_ONCE):
            asked = {
                "inputs": [{"id": number} for number in found[start : start + READ_AT_ONCE]],
                "properties": [BODIES[kind]],
                "propertiesWithHistory": [],
            }
            told = await service.ask(f"{OBJECTS}/{kind}/batch/read", asked)
            for one in rows(told.get("results")):
                if is_marked(from_html(table(one.get("properties")).get(BODIES[kind])), key):
                    return CrmRef(entity, str(one["id"]))
    return None


async def _add(
    service: Service, kind: str, at: CrmRef, entity: Entity, properties: Mapping[str, str]
) -> CrmRef:
    ties = [{"to": {"id": at.id}, "types": [tie(TIES[kind, at.entity])]}]
    body = {"properties": properties, "associations": ties}
    told = await service.create(kind, body)
    return CrmRef(entity, str(told["id"]))


def _meeting(task: CrmTask, owner: str | None) -> dict[str, str]:
    ends_at = task.due_at + timedelta(minutes=task.minutes or 0)
    return {
        "hs_timestamp": stamp(task.due_at),
        "hs_meeting_title": task.title,
        "hs_meeting_body": to_html(marked(task.text, task.key)),
        "hs_meeting_start_time": stamp(task.due_at),
        "hs_meeting_end_time": stamp(ends_at),
        "hs_meeting_outcome": OUTCOMES[task.state],
        **_owned(owner),
    }


def _owned(owner: str | None) -> dict[str, str]:
    return {} if owner is None else {OWNER: owner}


async def _owner(service: Service, at: CrmRef) -> str | None:
    path = f"{OBJECTS}/{PATH_OF_ENTITY[at.entity]}/{at.id}"
    told = await service.get(path, {"properties": OWNER})
    return word(table(told.get("properties")).get(OWNER))
