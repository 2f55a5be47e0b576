"""Where a journey takes place: the sandbox, the built program beside it, and the people in it.

The program runs in this process under a clock that is moved; it can be stopped and started again
on the same database. No fixtures and no assertions about the trade here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientSession, web
from pydantic import SecretStr

from bot.app.app import App
from bot.app.bootstrap import build
from bot.app.crm.relaying import Crms
from bot.app.rows import next_due
from bot.app.settings import Settings
from bot.chat.http import WEBHOOK_PATH, build_http
from bot.chat.polling import ALLOWED_UPDATES, poll
from bot.sandbox.people import DEFAULT_GROUP_ID, DEFAULT_PEOPLE
from bot.sandbox.server import Sandbox, SandboxConfig, SandboxGroup, SandboxPerson
from leads.clock import MovableClock
from leads.outbox import Priority
from scheduler.travel import TimeTravel
from tests.fakes.chat import PATIENCE, Talker

TUESDAY_AT_ELEVEN = datetime(2026, 11, 24, 11, 0, tzinfo=ZoneInfo("Europe/Moscow"))
ANNA, IGOR, OLEG, MARIA, JOHN, GUEST, GRETA = 1001, 2001, 2002, 3001, 1002, 1003, 1004
PAVEL, ROZA = 4001, 4002
SECRET = "a-long-word-of-this-test"
BEAT = 0.3
CAMPAIGNS = """
expo-2027: {channel: event, name: Exhibition, product: crm, temperature: cold}
spring: {channel: site, name: Page of the portal, product: portal}
brief-first: {channel: site, name: Page of the brief, quiz: agency-brief}
"""
ONE_WAY = ("polling-sqlite",)
BOTH_WAYS = ("polling-sqlite", "webhook-postgres")
EVERY_WAY = ("polling-sqlite", "polling-postgres", "webhook-sqlite", "webhook-postgres")
PEOPLE = (
    *DEFAULT_PEOPLE,
    SandboxPerson(OLEG, "Олег", "Сидоров", "ru", role="sales"),
    SandboxPerson(JOHN, "John", "Smith", "en", phone="+442071234567"),
    SandboxPerson(GUEST, "Гость", "", "ru"),
    SandboxPerson(GRETA, "Greta", "Schulz", "de"),
    SandboxPerson(ROZA, "Роза", "Лавкина", "ru"),
)
GROUP = SandboxGroup(DEFAULT_GROUP_ID, "Отдел продаж", (IGOR, OLEG, MARIA, GUEST))
FORUM = replace(GROUP, bot_status="administrator", forum=True)


def plain(text: str | None) -> str:
    """A text of the bot with plain spaces for those that do not break."""
    return (text or "").replace("\xa0", " ").replace("\u202f", " ")


class NoWait:
    """The pace of messages in tests: none."""

    async def wait(
        self, chat_id: int, *, priority: Priority = Priority.REPLY, edit: bool = False
    ) -> None:
        """Now."""

    def pause(self, seconds: float) -> None:
        """No pause."""

    def resting(self) -> float:
        """Never."""
        return 0.0


@dataclass
class Someone(Talker):
    """A person in one chat, with the gestures that only some journeys need."""

    async def hears(self, text: str, seconds: float = PATIENCE) -> str:
        """Wait until a message of the bot holds `text`; the newest such."""
        for _ in range(int(seconds / 0.02)):
            for said in reversed(await self.heard()):
                if text in said:
                    return said
            await asyncio.sleep(0.02)
        raise AssertionError(f"{text!r} was not heard. On the screen: {await self.texts()}")

    async def heard(self) -> list[str]:
        """What the bot's messages say now; spaces that do not break are plain ones."""
        said = [m for m in await self.screen() if m["from"]["is_bot"]]
        return [plain(m.get("text") or m.get("caption")) for m in said]

    async def times(self, text: str) -> int:
        """How many messages of the bot hold `text`."""
        return sum(text in said for said in await self.heard())

    async def buttons(self) -> list[str]:
        """The labels under the newest message that has buttons."""
        for message in reversed(await self.screen()):
            rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
            if rows:
                return [button["text"] for row in rows for button in row]
        return []

    async def find(self, label: str) -> tuple[int, str]:
        """Message and payload of the newest button whose label holds `label`."""
        for message in reversed(await self.screen()):
            for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
                for button in row:
                    if label in button["text"]:
                        return message["message_id"], button["callback_data"]
        raise AssertionError(f"no button {label!r} on the screen: {await self.texts()}")

    async def tap_again(self, button: tuple[int, str]) -> None:
        """Tap a button that the screen may not show any more."""
        message, data = button
        await self.does("tap", message=message, data=data, force=True)

    async def does(self, what: str, **details: Any) -> dict[str, Any]:
        """Any other action of the control API; its answer."""
        body = {"person": self.person, "chat": self.chat, **details}
        async with self.http.post(f"{self.url}/sandbox/{what}", json=body) as answer:
            result: dict[str, Any] = await answer.json()
            assert answer.status == 200, result
            return result

    async def downloads(self, name: str, seconds: float = PATIENCE) -> str:
        """Wait for a document of that name; the text of the newest such."""
        for _ in range(int(seconds / 0.02)):
            for message in reversed(await self.screen()):
                document = message.get("document") or {}
                if document.get("file_name") == name:
                    url = f"{self.url}/sandbox/file/{document['file_id']}"
                    async with self.http.get(url) as answer:
                        return (await answer.read()).decode()
            await asyncio.sleep(0.02)
        raise AssertionError(f"{name!r} was not sent. On the screen: {await self.texts()}")

    async def toasts(self) -> list[str]:
        """Answers to taps, of everybody, oldest first."""
        query = {"method": "answerCallbackQuery"}
        async with self.http.get(f"{self.url}/sandbox/journal", params=query) as answer:
            entries = (await answer.json())["entries"]
        return [plain(entry["params"].get("text")) for entry in entries]


class Place:
    """A sandbox and the program that plays in it."""

    def __init__(
        self,
        folder: Path,
        database_url: str,
        delivery: str,
        http: ClientSession,
        *,
        group: SandboxGroup = GROUP,
        **settings: Any,
    ) -> None:
        self.clock = MovableClock(TUESDAY_AT_ELEVEN)
        self.sandbox = Sandbox(SandboxConfig(people=PEOPLE, groups=(group,)))
        self.http = http
        self.webhook_url = ""
        self.own_url = ""
        self.folder = folder
        self._database_url = database_url
        self._delivery = delivery
        self._more_settings = settings
        self._app: App | None = None
        self._polling: asyncio.Task[None] | None = None
        self._beating: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def app(self) -> App:
        """The running program."""
        assert self._app is not None, "the program is not running"
        return self._app

    @property
    def crms(self) -> Crms:
        """The CRMs of the running program."""
        assert self.app.crms is not None, "the program knows no CRM"
        return self.app.crms

    def someone(self, person: int, chat: int | None = None) -> Someone:
        """A person in private with the bot, or in `chat`."""
        return Someone(self.http, self.sandbox.url, person, person if chat is None else chat)

    def in_group(self, person: int) -> Someone:
        """A person in the sales group."""
        return self.someone(person, GROUP.id)

    async def open(self) -> None:
        """Build the program and let it run as `bot.app.runtime` does."""
        app = self._app = await build(self._settings(), clock=self.clock, pace=NoWait())
        await app.tick.through()
        await app.intake.drain_stored()
        if self._delivery == "webhook" or app.door or app.forms.routes:
            await self._listen(app)
        if self._delivery == "webhook":
            await app.bot.set_webhook(
                self.webhook_url, secret_token=SECRET, allowed_updates=ALLOWED_UPDATES
            )
        else:
            self._polling = asyncio.create_task(poll(app.bot, app.intake))
        self._stopping.clear()
        self._beating = asyncio.create_task(self._beat(app))

    async def close(self) -> None:
        """Stop the program as SIGTERM does: a tick that is under way goes on to its end."""
        self._stopping.set()
        running = [task for task in (self._beating, self._polling) if task is not None]
        if self._polling is not None:
            self._polling.cancel()
        done = await asyncio.gather(*running, return_exceptions=True)
        self._beating = self._polling = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if self._app is not None:
            await self._app.close()
            self._app = None
        for result in done:
            if isinstance(result, Exception):
                raise result

    async def settle(self) -> None:
        """Wait until everything that people did has been answered."""
        for _ in range(int(PATIENCE / 0.02)):
            if (await self.app.bot.get_webhook_info()).pending_update_count == 0:
                break
            await asyncio.sleep(0.02)
        else:
            raise AssertionError("updates are still pending")
        await self.app.intake.idle()
        await self.app.forms.filings.idle()
        await self.app.tick.through()

    async def travel(self, span: timedelta) -> None:
        """Let time pass, living through everything that is due on the way."""
        await self.settle()
        app = self.app
        travel = TimeTravel(self.clock, lambda: next_due(app.database), app.tick.through)
        await travel.advance(self.clock.now() + span)

    async def trouble(self, **fault: Any) -> None:
        """Let calls of the bot fail."""
        async with self.http.post(f"{self.sandbox.url}/sandbox/faults", json=fault) as answer:
            assert answer.status == 200, await answer.text()

    async def trouble_met(self) -> None:
        """Wait until every trouble has been run into."""
        for _ in range(int(PATIENCE / 0.02)):
            async with self.http.get(f"{self.sandbox.url}/sandbox/faults") as answer:
                if not (await answer.json())["faults"]:
                    return
            await asyncio.sleep(0.02)
        raise AssertionError("no call has run into the trouble")

    async def no_more_trouble(self) -> None:
        """Forget the troubles that have not come yet."""
        async with self.http.delete(f"{self.sandbox.url}/sandbox/faults") as answer:
            assert answer.status == 200

    async def update(self, update: object) -> int:
        """Hand any JSON value to the bot as an update; the update's number."""
        body = {"update": update}
        async with self.http.post(f"{self.sandbox.url}/sandbox/update", json=body) as answer:
            result = await answer.json()
            assert answer.status == 200, result
            return int(result["update_id"])

    async def redeliver(self, update_id: int) -> None:
        """Telegram sends an update once more."""
        body = {"update_id": update_id}
        async with self.http.post(f"{self.sandbox.url}/sandbox/redeliver", json=body) as answer:
            assert answer.status == 200, await answer.text()

    async def _beat(self, app: App) -> None:
        while not self._stopping.is_set():
            await app.tick.through()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), BEAT)

    async def _listen(self, app: App) -> None:
        beside = app.forms.routes
        http = build_http(app.intake, app.door, webhook_secret=SECRET, beside=beside)
        runner = self._runner = web.AppRunner(http)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.own_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self.webhook_url = self.own_url + WEBHOOK_PATH

    def _settings(self) -> Settings:
        campaigns = self.folder / "campaigns.yaml"
        campaigns.write_text(CAMPAIGNS, encoding="utf-8")
        settings: dict[str, Any] = {
            "campaigns_file": str(campaigns),
            "bot_token": SecretStr("1:sandbox"),
            "bot_api_url": self.sandbox.url,
            "database_url": self._database_url,
            "sqlite_synchronous": "NORMAL",
            "encryption_key_file": self.folder / "prequal.key",
            "company_name": "Ромашка",
            "sales_chat_id": GROUP.id,
            "sales_ids": (IGOR, OLEG),
            "manager_ids": (MARIA,),
        }
        return Settings(**{**settings, **self._more_settings})


@contextlib.asynccontextmanager
async def opened(
    folder: Path,
    database_url: str,
    delivery: str,
    **settings: Any,
) -> AsyncIterator[Place]:
    """A place with the program running in it; `settings` are those that differ, and `group`."""
    async with ClientSession() as http:
        place = Place(folder, database_url, delivery, http, **settings)
        await place.sandbox.start()
        try:
            await place.open()
            yield place
        finally:
            try:
                await place.close()
            finally:
                await place.sandbox.stop()
