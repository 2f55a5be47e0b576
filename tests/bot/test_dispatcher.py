"""The dispatcher: one list of handlers in the order of the routers, commands apart from words."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import CallbackQuery, Message, Update

from bot.chat.dispatcher import Dispatcher
from bot.chat.filters import CommandWord, InPrivate
from bot.chat.router import Router

ANNA = {"id": 1001, "is_bot": False, "first_name": "Анна"}
HOME = {"id": 1001, "type": "private"}
GROUP = {"id": -5, "type": "supergroup", "title": "Продажи"}
BOT = Bot("1:dispatcher")


def routers(said: list[str], asked: list[str]) -> list[Router]:
    """Commands in one router, everything that is said in private in the one behind it."""

    class Noted(CommandWord):
        async def __call__(self, message: Message) -> bool | dict[str, Any]:
            asked.append(str(message.text))
            return await super().__call__(message)

    commands, words = Router(), Router()

    @commands.message(Noted("help"))
    async def give_help(_: Message, update_id: int) -> None:
        said.append(f"help {update_id}")

    @words.message(InPrivate())
    async def answer(message: Message) -> None:
        said.append(f"answer {message.text}")

    @words.callback_query()
    async def tap(query: CallbackQuery) -> None:
        said.append(f"tap {query.data}")

    return [commands, words]


async def feed(dispatcher: Dispatcher, **event: object) -> bool:
    update = Update.model_validate({"update_id": 9, **event}, context={"bot": BOT})
    return await dispatcher.feed(update, 9)


def message(text: str, chat: dict[str, Any] = HOME) -> dict[str, object]:
    return {"message_id": 1, "date": 1, "from": ANNA, "chat": chat, "text": text}


async def test_the_first_handler_that_takes_an_update_is_the_only_one() -> None:
    said: list[str] = []
    dispatcher = Dispatcher(routers(said, []))
    await feed(dispatcher, message=message("/help"))
    query = {"id": "1", "from": ANNA, "chat_instance": "1", "data": "x"}
    await feed(dispatcher, callback_query=query)
    assert said == ["help 9", "tap x"]


async def test_a_command_that_nobody_knows_is_something_said() -> None:
    said: list[str] = []
    await feed(Dispatcher(routers(said, [])), message=message("/nonsense"))
    assert said == ["answer /nonsense"]


@pytest.mark.parametrize(
    ("typed", "args"),
    [
        ("/lead_9", "9"),
        ("/lead_9@our_bot", "9"),
        ("/LEAD_9_7", "9 7"),
        ("/lead_9 tomorrow 15:00", "9 tomorrow 15:00"),
        ("/lead 9", "9"),
        ("/lead", None),
        ("/lead_", None),
        ("/lead_x", None),
        ("/lead_9_", None),
        ("/leads_9", None),
        ("/lead_" + "9" * 30, None),
    ],
)
async def test_a_number_may_be_part_of_the_word_that_is_tapped(
    typed: str, args: str | None
) -> None:
    update = Update.model_validate({"update_id": 9, "message": message(typed)})
    assert update.message is not None
    found = await CommandWord("lead")(update.message)
    assert (found["command"].args if isinstance(found, dict) else None) == args
    assert bool(found) is (args is not None or typed == "/lead")


async def test_handlers_of_commands_are_not_asked_about_words() -> None:
    said: list[str] = []
    asked: list[str] = []
    await feed(Dispatcher(routers(said, asked)), message=message("5 000"))
    assert (said, asked) == (["answer 5 000"], [])


async def test_what_nobody_takes_is_told() -> None:
    dispatcher = Dispatcher(routers([], []))
    assert await feed(dispatcher, message=message("привет"))
    assert not await feed(dispatcher, message=message("привет", GROUP))
    assert not await feed(dispatcher, edited_message=message("привет"))


async def test_a_handler_may_leave_an_update_to_those_behind_it() -> None:
    said: list[str] = []
    early = Router()

    @early.message(InPrivate())
    async def not_mine(_: Message) -> None:
        raise SkipHandler

    await feed(Dispatcher([early, *routers(said, [])]), message=message("привет"))
    assert said == ["answer привет"]


async def test_an_update_of_a_kind_that_aiogram_does_not_know_is_nobodys() -> None:
    said: list[str] = []
    dispatcher = Dispatcher(routers(said, []))
    assert not await feed(dispatcher, invented_in_2030={"id": 1})
    assert said == []
