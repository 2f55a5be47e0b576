"""The page's doors through the chat: /page, a new browser, the owner's word, and /page off."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote_plus

import pytest_asyncio
from aiohttp import ClientSession, CookieJar, web

from bot.sandbox import mini_app
from bot.web.page.guessing import MOST
from tests.fakes.chat import PATIENCE
from tests.fakes.ports import free_port
from tests.journeys.place import ANNA, IGOR, MARIA, Place, Someone, opened

HOST = "127.0.0.1"
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


@dataclass
class Browser:
    """A browser with its own cookies, on the page at `url`."""

    http: ClientSession
    url: str
    says: str = ""

    async def opens(self, address: str) -> int:
        """Follow an address; the status of what is shown in the end."""
        async with self.http.get(address) as answer:
            self.says = await answer.text()
            return answer.status

    async def presses(self, address: str, origin: str | None = None) -> int:
        """Press the button of a page there."""
        headers = {"Origin": self.url if origin is None else origin}
        async with self.http.post(address, headers=headers) as answer:
            self.says = await answer.text()
            return answer.status


@asynccontextmanager
async def browser(place: Place) -> AsyncIterator[Browser]:
    jar, headers = CookieJar(unsafe=True), {"User-Agent": CHROME, "Accept-Language": "ru"}
    async with ClientSession(cookie_jar=jar, headers=headers) as http:
        yield Browser(http, place.app.settings.public_url)


@pytest_asyncio.fixture
async def place(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Place]:
    port = free_port()
    async with opened(
        tmp_path, sqlite_url, "polling", public_url=f"http://{HOST}:{port}"
    ) as running:
        server = web.Application()
        server.add_routes(running.app.page.routes)
        runner = web.AppRunner(server)
        await runner.setup()
        await web.TCPSite(runner, HOST, port).start()
        yield running
        await runner.cleanup()


async def link_of(maria: Someone) -> str:
    """Ask for a link; the address under the button."""
    before = await maria.times("Отчёты на одной странице")
    await maria.say("/page")
    async with asyncio.timeout(PATIENCE):
        while await maria.times("Отчёты на одной странице") == before:
            await asyncio.sleep(0.02)
    message = (await maria.screen())[-1]
    rows = message["reply_markup"]["inline_keyboard"]
    (url,) = [button["url"] for row in rows for button in row if "url" in button]
    return str(url)


async def test_a_link_opens_once_after_the_owners_word(place: Place, maria: Someone) -> None:
    link = await link_of(maria)
    async with browser(place) as phone, browser(place) as stranger:
        for _ in range(3):  # a preview of a messenger looks, and uses nothing up
            assert await phone.opens(link) == 200
        assert await phone.presses(link) == 200
        code = re.findall(r'data-testid="code">(\d\d)<', phone.says)[0]
        asked = await maria.hears("Открыть страницу отчётов на устройстве")
        assert "Chrome, Android" in asked
        assert code in asked
        assert await phone.opens(f"{phone.url}/reports/") == 200
        assert "Подтвердите в Telegram" in phone.says, "it waits"
        assert await stranger.presses(link) == 403, "the link is used up"
        assert "срабатывает один раз" in stranger.says
        assert "/page" in stranger.says
        await maria.tap("Да, это я")
        await maria.hears("Страница открыта: Chrome, Android")
        assert await phone.opens(f"{phone.url}/reports/wait") == 200
        assert "Воронка" in phone.says
        second = await link_of(maria)
        assert await phone.presses(second) == 200
        assert "Воронка" in phone.says, "the device is known"
        assert await stranger.opens(f"{phone.url}/reports/r/funnel") == 403
        await maria.say("/page off")
        await maria.hears("Страница закрыта везде: 2 браузера")
        assert await phone.opens(f"{phone.url}/reports/r/funnel") == 403
        third = await link_of(maria)
        assert await phone.presses(third) == 200
        assert "Подтвердите в Telegram" in phone.says, "no device is known any more"


async def test_a_forwarded_link_opens_nothing_without_the_owners_word(
    place: Place, maria: Someone
) -> None:
    link = await link_of(maria)
    async with browser(place) as other:
        assert await other.presses(link) == 200
        await maria.hears("Открыть страницу отчётов")
        button = await maria.find("Да, это я")
        await maria.tap("Нет")
        await maria.hears("Не открыли: Chrome, Android")
        assert await other.opens(f"{other.url}/reports/wait") == 403
        assert "этот браузер чужой" in other.says
        assert await other.opens(f"{other.url}/reports/r/funnel") == 403
        await maria.tap_again(button)
        await maria.hears("Этот браузер уже не ждёт")
        assert await other.opens(f"{other.url}/reports/r/funnel") == 403


async def test_forged_and_late_links_open_nothing(place: Place, maria: Someone) -> None:
    link = await link_of(maria)
    async with browser(place) as phone:
        assert await phone.presses(link, origin="https://evil.example") == 403
        assert await phone.presses(link, origin="") == 403
        await place.travel(timedelta(minutes=10))
        assert await phone.presses(link) == 403
        for number in range(MOST - 1):
            assert await phone.presses(f"{phone.url}/reports/in/guess{number}") == 403
        assert await phone.presses(f"{phone.url}/reports/in/guess") == 429
        assert await phone.presses(await link_of(maria)) == 429, "whoever guesses has to wait"
        assert "десять минут" in phone.says


async def test_links_are_for_managers_in_private(place: Place) -> None:
    for person in (ANNA, IGOR):
        someone = place.someone(person)
        await someone.say("/page")
        await someone.hears("для руководителей")
    await place.in_group(MARIA).say("/page")
    await place.in_group(MARIA).hears("в личном чате")


async def test_a_mini_app_opens_for_whom_telegram_vouches(place: Place, maria: Someone) -> None:
    await link_of(maria)
    message = (await maria.screen())[-1]
    app = message["reply_markup"]["inline_keyboard"][0][0]["web_app"]["url"]
    now = int(place.clock.now().timestamp())
    opened_at = mini_app.opened(app, {"id": MARIA, "language_code": "ru"}, "1:sandbox", now)
    data = re.findall("tgWebAppData=([^&]+)", opened_at)[0]
    async with browser(place) as phone:
        assert await phone.opens(app) == 200
        headers = {"Origin": phone.url}
        for sent, status in (
            (unquote_plus(data).replace("3001", "1001"), 403),
            ("", 403),
            (unquote_plus(data), 200),
        ):
            async with phone.http.post(app, data=sent, headers=headers) as answer:
                assert answer.status == status
        assert await phone.opens(f"{phone.url}/reports/r/funnel") == 200
        await place.travel(timedelta(hours=12))
        assert await phone.opens(f"{phone.url}/reports/r/funnel") == 403, "the visit has ended"
