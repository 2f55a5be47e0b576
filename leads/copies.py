"""Copies of a person's messages for the sales chat: what they wrote, files they sent as answers.

As Telegram copies them: whatever a message holds arrives, and nothing of it is kept here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from leads.contact import Contact
from leads.facts import AnswerGiven, Fact, HalfFinished, Qualified
from leads.lead import Lead
from leads.outbox import OutboxMessage, Topic
from leads.verdict import JsonValue


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that a person sent as an answer: in which message, by Telegram's id, and its name, ""
    for a picture."""

    message_id: int
    file_id: str
    name: str


def copy_of(
    contact: Contact, lead: Lead, message_id: int, *, key: str, under: str
) -> OutboxMessage:
    """A copy of the contact's message under the message that the row `under` became."""
    return OutboxMessage(
        topic=Topic.SALES,
        key=key,
        lane=f"lead:{lead.id}",
        payload={
            "kind": "copy",
            "v": 1,
            "lead_id": lead.id,
            "from_chat": contact.telegram_id,
            "message_id": message_id,
            "under": under,
        },
    )


def files_of(
    fact: Fact, lead: Lead, contact: Contact | None, *, under: str
) -> tuple[OutboxMessage, ...]:
    """The files that sales can see from now on: all so far with the first card, then each one."""
    if contact is None:
        return ()
    return tuple(
        copy_of(contact, lead, one.message_id, key=f"file:{lead.id}:{one.message_id}", under=under)
        for one in sent_files(fact, lead)
    )


def sent_files(fact: Fact, lead: Lead) -> tuple[SentFile, ...]:
    """Which files those are."""
    return tuple(_files(_answers(fact, lead)))


def find_file(history: Iterable[Fact], message_id: int) -> SentFile | None:
    """The file that came in that message."""
    for fact in history:
        for one in _files(_said(fact)):
            if one.message_id == message_id:
                return one
    return None


def _answers(fact: Fact, lead: Lead) -> Iterable[JsonValue | None]:
    match fact:
        case AnswerGiven() if lead.qualified_at is None:
            return ()
        case HalfFinished() if lead.qualified_at is not None or lead.half_at != fact.at:
            return ()
        case _:
            return _said(fact)


def _said(fact: Fact) -> Iterable[JsonValue | None]:
    match fact:
        case AnswerGiven(value=value):
            return (value,)
        case Qualified(verdict=verdict):
            return verdict.inputs.values()
        case HalfFinished(answers=answers):
            return answers.values()
        case _:
            return ()


def _files(answers: Iterable[JsonValue | None]) -> Iterable[SentFile]:
    """The files of answers; a link came in no message."""
    for answer in answers:
        match answer:
            case {"file": {"message": int(message_id), "id": str(file_id), "name": str(name)}} if (
                message_id
            ):
                yield SentFile(message_id, file_id, name)
