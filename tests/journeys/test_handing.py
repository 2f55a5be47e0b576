"""A lead is handed on to a colleague: from its card, by a command, and to whom it may go."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from leads.lead import Lead
from leads.stage import Stage
from storage.unit_of_work import UnitOfWork
from tests.crm_sync.emulators.receiver import Receiver
from tests.journeys import crms
from tests.journeys.crms import arrives, described
from tests.journeys.place import ANNA, GUEST, IGOR, MARIA, OLEG, ONE_WAY, Place, Someone, opened
from tests.journeys.ways import more, qualify, taken

erp, place_clock = crms.erp, crms.place_clock

TEAM = f"""
members:
  igor: {{telegram: {IGOR}, name: Игорь, capacity: 10}}
  oleg: {{telegram: {OLEG}, name: Олег, capacity: 1}}
  maria: {{telegram: {MARIA}, name: Мария, products: [portal]}}
"""


@pytest_asyncio.fixture(params=ONE_WAY)
async def place(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    erp: Receiver,
    place_clock: crms.LateClock,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Place]:
    """The program with a team and a CRM; `request.param` may take the group of sales away."""
    kind, _, group = str(request.param).partition("|")
    team = tmp_path / "team.yaml"
    team.write_text(TEAM, encoding="utf-8")
    more = {"sales_chat_id": 0} if group == "nowhere" else {}
    delivery, _, database = kind.partition("-")
    url = str(request.getfixturevalue(f"{database}_url"))
    file = described(tmp_path, erp, monkeypatch)
    async with opened(
        tmp_path, url, delivery, crm_file=file, team_file=str(team), **more
    ) as running:
        place_clock.place = running
        yield running


async def lead_of(place: Place) -> Lead:
    found = await place.app.database.run(lambda uow: uow.leads.get(1))
    assert found is not None
    return found


async def names_opened(place: Place, igor: Someone) -> None:
    await more(place, igor)
    await igor.tap("Передать коллеге")
    await place.settle()


async def tapped_on(place: Place, igor: Someone, name: str) -> None:
    await names_opened(place, igor)
    await igor.tap(name)
    await place.settle()


async def test_two_taps_hand_a_lead_with_its_meeting_to_a_colleague_and_the_crm_hears(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await igor.say("/meet 1 26 ноября 12:00")
    await anna.hears("Встреча назначена: в четверг, 26 ноября, 12:00")
    await arrives(place, erp, owner="igor@erp.example", stage="meeting")
    await names_opened(place, igor)
    assert await igor.buttons() == ["Олег: 0 из 1", "Мария: 0 из 10", "Отмена"]
    name = await igor.find("Олег")
    await igor.tap("Олег")
    told = await igor.hears("Олег, лид № 1")
    assert "теперь ваш. Передал(а) Игорь Петров." in told
    card = await igor.hears("Ведёт: Олег")
    assert "Раньше вёл(а): Игорь Петров" in card
    assert (await igor.toasts())[-1] == "Лид № 1 теперь ведёт Олег."
    await igor.hears("Перешла вместе с лидом, время прежнее")
    await anna.hears("Встреча в силе, с вами будет другой специалист")
    await arrives(place, erp, owner="oleg@erp.example")

    await igor.tap_again(name)
    await place.settle()
    assert (await igor.toasts())[-1] == "Уже взял(а) Олег."
    assert await igor.times("теперь ваш") == 1
    lead = await lead_of(place)
    assert (lead.owner_id, lead.taken_by) == (OLEG, IGOR)

    oleg = place.in_group(OLEG)
    await oleg.tap("Дальше: КП")
    await igor.hears("Ведёт: Олег · КП")
    await oleg.say("/lead 1")
    assert "Передан коллеге: Игорь Петров → Олег" in await oleg.hears("История")


async def test_a_command_names_the_colleague_and_why_and_whoever_may_not_hears_it(
    place: Place, anna: Someone, igor: Someone
) -> None:
    maria, oleg = place.in_group(MARIA), place.in_group(OLEG)
    await taken(anna, igor)
    for who, said, heard in (
        (igor, "/give", "Напишите номер лида, имя коллеги"),
        (igor, "/give 1 Пётр", "Не понял, кому передать лид № 1."),
        (igor, "/give 1 Пётр", "В команде: Олег, Мария."),
        (igor, "/give 77 Олег", "77"),
        (igor, "/give 1 Игорь", "Этот лид и так ведёт Игорь."),
        (oleg, "/give 1 Олег мне ближе", "ведёт другой менеджер"),
        (igor, "/give 1 Олегу " + "очень " * 40, "уложитесь в 200 знаков"),
    ):
        await who.say(said)
        await who.hears(heard)
    await maria.say("/give 1 Олегу, Игорь уезжает в отпуск")
    told = await oleg.hears("Олег, лид № 1")
    assert "Передал(а) Мария Власова, раньше вёл(а) Игорь Петров." in told
    assert "Почему: Игорь уезжает в отпуск" in told
    assert "Почему: Игорь уезжает в отпуск" in await oleg.hears("Ведёт: Олег")
    await place.someone(ANNA).say("/give 1 Олег")
    await place.someone(ANNA).hears("Эта команда")

    await maria.say("/lead 1")
    await maria.hears("Игорь Петров → Олег: Игорь")


async def test_room_and_absence_hold_for_sellers_and_are_a_managers_choice(
    place: Place, anna: Someone, igor: Someone
) -> None:
    maria = place.in_group(MARIA)
    await taken(anna, igor)
    card, _ = await igor.find("Ещё")
    guest = place.someone(GUEST)
    await guest.start()
    await qualify(guest, site="liutik.ru")
    await igor.hears("Новый лид № 2")
    await maria.tap("Беру")
    await igor.hears("Взял(а): Мария")
    await maria.say("/give 2 Олег")
    await igor.hears("Олег, лид № 2")

    await igor.tap_again((card, "l:1:hand:"))
    await place.settle()
    await igor.tap("Олег: 1/1, мест нет")
    await place.settle()
    assert "открытых лидов 1 из 1. Сверх этого передаёт руководитель" in (await igor.toasts())[-1]
    assert (await lead_of(place)).owner_id == IGOR
    await place.someone(OLEG).say("/away 2026-11-20 2026-12-01")
    await place.someone(OLEG).hears("лиды вам не предлагаем")
    await igor.say("/give 1 Олегу")
    await igor.hears("Олег: сейчас нет на месте (до 1 декабря 2026 включительно)")
    await maria.say("/give 1 Олегу, просил клиент")
    await igor.hears("Олег, лид № 1")
    await maria.say("/team")
    await maria.hears("Олег: 2 из 1")


async def test_a_manager_gives_what_nobody_took_and_the_person_hears_who_answers(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    maria = place.in_group(MARIA)
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await igor.say("/give 1 Олегу")
    await igor.hears("Сначала возьмите лид себе")
    await maria.say("/give 1 Олегу, он знает эту отрасль")
    told = await igor.hears("Олег, лид № 1")
    assert "теперь ваш. Передал(а) Мария Власова." in told
    assert "Почему: он знает эту отрасль" in told
    card = await igor.hears("Ведёт: Олег")
    assert "Передал(а): Мария Власова. Почему: он знает эту отрасль" in card
    await anna.hears("Олег")
    assert await anna.times("Мария") == 0
    await arrives(place, erp, owner="oleg@erp.example")
    await maria.say("/lead 1")
    story = await maria.hears("История")
    assert "Взят в работу" in story
    assert "Передан коллеге: Мария Власова → Олег: он знает" in story
    await place.travel(timedelta(minutes=40))
    assert await maria.times("никто не взял") == 0
    lead = await lead_of(place)
    assert (lead.owner_id, lead.taken_by) == (OLEG, None)


async def test_under_the_call_that_nobody_answers_a_manager_gives_the_lead_away(
    place: Place, anna: Someone, igor: Someone
) -> None:
    maria = place.someone(MARIA)
    await maria.start()
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await place.travel(timedelta(minutes=31))
    await maria.hears("никто не взял, ждёт уже")
    assert "Передать коллеге" not in await igor.buttons()
    await maria.tap("Передать коллеге")
    await place.settle()
    assert (await maria.buttons())[:2] == ["Игорь: 0 из 10", "Мария: 0 из 10"]
    await maria.tap("Отмена")
    await place.settle()
    await maria.tap("Передать коллеге")
    await place.settle()
    await maria.tap("Олег")
    assert "теперь ваш. Передал(а) Мария Власова." in await igor.hears("Олег, лид № 1")
    assert (await maria.toasts())[-1] == "Лид № 1 теперь ведёт Олег."
    shown = await maria.hears("Ведёт: Олег")
    assert "Ждёт ответа" not in shown
    assert await maria.times("Новый лид № 1") == 0
    await maria.say("/lead 1")
    story = await maria.hears("История")
    assert "Предложен: Игорь" in story
    assert "Предложен: Олег" in story


async def test_a_manager_who_gives_their_own_away_is_named_once(
    place: Place, anna: Someone, igor: Someone
) -> None:
    maria = place.someone(MARIA)
    await taken(anna, igor)
    await maria.say("/give 1 Мария")
    await igor.hears("Мария, лид № 1")
    await maria.say("/give 1 Олегу, просил клиент")
    told = await igor.hears("Олег, лид № 1")
    assert "теперь ваш. Передал(а) Мария Власова.\n" in told
    assert "Раньше вёл(а): Мария Власова. Почему: просил клиент" in await igor.hears("Ведёт: Олег")


async def test_a_closed_lead_stays(place: Place, anna: Someone, igor: Someone) -> None:
    await taken(anna, igor)
    await names_opened(place, igor)
    name = await igor.find("Олег")

    async def lose(uow: UnitOfWork) -> None:
        lead = await uow.leads.get(1)
        assert lead is not None
        await uow.leads.save(lead.moved(Stage.LOST, uow.now))

    await place.app.database.run(lose)
    await igor.tap_again(name)
    await place.settle()
    assert (await igor.toasts())[-1] == "Лид уже закрыт."


@pytest.mark.parametrize("place", ["polling-sqlite|nowhere"], indirect=True)
async def test_without_a_group_the_card_goes_to_whoever_has_the_lead(
    place: Place, anna: Someone
) -> None:
    igor, oleg = place.someone(IGOR), place.someone(OLEG)
    await igor.start()
    await oleg.start()
    await taken(anna, igor)
    await tapped_on(place, igor, "Олег")
    card = await oleg.hears("Ведёт: Олег")
    assert "Раньше вёл(а): Игорь Петров" in card
    assert "Ведёт: Олег" in await igor.hears("Лид № 1")
    await more(place, oleg)
    await oleg.tap("Думает")
    await oleg.hears("Ведёт: Олег · Думает")
    await place.travel(timedelta(seconds=5))
    assert await igor.times("Думает") == 0


@pytest.mark.parametrize("place", ["polling-sqlite|nowhere"], indirect=True)
async def test_whoever_never_opened_the_bot_is_stood_in_for(place: Place, anna: Someone) -> None:
    igor = place.someone(IGOR)
    await igor.start()
    await taken(anna, igor)
    await tapped_on(place, igor, "Олег")
    told = await igor.hears("Олег, лид № 1")
    assert told.startswith("Ответственный не открыл бота, пишу вам")
    await igor.hears("Ведёт: Олег")
