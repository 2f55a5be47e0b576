"""Which address a request came from: the one that limits of every door count by."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from aiohttp import web

NETWORK = 64
"""Bits of an IPv6 address that stand for one household."""


def caller_of(request: web.Request, proxies: int) -> str:
    """The address of whoever is in front of our `proxies`."""
    forwarded = request.headers.getall("X-Forwarded-For", ())
    return address_of(request.remote, ",".join(forwarded), proxies)


@lru_cache(4096)
def address_of(peer: str | None, forwarded: str, proxies: int) -> str:
    """The address that a request came from, as `proxies` in front of us tell it: each adds the one
    that called it at the end of `X-Forwarded-For`. What is left of that anybody may have written.
    """
    told = [part.strip() for part in forwarded.split(",") if part.strip()]
    given = told[-proxies] if 0 < proxies <= len(told) else peer or ""
    try:
        address = ip_address(given.partition("%")[0])
    except ValueError:
        return given[:64]
    if isinstance(address, IPv6Address):
        return str(int(address) >> (128 - NETWORK))
    return str(address)
