"""Opening a Mini App as Telegram does: its address with signed data of who opens it, in the part
that no server sees (https://core.telegram.org/bots/webapps)."""

import hashlib
import hmac
import json
from urllib.parse import urlencode, urlsplit

from bot.sandbox.params import Json

LOOPBACK = ("127.0.0.1", "localhost", "::1")
THEME = {"bg_color": "#ffffff", "text_color": "#000000", "button_color": "#2f63d9"}


def may_open(url: str) -> bool:
    """Telegram opens https alone; in the sandbox what runs on this machine counts as well."""
    address = urlsplit(url)
    return address.scheme == "https" or (address.scheme == "http" and address.hostname in LOOPBACK)


def opened(url: str, user: Json, token: str, now: int) -> str:
    """Where the person's browser goes."""
    fields = {
        "auth_date": str(now),
        "query_id": f"sandbox-{user['id']}-{now}",
        "user": json.dumps(user, ensure_ascii=False, separators=(",", ":")),
    }
    listed = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    key = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    fields["hash"] = hmac.new(key, listed.encode(), hashlib.sha256).hexdigest()
    told = {
        "tgWebAppData": urlencode(fields),
        "tgWebAppVersion": "8.0",
        "tgWebAppPlatform": "sandbox",
        "tgWebAppThemeParams": json.dumps(THEME),
    }
    return f"{url}#{urlencode(told)}"
