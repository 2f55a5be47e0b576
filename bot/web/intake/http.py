"""The routes of the intake: a form in, its answer out. Parses, calls the door, says.

docs/intake-openapi.yaml describes them; a test proves that it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiohttp import web
from pydantic_core import to_json

from bot.web.address import caller_of
from bot.web.intake.door import Door, Incoming, Words
from bot.web.intake.page import page_file
from bot.web.intake.plain import Plain, wants_page
from bot.web.intake.refusal import Refused
from bot.web.intake.request import KEY, LANGUAGE, LARGEST
from bot.web.intake.shown import shown

PATH, SCRIPT, FORM = "/intake", "/intake.js", "/intake/form"
HEADERS = {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    "Vary": "Origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "600",
}
AGAIN_AFTER = {"too_many": "60", "busy": "5"}


class Intake:
    """Handlers of every route."""

    def __init__(self, door: Door, words: Words, *, proxies: int) -> None:
        self._door = door
        self._words = words
        self._plain = Plain(words)
        self._proxies = proxies

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        """What is served, for whichever application serves it."""
        return [
            web.post(PATH, self.take),
            web.options(PATH, self.preflight),
            web.get(FORM, self.form),
            web.get(SCRIPT, self.script),
        ]

    async def take(self, request: web.Request) -> web.Response:
        """A sent form."""
        try:
            answer = await self._door.take(await self._incoming(request))
        except Refused as refused:
            return self._refused(request, refused)
        if wants_page(request):
            return self._plain.sent(answer)
        return self._said(
            request,
            {"ok": True, "text": answer.text, "link": answer.link, "button": answer.button},
            200,
        )

    async def preflight(self, request: web.Request) -> web.Response:
        """May this page ask? Asked by browsers before they send JSON."""
        allowed = self._cors(request)
        if not allowed:
            return self._refused(request, Refused("refused"))
        return web.Response(status=204, headers={**allowed, **PREFLIGHT})

    async def form(self, request: web.Request) -> web.Response:
        """What a page needs to show the form of its key."""
        language = self._words.spoken(request.query.get(LANGUAGE, "") or _accepted(request))
        key, origin = request.query.get(KEY, ""), _origin(request)
        try:
            entrance = self._door.entrance(key, origin, request.host)
        except Refused as refused:
            return self._refused(request, refused)
        body = shown(entrance, self._door.quiz(entrance.form), self._words, language)
        return self._said(request, {"ok": True, **body}, 200)

    async def script(self, _: web.Request) -> web.Response:
        """The script for any page."""
        response = web.Response(
            text=page_file("intake.js"), content_type="text/javascript", charset="utf-8"
        )
        response.headers.update(
            {
                "Cache-Control": "public, max-age=300",
                "X-Content-Type-Options": "nosniff",
                "Cross-Origin-Resource-Policy": "cross-origin",
            }
        )
        return response

    async def _incoming(self, request: web.Request) -> Incoming:
        if (request.content_length or 0) > LARGEST:
            raise Refused("too_large")
        body = b""
        while not request.content.at_eof():
            body += await request.content.readany()
            if len(body) > LARGEST:
                raise Refused("too_large")
        address, headers = caller_of(request, self._proxies), request.headers
        return Incoming(
            request.content_type, headers, body, request.host, address, _accepted(request)
        )

    def _refused(self, request: web.Request, refused: Refused) -> web.Response:
        language = self._words.spoken(refused.language or _accepted(request))
        if wants_page(request):
            response = self._plain.refused(refused, language)
        else:
            body = {
                "ok": False,
                "error": refused.code,
                "message": self._words.refused(refused.code, language),
                "fields": {one.field: one.message for one in refused.fields},
            }
            response = self._said(request, body, refused.status)
        if refused.code in AGAIN_AFTER:
            response.headers["Retry-After"] = AGAIN_AFTER[refused.code]
        return response

    def _said(self, request: web.Request, body: Mapping[str, object], status: int) -> web.Response:
        return web.Response(
            body=to_json(body), status=status, headers={**self._cors(request), **HEADERS}
        )

    def _cors(self, request: web.Request) -> dict[str, str]:
        origin = request.headers.get("Origin", "")
        allowed = bool(origin) and self._door.lets(origin, request.host)
        return {"Access-Control-Allow-Origin": origin} if allowed else {}


def _origin(request: web.Request) -> str:
    """Where the request comes from; browsers leave it out where a page asks its own server."""
    return request.headers.get("Origin") or f"{request.scheme}://{request.host}"


def _accepted(request: web.Request) -> str:
    return request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip()
