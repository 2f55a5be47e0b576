"""What a person reads of a partner: the offer that they agree to, and the question how it went."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.callbacks import ReferralButton
from bot.chat.documents import ConsentDocuments
from bot.chat.handoff_words import human_row
from bot.chat.messages import Button, Outgoing
from bot.chat.texts import Texts
from leads.consent import REPLY_BASIS, Basis
from leads.contact import Contact
from leads.documents import ConsentText
from leads.outbox import OutboxMessage
from leads.partners.partner import Partner
from leads.partners.referral import Referral

GRADES = (range(6), range(6, 11))


class OfferWords:
    """`leads.partners.ports.PartnerWords` with the templates."""

    def __init__(self, texts: Texts, documents: ConsentDocuments) -> None:
        self._texts = texts
        self._documents = documents

    def document(self, partner: Partner, data: Sequence[str], language: str) -> ConsentText:
        """The words that name the partner and what they would get."""
        about = partner.about.get(self._texts.spoken(language)) or partner.about.get("ru", "")
        return self._documents.text(
            "consent_partner",
            language,
            partner=partner.name,
            about=about,
            data=[self._texts.label(f"data_{one}", language) for one in data],
        )

    def offer(
        self, referral: Referral, contact: Contact, asked: ConsentText, basis: Basis, *, after: str
    ) -> OutboxMessage:
        """The document with yes and no; a human too, once a partner has not taken the lead."""
        locale, text = contact.language, asked.text
        if after:
            text = f"{self._texts.render('partner_again', locale, partner=after)}\n\n{text}"
        rows = [
            (referral_button(self._texts.label(f"partner_{act}", locale), referral.id, act),)
            for act in ("yes", "no")
        ]
        keyboard = (*rows, human_row(self._texts, locale)) if after else tuple(rows)
        message = Outgoing.to_person(contact, text, basis, keyboard)
        return message.row(f"referral:{referral.id}:offer")

    def nobody(self, contact: Contact, key: str) -> OutboxMessage:
        """No partner takes such leads now."""
        locale = contact.language
        keyboard = (human_row(self._texts, locale),)
        text = self._texts.render("partner_nobody", locale)
        return Outgoing.to_person(contact, text, REPLY_BASIS, keyboard).row(key)

    def already(self, contact: Contact, partner: str, key: str) -> OutboxMessage:
        """It was passed on before; how to take the consent back."""
        text = self._texts.render("partner_already", contact.language, partner=partner)
        return Outgoing.to_person(contact, text, REPLY_BASIS).row(key)

    def how_it_went(self, referral: Referral, contact: Contact, basis: Basis) -> OutboxMessage:
        """One question, eleven buttons."""
        locale = contact.language
        text = self._texts.render("partner_how_it_went", locale, partner=referral.name)
        keyboard = tuple(
            tuple(referral_button(str(grade), referral.id, "rate", str(grade)) for grade in row)
            for row in GRADES
        )
        message = Outgoing.to_person(contact, text, basis, keyboard)
        return message.row(f"referral:{referral.id}:how_it_went")


def referral_button(label: str, referral_id: int, act: str, arg: str = "") -> Button:
    """A button of `bot.chat.partners.person`."""
    return Button(label, ReferralButton(referral=referral_id, act=act, arg=arg).pack())
