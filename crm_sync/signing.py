"""Signatures over webhook calls: HMAC-SHA256 of the moment and the body. Both ways.

Header `X-Signature: v1=<hex>` over `<X-Timestamp>.<body>`, several of them while a secret is
being changed. The form follows docs/adding-a-crm.md; vendors' own forms are in their adapters.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from crm_sync.errors import CrmForged

SKEW = timedelta(minutes=5)
SIGNATURE, TIMESTAMP, EVENT_ID = "X-Signature", "X-Timestamp", "X-Event-Id"


def signed(secret: str, body: bytes, at: datetime) -> dict[str, str]:
    """The headers that vouch for a body sent at that moment."""
    stamp = str(int(at.timestamp()))
    return {TIMESTAMP: stamp, SIGNATURE: f"v1={_digest(secret, stamp, body)}"}


def check_signed(
    secrets: Iterable[str], headers: Mapping[str, str], body: bytes, now: datetime
) -> None:
    """`CrmForged` unless one of the secrets vouches for the body, not longer than `SKEW` ago.

    `headers` have lower-case names.
    """
    stamp = headers.get(TIMESTAMP.lower(), "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12):
        raise CrmForged("the call names no moment")
    if abs(now.timestamp() - int(stamp)) > SKEW.total_seconds():
        raise CrmForged("the call is too old")
    given = [part.strip() for part in headers.get(SIGNATURE.lower(), "").split(",")]
    good = False
    for secret in secrets:
        wanted = f"v1={_digest(secret, stamp, body)}".encode()
        for one in given:
            good |= hmac.compare_digest(one.encode("utf-8", "surrogateescape"), wanted)
    if not good:
        raise CrmForged("the signature is wrong")


def same_secret(given: str, secret: str) -> bool:
    """Whether a secret that came with a call is ours, compared in constant time; never for ""."""
    given_bytes = given.encode("utf-8", "surrogateescape")
    return bool(secret) and hmac.compare_digest(given_bytes, secret.encode())


def _digest(secret: str, stamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
