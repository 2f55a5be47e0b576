"""What sales do in their CRM reaches the lead: once, whatever is told twice or in another order."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

from aiohttp import ClientResponse

from crm_sync.signing import signed
from leads.lead import Lead
from leads.meetings.meeting import Meeting
from leads.stage import Stage
from storage.unit_of_work import UnitOfWork
from tests.crm_sync.emulators.receiver import SECRET, Receiver
from tests.journeys import crms
from tests.journeys.crms import arrives
from tests.journeys.place import IGOR, MARIA, OLEG, Place, Someone
from tests.journeys.ways import qualify, taken

erp, place, place_clock = crms.erp, crms.place, crms.place_clock


async def tells(place: Place, secret: str = SECRET, **told: Any) -> int:
    """The customer's system calls us; the status of our answer."""
    body = json.dumps({"key": "prequal-lead-1", **told}).encode()
    answer = await call(place, "erp", body, signed(secret, body, place.clock.now()))
    return answer.status


async def call(
    place: Place, account: str, body: bytes | BytesIO, headers: dict[str, str]
) -> ClientResponse:
    url = f"{place.own_url}/crm/{account}"
    async with place.http.post(url, data=body, headers=headers) as answer:
        await answer.read()
    await place.crms.listening.idle()
    await place.app.tick()
    return answer


async def lead_of(place: Place) -> Lead:
    found = await place.app.database.run(lambda uow: uow.leads.get(1))
    assert found is not None
    return found


async def test_a_stage_moved_there_moves_the_lead(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await arrives(place, erp, owner="igor@erp.example")
    assert await tells(place, id="e-1", stage="meeting") == 200
    await igor.hears("· Встреча")
    await igor.hears("Этап изменён в CRM")
    await place.someone(IGOR).say("/lead 1")
    history = await place.someone(IGOR).hears("История")
    assert "Этап: Встреча (CRM erp)" in history
    assert "☐ Провести встречу до " in history
    told = len(erp.seen)
    await place.travel(timedelta(minutes=1))
    await place.crms.relay.idle()
    assert len(erp.seen) == told, "what came from there does not go back there"
    await igor.tap("Дальше: КП")
    await igor.hears("· КП")
    await arrives(place, erp, stage="offer")


async def test_a_meeting_that_sales_book_there_stands_in_the_leads_history(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await arrives(place, erp, owner="igor@erp.example")
    meeting = {
        "id": "77",
        "starts_at": "2027-03-04T12:00:00+03:00",
        "minutes": 60,
        "title": "Показ",
    }
    for _ in range(2):
        assert await tells(place, id="m-1", meeting=meeting) == 200
    await igor.hears("Лид № 1")
    await place.settle()
    await place.someone(IGOR).say("/lead 1")
    history = await place.someone(IGOR).hears("История")
    assert history.count("Встреча в CRM: Встреча, 4 марта") == 1


async def test_what_is_told_twice_or_late_changes_nothing(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await arrives(place, erp, owner="igor@erp.example")
    await place.travel(timedelta(minutes=1))
    now = place.clock.now()
    moments = [(now + timedelta(seconds=n)).isoformat() for n in range(-3, 0)]
    await tells(place, id="e-2", stage="contract", changed_at=moments[1])
    for _ in range(3):
        await tells(place, id="e-2", stage="contract", changed_at=moments[1])
    await tells(place, id="e-1", stage="meeting", changed_at=moments[0])
    await igor.hears("· Договор")
    await tells(place, id="e-3", fields={"sum": 150000}, changed_at=moments[0])
    await tells(place, id="e-4", stage="won", closed="won", changed_at=moments[2])
    await igor.hears("· Оплата")
    orders = await place.app.database.run(lambda uow: uow.orders.of_lead(1))
    assert [order.amount for order in orders] == [150_000]


async def test_whoever_gets_the_lead_there_has_it_here(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await arrives(place, erp, stage="qualified")
    await tells(place, id="e-1", owner="igor@erp.example")
    await igor.hears("Взял(а): менеджер")
    await anna.hears("менеджер")
    assert (await lead_of(place)).owner_id == IGOR


async def test_a_stage_that_nobody_mapped_is_told_to_the_manager(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    maria = place.someone(MARIA)
    await maria.start()
    await taken(anna, igor)
    await arrives(place, erp, owner="igor@erp.example")
    await tells(place, id="e-1", stage="warehouse")
    await maria.hears("там этап «warehouse»")
    await tells(place, id="e-2", stage="warehouse")
    assert await maria.times("там этап «warehouse»") == 1
    before = await lead_of(place)
    await tells(place, id="e-3", stage="won", closed="won")
    await maria.hears("Сделка выиграна, но без суммы")
    assert (await lead_of(place)).stage is before.stage
    await tells(place, id="e-4", fields={"sum": "99 000".replace(" ", "")})
    await igor.hears("· Оплата")


async def test_a_lead_lost_there_is_lost_here_and_opened_again(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await arrives(place, erp, owner="igor@erp.example")
    await tells(place, id="e-1", stage="lost", loss_reason="expensive", closed="lost")
    await igor.hears("дорого")
    assert (await lead_of(place)).loss_reason == "price"
    await tells(place, id="e-2", stage="offer")
    await igor.hears("· КП")
    lead = await lead_of(place)
    assert (lead.is_open, lead.loss_reason) == (True, None)


async def test_forged_calls_learn_nothing_and_leave_nothing(
    place: Place, erp: Receiver, anna: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await arrives(place, erp, stage="qualified")
    assert await tells(place, secret="another", id="e-1", stage="won") == 403
    body = b'{"id": "e-1", "key": "prequal-lead-1", "stage": "won"}'
    good = signed(SECRET, body, place.clock.now())
    answers = [
        await call(place, "erp", body, {}),
        await call(place, "erp", body + b" ", good),
        await call(place, "nobody", body, good),
    ]
    assert {answer.status for answer in answers} == {403}
    assert (await call(place, "erp", BytesIO(b"x" * 2_000_000), {})).status == 413
    assert (await lead_of(place)).stage.value == "qualified"


async def test_a_meeting_made_there_is_kept_reminded_of_moved_and_held_here(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await arrives(place, erp, owner="igor@erp.example")
    meeting = {
        "id": "77",
        "starts_at": "2026-11-26T12:00:00+03:00",
        "minutes": 30,
        "title": "Показ",
    }
    assert await tells(place, id="m-1", meeting=meeting) == 200
    await anna.hears("Встреча назначена: в четверг, 26 ноября, 12:00")
    await igor.hears("Назначена в CRM")
    meeting["starts_at"] = "2026-11-26T15:00:00+03:00"
    assert await tells(place, id="m-2", meeting=meeting) == 200
    await anna.hears("Встреча перенесена: в четверг, 26 ноября, 15:00")
    await place.travel(timedelta(days=1, hours=5))
    await anna.hears("Напоминаю о встрече: завтра, в четверг, 26 ноября, 15:00")
    await place.travel(timedelta(days=1))
    assert await tells(place, id="m-3", meeting={**meeting, "state": "held"}) == 200
    await igor.hears("· КП")


async def test_a_meeting_goes_with_its_lead_to_whoever_has_it_there(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await arrives(place, erp, owner="igor@erp.example")
    await igor.say("/meet 1 26 ноября 12:00")
    await anna.hears("Встреча назначена: в четверг, 26 ноября, 12:00")
    await tells(place, id="e-1", owner="oleg@erp.example")
    await igor.hears("Перешла вместе с лидом, время прежнее")
    told = await anna.hears("Встреча в силе, с вами будет другой специалист")
    assert "26 ноября, 12:00" in told
    meeting = await meeting_of(place)
    assert (meeting.owner_id, meeting.sequence) == (OLEG, 1)
    await place.travel(timedelta(days=1, hours=2))
    await anna.hears("Напоминаю о встрече: завтра")
    assert await anna.times("Напоминаю о встрече") == 1, (
        "of what was planned before nothing is left"
    )


async def test_a_meeting_stays_where_the_new_one_is_not_free_and_managers_hear(
    place: Place, erp: Receiver, anna: Someone, igor: Someone, maria: Someone
) -> None:
    await maria.start()
    await taken(anna, igor)
    await arrives(place, erp, owner="igor@erp.example")
    await igor.say("/meet 1 26 ноября 12:00")
    await anna.hears("Встреча назначена")
    at = (await meeting_of(place)).at

    async def busy(uow: UnitOfWork) -> None:
        await uow.calendars.hold(OLEG)
        await uow.calendars.keep(OLEG, [at], uow.now)

    await place.app.database.run(busy)
    await tells(place, id="e-1", owner="oleg@erp.example")
    await igor.hears("на время встречи (в четверг, 26 ноября, 12:00) есть другие дела")
    await maria.hears("есть другие дела")
    assert (await meeting_of(place)).owner_id == IGOR
    assert await anna.times("другой специалист") == 0


async def meeting_of(place: Place) -> Meeting:
    found = await place.app.database.run(lambda uow: uow.meetings.booked_of(1))
    assert found is not None
    return found


async def test_whoever_thinks_by_the_crms_word_is_written_to_until_they_answer(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await arrives(place, erp, owner="igor@erp.example")
    await tells(place, id="e-1", stage="offer")
    await igor.hears("· КП")
    await tells(place, id="e-2", stage="thinks")
    await igor.hears("· Думает")
    assert (await lead_of(place)).stage is Stage.THINKING
    await anna.hears("на такое решение нужно время")
    await anna.tap("Да, пишите")
    await anna.hears("буду писать изредка и по делу")
    await place.travel(timedelta(days=3))
    await anna.hears("К предложению обычно сразу возникает два-три вопроса")
    await anna.tap("Не актуально")
    await anna.hears("что стало причиной")
    await anna.tap("Дорого")
    await igor.hears("причина со слов клиента: Дорого")
    heard = len(await anna.heard())
    await place.travel(timedelta(days=60))
    assert len(await anna.heard()) == heard, "an answer ends it"


async def test_a_deal_that_goes_on_in_the_crm_ends_the_thinking(
    place: Place, erp: Receiver, anna: Someone, igor: Someone
) -> None:
    await taken(anna, igor)
    await arrives(place, erp, owner="igor@erp.example")
    await tells(place, id="e-1", stage="offer")
    await tells(place, id="e-2", stage="thinks")
    await anna.hears("на такое решение нужно время")
    await anna.tap("Да, пишите")
    await anna.hears("буду писать изредка и по делу")
    await place.travel(timedelta(hours=1))
    await tells(place, id="e-3", stage="contract")
    await igor.hears("· Договор")
    heard = await anna.times("два-три вопроса")
    await place.travel(timedelta(days=30))
    assert await anna.times("два-три вопроса") == heard == 0
