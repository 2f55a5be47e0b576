"""Links that open the chat with something of ours: a start parameter that names it and is signed.

What it names, and whose chat it binds, is the business of who makes the link. A parameter fits the
64 characters that Telegram takes.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from hmac import compare_digest

from aiogram import Bot

LENGTH = 12
"""Bytes of the signature that a link carries: 96 bits, which nobody guesses."""

Sign = Callable[[str], Sequence[bytes]]
"""Every signature that a text may bear, the one that new links get first."""


class Links:
    """Makes and reads the parameters of one kind of link; `sign` keeps the key.

    `prefix` is what they begin with, `of` the kind of thing that their number is of: a signature
    made for one kind is none for another.
    """

    def __init__(self, sign: Sign, prefix: str, of: str) -> None:
        self._sign = sign
        self._prefix = prefix
        self._of = of
        self._pattern = re.compile(rf"{prefix}(?P<number>\d{{1,19}})_(?P<sign>[A-Za-z0-9_-]{{16}})")

    def parameter(self, number: int) -> str:
        """What the link to that number carries."""
        return f"{self._prefix}{number}_{self._signatures(number)[0]}"

    def number_of(self, parameter: str) -> int | None:
        """The number that a parameter names; None for one that we did not sign."""
        found = self._pattern.fullmatch(parameter)
        if found is None:
            return None
        number = int(found["number"])
        known = self._signatures(number)
        return number if any(compare_digest(found["sign"], one) for one in known) else None

    def _signatures(self, number: int) -> list[str]:
        signed = self._sign(f"{self._of}:{number}")
        return [urlsafe_b64encode(one[:LENGTH]).decode() for one in signed]


class Opening:
    """The address under which a parameter opens the chat: in Telegram, or on the sandbox's page
    `sandbox`."""

    def __init__(self, bot: Bot, *, sandbox: str = "") -> None:
        self._bot = bot
        self._sandbox = sandbox

    async def to(self, parameter: str) -> str:
        """The link. Who the bot is is known from the start of the program on."""
        if self._sandbox:
            return f"{self._sandbox}/?start={parameter}"
        name = (await self._bot.me()).username or ""
        return f"https://t.me/{name}?start={parameter}"
