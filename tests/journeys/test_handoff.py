"""A person and a human of the company talk through a topic of the sales group; the bot is quiet."""

from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from tests.journeys.place import BOTH_WAYS, FORUM, GROUP, GUEST, IGOR, Place, Someone, opened
from tests.journeys.ways import answer_the_brief, qualify, up_to_traffic

PIXEL = b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
PHOTO = {"kind": "photo", "name": "a.png", "mime": "image/png", "content": PIXEL}
VOICE = {"kind": "voice", "name": "v.ogg", "content": b64encode(b"OggS" + bytes(64)).decode()}
NEW_YEARS_EVE = datetime(2026, 12, 30, 23, 30, tzinfo=ZoneInfo("Europe/Moscow"))

AFTER_THE_HOLIDAY = datetime(2027, 1, 11, 10, 5, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest_asyncio.fixture(params=BOTH_WAYS)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """The program at work; the sales group is a forum, the bot its administrator."""
    delivery, _, kind = str(request.param).partition("-")
    url = str(request.getfixturevalue(f"{kind}_url"))
    async with opened(tmp_path, url, delivery, group=FORUM) as running:
        yield running


class InTopic(Someone):
    """Somebody in one topic of the sales group."""

    thread: int = 0

    async def screen(self) -> list[dict[str, Any]]:
        return [
            one for one in await super().screen() if one.get("message_thread_id") == self.thread
        ]

    async def say(self, text: str) -> None:
        await self.does("say", text=text, thread=self.thread)

    async def sends(self, **file: str) -> None:
        await self.does("upload", thread=self.thread, **file)


async def topic(place: Place, name: str, person: int = IGOR) -> InTopic:
    """The person in the topic of that name, once it is there."""
    await place.settle()
    named = {title: number for number, title in place.sandbox.world.chats[GROUP.id].topics.items()}
    assert name in named, named
    someone = InTopic(place.http, place.sandbox.url, person, GROUP.id)
    someone.thread = named[name]
    return someone


async def test_asked_at_night_before_a_holiday_answered_after_it(
    place: Place, anna: Someone
) -> None:
    await place.travel(NEW_YEARS_EVE - place.clock.now())
    await anna.start()
    await up_to_traffic(anna)
    await anna.tap("Позвать человека")
    await anna.hears("ответит вам здесь в понедельник, 11 января, после 10:00")
    await anna.hears("можно продолжить с того же места")
    await place.travel(AFTER_THE_HOLIDAY - place.clock.now())
    igor = await topic(place, "romashka-opt.ru")
    await igor.hears("просит человека (Автоматизация маркетинга)")
    await igor.say("Анна, добрый день! Вот пример нашего портала")
    await igor.sends(**PHOTO)
    await place.settle()
    await anna.hears("Анна, добрый день! Вот пример нашего портала")
    assert (await anna.screen())[-1].get("photo")
    await igor.hears("С romashka-opt.ru теперь говорите вы, бот молчит")

    before = len(await anna.heard())
    await anna.does("upload", **PHOTO)
    await anna.say("А так можно?")
    await place.settle()
    assert len(await anna.heard()) == before, "the bot is quiet"
    assert [bool(one.get("photo")) for one in await igor.screen()][-2:] == [True, False]
    await igor.hears("А так можно?")

    await igor.say("Можно. // это клиент увидит")
    await igor.say("// а это нет")
    await anna.hears("Можно. // это клиент увидит")
    await place.settle()
    assert await anna.times("а это нет") == 0

    await igor.say("/bot on")
    await igor.hears("Бот снова отвечает")
    await place.settle()
    assert (await anna.heard())[-1].startswith("Вопрос 4 из")
    await anna.say("12 000")
    await anna.hears("Какой бюджет в месяц")


async def test_a_topic_is_called_as_the_company_is(place: Place, anna: Someone) -> None:
    topics = place.sandbox.world.chats[GROUP.id].topics
    await anna.start()
    await anna.say("/human")
    await place.settle()
    person = [*topics.values()]
    await qualify(anna)
    await place.settle()
    assert person != [*topics.values()] == ["romashka-opt.ru"]
    await answer_the_brief(anna)
    await place.travel(timedelta(minutes=1))
    assert [*topics.values()] == ["ООО «Ромашка»"]


async def test_silence_brings_the_bot_back(place: Place, anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.tap("Позвать человека")
    igor = await topic(place, "romashka-opt.ru")
    await igor.say("Слушаю вас")
    await anna.hears("Слушаю вас")
    await place.travel(timedelta(hours=11))
    await anna.say("Я подумаю")
    await place.travel(timedelta(hours=11))
    assert await anna.times("Сколько визитов") == 2
    await place.travel(timedelta(hours=2))
    await igor.hears("давно тихо, бот снова отвечает")
    assert await anna.times("Сколько визитов") >= 3


async def test_edits_arrive_and_a_blocked_person_is_reported(place: Place, anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("/human")
    igor = await topic(place, "romashka-opt.ru")
    said = await igor.does("say", text="Цена 100 000", thread=igor.thread)
    await anna.hears("Цена 100 000")
    await igor.does("edit", message=said["message_id"], text="Цена 90 000")
    await anna.hears("Цена 90 000")
    assert await anna.times("Цена 100 000") == 0
    mine = await anna.does("say", text="Дорого")
    await igor.hears("Дорого")
    await anna.does("edit", message=mine["message_id"], text="Беру")
    await igor.hears("✎ Беру")
    await anna.does("block")
    await igor.say("Вы ещё здесь?")
    await igor.hears("Сообщение не дошло")


async def test_card_brief_and_close_in_the_topic(place: Place, anna: Someone) -> None:
    await anna.start()
    await qualify(anna)
    igor = await topic(place, "romashka-opt.ru")
    await igor.hears("Новый лид № 1")
    await igor.tap("Беру")
    await igor.hears("Взял(а): Игорь Петров")
    await igor.say("/brief")
    await igor.hears("История")
    await igor.say("/close")
    await igor.hears("Напишите причину")
    await igor.say("/close дорого")
    await igor.hears("Лид № 1 закрыт: дорого")


async def test_who_closes_an_untaken_lead_has_it(place: Place, anna: Someone) -> None:
    await anna.start()
    await qualify(anna)
    igor = await topic(place, "romashka-opt.ru")
    await igor.hears("Новый лид № 1")
    await igor.say("/close дорого")
    await igor.hears("Лид № 1 закрыт: дорого")
    await place.settle()
    assert "дорого" in await igor.hears("Взял(а): Игорь Петров")
    assert await anna.times("Игорь") == 0, "nobody is going to call"


async def test_no_nudge_and_no_half_finished_card_while_a_human_writes(
    place: Place, anna: Someone
) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.tap("Позвать человека")
    igor = await topic(place, "romashka-opt.ru")
    for _ in range(8):
        await igor.say("Мы на связи")
        await place.travel(timedelta(hours=10))
    assert await anna.times("Осталось совсем немного") == 0
    assert await igor.times("Не закончил опрос") == 0
    await place.travel(timedelta(days=5))
    await igor.hears("давно тихо, бот снова отвечает")
    await anna.hears("Осталось совсем немного")
    await igor.hears("Не закончил опрос")


async def test_strangers_and_the_general_topic_stay_among_themselves(
    place: Place, anna: Someone
) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("/human")
    igor = await topic(place, "romashka-opt.ru")
    guest = await topic(place, "romashka-opt.ru", GUEST)
    await guest.say("Не слушайте их")
    await place.in_group(IGOR).say("Кто возьмёт Анну?")
    await place.in_group(IGOR).say("/bot on")
    await place.in_group(IGOR).hears("Эта команда работает в теме клиента")
    await igor.say("Здравствуйте")
    await anna.hears("Здравствуйте")
    assert await anna.times("Не слушайте их") == await anna.times("Кто возьмёт Анну?") == 0


async def test_a_deleted_topic_is_opened_anew(place: Place, anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("/human")
    igor = await topic(place, "romashka-opt.ru")
    del place.sandbox.world.chats[GROUP.id].topics[igor.thread]
    await anna.say("А вы работаете с Казахстаном?")
    again = await topic(place, "romashka-opt.ru")
    assert again.thread != igor.thread
    await again.hears("А вы работаете с Казахстаном?")
    await again.say("Работаем")
    await anna.hears("Работаем")


async def test_a_group_that_is_gone_loses_nothing(place: Place, anna: Someone) -> None:
    igor = place.someone(IGOR)
    await igor.say("/help")
    await anna.start()
    await qualify(anna)
    await place.settle()
    place.sandbox.world.chats[GROUP.id].bot_status = "kicked"
    await anna.say("/human")
    await igor.hears("Группа недоступна, пишу лично")
    await igor.hears("просит человека")
    await anna.does("upload", **VOICE)
    await place.settle()
    copied = (await igor.screen())[-1]
    assert copied.get("voice")
    await igor.does("say", text="Слушаю, это Игорь", reply_to=copied["message_id"])
    await anna.hears("Слушаю, это Игорь")
    await anna.say("Спасибо!")
    await igor.hears("Спасибо!")
    place.sandbox.world.chats[GROUP.id].bot_status = "administrator"
    await anna.say("И ещё вопрос")
    in_group = await topic(place, "romashka-opt.ru")
    await in_group.hears("И ещё вопрос")


async def test_without_rights_the_group_itself_is_used(place: Place, anna: Someone) -> None:
    place.sandbox.world.chats[GROUP.id].bot_status = "member"
    igor = place.in_group(IGOR)
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("А вы работаете с Казахстаном?")
    await igor.hears("А вы работаете с Казахстаном?")
    copied = (await igor.screen())[-1]
    assert copied["reply_to_message"]["text"].startswith("💬 romashka-opt.ru пишет")
    await igor.does("say", text="Работаем", reply_to=copied["message_id"])
    await anna.hears("Работаем")
    assert not place.sandbox.world.chats[GROUP.id].topics


async def test_lost_answers_leave_three_topics_behind_at_most(place: Place, anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await place.trouble(status="drop_after", method="createForumTopic", times=20)
    await anna.say("/human")
    for _ in range(6):
        await place.travel(timedelta(minutes=20))
    assert len(place.sandbox.world.chats[GROUP.id].topics) <= 3
    await place.in_group(IGOR).hears("просит человека")


async def test_the_topic_of_somebody_erased_is_deleted_with_what_was_written_in_it(
    place: Place, anna: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await place.settle()
    topics = place.sandbox.world.chats[GROUP.id].topics
    assert topics, "her card opened a topic"
    igor = InTopic(place.http, place.sandbox.url, IGOR, GROUP.id)
    igor.thread = next(iter(topics))
    await igor.say("Анна торопится, звонить утром")
    await place.settle()
    await anna.say("/delete")
    await anna.hears("Удалить ваши данные?")
    await anna.tap("Да, удалить всё")
    await anna.hears("ваших данных у нас больше нет")
    await place.settle()
    assert topics == {}
    assert await igor.screen() == []
