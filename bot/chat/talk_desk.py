"""What staff write in a topic, or in reply to a post about a person: a turn each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.chat.answering import AnsweringUnitOfWork
from bot.chat.by_number import REFUSED, why_nothing
from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from dialogs import ports
from dialogs.bot_back import TalkingUnitOfWork
from dialogs.service import DialogService
from leads import desk_ports
from leads.clock import Clock
from leads.consent import REPLY_BASIS, STAFF_BASIS, Purpose
from leads.desk import Desk
from leads.desk_ports import DeskUnitOfWork
from leads.handoff import copy_key, said_key
from leads.reasons import LossReason
from leads.selling import Seller
from leads.talk import Spot, Talk

T = TypeVar("T")


class Orders(ports.Orders, desk_ports.Orders, Protocol):
    """Paid orders, read and written."""


class TalkDeskUnitOfWork(TalkingUnitOfWork, DeskUnitOfWork, AnsweringUnitOfWork, Protocol):
    """What staff in a talk read and write; committed as a whole or not at all."""

    @property
    def orders(self) -> Orders: ...
    @property
    def tasks(self) -> desk_ports.Tasks: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(
        self,
        work: Callable[[TalkDeskUnitOfWork], Awaitable[T]],
        *,
        update_ids: tuple[int, ...] = (),
    ) -> T: ...


@dataclass(frozen=True, slots=True)
class Written:
    """A message of staff: which, what it is, and its words as Telegram HTML."""

    message_id: int
    what: str
    html: str = ""
    edited_at: int = 0


class TalkDesk:
    """The turns of staff in a talk."""

    def __init__(
        self,
        works: Works,
        talk: Talk,
        sales: Desk,
        service: DialogService,
        texts: Texts,
        clock: Clock,
        *,
        locale: str,
    ) -> None:
        self._works = works
        self._talk = talk
        self._sales = sales
        self._service = service
        self._texts = texts
        self._clock = clock
        self._locale = locale

    async def pass_on(self, update_id: int, spot: Spot, written: Written, by: Seller) -> bool:
        """Give the person a copy; False where nobody is spoken with, and the update is open."""

        async def work(uow: TalkDeskUnitOfWork) -> bool:
            to = await self._talk.addressee(uow, spot)
            if to is None:
                return False
            if await uow.inbox.claim(update_id):
                await self._talk.write(
                    uow,
                    to,
                    spot.chat_id,
                    written.message_id,
                    written.what,
                    by.id,
                    self._clock.now(),
                )
            return True

        return await self._works.run(work, update_ids=(update_id,))

    async def correct(self, update_id: int, spot: Spot, written: Written) -> None:
        """Change what the person got. Words can be changed, a file under them can't."""

        async def work(uow: TalkDeskUnitOfWork) -> None:
            to = await self._talk.addressee(uow, spot)
            if to is None or not await uow.inbox.claim(update_id):
                return
            key = said_key(spot.chat_id, written.message_id)
            chat_id = to.contact.telegram_id
            message = Outgoing(
                chat_id,
                written.html,
                Purpose.REPLY.value,
                str(REPLY_BASIS),
                edits_key=key,
                caption=written.what != "text",
            )
            await uow.outbox.add(message.row(f"{key}:{written.edited_at}:{update_id}"))

        await self._works.run(work, update_ids=(update_id,))

    async def corrected(self, update_id: int, telegram_id: int, written: Written) -> None:
        """The person changed a message that staff have a copy of: the copy changes too."""

        async def work(uow: TalkDeskUnitOfWork) -> None:
            contact = await uow.contacts.by_telegram(telegram_id)
            key = copy_key(contact.id, written.message_id) if contact else ""
            post = await uow.posts.get(key)
            if post is None or not await uow.inbox.claim(update_id):
                return
            message = Outgoing(
                post.chat_id,
                f"✎ {written.html}",
                Purpose.SERVICE.value,
                str(STAFF_BASIS),
                edits=post.message_id,
                caption=written.what != "text",
            )
            await uow.outbox.add(message.row(f"{key}:{written.edited_at}:{update_id}"))

        await self._works.run(work, update_ids=(update_id,))

    async def lead_at(self, spot: Spot) -> int | None:
        """The number of the lead that is spoken about there."""

        async def work(uow: TalkDeskUnitOfWork) -> int | None:
            to = await self._talk.addressee(uow, spot)
            return to.lead.id if to else None

        return await self._works.run(work)

    async def bot(
        self, uow: TalkDeskUnitOfWork, update_id: int, spot: Spot, args: str, by: Seller
    ) -> str:
        """`/bot on`, `/bot off`; the answer in words."""
        to = await self._talk.addressee(uow, spot)
        if to is None:
            return self._texts.render("nobody_here", self._locale)
        match args.strip().lower():
            case "on" | "вкл":
                if not await self._talk.give_back(uow, to, "command", by.id, self._clock.now()):
                    return self._texts.label("bot_was_on", self._locale)
                await self._service.show_again(uow, to.contact, update_id)
                return self._texts.label("bot_is_on", self._locale)
            case "off" | "выкл":
                now = self._clock.now()
                await self._talk.write(uow, to, spot.chat_id, None, "", by.id, now)
                return self._texts.label("bot_is_off", self._locale)
            case _:
                silent = to.contact.human_since is not None
                return self._texts.render("bot_usage", self._locale, silent=silent)

    async def close(self, uow: TalkDeskUnitOfWork, spot: Spot, args: str, by: Seller) -> str:
        """`/close reason`: the lead is lost and the bot answers again; the answer in words."""
        to = await self._talk.addressee(uow, spot)
        if to is None:
            return self._texts.render("nobody_here", self._locale)
        reason = self._reason(args)
        if reason is None:
            reasons = [self._texts.label(f"loss_reason_{one.value}", self._locale)
                       for one in LossReason]  # fmt: skip
            return self._texts.render("close_usage", self._locale, reasons=reasons)
        now = self._clock.now()
        try:
            await self._sales.lose(uow, to.lead.id, reason, by, now)
        except REFUSED as refused:
            return why_nothing(refused, to.lead.id, self._texts, self._locale)
        await self._talk.give_back(uow, to, "closed", by.id, now)
        return self._texts.render(
            "talk_closed", self._locale, lead_id=to.lead.id, loss_reason=reason.value
        )

    def _reason(self, typed: str) -> LossReason | None:
        """The reason whose words, in any language, begin as typed; three letters at least."""
        words = " ".join(typed.casefold().split())
        found = {
            reason
            for reason in LossReason
            for locale in self._texts.locales
            for named in (self._texts.label(f"loss_reason_{reason.value}", locale), reason.value)
            if words == named.casefold() or (len(words) > 2 and named.casefold().startswith(words))
        }
        return found.pop() if len(found) == 1 else None
