"""The bot's own HTTP server: Telegram's webhook and the health check."""

from __future__ import annotations

import hmac
import json

from aiohttp import web

from bot.chat.intake import Intake

WEBHOOK_PATH = "/telegram/webhook"
MAX_BODY = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def build_http(intake: Intake, *, webhook_secret: str) -> web.Application:
    """The application. Without a secret there is no webhook at all, only `/health`."""

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
    if webhook_secret:
        app.router.add_post(WEBHOOK_PATH, webhook)
    return app
