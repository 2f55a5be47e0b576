"""What lies at a card: notes, activities, meetings, files.

Our key stands at the end of a text, and in the description of a file. An activity has a day and
no hour: the hour stands in its text, by the clock of the user that we are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from crm_sync.adapters.odoo.cards import LEAD, MODEL_OF_ENTITY, number, stamp
from crm_sync.adapters.odoo.server import SILENT, Domain, Server, numbers
from crm_sync.cards import CrmFile, CrmNote, CrmRef, CrmTask, Entity
from crm_sync.errors import CrmAmbiguous, CrmUnsupported
from crm_sync.marks import is_marked, mark, marked
from crm_sync.wire.rich_text import from_html, to_html
from leads.crm_back.meeting import MeetingState

SAFE_BODIES = 17
"""From this version on a message is plain text unless it is said to be HTML."""


async def add_note(server: Server, at: CrmRef, note: CrmNote) -> CrmRef:
    """An internal note, which is sent to nobody outside."""
    named: dict[str, object] = {
        "body": to_html(marked(note.text, note.key)),
        "message_type": "comment",
        "subtype_xmlid": "mail.mt_note",
    }
    if await server.version() >= SAFE_BODIES:
        named["body_is_html"] = True
    model, ids = MODEL_OF_ENTITY[at.entity], [int(at.id)]
    made = await server.call(model, "message_post", named, ids=ids, context=SILENT)
    return _made(Entity.NOTE, "mail.message", made)


async def add_task(server: Server, at: CrmRef, task: CrmTask) -> CrmRef:
    """A to-do of the day, or a meeting; of whoever has the card where nobody is named."""
    owner = await _owner(server, at) if task.owner is None else _user(task.owner)
    if task.minutes is not None:
        return await _meet(server, at, task, owner)
    due = task.due_at.astimezone(await server.zone())
    text = f"{due:%Y-%m-%d %H:%M}\n{task.text}".strip()
    named: dict[str, object] = {
        "act_type_xmlid": "mail.mail_activity_data_todo",
        "date_deadline": f"{due:%Y-%m-%d}",
        "summary": task.title,
        "note": to_html(marked(text, task.key)),
        "automated": False,
    }
    if owner is not None:
        named["user_id"] = owner
    model, ids = MODEL_OF_ENTITY[at.entity], [int(at.id)]
    made = await server.call(model, "activity_schedule", named, ids=ids, context=SILENT)
    return _made(Entity.TASK, "mail.activity", made)


async def change_meeting(server: Server, ref: CrmRef, meeting: CrmTask) -> None:
    """A meeting as it is now. One that was called off leaves the calendars; one that was held
    stays in them, and its title says so."""
    owner = None if meeting.owner is None else _user(meeting.owner)
    values = await _meeting(server, meeting, owner)
    values["active"] = meeting.state is not MeetingState.CANCELLED
    ids = [int(ref.id.rpartition("/")[2])]
    await server.call(
        "calendar.event", "write", {"vals": values}, ids=ids, repeatable=True, context=SILENT
    )


async def add_file(server: Server, at: CrmRef, file: CrmFile) -> CrmRef:
    """An attachment."""
    values = {
        "name": file.name,
        "datas": file.base64,
        "mimetype": file.kind,
        "description": mark(file.key),
        "res_model": MODEL_OF_ENTITY[at.entity],
        "res_id": int(at.id),
    }
    made = await server.call("ir.attachment", "create", {"vals_list": [values]})
    return _made(Entity.FILE, "ir.attachment", made)


async def find_beside(server: Server, entity: Entity, key: str, at: CrmRef) -> CrmRef | None:
    """The note, activity, meeting or file with our key. What was done is a message there."""
    for where, field, lying in _places(entity, at):
        ours: Domain = [*lying, [field, "ilike", mark(key)]]
        for row in await server.rows(where, ours, [field]):
            if is_marked(from_html(row.get(field)), key):
                return CrmRef(entity, f"{where}/{row['id']}")
    return None


def _places(entity: Entity, at: CrmRef) -> Sequence[tuple[str, str, Domain]]:
    """Where such a thing of the card lies, and in which field our key is."""
    model, at_id = MODEL_OF_ENTITY[at.entity], int(at.id)
    lying: Domain = [["res_model", "=", model], ["res_id", "=", at_id]]
    if entity is Entity.NOTE:
        return [("mail.message", "body", [["model", "=", model], ["res_id", "=", at_id]])]
    if entity is Entity.FILE:
        return [("ir.attachment", "description", lying)]
    meetings: Domain = [["opportunity_id", "=", at_id]]
    found = [("mail.activity", "note", lying)]
    return [*found, ("calendar.event", "description", meetings)] if model == LEAD else found


async def _meet(server: Server, at: CrmRef, task: CrmTask, owner: int | None) -> CrmRef:
    if at.entity is not Entity.LEAD:
        raise CrmUnsupported("Odoo keeps meetings at leads only")
    values = {**await _meeting(server, task, owner), "opportunity_id": int(at.id)}
    named = {"vals_list": [values]}
    made = await server.call("calendar.event", "create", named, context=SILENT)
    return _made(Entity.TASK, "calendar.event", made)


async def _meeting(server: Server, task: CrmTask, owner: int | None) -> dict[str, object]:
    """A meeting in its owner's calendar, beside whoever was invited there. We do not invite the
    customer: Odoo would write to them."""
    values: dict[str, object] = {
        "name": task.title,
        "description": to_html(marked(task.text, task.key)),
        "start": stamp(task.due_at),
        "stop": stamp(task.due_at + timedelta(minutes=task.minutes or 0)),
    }
    if owner is not None:
        users = await server.rows("res.users", [["id", "=", owner]], ["partner_id"])
        partners = numbers(users[0].get("partner_id") if users else None)
        values |= {"user_id": owner, "partner_ids": [[4, one] for one in partners[:1]]}
    return values


async def _owner(server: Server, at: CrmRef) -> int | None:
    found = await server.rows(MODEL_OF_ENTITY[at.entity], [["id", "=", int(at.id)]], ["user_id"])
    owners = numbers(found[0].get("user_id")) if found else []
    return owners[0] if owners else None


def _user(owner: str) -> int:
    return int(number("user_id", owner))


def _made(entity: Entity, model: str, found: object) -> CrmRef:
    ids = numbers(found)
    if not ids:
        raise CrmAmbiguous(f"{model}: the answer names no record")
    return CrmRef(entity, f"{model}/{ids[0]}")
