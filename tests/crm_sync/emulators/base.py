"""An HTTP API of a CRM on the loopback interface, which fails on demand. Emulators extend it."""

import asyncio
import json
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Recorded:
    """A call that came in."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Fault:
    """What happens to a call instead of, or after, being served.

    With `lost` the call is served and its answer never sent, with `dropped` it isn't even served.
    Otherwise the answer is `status`, `body` and `headers`. With `writes_only` reading goes on
    meanwhile. The call may be served nevertheless, `served_after` seconds later, or its answer be
    `answered_after` seconds late.
    """

    lost: bool = False
    dropped: bool = False
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    writes_only: bool = True
    served_after: float | None = None
    answered_after: float | None = None


class Emulator(ABC):
    """Serves `routes` on a free port; `faults` meet the next calls, one each, then `weather`."""

    def __init__(self) -> None:
        self.calls: list[Recorded] = []
        self.faults: deque[Fault] = deque()
        self.weather: Callable[[Recorded], Fault | None] = lambda call: None
        self.takes: Callable[[], float] = lambda: 0.0
        """How many seconds the next call takes to be served."""
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
        self._late: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None
        self._url = ""

    @abstractmethod
    def routes(self) -> Iterable[web.RouteDef]:
        """What the API answers to."""

    def writes(self, request: Recorded) -> bool:
        """Whether the call changes something; an API that reads by POST says so here."""
        return request.method not in ("GET", "HEAD", "OPTIONS")

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, without a slash."""
        assert self._url, "not started"
        return self._url

    async def start(self) -> None:
        app = web.Application(middlewares=[self._middleware], client_max_size=64 * 1024 * 1024)
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self._url = f"http://{host}:{port}"

    async def stop(self) -> None:
        for late in self._late:
            late.cancel()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @web.middleware
    async def _middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        body = await request.read()
        recorded = Recorded(
            request.method,
            request.path,
            dict(request.query),
            {name.lower(): value for name, value in request.headers.items()},
            body,
        )
        self.calls.append(recorded)
        fault = self._due(recorded)
        if takes := self.takes():
            await self.sleep(takes)
        if fault is None:
            return await handler(request)
        if fault.lost:
            await handler(request)
        if fault.served_after is not None:
            late = asyncio.ensure_future(self._serve_late(request, handler, fault.served_after))
            self._late.add(late)
            late.add_done_callback(self._late.discard)
        if fault.answered_after is not None:
            await self.sleep(fault.answered_after)
        if fault.lost or fault.dropped:
            if request.transport is not None:
                request.transport.abort()
            await asyncio.sleep(0)
            return web.Response()
        return web.Response(status=fault.status, body=fault.body, headers=fault.headers)

    async def _serve_late(self, request: web.Request, handler: Handler, seconds: float) -> None:
        await self.sleep(seconds)
        await handler(request)

    def _due(self, recorded: Recorded) -> Fault | None:
        if not self.faults or (self.faults[0].writes_only and not self.writes(recorded)):
            return self.weather(recorded)
        return self.faults.popleft()


def json_fault(status: int, body: object, *, writes_only: bool = True, **headers: str) -> Fault:
    """A fault that answers JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = {"Content-Type": "application/json", **named}
    return Fault(
        status=status, body=json.dumps(body).encode(), headers=content, writes_only=writes_only
    )


def page_fault(status: int, *, served_after: float | None = None) -> Fault:
    """A fault that answers with a page, as servers in front of an API do."""
    page = b"<html><head><title>Forbidden</title></head><body><h1>Forbidden</h1></body></html>"
    headers = {"Content-Type": "text/html"}
    return Fault(status=status, body=page, headers=headers, served_after=served_after)
