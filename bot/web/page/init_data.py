"""What Telegram says of who opened a Mini App: checked as its documentation tells. Pure.

The data is signed with HMAC-SHA256 by a key made of the bot's token
(https://core.telegram.org/bots/webapps, «Validating data received via the Mini App»).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

FRESH = timedelta(minutes=10)
"""How old it may be: a Mini App gets its data at the moment it is opened."""
AHEAD = timedelta(minutes=1)
"""How far Telegram's clock may run before ours."""
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class AppUser:
    """Who opened it; `language` is Telegram's code, "" where it tells none."""

    id: int
    language: str


def signed(init_data: str, token: str, now: datetime) -> AppUser | None:
    """Who it is; None where the signature, the age or the form is wrong."""
    if len(init_data) > LONGEST:
        return None
    try:
        pairs = parse_qsl(init_data, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        return None
    fields = dict(pairs)
    given = fields.pop("hash", "")
    if len(fields) + 1 != len(pairs) or not hmac.compare_digest(
        signature(fields, token).encode(), given.encode("utf-8", "surrogatepass")
    ):
        return None
    return _user(fields, now)


def signature(fields: dict[str, str], token: str) -> str:
    """The `hash` of fields: theirs by name, one a line, under a key of the token."""
    listed = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    return hmac.new(key, listed.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _user(fields: dict[str, str], now: datetime) -> AppUser | None:
    try:
        made = datetime.fromtimestamp(int(fields["auth_date"]), UTC)
        user = json.loads(fields["user"])
        found = AppUser(int(user["id"]), str(user.get("language_code", "")))
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError, OSError):
        return None
    return found if made - AHEAD <= now <= made + FRESH else None
