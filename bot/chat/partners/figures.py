"""/partners for managers, and the word to them and to a partner who has sunk."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat import wording
from bot.chat.access import Access, Role
from bot.chat.answering import Answering, AnsweringUnitOfWork
from bot.chat.filters import CommandWord
from bot.chat.messages import Outgoing
from bot.chat.people import locale_of, may_command
from bot.chat.router import Router
from bot.chat.texts import Texts
from leads.consent import STAFF_BASIS, Purpose
from leads.outbox import OutboxMessage
from leads.partners.partner import Register
from reports.intervals import Share
from reports.partners import (
    FEW,
    PartnerFigures,
    ReferralReader,
    SunkPartner,
    figures,
    sunk_partners,
)

DAYS = 90
LONGEST = 3650


class Outbox(Protocol):
    """What must be delivered; a key written before changes nothing."""

    async def add(self, message: OutboxMessage) -> object: ...


class WatchUnitOfWork(Protocol):
    """What warning writes."""

    @property
    def outbox(self) -> Outbox: ...


class PartnerFiguresDesk:
    """Figures of partners, as texts."""

    def __init__(
        self, reader: ReferralReader, register: Register, texts: Texts, locale: str
    ) -> None:
        self._reader = reader
        self._register = register
        self._texts = texts
        self._locale = locale

    async def report(self, args: str, locale: str) -> str:
        """/partners [days]: every partner with what became of their leads."""
        days = int(args) if args.isdecimal() and 0 < int(args) <= LONGEST else DAYS
        found = figures(await self._reader.since(days), self._register)
        rows = [self._row(one, locale) for one in found]
        return self._texts.fitting("partners", locale, days=days, partners=rows)

    async def sunk(self) -> tuple[SunkPartner, ...]:
        """Who has sunk, over the last year."""
        return sunk_partners(await self._reader.since(365), self._register)

    async def warn(
        self,
        uow: WatchUnitOfWork,
        found: Collection[SunkPartner],
        chat_id: int,
        now: datetime,
        not_before: datetime,
    ) -> None:
        """Tell us (in `chat_id`) and the partner's people; of one thing once a month."""
        for one in found:
            partner = self._register.get(one.partner)
            if partner is None:
                continue
            key = f"sunk:{one.partner}:{one.what.value}:{now:%Y-%m}"
            told = [(chat_id, "partner_sunk", self._locale)]
            told += [(person, "partner_sinking", partner.language) for person in partner.people]
            for chat, name, locale in told:
                text = self._texts.render(
                    name,
                    locale,
                    partner=partner.name,
                    what=one.what.value,
                    part=one.found.part,
                    whole=one.found.whole,
                    low=_percent(one.found.low, self._texts.spoken(locale)),
                    high=_percent(one.found.high, self._texts.spoken(locale)),
                    target=_percent(one.target, self._texts.spoken(locale)),
                )
                message = Outgoing(chat, text, Purpose.SERVICE.value, str(STAFF_BASIS))
                row = message.row(f"{key}:{chat}")
                # A lane of its own: a row that waits for the morning holds up nobody.
                await uow.outbox.add(
                    OutboxMessage(row.topic, row.key, key, row.payload, not_before)
                )

    def _row(self, one: PartnerFigures, locale: str) -> dict[str, object]:
        spoken = self._texts.spoken(locale)
        return {
            "name": one.name,
            "known": one.known,
            "offered": one.offered,
            "consented": one.consented,
            "accepted": one.accepted,
            "declined": one.declined,
            "expired": one.expired,
            "given_back": one.given_back,
            "in_work": one.in_work,
            "sold": one.sold,
            "lost": one.lost,
            "amounts": [
                {"amount": amount, "currency": currency} for currency, amount in one.amount.items()
            ],
            "conversion": _share(one.conversion, spoken),
            "opinion": "" if one.opinion is None else wording.decimal(_tenths(one.opinion), spoken),
            "content": _share(one.content, spoken),
            "accepted_in": one.accepted_in,
        }


def _share(found: Share, locale: str) -> dict[str, object]:
    """A share as the template takes it: `few` where it rests on few cases."""
    return {
        "part": found.part,
        "whole": found.whole,
        "value": _percent(found.value, locale),
        "low": _percent(found.low, locale),
        "high": _percent(found.high, locale),
        "few": found.whole < FEW,
    }


def _percent(part: float, locale: str) -> str:
    return wording.percent(Decimal(f"{part * 100:.0f}"), locale)


def _tenths(value: float) -> Decimal:
    return Decimal(f"{value:.1f}")


def figures_router(
    desk: PartnerFiguresDesk,
    answering: Answering[AnsweringUnitOfWork],
    access: Access,
    texts: Texts,
    *,
    default_locale: str,
) -> Router:
    """The command of managers, in private and in the sales chat."""
    router = Router()

    @router.message(CommandWord("partners"))
    async def partners(message: Message, command: CommandObject, update_id: int) -> None:
        user = message.from_user
        language = locale_of(user, default_locale) if user else default_locale

        async def act(_: AnsweringUnitOfWork) -> str:
            if user is None or not may_command(message, access):
                return texts.render("access_denied", language)
            if access.role(user.id) is not Role.MANAGER:
                return texts.label("managers_only", language)
            return await desk.report((command.args or "").strip(), language)

        thread = message.message_thread_id if message.is_topic_message else None
        await answering.answer(update_id, message.chat.id, act, thread=thread)

    return router
