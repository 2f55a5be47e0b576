"""Copies of a person's messages for the sales chat: what they wrote, files they sent as answers.

As Telegram copies them: whatever a message holds arrives, and nothing of it is kept here.
"""

from __future__ import annotations

from collections.abc import Iterable

from leads.contact import Contact
from leads.facts import AnswerGiven, Fact, HalfFinished, Qualified
from leads.lead import Lead
from leads.outbox import OutboxMessage, Topic
from leads.verdict import JsonValue


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
        copy_of(contact, lead, message_id, key=f"file:{lead.id}:{message_id}", under=under)
        for message_id in _messages(_answers(fact, lead))
    )


def _answers(fact: Fact, lead: Lead) -> Iterable[JsonValue | None]:
    match fact:
        case AnswerGiven(value=value) if lead.qualified_at is not None:
            return (value,)
        case Qualified(verdict=verdict):
            return verdict.inputs.values()
        case HalfFinished(answers=answers) if lead.qualified_at is None and lead.half_at == fact.at:
            return answers.values()
        case _:
            return ()


def _messages(answers: Iterable[JsonValue | None]) -> Iterable[int]:
    """Ids of the messages that file answers came in; a link came in none."""
    for answer in answers:
        match answer:
            case {"file": {"message": int(message_id)}} if message_id:
                yield message_id
