"""Leads that are not ours: named consent, a partner who takes them or does not, and what comes of
it; the partner works in their own chat with the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from leads.consent import ConsentEntry, Purpose
from storage.unit_of_work import UnitOfWork
from tests.journeys.place import (
    BOTH_WAYS,
    JOHN,
    ONE_WAY,
    PAVEL,
    ROZA,
    Place,
    Someone,
    opened,
)

RETAIL = f"""
  retail:
    name: Розница и К
    people: [{PAVEL}]
    kinds: [b2c]
    contact: "@retail_help"
    about: {{ru: магазины и бренды для людей, en: consumer brands}}
    accept_within: 4h
    remind_after: [2h]
    capacity: 5
"""
LAVKA = f"""
  lavka:
    name: Лавка
    people: [{ROZA}]
    kinds: [b2c]
    capacity: 2
"""


def write_partners(folder: Path, *partners: str) -> str:
    """The register as a file; its path."""
    file = folder / "partners.yaml"
    file.write_text("partners:" + "".join(partners), encoding="utf-8")
    return str(file)


@pytest_asyncio.fixture(params=BOTH_WAYS)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """The program with two partners."""
    delivery, _, kind = str(request.param).partition("-")
    url = str(request.getfixturevalue(f"{kind}_url"))
    file = write_partners(tmp_path, RETAIL, LAVKA)
    async with opened(tmp_path, url, delivery, partners_file=file) as running:
        yield running


@pytest.fixture
def pavel(place: Place) -> Someone:
    """Of the first partner."""
    return place.someone(PAVEL)


@pytest.fixture
def roza(place: Place) -> Someone:
    """Of the second one."""
    return place.someone(ROZA)


async def hear_the_offer(anna: Someone) -> None:
    await anna.start()
    await anna.hears("Кому вы продаёте")
    await anna.tap("Частным лицам")
    await anna.hears("только продажами бизнесу")
    told = await anna.hears("Партнёр: ")
    assert "Он получит: ваши ответы, имя, контакт в Telegram" in told, "what would be passed on"


async def agree(anna: Someone) -> None:
    await hear_the_offer(anna)
    assert "Лавка" in await anna.hears("Партнёр: ")
    await anna.tap("Да, передайте")
    await anna.hears("Передаём ваше обращение партнёру Лавка")


async def taken_by(roza: Someone, anna: Someone) -> None:
    await roza.start()
    await agree(anna)
    await roza.hears("Обращение № 1 · Новое")
    await roza.tap("Беру")
    await roza.hears("@anna_sokolova")


async def said_in_the_ledger(place: Place) -> tuple[ConsentEntry, str]:
    """Anna's consent to a partner, and the words that it was given on."""

    async def look(uow: UnitOfWork) -> tuple[ConsentEntry, str]:
        data = await uow.export.of(1)
        assert data is not None
        (entry,) = (one for one in data.consents if one.purpose is Purpose.PARTNER)
        return entry, data.words[entry.text_hash].text

    return await place.app.database.run(look)


async def test_a_partner_takes_a_lead_and_sells(
    place: Place, anna: Someone, pavel: Someone, roza: Someone, maria: Someone
) -> None:
    await roza.start()
    await agree(anna)
    await anna.hears("Можно спросить вас позже")
    await anna.tap("Да, спросите")
    await anna.hears("Спросим, когда станет понятно")
    agreed, words = await said_in_the_ledger(place)
    assert agreed.partner == "lavka" and agreed.button == "Да, передайте"
    assert "Лавка" in words and "контакт в Telegram" in words
    card = await roza.hears("Обращение № 1 · Новое")
    assert "Анна" not in card, "contacts open when it is taken"
    assert "Ответьте, пожалуйста, до" in card
    await roza.tap("Беру")
    card = await roza.hears("Обращение № 1 · В работе")
    assert "Анна Соколова" in card and "@anna_sokolova" in card
    await anna.hears("Лавка берётся за ваш вопрос")

    await roza.tap("Встреча была")
    await roza.hears("Обращение № 1 · Встреча была")
    await roza.tap("Продажа")
    await roza.hears("На какую сумму")
    await roza.say("много")
    await roza.hears("Не разобрал сумму")
    await roza.say("150 тысяч рублей")
    await roza.hears("продажа, 150 000")
    assert "@anna_sokolova" not in await roza.hears("Обращение № 1 · Продажа")

    await place.travel(timedelta(days=1, hours=1))
    await anna.hears("Как прошло с партнёром Лавка")
    await anna.tap("9")
    await anna.hears("рады, что помогли")
    await place.travel(timedelta(days=60))
    assert await anna.times("Как прошло с партнёром") == 1

    await maria.start()
    await maria.say("/partners")
    told = await maria.hears("предложен 1 · согласились 1 · взял 1")
    assert "продал 1" in told
    assert "сумма 150 000 ₽" in told
    assert "конверсия 1 из 1" in told
    assert "оценка 9 · довольны 1 из 1" in told
    await maria.say("/lead 1")
    lead = await maria.hears("Лид № 1")
    assert "Передан партнёру" in lead and "Лавка, его очередь" in lead
    assert not await pavel.times("Обращение")


async def test_who_declines_is_followed_by_another_partner_with_a_consent_of_its_own(
    place: Place, anna: Someone, igor: Someone, pavel: Someone, roza: Someone
) -> None:
    await roza.start()
    await pavel.start()
    await agree(anna)
    await roza.hears("Обращение № 1 · Новое")
    await roza.tap("Не беру")
    await roza.hears("Почему не берёте обращение № 1?")
    await roza.tap("Сейчас нет мощностей")
    await roza.hears("Обращение № 1 · Не взял (сейчас нет мощностей)")
    assert "не взял (сейчас нет мощностей)" in await igor.hears("вернулся от партнёра Лавка")

    told = await anna.hears("Лавка сейчас не сможет вам помочь")
    assert "Партнёр: Розница и К (магазины и бренды для людей)" in told
    await place.settle()
    assert not await pavel.times("Обращение"), "nothing leaves before the second yes"
    await anna.tap("Да, передайте")
    await pavel.hears("Обращение № 2 · Новое")
    await pavel.tap("Беру")
    assert "@retail_help" in await anna.hears("Розница и К берётся")
    await anna.say("/privacy")
    given = await anna.hears("Ваши согласия")
    assert "Передача партнёру Лавка" in given and "Передача партнёру Розница и К" in given

    await pavel.tap("Вернуть")
    await pavel.hears("Почему возвращаете")
    await pavel.tap("Не наш профиль")
    await anna.hears("другого подходящего партнёра у нас сейчас нет")
    assert "ответьте до" in await igor.hears("партнёров для него больше нет")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_deadline_passes_after_a_reminder_and_a_manager_hears_of_it(
    place: Place, anna: Someone, igor: Someone, roza: Someone
) -> None:
    await roza.start()
    await agree(anna)
    await roza.hears("Обращение № 1 · Новое")
    take = await roza.find("Беру")
    await place.travel(timedelta(hours=2, minutes=1))
    await roza.hears("Обращение № 1 ждёт вашего ответа до")
    await place.travel(timedelta(hours=2))
    await roza.hears("Время на ответ по обращению № 1 вышло")
    await igor.hears("вернулся от партнёра Лавка: не ответил в срок")
    await anna.hears("Лавка сейчас не сможет вам помочь")

    await roza.tap_again(take)
    await place.settle()
    assert "Так уже нельзя" in (await roza.toasts())[-1]
    await anna.tap("Нет, не нужно")
    await anna.hears("никому ничего не передаём")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_who_refuses_is_passed_on_to_nobody(
    place: Place, anna: Someone, pavel: Someone, roza: Someone, maria: Someone
) -> None:
    for partner, name in ((roza, "Лавка"), (pavel, "Розница и К")):
        await partner.start()
        await partner.hears(f"{name}, здравствуйте")
    await hear_the_offer(anna)
    yes = await anna.find("Да, передайте")
    await anna.tap("Нет, не нужно")
    await anna.hears("никому ничего не передаём")
    await anna.tap_again(yes)
    await anna.hears("Это предложение уже не действует")
    await place.travel(timedelta(days=30))
    assert len(await roza.heard()) == len(await pavel.heard()) == 1
    await maria.start()
    await maria.say("/lead 1")
    assert "Не наш случай" in await maria.hears("Лид № 1")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_taps_that_are_nobodys_to_make_do_nothing(
    place: Place, anna: Someone, pavel: Someone, roza: Someone
) -> None:
    john = place.someone(JOHN)
    await pavel.start()
    await pavel.hears("Розница и К, здравствуйте")
    await roza.start()
    await hear_the_offer(anna)
    message, _ = await anna.find("Да, передайте")
    await john.start()
    greeting = (await john.screen())[-1]["message_id"]
    await john.tap_again((greeting, "r:1:yes:"))
    await place.settle()
    assert not await roza.times("Обращение"), "the offer is Anna's alone"
    await anna.tap("Да, передайте")
    await roza.hears("Обращение № 1 · Новое")
    menu, _ = await pavel.find("Новые")
    for data in ("t:accept:1:", "t:open:1:", "t:sell:1:", "t:accept:99:", "t:accept:0:"):
        await pavel.tap_again((menu, data))
        await place.settle()
        assert "не ваше" in (await pavel.toasts())[-1], data
    await anna.tap_again((message, "t:accept:1:"))
    await place.settle()
    assert "не ваше" in (await anna.toasts())[-1]
    assert await roza.times("· Новое") == 1
    assert not await pavel.times("Обращение №")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_partner_who_left_the_register_gets_nothing_any_more(
    place: Place, anna: Someone, pavel: Someone, roza: Someone
) -> None:
    await hear_the_offer(anna)
    await place.close()
    write_partners(place.folder, RETAIL)
    await place.open()
    await anna.tap("Да, передайте")
    await anna.hears("Лавка сейчас не сможет вам помочь")
    assert "Партнёр: Розница и К" in await anna.hears("Партнёр: ")
    await pavel.start()
    await anna.tap("Да, передайте")
    await pavel.hears("Обращение № 2 · Новое")
    assert await roza.heard() == []


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_what_a_partner_who_left_was_given_comes_back(
    place: Place, anna: Someone, igor: Someone, roza: Someone
) -> None:
    await roza.start()
    await agree(anna)
    await roza.hears("Обращение № 1 · Новое")
    await place.close()
    write_partners(place.folder, RETAIL)
    await place.open()
    await place.travel(timedelta(hours=5))
    await igor.hears("вернулся от партнёра Лавка: не ответил в срок")
    await anna.hears("Партнёр: Розница и К")


async def test_an_erasure_reaches_the_partner(place: Place, anna: Someone, roza: Someone) -> None:
    await taken_by(roza, anna)
    await anna.say("/mydata")
    page = await anna.downloads("my-data.html")
    assert "Передача партнёрам" in page and "Лавка" in page
    await anna.say("/delete")
    await anna.hears("удал")
    await anna.tap("Да, удалить всё")
    await roza.hears("Обращение № 1: человек отозвал согласие, попросил удалить")
    await place.settle()
    assert not await roza.times("anna_sokolova"), "the card is emptied"


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_who_is_with_a_partner_is_not_offered_another_one(
    place: Place, anna: Someone, roza: Someone
) -> None:
    await roza.start()
    await hear_the_offer(anna)
    no = await anna.find("Нет, не нужно")
    await anna.tap("Да, передайте")
    await roza.hears("Обращение № 1 · Новое")
    await anna.tap_again(no)
    await anna.hears("уже передано партнёру Лавка")
    await anna.say("/restart")
    await anna.hears("Кому вы продаёте")
    await anna.tap("Частным лицам")
    await place.settle()
    assert await anna.times("уже передано партнёру Лавка") == 2
    assert await anna.times("Партнёр: Розница") == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_consent_taken_back_empties_the_card(
    place: Place, anna: Someone, roza: Someone
) -> None:
    await taken_by(roza, anna)
    await anna.say("/privacy")
    await anna.hears("Ваши согласия")
    await anna.tap("Отозвать: Передача партнёру Лавка")
    await anna.hears("попросили удалить")
    await roza.hears("Обращение № 1: человек отозвал согласие")
    assert await roza.times("человек отозвал согласие") == 1
    await roza.hears("Обращение № 1 · Согласие отозвано")
    assert not await roza.times("anna_sokolova")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_whoever_left_the_register_is_asked_to_erase_too(
    place: Place, anna: Someone, roza: Someone
) -> None:
    await taken_by(roza, anna)
    await place.close()
    write_partners(place.folder, RETAIL)
    await place.open()
    await anna.say("/privacy")
    await anna.hears("Ваши согласия")
    await anna.tap("Отозвать: Передача партнёру")
    await roza.hears("Обращение № 1: человек отозвал согласие")
    await place.settle()
    assert not await roza.times("anna_sokolova")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_partner_finds_their_leads_in_the_menu(
    place: Place, anna: Someone, roza: Someone
) -> None:
    await agree(anna)
    await roza.say("/start")
    await roza.hears("Лавка, здравствуйте")
    assert await roza.buttons() == ["Новые: 1", "В работе: 0", "Закрытые: 0"]
    await roza.tap("Новые: 1")
    await roza.hears("Новые: 1")
    await roza.tap("№ 1 · Новое")
    await roza.hears("Обращение № 1 · Новое")
    await roza.tap("Беру")
    await roza.hears("Обращение № 1 · В работе")
    await roza.say("/work")
    await roza.hears("В работе: 1")
    await roza.say("/closed")
    await roza.hears("Закрытые: пока ничего")
    await roza.say("/help")
    await roza.hears("Сюда приходят обращения людей")
    await roza.say("/leads")
    assert not await roza.times("Последние лиды")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_the_night_is_no_part_of_a_deadline_and_nobody_is_written_to_in_it(
    place: Place, anna: Someone, roza: Someone
) -> None:
    await roza.start()
    await place.travel(timedelta(hours=7, minutes=30))  # half past six in the evening
    await agree(anna)
    await roza.hears("Обращение № 1 · Новое")
    await place.travel(timedelta(hours=14))
    assert not await roza.times("ждёт вашего ответа")
    await place.travel(timedelta(hours=6))
    await roza.hears("Время на ответ")
    await anna.hears("Лавка сейчас не сможет вам помочь")
