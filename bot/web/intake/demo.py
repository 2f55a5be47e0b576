"""The sandbox's pages that show the script at work. Nothing here is served beside a real bot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from aiohttp import web

from bot.web.intake.page import page_file

PAGES = {
    "/intake/demo": "demo.html",
    "/intake/demo-button": "demo-button.html",
    "/intake/demo.css": "demo.css",
}
"""Path → file."""

POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none';"
    " form-action 'none'"
)


def demo_routes() -> Sequence[web.RouteDef]:
    """The pages."""
    return [web.get(path, partial(_page, name)) for path, name in PAGES.items()]


async def _page(name: str, _: web.Request) -> web.Response:
    kind = "text/css" if name.endswith(".css") else "text/html"
    response = web.Response(text=page_file(name), content_type=kind, charset="utf-8")
    response.headers.update(
        {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
    )
    return response
