"""Keys of the page: secrets that a link or a browser holds. Only their digests are kept.

What may be done with one is told here, what happens with them is `leads.page.doors`. Values only.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class KeyKind(StrEnum):
    """A link opens the page once; a visit is one browser on it; a device is a browser whose owner
    said before that it is theirs."""

    LINK = "link"
    VISIT = "visit"
    DEVICE = "device"


class KeyState(StrEnum):
    """`asked`: a visit that waits until its owner says in the chat that it is theirs."""

    OPEN = "open"
    ASKED = "asked"
    REFUSED = "refused"
    SPENT = "spent"


LASTS = {
    KeyKind.LINK: timedelta(minutes=10),
    KeyKind.VISIT: timedelta(hours=12),
    KeyKind.DEVICE: timedelta(days=90),
}
ASKED_LASTS = timedelta(minutes=10)
"""How long a browser waits for its owner's word."""
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class PageKey:
    """`person` is a Telegram id, `device` what the browser says of itself (Chrome, Android),
    `code` two digits that stand both on a waiting page and in the question about it."""

    id: int
    kind: KeyKind
    digest: str
    person: int
    locale: str
    state: KeyState
    until: datetime
    device: str = ""
    code: str = ""

    def good(self, now: datetime) -> bool:
        """Whether it opens something."""
        return self.state is KeyState.OPEN and now < self.until

    def waits(self, now: datetime) -> bool:
        """Whether its owner may still say whose it is."""
        return self.state is KeyState.ASKED and now < self.until


def new_secret() -> str:
    """Nobody guesses it: 256 bits, as they stand in addresses and cookies."""
    return secrets.token_urlsafe(SECRET_BYTES)


def new_code() -> str:
    """Two digits."""
    return f"{secrets.randbelow(90) + 10}"


def digest_of(secret: str) -> str:
    """What is kept of it. A random secret of full length needs neither salt nor slow hashing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
