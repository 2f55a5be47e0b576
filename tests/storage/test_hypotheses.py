"""A hypothesis comes back as it was noted, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from leads.lead import Temperature
from reports.asking.filters import Filters
from reports.hypotheses.hypothesis import Aim, Hypothesis, Measure
from storage.database import Database
from storage.reports.hypotheses import HypothesisLeads
from storage.unit_of_work import UnitOfWork


async def test_it_is_kept_changed_and_dropped(database: Database) -> None:
    async def note(uow: UnitOfWork) -> Hypothesis:
        bare = Hypothesis(0, "Баннер", date(2026, 10, 1), 3001, "Мария", "ru", uow.now)
        await uow.hypotheses.add(replace(bare, name="Звонки", started=date(2026, 9, 1)))
        return await uow.hypotheses.add(bare)

    noted = await database.run(note)
    full = replace(
        noted,
        filters=Filters("seo", "vk", Temperature.WARM),
        ended=date(2026, 11, 1),
        expects="заявки → продажи с 5 до 7,5 %",
        aim=Aim(Measure.SALES, Fraction(3, 40), Fraction(1, 20), Measure.ENQUIRIES),
    )

    async def change(uow: UnitOfWork) -> Hypothesis | None:
        await uow.hypotheses.save(full)
        return await uow.hypotheses.get(noted.id)

    assert await database.run(change) == full
    reader = HypothesisLeads(database)
    assert [one.name for one in await reader.register()] == ["Баннер", "Звонки"]
    assert (await reader.register())[0] == full
    await database.run(lambda uow: uow.hypotheses.drop(noted.id))
    assert [one.name for one in await reader.register()] == ["Звонки"]
    assert await database.run(lambda uow: uow.hypotheses.get(noted.id)) is None
