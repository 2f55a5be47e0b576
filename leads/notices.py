"""Words of ours that nobody asked for: said at once, or after the person's quiet hours. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from leads.caused import Reactions
from leads.consent import Audience, ConsentEntry, Message, NoConsent, Purpose, basis_for
from leads.contact import Contact
from leads.lead import Lead
from leads.outbox import OutboxMessage, Priority, Topic, lane_to
from leads.policy import Policy
from leads.touch import Touch


def notice(
    text: str,
    values: Mapping[str, str | int],
    contact: Contact,
    lead: Lead,
    key: str,
    ledger: Sequence[ConsentEntry],
    policy: Policy,
    now: datetime,
) -> Reactions:
    """The text as a row of the person's chat, in quiet hours as a touch at their end; nothing to
    whoever has no chat, or refused such words. `key` names the message for ever.
    """
    try:
        basis = basis_for(Purpose.SERVICE, ledger, now)
    except NoConsent:
        return Reactions()
    if not contact.has_chat:
        return Reactions()
    message = Message(contact.id, text, Purpose.SERVICE, basis, values)
    theirs = policy.towards(contact)
    # A row that waits holds up its whole lane, so what must wait for the morning is a touch.
    if theirs.is_quiet(now):
        touch = Touch(
            key=f"notice:{key}",
            kind="notice",
            lead_id=lead.id,
            contact_id=contact.id,
            audience=Audience.PERSON,
            purpose=message.purpose,
            due_at=theirs.after_quiet_hours(now),
            priority=Priority.REMINDER,
            payload=message.to_payload(),
        )
        return Reactions(touches=(touch,))
    said = OutboxMessage(
        topic=Topic.CHAT,
        key=f"notice:{key}",
        lane=lane_to(contact.telegram_id),
        payload=message.to_payload(),
    )
    return Reactions(outbox=(said,))
