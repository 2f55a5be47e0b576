"""The doors of the page: the link, the wait for its owner's word, the Mini App, and leaving.

Opening a link takes a POST, so that whoever only looks at it (previews of messengers, scanners of
mail) does not use it up; and looking tells nothing of whether it would open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web.address import caller_of
from bot.web.page.cookies import Cookies
from bot.web.page.device import named
from bot.web.page.guessing import Guesses
from bot.web.page.init_data import signed
from bot.web.page.ports import Doors
from bot.web.page.rendering import LOCALES, Rendering, words
from leads.page.keys import KeyState

LONGEST_SECRET = 100
LONGEST_DATA = 8192


class Entry:
    """Handlers of whoever is not on the page yet. `token` is the bot's, for Mini Apps."""

    def __init__(
        self,
        doors: Doors,
        cookies: Cookies,
        rendering: Rendering,
        guesses: Guesses,
        token: str,
        now: Callable[[], datetime],
        base: str,
        *,
        proxies: int,
    ) -> None:
        self._doors = doors
        self._cookies = cookies
        self._rendering = rendering
        self._guesses = guesses
        self._token = token
        self._now = now
        self._base = base
        self._proxies = proxies

    @property
    def gets(self) -> Mapping[str, Handler]:
        """What is asked for, by path."""
        return {"/in/{link}": self.look, "/wait": self.wait, "/app": self.app}

    @property
    def posts(self) -> Mapping[str, Handler]:
        """What is done, by path."""
        return {"/in/{link}": self.come, "/app": self.app_opened, "/leave": self.leave}

    async def look(self, request: web.Request) -> web.Response:
        """A page with a button."""
        return self._rendering.page("knock", language_of(request), link=request.match_info["link"])

    async def come(self, request: web.Request) -> web.StreamResponse:
        """The button was pressed: in, or to the waiting page, or told how to get a new link."""
        link, address = request.match_info["link"], caller_of(request, self._proxies)
        if self._guesses.too_many(address):
            return self.closed(request, "too_many", status=429)
        handed = None
        if len(link) <= LONGEST_SECRET:
            handed = await self._doors.come(
                link, named(request.headers.get("User-Agent", "")), self._cookies.device(request)
            )
        if handed is None:
            self._guesses.wrong(address)
            return self.closed(request, "no_entry", status=403)
        onward = web.HTTPSeeOther(self._base + "wait")
        self._cookies.enter(onward, handed.secret)
        raise onward

    async def wait(self, request: web.Request) -> web.StreamResponse:
        """What became of the visit: the page itself once it is open."""
        visit = await self._doors.visit(self._cookies.visit(request))
        if visit is None or visit.state is KeyState.SPENT:
            return self.closed(request, "no_visit", status=403)
        if visit.state is KeyState.REFUSED:
            return self.closed(request, "refused", status=403)
        if visit.waits(self._now()):
            return self._rendering.page("wait", visit.locale, device=visit.device, code=visit.code)
        if not visit.good(self._now()):
            return self.closed(request, "no_visit", status=403)
        onward = web.HTTPSeeOther(self._base)
        remembered = await self._doors.remember(visit, self._cookies.device(request))
        if remembered is not None:
            self._cookies.remember(onward, remembered.secret)
        raise onward

    async def app(self, request: web.Request) -> web.Response:
        """The Mini App's first page: its script hands over what Telegram says of the person."""
        return self._rendering.page("app", language_of(request))

    async def app_opened(self, request: web.Request) -> web.Response:
        """What Telegram says, signed; where to go then."""
        address = caller_of(request, self._proxies)
        if self._guesses.too_many(address):
            return _refused(request, "too_many", 429)
        data = (await request.content.read(LONGEST_DATA)).decode("utf-8", "replace")
        user = signed(data, self._token, self._now())
        if user is None:
            self._guesses.wrong(address)
            return _refused(request, "not_signed", 403)
        if not self._doors.may_see(user.id):
            return _refused(request, "not_for_you", 403)
        device = f"Telegram, {named(request.headers.get('User-Agent', '')).partition(', ')[2]}"
        handed = await self._doors.let_in(user.id, user.language, device)
        response = web.json_response({"to": self._base})
        self._cookies.enter(response, handed.secret, framed=True)
        return response

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """End the visit of this browser."""
        visit = await self._doors.visit(self._cookies.visit(request))
        if visit is not None and visit.good(self._now()):
            await self._doors.leave(visit)
        response = self.closed(request, "left", status=200)
        self._cookies.leave(response)
        return response

    def closed(self, request: web.Request, why: str, *, status: int) -> web.Response:
        """Why nothing opens, and how to get a new link."""
        return self._rendering.page("closed", language_of(request), status=status, why=why)


def _refused(request: web.Request, why: str, status: int) -> web.Response:
    text = words(language_of(request))[f"closed_{why}"]
    return web.json_response({"error": text}, status=status)


def language_of(request: web.Request) -> str:
    """Of somebody who is not known yet: what their browser prefers."""
    for part in request.headers.get("Accept-Language", "").split(","):
        code = part.strip()[:2].lower()
        if code in LOCALES:
            return code
    return LOCALES[0]
