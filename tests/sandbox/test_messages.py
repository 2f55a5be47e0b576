"""Messages through a real aiogram client: shapes, checks and Telegram's own refusals."""

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendDice
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from bot.sandbox.server import Sandbox
from tests.sandbox.acting import People

GROUP = -1000000000001


def keyboard(data: str = "go") -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(text="Дальше", callback_data=data)
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


@pytest.fixture(autouse=True)
async def started(people: People) -> None:
    await people.do("start", person=1001)


async def test_a_formatted_message_comes_back_parsed(bot: Bot, people: People) -> None:
    html = "😀 <b>Привет</b>, <a href='https://a.ru'>сайт</a>"
    sent = await bot.send_message(1001, html, parse_mode="HTML", reply_markup=keyboard())
    assert sent.text == "😀 Привет, сайт"
    assert sent.entities is not None
    kinds = [(e.type, e.offset, e.length) for e in sent.entities]
    assert kinds == [("bold", 3, 6), ("text_link", 11, 4)]
    assert sent.reply_markup is not None
    assert sent.reply_markup.model_dump() == keyboard().model_dump()
    shown = (await people.chat(1001, 1001))["messages"][-1]
    assert shown["text"] == sent.text
    assert shown["message_id"] == sent.message_id


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "message text is empty"),
        ("   ", "message text is empty"),
        ("<b></b>", "message text is empty"),
        ("я" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        ("<b>нет конца", "can't parse entities: Can't find end tag"),
        ("5 < 7", "can't parse entities: Unsupported start tag"),
        ("<div>x</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("<b><i>x</b></i>", 'expected "</i>", found "</b>"'),
    ],
)
async def test_a_bad_text_is_refused_in_telegrams_words(bot: Bot, text: str, sentence: str) -> None:
    with pytest.raises(TelegramBadRequest) as refusal:
        await bot.send_message(1001, text, parse_mode="HTML")
    assert sentence in str(refusal.value)


async def test_the_longest_text_is_taken(bot: Bot) -> None:
    assert (await bot.send_message(1001, "я" * 4096)).text == "я" * 4096


async def test_callback_data_is_measured_in_bytes(bot: Bot) -> None:
    await bot.send_message(1001, "x", reply_markup=keyboard("я" * 32))
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await bot.send_message(1001, "x", reply_markup=keyboard("я" * 32 + "x"))


async def test_where_the_bot_may_not_write(bot: Bot, people: People) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(4242, "x")
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await bot.send_message(2001, "x")
    await people.do("block", person=1001)
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await bot.send_message(1001, "x")


async def test_unknown_methods_and_wrong_tokens(bot: Bot, sandbox: Sandbox, people: People) -> None:
    with pytest.raises(TelegramNotFound):
        await bot(SendDice(chat_id=1001))
    stranger = Bot("2:other", session=bot.session)
    with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
        await stranger.get_me()
    async with people.session.get(f"{sandbox.url}/bot2:other/getMe") as answer:
        assert answer.status == 401
        body = await answer.json()
    assert body == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_json_urlencoded_and_query_calls_mean_the_same(sandbox: Sandbox) -> None:
    url = f"{sandbox.url}/bot1:sandbox/sendMessage"
    markup = '{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}'
    async with aiohttp.ClientSession() as session:
        for request in (
            session.post(url, json={"chat_id": 1001, "text": "x"}),
            session.post(url, data={"chat_id": "1001", "text": "x", "reply_markup": markup}),
            session.get(url, params={"chat_id": "1001", "text": "x"}),
        ):
            async with request as answer:
                assert (await answer.json())["result"]["text"] == "x"
        async with session.post(
            url, data=b"{", headers={"Content-Type": "application/json"}
        ) as bad:
            assert bad.status == 400


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, people: People) -> None:
    sent = await bot.send_message(1001, "<b>Один</b>", parse_mode="HTML", reply_markup=keyboard())
    number = sent.message_id
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text(
            "<b>Один</b>",
            chat_id=1001,
            message_id=number,
            parse_mode="HTML",
            reply_markup=keyboard(),
        )
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(
            chat_id=1001, message_id=number, reply_markup=keyboard()
        )
    changed = await bot.edit_message_text("Один", chat_id=1001, message_id=number)
    assert not isinstance(changed, bool)
    assert changed.reply_markup is None
    assert changed.edit_date is not None
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=1001, message_id=1)
    own = (await people.do("say", person=1001, text="моё"))["message_id"]
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("чужое", chat_id=1001, message_id=own)


async def test_old_messages_can_not_be_deleted(bot: Bot, people: People) -> None:
    first, second = await bot.send_message(1001, "1"), await bot.send_message(1001, "2")
    assert await bot.delete_message(1001, first.message_id)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(1001, first.message_id)
    await people.do("clock", seconds=49 * 3600)
    with pytest.raises(TelegramBadRequest, match="can't be deleted for everyone"):
        await bot.delete_message(1001, second.message_id)


async def test_a_tap_is_answered_once_and_in_time(bot: Bot, people: People) -> None:
    sent = await bot.send_message(1001, "x", reply_markup=keyboard())
    tap = {"person": 1001, "message": sent.message_id, "data": "go"}
    query = (await people.do("tap", **tap))["callback_query_id"]
    assert await bot.answer_callback_query(query, text="Готово")
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query)
    late = (await people.do("tap", **tap))["callback_query_id"]
    await people.do("clock", seconds=600)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(late)


async def test_files_go_both_ways(bot: Bot, people: People, sandbox: Sandbox) -> None:
    photo = BufferedInputFile(b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\0\0\0\x20\0\0\0\x10", "a.png")
    sent = await bot.send_photo(1001, photo, caption="<i>подпись</i>", parse_mode="HTML")
    assert sent.photo is not None
    assert (sent.photo[0].width, sent.photo[0].height) == (32, 16)
    assert sent.caption == "подпись"
    again = await bot.send_photo(1001, sent.photo[0].file_id)
    assert again.photo == sent.photo
    assert (await bot.send_voice(1001, BufferedInputFile(b"OggS", "v.ogg"), duration=3)).voice
    document = (await bot.send_document(1001, BufferedInputFile(b"abc", "счёт.pdf"))).document
    assert document is not None
    assert document.file_name == "счёт.pdf"
    file = await bot.get_file(document.file_id)
    assert file.file_path is not None
    downloaded = await bot.download_file(file.file_path)
    assert downloaded is not None
    assert downloaded.read() == b"abc"
    await people.do(
        "upload", person=1001, kind="photo", name="p.png", mime="image/png", content="eHl6"
    )
    update = (await bot.get_updates())[-1]
    assert update.message is not None
    assert update.message.photo
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await bot.send_photo(1001, "nonsense")


async def test_html_uploads_are_never_served_as_pages(people: People, sandbox: Sandbox) -> None:
    sent = await people.do("upload", person=1001, name="x.html", mime="text/html", content="eHl6")
    message = (await people.chat(1001, 1001))["messages"][-1]
    assert message["message_id"] == sent["message_id"]
    url = f"{sandbox.url}/sandbox/file/{message['document']['file_id']}"
    async with people.session.get(url) as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"


async def test_reply_keyboards_live_in_the_chat(bot: Bot, people: People) -> None:
    share = KeyboardButton(text="Номер", request_contact=True)
    rows = ReplyKeyboardMarkup(keyboard=[[share]], one_time_keyboard=True, resize_keyboard=True)
    assert (await bot.send_message(1001, "?", reply_markup=rows)).reply_markup is None
    assert (await people.chat(1001, 1001))["keyboard"]["keyboard"][0][0]["request_contact"] is True
    await people.do("press", person=1001, chat=1001, text="Номер")
    chat = await people.chat(1001, 1001)
    assert chat["keyboard_used"] is True
    assert chat["messages"][-1]["contact"]["user_id"] == 1001
    await bot.send_message(1001, "ok", reply_markup=ReplyKeyboardRemove())
    assert (await people.chat(1001, 1001))["keyboard"] is None
    assert (await people.ask("press", {"person": 1001, "text": "Номер"}))[0] == 409


async def test_chats_commands_and_profile(bot: Bot, people: People) -> None:
    me = await bot.get_me()
    assert (me.id, me.username) == (1, "prequal_sandbox_bot")
    assert (await bot.get_chat(GROUP)).title == "Отдел продаж"
    assert (await bot.get_chat_member(GROUP, 2001)).status == "member"
    assert (await bot.get_chat_member(GROUP, 1001)).status == "left"
    assert (await bot.get_chat_member(GROUP, me.id)).status == "member"
    everyone = [BotCommand(command="start", description="Начать")]
    boss = [BotCommand(command="status", description="Воронка")]
    await bot.set_my_commands(everyone)
    await bot.set_my_commands(boss, scope=BotCommandScopeChat(chat_id=3001))
    assert [c.command for c in await bot.get_my_commands()] == ["start"]
    assert (await people.chat(3001, 3001))["commands"][0]["command"] == "status"
    assert (await people.chat(1001, 1001))["commands"][0]["command"] == "start"
    await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id=3001))
    assert (await people.chat(3001, 3001))["commands"][0]["command"] == "start"
    assert await bot.set_my_description("Описание")
    assert (await bot.get_my_description()).description == "Описание"
    assert await bot.set_my_short_description("Коротко")
    assert await bot.set_chat_menu_button()
    assert await bot.send_chat_action(1001, "typing")
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="Большая", description="x")])


async def test_copies_forwards_replies_reactions(bot: Bot, people: People) -> None:
    sent = await bot.send_message(1001, "<b>x</b>", parse_mode="HTML")
    copy = await bot.copy_message(GROUP, 1001, sent.message_id)
    assert copy.message_id != sent.message_id
    forward = await bot.forward_message(GROUP, 1001, sent.message_id)
    assert forward.forward_origin is not None
    reply = ReplyParameters(message_id=sent.message_id)
    answered = await bot.send_message(1001, "y", reply_parameters=reply)
    assert answered.reply_to_message is not None
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(1001, "y", reply_parameters=ReplyParameters(message_id=1))
    assert await bot.set_message_reaction(
        1001, sent.message_id, reaction=[ReactionTypeEmoji(emoji="👍")]
    )
    shown = (await people.chat(1001, 1001))["messages"]
    assert shown[-2]["reactions"][0]["emoji"] == "👍"


async def test_rights_in_a_group(bot: Bot) -> None:
    sent = await bot.send_message(GROUP, "карточка")
    with pytest.raises(TelegramBadRequest, match="not enough rights"):
        await bot.pin_chat_message(GROUP, sent.message_id)
    with pytest.raises(TelegramBadRequest, match="not a forum"):
        await bot.create_forum_topic(GROUP, "Тема")
    private = await bot.send_message(1001, "x")
    assert await bot.pin_chat_message(1001, private.message_id)
    assert (await bot.get_chat(1001)).pinned_message is not None
