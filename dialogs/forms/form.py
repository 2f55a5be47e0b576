"""A form of a site: which question of a scenario each of its fields answers. Values only.

Where a form may be sent from, and how that is proven, is the face's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.scenario import LOCALES, Personal, Scenario, Slot, SlotType, Text
from leads.catalogue import Campaign
from leads.documents import ConsentText

UNFIT = frozenset({SlotType.FILE, SlotType.CONSENT, SlotType.APPOINTMENT})
"""Slots that no form fills: a file comes through the chat, a consent has the form's own words, and
free times change while a form is open."""


def _of_person(name: str, type_: SlotType, crm: str, personal: Personal, ru: str, en: str) -> Slot:
    label = Text(dict(zip(LOCALES, (ru, en), strict=True)))
    return Slot(name, type_, label, max_length=100, personal=personal, crm=crm)


NAME, CONTACT, NONE = Personal.NAME, Personal.CONTACT, Personal.NONE
PERSON: Mapping[str, Slot] = {
    slot.id: slot
    for slot in (
        _of_person("name", SlotType.TEXT, "contact.name", NAME, "Имя", "Name"),
        _of_person("phone", SlotType.PHONE, "contact.phone", CONTACT, "Телефон", "Phone"),
        _of_person("email", SlotType.EMAIL, "contact.email", CONTACT, "E-mail", "E-mail"),
        _of_person("company", SlotType.COMPANY, "company.name", NONE, "Компания", "Company"),
    )
}
"""What a form may ask of the person besides the questions of its scenario."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The consent to personal data that a form asks for: its field, and the words beside it."""

    field: str
    version: str
    text: Mapping[str, str]

    def in_(self, locale: str) -> ConsentText:
        """The document as the ledger keeps it."""
        spoken = locale if locale in self.text else next(iter(self.text))
        return ConsentText(f"form:{self.version}", spoken, self.text[spoken])


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `answers` leads from its fields to slots of `quiz`, `person` to what they tell of
    the person (a key of `PERSON`). `required` are fields that must not be empty. `campaign` is
    where people who send it come from."""

    id: str
    quiz: str
    campaign: Campaign
    answers: Mapping[str, str] = field(default_factory=dict)
    person: Mapping[str, str] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    agreement: Agreement | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that the form knows, in the order of the file."""
        agreed = (self.agreement.field,) if self.agreement else ()
        return (*self.person, *self.answers, *agreed)

    def asks(self, name: str, quiz: Scenario) -> Slot:
        """What a field asks for that is no agreement; `quiz` is the scenario of that name."""
        if name in self.person:
            return PERSON[self.person[name]]
        return quiz.slots[self.answers[name]]
