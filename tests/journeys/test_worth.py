"""What leads are worth orders the queue, and rules of the team ask for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from leads.contact import Contact
from leads.lead import Lead
from leads.stage import Stage
from storage.unit_of_work import UnitOfWork
from tests.journeys.place import BOTH_WAYS, GUEST, IGOR, JOHN, OLEG, Place, Someone, opened
from tests.journeys.ways import qualify, up_to_traffic
from tests.leads.samples import verdict

TEAM = f"""
members:
  igor: {{telegram: {IGOR}, name: Игорь}}
  oleg: {{telegram: {OLEG}, name: Олег}}
rules:
  - {{name: крупные, when: {{worth: 900000}}, give: oleg}}
"""
HALF_WON = 40


@pytest_asyncio.fixture(params=BOTH_WAYS)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """The program with a team of two and forty closed leads, every second of them won."""
    delivery, _, kind = str(request.param).partition("-")
    url = str(request.getfixturevalue(f"{kind}_url"))
    team = tmp_path / "team.yaml"
    team.write_text(TEAM, encoding="utf-8")
    async with opened(tmp_path, url, delivery, team_file=str(team)) as running:
        await running.app.database.run(history)
        await running.app.chores()
        yield running


async def history(uow: UnitOfWork) -> None:
    contact = await uow.contacts.add(Contact(0, 5000))
    for number in range(HALF_WON):
        ended = Stage.PAYMENT if number % 2 else Stage.LOST
        judged = replace(verdict(), fit=90, intent=50)
        lead = Lead(0, contact.id, product=f"p{number}", stage=ended, verdict=judged)
        await uow.leads.add(replace(lead, closed_at=uow.now))


async def test_a_lead_that_is_worth_much_goes_by_its_rule_and_leads_the_queue(
    place: Place, anna: Someone, igor: Someone
) -> None:
    john = place.someone(JOHN)
    await john.start()
    await john.hears("Who are your main customers")
    await john.tap("Companies")
    await john.hears("What do you need")
    await john.tap("CRM")
    await john.hears("What is the address of your website")
    await john.say("acme-supply.com")
    await john.hears("What budget do you have in mind")
    await john.say("300000")
    await john.hears("When would you like to begin")
    await john.tap("Within a month")
    await john.hears("what is your role")
    await john.tap("I decide")
    await john.hears("Please have a look")
    await john.tap("All correct")
    card = await igor.hears("Новый лид № 41")
    assert "Предложен: Игорь (свободнее всех" in card

    await anna.start()
    await qualify(anna)
    card = await igor.hears("Новый лид № 42")
    assert "Вероятность сделки 50 % (похожих лидов закрыто: 40)" in card
    assert "стоит ≈ 1 170 000 ₽ (новый клиент: × 1,3)" in card
    assert "Предложен: Олег (правило «крупные»)" in card

    oleg = place.in_group(OLEG)
    await oleg.say("/queue")
    queue = await oleg.hears("Ждут продавца")
    assert queue.index("№ 42 romashka-opt.ru · класс A · ≈ 1 170 000 ₽") < queue.index("№ 41 ")


async def test_a_colleague_of_a_client_is_offered_to_the_account_manager_though_too_early(
    place: Place, anna: Someone, igor: Someone
) -> None:
    await anna.start()
    await qualify(anna)
    await igor.hears("Предложен: Олег")
    oleg = place.in_group(OLEG)
    await oleg.tap("Беру")
    await igor.hears("Взял(а): Олег Сидоров")
    guest = place.someone(GUEST)
    await guest.start()
    await up_to_traffic(guest)
    await guest.say("100")
    await guest.hears("пока не окупится")
    card = await igor.hears("Новый лид № 42")
    assert "компания стоит больше этого лида" in card
    assert "Предложен: Олег (ведёт компанию)" in card
