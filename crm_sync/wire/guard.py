"""Which addresses a CRM may have: none inside our own network, unless the operator allows it.

A name is checked where it becomes an address, at the very moment of connecting, so that a name
that changes its mind between a check and the call gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from crm_sync.errors import CrmConfigError


def is_public(address: str) -> bool:
    """Whether a numeric address belongs to the open internet."""
    found = ipaddress.ip_address(address.split("%", 1)[0])
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_global and not (mapped or found).is_multicast


def check_literal(host: str) -> None:
    """`CrmConfigError` for a numeric host inside our network; a name is left to the resolver."""
    try:
        public = is_public(host)
    except ValueError:
        return
    if not public:
        raise inside(host)


def inside(host: str) -> CrmConfigError:
    """The error for an address inside our network."""
    return CrmConfigError(
        f"The CRM's address {host} lies inside a private network. "
        "If it is meant to, write `private: true` at the account."
    )


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only."""

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The public addresses of the name; `CrmConfigError` when there are none but private."""
        found = await self._resolver.resolve(host, port, family)
        public = [one for one in found if is_public(one["host"])]
        if found and not public:
            raise inside(host)
        return public

    async def close(self) -> None:
        """Nothing is held."""
        await self._resolver.close()
