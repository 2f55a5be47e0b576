"""Congratulations in words. Pure; when whom is congratulated is `leads.repeat`."""

from __future__ import annotations

from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from leads.caused import row_key
from leads.consent import Basis
from leads.contact import Contact
from leads.outbox import OutboxMessage, Priority


class Congratulations:
    """Says them, on behalf of `company`."""

    def __init__(self, texts: Texts, company: str) -> None:
        self._texts = texts
        self._company = company

    def congratulate(
        self, contact: Contact, years: int, owner: str, basis: Basis, key: str
    ) -> OutboxMessage:
        """The congratulation on that many years of working together."""
        text = self._texts.render(
            "anniversary", contact.language, years=years, owner=owner, company=self._company
        )
        said = Outgoing.to_person(contact, text, basis)
        return said.row(row_key(key), Priority.FOLLOW_UP)

    def wish(self, contact: Contact, owner: str, basis: Basis, key: str) -> OutboxMessage:
        """The congratulation on a birthday."""
        text = self._texts.render(
            "birthday_wish",
            contact.language,
            contact_name=contact.name or "",
            owner=owner,
            company=self._company,
        )
        return Outgoing.to_person(contact, text, basis).row(row_key(key), Priority.FOLLOW_UP)
