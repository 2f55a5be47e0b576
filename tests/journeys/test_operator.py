"""Operator mode: staff answer the quiz for a caller, who goes on by their own link."""

from __future__ import annotations

import re

import pytest

from leads.consent import Purpose
from storage.unit_of_work import UnitOfWork
from tests.journeys.place import GUEST, OLEG, ONE_WAY, PEOPLE, Place, Someone
from tests.journeys.ways import answer_the_brief, qualify, up_to_the_consent


async def test_a_caller_is_answered_for_and_goes_on_in_the_chat(
    place: Place, maria: Someone
) -> None:
    guest, oleg = place.someone(GUEST), place.someone(OLEG)
    await oleg.say("/call Гость")
    await oleg.hears("Звонок: Гость")
    await oleg.hears("Кому вы продаёте")
    assert not await oleg.times("Я бот-помощник"), "whom the operator reads to is not greeted"
    await oleg.tap("Компаниям")
    await oleg.hears("С какой задачей вы пришли")
    await oleg.say("/hangup")
    ended = await oleg.hears("Звонок окончен")
    assert "Лид № 1" in ended
    found = re.search(r"\?start=(p_1_[\w-]{16})", ended)
    assert found
    await guest.start(found[1])
    await guest.hears("С какой задачей вы пришли")
    assert not await guest.times("Кому вы продаёте"), "what was told by phone is known"
    await maria.say("/lead 1")
    lead = await maria.hears("Лид № 1")
    assert "Звонок" in lead


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_a_call_goes_to_the_end_of_the_brief_with_a_consent_said_aloud(
    place: Place, igor: Someone, maria: Someone
) -> None:
    await maria.say("/call Ольга")
    await qualify(maria)
    await igor.hears("Новый лид № 1")
    await up_to_the_consent(maria)
    await maria.tap("Согласен")
    await maria.hears("По какому номеру")
    await maria.say("8 916 123-45-67")
    await maria.hears("На какой e-mail")
    await maria.tap("Пропустить")
    await maria.hears("Когда вам удобнее")
    await maria.tap("Утром")
    await maria.hears("Вот с чем специалист")
    await maria.tap("Всё верно")
    assert "Лид № 1" in await maria.hears("Звонок окончен")

    async def sources(uow: UnitOfWork) -> list[str]:
        lead = await uow.leads.get(1)
        assert lead is not None
        ledger = await uow.consents.of(lead.contact_id)
        return [one.source for one in ledger if one.purpose is Purpose.PERSONAL_DATA]

    assert await place.app.database.run(sources) == ["call"]
    await maria.say("/call +7 916 123 45 67")
    await maria.hears("Звонок. Читайте")

    async def callers(uow: UnitOfWork) -> tuple[int, list[int]]:
        call = await uow.calls.of(maria.person)
        assert call is not None
        return call.contact_id, [one.id for one in await uow.contacts.by_phone("+79161234567")]

    caller, known = await place.app.database.run(callers)
    assert [caller] == known, "a caller is known by their phone"


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_who_writes_already_answers_there(place: Place, anna: Someone) -> None:
    await anna.start()
    await qualify(anna)
    await answer_the_brief(anna)
    await place.settle()
    (phone,) = [one.phone for one in PEOPLE if one.id == anna.person]
    oleg = place.someone(OLEG)
    await oleg.say(f"/call Аня {phone}")
    await oleg.hears("уже пишет боту")
    await oleg.say("/hangup")
    await oleg.hears("Сейчас вы ни за кого не отвечаете")


@pytest.mark.parametrize("place", ONE_WAY, indirect=True)
async def test_after_the_call_staff_speak_for_themselves_again(place: Place, anna: Someone) -> None:
    await anna.say("/call Сама")
    await place.settle()
    assert not await anna.times("Звонок")
    oleg = place.someone(OLEG)
    await oleg.say("/call")
    await oleg.hears("Кому вы продаёте")
    await oleg.say("/hangup")
    await oleg.hears("Ответов не было, лида нет")
