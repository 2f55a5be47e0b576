"""What every answer of the page carries, and which requests are not listened to at all."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

TELEGRAM = "https://web.telegram.org https://webk.telegram.org https://weba.telegram.org"
"""Where Telegram's own web client frames Mini Apps."""
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors "
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would also hide from us that our own forms come from our own pages.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}


class Shield:
    """Of a page at `origin`; over https (`secure`) Telegram may frame it."""

    def __init__(self, origin: str, *, secure: bool) -> None:
        self._origin = origin
        self._secure = secure

    def over(self, handler: Handler) -> Handler:
        """The handler behind the shield."""

        async def shielded(request: web.Request) -> web.StreamResponse:
            if request.method not in {"GET", "HEAD"} and not self._own(request):
                raise web.HTTPForbidden(text="wrong Origin")
            try:
                response = await handler(request)
            except web.HTTPException as error:
                self._dress(error)
                raise
            self._dress(response)
            return response

        return shielded

    def _own(self, request: web.Request) -> bool:
        """Whether one of our own pages sent it: browsers say so, and no page can pretend."""
        sent = request.headers.get("Origin", "")
        return sent in {self._origin, f"{request.scheme}://{request.host}"}

    def _dress(self, response: web.StreamResponse) -> None:
        response.headers.update(HEADERS)
        framing = TELEGRAM if self._secure else "'none'"
        response.headers["Content-Security-Policy"] = POLICY + framing
        if self._secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        response.headers.setdefault("Cache-Control", "no-store")
