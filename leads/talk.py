"""What staff do in a talk with a person: write to them, keep the bot quiet, let it answer again.

Who may call these is decided at the door (`bot.chat.access`); what each causes is `leads.handoff`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from leads.contact import Contact
from leads.exclusivity.holding import is_ask
from leads.handoff import Post, Thread
from leads.lead import Lead
from leads.policy import Policy
from leads.recording import RecordUnitOfWork, record
from leads.talk_facts import BotReturned, HumanWrote


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...
    async def save(self, contact: Contact) -> object: ...


class Leads(Protocol):
    """Leads."""

    async def get(self, lead_id: int) -> Lead | None: ...
    async def last_of(self, contact_id: int) -> Lead | None: ...


class Threads(Protocol):
    """Topics of the sales group."""

    async def of_topic(self, chat_id: int, thread_id: int) -> Thread | None: ...


class Posts(Protocol):
    """What we posted where staff read."""

    async def get(self, key: str) -> Post | None: ...
    async def at(self, chat_id: int, message_id: int) -> Post | None: ...


class TalkUnitOfWork(RecordUnitOfWork, Protocol):
    """What a talk reads and writes; committed as a whole or not at all."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def threads(self) -> Threads: ...
    @property
    def posts(self) -> Posts: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a member of staff wrote: the chat, its topic, and the message they replied to."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """With whom the talk at a spot is, and about which lead."""

    contact: Contact
    lead: Lead


class Talk:
    """The use cases, under one company's policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    async def addressee(self, uow: TalkUnitOfWork, spot: Spot) -> Addressee | None:
        """Whom the words at `spot` are for: the person of the message replied to, else the one
        who wrote last in the topic. None where nobody is spoken with."""
        post = await uow.posts.at(spot.chat_id, spot.reply_to) if spot.reply_to else None
        if post is not None and is_ask(post.key):
            return None  # what managers are asked holds names that must reach nobody
        contact_id = post.contact_id if post else None
        if contact_id is None and spot.thread_id is not None:
            thread = await uow.threads.of_topic(spot.chat_id, spot.thread_id)
            contact_id = thread.contact_id if thread else None
        contact = await uow.contacts.get(contact_id) if contact_id is not None else None
        if contact is None or contact.erased_at is not None:
            return None
        lead = await uow.leads.get(post.lead_id) if post and post.lead_id else None
        lead = lead or await uow.leads.last_of(contact.id)
        return None if lead is None else Addressee(contact, lead)

    async def write(
        self,
        uow: TalkUnitOfWork,
        to: Addressee,
        chat_id: int,
        message_id: int | None,
        what: str,
        by: int,
        now: datetime,
    ) -> None:
        """Pass a message of staff to the person; the bot is quiet from now on.

        Without a message the word is only taken.
        """
        contact = to.contact
        if contact.human_since is None:
            contact = replace(contact, human_since=now)
            await uow.contacts.save(contact)
        fact = HumanWrote(
            at=now,
            contact_id=contact.id,
            lead_id=to.lead.id,
            by=by,
            what=what,
            chat_id=chat_id,
            message_id=message_id,
        )
        await self._record(uow, fact, to.lead, contact, now)

    async def give_back(
        self, uow: TalkUnitOfWork, to: Addressee, how: str, by: int | None, now: datetime
    ) -> bool:
        """Let the bot answer again; False when it was not quiet."""
        if to.contact.human_since is None:
            return False
        contact = replace(to.contact, human_since=None)
        await uow.contacts.save(contact)
        fact = BotReturned(at=now, contact_id=contact.id, lead_id=to.lead.id, by=by, how=how)
        await self._record(uow, fact, to.lead, contact, now)
        return True

    async def _record(
        self,
        uow: TalkUnitOfWork,
        fact: HumanWrote | BotReturned,
        lead: Lead,
        contact: Contact,
        now: datetime,
    ) -> None:
        await record(uow, fact, lead=lead, contact=contact, policy=self._policy, now=now)
