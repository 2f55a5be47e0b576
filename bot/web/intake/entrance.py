"""Where a form may be sent from, and how a request proves that it comes from there. Pure."""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from bot.web.intake.refusal import Refused
from dialogs.forms.form import Form

SAME = "same"
"""Stands among the origins of a form for the address that the program itself is called by."""
PER_MINUTE = 60
TIMESTAMP, SIGNATURE = "X-Intake-Timestamp", "X-Intake-Signature"
FRESH = timedelta(minutes=5)
"""How far a signature's moment may lie from ours."""

_TIME = re.compile(r"[0-9]{1,11}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Entrance:
    """One form's way in. `key` stands in the page and names the form; a form of pages comes from
    one of `origins`, a form of a server is signed with `secret`. `trap` is a field that only
    machines fill in. At most `per_minute` are taken in a minute."""

    form: Form
    key: str
    origins: tuple[str, ...] = ()
    secret: str = ""
    trap: str = ""
    per_minute: int = PER_MINUTE

    def lets(self, origin: str, host: str) -> bool:
        """Whether pages of that origin may send the form; `host` is what we are called by."""
        return among(self.origins, origin, host)

    def proven(self, headers: Mapping[str, str], body: bytes, *, host: str, now: datetime) -> int:
        """When a server signed the request, in microseconds, 0 for one of a page. `Refused` for
        anybody else, in the same words whatever was wrong."""
        if not self.secret:
            if not self.lets(headers.get("Origin", ""), host):
                raise Refused("refused")
            return 0
        told, given = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
        expected = signature(self.secret, told, body)
        if not hmac.compare_digest(expected.encode(), given.lower().encode("utf-8", "replace")):
            raise Refused("refused")
        signed_at = _moment(told)
        if signed_at is None or abs(signed_at - now.timestamp() * 1e6) > FRESH / timedelta(
            microseconds=1
        ):
            raise Refused("stale")
        return signed_at


def among(origins: Collection[str], origin: str, host: str) -> bool:
    """Whether pages of that origin are meant by `origins`."""
    same = SAME in origins and bool(host) and origin.partition("://")[2] == host
    return same or origin in origins


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What a server puts into `X-Intake-Signature`: HMAC-SHA256 in hex of the timestamp (seconds
    since 1970, as it stands in its header), a point, and the body."""
    said = timestamp.encode("utf-8", "replace") + b"." + body
    return hmac.new(secret.encode(), said, "sha256").hexdigest()


def _moment(told: str) -> int | None:
    if not _TIME.fullmatch(told):
        return None
    try:
        return int(Decimal(told) * 1_000_000)
    except InvalidOperation:
        return None
