"""Surveys as rows: kept whole with sealed words, read for figures, emptied with the person."""

from __future__ import annotations

from dataclasses import replace

from leads.erasure import erase
from leads.surveys.survey import Scale, Survey
from storage.database import Database
from storage.surveys import asked_since
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock, person_with_lead


async def test_a_survey_survives_its_row_and_its_words_go_with_the_person(
    database: Database, clock: HandClock
) -> None:
    async def keep(uow: UnitOfWork) -> Survey:
        contact, lead = await person_with_lead(uow, 100)
        survey = await uow.surveys.add(Survey(contact.id, lead.id, "seo", Scale.NPS, uow.now))
        answered = replace(
            survey,
            grade=4,
            answered_at=uow.now,
            reason="обещали быстрее",
            closed_at=uow.now,
            closed_by=2001,
            done="извинились",
        )
        await uow.surveys.save(answered)
        return answered

    async def forget(uow: UnitOfWork) -> None:
        contact = await uow.contacts.get(kept.contact_id)
        assert contact is not None
        await erase(uow, contact, uow.now)

    kept = await database.run(keep)
    assert await database.run(lambda uow: uow.surveys.get(kept.id)) == kept
    assert await database.run(lambda uow: uow.surveys.of(kept.contact_id)) == [kept]
    assert await database.run(lambda uow: uow.surveys.last_asked(kept.contact_id)) == START
    assert await database.run(lambda uow: uow.surveys.last_asked(999)) is None
    clock.step(days=1)
    await database.run(forget)
    read = await database.read(lambda connection: asked_since(connection, database.keys, START))
    (left,) = read
    assert left.survey == replace(kept, reason=None, done=None)
    assert left.name == ""
