"""What answers tell of the person and the company, by the CRM field of the question, and of the
place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dialogs.reading import Reading, read_company
from dialogs.scenario import Option, Scenario, Slot, SlotType
from dialogs.values import Day, Value
from leads.birthday import born_on
from leads.companies.evidence import own_domain
from leads.company import Company
from leads.contact import Contact

ANY_TIME, WRITE_FIRST = "any_time", "write_first"
"""Options of when to call that name no time: whenever, and not by phone to begin with."""


def contact_with(contact: Contact, field: str, value: Value) -> Contact | None:
    """The person as they are known after the answer to a question with that CRM field; None for a
    field that is not of theirs."""
    match field, value:
        case "contact.phone", str():
            return replace(contact, phone=value)
        case "contact.email", str():
            return replace(contact, email=value)
        case "contact.name", str():
            return replace(contact, name=value)
        case "contact.role", str():
            return replace(contact, role=value)
        case "contact.birthday", Day():
            return replace(contact, birthday=born_on(value.first))
        case _:
            return None


def company_with(company: Company, slot: Slot, value: str) -> Company:
    """The company as it is known after the answer; a company question may tell name and INN."""
    if slot.crm == "company.site":
        return replace(company, domain=value.split("//", 1)[-1].split("/", 1)[0])
    if slot.type is not SlotType.COMPANY:
        return replace(company, name=value)
    reading = read_company(value)
    if not isinstance(reading, Reading):
        return replace(company, name=value)
    named = reading.value
    return replace(company, name=named.name or company.name, inn=named.inn or company.inn)


def company_at(company: Company, email: str) -> Company:
    """The company with the domain of a work address, where its site is not known."""
    domain = own_domain(email.rpartition("@")[2])
    return replace(company, domain=domain) if domain and not company.domain else company


def best_time(scenario: Scenario, values: Mapping[str, Value]) -> Option | None:
    """The option chosen where a scenario asks when to call; None where it did not, or got none."""
    for slot in scenario.slots.values():
        chosen = values.get(slot.id)
        if slot.crm == "contact.best_time" and isinstance(chosen, str):
            return slot.option(chosen)
    return None


def city_of(scenario: Scenario, values: Mapping[str, Value]) -> str | None:
    """The id of the first city among the answers."""
    cities = [values.get(slot.id) for slot in scenario.slots.values() if slot.type is SlotType.CITY]
    return next((city for city in cities if isinstance(city, str)), None)
