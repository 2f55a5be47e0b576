"""Whether a lead conflicts with somebody's exclusivity, and why. Pure; decides nothing.

A competitor is met by INN, by domain or by name; an exclusive area by all that it names. What is
not known of a lead meets nothing, and a client never conflicts with itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from leads.companies.evidence import own_domain
from leads.companies.names import CompanyName, company_name
from leads.companies.similarity import Likeness, compare_names
from leads.company import Company
from leads.exclusivity.register import Area, Client, Exclusives, Firm, in_force
from leads.verdict import JsonValue


class Ground(StrEnum):
    """What a conflict rests on, the weightiest first. `MAYBE` is a name that may be the same."""

    INN = "inn"
    DOMAIN = "domain"
    NAME = "name"
    AREA = "area"
    MAYBE = "maybe"


RANK = {ground: rank for rank, ground in enumerate(Ground)}


@dataclass(frozen=True, slots=True)
class Suspect:
    """What is known of a lead: its company, product, region (id of a city) and answers."""

    company: Company
    product: str | None = None
    region: str | None = None
    answers: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def domain(self) -> str | None:
        """The domain that identifies the company, None for a shared one."""
        return own_domain(self.company.domain)

    def parts(self) -> CompanyName | None:
        """The company's name taken apart."""
        return company_name(self.company.name) if self.company.name else None


@dataclass(frozen=True, slots=True)
class Clash:
    """One conflict: with which client, on which ground, and which competitor it may be."""

    client: Client
    ground: Ground
    competitor: Firm | None = None


def clashes(register: Exclusives, suspect: Suspect, today: date) -> tuple[Clash, ...]:
    """The conflicts of a lead on that day, one per client at most, the weightiest ground first."""
    parts = suspect.parts()
    found = []
    for client in register.clients:
        if not in_force(client.until, today) or _is(client.firm, suspect, parts):
            continue
        grounds = [*_competitors(client, suspect, parts), *_areas(client, suspect, today)]
        if grounds:
            found.append(min(grounds, key=lambda one: RANK[one.ground]))
    return tuple(sorted(found, key=lambda one: RANK[one.ground]))


def meets(firm: Firm, suspect: Suspect, parts: CompanyName | None) -> Ground | None:
    """On which ground the lead's company is that firm; None where nothing speaks for it.

    Another INN rules a name out, and no domain: firms of one house share a site.
    """
    inn = suspect.company.inn or (parts.inn if parts else None)
    if firm.inn and firm.inn == inn:
        return Ground.INN
    if firm.domain and firm.domain == suspect.domain:
        return Ground.DOMAIN
    if firm.parts is None or parts is None or (firm.inn and inn):
        return None
    return {Likeness.SAME: Ground.NAME, Likeness.MAYBE: Ground.MAYBE}.get(
        compare_names(firm.parts, parts).likeness
    )


def _is(firm: Firm, suspect: Suspect, parts: CompanyName | None) -> bool:
    return meets(firm, suspect, parts) not in (None, Ground.MAYBE)


def _competitors(client: Client, suspect: Suspect, parts: CompanyName | None) -> Iterator[Clash]:
    for firm in client.competitors:
        if ground := meets(firm, suspect, parts):
            yield Clash(client, ground, firm)


def _areas(client: Client, suspect: Suspect, today: date) -> Iterator[Clash]:
    for area in client.areas:
        if in_force(area.until, today) and _within(area, suspect):
            yield Clash(client, Ground.AREA)


def _within(area: Area, suspect: Suspect) -> bool:
    named = area.segment or area.regions or area.products
    return bool(named) and all(
        (
            not area.regions or suspect.region in area.regions,
            not area.products or suspect.product in area.products,
            *(_chosen(suspect.answers.get(slot)) & wanted for slot, wanted in area.segment.items()),
        )
    )


def _chosen(answer: JsonValue | None) -> frozenset[str]:
    """The options that an answer names; none for what is no choice."""
    if isinstance(answer, str):
        return frozenset({answer})
    if isinstance(answer, list):
        return frozenset(one for one in answer if isinstance(one, str))
    return frozenset()
