"""Part of the composition root: all that gives leads to partners, built from the register."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.chat.access import Access
from bot.chat.answering import Answering, AnsweringUnitOfWork
from bot.chat.callbacks import ReferralButton
from bot.chat.documents import ConsentDocuments
from bot.chat.partners.cabinet import Cabinet
from bot.chat.partners.person import PersonDesk
from bot.chat.partners.router import partners_router
from bot.chat.partners.words import OfferWords
from bot.chat.person_taps import taps_router
from bot.chat.router import Router
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.offers import Offers
from leads.partners.caused import DEADLINE, NEXT, OPINION, REMINDER
from leads.partners.handing import Handing
from leads.partners.offering import Offering
from leads.partners.partner import Register
from leads.policy import Policy
from leads.working_time import next_working
from scheduler.dispatch import Own
from storage.database import Database
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Partners:
    """What other parts of the program need: who offers, what touches do, who watches."""

    offering: Offering
    touches: Mapping[str, Own[UnitOfWork]]
    routers: Callable[[Answering[AnsweringUnitOfWork], Callable[[], None]], list[Router]]
    watch: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Watch:
    """Once a night: whoever has sunk is told, and so are we."""

    database: Database
    register: Register
    texts: Texts
    access: Access
    policy: Policy
    clock: Clock
    locale: str

    async def __call__(self) -> None:
        """Of one thing once a month; in the morning, should it be night."""
        from bot.app.referred import StoredReferrals
        from bot.chat.partners.sunk import SunkDesk

        referrals = StoredReferrals(self.database, self.clock)
        desk = SunkDesk(referrals, self.register, self.texts, self.locale)
        found = await desk.sunk()
        chats = (*self.access.card_chats(), *sorted(self.access.manager_ids))
        if found and chats:
            now = self.clock.now()
            morning = next_working(now, self.policy)
            await self.database.run(lambda uow: desk.warn(uow, found, chats[0], now, morning))


def partners_of(
    register: Register,
    database: Database,
    texts: Texts,
    documents: ConsentDocuments,
    offers: Offers,
    policy: Policy,
    access: Access,
    clock: Clock,
    locale: str,
) -> Partners:
    """Everything for that register."""
    words = OfferWords(texts, documents)
    offering = Offering(register, words, offers, policy)
    handing = Handing(register, offering, words, policy)
    cabinet = Cabinet(database, handing, register, texts, clock)
    person = PersonDesk(database, offering, offers, texts, documents, clock)
    touches: dict[str, Own[UnitOfWork]] = {
        REMINDER: handing.remind,
        DEADLINE: handing.expire,
        NEXT: handing.go_on,
        OPINION: handing.ask_how_it_went,
    }

    def routers(
        answering: Answering[AnsweringUnitOfWork], wake: Callable[[], None]
    ) -> list[Router]:
        return [
            partners_router(cabinet, access, texts, wake, default_locale=locale),
            taps_router(ReferralButton, person.answer, wake),
        ]

    watch = Watch(database, register, texts, access, policy, clock, locale)
    return Partners(offering, touches, routers, watch)
