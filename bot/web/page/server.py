"""The routes of the page, for whichever application serves them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web.page.cookies import PATH
from bot.web.page.entry import Entry
from bot.web.page.rendering import static
from bot.web.page.shield import Shield


class Inside(Protocol):
    """What is behind the doors: a handler for every kind of page."""

    async def handle(self, request: web.Request, page: str) -> web.StreamResponse: ...


PAGES = {
    "": "home",
    "/": "home",
    "/r/{report}": "report",
    "/r/{report}/behind": "behind",
    "/lead/{lead}": "lead",
    "/stamp": "stamp",
}


def page_routes(
    entry: Entry, inside: Callable[[], Inside], shield: Shield
) -> Sequence[web.RouteDef]:
    """All of them. `inside` is asked for with the first page that needs it."""
    gets: dict[str, Handler] = {
        **{path: _later(inside, page) for path, page in PAGES.items()},
        r"/static/{name:[a-z]+\.(?:css|js|svg)}": static,
        **entry.gets,
    }
    return [
        *(web.get(PATH + path, shield.over(handler)) for path, handler in gets.items()),
        *(web.post(PATH + path, shield.over(handler)) for path, handler in entry.posts.items()),
    ]


def _later(inside: Callable[[], Inside], page: str) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return await inside().handle(request, page)

    return handler
