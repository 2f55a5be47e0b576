"""The program stops and starts: conversations go on, and what was committed is said."""

from datetime import timedelta

import pytest

from tests.journeys.place import ANNA, EVERY_WAY, GROUP, ONE_WAY, Place, Someone
from tests.journeys.ways import qualify, up_to_traffic


@pytest.mark.parametrize("place", EVERY_WAY, indirect=True)
async def test_a_conversation_goes_on_after_a_restart(place: Place, anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await place.close()
    await anna.say("12 000")
    await place.open()
    await anna.hears("Какой бюджет в месяц")
    await anna.tap("Не знаю")
    await anna.hears("Когда хотите начать")
    assert await anna.times("Это Ромашка") == 1, "nobody is greeted twice"


async def test_what_was_committed_and_not_shown_is_shown_after_a_restart(
    place: Place, anna: Someone
) -> None:
    await anna.start()
    await up_to_traffic(anna)
    for status in ("drop", "500", "502html"):
        await place.trouble(status=status, method="sendMessage", chat_id=ANNA, times=500)
    await anna.say("12 000")
    await place.settle()
    assert await anna.times("Какой бюджет в месяц") == 0
    await place.close()
    await place.no_more_trouble()
    await place.open()
    await place.travel(timedelta(minutes=5))
    await anna.hears("Какой бюджет в месяц")
    assert await anna.times("Какой бюджет в месяц") == 1
    await anna.tap("Не знаю")
    await anna.hears("Когда хотите начать")


async def test_a_card_that_could_not_be_sent_comes_after_the_outage(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await place.trouble(status="500", method="sendMessage", chat_id=GROUP.id, times=500)
    await anna.start()
    await qualify(anna)
    await place.settle()
    assert await igor.heard() == []
    await place.close()
    await place.no_more_trouble()
    await place.open()
    await place.travel(timedelta(minutes=2))
    await igor.hears("Новый лид № 1")
    assert await igor.times("Новый лид № 1") == 1


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_killed_program_leaves_no_turn_unsaid(place: Place, anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await place.trouble(status="slow", method="sendMessage", chat_id=ANNA, seconds=30)
    await anna.say("12 000")
    await place.trouble_met()  # the next question is on its way and will not arrive
    await place.app.intake.stop(seconds=0)
    await place.close()
    await place.open()
    await place.travel(timedelta(minutes=2))  # the lease of the dead process runs out
    await anna.hears("Какой бюджет в месяц")


async def test_an_answer_to_an_offer_outlives_an_outage(place: Place, anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("800")
    await anna.hears("Напомнить вам через 90 дней?")
    await place.trouble(status="500", method="sendMessage", chat_id=ANNA, times=500)
    await anna.tap("Да, напомните")
    await place.settle()
    await anna.say("/stop")
    await place.settle()
    await place.close()
    await place.no_more_trouble()
    await place.open()
    await place.travel(timedelta(minutes=2))
    await anna.hears("напишем 22 февраля")
    await anna.hears("первым больше не пишу")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_reports_name_sellers_without_a_team_file_also_after_a_restart(
    place: Place, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await igor.tap("Беру")
    await igor.hears("Взял(а)")
    await maria.start()
    await maria.say("/speed")
    assert "Игорь Петров: всего 1" in await maria.hears("Взятие по продавцам")
    await place.close()
    await place.open()
    await maria.say("/base")
    assert "Игорь Петров: в работе 1" in await maria.hears("порядок в открытых лидах")
