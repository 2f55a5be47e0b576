"""Part of the composition root: what salespeople do with a lead under its card, or by /give."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.app.meetings import MeetingParts
from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.book import Book
from bot.chat.handing import HandingDesk, handing_router
from bot.chat.router import Router
from bot.chat.sales import CardDesk, sales_router
from bot.chat.sender import Sender
from leads.desk import Desk
from leads.handing.handing import Handing
from leads.roster import Roster
from storage.unit_of_work import UnitOfWork


def card_routers(
    desk: Desk,
    roster: Roster | None,
    met: MeetingParts,
    sender: Sender,
    book: Book,
    answering: Answering[UnitOfWork],
    access: Access,
    wake: Callable[[], None],
) -> Sequence[Router]:
    """Handlers of the buttons under cards, and of /give."""
    texts, clock, locale = met.texts, met.clock, met.settings.default_language
    handing = HandingDesk(Handing(desk, roster), texts, clock)
    cards = CardDesk(met.database, desk, handing, book, texts, clock, locale)
    return (
        sales_router(cards, sender, access, texts, wake),
        handing_router(handing, answering, access, texts, default_locale=locale),
    )
