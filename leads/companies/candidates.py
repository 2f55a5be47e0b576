"""Known companies that one may be, with what speaks for each; the decision is the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leads.companies.evidence import NEITHER, Decision, Weighed, own_domain, weigh
from leads.companies.joining import head_of
from leads.companies.ties import Tie, TieStatus
from leads.company import Company


class Companies(Protocol):
    """Companies; `alike` and `with_phone` find others that may be the same."""

    async def get(self, company_id: int) -> Company | None: ...
    async def alike(self, own: Company, domains: Sequence[str]) -> Sequence[Company]: ...
    async def with_phone(self, phone: str, own: int, contact_id: int) -> Sequence[Company]: ...


class Ties(Protocol):
    """Ties between companies."""

    async def of(self, company_id: int) -> Sequence[Tie]: ...


class SeekingUnitOfWork(Protocol):
    """What looking for a company reads."""

    @property
    def companies(self) -> Companies: ...
    @property
    def ties(self) -> Ties: ...


@dataclass(frozen=True, slots=True)
class Found:
    """A known company that another may be: itself or one of its parts speaks for it."""

    head: Company
    weighed: Weighed

    def suggested(self, own_id: int, at: datetime, contact_id: int | None = None) -> Tie:
        """The tie that leaves it to a manager whether company `own_id` is this one."""
        return Tie(
            id=0,
            company_id=own_id,
            into_id=self.head.id,
            status=TieStatus.SUGGESTED,
            evidence=self.weighed.evidence,
            at=at,
            contact_id=contact_id,
        )


async def candidates(
    uow: SeekingUnitOfWork, own: Company, phone: str | None, contact_id: int = 0
) -> list[Found]:
    """Companies that `own` may be, the weightiest evidence first.

    `own` need not be stored (id 0); `phone` is that of the person `contact_id`, or the company's.
    """
    domain = own_domain(own.domain)
    domains = (domain, f"www.{domain}") if domain else ()
    rows = [(row, False) for row in await uow.companies.alike(own, domains)]
    if phone:
        rows += [(row, True) for row in await uow.companies.with_phone(phone, own.id, contact_id)]
    ties = await uow.ties.of(own.id) if rows and own.id else ()
    decided = {one.into_id for one in ties if one.status is TieStatus.SPLIT and one.by}
    found = []
    for row, by_phone in rows:
        head = await head_of(uow, row)
        weighed = weigh(own, row, phone=by_phone)
        contrary = own.inn and head.inn and own.inn != head.inn
        if not (contrary or head.id in {own.id, *decided} or weighed == NEITHER):
            found.append(Found(head, weighed))
    return sorted(found, key=lambda one: (one.weighed.rank, one.head.id))


def surest(found: Sequence[Found]) -> list[Found]:
    """Those that are the same by the weightiest evidence there is; several when it can't tell."""
    sure = [one for one in found if one.weighed.decision is Decision.JOIN]
    best = min((one.weighed.rank for one in sure), default=None)
    return [one for one in sure if one.weighed.rank == best]
