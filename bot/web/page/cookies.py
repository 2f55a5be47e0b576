"""The two cookies of the page: the visit, and the device that its owner knows."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from leads.page.keys import LASTS, KeyKind

VISIT, DEVICE = "page_visit", "page_device"
PATH = "/reports"
"""Where the page is."""


class Cookies:
    """Set and read them; `secure` over https."""

    def __init__(self, *, secure: bool) -> None:
        self._secure = secure

    def visit(self, request: web.Request) -> str:
        """The secret of the visit, "" for none."""
        return request.cookies.get(VISIT, "")

    def device(self, request: web.Request) -> str:
        """The secret of the device, "" for none."""
        return request.cookies.get(DEVICE, "")

    def enter(self, response: web.StreamResponse, secret: str, *, framed: bool = False) -> None:
        """Hand the visit's secret to the browser. Telegram's web client shows Mini Apps in a
        frame, where only a partitioned cookie is kept."""
        self._set(response, VISIT, secret, LASTS[KeyKind.VISIT], framed=framed)

    def remember(self, response: web.StreamResponse, secret: str) -> None:
        """Hand the device's secret to the browser."""
        self._set(response, DEVICE, secret, LASTS[KeyKind.DEVICE])

    def leave(self, response: web.StreamResponse) -> None:
        """Take the visit's secret away."""
        self._set(response, VISIT, "", timedelta())

    def _set(
        self,
        response: web.StreamResponse,
        name: str,
        secret: str,
        lasts: timedelta,
        *,
        framed: bool = False,
    ) -> None:
        parts = [f"{name}={secret}", f"Path={PATH}", f"Max-Age={int(lasts.total_seconds())}"]
        parts.append("HttpOnly")
        if framed and self._secure:
            parts += ["SameSite=None", "Secure", "Partitioned"]
        else:
            parts += ["SameSite=Lax", *(("Secure",) if self._secure else ())]
        response.headers.add("Set-Cookie", "; ".join(parts))
