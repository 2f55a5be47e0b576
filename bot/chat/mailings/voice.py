"""What a mailing says: to the people it is for, on trial to whoever makes it, to sales. Pure."""

from __future__ import annotations

import re
from html import escape

from bot.chat.callbacks import MailingButton, OwnButton, packed
from bot.chat.handoff_words import complete_button, human_row
from bot.chat.messages import Button, Keyboard, Outgoing
from bot.chat.texts import Texts, plain
from dialogs.schema.texts import PLACEHOLDER, telegram_length
from leads.caused import row_key
from leads.consent import STAFF_BASIS, Basis, Purpose
from leads.contact import Contact
from leads.mailings.mailing import Mailing
from leads.outbox import OutboxMessage, Priority

LONGEST = 3500
"""Characters of an offer: it has to fit below a line of ours."""
APPROVE, SEND_BACK = "approve", "send_back"


def fits(html: str) -> bool:
    """Whether an offer is one that can be sent."""
    return 0 < telegram_length(plain(html).strip()) <= LONGEST


class MailingVoice:
    """Says mailings on behalf of `company`; staff are spoken to in `locale`."""

    def __init__(self, texts: Texts, company: str, locale: str) -> None:
        self._texts = texts
        self._company = company
        self._locale = locale

    def say(self, mailing: Mailing, contact: Contact, basis: Basis, key: str) -> OutboxMessage:
        """The message to one person."""
        text, keyboard = (
            self._filled(mailing.text, contact.name),
            self._under(mailing, contact.language),
        )
        message = Outgoing.to_person(contact, text, basis, keyboard)
        return message.row(row_key(key), Priority.BROADCAST)

    def trial(self, mailing: Mailing, to: int, name: str, locale: str, key: str) -> OutboxMessage:
        """The same message to whoever makes the mailing."""
        return self._to_staff(
            to, self._filled(mailing.text, name), self._under(mailing, locale)
        ).row(key)

    def put_before(self, mailing: Mailing, chat: int, author: str, key: str) -> OutboxMessage:
        """The offer, for sales to agree to by one tap."""
        buttons = tuple(
            (Button(self._texts.label(f"mailing_{act}", self._locale), _data(mailing, act)),)
            for act in (APPROVE, SEND_BACK)
        )
        text = self.offer(mailing, author, decided="", who="")
        return self._to_staff(chat, text, buttons).row(f"{key}:{chat}")

    def offer(self, mailing: Mailing, author: str, *, decided: str, who: str) -> str:
        """The offer as sales see it, before and after they decided."""
        head = self._texts.render(
            "mailing_offer",
            self._locale,
            number=mailing.id,
            author=author,
            decided=decided,
            decider=who,
        )
        return f"{head}\n\n{mailing.text}"

    def decided(self, mailing: Mailing, decided: str, who: str, key: str) -> OutboxMessage:
        """What sales said, for the author."""
        text = self._texts.render(
            "mailing_decided", self._locale, number=mailing.id, decided=decided, decider=who
        )
        return self._to_staff(mailing.created_by, text).row(key)

    def _to_staff(self, chat: int, text: str, keyboard: Keyboard = ()) -> Outgoing:
        return Outgoing(
            chat,
            text,
            purpose=Purpose.SERVICE.value,
            basis=str(STAFF_BASIS),
            keyboard=keyboard,
        )

    def _under(self, mailing: Mailing, locale: str) -> Keyboard:
        leave = OwnButton(act="about", arg=Purpose.ADVERTISING.value).pack()
        asks = ((complete_button(self._texts, locale),),) if mailing.asks else ()
        return (
            *asks,
            human_row(self._texts, locale),
            (Button(self._texts.label("mailing_leave", locale), leave),),
        )

    def _filled(self, text: str, name: str | None) -> str:
        shown = {"name": name, "company": self._company}

        def replacement(found: re.Match[str]) -> str:
            value = shown.get(found[1])
            return escape(value, quote=False) if value else found[2]

        return PLACEHOLDER.sub(replacement, text).strip()


def _data(mailing: Mailing, act: str) -> str:
    return packed(MailingButton, mailing.id, act, "")
