"""What an answer tells of the company: the fields of it that the answer's CRM field names."""

from __future__ import annotations

from dataclasses import replace

from dialogs.reading import Reading, read_company
from dialogs.scenario import Slot, SlotType
from leads.companies.evidence import own_domain
from leads.company import Company


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
