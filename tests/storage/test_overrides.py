"""Verdicts of a span with what people made of them, the same on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from leads.facts import NotYet
from leads.stage import Stage
from leads.verdict_facts import VerdictOverridden
from reports.overrides import JudgedVerdict
from storage import overrides
from storage.database import Database
from storage.overrides import judged
from storage.unit_of_work import UnitOfWork
from tests.leads.samples import verdict
from tests.storage.samples import HandClock, person_with_lead

EARLY = verdict(Stage.NOT_YET)


async def test_a_verdict_is_read_with_the_last_word_about_it(
    database: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overrides, "AT_ONCE", 2)

    async def work(uow: UnitOfWork) -> None:
        for number in range(1, 5):
            contact, lead = await person_with_lead(uow, number)
            fact = NotYet(
                at=uow.now,
                contact_id=contact.id,
                lead_id=lead.id,
                verdict=replace(EARLY, fit=number),
                was=Stage.LEAD,
            )
            await uow.events.add(fact)
            for stage in {2: [Stage.QUALIFIED], 3: [Stage.QUALIFIED, Stage.NOT_YET]}.get(
                number, []
            ):
                await uow.events.add(
                    VerdictOverridden(
                        at=uow.now,
                        contact_id=contact.id,
                        lead_id=lead.id,
                        by=1,
                        judged=Stage.NOT_YET,
                        was=Stage.NOT_YET,
                        stage=stage,
                        reason="talked",
                        seller="Игорь",
                    )
                )

    await database.run(work)
    found = await database.read(lambda c: judged(c, database.keys, clock.now() - timedelta(days=1)))
    assert [one for _, one in found.values()] == [
        JudgedVerdict(replace(EARLY, fit=1)),
        JudgedVerdict(replace(EARLY, fit=2), "qualified", "talked"),
        JudgedVerdict(replace(EARLY, fit=3)),  # overridden, and back again
        JudgedVerdict(replace(EARLY, fit=4)),
    ]
    later = await database.read(lambda c: judged(c, database.keys, clock.now() + timedelta(days=1)))
    assert not later
