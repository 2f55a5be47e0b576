"""The control API: faults, journal, clock, events, reset, and clear refusals of bad input."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.sandbox.server import Sandbox, SandboxConfig
from tests.sandbox.acting import PATIENCE, HandClock, People, polled


async def shown(people: People) -> list[str]:
    return [m["text"] for m in (await people.chat(1001, 1001))["messages"]]


@pytest.fixture(autouse=True)
async def started(people: People) -> None:
    await people.do("say", person=1001, text="/start")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("429", TelegramRetryAfter),
        ("403", TelegramForbiddenError),
        ("500", TelegramServerError),
        ("502html", ClientDecodeError),
        ("drop", TelegramNetworkError),
    ],
)
async def test_a_fault_strikes_once_and_without_effect(
    bot: Bot, people: People, status: str, error: type[Exception]
) -> None:
    await people.do("faults", status=status, retry_after=7)
    with pytest.raises(error) as trouble:
        await bot.send_message(1001, "раз")
    if isinstance(trouble.value, TelegramRetryAfter):
        assert trouble.value.retry_after == 7
    assert await shown(people) == ["/start"]
    await bot.send_message(1001, "два")
    assert await shown(people) == ["/start", "два"]


async def test_a_lost_answer_keeps_the_effect(bot: Bot, people: People) -> None:
    await people.do("faults", status="drop_after", method="sendMessage")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(1001, "дошло")
    assert await shown(people) == ["/start", "дошло"]


async def test_faults_choose_method_and_chat_and_last(bot: Bot, people: People) -> None:
    await people.do("faults", status="500", method="sendMessage", chat_id=2001, times=2)
    await bot.get_me()
    await bot.send_message(1001, "x")
    for _ in range(2):
        with pytest.raises(TelegramServerError):
            await bot.send_message(2001, "x")
    assert (await people.see("faults"))["faults"] == []


async def test_a_probability_strikes_some_calls(bot: Bot, people: People) -> None:
    await people.do("faults", status="500", probability=0.5)
    failures = 0
    for number in range(60):
        try:
            await bot.send_message(1001, f"{number}")
        except TelegramServerError:
            failures += 1
    assert 10 < failures < 50
    await people.ask("faults", None, "DELETE")
    await bot.get_me()


async def test_the_journal_tells_calls_and_updates(bot: Bot, people: People) -> None:
    await bot.send_message(1001, "раз")
    await bot.get_updates()
    entries = (await people.see("journal"))["entries"]
    call = next(e for e in entries if e["kind"] == "call")
    assert call["method"] == "sendMessage"
    assert call["params"]["text"] == "раз"
    assert call["outcome"]["status"] == 200
    update = next(e for e in entries if e["kind"] == "update")
    assert update["update"]["message"]["text"] == "/start"
    assert update["at"].startswith("2026-11-24T09:00")
    later = (await people.see(f"journal?after={call['id']}&kind=call"))["entries"]
    assert later == []


async def test_time_moves_only_forward_and_only_by_the_clock(
    people: People, clock: HandClock
) -> None:
    assert (await people.do("clock", seconds=600))["now"] == "2026-11-24T09:10:00+00:00"
    await people.do("clock", to="2026-12-01T12:00:00+03:00")
    assert (await people.see("clock"))["now"] == "2026-12-01T09:00:00+00:00"
    for body in (
        {"seconds": -5},
        {"to": "2020-01-01"},
        {"to": "когда-нибудь"},
        {"seconds": 10**12},
    ):
        assert (await people.ask("clock", body))[0] == 400
    clock.failure = RuntimeError("база занята")
    status, answer = await people.ask("clock", {"seconds": 5})
    assert status == 500
    assert "база занята" in answer["error"]


async def test_without_a_clock_time_can_not_be_moved() -> None:
    sandbox = Sandbox(SandboxConfig())
    await sandbox.start()
    async with aiohttp.ClientSession() as session:
        status, answer = await People(sandbox.url, session).ask("clock", {"seconds": 5})
    assert status == 409
    assert "system clock" in answer["error"]
    await sandbox.stop()


async def next_event(stream: aiohttp.ClientResponse, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        async for line in stream.content:
            if line.startswith(b"data: "):
                event: dict[str, Any] = json.loads(line[6:])
                if event["type"] == kind:
                    return event
    raise AssertionError("the stream ended")


async def test_the_page_hears_of_changes_at_once(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    async with people.session.get(f"{sandbox.url}/sandbox/events") as stream:
        assert (await next_event(stream, "hello"))["movable"] is True
        sent = await bot.send_message(1001, "раз")
        assert (await next_event(stream, "message"))["message"]["text"] == "раз"
        await bot.send_chat_action(1001, "typing")
        assert (await next_event(stream, "typing"))["chat"] == 1001
        await bot.delete_message(1001, sent.message_id)
        assert (await next_event(stream, "deleted"))["message_id"] == sent.message_id


async def test_stopping_does_not_wait_for_listeners(clock: HandClock) -> None:
    sandbox = Sandbox(SandboxConfig(), clock)
    await sandbox.start()
    async with aiohttp.ClientSession() as session:
        stream = await session.get(f"{sandbox.url}/sandbox/events")
        url = f"{sandbox.url}/bot1:sandbox/getUpdates?timeout=50"
        poll = asyncio.create_task(session.get(url))
        await polled(sandbox)
        async with asyncio.timeout(PATIENCE):
            await sandbox.stop()
        stream.close()
        await asyncio.gather(poll, return_exceptions=True)


async def test_starting_over_empties_chats_but_never_reuses_ids(bot: Bot, people: People) -> None:
    before = await bot.send_message(1001, "x")
    await people.do("reset")
    assert (await people.chat(1001, 1001))["messages"] == []
    assert not await bot.get_updates()
    assert (await people.do("start", person=1001))["message_id"] > before.message_id


async def test_people_can_be_added(bot: Bot, people: People) -> None:
    added = (await people.do("people", first_name="Олег", language="en"))["person"]
    await people.do("start", person=added["id"], parameter="ads_1")
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.text == "/start ads_1"
    assert message.from_user is not None
    assert message.from_user.language_code == "en"
    assert (await people.ask("people", {"first_name": "x", "id": 1001}))[0] == 409


async def test_own_and_foreign_contacts_differ(bot: Bot, people: People) -> None:
    await people.do("contact", person=1001)
    await people.do("contact", person=1001, foreign={"phone": "+7999", "user_id": 5})
    messages = [u.message for u in await bot.get_updates() if u.message]
    contacts = [m.contact for m in messages if m.contact]
    assert [c.user_id for c in contacts] == [1001, 5]


async def test_a_person_edits_an_own_message(bot: Bot, people: People) -> None:
    said = (await people.do("say", person=1001, text="адын"))["message_id"]
    await people.do("edit", person=1001, message=said, text="один")
    edited = (await bot.get_updates())[-1].edited_message
    assert edited is not None
    assert (edited.message_id, edited.text) == (said, "один")
    assert edited.edit_date is not None


async def test_a_stale_button_needs_force(bot: Bot, people: People) -> None:
    sent = await bot.send_message(1001, "x")
    tap = {"person": 1001, "message": sent.message_id, "data": "old"}
    assert (await people.ask("tap", tap))[0] == 409
    await people.do("tap", **tap, force=True)
    await bot.delete_message(1001, sent.message_id)
    await people.do("tap", **tap, force=True)
    queries = [u.callback_query for u in await bot.get_updates() if u.callback_query]
    assert [q.message is not None and q.message.date != 0 for q in queries] == [True, False]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("say", {"person": 1001}, 400),
        ("say", {"person": "кто", "text": "x"}, 400),
        ("say", {"person": 5, "text": "x"}, 404),
        ("say", {"person": 1001, "chat": -1000000000001, "text": "x"}, 404),
        ("say", {"person": 1001, "text": " \n "}, 400),
        ("say", {"person": 1001, "text": "x", "reply_to": 1}, 409),
        ("say", [1], 400),
        ("start", {"person": 1001, "parameter": "с пробелом"}, 400),
        ("upload", {"person": 1001, "content": "%%%"}, 400),
        ("upload", {"person": 1001, "content": "", "kind": "photo"}, 400),
        ("upload", {"person": 1001, "content": "eHl6", "kind": "film"}, 400),
        ("contact", {"person": 1001, "foreign": {}}, 400),
        ("edit", {"person": 1001, "message": 1, "text": "x"}, 409),
        ("faults", {"status": "418"}, 400),
        ("faults", {"status": "500", "times": 0}, 400),
        ("faults", {"status": "500", "typo": 1}, 400),
        ("update", {}, 400),
        ("join", {"person": 1001, "chat": 1001}, 404),
    ],
)
async def test_bad_input_gets_a_sentence(people: People, path: str, body: Any, status: int) -> None:
    got, answer = await people.ask(path, body)
    assert got == status
    assert answer["ok"] is False
    assert len(answer["error"]) > 10


async def test_other_sites_may_not_act_here(people: People, sandbox: Sandbox) -> None:
    url, headers = f"{sandbox.url}/sandbox/reset", {"Origin": "https://evil.example"}
    async with people.session.post(url, headers=headers) as answer:
        assert answer.status == 403


async def test_a_text_over_the_limit_arrives_in_parts(bot: Bot, people: People) -> None:
    await people.do("say", person=1001, text="я" * 10_000)
    lengths = [len(u.message.text or "") for u in await bot.get_updates() if u.message]
    assert lengths == [6, 4096, 4096, 1808]
