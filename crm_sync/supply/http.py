"""Supply from an HTTP service of the customer's own. The contract is in docs/supply.md."""

from __future__ import annotations

from datetime import datetime

from crm_sync.supply.source import Reading, SupplyFailed
from crm_sync.supply.web import Web
from leads.clock import Clock
from leads.supply.items import BadSupply, read_items


class SupplyService:
    """The service at `url`, which knows us by `key`."""

    def __init__(self, url: str, key: str, clock: Clock) -> None:
        self._url = url
        self._web = Web("The supply service", f"Bearer {key}" if key else "", clock)

    async def read(self) -> Reading:
        """Everything that the service tells."""
        said = await self._web.table(self._url)
        products = said.get("products")
        if not isinstance(products, list):
            raise SupplyFailed('The supply service answers without a list "products".')
        rows = ((f"products[{number}]", row) for number, row in enumerate(products))
        try:
            return Reading(read_items(rows), _as_of(said.get("as_of")))
        except BadSupply as error:
            raise SupplyFailed(f"The supply service says what can't be read:\n{error}") from error

    async def aclose(self) -> None:
        """Close the connections."""
        await self._web.aclose()


def _as_of(raw: object) -> datetime | None:
    if raw is None:
        return None
    try:
        moment = datetime.fromisoformat(str(raw))
    except ValueError as error:
        raise BadSupply(f"as_of is a moment like 2027-03-01T09:00:00+03:00, not {raw!r}") from error
    if moment.tzinfo is None:
        raise BadSupply(f"as_of needs its zone, like 2027-03-01T09:00:00+03:00: {raw!r}")
    return moment
