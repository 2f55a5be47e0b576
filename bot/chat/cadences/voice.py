"""Messages of cadences: the file's words with names in them, and the buttons. Pure."""

from __future__ import annotations

import re

from bot.chat.book import Book
from bot.chat.callbacks import CadenceButton, packed
from bot.chat.messages import Button, Keyboard, Outgoing
from bot.chat.texts import Texts
from dialogs.scenario import Text
from dialogs.schema.texts import PLACEHOLDER
from leads.cadences.cadence import Cadence, Words
from leads.cadences.walking import Addressee
from leads.caused import row_key
from leads.consent import Basis
from leads.outbox import OutboxMessage, Priority

YES, NO = "yes", "no"
INVITATION = 0
"""The number of the invitation; steps count from 1."""


class CadenceVoice:
    """Says what files of cadences hold, on behalf of `company`."""

    def __init__(self, texts: Texts, book: Book, company: str) -> None:
        self._texts = texts
        self._book = book
        self._company = company

    def invite(
        self, cadence: Cadence, words: Words, to: Addressee, basis: Basis, key: str
    ) -> OutboxMessage:
        """The question whether the cadence may begin."""
        locale = to.contact.language
        buttons = tuple(
            Button(self._texts.label(f"cadence_{act}", locale), _data(to, cadence, INVITATION, act))
            for act in (YES, NO)
        )
        return self._message(words, to, basis, (buttons,), key, cadence.priority)

    def say(
        self, cadence: Cadence, step: int, words: Words, to: Addressee, basis: Basis, key: str
    ) -> OutboxMessage:
        """The words of a step, with the cadence's answers under them."""
        locale = to.contact.language
        keyboard = tuple(
            (Button(Text(one.label).in_(locale), _data(to, cadence, step + 1, one.id)),)
            for one in cadence.answers
        )
        return self._message(words, to, basis, keyboard, key, cadence.priority)

    def _message(
        self,
        words: Words,
        to: Addressee,
        basis: Basis,
        keyboard: Keyboard,
        key: str,
        priority: Priority,
    ) -> OutboxMessage:
        locale = to.contact.language
        text = self._texts.render("cadence", locale, text=self._filled(words, to, locale))
        message = Outgoing(
            to.contact.telegram_id,
            text,
            purpose=basis.purpose.value,
            basis=str(basis),
            keyboard=keyboard,
        )
        return message.row(row_key(key), priority)

    def _filled(self, words: Words, to: Addressee, locale: str) -> str:
        product = to.lead.product
        shown = {
            "name": to.contact.name,
            "product": self._book.product(product, locale) if product else None,
            "owner": to.owner,
            "company": self._company,
        }

        def replacement(found: re.Match[str]) -> str:
            name, fallback = found.groups()
            return shown.get(name) or str(fallback)

        return PLACEHOLDER.sub(replacement, Text(words).in_(locale)).strip()


def _data(to: Addressee, cadence: Cadence, number: int, act: str) -> str:
    return packed(CadenceButton, to.lead.id, cadence.id, number, act)
