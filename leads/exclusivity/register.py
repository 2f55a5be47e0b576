"""The register: which client is exclusive in what, until when, and against whom. Values only.

Reading it from data is `leads.exclusivity.register_file`, comparing with it `.matching`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from leads.companies.evidence import own_domain
from leads.companies.names import CompanyName, company_name


class BadRegister(ValueError):
    """What was given is no register; the message has a line for every mistake, with its place."""


class Cards(StrEnum):
    """What sales get of a lead until a manager has decided: nothing, or the card with a remark."""

    HELD = "held"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class Firm:
    """A company as the register describes it; at least one of the three is known."""

    name: str | None = None
    inn: str | None = None
    domain: str | None = None
    parts: CompanyName | None = None

    @classmethod
    def of(cls, name: str | None, inn: str | None, domain: str | None) -> Firm:
        """The firm with its name taken apart once and its domain as companies keep theirs."""
        parts = company_name(name) if name else None
        return cls(name, inn or (parts.inn if parts else None), own_domain(domain), parts)

    @property
    def title(self) -> str:
        """What managers read."""
        return self.name or self.domain or self.inn or ""


@dataclass(frozen=True, slots=True)
class Area:
    """What a client is exclusive in: all that it names has to hold, empty parts name nothing.

    `segment` maps slots of the quiz or the brief to option ids, `regions` are ids of cities,
    `products` ids of products. `until` is the last day, None for no end.
    """

    segment: Mapping[str, frozenset[str]] = field(default_factory=dict)
    regions: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """A client with exclusivity. `key` names it in history, `until` is the last day of it all."""

    key: str
    firm: Firm
    areas: tuple[Area, ...] = ()
    competitors: tuple[Firm, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Exclusives:
    """All clients, and how their conflicts are handled.

    `decide_within` hours and `ask_within` days of working time a person waits at most for a
    decision, before and after a manager asks the client. `sales_see_client` lets sales read the
    client's name.
    """

    clients: tuple[Client, ...] = ()
    cards: Cards = Cards.HELD
    sales_see_client: bool = False
    decide_within: int = 4
    ask_within: int = 2

    def client(self, key: str) -> Client | None:
        """The client of that key."""
        return next((one for one in self.clients if one.key == key), None)

    def name(self, key: str) -> str:
        """What the client is called; the key itself once it has left the register."""
        found = self.client(key)
        return found.firm.title if found else key

    def slots(self) -> frozenset[str]:
        """The slots that segments look at."""
        return frozenset(
            slot for one in self.clients for area in one.areas for slot in area.segment
        )


def in_force(until: date | None, today: date) -> bool:
    """Whether an exclusivity with that last day still holds."""
    return until is None or today <= until
