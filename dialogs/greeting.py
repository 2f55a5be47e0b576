"""Whose turn an update is: that of who wrote, or of the caller whom staff answer for."""

from __future__ import annotations

from datetime import datetime

from dialogs.heard import Heard
from dialogs.ports import DialogUnitOfWork
from leads.calls.calling import answer_call, caller_of
from leads.contact import Contact
from leads.intake import meet


async def greeted(uow: DialogUnitOfWork, heard: Heard, now: datetime) -> Contact:
    """The contact, made or brought up to date. Raises `InChat`, `NoCaller`."""
    person, caller = heard.person, heard.caller
    if caller is None:
        return await meet(uow, person.telegram_id, person.name, person.username, person.locale, now)
    if caller.contact_id is not None:
        return await caller_of(uow, caller.contact_id)
    return await answer_call(uow, person.telegram_id, caller.name, caller.phone, person.locale, now)
