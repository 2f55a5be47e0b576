"""The bot's own HTTP server: Telegram's webhook, calls of CRMs and the health check."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.chat.intake import Intake

WEBHOOK_PATH = "/telegram/webhook"
MAX_BODY = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
CRM_PATH = "/crm/{account}"
ANSWER_WITHIN = 1.8
"""Seconds in which a call of a CRM is stored, or answered 503: CRMs give up after two or three."""


class CrmDoor(Protocol):
    """Takes calls of CRMs in."""

    async def accept(
        self, account: str, *, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> bool: ...


def build_http(
    intake: Intake,
    crms: CrmDoor | None,
    *,
    webhook_secret: str,
    beside: Sequence[web.RouteDef] = (),
) -> web.Application:
    """The application. Without a secret Telegram has no webhook here, without `crms` there is no
    door for them; `/health` is always there. `beside` is what else the program serves."""

    async def webhook(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, webhook_secret.encode()):
            return web.json_response({"ok": False, "error": "wrong secret token"}, status=401)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.json_response({"ok": False, "error": "body is not JSON"}, status=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return web.json_response({"ok": False, "error": "not an update"}, status=400)
        await intake.accept([update])
        return web.json_response({"ok": True})

    async def health(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "served": intake.served})

    app = web.Application(client_max_size=MAX_BODY)
    app.router.add_get("/health", health)
    app.router.add_routes(beside)
    if webhook_secret:
        app.router.add_post(WEBHOOK_PATH, webhook)
    if crms is not None:
        app.router.add_post(CRM_PATH, _called(crms))
        app.router.add_post(CRM_PATH + "/{secret}", _called(crms))
    return app


def _called(crms: CrmDoor) -> Handler:
    async def crm(request: web.Request) -> web.Response:
        body = await request.read()
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                known = await crms.accept(
                    request.match_info["account"],
                    method=request.method,
                    url=str(request.url),
                    headers={name.lower(): value for name, value in request.headers.items()},
                    body=body,
                )
        except TimeoutError:
            return web.json_response({"ok": False}, status=503, headers={"Retry-After": "10"})
        # Who has no right to call learns nothing, not even which accounts there are.
        return web.json_response({"ok": known}, status=200 if known else 403)

    return crm
