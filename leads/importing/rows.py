"""What a row of an existing base says, read and proven. Values only; keys are the base's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from leads.clock import require_aware


class Kind(StrEnum):
    """What the rows of a file are."""

    COMPANIES = "companies"
    CONTACTS = "contacts"
    DEALS = "deals"
    ORDERS = "orders"


class Ended(StrEnum):
    """How a deal of the base ended."""

    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class CompanyOf:
    """The company that a row is about or belongs to. `domain` is a bare host, `phone` E.164."""

    key: str = ""
    name: str | None = None
    inn: str | None = None
    domain: str | None = None
    phone: str | None = None

    @property
    def told(self) -> tuple[str, ...]:
        """Whatever it can be recognised by; empty when only its key is known."""
        parts = (self.inn or "", self.domain or "", self.name or "", self.phone or "")
        return parts if any(parts) else ()


@dataclass(frozen=True, slots=True)
class PersonOf:
    """The person that a row is about or belongs to. `phone` is E.164."""

    key: str = ""
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    role: str | None = None

    @property
    def can_be_known(self) -> bool:
        """Whether they would be recognised when the row comes again."""
        return bool(self.key or self.phone or self.email)


@dataclass(frozen=True, slots=True)
class OrderOf:
    """A paid order; money in whole units of `currency`."""

    paid_at: datetime
    amount: int
    currency: str
    discount: int = 0
    product: str | None = None

    def __post_init__(self) -> None:
        require_aware(paid_at=self.paid_at)


@dataclass(frozen=True, slots=True)
class DealOf:
    """A deal; `stage` is the base's own word, `ended` None while it is open."""

    currency: str
    title: str | None = None
    product: str | None = None
    stage: str | None = None
    ended: Ended | None = None
    amount: int | None = None
    loss_reason: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(opened_at=self.opened_at, closed_at=self.closed_at)


@dataclass(frozen=True, slots=True)
class BaseRow:
    """One row. `key` is the base's number of what the row is, "" when it has none."""

    line: int
    key: str = ""
    company: CompanyOf = field(default_factory=CompanyOf)
    person: PersonOf = field(default_factory=PersonOf)
    order: OrderOf | None = None
    deal: DealOf | None = None


class Fate(StrEnum):
    """What became of a row."""

    ADDED = "added"
    KNOWN = "known"  # brought before, or recognised
    NO_COMPANY = "no_company"  # names a company by a key that nobody knows
    NO_CUSTOMER = "no_customer"  # a deal or an order of nobody


@dataclass(frozen=True, slots=True)
class Brought:
    """A row of the base that came before: what it is here, how often it came, and how many rows
    that say the same were seen in the run that began at `seen_at`."""

    our_id: int
    seen_at: datetime
    times: int = 1
    seen: int = 1


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose a deal or an order is: a company, a person of the base, or both."""

    company_id: int | None
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the base who has not written to us. Nobody may write to them first.

    `id` is 0 until storage has allotted one.
    """

    id: int
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    role: str | None = None
    company_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """Who has a phone or an address; of somebody erased nothing else is known."""

    id: int
    erased: bool = False
