"""Messages of cadences: the file's words with names in them, and the buttons. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, timedelta

from bot.chat import wording
from bot.chat.book import Book
from bot.chat.callbacks import CadenceButton, packed
from bot.chat.messages import Button, Keyboard, Outgoing, in_rows
from bot.chat.texts import Texts
from dialogs.scenario import Text
from dialogs.schema.texts import PLACEHOLDER
from leads.cadences.cadence import Cadence, Words
from leads.cadences.walking import Addressee
from leads.caused import row_key
from leads.consent import Basis
from leads.outbox import OutboxMessage, Priority
from leads.thinking.reasons import Doubt

YES, NO = "yes", "no"
UNTIL, WHY, BACK = "@", "?", "<"
"""What acts begin with that are no answers of a file; no id may begin so."""
TIME_NEEDED = (14, 30, 60, 90)
"""After how many days somebody may want to decide."""
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
            Button(
                self._texts.label(f"cadence_{act}", locale),
                _data(to.lead.id, cadence, INVITATION, act),
            )
            for act in (YES, NO)
        )
        return self._message(words, to, basis, (buttons,), key, cadence.priority)

    def say(
        self, cadence: Cadence, step: int, words: Words, to: Addressee, basis: Basis, key: str
    ) -> OutboxMessage:
        """The words of a step, with the cadence's answers under them."""
        keyboard = self.answers(cadence, step + 1, to.lead.id, to.contact.language)
        return self._message(words, to, basis, keyboard, key, cadence.priority)

    def answers(self, cadence: Cadence, number: int, lead_id: int, locale: str) -> Keyboard:
        """The cadence's buttons under message `number`."""
        return tuple(
            (Button(Text(one.label).in_(locale), _data(lead_id, cadence, number, one.id)),)
            for one in cadence.answers
        )

    def days(
        self, cadence: Cadence, number: int, lead_id: int, today: date, locale: str
    ) -> Keyboard:
        """Until when somebody may need time, and the way back."""
        days = [today + timedelta(days=ahead) for ahead in TIME_NEEDED]
        until = self._texts.label("until", locale)
        rows = [
            (
                Button(
                    f"{until} {wording.day(day, locale, UTC)}",
                    _data(lead_id, cadence, number, f"{UNTIL}{day:%Y%m%d}"),
                ),
            )
            for day in days
        ]
        back = Button(self._texts.label("back", locale), _data(lead_id, cadence, number, BACK))
        return (*rows, (back,))

    def doubts(self, cadence: Cadence, number: int, lead_id: int, locale: str) -> Keyboard:
        """What may hold somebody up, two a row."""
        buttons = [
            Button(
                self._texts.label(f"doubt_{doubt.value}", locale),
                _data(lead_id, cadence, number, f"{WHY}{doubt.value}"),
            )
            for doubt in Doubt
        ]
        return in_rows(buttons)

    def words(self, words: Words, to: Addressee) -> str:
        """Telegram HTML of a file's words, with names in them."""
        locale = to.contact.language
        return self._texts.render("cadence", locale, text=self._filled(words, to, locale))

    def _message(
        self,
        words: Words,
        to: Addressee,
        basis: Basis,
        keyboard: Keyboard,
        key: str,
        priority: Priority,
    ) -> OutboxMessage:
        message = Outgoing.to_person(to.contact, self.words(words, to), basis, keyboard)
        return message.row(row_key(key), priority)

    def _filled(self, words: Words, to: Addressee, locale: str) -> str:
        product = to.lead.product
        shown = {
            "name": (to.contact.name or "").partition(" ")[0],
            "product": self._book.product(product, locale) if product else None,
            "owner": to.owner,
            "company": self._company,
        }

        def replacement(found: re.Match[str]) -> str:
            name, fallback = found.groups()
            return shown.get(name) or str(fallback)

        return PLACEHOLDER.sub(replacement, Text(words).in_(locale)).strip()


def _data(lead_id: int, cadence: Cadence, number: int, act: str) -> str:
    return packed(CadenceButton, lead_id, cadence.id, number, act)
