"""A hypothesis is noted, months pass, and whoever noted it is told what it earned."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest_asyncio

from leads.company import Grade
from leads.contact import Contact
from leads.lead import Lead
from leads.stage import Stage
from storage.unit_of_work import UnitOfWork
from tests.journeys.place import IGOR, JOHN, MARIA, Place, Someone, opened

DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def place(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Place]:
    """The program with a digest each Monday, on a Tuesday of November."""
    async with opened(tmp_path, sqlite_url, "polling", digest_week_at="09:00") as running:
        yield running


def lines(told: str) -> list[str]:
    return [" ".join(line.split()) for line in told.splitlines()]


async def came(place: Place, many: int, days_ago: int, channel: str) -> None:
    """So many leads of a channel, graded A, whose enquiry came then."""

    async def work(uow: UnitOfWork) -> None:
        at = place.clock.now() - days_ago * DAY
        for number in range(many):
            contact = await uow.contacts.add(Contact(0, place.clock.now().microsecond + number))
            lead = Lead(0, contact.id, channel=channel, grade=Grade.A, enquired_at=at)
            await uow.leads.add(replace(lead, stage=Stage.LEAD, stage_since=at))

    await place.app.database.run(work)


async def test_what_is_tried_is_noted_and_told_of_when_months_have_passed(place: Place) -> None:
    maria: Someone = place.someone(MARIA)
    await maria.start()
    await came(place, 12, 20, "event")
    await maria.say("/hypothesis Баннер на выставке; event; заявки 4 → 10 в месяц")
    noted = await maria.hears("Записал, понял так")
    assert "№ 1 Баннер на выставке" in noted
    assert "заявки: 10 в месяц (было 4)" in noted
    assert "Идёт с 24 ноября 2026" in noted
    assert "Первый итог скажу 24 февраля 2027" in noted
    await place.travel(DAY)
    await came(place, 40, 0, "event")
    await came(place, 30, 0, "site")
    await maria.say("/hypotheses")
    told = await maria.hears("Судить рано, пока так")
    assert "№ 1 Баннер на выставке: заявки 40" in told
    await place.travel(95 * DAY)
    told = await maria.hears("Гипотезе 3 месяца")
    assert "заявки 12 40 +28" in lines(told)
    assert "Ждали 10, вышло 13,3: сбылось" in told
    assert "Явно больше: заявки, A и B" in told
    assert "Мало данных, чтобы сравнить (меньше 10 случаев): квалиф., КЭВ, продажи, деньги" in told
    await place.travel(DAY)
    told = await maria.hears("Гипотезы: итог за 3 месяца")
    assert "заявки 40 · было заявок 12" in told
    assert "Гипотезы идут" in told
    await place.travel(94 * DAY)
    told = await maria.hears("Гипотезе 6 месяцев")
    assert "Ждали 10, вышло 6,7: не сбылось" in told
    await maria.say("/hypotheses")
    told = await maria.hears("№ 1 Баннер на выставке: срок 192 дн. · ожидание выполнено на 67 %")
    assert "Идут" in told


async def test_few_leads_say_nothing(place: Place) -> None:
    maria = place.someone(MARIA)
    await maria.start()
    await maria.say("/hypothesis Звоним за час; с 1 августа; конверсия заявки → продажи 40 %")
    assert "Судить уже можно" in await maria.hears("Записал, понял так")
    await came(place, 3, 60, "site")
    await maria.say("/hypothesis 1")
    told = await maria.hears("Через 3 месяца")
    assert "данных мало, чтобы судить: нужно хотя бы 10" in told
    await maria.say("/hypothesis 1 сделки 5")
    assert "уже подвели итог" in await maria.hears("Закончить её можно")
    await maria.say("/hypothesis 1 закончена 20 октября")
    assert "Шла с 1 августа 2026 по 20 октября 2026" in await maria.hears("Всё ещё идёт")
    await maria.say("/hypothesis 1 идёт")
    await maria.say("/hypotheses")
    assert "Закончены" not in await maria.hears("Мало данных, чтобы судить")


async def test_what_is_not_clear_is_asked_back(place: Place) -> None:
    maria = place.someone(MARIA)
    await maria.start()
    for said, asked in (
        ("/hypothesis", "Записать гипотезу"),
        ("/hypothesis Баннер с 1 октября", "где кончается название?"),
        ("/hypothesis Баннер; заявки 12-20", "какой цифры ждёте?"),
        ("/hypothesis Баннер; 12 → 20", "о каком показателе речь?"),
        ("/hypothesis Баннер; завтра", "ещё не наступило"),
        ("/hypothesis Баннер; марттт", "Не понимаю слово «марттт»"),
        ("/hypothesis 7", "Гипотезы № 7 нет"),
    ):
        await maria.say(said)
        await maria.hears(asked)
    await maria.say("/hypothesis Баннер")
    assert "Чего ждёте в цифрах?" in await maria.hears("Записал, понял так")
    await maria.say("/hypothesis 1 A/B 12 → 20 в месяц; с 1 ноября")
    assert "A и B: 20 в месяц (было 12)" in await maria.hears("Идёт с 1 ноября")
    await maria.say("/hypothesis 1 удалить")
    await maria.hears("Удалил гипотезу № 1 «Баннер»")
    await maria.say("/hypotheses")
    await maria.hears("Гипотез нет. Записать")


async def test_only_managers_note_them(place: Place) -> None:
    for person in (IGOR, JOHN):
        someone = place.someone(person)
        await someone.say("/hypothesis Баннер")
    await place.someone(IGOR).hears("Эта команда для руководителей")
