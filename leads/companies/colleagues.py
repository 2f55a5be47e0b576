"""Who else of a lead's company has written, who leads it, and what it may be joined with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from leads.companies.ties import Tie, TieStatus
from leads.company import Company
from leads.facts import Fact
from leads.history import owner_name
from leads.lead import Lead


class Companies(Protocol):
    """Companies."""

    async def get(self, company_id: int) -> Company | None: ...
    async def others(self, company_id: int, contact_id: int) -> int: ...
    async def has_paid(self, company_id: int) -> bool: ...


class Ties(Protocol):
    """Ties between companies."""

    async def of(self, company_id: int) -> Sequence[Tie]: ...
    async def joining(self, contact_id: int) -> Tie | None: ...


class Leads(Protocol):
    """Leads; `last_taken` is the company's lead that was taken last, but for the given person's."""

    async def last_taken(self, company_id: int, *, but: int) -> Lead | None: ...


class Events(Protocol):
    """History."""

    async def history(self, lead_id: int) -> Sequence[Fact]: ...


class AccountUnitOfWork(Protocol):
    """What looking for the owner of an account reads."""

    @property
    def leads(self) -> Leads: ...
    @property
    def events(self) -> Events: ...


class ColleaguesUnitOfWork(AccountUnitOfWork, Protocol):
    """What looking at a company reads."""

    @property
    def companies(self) -> Companies: ...
    @property
    def ties(self) -> Ties: ...


@dataclass(frozen=True, slots=True)
class Colleagues:
    """The company beside a lead. `others` are people of it but for the lead's own, `account` who
    took its previous lead, "" for nobody; `client` when it has paid. `joined` is how the person
    came to it, `maybe` the company that it may be and how."""

    others: int = 0
    account: str = ""
    client: bool = False
    joined: Tie | None = None
    maybe: tuple[Company, Tie] | None = None


NO_COLLEAGUES = Colleagues()


async def account_of(
    uow: AccountUnitOfWork, company_id: int, *, but: int
) -> tuple[int | None, str]:
    """Who took the company's previous lead, with their name; leads of the person `but` apart."""
    lead = await uow.leads.last_taken(company_id, but=but)
    if lead is None:
        return None, ""
    return lead.owner_id, owner_name(await uow.events.history(lead.id))


async def colleagues_of(uow: ColleaguesUnitOfWork, company: Company, contact_id: int) -> Colleagues:
    """What is known of the company beside that person."""
    _, account = await account_of(uow, company.id, but=contact_id)
    return Colleagues(
        others=await uow.companies.others(company.id, contact_id),
        account=account,
        client=await uow.companies.has_paid(company.id),
        joined=await uow.ties.joining(contact_id),
        maybe=await suggested(uow, company.id),
    )


async def suggested(uow: ColleaguesUnitOfWork, company_id: int) -> tuple[Company, Tie] | None:
    """The company that this one may be, as long as nobody has decided."""
    for tie in await uow.ties.of(company_id):
        if tie.status is TieStatus.SUGGESTED and tie.company_id == company_id:
            other = await uow.companies.get(tie.into_id)
            if other is not None:
                return other, tie
    return None
