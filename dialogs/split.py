"""Who begins with which side of a split: the same person always with the same one.

Nothing is drawn and nothing is kept: the side follows from the numbers of split and contact, so it
is the same after a restart and in every process. Comparing the sides is `reports.split`.
"""

from __future__ import annotations

import hashlib

PARTS = 10_000


def takes_rival(number: int, contact_id: int, share: int) -> bool:
    """Whether this contact begins with the rival that `share` per cent of people get.

    A SHA-256 of both numbers spreads contacts evenly, and independently from split to split.
    """
    digest = hashlib.sha256(f"{number}:{contact_id}".encode()).digest()
    return int.from_bytes(digest[:8]) % PARTS < share * PARTS // 100
