"""A mailing that asks: whose answers have gaps is asked these questions and no others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leads.consent import ConsentEntry, Purpose
from storage.unit_of_work import UnitOfWork
from tests.journeys.place import ANNA, ONE_WAY, Place, Someone
from tests.journeys.ways import up_to_traffic

DAY = timedelta(days=1)


async def agree(uow: UnitOfWork) -> None:
    contact = await uow.contacts.by_telegram(ANNA)
    assert contact is not None
    await uow.consents.add(
        ConsentEntry(contact.id, Purpose.ADVERTISING, True, uow.now, "1", "f" * 64)
    )


async def mailed(place: Place, maria: Someone, igor: Someone) -> None:
    """A mailing that asks went to everybody."""
    text = "Уточните, пожалуйста, пару цифр."
    await place.app.database.run(agree)
    await maria.say("/mailing")
    number = (await maria.hears("черновик")).partition("№ ")[2].partition(" ")[0]
    await maria.say(f"/mailing {number} text {text}")
    await maria.hears("пару цифр")
    await maria.tap("❓ Спросить недостающее")
    await maria.hears("спросит только недостающее")
    await maria.say(f"/mailing {number} expect 0 0 1")
    await maria.hears("встреч 0")
    await maria.tap("Проба себе")
    await maria.hears("Уточните, пожалуйста")
    await maria.say(f"/mailing {number}")
    await maria.tap("На согласование")
    await igor.hears("Готовы отвечать на такое предложение?")
    await igor.tap("Согласовать")
    await maria.hears("предложение согласовано")
    await maria.say(f"/mailing {number}")
    await maria.tap("Начать")
    await place.travel(DAY)


async def without_figures(anna: Someone) -> None:
    """Anna's quiz to its end, but for the figures, which she does not know."""
    await anna.start()
    await up_to_traffic(anna)
    await anna.tap("Не знаю")
    await anna.hears("бюджет в месяц")
    await anna.tap("Не знаю")
    await anna.hears("Когда хотите начать")
    await anna.tap("Пока изучаем")
    await anna.hears("какова ваша роль")
    await anna.tap("Собираю информацию")
    await anna.hears("всё ли верно")
    await anna.tap("Всё верно")
    await anna.hears("Спасибо")


async def test_only_what_was_not_known_is_asked_and_segments_know_it_then(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await maria.start()
    await without_figures(anna)
    await maria.say("/mailing lacks=grade")
    assert "класс у 1" in await maria.hears("Доступно 0 из 1")
    await mailed(place, maria, igor)
    await anna.tap("Ответить на вопросы")
    await anna.hears("спрошу только то, чего не хватает")
    await anna.say("12 000")
    await anna.hears("✔ Трафик: 12")
    await anna.say("150 тысяч рублей")
    await anna.hears("✔ Бюджет в месяц: 150")
    assert await anna.times("Когда хотите начать") == 0, "that is known"
    await anna.tap("Всё верно")
    await place.settle()
    await maria.say("/mailing lacks=grade")
    await maria.hears("Доступно 0 из 0")
    await maria.say("/mailing answer=market.b2b,start.later")
    assert "Доступно 1 из 1" in await maria.hears("ответ Кому продаёте: Компаниям (B2B)")
    await maria.tap("• Ответ")
    await place.settle()
    await maria.tap("☑ Когда начать: Пока изучаем варианты")
    await place.settle()
    await maria.tap("☐ Когда начать: В ближайший месяц")
    await maria.hears("ответ Кому продаёте: Компаниям (B2B), Когда начать: В ближайший месяц")
    await maria.say("/lead 1")
    assert "12 000" in (await maria.hears("Лид № 1")).replace("\u202f", " ")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_whoever_is_in_work_is_thanked_and_nothing_is_decided_anew(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await maria.start()
    await without_figures(anna)
    await maria.say("/override 1 qualified звонили")
    await igor.hears("Новый лид № 1")
    await igor.tap("Беру")
    await igor.hears("Взял(а)")
    await mailed(place, maria, igor)
    await anna.tap("Ответить на вопросы")
    await anna.say("200")  # so few that a stranger would be refused
    await anna.hears("✔ Трафик: 200")
    await place.settle()
    await anna.hears("Теперь мы знаем всё, что нужно")
    assert await anna.times("Автоматизация маркетинга пока не окупится") == 0
    await maria.say("/lead 1")
    await maria.hears("Игорь Петров")
    await anna.tap("Ответить на вопросы")
    await place.settle()
    assert await anna.times("Теперь мы знаем всё, что нужно") == 2, "nothing is asked twice"


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_conversation_under_way_goes_on(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await maria.start()
    await anna.start()
    await up_to_traffic(anna)
    await mailed(place, maria, igor)
    await place.travel(2 * DAY)  # she was nudged in between
    await anna.tap("Ответить на вопросы")
    await place.settle()
    assert "Сколько визитов" in (await anna.texts())[-1]
