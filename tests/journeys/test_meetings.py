"""Meetings: chosen by the person or set by a salesperson, moved, reminded of, held, missed, off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from tests.journeys.place import BOTH_WAYS, OLEG, ONE_WAY, Place, Someone, opened
from tests.journeys.ways import briefed, more, taken

ROOM = "https://meet.example/romashka"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest_asyncio.fixture(params=BOTH_WAYS)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """A company that meets by video."""
    delivery, _, kind = str(request.param).partition("-")
    url = str(request.getfixturevalue(f"{kind}_url"))
    async with opened(tmp_path, url, delivery, meeting_link=ROOM) as running:
        yield running


async def met(anna: Someone, igor: Someone) -> None:
    """Anna has chosen tomorrow at ten."""
    await briefed(anna, igor)
    await anna.tap("завтра, 10:00")
    await anna.hears("✔ Встреча: в среду, 25 ноября, 10:00")
    await igor.hears("встреча в среду, 25 ноября, 10:00")


async def test_booked_moved_reminded_held(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await briefed(anna, igor)
    offered = await anna.hears("Когда вам удобно встретиться?")
    assert "Вас ждёт Игорь Петров, это займёт 60 минут. Время по Москве." in offered
    assert await anna.buttons() == [
        "сегодня, 13:30", "сегодня, 16:00",
        "завтра, 10:00", "завтра, 14:00",
        "чт 26\xa0ноя, 10:00", "чт 26\xa0ноя, 14:00",
        "Другой день", "Пока не нужно",
    ]  # fmt: skip
    await anna.tap("Другой день")
    await anna.hears("На какой день?")
    await anna.tap("пт 27\xa0ноя")
    await anna.hears("27 ноября 2026: во сколько?")
    await anna.tap("15:30")
    await anna.hears("✔ Встреча: в пятницу, 27 ноября, 15:30")
    assert f"Видеозвонок: {ROOM}" in await anna.hears("Встреча назначена")
    file = await anna.downloads("meeting.ics")
    assert "METHOD:PUBLISH" in file and "SEQUENCE:0" in file
    assert "DTSTART;TZID=Europe/Moscow:20261127T153000" in file and "BEGIN:VTIMEZONE" in file
    told = await igor.hears("встреча в пятницу, 27 ноября, 15:30")
    assert "Назначена клиентом" in told and "Игорь Петров" in told
    card = await igor.hears("Взял(а): Игорь Петров")
    assert "· Встреча" in card and "📅 Встреча: 27 ноября, 15:30" in card

    await anna.tap("Перенести")
    await anna.hears("Когда вам удобно встретиться?")
    await anna.tap("чт 26\xa0ноя, 14:00")
    await anna.hears("✔ Встреча: в четверг, 26 ноября, 14:00")
    await anna.hears("Встреча перенесена: в четверг, 26 ноября, 14:00")
    moved = await anna.downloads("meeting.ics")
    assert "SEQUENCE:1" in moved and "20261126T140000" in moved
    assert uid(moved) == uid(file)
    assert "Перенесена с 27 ноября, 15:30 клиентом" in await igor.hears("в четверг, 26 ноября")

    await place.travel(DAY + 3 * HOUR)  # Wednesday, 14:00
    told = await anna.hears("Напоминаю о встрече: завтра, в четверг, 26 ноября, 14:00")
    assert ROOM in told
    await anna.tap("Буду")
    await anna.hears("Отлично, до встречи в четверг, 26 ноября, 14:00")
    await igor.hears("Встреча, клиент будет: 26 ноября, 14:00")
    await place.travel(DAY - HOUR)
    await anna.hears("Напоминаю о встрече: сегодня")
    soon = await igor.hears("в 14:00 встреча: ООО «Ромашка»")
    assert "Бриф: ответов" in soon and "Дилеры заказывают сами" in soon
    assert await anna.times("Напоминаю о встрече") == 1, "the first one was answered"

    await place.travel(2 * HOUR)
    await igor.hears("состоялась встреча с ООО «Ромашка» в 14:00?")
    await igor.tap("Состоялась")
    await igor.hears("· КП")
    assert "Встреча состоялась: 26 ноября, 14:00" in await igor.hears("Взял(а): Игорь Петров")
    await place.travel(DAY)
    assert await igor.times("состоялась встреча с") == 1, "once it is said nobody is asked again"

    await managers_see_it(maria)


async def managers_see_it(maria: Someone) -> None:
    await maria.start()
    await maria.say("/meetings")
    told = await maria.hears("За 90 дней")
    assert "Игорь Петров: состоялось 1 (с брифом 1), не пришли 0" in told
    assert "переносов 1" in told and "доходят 100 %" in told
    await maria.say("/lead 1")
    history = await maria.hears("История")
    for line in ("Встреча назначена: 27 ноября, 15:30", "Встреча перенесена: 26 ноября, 14:00"):
        assert line in history, history


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_who_does_not_come_is_asked_kindly_for_another_time(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await met(anna, igor)
    await place.travel(DAY - HOUR / 2)  # half of the hour is over
    await igor.tap("Не пришли")
    await anna.hears("Кажется, встретиться не получилось")
    await igor.hears("Не пришли на встречу: 25 ноября, 10:00")
    await anna.tap("завтра, 10:00")
    await anna.hears("✔ Встреча: в четверг, 26 ноября, 10:00")
    await igor.say("/meetings")
    assert "26 ноября, 10:00 · Игорь Петров · лид № 1" in await igor.hears("Ближайшие встречи")
    await place.travel(2 * HOUR)
    assert not await igor.times("состоялась встреча с")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_called_off_by_the_person(place: Place, anna: Someone, igor: Someone) -> None:
    await met(anna, igor)
    await anna.tap("Отменить")
    await anna.hears("Отменить встречу в среду, 25 ноября, 10:00")
    await anna.tap("Да, отменить")
    await anna.hears("отменена, Игорь Петров об этом узнает")
    await igor.hears("встреча в среду, 25 ноября, 10:00 отменена клиентом")
    assert "METHOD:CANCEL" in await anna.downloads("meeting.ics")
    await place.travel(2 * DAY)
    assert not await anna.times("Напоминаю о встрече")
    assert not await igor.times("состоялась встреча")
    await anna.tap("Выбрать время")
    await anna.hears("Когда вам удобно встретиться?")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_stop_ends_advertising_and_no_reminder_of_what_was_agreed(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await briefed(anna, igor)
    await anna.tap("чт 26\xa0ноя, 14:00")
    await anna.hears("Встреча назначена")
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    await place.travel(DAY + 4 * HOUR)
    await anna.hears("Напоминаю о встрече: завтра")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_stop_after_a_no_show_ends_all_but_a_meeting_that_is_agreed_anew(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await met(anna, igor)
    await place.travel(DAY - HOUR / 2)
    await igor.tap("Не пришли")
    await anna.hears("Кажется, встретиться не получилось")
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    heard = len(await anna.heard())
    await place.travel(19 * DAY)
    assert len(await anna.heard()) == heard
    await igor.say("/meet 1 в четверг 15:00")
    await anna.hears("Встреча назначена: в четверг, 17 декабря, 15:00")
    await place.travel(2 * DAY + 5 * HOUR)
    await anna.hears("Напоминаю о встрече: завтра, в четверг, 17 декабря, 15:00")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_set_moved_and_called_off_by_the_salesperson(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    oleg = place.in_group(OLEG)
    await oleg.say("/meet 1 завтра 15:00")
    await oleg.hears("ведёт другой менеджер")
    await igor.say("/meet 1 когда-нибудь")
    await igor.hears("Напишите номер лида и время")
    await igor.say("/meet 1 завтра в 15:00")
    await igor.hears("Записал: встреча по лиду № 1 в среду, 25 ноября, 15:00")
    await anna.hears("Встреча назначена: в среду, 25 ноября, 15:00")
    await igor.say("/meet 1 в четверг 11:00")
    await igor.hears("Перенёс: встреча по лиду № 1 в четверг, 26 ноября, 11:00")
    await anna.hears("Встреча перенесена: в четверг, 26 ноября, 11:00")
    await igor.say("/meet 1 вчера 11:00")
    await igor.hears("Это время уже прошло")
    await igor.say("/meet 1 состоялась")
    await igor.hears("Встреча ещё не началась")
    await igor.say("/meet 1 отмена")
    await igor.hears("встреча отменена")
    await anna.hears("Встреча в четверг, 26 ноября, 11:00 отменена")
    await igor.say("/meet 1 отмена")
    await igor.hears("У лида нет встречи впереди")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_lead_that_is_lost_takes_its_meeting_with_it(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await met(anna, igor)
    await more(place, igor)
    await igor.tap("Отказ")
    await place.settle()
    await igor.tap("Дорого")
    await anna.hears("Встреча в среду, 25 ноября, 10:00 отменена")
    await place.travel(2 * DAY)
    assert not await anna.times("Напоминаю о встрече")


def uid(file: str) -> str:
    """The name of the event."""
    return next(line for line in file.splitlines() if line.startswith("UID:"))
