"""An account that is ready to be written to."""

from __future__ import annotations

from dataclasses import dataclass, field

from crm_sync.contract import CrmAdapter
from crm_sync.mapping.plan import Plan
from crm_sync.publishing.batches import Batches
from crm_sync.publishing.breaker import Breaker
from crm_sync.publishing.strangers import Strangers
from crm_sync.transport import Transport


@dataclass(frozen=True, slots=True)
class Connection:
    """One account: its adapter, its mapping, and how it fares."""

    name: str
    adapter: CrmAdapter
    plan: Plan
    transport: Transport
    batches: Batches
    breaker: Breaker = field(default_factory=Breaker)
    strangers: Strangers = field(default_factory=Strangers)

    async def aclose(self) -> None:
        """Close its connections."""
        await self.transport.aclose()
