"""The word to managers and to a partner who has sunk."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from bot.chat import wording
from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from leads.consent import STAFF_BASIS, Purpose
from leads.outbox import OutboxMessage
from leads.partners.partner import Register
from reports.partners import ReferralReader, SunkPartner, sunk_partners

YEAR = 365
"""Over so many days it is looked at who has sunk."""


class Outbox(Protocol):
    """What must be delivered; a key written before changes nothing."""

    async def add(self, message: OutboxMessage) -> object: ...


class WatchUnitOfWork(Protocol):
    """What warning writes."""

    @property
    def outbox(self) -> Outbox: ...


class SunkDesk:
    """Watches over partners, in words."""

    def __init__(
        self, reader: ReferralReader, register: Register, texts: Texts, locale: str
    ) -> None:
        self._reader = reader
        self._register = register
        self._texts = texts
        self._locale = locale

    async def sunk(self) -> tuple[SunkPartner, ...]:
        """Who has sunk, over the last year."""
        return sunk_partners(await self._reader.since(YEAR), self._register)

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


def _percent(part: float, locale: str) -> str:
    return wording.percent(Decimal(f"{part * 100:.0f}"), locale)
