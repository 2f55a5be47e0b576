"""What follows when a person and a human of ours talk to each other. Pure.

Reactions to the facts of a hand-off, and the threads and posts in which staff read of it. The use
cases of staff are `leads.talk`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leads.caused import Reactions, fact_key, lates, stamp, to_sales
from leads.clock import require_aware
from leads.company import Company
from leads.consent import REPLY_BASIS, Audience, Purpose
from leads.contact import Contact
from leads.copies import copy_of
from leads.lead import Lead
from leads.outbox import OutboxMessage, Priority, Topic, lane_to
from leads.policy import Policy
from leads.talk_facts import BotReturned, HumanCalled, HumanWrote, PersonWrote
from leads.touch import Touch
from leads.verdict_facts import Disputed
from leads.waiting.planned import late
from leads.working_time import promise

BOT_BACK = "bot_back"
"""The touch that ends a talk in which nobody has written for long."""

COPIED = ":copy"
"""What the key of a copy ends with; nothing of ours stands under a copy."""

MOST_ATTEMPTS = 3
BEING_MADE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Thread:
    """A forum topic of the sales group: one per company, or per person while none is known.

    `thread_id` is None while it is being made, or after it was deleted. `attempts` counts the
    calls to make it whose end is unknown: each may have left a topic behind. `contact_id` is the
    person who wrote last, to whom words in the topic go.
    """

    key: str
    chat_id: int
    contact_id: int
    thread_id: int | None = None
    attempts: int = 0
    tried_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(tried_at=self.tried_at)

    def being_made(self, now: datetime) -> bool:
        """Somebody else is about to say what became of it."""
        return self.tried_at is not None and now - self.tried_at < BEING_MADE

    def attempted(self, now: datetime) -> Thread:
        """The thread while it is being made."""
        return replace(self, thread_id=None, attempts=self.attempts + 1, tried_at=now)


@dataclass(frozen=True, slots=True)
class Post:
    """A message of ours in a chat of staff: which outbox row it is, and whom it is about."""

    key: str
    chat_id: int
    message_id: int
    contact_id: int
    lead_id: int | None


def thread_key(contact: Contact, company: Company | None) -> str:
    """Whose topic it is."""
    return person_key(contact) if company is None else f"company:{company.id}"


def person_key(contact: Contact) -> str:
    """The topic of a person whose company is not known."""
    return f"contact:{contact.id}"


def wrote_keys(contact_id: int) -> str:
    """What the outbox keys of words to staff about a person's messages begin with."""
    return f"wrote:{contact_id}:"


def copy_key(contact_id: int, message_id: int) -> str:
    """The outbox key of the copy that staff get of a person's message."""
    return f"{wrote_keys(contact_id)}{message_id}{COPIED}"


def call_keys(lead: Lead) -> str:
    """What the outbox keys of calls for a human about that lead begin with."""
    return f"call:{HumanCalled.kind}:{lead.id}:"


def said_key(chat_id: int, message_id: int) -> str:
    """The outbox key of the copy that the person gets of a message of staff."""
    return f"said:{chat_id}:{message_id}"


def of_handoff(
    fact: HumanCalled | Disputed | PersonWrote | HumanWrote | BotReturned,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
) -> Reactions:
    """What a fact of a hand-off causes."""
    match fact:
        case HumanCalled() | Disputed():
            told = _promised(lead, fact.kind, f"{call_keys(lead)}{stamp(fact.at)}", policy, now)
            waits = late(fact, lead, policy, now)
            return Reactions((told,), (waits,), (lates(lead),))
        case PersonWrote() if contact is not None:
            return _person_wrote(fact, lead, policy, now, contact)
        case HumanWrote() if contact is not None:
            return _human_wrote(fact, lead, policy, now, contact)
        case BotReturned(how="silence"):
            told = to_sales(lead, "bot_back", f"back:{fact_key(fact, lead)}")
            return Reactions(outbox=(told,), cancel_touches=(_waiting(fact.contact_id),))
        case _:
            return Reactions(cancel_touches=(_waiting(fact.contact_id),))


def _person_wrote(
    fact: PersonWrote, lead: Lead, policy: Policy, now: datetime, contact: Contact
) -> Reactions:
    """Who writes and by when an answer was promised; under it what they wrote."""
    key = f"{wrote_keys(fact.contact_id)}{fact.message_id}"
    talking = contact.human_since is not None
    told = _promised(lead, fact.kind, key, policy, now)
    told = replace(told, payload={**told.payload, "talking": talking})
    copied = copy_key(fact.contact_id, fact.message_id)
    rows = (told, copy_of(contact, lead, fact.message_id, key=copied, under=key))
    if not talking:
        return Reactions(outbox=rows)
    silence = _waiting(contact.id)
    return Reactions(rows, (_until_waiting(fact, lead, policy),), (silence,))


def _human_wrote(
    fact: HumanWrote, lead: Lead, policy: Policy, now: datetime, contact: Contact
) -> Reactions:
    """The person gets what was written; the bot is quiet until nobody has written for long."""
    touches = (_until_waiting(fact, lead, policy),)
    cancelled = (_waiting(contact.id), lates(lead))
    rows: tuple[OutboxMessage, ...] = ()
    if contact.human_since == fact.at:
        rows = (_quiet_from_now(fact, lead, policy),)
    if fact.message_id is None:
        return Reactions(rows, touches, cancelled)
    said = OutboxMessage(
        topic=Topic.CHAT,
        key=said_key(fact.chat_id, fact.message_id),
        lane=lane_to(contact.telegram_id),
        payload={
            "kind": "copy",
            "v": 1,
            "contact_id": contact.id,
            "lead_id": lead.id,
            "from_chat": fact.chat_id,
            "message_id": fact.message_id,
            "purpose": Purpose.REPLY.value,
            "basis": str(REPLY_BASIS),
        },
    )
    return Reactions((said, *rows), touches, cancelled)


def _quiet_from_now(fact: HumanWrote, lead: Lead, policy: Policy) -> OutboxMessage:
    """Staff hear that the bot is quiet, and how it comes back."""
    hours = policy.human_silence // timedelta(hours=1)
    return to_sales(lead, "bot_quiet", f"quiet:{fact_key(fact, lead)}", {"hours": hours})


def _promised(lead: Lead, kind: str, key: str, policy: Policy, now: datetime) -> OutboxMessage:
    return to_sales(lead, kind, key, {"by": promise(now, policy).by.isoformat()})


def _until_waiting(fact: PersonWrote | HumanWrote, lead: Lead, policy: Policy) -> Touch:
    payload = {"kind": BOT_BACK, "v": 1, "contact_id": fact.contact_id, "lead_id": lead.id}
    return Touch(
        key=f"{_waiting(fact.contact_id)}{stamp(fact.at)}",
        kind=BOT_BACK,
        lead_id=None,
        contact_id=fact.contact_id,
        audience=Audience.PERSON,
        purpose=Purpose.REPLY,
        due_at=fact.at + policy.human_silence,
        priority=Priority.REMINDER,
        payload=payload,
    )


def _waiting(contact_id: int) -> str:
    return f"talk:{contact_id}:"
