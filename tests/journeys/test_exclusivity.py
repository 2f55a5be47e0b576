"""A lead that conflicts with a client's exclusivity: held, decided by a manager, told kindly."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from tests.journeys.place import BOTH_WAYS, GUEST, IGOR, MARIA, ONE_WAY, Place, Someone, opened
from tests.journeys.test_partners import RETAIL, write_partners
from tests.journeys.ways import qualify, taken, up_to_the_consent, up_to_the_verdict

MARK = "Секретикс"
REGISTER = f"""
decide_within: 4
clients:
  sekretiks:
    name: ООО «{MARK}»
    domain: sekretiks.ru
    competitors:
      - {{name: ООО «Ромашка»}}
      - {{name: "Лютик Плюс", domain: lutik-plus.ru}}
  vasilek:
    name: АО «Василёк»
    domain: vasilek-opt.ru
    until: 2026-11-23
    competitors:
      - {{domain: over-opt.ru}}
  landysh:
    name: ООО «Ландыш {MARK}»
    domain: landysh-opt.ru
    exclusive:
      - {{segment: {{market: both}}, products: [automation]}}
"""
RIVAL = "lutik-plus.ru"


@pytest_asyncio.fixture(params=BOTH_WAYS)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """The program with three exclusive clients, one of them no longer."""
    delivery, _, kind = str(request.param).partition("-")
    url = str(request.getfixturevalue(f"{kind}_url"))
    register = tmp_path / "exclusivity.yaml"
    register.write_text(REGISTER, encoding="utf-8")
    files = {"exclusivity_file": str(register), "partners_file": write_partners(tmp_path, RETAIL)}
    async with opened(tmp_path, url, delivery, **files) as running:
        yield running


async def held(anna: Someone, maria: Someone, site: str = RIVAL) -> str:
    """Anna, of a competitor, answers everything and waits; what the manager reads."""
    await maria.start()
    await anna.start()
    await up_to_the_verdict(anna, site)
    await anna.tap("Всё верно")
    await anna.hears("ответит вам здесь во вторник, 24 ноября, до 15:00")
    return await maria.hears("Конфликт интересов: лид № 1")


async def unmarked(place: Place) -> None:
    """The client's name has reached nobody but managers: in no message, file, button or toast."""
    query = {"kind": "call"}
    async with place.http.get(f"{place.sandbox.url}/sandbox/journal", params=query) as answer:
        entries = (await answer.json())["entries"]
    said = [one for one in entries if one["params"].get("chat_id") not in (MARIA, str(MARIA))]
    text = json.dumps(said, ensure_ascii=False)
    assert len(said) > 3
    assert MARK not in text and "sekretiks" not in text.lower()


async def test_a_manager_decides_to_work_and_all_goes_on_as_usual(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    asked = await held(anna, maria)
    assert f"Эксклюзив: ООО «{MARK}»" in asked
    assert "конкурент из его списка, Лютик Плюс (совпал домен)" in asked
    assert "Решить нужно до: 24 ноября, 15:00" in asked
    assert await anna.times("Чего вы хотите добиться") == 0, "nothing else follows"
    await place.settle()
    assert await igor.times("№ 1") == 0, "sales get no card"
    await anna.say("/start")
    await place.settle()
    assert await anna.times("ответит вам здесь во вторник") == 2
    button = await maria.find("Работать")
    await maria.tap("Работать")
    await maria.hears("✅ Работаем. Мария")
    card = await igor.hears("Новый лид № 1")
    assert "Конфликт интересов проверен: работаем (Мария" in card
    await anna.hears("С такой задачей мы работаем каждый день")
    await anna.hears("Чего вы хотите добиться")
    await maria.tap_again(button)
    await place.settle()
    assert any("Уже решено (Мария" in said for said in await maria.toasts())
    assert await igor.times("Новый лид № 1") == 1
    await igor.tap("Беру")
    await igor.hears("Взял(а): Игорь Петров")
    await igor.say("/why 1")
    await igor.hears("Почему так: лид № 1")
    await igor.say("/lead 1")
    assert "Решил руководитель: работаем" in await igor.hears("История")
    await unmarked(place)


async def test_a_manager_refuses_and_the_person_hears_a_kind_no(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await held(anna, maria)
    await maria.tap("Отказать")
    await maria.hears("🚫 Отказали. Мария")
    told = await anna.hears("взяться за неё сейчас мы не сможем")
    assert "конфликт" not in told.lower() and "конкурент" not in told.lower()
    assert "Розница и К" in await anna.hears("Партнёр: "), "the quiz has one"
    await place.settle()
    assert await igor.times("№ 1") == 0
    await anna.say("/mydata")
    page = await anna.downloads("my-data.html")
    assert MARK not in page and "sekretiks" not in page and "онфликт" not in page
    await unmarked(place)


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_sales_cannot_undo_what_a_manager_decided_and_a_manager_can(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await held(anna, maria)
    await igor.say("/override 1 qualified нам очень нужно")
    await igor.hears("Сначала решит руководитель")
    await maria.tap("Отказать")
    await anna.hears("взяться за неё сейчас мы не сможем")
    await igor.say("/override 1 qualified нам очень нужно")
    await igor.hears("Руководитель решил не работать")
    await maria.say("/conflict 1 work клиент дал согласие")
    await maria.hears("Лид № 1: работаем. Дальше он идёт обычным путём")
    await maria.hears("Работаем. Мария Власова, 24 ноября, 11:00: клиент дал согласие")
    await igor.hears("Новый лид № 1")
    await anna.hears("Чего вы хотите добиться")
    await maria.say("/conflict 1 refuse передумали")
    await maria.hears("Человеку напишет бот, без причины")
    await igor.hears("Конфликт интересов: не работаем (Мария")
    await place.settle()
    assert await anna.times("взяться за неё сейчас мы не сможем") == 2
    await unmarked(place)


async def test_nobody_decides_and_managers_are_reminded_in_working_time(
    place: Place, anna: Someone, maria: Someone
) -> None:
    await held(anna, maria)
    await place.travel(timedelta(hours=2, minutes=1))
    assert await maria.times("Решить нужно до") == 2
    await place.travel(timedelta(hours=2))
    await maria.hears("Срок прошёл (24 ноября, 15:00), а решения нет. Человек ждёт ответа")
    await place.travel(timedelta(hours=16))
    assert await maria.times("Конфликт интересов: лид № 1") == 3, "nobody is woken"
    await place.travel(timedelta(hours=9))
    assert await maria.times("Конфликт интересов: лид № 1") == 4
    await place.close()
    await place.open()
    await maria.tap("Работать")
    await anna.hears("Чего вы хотите добиться")
    await place.travel(timedelta(days=3))
    assert await maria.times("Конфликт интересов: лид № 1") == 4


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_the_client_is_asked_first_and_the_person_hears_that_it_takes_longer(
    place: Place, anna: Someone, maria: Someone
) -> None:
    await held(anna, maria)
    await maria.tap("Спросить клиента")
    await maria.hears("Мария Власова уточняет у клиента. Решить нужно до: 26 ноября, 19:00")
    await anna.hears("Нам нужно ещё немного времени. Ответим вам здесь в четверг, 26 ноября")
    await place.travel(timedelta(days=2, hours=6, minutes=10))
    assert await maria.times("уточняет у клиента") == 2
    await maria.tap("Отказать")
    await anna.hears("взяться за неё сейчас мы не сможем")


async def test_a_conflict_that_the_brief_tells_of_flags_the_card_and_asks_the_manager(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await maria.start()
    await taken(anna, igor)
    await up_to_the_consent(anna)
    asked = await maria.hears("Конфликт интересов: лид № 1")
    assert "Ромашка» (совпало название)" in asked and "Лид уже взял(а): Игорь" in asked
    await igor.hears("Возможен конфликт интересов. Решает руководитель")
    await maria.tap("Отказать")
    await igor.hears("не работаем (Мария Власова). Скажите человеку сами, без причины")
    await place.settle()
    assert await anna.times("взяться за неё сейчас мы не сможем") == 0, "Igor tells them"
    await unmarked(place)


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_what_a_manager_has_to_decide_cannot_be_taken(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await maria.start()
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    take = await igor.find("Беру")
    await up_to_the_consent(anna)
    await igor.hears("до этого лид не взять")
    await igor.tap_again(take)
    await place.settle()
    assert "Сначала решит руководитель." in await igor.toasts()
    await maria.tap("Работать")
    await igor.hears("Конфликт интересов проверен")
    await igor.tap("Беру")
    await igor.hears("Взял(а): Игорь Петров")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
@pytest.mark.parametrize("site", ["sekretiks.ru", "over-opt.ru", "ne-sekretiks.ru"])
async def test_the_client_itself_and_what_is_over_go_their_usual_way(
    place: Place, anna: Someone, igor: Someone, maria: Someone, site: str
) -> None:
    await maria.start()
    await anna.start()
    await qualify(anna, site)
    assert "онфликт" not in await igor.hears("Новый лид № 1")
    await place.settle()
    assert await maria.times("Конфликт интересов") == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_reserved_segment_is_met_by_answers(
    place: Place, anna: Someone, maria: Someone
) -> None:
    await maria.start()
    await anna.start()
    await anna.hears("Кому вы продаёте")
    await anna.tap("И тем, и другим")
    await anna.hears("С какой задачей")
    await anna.tap("Автоматизация")
    await anna.hears("адрес вашего сайта")
    await anna.say("romashka-opt.ru")
    await anna.hears("Сколько визитов")
    await anna.say("12 000")
    await anna.hears("Какой бюджет в месяц")
    await anna.say("150 тысяч рублей")
    await anna.hears("Когда хотите начать")
    await anna.tap("В этом квартале")
    await anna.hears("какова ваша роль")
    await anna.tap("Принимаю решение")
    await anna.hears("Проверьте, пожалуйста")
    await anna.tap("Всё верно")
    await anna.hears("ответит вам здесь")
    assert "закреплён за клиентом" in await maria.hears(f"Ландыш {MARK}")
    await unmarked(place)


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_somebody_who_left_meanwhile_is_left_alone(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await held(anna, maria)
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    await maria.tap("Отказать")
    await maria.hears("Отказали. Мария")
    await place.travel(timedelta(days=1))
    assert await anna.times("взяться за неё сейчас мы не сможем") == 0


async def test_somebody_who_is_erased_meanwhile_takes_the_conflict_along(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await held(anna, maria)
    work = await maria.find("Работать")
    await anna.say("/delete")
    await anna.hears("Удалить")
    await anna.tap("Да, удалить всё")
    await maria.hears("Лид № 1: данные удалены")
    await maria.tap_again(work)
    await place.settle()
    assert "Конфликта интересов у лида нет." in await maria.toasts()
    await place.travel(timedelta(days=2))
    assert await igor.times("Новый лид") == 0
    assert await maria.times("Конфликт интересов") == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_managers_read_the_register_and_nobody_else_does(
    place: Place, igor: Someone, maria: Someone
) -> None:
    await maria.start()
    await maria.say("/exclusive")
    told = await maria.hears("Клиенты с эксклюзивом")
    assert "⌛ АО «Василёк», истёк 23 ноября 2026: 1 конкурент, 0 областей" in told
    await maria.say("/exclusive landysh")
    await maria.hears("market: both; automation")
    await maria.say("/exclusive sekretiks")
    await maria.hears("Лютик Плюс · lutik-plus.ru")
    await maria.say("/conflict 99")
    await maria.hears("Конфликта интересов у лида нет")
    await maria.say("/conflict завтра")
    await maria.hears("/conflict 7 work")
    await igor.say("/exclusive")
    await igor.hears("Эта команда для руководителей")
    await place.in_group(MARIA).say("/exclusive")
    await igor.hears("Спросите в личном чате с ботом")
    guest = place.someone(GUEST)
    await guest.say("/conflict 1")
    await guest.hears("Эта команда для руководителей")
    await place.someone(IGOR).say("/conflict 1 work")
    await place.someone(IGOR).hears("Эта команда для руководителей")
    await unmarked(place)


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_what_a_manager_replies_to_the_question_reaches_nobody(
    place: Place, anna: Someone, maria: Someone
) -> None:
    await held(anna, maria)
    ask, _ = await maria.find("Работать")
    await maria.does("say", text=f"Это же конкурент {MARK}", reply_to=ask)
    await place.settle()
    await maria.hears("Этот ответ никому не отправлен")
    assert await maria.times("Кому вы продаёте") == 0
    await unmarked(place)
