"""What happens in Telegram arrives in the customer's own system by itself: once, in order."""

from __future__ import annotations

import pytest

from tests.crm_sync.emulators.base import Fault, json_fault
from tests.crm_sync.emulators.receiver import SECRET, Receiver
from tests.journeys import crms
from tests.journeys.crms import arrives
from tests.journeys.place import BOTH_WAYS, MARIA, Place, Someone
from tests.journeys.ways import answer_the_brief, qualify

erp, place, place_clock = crms.erp, crms.place, crms.place_clock


@pytest.mark.parametrize("place", BOTH_WAYS, indirect=True)
async def test_a_lead_and_who_takes_it_arrive_there(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    lead = await arrives(place, erp, stage="qualified")
    assert lead["fields"]["fit"] == 90
    assert "Автоматизация" in lead["fields"]["title"]
    assert erp.cards["prequal-company-1"]["fields"] == {"site": "romashka-opt.ru"}
    whole = {"prequal-lead-1", "prequal-contact-1", "prequal-company-1"}
    assert erp.ties["prequal-lead-1"] == whole
    (note,) = [one for one in erp.beside if one["type"] == "note.added"]
    assert note["text"].startswith("Лид прошёл квалификацию в Telegram")
    await igor.hears("Новый лид № 1")
    await igor.tap("Беру")
    await igor.hears("Взял(а): Игорь Петров")
    await arrives(place, erp, owner="igor@erp.example")


async def test_a_brief_becomes_the_task_to_calculate(
    place: Place, erp: Receiver, anna: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await answer_the_brief(anna)
    lead = await arrives(place, erp, stage="brief")
    assert lead["fields"]["goal"] == "Дилеры заказывают сами"
    assert erp.cards["prequal-contact-1"]["fields"]["phone"].startswith("+7")
    (task,) = [one for one in erp.beside if one["type"] == "task.added"]
    assert task["title"].startswith("Рассчитать стоимость: ")
    assert "Не хватает: что уже пробовали" in task["text"]
    assert "Дилеры заказывают сами" in task["text"]


async def test_an_outage_there_loses_nothing_and_doubles_nothing(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    erp.faults.extend([json_fault(503, {}), Fault(lost=True)])
    await anna.start()
    await qualify(anna)
    await igor.hears("Новый лид № 1")
    await arrives(place, erp, stage="qualified")
    saved = [event for event in erp.seen.values() if event["type"] == "lead.saved"]
    assert len(saved) == 1
    assert not erp.faults


async def test_a_refused_key_is_told_to_the_manager(
    place: Place, erp: Receiver, anna: Someone
) -> None:
    erp.faults.append(json_fault(401, {}))
    await place.someone(MARIA).start()
    await anna.start()
    await qualify(anna)
    await arrives(place, erp, stage="qualified")
    told = await place.someone(MARIA).hears("CRM erp: не пускает")
    assert SECRET not in told


async def test_a_manager_sees_what_was_refused_and_has_it_sent_again(
    place: Place, erp: Receiver, anna: Someone
) -> None:
    maria = place.someone(MARIA)
    await maria.start()
    erp.faults.append(json_fault(422, {}))
    await anna.start()
    await qualify(anna)
    await maria.hears("CRM erp: не приняла данные")
    await maria.say("/outbox")
    listed = await maria.hears("отложено 1")
    number = listed.partition("№ ")[2].split()[0]
    assert "лид в CRM" in listed
    await maria.say(f"/outbox {number}")
    await maria.hears("лид № 1")
    await maria.say(f"/outbox retry {number}")
    await maria.hears("Отправляем ещё раз: 1")
    await arrives(place, erp, stage="qualified")
    await maria.say("/outbox")
    await maria.hears("Всё доставлено")
    await anna.say("/outbox")
    assert await anna.times("отложено") == 0
