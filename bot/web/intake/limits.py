"""How many requests a form and an address may send in a minute. Counted in this process."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

NETWORK = 64
"""Bits of an IPv6 address that stand for one household."""


class Limits:
    """Counts of the present minute."""

    def __init__(self) -> None:
        self._minute = 0
        self._counts: Counter[str] = Counter()

    def allows(self, what: str, most: int, now: datetime) -> bool:
        """Count one more of `what`; whether that is among the first `most` of this minute."""
        minute = int(now.timestamp() // 60)
        if minute != self._minute:
            self._minute, self._counts = minute, Counter()
        self._counts[what] += 1
        return self._counts[what] <= most


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
