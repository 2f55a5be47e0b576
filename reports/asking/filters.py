"""Which leads and orders a report is about. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from leads.lead import Temperature


@dataclass(frozen=True, slots=True)
class Filters:
    """Ids; None takes everything. Orders of an existing base belong to no lead: they have a
    product and neither channel, temperature nor manager."""

    product: str | None = None
    channel: str | None = None
    temperature: Temperature | None = None
    manager: int | None = None

    @property
    def of_lead(self) -> bool:
        """Whether anything is asked of the lead rather than of the order."""
        return not (self.channel is None and self.temperature is None and self.manager is None)


EVERYTHING = Filters()
