"""Surveys as rows: kept with sealed words, told where they are few, emptied with the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leads.erasure import erase
from leads.surveys.survey import Scale, Survey
from reports.asking.filters import EVERYTHING
from storage.database import Database
from storage.reports.voices import Voices
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
    assert await database.run(lambda uow: uow.surveys.get(kept.id)) == replace(
        kept, reason=None, done=None
    )


async def test_few_answers_are_told_by_whom_and_who_waits(
    database: Database, clock: HandClock
) -> None:
    async def keep(uow: UnitOfWork) -> None:
        for number, (product, grade, closed) in enumerate(
            [("seo", 9, None), (None, 3, None), (None, 10, None), ("ads", 2, uow.now)]
            + [("crm", 5, uow.now)] * 3
        ):
            contact, lead = await person_with_lead(uow, number)
            survey = Survey(contact.id, lead.id, product, Scale.NPS, uow.now, grade, uow.now)
            await uow.surveys.add(replace(survey, closed_at=closed, reason="долго"))

    await database.run(keep)
    voices, when = Voices(database), (START, START + timedelta(days=1))
    found = await voices.voices(*when, EVERYTHING, 2)
    assert [(one.grade, one.reason) for one in found] == [
        (grade, "долго") for grade in (2, 3, 9, 10)
    ], "of the three about crm nobody is named"
    assert await voices.waiting(*when, EVERYTHING, 5) == [(2, found[1].lead)]
    assert await voices.voices(START - timedelta(days=1), START, EVERYTHING, 2) == []
