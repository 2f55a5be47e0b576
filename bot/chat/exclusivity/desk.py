"""What managers do about conflicts of interest: decide by buttons, decide again, read the register.

Client names are said here, so commands answer in private only.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.chat.book import Book, BookUnitOfWork
from bot.chat.callbacks import ConflictButton
from bot.chat.exclusivity.words import ASK, client_text, conflict_text, register_text
from bot.chat.texts import Texts
from bot.chat.verdict_desk import VerdictUnitOfWork
from leads.clock import Clock
from leads.exclusivity import deciding
from leads.exclusivity.deciding import AlreadyDecided, Deciding, NoConflict
from leads.exclusivity.holding import Choice, hold_of
from leads.selling import NoSuchLead, Seller
from leads.stage import MoveRefused

T = TypeVar("T")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ASKED = re.compile(
    r"[#№\s]*(?P<lead>\d{1,18})(?:\s+(?P<choice>work|refuse|ask)\b[\s:,.]*(?P<why>.*))?\s*",
    re.DOTALL | re.IGNORECASE,
)


class Inbox(Protocol):
    """Updates whose turn is still to come."""

    async def claim(self, update_id: int) -> bool: ...


class ConflictUnitOfWork(VerdictUnitOfWork, BookUnitOfWork, Protocol):
    """What deciding and looking read and write."""

    @property
    def orders(self) -> deciding.Orders: ...


class TapUnitOfWork(ConflictUnitOfWork, Protocol):
    """What a manager's tap reads and writes."""

    @property
    def inbox(self) -> Inbox: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(
        self, work: Callable[[TapUnitOfWork], Awaitable[T]], *, update_ids: tuple[int, ...] = ()
    ) -> T: ...


class ConflictDesk:
    """Decisions and the register, as texts. Who asks is a manager by now."""

    def __init__(
        self,
        works: Works,
        deciding: Deciding,
        book: Book,
        texts: Texts,
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        self._works = works
        self._deciding = deciding
        self._book = book
        self.texts = texts
        self._clock = clock
        self._zone = zone

    async def tap(self, update_id: int, button: ConflictButton, by: Seller, locale: str) -> str:
        """Do what the button says in one turn, once; the words of the toast."""

        async def work(uow: TapUnitOfWork) -> str:
            if not await uow.inbox.claim(update_id):
                return ""
            found_at = EPOCH + timedelta(microseconds=button.at)
            return await self._do(uow, button.lead, button.act, by, locale, found_at=found_at)

        text = await self._told(lambda: self._works.run(work, update_ids=(update_id,)), locale)
        return self.texts.short(text)

    async def conflict(self, uow: ConflictUnitOfWork, args: str, by: Seller, locale: str) -> str:
        """/conflict: one conflict, or another decision about it."""
        asked = _ASKED.fullmatch(args.strip())
        if asked is None:
            return self.texts.render("conflict_usage", locale)
        lead_id, why = int(asked["lead"]), " ".join((asked["why"] or "").split())
        if asked["choice"] is None:
            return await self._show(uow, lead_id, locale)
        act = asked["choice"].lower()
        return await self._told(lambda: self._do(uow, lead_id, act, by, locale, why=why), locale)

    def exclusive(self, key: str, locale: str) -> str:
        """/exclusive: the register, or one client of it."""
        today = self._clock.now().astimezone(self._zone).date()
        client = self._book.register.client(key.strip())
        if client is not None:
            return client_text(client, today, self.texts, locale)
        return register_text(self._book.register, today, self.texts, locale)

    async def _do(
        self,
        uow: ConflictUnitOfWork,
        lead_id: int,
        act: str,
        by: Seller,
        locale: str,
        *,
        why: str = "",
        found_at: datetime | None = None,
    ) -> str:
        now = self._clock.now()
        if act == ASK:
            hold = await self._deciding.ask(uow, lead_id, by, now, found_at=found_at)
            return self.texts.render(
                "conflict_asked", locale, lead_id=lead_id, answer_by=hold.answer_by
            )
        choice = Choice(act)
        lead = await self._deciding.decide(
            uow, lead_id, choice, by, now, reason=why, found_at=found_at
        )
        taken = lead.owner_id is not None
        return self.texts.render(
            "conflict_decided", locale, lead_id=lead_id, choice=choice.value, taken=taken
        )

    async def _told(self, act: Callable[[], Awaitable[str]], locale: str) -> str:
        """What `act` says, or why nothing was done."""
        try:
            return await act()
        except AlreadyDecided as before:
            decided, asked = before.hold.decided, before.hold.asked
            who = decided.manager if decided else asked.manager if asked else ""
            choice = decided.choice if decided else ASK
            return self.texts.render("conflict_settled", locale, choice=choice, manager=who)
        except NoConflict:
            return self.texts.label("conflict_none", locale)
        except NoSuchLead as error:
            return self.texts.render("lead_not_found", locale, asked=str(error))
        except MoveRefused as refused:
            return self.texts.render("move_refused", locale, reason=refused.reason)

    async def _show(self, uow: ConflictUnitOfWork, lead_id: int, locale: str) -> str:
        now = self._clock.now()
        looked = await self._book.look_up(uow, lead_id, now)
        hold = hold_of(looked[2]) if looked else None
        if looked is None or hold is None:
            return self.texts.label("conflict_none", locale)
        return conflict_text(looked[0], hold, self._book.register, now, self.texts, locale)
