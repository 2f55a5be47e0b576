"""The command /offers: roles of products and what is offered next to whom, as marketing and sales
agreed."""

from __future__ import annotations

from aiogram.types import Message

from bot.chat.access import Access
from bot.chat.answering import Answering, AnsweringUnitOfWork
from bot.chat.book import Book
from bot.chat.filters import CommandWord
from bot.chat.router import Router
from bot.chat.staff_commands import StaffCommands
from bot.chat.texts import Texts
from dialogs.scenario import DEFAULT_LOCALE
from leads.repeat.rules import NextOffer, Product, RepeatRules
from leads.selling import Seller


class OfferMap:
    """The map, as a text."""

    def __init__(self, rules: RepeatRules, book: Book, texts: Texts) -> None:
        self._rules = rules
        self._book = book
        self._texts = texts

    def shown(self, locale: str) -> str:
        """The whole map."""
        return self._texts.fitting(
            "offers",
            locale,
            roles=[self._role(*one, locale) for one in self._rules.products.items()],
            next=[self._next(one, locale) for one in self._rules.offers],
        )

    def _role(self, product: str, known: Product, locale: str) -> dict[str, object]:
        season = known.season
        days = (
            "{:02d}.{:02d}–{:02d}.{:02d}".format(*season.begins[::-1], *season.ends[::-1])
            if season
            else ""
        )
        return {
            "name": self._book.product(product, locale),
            "role": known.role.value if known.role else "",
            "days": known.again.days if known.again else 0,
            "season": days,
        }

    def _next(self, rule: NextOffer, locale: str) -> dict[str, object]:
        return {
            "bought": self._book.product(rule.bought, locale),
            "next": self._book.product(rule.next, locale),
            "segments": ", ".join(sorted(rule.segments)),
            "why": rule.why.get(locale) or rule.why.get(DEFAULT_LOCALE, ""),
        }


def map_router(
    offers: OfferMap,
    answering: Answering[AnsweringUnitOfWork],
    access: Access,
    texts: Texts,
    *,
    default_locale: str,
) -> Router:
    """The command of staff, in private and in the sales chat."""
    router, staff = Router(), StaffCommands(answering, access, texts, default_locale)

    @router.message(CommandWord("offers"))
    async def show(message: Message, update_id: int) -> None:
        async def act(_: AnsweringUnitOfWork, __: Seller, language: str) -> str:
            return offers.shown(language)

        await staff.answer(message, update_id, act)

    return router
