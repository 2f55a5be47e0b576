"""What happens in Telegram arrives in the customer's own system by itself: once, in order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.crm_sync.emulators.base import Fault, json_fault
from tests.crm_sync.emulators.receiver import SECRET, Receiver
from tests.journeys.place import BOTH_WAYS, IGOR, MARIA, ONE_WAY, Place, Someone, opened
from tests.journeys.ways import answer_the_brief, qualify

ACCOUNTS = """
accounts:
  erp:
    crm: webhook
    mapping: mapping.yaml
    private: true
    options: {{url: "{url}/hook"}}
"""
MAPPING = f"""
fields:
  lead:
    - {{to: title, from: title, mode: if_new}}
    - {{to: fit, from: fit}}
    - {{to: sum, from: amount}}
    - {{to: goal, from: brief.goal}}
  contact:
    - {{to: name, from: name}}
    - {{to: phone, from: phone}}
  company:
    - {{to: site, from: domain}}
funnels:
  warm:
    stages: {{enquiry: new, lead: new, qualified: qualified, brief: brief, key_stage: meeting,
             proposal: offer, contract: contract, payment: won, not_yet: later,
             disqualified: lost, thinking: thinks, waiting: waits, lost: lost, referred: null}}
users: {{by_telegram: {{{IGOR}: igor@erp.example}}}}
loss_reasons: {{price: expensive}}
"""


@pytest_asyncio.fixture
async def erp(tmp_path: Path, place_clock: Any) -> AsyncIterator[Receiver]:
    receiver = Receiver(place_clock)
    await receiver.start()
    yield receiver
    await receiver.stop()


class LateClock:
    """The place's clock, once there is a place."""

    def __init__(self) -> None:
        self.place: Place | None = None

    def now(self) -> Any:
        assert self.place is not None
        return self.place.clock.now()


@pytest.fixture
def place_clock() -> LateClock:
    return LateClock()


@pytest_asyncio.fixture(params=ONE_WAY)
async def place(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    erp: Receiver,
    place_clock: LateClock,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Place]:
    """The program with one account."""
    delivery, _, kind = str(request.param).partition("-")
    url = str(request.getfixturevalue(f"{kind}_url"))
    monkeypatch.setenv("CRM_ERP_SECRET", SECRET)
    file = tmp_path / "crm.yaml"
    file.write_text(ACCOUNTS.format(url=erp.url), encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    async with opened(tmp_path, url, delivery, crm_file=str(file)) as running:
        place_clock.place = running
        yield running


async def arrives(place: Place, erp: Receiver, **standing: object) -> dict[str, Any]:
    """The first lead's card there, once it says so."""
    for _ in range(30):
        await place.settle()
        await place.app.crms.relay.idle()
        found = erp.cards.get("prequal-lead-1", {})
        if all(found.get(name) == value for name, value in standing.items()):
            return found
        await place.travel(timedelta(seconds=10))
    raise AssertionError(f"{standing} did not arrive: {erp.cards}")


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
