"""Prospects whom we can't help now: they hear why, and what comes next is theirs to decide."""

from datetime import timedelta

import pytest

from tests.journeys.place import JOHN, ONE_WAY, Place, Someone
from tests.journeys.ways import up_to_traffic


async def hear_not_yet(anna: Someone) -> None:
    await anna.start()
    await up_to_traffic(anna)
    await anna.say("800")
    told = await anna.hears("пока не окупится")
    assert "меньше 1000 визитов" in told, "hears why"
    assert "Напомнить вам через 90 дней?" in told, "hears when"


async def test_too_little_traffic_is_looked_at_again_in_ninety_days_and_once(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await hear_not_yet(anna)
    await anna.tap("Да, напомните")
    await anna.hears("напишем 22 февраля")

    await place.travel(timedelta(days=89))
    assert await anna.times("договорились вернуться") == 0
    await place.travel(timedelta(days=2))
    told = await anna.hears("договорились вернуться к ней сейчас")
    assert "24 ноября" in told
    assert "«Автоматизация маркетинга»" in told
    await place.travel(timedelta(days=200))
    assert await anna.times("договорились вернуться") == 1
    assert await igor.heard() == [], "there is no card of it"


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_whoever_agreed_twice_is_reminded_once(place: Place, anna: Someone) -> None:
    await hear_not_yet(anna)
    yes = await anna.find("Да, напомните")
    await anna.tap_again(yes)
    await anna.tap_again(yes)
    await place.travel(timedelta(days=120))
    assert await anna.times("договорились вернуться") == 1


async def test_stop_calls_the_reminder_off(place: Place, anna: Someone) -> None:
    await hear_not_yet(anna)
    await anna.tap("Да, напомните")
    await anna.hears("Договорились")
    await anna.say("/stop")
    await anna.hears("первым больше не пишу")
    await place.travel(timedelta(days=120))
    assert await anna.times("договорились вернуться") == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_nobody_is_reminded_who_did_not_ask_for_it(place: Place, anna: Someone) -> None:
    await hear_not_yet(anna)
    await anna.tap("Не нужно")
    await anna.hears("напоминать не будем")
    await place.travel(timedelta(days=120))
    assert await anna.times("договорились вернуться") == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_no_is_the_last_word_after_yes(place: Place, anna: Someone) -> None:
    await hear_not_yet(anna)
    no = await anna.find("Не нужно")
    await anna.tap("Да, напомните")
    await anna.hears("Договорились")
    await anna.tap_again(no)
    await anna.hears("напоминать не будем")
    await place.travel(timedelta(days=120))
    assert await anna.times("договорились вернуться") == 0


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_without_partners_a_consumer_brand_hears_that_there_is_none(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await anna.hears("Кому вы продаёте")
    await anna.tap("Частным лицам")
    await anna.hears("только продажами бизнесу")
    await anna.hears("Подходящего партнёра у нас сейчас нет")
    assert await igor.heard() == []


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_whoever_reads_english_is_spoken_to_in_english(place: Place) -> None:
    john = place.someone(JOHN)
    await john.start()
    await john.hears("Hello! This is")
    await john.hears("Who are your main customers")
    await john.tap("Consumers")
    told = await john.hears("We only do business-to-business")
    assert "which of our partners works with consumer brands" in told
    await john.hears("We have no suitable partner right now")
    await place.settle()
    assert not any(
        "а" <= letter <= "я"
        for text in await john.heard()
        for letter in text.lower()
        if "Ромашка" not in text
    )
