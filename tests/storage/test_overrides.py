"""Verdicts of a span with what people made of them, the same on both databases."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from leads.facts import NotYet
from leads.stage import Stage
from leads.verdict import Verdict
from leads.verdict_facts import Disputed, VerdictOverridden
from reports.asking.filters import EVERYTHING
from storage.database import Database
from storage.migrations import downgrade
from storage.reports.results import Verdicts
from storage.secrets import KeyRing
from storage.tables import events
from storage.unit_of_work import UnitOfWork
from tests.leads.samples import verdict
from tests.storage.samples import HandClock, opened, person_with_lead
from tests.storage.test_migrations import within

EARLY = verdict(Stage.NOT_YET)
GATED = replace(EARLY, gate="G2", reason={"ru": "рано"})
RULES = ("quiz.I1", "quiz.F2", "quiz.F1")
DAY = timedelta(days=1)


async def test_a_verdict_is_read_with_the_last_word_about_it(
    database: Database, clock: HandClock
) -> None:
    async def work(uow: UnitOfWork) -> None:
        for number, one, stages in (
            (1, EARLY, []),
            (2, EARLY, [Stage.QUALIFIED]),
            (3, EARLY, [Stage.QUALIFIED, Stage.NOT_YET]),  # and back again
            (4, GATED, [Stage.QUALIFIED, Stage.DISQUALIFIED]),
        ):
            contact, lead = await person_with_lead(uow, number)
            about: dict[str, Any] = {"at": uow.now, "contact_id": contact.id, "lead_id": lead.id}
            await uow.events.add(NotYet(**about, verdict=one, was=Stage.LEAD))
            for stage in stages:
                was = {"judged": Stage.NOT_YET, "was": Stage.NOT_YET, "stage": stage}
                said = {"by": 1, "reason": "talked", "seller": "Игорь"}
                await uow.events.add(VerdictOverridden(**{**about, **was, **said}))

    await database.run(work)
    now, reader = clock.now(), Verdicts(database)
    assert await reader.reached(now - DAY, now + DAY, EVERYTHING) == {RULES: 3, ("quiz.G2",): 1}
    over = await reader.overridden(now - DAY, now + DAY, EVERYTHING)
    assert [(one.rules, one.to, one.reason) for one in over] == [
        (RULES, "qualified", "talked"),
        (("quiz.G2",), "disqualified", "talked"),
    ]
    for rule, many in ((None, 4), ("quiz.F1", 3), ("quiz.G2", 1), ("quiz.F", 0)):
        behind = await reader.resting_on(now - DAY, now + DAY, EVERYTHING, rule)
        assert behind.many == many
    assert not await reader.reached(now + DAY, now + 2 * DAY, EVERYTHING)
    assert not await reader.overridden(now + DAY, now + 2 * DAY, EVERYTHING)


async def test_what_is_counted_of_verdicts_of_before_is_filled_in(
    database_url: str, keys: KeyRing, clock: HandClock
) -> None:
    async def work(uow: UnitOfWork) -> None:
        contact, lead = await person_with_lead(uow, 1)
        about: dict[str, Any] = {"at": uow.now, "contact_id": contact.id, "lead_id": lead.id}
        for one in (EARLY, GATED):
            await uow.events.add(NotYet(**about, verdict=one, was=Stage.LEAD))
        await uow.events.add(Disputed(**about, outcome="not_yet", gate=None))

    def told(connection: Connection) -> list[tuple[object, ...]]:
        columns = (
            events.c[name] for name in ("rules", "judged", "fit", "intent", "gate", "digest")
        )
        return [tuple(row) for row in connection.execute(select(*columns).order_by(events.c.id))]

    async with opened(database_url, keys, clock) as database:
        await database.run(work)
        written = await database.read(told)
    for before in ("0039", "0034"):
        await within(database_url, partial(downgrade, target=before))
        async with opened(database_url, keys, clock) as database:
            assert await database.read(told) == written
    assert [row[0] for row in written] == [f" {' '.join(RULES)} ", " quiz.G2 ", None]
    assert [row[1:] for row in written] == [*map(_scores, (EARLY, GATED)), (None,) * 5]


def _scores(verdict: Verdict) -> tuple[object, ...]:
    return verdict.stage.value, verdict.fit, verdict.intent, verdict.gate, verdict.digest
