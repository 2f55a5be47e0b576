"""Part of the composition root: what salespeople do with a lead under its card."""

from __future__ import annotations

from collections.abc import Callable

from bot.app.meetings import MeetingParts
from bot.chat.access import Access
from bot.chat.book import Book
from bot.chat.handing import HandingDesk
from bot.chat.router import Router
from bot.chat.sales import CardDesk, sales_router
from bot.chat.sender import Sender
from leads.desk import Desk
from leads.handing.handing import Handing
from leads.roster import Roster


def card_router(
    desk: Desk,
    roster: Roster | None,
    met: MeetingParts,
    sender: Sender,
    book: Book,
    access: Access,
    wake: Callable[[], None],
) -> Router:
    """Handlers of the buttons under cards."""
    texts, clock, locale = met.texts, met.clock, met.settings.default_language
    handing = HandingDesk(Handing(desk, roster), texts, clock)
    cards = CardDesk(met.database, desk, handing, book, texts, clock, locale)
    return sales_router(cards, sender, access, texts, wake)
