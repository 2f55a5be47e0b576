"""What is sold, and through which campaigns people come.

Plain values and look-ups; keeping them is storage's, filling them settings' and scenarios'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leads.contact import DIRECT, Source
from leads.lead import Temperature

BY_THEMSELVES = Source(DIRECT)
UNKNOWN_LINK = "unknown_link"
LONGEST_PARAMETER = 64


@dataclass(frozen=True, slots=True)
class Product:
    """Something that is sold. `name` by locale, `ru` always there; inactive ones are kept for
    the leads that have them."""

    id: str
    name: Mapping[str, str]
    active: bool = True

    def named(self, locale: str) -> str:
        """The name in `locale`, else in Russian."""
        return self.name.get(locale) or self.name["ru"]


@dataclass(frozen=True, slots=True)
class Campaign:
    """Where people come from. `code` is the opaque start parameter that its links carry; `quiz`
    names the scenario that they open, None the usual one."""

    code: str
    channel: str
    name: str
    product: str | None = None
    temperature: Temperature = Temperature.WARM
    quiz: str | None = None

    def __post_init__(self) -> None:
        plain = self.code.replace("_", "a").replace("-", "a")
        if not (plain.isascii() and plain.isalnum() and len(plain) <= LONGEST_PARAMETER):
            raise ValueError(
                f"a campaign's code has 1-{LONGEST_PARAMETER} of A-Z a-z 0-9 _ -: {self.code!r}"
            )


@dataclass(frozen=True, slots=True)
class Arrival:
    """How somebody came: the start parameter as it was, and what it stands for."""

    parameter: str | None = None
    source: Source = BY_THEMSELVES
    campaign: Campaign | None = None


def arrival(parameter: str | None, campaigns: Mapping[str, Campaign]) -> Arrival:
    """What a start parameter says. A link that we do not know counts as one of its own channel."""
    if not parameter:
        return Arrival()
    known = campaigns.get(parameter)
    if known is None:
        return Arrival(parameter[:LONGEST_PARAMETER], Source(UNKNOWN_LINK))
    return by_campaign(known)


def by_campaign(campaign: Campaign) -> Arrival:
    """Who came by the link of a campaign."""
    return Arrival(campaign.code, Source(campaign.channel, campaign.code), campaign)
