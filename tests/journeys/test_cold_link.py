"""The cold funnel: a salesperson begins a lead, sends a personal link, and the person opens it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.journeys.place import GUEST, JOHN, ONE_WAY, Place, Someone


async def invited(igor: Someone) -> str:
    """Igor begins a lead with Anna; the parameter of her link."""
    await igor.say("/invite Анна, ООО «Ромашка»")
    told = await igor.hears("Лид № 1, Анна, ООО «Ромашка». Личная ссылка")
    found = re.search(r"\?start=(p_1_[\w-]{16})", told)
    assert found, told
    return found[1]


async def test_opening_the_link_binds_the_chat_and_the_meeting_and_the_brief_follow(
    place: Place, anna: Someone, igor: Someone
) -> None:
    parameter = await invited(igor)
    await igor.say("/meet 1 в четверг 11:00")
    await igor.hears("Записал: встреча по лиду № 1 в четверг, 26 ноября, 11:00")
    await anna.start(parameter)
    await anna.hears("Встреча назначена: в четверг, 26 ноября, 11:00")
    assert "Вас ждёт Игорь Петров" in await anna.hears("Встреча назначена")
    await anna.hears("Чего вы хотите добиться")
    await igor.hears("открыл(а) вашу ссылку")
    await anna.say("Дилеры заказывают сами")
    await anna.hears("Что уже пробовали")
    await place.travel(timedelta(days=1, hours=1))
    await anna.hears("Напоминаю о встрече: завтра, в четверг, 26 ноября, 11:00")
    await igor.say("/lead 1")
    lead = await igor.hears("История")
    assert "Встреча с " in lead and "Открыл(а) личную ссылку" in lead


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_link_is_one_persons_and_cannot_be_made_up(
    place: Place, anna: Someone, igor: Someone
) -> None:
    parameter = await invited(igor)
    guest, john = place.someone(GUEST), place.someone(JOHN)
    await john.start(parameter[:-1] + ("A" if parameter[-1] != "A" else "B"))
    await john.hears("Who are your main customers")
    await anna.start(parameter)
    await anna.hears("Чего вы хотите добиться")
    await guest.start(parameter)
    await guest.hears("Кому вы продаёте")
    await anna.start(parameter)
    await place.settle()
    assert await igor.times("открыл(а) вашу ссылку") == 1
    await igor.say("/invite 1")
    await igor.hears("уже есть чат с ботом")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_whom_we_know_already_goes_on_as_they_are(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await anna.hears("Кому вы продаёте")
    parameter = await invited(igor)
    await igor.say("/meet 1 в пятницу 12:00")
    await igor.hears("Записал")
    await anna.start(parameter)
    await anna.hears("Встреча назначена: в пятницу, 27 ноября, 12:00")
    await place.travel(timedelta(days=2, hours=2))
    await anna.hears("Напоминаю о встрече: завтра")
