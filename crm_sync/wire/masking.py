"""Keeping secrets out of words that are logged or shown."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "***"
SHORTEST = 4


class Mask:
    """Replaces known secrets in texts, in the forms in which addresses carry them too.

    Secrets are learnt while the program runs: a token that was rotated stays one.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        self.learn(*secrets)

    def learn(self, *secrets: str) -> None:
        """Keep these out from now on; what is shorter than `SHORTEST` hides nothing."""
        for secret in secrets:
            if len(secret) >= SHORTEST:
                self._secrets |= {secret, quote(secret, safe=""), quote_plus(secret)}

    def __call__(self, text: str) -> str:
        """The text without them."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, MASK)
        return text
