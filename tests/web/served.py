"""The page of reports over a made-up base, served in this process. No tests here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from pydantic import SecretStr

from bot.app.app import App
from bot.app.bootstrap import build
from bot.app.settings import Settings
from bot.web.page.cookies import PATH, VISIT
from leads.page import doors
from storage.engine import open_database
from storage.secrets import KeyRing
from tests.fakes.ports import free_port
from tests.reports.base.making import MANAGERS, NOW, ZONE
from tests.reports.base.storing import into_sqlite
from tests.reports.base.world import world
from tests.storage.samples import HandClock

MANAGER = 3001
HOST = "127.0.0.1"
TOKEN = "1:" + "a" * 35
TEAM = "members:\n" + "".join(
    f"  m{number}: {{telegram: {number}, name: {name}}}\n" for number, name in MANAGERS.items()
)


@dataclass(frozen=True)
class Served:
    """A program whose page listens at `url`; `clock` is its time."""

    app: App
    url: str
    clock: HandClock

    async def visit(self, locale: str = "ru", person: int = MANAGER) -> str:
        """The secret of a new visit."""
        now = self.clock.now()
        handed = await self.app.database.run(
            lambda uow: doors.let_in(uow, person, locale, "Chrome, Linux", now)
        )
        return handed.secret

    async def cookie(self, locale: str = "ru") -> dict[str, str]:
        """A new visit as a browser's cookie."""
        return {"name": VISIT, "value": await self.visit(locale), "url": self.url + PATH}


@asynccontextmanager
async def served(folder: Path, leads: int, **settings: object) -> AsyncIterator[Served]:
    """With a base of so many leads, at the time that it was made for."""
    clock = HandClock()
    clock.moment = NOW
    database, key = folder / "base.db", folder / "base.key"
    keys = KeyRing.from_file(key)
    url = f"sqlite+aiosqlite:///{database}"
    await (await open_database(url, keys=keys, synchronous="NORMAL", clock=clock)).close()
    if leads:
        into_sqlite(database, world(leads), keys)
    (folder / "team.yaml").write_text(TEAM, encoding="utf-8")
    port = free_port()
    given: dict[str, object] = {
        "bot_token": SecretStr(TOKEN),
        "database_url": url,
        "encryption_key_file": key,
        "manager_ids": (MANAGER,),
        "sales_ids": tuple(MANAGERS),
        "team_file": str(folder / "team.yaml"),
        "timezone": str(ZONE),
        "public_url": f"http://{HOST}:{port}",
        "company_name": "Северный маркетинг",
        **settings,
    }
    app = await build(Settings(**given), clock=clock)  # type: ignore[arg-type]
    server = web.Application()
    server.add_routes(app.page.routes)
    runner = web.AppRunner(server, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield Served(app, f"http://{HOST}:{port}", clock)
    finally:
        await runner.cleanup()
        await app.close()
