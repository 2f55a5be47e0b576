"""Blocked and unblocked: `my_chat_member` updates of private chats."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol, TypeVar

from aiogram.types import ChatMemberUpdated

from bot.chat.router import Router
from leads.clock import Clock
from leads.contact import Contact

T = TypeVar("T")
GONE = frozenset({"kicked", "left"})


class Inbox(Protocol):
    """Updates whose turn is still to come."""

    async def claim(self, update_id: int) -> bool: ...


class Contacts(Protocol):
    """People."""

    async def by_telegram(self, telegram_id: int) -> Contact | None: ...
    async def save(self, contact: Contact) -> None: ...


class MembershipUnitOfWork(Protocol):
    """What blocking changes."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def contacts(self) -> Contacts: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[MembershipUnitOfWork], Awaitable[T]]) -> T: ...


def membership_router(works: Works, clock: Clock) -> Router:
    """Marks people who blocked the bot, so that nothing is sent to them."""
    router = Router()

    @router.my_chat_member()
    async def changed(update: ChatMemberUpdated, update_id: int) -> None:
        async def work(uow: MembershipUnitOfWork) -> None:
            if not await uow.inbox.claim(update_id) or update.chat.type != "private":
                return
            contact = await uow.contacts.by_telegram(update.chat.id)
            if contact is not None:
                gone = update.new_chat_member.status in GONE
                await uow.contacts.save(replace(contact, blocked_at=clock.now() if gone else None))

        await works.run(work)

    return router
