"""What lies at a card: notes, tasks, files.

Our key stands at the end of a text, and of a file's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from crm_sync.adapters.amocrm.fields import PATH_OF_ENTITY, reference
from crm_sync.adapters.amocrm.service import Service
from crm_sync.cards import CrmFile, CrmMeeting, CrmNote, CrmRef, CrmTask, Entity
from crm_sync.errors import CrmUnavailable
from crm_sync.marks import is_marked, mark, marked, unmarked
from crm_sync.wire.shapes import rows, table, word
from leads.crm_back.meeting import MeetingState

CALL, MEETING = 1, 2
"""Types of tasks that every account has."""


async def add_note(service: Service, at: CrmRef, note: CrmNote) -> CrmRef:
    """A common note."""
    return await _note(service, at, Entity.NOTE, "common", {"text": marked(note.text, note.key)})


async def add_task(service: Service, at: CrmRef, task: CrmTask) -> CrmRef:
    """A task, or a meeting with its length."""
    body: dict[str, object] = {
        **_said(task),
        "entity_id": int(at.id),
        "entity_type": PATH_OF_ENTITY[at.entity],
        "task_type_id": CALL if task.minutes is None else MEETING,
    }
    told = table(await service.send("POST", "tasks", [body]))
    return _first(told, "tasks", Entity.TASK)


async def change_meeting(service: Service, ref: CrmRef, meeting: CrmTask) -> None:
    """A meeting at another time, or a task that is done: held or called off, as its result says."""
    body = _said(meeting)
    if meeting.state is not MeetingState.PLANNED:
        body |= {"is_completed": True, "result": {"text": meeting.title}}
    await service.send("PATCH", f"tasks/{ref.id}", body, repeatable=True)


def meeting_of(task: Mapping[str, Any], site: str) -> CrmMeeting | None:
    """A task as the meeting that it is; None for another task, or one at no lead.

    amoCRM knows tasks that are done, and not whether a meeting that is over was held.
    """
    if task.get("task_type_id") != MEETING or task.get("entity_type") != "leads":
        return None
    text, key = unmarked(task.get("text", ""))
    seconds = int(task.get("duration") or 0)
    return CrmMeeting(
        CrmRef(Entity.TASK, str(task["id"])),
        reference(Entity.LEAD, {"id": task["entity_id"]}, site),
        text.partition("\n")[0],
        datetime.fromtimestamp(int(task["complete_till"]), UTC),
        seconds // 60 or None,
        MeetingState.HELD if task.get("is_completed") else MeetingState.PLANNED,
        word(task.get("responsible_user_id")),
        key,
        datetime.fromtimestamp(int(task["updated_at"]), UTC),
    )


async def add_file(service: Service, at: CrmRef, file: CrmFile) -> CrmRef:
    """A file in the account's store, and a note with it."""
    drive = str((await service.get("account", {"with": "drive_url"})).get("drive_url", ""))
    name = named(file.name, file.key)
    asked = {"file_name": name, "file_size": len(file.content), "content_type": file.kind}
    session = table(await service.upload(f"{drive}/v1.0/sessions", body=asked))
    stored = await _uploaded(service, session, file.content)
    params = {
        "file_uuid": stored.get("uuid"),
        "version_uuid": stored.get("version_uuid"),
        "file_name": name,
    }
    return await _note(service, at, Entity.FILE, "attachment", params)


async def find_beside(service: Service, entity: Entity, key: str, at: CrmRef) -> CrmRef | None:
    """The note, file or task with our key."""
    path = PATH_OF_ENTITY[at.entity]
    if entity is Entity.TASK:
        asked = {"filter[entity_type]": path, "filter[entity_id]": at.id}
        async for task in service.pages("tasks", "tasks", asked):
            if is_marked(task.get("text", ""), key):
                return CrmRef(entity, str(task["id"]))
        return None
    async for note in service.pages(f"{path}/{at.id}/notes", "notes"):
        params = table(note.get("params"))
        if entity is Entity.FILE:
            text = PurePath(str(params.get("file_name", ""))).stem
        else:
            text = str(params.get("text", ""))
        if is_marked(text, key):
            return CrmRef(entity, str(note["id"]))
    return None


def _said(task: CrmTask) -> dict[str, object]:
    said: dict[str, object] = {
        "text": marked(f"{task.title}\n{task.text}".strip(), task.key),
        "complete_till": int(task.due_at.timestamp()),
    }
    if task.minutes is not None:
        said["duration"] = task.minutes * 60
    if task.owner is not None:
        said["responsible_user_id"] = int(task.owner)
    return said


def named(name: str, key: str) -> str:
    """The name of a file with our key before its ending."""
    path = PurePath(name)
    return f"{path.stem} {mark(key)}{path.suffix}"


async def _uploaded(
    service: Service, session: Mapping[str, Any], content: bytes
) -> Mapping[str, Any]:
    url, most = session.get("upload_url"), int(session.get("max_part_size") or len(content))
    told: Mapping[str, Any] = {}
    for start in range(0, max(len(content), 1), most):
        if not url:
            raise CrmUnavailable("drive: the upload was broken off")
        told = table(await service.upload(str(url), part=content[start : start + most]))
        url = told.get("next_url")
    if not told.get("uuid"):
        raise CrmUnavailable("drive: the answer names no file")
    return told


async def _note(
    service: Service, at: CrmRef, entity: Entity, kind: str, params: Mapping[str, Any]
) -> CrmRef:
    path = f"{PATH_OF_ENTITY[at.entity]}/{at.id}/notes"
    told = table(await service.send("POST", path, [{"note_type": kind, "params": dict(params)}]))
    return _first(told, "notes", entity)


def _first(told: Mapping[str, Any], name: str, entity: Entity) -> CrmRef:
    made = rows(table(told.get("_embedded")).get(name))
    return CrmRef(entity, str(made[0]["id"]) if made else "")
