"""A file is fetched whole or not at all, and whether to try again is said."""

from collections.abc import AsyncIterator, Iterable

import pytest
from aiohttp import web

from bot.chat.calls import bot_at
from bot.chat.fetching import TelegramFiles
from crm_sync.publishing.files import NotFetched
from tests.crm_sync.emulators.base import Emulator, json_fault

TOKEN = "42:TEST"


class Files(Emulator):
    """A Bot API that holds one file, and may hide how large it is."""

    def __init__(self) -> None:
        super().__init__()
        self.content = b"plan" * 1000
        self.tells_size = True
        self.gone = False

    def routes(self) -> Iterable[web.RouteDef]:
        return [
            web.post(f"/bot{TOKEN}/getFile", self._file),
            web.get(f"/file/bot{TOKEN}/documents/1.pdf", self._content),
        ]

    async def _file(self, request: web.Request) -> web.Response:
        if (await request.post())["file_id"] != "known":
            told = {"ok": False, "error_code": 400, "description": "Bad Request: file is too big"}
            return web.json_response(told, status=400)
        size = {"file_size": len(self.content)} if self.tells_size else {}
        found = {"file_id": "known", "file_unique_id": "u", "file_path": "documents/1.pdf"}
        return web.json_response({"ok": True, "result": found | size})

    async def _content(self, request: web.Request) -> web.Response:
        return web.Response(status=404) if self.gone else web.Response(body=self.content)


@pytest.fixture
async def api() -> AsyncIterator[Files]:
    api = Files()
    await api.start()
    yield api
    await api.stop()


@pytest.fixture
async def fetch(api: Files) -> AsyncIterator[TelegramFiles]:
    bot = bot_at(api.url, TOKEN)
    yield TelegramFiles(bot)
    await bot.session.close()


async def test_a_file_comes_whole_up_to_the_limit(api: Files, fetch: TelegramFiles) -> None:
    assert await fetch("known", 4000) == api.content
    assert await fetch("known", 3999) is None
    api.tells_size = False
    assert await fetch("known", 3999) is None


async def test_what_is_gone_or_too_big_for_bots_is_not_asked_for_again(
    api: Files, fetch: TelegramFiles
) -> None:
    assert await fetch("unknown", 4000) is None
    api.gone = True
    assert await fetch("known", 4000) is None


@pytest.mark.parametrize("method", ["POST", "GET"], ids=["getFile", "the file itself"])
async def test_a_server_that_is_down_is_asked_again(
    api: Files, fetch: TelegramFiles, method: str
) -> None:
    down = json_fault(502, {"ok": False, "error_code": 502, "description": "Bad Gateway"})
    api.weather = lambda call: down if call.method == method else None
    with pytest.raises(NotFetched):
        await fetch("known", 4000)
