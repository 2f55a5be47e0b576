"""One sandbox as an HTTP server: Bot API, control API and page on one port.

sandbox = Sandbox(SandboxConfig(port=8081), clock)
await sandbox.start()
...  # sandbox.url
await sandbox.stop()
"""

from collections.abc import Sequence
from importlib.resources import files

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.bot_api import BotApi
from bot.sandbox.clock_control import ClockControl, SandboxTime
from bot.sandbox.control import Control, ResetHook
from bot.sandbox.control_people import PeopleControl
from bot.sandbox.delivery import Delivery
from bot.sandbox.events import EventHub
from bot.sandbox.faults import Faults
from bot.sandbox.files import MAX_FILE
from bot.sandbox.journal import Journal
from bot.sandbox.people import SandboxConfig, SandboxGroup, SandboxPerson
from bot.sandbox.people_actions import PeopleActions
from bot.sandbox.state import World

__all__ = ["Sandbox", "SandboxConfig", "SandboxGroup", "SandboxPerson", "build_app"]

_MAX_BODY = MAX_FILE * 2
_STOP_WITHIN = 1.0
_PAGE_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:;"
        " frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
}


class Sandbox:
    """A sandbox server in this event loop.

    `clock` lets people move time; with None the sandbox shows the system clock and refuses to
    move it. `on_reset` is awaited before "start over" empties the chats.
    """

    def __init__(
        self,
        config: SandboxConfig,
        clock: ClockControl | None = None,
        *,
        on_reset: ResetHook | None = None,
    ) -> None:
        self.config = config
        time = SandboxTime(clock)
        self._events = EventHub()
        self._journal = Journal(time)
        self._delivery = Delivery(time, self._journal)
        self._faults = Faults()
        self.world = World(config, time, self._events)
        self._api = BotApi(self.world, self._delivery, self._faults, self._journal)
        self._control = Control(
            self.world, self._delivery, self._faults, self._journal, self._events, on_reset
        )
        actions = PeopleActions(self.world, self._delivery)
        self._people = PeopleControl(self.world, actions, self._events)
        self._beside = web.UrlDispatcher()
        self._runner: web.AppRunner | None = None
        self._url = ""

    @property
    def url(self) -> str:
        """http://host:port with the actual port. Raises RuntimeError before `start`."""
        if not self._url:
            raise RuntimeError("the sandbox has not been started")
        return self._url

    def build_app(self) -> web.Application:
        """The aiohttp application of this sandbox."""
        app = web.Application(client_max_size=_MAX_BODY, middlewares=[_shield])
        self._api.add_routes(app.router)
        self._control.add_routes(app.router)
        self._people.add_routes(app.router)
        app.router.add_get("/", _page)
        app.router.add_get(r"/page/{name:[a-z0-9_]+\.(?:css|js)}", _page)
        app.router.add_route("*", "/{path:.*}", self._other)
        app.on_shutdown.append(self._let_go)
        return app

    def serve_beside(self, routes: Sequence[web.RouteDef]) -> None:
        """Serve what the program that plays here serves to pages, under its own paths."""
        self._beside.add_routes(routes)

    async def _other(self, request: web.Request) -> web.StreamResponse:
        found = await self._beside.resolve(request)
        if found.http_exception is not None:
            raise found.http_exception
        request.match_info.update(found)
        return await found.handler(request)

    async def _let_go(self, app: web.Application) -> None:
        self._events.close()
        await self._delivery.stop()

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        runner = web.AppRunner(self.build_app(), access_log=None, shutdown_timeout=_STOP_WITHIN)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.config.host, self.config.port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
        self._url = f"http://{host}:{runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close streams, polls and deliveries, then the port. Safe to call twice."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


def build_app(
    config: SandboxConfig,
    clock: ClockControl | None = None,
    *,
    on_reset: ResetHook | None = None,
) -> web.Application:
    """An application to run by other means than `Sandbox.start`. Needs a running event loop."""
    return Sandbox(config, clock, on_reset=on_reset).build_app()


@web.middleware
async def _shield(request: web.Request, handler: Handler) -> web.StreamResponse:
    """No other site may act here through a visitor's browser."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        return web.json_response({"ok": False, "error": "wrong Origin"}, status=403)
    return await handler(request)


async def _page(request: web.Request) -> web.Response:
    name = request.match_info.get("name", "index.html")
    resource = files("bot.sandbox").joinpath("page", name)
    if not resource.is_file():
        raise web.HTTPNotFound
    response = web.Response(
        text=resource.read_text("utf-8"),
        content_type=_PAGE_TYPES[name.rpartition(".")[2]],
        charset="utf-8",
    )
    response.headers.update({**_HEADERS, "Cache-Control": "no-cache"})
    return response
