"""Running a built program: start order, sandbox or Telegram, polling or webhook, graceful stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramUnauthorizedError,
)
from aiohttp import web
from pydantic import SecretStr

from bot.app.app import App
from bot.app.bootstrap import build
from bot.app.forms_file import BadForms
from bot.app.menu import show_commands
from bot.app.partner_file import BadPartners
from bot.app.rows import next_due, release_leases
from bot.app.sandbox import (
    MANAGER,
    SALES_GROUP,
    SALESPERSON,
    SANDBOX_FORMS,
    SANDBOX_PARTNERS,
    SANDBOX_TOKEN,
)
from bot.app.settings import Settings, unread
from bot.chat.http import WEBHOOK_PATH, build_http
from bot.chat.polling import ALLOWED_UPDATES, poll
from bot.web.intake.demo import demo_routes
from crm_sync.strict_file import BadCrmFile
from dialogs.findings import ScenarioErrors
from leads.campaigns import BadCampaign
from leads.clock import Clock, MovableClock, SystemClock
from leads.exclusivity.register import BadRegister
from leads.funnels import BadFunnel
from leads.team_file import BadTeam
from reports.plan.months import BadPlan
from scheduler.jobs import Ticker
from scheduler.travel import TimeTravel
from storage.errors import DatabaseError

Announce = Callable[[str], object]
# A turn leaves no cycles behind. With Python's own 700 a busy bot looks for them every six turns
# and finds none, at a twenty-fifth of the turns' time.
GARBAGE = (20_000, 10, 10)

REFUSED = (
    DatabaseError,
    BadFunnel,
    BadCampaign,
    BadTeam,
    BadPlan,
    BadPartners,
    BadRegister,
    BadForms,
    BadCrmFile,
    LookupError,
)
"""What building the program raises with a sentence for a person."""

log = logging.getLogger(__name__)


class StartError(Exception):
    """The program can't start; the message is one sentence that says what to do."""


async def serve(settings: Settings, *, announce: Announce) -> None:
    """Run until SIGINT or SIGTERM. `StartError` when it can't start; then nothing runs."""
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    for noisy in ("apscheduler", "aiogram.event", "aiohttp.access", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    if settings.in_sandbox:
        await _serve_sandbox(settings, announce)
        return
    app = await _build(settings, SystemClock())
    try:
        await _greet(app)
        await _take_up(app)
        announce("Prequal is running. Stop it with Ctrl+C.")
        async with _listening(app, [*app.forms.routes, *app.page.routes]):
            await _run(app, _receive(app))
    finally:
        await app.close()


async def _serve_sandbox(settings: Settings, announce: Announce) -> None:
    from bot.sandbox.people import DEFAULT_FORUM
    from bot.sandbox.server import Sandbox, SandboxConfig

    clock = MovableClock()
    travel = _Travel(clock)
    sandbox = Sandbox(
        SandboxConfig(
            host=settings.http_host,
            port=settings.sandbox_port,
            token=SANDBOX_TOKEN,
            groups=(DEFAULT_FORUM,),
        ),
        travel,
    )
    try:
        await sandbox.start()
    except OSError as error:
        raise _unusable(settings, "SANDBOX_PORT", error) from error
    played = settings.model_copy(
        update={
            "bot_token": SecretStr(SANDBOX_TOKEN),
            "bot_api_url": sandbox.url,
            "public_url": sandbox.url,
            "sales_chat_id": SALES_GROUP,
            "sales_ids": (SALESPERSON,),
            "manager_ids": (MANAGER,),
            "webhook_url": "",
            "partners_file": settings.partners_file or str(SANDBOX_PARTNERS),
            "intake_file": settings.intake_file or _forms_of_the_demo(settings),
        }
    )
    try:
        app = await _build(played, clock)
        travel.attach(app)
        sandbox.serve_beside([*app.forms.routes, *app.page.routes, *demo_routes()])
        try:
            await _greet(app)
            await _take_up(app)
            announce(f"Prequal sandbox: {sandbox.url}")
            async with _listening(app, ()):
                await _run(app, poll(app.bot, app.intake))
        finally:
            await app.close()
    finally:
        await sandbox.stop()


def _forms_of_the_demo(settings: Settings) -> str:
    """They answer questions of what ships."""
    return "" if settings.scenarios_dir else str(SANDBOX_FORMS)


class _Travel:
    """The sandbox's clock control; the program it moves is built after the sandbox."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._travel: TimeTravel | None = None

    def attach(self, app: App) -> None:
        self._travel = TimeTravel(self._clock, lambda: next_due(app.database), app.tick.through)

    def now(self) -> datetime:
        return self._clock.now()

    async def advance(self, to: datetime) -> None:
        if self._travel is not None:
            await self._travel.advance(to)


async def _build(settings: Settings, clock: Clock) -> App:
    try:
        return await build(settings, clock=clock)
    except REFUSED as error:
        raise StartError(str(error)) from error
    except OSError as error:
        raise StartError(unread(settings, error)) from error
    except ScenarioErrors as errors:
        raise StartError(f"A scenario can't be used:\n{errors}") from errors


async def _greet(app: App) -> None:
    """Prove the token, set the command menus; refuse to run when the Bot API is not there."""
    try:
        await app.bot.me()  # which keeps it: links, made within transactions, ask nobody
    except TelegramUnauthorizedError as error:
        raise StartError("Telegram refused BOT_TOKEN. Copy it again from @BotFather.") from error
    except (TelegramNetworkError, ClientDecodeError, TelegramAPIError) as error:
        raise StartError(
            f"No Bot API answers at {app.settings.bot_api_url}. Check BOT_API_URL and the network."
        ) from error
    await show_commands(app)


async def _take_up(app: App) -> None:
    """Begin the turns that an earlier process left, before Telegram can bring what came later."""
    if app.settings.database_url.startswith("sqlite"):
        # The file is ours alone, so whoever held a lease is dead: nobody waits for its end.
        await release_leases(app.database)
    await app.intake.drain_stored()


async def _receive(app: App) -> None:
    """Polling, or the webhook where one is configured."""
    settings = app.settings
    if not settings.webhook_url:
        await app.bot.delete_webhook()
        await poll(app.bot, app.intake)
        return
    await app.bot.set_webhook(
        settings.webhook_url.rstrip("/") + WEBHOOK_PATH,
        secret_token=settings.webhook_secret.get_secret_value(),
        allowed_updates=ALLOWED_UPDATES,
    )
    await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def _listening(app: App, beside: Sequence[web.RouteDef]) -> AsyncIterator[None]:
    """With the bot's own HTTP server, where Telegram, a CRM or a browser calls us."""
    settings = app.settings
    if not (settings.webhook_url or app.door or beside):
        yield
        return
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_url else ""
    http = build_http(app.intake, app.door, webhook_secret=secret, beside=beside)
    runner = web.AppRunner(http)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.http_host, settings.http_port).start()
        except OSError as error:
            raise _unusable(settings, "HTTP_PORT", error) from error
        yield
    finally:
        await runner.cleanup()


def _unusable(settings: Settings, setting: str, error: OSError) -> StartError:
    port = settings.sandbox_port if setting == "SANDBOX_PORT" else settings.http_port
    return StartError(
        f"Port {port} of {settings.http_host} can't be used ({error.strerror}). "
        f"Set {setting} to a free one, or HTTP_HOST to an address of this machine."
    )


async def _run(app: App, receive: Awaitable[None]) -> None:
    """Say what was promised before, then receive until stopped."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await app.tick()
    # What was built lives as long as the program: looking through it again takes 0.2 s a time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    gc.enable()
    ticker = Ticker(app.tick, app.beside, app.chores, app.settings.zone)
    ticker.start()
    receiving = asyncio.ensure_future(receive)  # noqa: TID251 - awaited below
    stopping = asyncio.ensure_future(stop.wait())  # noqa: TID251 - awaited below
    under_way: set[asyncio.Future[Any]] = {receiving, stopping}
    if app.crms is not None:
        under_way.add(asyncio.ensure_future(app.crms.prove()))  # noqa: TID251 - awaited below
    try:
        await asyncio.wait({receiving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if receiving.done():
            receiving.result()
    finally:
        await ticker.stop()
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
