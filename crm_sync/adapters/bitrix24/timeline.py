"""What lies beside an item: comments, files and deeds of its timeline.

The timeline keeps no number of ours, so the key stands at the end of each text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sync.adapters.bitrix24.items import WORD_OF_TYPE, moment, number_of, type_of
from crm_sync.adapters.bitrix24.portal import Portal
from crm_sync.cards import CrmFile, CrmMeeting, CrmNote, CrmRef, CrmTask, Entity
from crm_sync.errors import CrmNotFound
from crm_sync.marks import is_marked, mark, marked, unmarked
from crm_sync.wire.shapes import rows, table, word
from leads.crm_back.meeting import MeetingState

MEETING, TODO = "1", "CRM_TODO"
"""The type of a meeting, and the provider of universal deeds."""


async def add_note(portal: Portal, at: CrmRef, note: CrmNote) -> CrmRef:
    """A comment."""
    return await _comment(portal, at, Entity.NOTE, {"COMMENT": marked(note.text, note.key)})


async def add_file(portal: Portal, at: CrmRef, file: CrmFile) -> CrmRef:
    """A comment with the file."""
    fields: dict[str, object] = {"COMMENT": mark(file.key), "FILES": [[file.name, file.base64]]}
    return await _comment(portal, at, Entity.FILE, fields)


async def add_task(portal: Portal, at: CrmRef, task: CrmTask) -> CrmRef:
    """A deed, due when the task is or the meeting begins."""
    asked = _todo(at, task)
    told = table(await portal.call("crm.activity.todo.add", asked, repeatable=False))
    return CrmRef(Entity.TASK, str(told.get("id")))


async def change_meeting(portal: Portal, ref: CrmRef, at: CrmRef, meeting: CrmTask) -> None:
    """The deed at its new time; held or called off, as its title says, it is done.

    A deed that is done can't be given another time any more: the portal refuses it.
    """
    if meeting.state is MeetingState.PLANNED:
        await portal.call("crm.activity.todo.update", {"id": int(ref.id), **_todo(at, meeting)})
        return
    fields = {"SUBJECT": meeting.title, "COMPLETED": "Y"}
    await portal.call("crm.activity.update", {"id": int(ref.id), "fields": fields})


async def read_deed(portal: Portal, ref: CrmRef) -> Mapping[str, Any] | None:
    """A deed; None when it is gone."""
    try:
        return table(await portal.call("crm.activity.get", {"id": int(ref.id)}))
    except CrmNotFound:
        return None


def meeting_of(deed: Mapping[str, Any], at: CrmRef) -> CrmMeeting | None:
    """A deed as the meeting that it is; None for a task, a call or a letter.

    A meeting is a deed of that kind, one of ours, or a universal deed that takes up time: the
    portal does not tell otherwise that it stands in somebody's calendar, nor how it ended.
    """
    starts_at = moment(deed.get("START_TIME")) or moment(deed.get("DEADLINE"))
    ends_at = moment(deed.get("END_TIME"))
    _, key = unmarked(deed.get("DESCRIPTION") or "")
    lasts = ends_at - starts_at if starts_at and ends_at and ends_at > starts_at else None
    universal = deed.get("PROVIDER_ID") == TODO and (lasts or key)
    if starts_at is None or not (str(deed.get("TYPE_ID")) == MEETING or universal):
        return None
    return CrmMeeting(
        CrmRef(Entity.TASK, str(deed["ID"])),
        at,
        str(deed.get("SUBJECT") or ""),
        starts_at,
        int(lasts.total_seconds() // 60) if lasts else None,
        MeetingState.HELD if deed.get("COMPLETED") == "Y" else MeetingState.PLANNED,
        word(deed.get("RESPONSIBLE_ID")),
        key,
        moment(deed.get("LAST_UPDATED")),
    )


async def find_beside(portal: Portal, entity: Entity, key: str, at: CrmRef) -> CrmRef | None:
    """The comment, file or deed with our key, newest first."""
    if entity is Entity.TASK:
        where: dict[str, object] = {"OWNER_TYPE_ID": type_of(at), "OWNER_ID": number_of(at)}
        method, text = "crm.activity.list", "DESCRIPTION"
    else:
        where = _owner(at)
        method, text = "crm.timeline.comment.list", "COMMENT"
    start: int | None = 0
    while start is not None:
        asked = {"filter": where, "order": {"ID": "DESC"}, "select": ["ID", text], "start": start}
        found, start = await portal.page(method, asked)
        for one in rows(found):
            if is_marked(one.get(text, ""), key):
                return CrmRef(entity, str(one["ID"]))
    return None


async def _comment(portal: Portal, at: CrmRef, entity: Entity, fields: dict[str, object]) -> CrmRef:
    asked = {"fields": _owner(at) | fields}
    told = await portal.call("crm.timeline.comment.add", asked, repeatable=False)
    return CrmRef(entity, str(told))


def _todo(at: CrmRef, task: CrmTask) -> dict[str, object]:
    asked: dict[str, object] = {
        "ownerTypeId": type_of(at),
        "ownerId": number_of(at),
        "deadline": task.due_at.isoformat(),
        "title": task.title,
        "description": marked(task.text, task.key),
    }
    if task.owner is not None:
        asked["responsibleId"] = task.owner
    return asked


def _owner(at: CrmRef) -> dict[str, object]:
    return {"ENTITY_ID": number_of(at), "ENTITY_TYPE": WORD_OF_TYPE[type_of(at)]}
