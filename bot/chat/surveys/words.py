"""Surveys in words for the person: whether they may be asked, the question, the thanks. Pure."""

from __future__ import annotations

from bot.chat.book import Book
from bot.chat.callbacks import SurveyButton, packed
from bot.chat.documents import ConsentDocuments
from bot.chat.messages import Button, Keyboard, Outgoing, in_rows
from bot.chat.texts import Texts
from leads.caused import row_key
from leads.consent import Basis
from leads.contact import Contact
from leads.documents import ConsentText
from leads.lead import Lead
from leads.outbox import OutboxMessage, Priority
from leads.surveys.survey import Survey, SurveyRules

YES, NO, RATE = "yes", "no", "rate"
DOCUMENT = "consent_after_sale"
IN_A_ROW = 6


class SurveyVoice:
    """Says what people read of surveys."""

    def __init__(
        self, texts: Texts, documents: ConsentDocuments, book: Book, rules: SurveyRules
    ) -> None:
        self._texts = texts
        self._documents = documents
        self._book = book
        self._rules = rules

    def invite(self, contact: Contact, lead: Lead, basis: Basis, key: str) -> OutboxMessage:
        """Whether the person may be asked later."""
        locale = contact.language
        buttons = tuple(
            Button(self._texts.label(f"survey_{act}", locale), _data(act, lead.id))
            for act in (YES, NO)
        )
        text = self.agreement(locale).text
        return _row(contact, text, basis, (buttons,), key, Priority.FOLLOW_UP)

    def agreement(self, locale: str) -> ConsentText:
        """The words that the person agrees to."""
        return self._documents.text(DOCUMENT, locale)

    def ask(self, survey: Survey, contact: Contact, basis: Basis, key: str) -> OutboxMessage:
        """The question, with a button for each grade."""
        locale = contact.language
        text = self._texts.render(
            "survey_ask",
            locale,
            scale=survey.scale.value,
            product=self._product(survey, locale),
        )
        return _row(contact, text, basis, _grades(survey), key, Priority.SURVEY)

    def thanks(self, survey: Survey, locale: str) -> str:
        """The thanks for a grade by its group, and the question for the reason."""
        return self._texts.render(
            "survey_rated",
            locale,
            grade=survey.grade,
            group=survey.group,
            review=self._rules.review,
            friends=self._rules.friends,
        )

    def _product(self, survey: Survey, locale: str) -> str:
        return self._book.product(survey.product, locale) if survey.product else ""


def _grades(survey: Survey) -> Keyboard:
    buttons = [Button(str(grade), _data(RATE, survey.id, grade)) for grade in survey.scale.grades]
    return in_rows(buttons, IN_A_ROW)


def _data(act: str, number: int, grade: int = 0) -> str:
    return packed(SurveyButton, act, number, grade)


def _row(
    contact: Contact, text: str, basis: Basis, keyboard: Keyboard, key: str, priority: Priority
) -> OutboxMessage:
    return Outgoing.to_person(contact, text, basis, keyboard).row(row_key(key), priority)
