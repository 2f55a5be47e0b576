"""The command /outbox of managers: what has not arrived, tried again or dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat.access import Access, Role
from bot.chat.answering import Answering, AnsweringUnitOfWork
from bot.chat.by_number import read_number
from bot.chat.filters import CommandWord
from bot.chat.people import locale_of, topic_of
from bot.chat.router import Router
from bot.chat.texts import Texts
from leads.outbox import Undelivered

SHOWN = 8


class UndeliveredRows(Protocol):
    """Rows that have not arrived."""

    async def counts(self) -> Mapping[str, tuple[int, int]]: ...
    async def newest_parked(self, most: int) -> Sequence[Undelivered]: ...
    async def page(self, *, after: int = 0) -> Sequence[Undelivered]: ...
    async def get(self, row_id: int) -> Undelivered | None: ...
    async def again(self, row_ids: Sequence[int]) -> int: ...
    async def drop(self, row_ids: Sequence[int]) -> int: ...


class OutboxUnitOfWork(AnsweringUnitOfWork, Protocol):
    """What the command reads and writes."""

    @property
    def undelivered(self) -> UndeliveredRows: ...


class OutboxDesk:
    """Answers to the command, as texts."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def answer(self, uow: OutboxUnitOfWork, args: str, locale: str) -> str:
        """What was asked for: nothing, a number, `retry` or `drop` with a number or `all`."""
        match args.casefold().split():
            case ["retry" | "drop" as what, which]:
                return await self._change(uow, what, which, locale)
            case [which] if (number := read_number(which)) is not None:
                return await self._one(uow, number, locale)
            case _:
                return await self._all(uow, locale)

    async def _all(self, uow: OutboxUnitOfWork, locale: str) -> str:
        counts = (await uow.undelivered.counts()).values()
        rows = await uow.undelivered.newest_parked(SHOWN)
        return self._texts.render(
            "outbox",
            locale,
            waiting_rows=sum(waiting for waiting, _ in counts),
            parked_rows=sum(parked for _, parked in counts),
            undelivered=[_shown(row) for row in rows],
        )

    async def _one(self, uow: OutboxUnitOfWork, number: int, locale: str) -> str:
        row = await uow.undelivered.get(number)
        rows = [] if row is None else [_shown(row)]
        lead_id = 0 if row is None else row.payload.get("lead_id", 0)
        return self._texts.render("outbox_row", locale, undelivered=rows, lead_id=lead_id)

    async def _change(self, uow: OutboxUnitOfWork, what: str, which: str, locale: str) -> str:
        """`all` means everything that is set aside, and only what is tried again."""
        number, count = read_number(which), 0
        ids = [] if number is None else [number]
        if which == "all" and what == "retry":
            ids = [row.id for row in await uow.undelivered.page()]
        while ids:
            change = uow.undelivered.drop if what == "drop" else uow.undelivered.again
            count += await change(ids)
            rows = await uow.undelivered.page(after=ids[-1]) if number is None else []
            ids = [row.id for row in rows]
        return self._texts.render("outbox_changed", locale, dropped=what == "drop", count=count)


def _shown(row: Undelivered) -> dict[str, object]:
    """The row for templates. The reason of a CRM begins with the kind of its failure."""
    trouble, colon, detail = (row.error or "").partition(": ")
    coded = bool(colon) and trouble.isidentifier() and trouble.islower()
    return {
        "id": row.id,
        "topic": row.topic,
        "kind": row.kind,
        "trouble": trouble if coded else "",
        "detail": detail if coded else row.error or "",
        "at": row.created_at,
        "attempts": row.attempts,
        "parked": row.parked,
        "unknown": row.unknown,
    }


def outbox_router(
    desk: OutboxDesk,
    answering: Answering[OutboxUnitOfWork],
    access: Access,
    texts: Texts,
    *,
    default_locale: str,
) -> Router:
    """The handler of the command; for managers, by their numeric id."""
    router = Router()

    @router.message(CommandWord("outbox"))
    async def outbox(message: Message, command: CommandObject, update_id: int) -> None:
        user = message.from_user
        locale = locale_of(user, default_locale)
        allowed = user is not None and access.role(user.id) is Role.MANAGER

        async def act(uow: OutboxUnitOfWork) -> str:
            if not allowed:
                return texts.label("managers_only", locale)
            return await desk.answer(uow, command.args or "", locale)

        await answering.answer(update_id, message.chat.id, act, thread=topic_of(message))

    return router
