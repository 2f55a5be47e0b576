"""What lies beside a record: posts of its stream, tasks, meetings, files. Our key ends their texts.

A file is a post with an attachment, so it stands in the stream; one whose post was never made is
swept away by the server itself.
"""

from __future__ import annotations

from datetime import timedelta

from crm_sync.adapters.espocrm.records import SCOPE_OF_ENTITY, fitted, stamped
from crm_sync.adapters.espocrm.service import PAGE, Service
from crm_sync.cards import CrmFile, CrmNote, CrmRef, CrmTask, Entity
from crm_sync.errors import CrmUnavailable
from crm_sync.marks import is_marked, mark, marked
from crm_sync.wire.shapes import rows, word
from leads.crm_back.meeting import MeetingState

STATUS_OF_STATE = {
    MeetingState.PLANNED: "Planned",
    MeetingState.HELD: "Held",
    MeetingState.CANCELLED: "Not Held",
}


async def add_note(service: Service, at: CrmRef, note: CrmNote) -> CrmRef:
    """A post."""
    body = {"type": "Post", "post": marked(note.text, note.key), **_parent(at)}
    return await _made(service, Entity.NOTE, "Note", body)


async def add_task(service: Service, at: CrmRef, task: CrmTask) -> CrmRef:
    """A task, or a meeting; neither can be nobody's."""
    body = _said(task) | _parent(at)
    body["assignedUserId"] = task.owner or await _owner(service, at)
    scope = "Task" if task.minutes is None else "Meeting"
    return await _made(service, Entity.TASK, scope, body)


async def change_meeting(service: Service, ref: CrmRef, meeting: CrmTask) -> None:
    """A meeting at another time, held or called off."""
    body = _said(meeting) | {"status": STATUS_OF_STATE[meeting.state]}
    if meeting.owner is not None:
        body["assignedUserId"] = meeting.owner
    await service.send("PATCH", f"Meeting/{ref.id}", body, repeatable=True)


async def add_file(service: Service, at: CrmRef, file: CrmFile) -> CrmRef:
    """A post with an attachment."""
    attachment = {
        "name": file.name,
        "type": file.kind,
        "role": "Attachment",
        "parentType": "Note",
        "field": "attachments",
        "file": f"data:{file.kind};base64,{file.base64}",
    }
    told = await service.send("POST", "Attachment", attachment, repeatable=True)
    if not told.get("id"):
        raise CrmUnavailable("POST Attachment: the answer names no record")
    body = {
        "type": "Post",
        "post": marked(file.name, file.key),
        "attachmentsIds": [told["id"]],
        **_parent(at),
    }
    return await _made(service, Entity.FILE, "Note", body)


async def find_beside(service: Service, entity: Entity, key: str, at: CrmRef) -> CrmRef | None:
    """What carries our key: among the latest posts, or the tasks and meetings."""
    if entity is Entity.TASK:
        return await _find_task(service, key, at)
    query = {"filter": "posts", "maxSize": str(PAGE)}
    told = await service.get(f"{SCOPE_OF_ENTITY[at.entity]}/{at.id}/stream", query)
    ours = [one for one in rows(told.get("list")) if is_marked(one.get("post", ""), key)]
    return CrmRef(entity, str(ours[0]["id"])) if ours else None


def _said(task: CrmTask) -> dict[str, object]:
    said: dict[str, object] = {
        "name": fitted("name", task.title),
        "description": marked(task.text, task.key),
    }
    if task.minutes is None:
        return said | {"dateEnd": stamped(task.due_at)}
    end = task.due_at + timedelta(minutes=task.minutes)
    return said | {"dateStart": stamped(task.due_at), "dateEnd": stamped(end)}


async def _find_task(service: Service, key: str, at: CrmRef) -> CrmRef | None:
    where = [("equals", "parentId", at.id), ("endsWith", "description", mark(key))]
    for scope in ("Task", "Meeting"):
        for one in await service.page(scope, where, {"select": "id,description"}):
            if is_marked(one.get("description", ""), key):
                return CrmRef(Entity.TASK, str(one["id"]))
    return None


async def _owner(service: Service, at: CrmRef) -> str | None:
    """Whoever has the card, else whoever made it."""
    card = await service.get(f"{SCOPE_OF_ENTITY[at.entity]}/{at.id}")
    return word(card.get("assignedUserId") or card.get("createdById"))


async def _made(service: Service, entity: Entity, scope: str, body: dict[str, object]) -> CrmRef:
    told = await service.create(scope, body)
    return CrmRef(entity, str(told["id"]))


def _parent(at: CrmRef) -> dict[str, object]:
    return {"parentType": SCOPE_OF_ENTITY[at.entity], "parentId": at.id}
