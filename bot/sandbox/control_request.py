"""Reading control requests and answering them: shared by the control modules, nothing else."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.sandbox.params import Json
from bot.sandbox.people_actions import ActionRefused

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def ok(**result: Any) -> web.Response:
    """{"ok": true, …}."""
    return web.json_response({"ok": True, **result})


def refused(status: int, message: str) -> web.Response:
    """{"ok": false, "error": message}."""
    return web.json_response({"ok": False, "error": message}, status=status)


class Body:
    """A JSON object of a control request, read with clear refusals."""

    def __init__(self, values: Json) -> None:
        self.values = values

    def number(self, name: str, default: int | None = None) -> int:
        value = self.values.get(name, default)
        if isinstance(value, str) and value.lstrip("-").isdecimal():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ActionRefused(f"`{name}` must be a whole number")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise ActionRefused(f"`{name}` must be a string")
        return value.encode("utf-8", "replace").decode()


async def read_body(request: web.Request) -> Body:
    """The JSON object of a request. Raises ActionRefused when it is none."""
    try:
        raw = await request.read()
        value = json.loads(raw) if raw.strip() else {}
    except web.HTTPRequestEntityTooLarge:
        raise ActionRefused("the body is too large", 413) from None
    except (ValueError, RecursionError):
        raise ActionRefused("the body must be JSON") from None
    if not isinstance(value, dict):
        raise ActionRefused("the body must be a JSON object")
    return Body(value)


def guarded(handler: Handler) -> Handler:
    """Turn refusals into JSON answers."""

    async def wrapped(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except ActionRefused as refusal:
            return refused(refusal.status, str(refusal))

    return wrapped
