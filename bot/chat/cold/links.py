"""Personal links: a start parameter that names a lead and is signed. Pure."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from hmac import compare_digest

PREFIX = "p_"
LENGTH = 12
"""Bytes of the signature that a link carries: 96 bits, which nobody guesses."""

_PARAMETER = re.compile(rf"{PREFIX}(?P<lead>\d{{1,18}})_(?P<sign>[A-Za-z0-9_-]{{16}})")

Sign = Callable[[str], Sequence[bytes]]
"""Every signature that a text may bear, the one that new links get first."""


class Links:
    """Makes and reads the parameters; `sign` keeps the key."""

    def __init__(self, sign: Sign) -> None:
        self._sign = sign

    def parameter(self, lead_id: int) -> str:
        """What the lead's link carries; fits the 64 characters that Telegram takes."""
        return f"{PREFIX}{lead_id}_{self._signatures(lead_id)[0]}"

    def lead_of(self, parameter: str) -> int | None:
        """The lead that a parameter names; None for one that we did not sign."""
        found = _PARAMETER.fullmatch(parameter)
        if found is None:
            return None
        lead_id = int(found["lead"])
        known = self._signatures(lead_id)
        return lead_id if any(compare_digest(found["sign"], one) for one in known) else None

    def _signatures(self, lead_id: int) -> list[str]:
        return [urlsafe_b64encode(one[:LENGTH]).decode() for one in self._sign(f"lead:{lead_id}")]
