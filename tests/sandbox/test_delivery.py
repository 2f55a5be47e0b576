"""Updates: long polling with confirmation, webhooks with secret, order and retries, redelivery."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.methods import SendMessage
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.sandbox.server import Sandbox
from tests.fakes.ports import free_port
from tests.sandbox.acting import PATIENCE, People, becomes, polled

GROUP = -1000000000001


class Receiver:
    """A webhook that notes what it gets; `answer` decides the status."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answer: Callable[[dict[str, Any]], int] = lambda body: 200
        self.hold: asyncio.Event | None = None
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.bodies.append(body)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.hold:
            await self.hold.wait()
        return web.Response(status=self.answer(body))

    async def until(self, count: int) -> None:
        async def so() -> bool:
            return len(self.bodies) >= count

        await becomes(so)


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    target = Receiver()
    app = web.Application()
    app.router.add_post("/hook", target.handle)
    server = TestServer(app)
    await server.start_server()
    target.url = str(server.make_url("/hook"))
    yield target
    if target.hold:
        target.hold.set()
    await server.close()


def texts(bodies: list[dict[str, Any]]) -> list[str]:
    return [body["message"]["text"] for body in bodies]


async def test_an_offset_confirms_and_nothing_else_does(bot: Bot, people: People) -> None:
    for text in ("раз", "два", "три"):
        await people.do("say", person=1001, text=text)
    first = await bot.get_updates(limit=2)
    assert [u.message.text for u in first if u.message] == ["раз", "два"]
    assert len(await bot.get_updates()) == 3
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["два", "три"]
    last = await bot.get_updates(offset=-1)
    assert [u.message.text for u in last if u.message] == ["три"]
    assert not await bot.get_updates(offset=last[0].update_id + 1)


async def test_a_long_poll_ends_when_somebody_speaks(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await polled(sandbox)
    assert not poll.done()
    await people.do("say", person=1001, text="привет")
    async with asyncio.timeout(PATIENCE):
        assert len(await poll) == 1


async def test_a_second_poller_ends_the_first(bot: Bot, people: People, sandbox: Sandbox) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=50))
    await polled(sandbox)
    second = asyncio.create_task(bot.get_updates(timeout=50))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates"):
        await first
    await people.do("say", person=1001, text="x")
    assert len(await second) == 1


async def test_unsubscribed_kinds_are_not_sent(bot: Bot, people: People) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    assert (await people.do("say", person=1001, text="x"))["update_id"] is None
    assert not await bot.get_updates()


async def test_an_update_is_redelivered_although_it_was_confirmed(bot: Bot, people: People) -> None:
    number = (await people.do("say", person=1001, text="x"))["update_id"]
    assert not await bot.get_updates(offset=number + 1)
    await people.do("redeliver", update_id=number)
    assert [u.update_id for u in await bot.get_updates(offset=number + 1)] == [number]
    assert not await bot.get_updates(offset=number + 1)
    assert (await people.ask("redeliver", {"update_id": 5}))[0] == 404


async def test_malformed_updates_go_through_as_they_are(people: People, sandbox: Sandbox) -> None:
    await people.do("update", update={"message": {"nonsense": True}})
    await people.do("update", update=[1, 2])
    async with people.session.get(f"{sandbox.url}/bot1:sandbox/getUpdates") as answer:
        result = (await answer.json())["result"]
    assert result[0]["message"] == {"nonsense": True}
    assert result[0]["update_id"] > 0
    assert result[1] == [1, 2]


async def test_a_webhook_gets_updates_with_the_secret(
    bot: Bot, people: People, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url, secret_token="s-1")
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await bot.get_updates()
    await people.do("say", person=1001, text="привет")
    await receiver.until(1)
    assert texts(receiver.bodies) == ["привет"]
    assert receiver.secrets == ["s-1"]
    assert (await bot.get_webhook_info()).url == receiver.url
    await bot.delete_webhook()
    await people.do("say", person=1001, text="ещё")
    assert len(await bot.get_updates()) == 1


async def test_a_refused_update_is_repeated_and_holds_its_chat_only(
    bot: Bot, people: People, receiver: Receiver
) -> None:
    def stubborn(body: dict[str, Any]) -> int:
        """The first one is refused twice, and until the other chat has been heard."""
        if body["message"]["text"] != "раз":
            return 200
        got = texts(receiver.bodies)
        return 200 if got.count("раз") >= 3 and "другой" in got else 500

    receiver.answer = stubborn
    await bot.set_webhook(receiver.url)
    await people.do("say", person=1001, text="раз")
    await people.do("say", person=1001, text="два")
    await people.do("say", person=2001, text="другой")

    async def all_there() -> bool:
        return (await bot.get_webhook_info()).pending_update_count == 0

    await becomes(all_there)
    got = texts(receiver.bodies)
    assert got.count("раз") >= 3
    assert [text for text in got if text != "раз"] == ["другой", "два"]
    assert got[-1] == "два"
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"


async def test_one_chat_is_served_one_by_one(bot: Bot, people: People, receiver: Receiver) -> None:
    receiver.hold = asyncio.Event()
    await bot.set_webhook(receiver.url)
    await people.do("say", person=1001, text="раз")
    await people.do("say", person=1001, text="два")
    await receiver.until(1)
    await asyncio.sleep(0.2)
    assert texts(receiver.bodies) == ["раз"]
    receiver.hold.set()
    await receiver.until(2)
    assert texts(receiver.bodies) == ["раз", "два"]


async def test_a_dead_webhook_is_tried_until_it_lives(bot: Bot, people: People) -> None:
    port = free_port()
    await bot.set_webhook(f"http://127.0.0.1:{port}/hook")
    await people.do("say", person=1001, text="x")

    async def refused() -> bool:
        return (await bot.get_webhook_info()).last_error_message == "Connection refused"

    await becomes(refused)
    target = Receiver()
    app = web.Application()
    app.router.add_post("/hook", target.handle)
    server = TestServer(app, port=port)
    await server.start_server()
    await target.until(1)
    await server.close()


async def test_a_webhook_may_answer_with_a_method(people: People, sandbox: Sandbox) -> None:
    """aiogram's own handler answers in multipart; the call is carried out all the same."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> SendMessage:
        return SendMessage(chat_id=message.chat.id, text=f"эхо: {message.text}")

    app = web.Application()
    client = Bot("1:sandbox", session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url)))
    SimpleRequestHandler(dispatcher, client, handle_in_background=False).register(app, "/hook")
    server = TestServer(app)
    await server.start_server()
    await client.set_webhook(str(server.make_url("/hook")))
    await people.do("say", person=1001, text="привет")

    async def answered() -> bool:
        return len((await people.chat(1001, 1001))["messages"]) == 2

    await becomes(answered)
    assert (await people.chat(1001, 1001))["messages"][-1]["text"] == "эхо: привет"
    await client.session.close()
    await server.close()


async def test_bad_webhook_settings(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="unallowed characters"):
        await bot.set_webhook("https://a.ru", secret_token="секрет")
    with pytest.raises(TelegramBadRequest, match="bad webhook"):
        await bot.set_webhook("ftp://a.ru")


async def test_pending_updates_can_be_dropped(bot: Bot, people: People) -> None:
    await people.do("say", person=1001, text="x")
    await bot.delete_webhook(drop_pending_updates=True)
    assert not await bot.get_updates()


async def test_privacy_mode_in_a_group(bot: Bot, people: People) -> None:
    card = await bot.send_message(GROUP, "карточка")
    say = {"person": 2001, "chat": GROUP}
    assert (await people.do("say", **say, text="между собой"))["update_id"] is None
    assert (await people.do("say", **say, text="/take@other_bot"))["update_id"] is None
    assert (await people.do("say", **say, text="смотри /take"))["update_id"] is None
    assert (await people.do("say", **say, text="/take"))["update_id"]
    assert (await people.do("say", **say, text="/take@Prequal_Sandbox_Bot"))["update_id"]
    assert (await people.do("say", **say, text="да", reply_to=card.message_id))["update_id"]
    assert (await people.do("join", person=1001, chat=GROUP))["update_id"]


async def test_blocking_is_told_to_the_bot(bot: Bot, people: People) -> None:
    await people.do("block", person=1001)
    await people.do("unblock", person=1001)
    changes = [u.my_chat_member for u in await bot.get_updates()]
    assert [c.new_chat_member.status for c in changes if c] == ["kicked", "member"]
