"""What was asked as the payload of a button: long ids in a few letters, so that it always fits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from hashlib import blake2b

from reports.asking.asked import Asked
from reports.asking.code import coded, decoded

SIGN = "!"
SHORT = 6
"""Letters that an id has at most in a button."""


class Unknown(ValueError):
    """Letters of a product or channel that is no more."""


class Shortening:
    """Ids of the products and channels there are."""

    def __init__(self, products: Collection[str], channels: Collection[str]) -> None:
        self._products = {_short(one): one for one in products}
        self._channels = {_short(one): one for one in channels}

    def word(self, asked: Asked) -> str:
        """The word. ValueError for ids that no button can hold."""
        filters = asked.filters
        short = replace(
            filters,
            product=filters.product and _short(filters.product),
            channel=filters.channel and _short(filters.channel),
        )
        return coded(replace(asked, filters=short))

    def asked(self, word: str) -> Asked:
        """The inverse; ValueError for anything else."""
        found = decoded(word)
        product = _long(found.filters.product, self._products)
        channel = _long(found.filters.channel, self._channels)
        return replace(found, filters=replace(found.filters, product=product, channel=channel))


def _short(name: str) -> str:
    if len(name) <= SHORT and name.isascii() and name.replace("_", "").isalnum():
        return name
    return SIGN + blake2b(name.encode(), digest_size=3).hexdigest()[: SHORT - 1]


def _long(short: str | None, known: dict[str, str]) -> str | None:
    if short is None or not short.startswith(SIGN):
        return short
    if short not in known:
        raise Unknown(short)
    return known[short]
