"""/selfservice: who chooses by themselves, and so interrupts nobody. Values for its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.chat.book import Book
from bot.chat.texts import Texts


@dataclass(frozen=True, slots=True)
class Choosing:
    """One lead of the list: `fit` and `intent` are its points, `since` when it came there."""

    id: int
    title: str
    product: str | None
    fit: int
    intent: int
    since: datetime | None


class Choosers(Protocol):
    """Leads in self-service."""

    async def choosing(self, limit: int) -> tuple[Sequence[Choosing], int]:
        """The newest `limit` of them and how many there are in all."""
        ...


def choosing_in_words(
    found: Sequence[Choosing], total: int, book: Book, texts: Texts, locale: str
) -> str:
    """The list as a text."""
    items = [
        {
            "id": one.id,
            "title": one.title,
            "product": book.product(one.product, locale) if one.product else "",
            "fit": one.fit,
            "intent": one.intent,
            "at": one.since,
        }
        for one in found
    ]
    return texts.render("choosing", locale, items=items, total=total)
