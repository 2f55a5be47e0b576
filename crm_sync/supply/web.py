"""The way to one source of supply, over the transport that CRMs are reached by. Such a service
stands in the customer's own network, so private addresses are welcome."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from crm_sync.capabilities import Limits
from crm_sync.errors import CrmError, CrmNotFound
from crm_sync.supply.source import SupplyFailed
from crm_sync.transport import Call, Transport
from crm_sync.wire.masking import Mask
from crm_sync.wire.pacing import MemoryPaces, PacedLimiter
from leads.clock import Clock

LIMITS = Limits(rate=10, burst=100)


class NotThere(SupplyFailed):
    """The address, or what it names, does not exist."""


class Web:
    """GETs with one `authorization` header ("" for none); `what` names the service for people."""

    def __init__(self, what: str, authorization: str, clock: Clock) -> None:
        limiter = PacedLimiter(what, LIMITS, MemoryPaces(), clock)
        self._what = what
        self._headers = {"Authorization": authorization} if authorization else {}
        mask = Mask([authorization] if authorization else [])
        self._transport = Transport(LIMITS, limiter, mask, clock.now, private=True)

    async def table(self, url: str) -> Mapping[str, object]:
        """The JSON object there."""
        body = await self.body(url)
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise SupplyFailed(f"{self._what} answers with something that is no JSON object.")
        return said

    async def body(self, url: str) -> bytes:
        """What is there."""
        call = Call(self._what, "GET", url, repeatable=True, headers=self._headers)
        try:
            return (await self._transport.send(call)).body
        except CrmNotFound as error:
            raise NotThere(f"{error}: there is nothing at this address.") from error
        except CrmError as error:
            raise SupplyFailed(str(error)) from error

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


def basic(user: str, password: str) -> str:
    """The header for a name and a password, Cyrillic ones too."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
