"""What the registry asks about people: every verdict once, every person once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialogs.rejudging import JudgedLead
from dialogs.session import SessionStatus
from leads.reasons import RejectReason
from leads.stage import Stage
from leads.verdict import Verdict
from storage import streaming
from storage.database import Database
from storage.scenario_figures import judged_leads, people_of_split, under_way
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import person, person_with_lead, session

VERDICT = Verdict(
    outcome="qualified",
    stage=Stage.QUALIFIED,
    fit=30,
    intent=0,
    rows=(),
    gate=None,
    reason=None,
    recheck_days=None,
    scenario_id="quiz",
    scenario_version=1,
    digest="d1",
    inputs={"need": "seo", "traffic": 5000},
)


async def test_verdicts_are_read_page_by_page(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "AT_ONCE", 2)

    async def work(uow: UnitOfWork) -> None:
        for number in range(1, 8):
            _, lead = await person_with_lead(uow, number)
            if number == 3:
                continue  # has no verdict yet
            other = replace(VERDICT, scenario_id="other") if number == 5 else VERDICT
            lead = lead.judged(other, uow.now)
            if number == 6:
                lead = replace(lead, loss_reason=RejectReason.DUPLICATE.value)
            await uow.leads.save(lead)

    await database.run(work)
    found = await database.read(lambda c: judged_leads(c, database.keys, "quiz"))
    assert found == [JudgedLead(one, "qualified", "d1", VERDICT.inputs) for one in (1, 2, 4, 7)]


async def test_sides_count_people_by_the_best_they_came_to(database: Database) -> None:
    ended = {"status": SessionStatus.FINISHED, "step": None}
    lives: dict[int, list[dict[str, Any]]] = {
        1: [{}],
        2: [{**ended, "outcome": "nurture"}],
        3: [{**ended, "outcome": "nurture"}, {**ended, "outcome": "good"}, {}],
        4: [{"status": SessionStatus.ABANDONED, "step": None, "outcome": "good"}],
    }

    async def work(uow: UnitOfWork) -> None:
        for number, sessions in lives.items():
            contact = await person(uow, number)
            for state in sessions:
                await uow.sessions.add(contact.id, None, session(**state), split=7)
        stranger = await person(uow, 9)
        await uow.sessions.add(stranger.id, None, session(digest="d2", **ended), split=7)
        await uow.sessions.add(stranger.id, None, session(**ended), split=6)
        await uow.sessions.add(stranger.id, None, session())

    await database.run(work)
    assert await database.read(lambda c: people_of_split(c, 7, "d1", ["good"])) == (4, 2, 1)
    assert await database.read(lambda c: people_of_split(c, 7, "d1", [])) == (4, 2, 0)
    assert await database.read(lambda c: people_of_split(c, 8, "d1", ["good"])) == (0, 0, 0)
    assert await database.read(under_way) == {"d1": 3}


async def test_an_outcome_is_kept_with_the_session_when_it_ends(database: Database) -> None:
    async def begin(uow: UnitOfWork) -> None:
        contact = await person(uow, 1)
        await uow.sessions.add(contact.id, None, session(), split=7)

    async def end(uow: UnitOfWork) -> None:
        contact = await uow.contacts.by_telegram(1)
        assert contact is not None
        stored = await uow.sessions.active(contact.id)
        assert stored is not None
        done = session(status=SessionStatus.FINISHED, step=None, outcome="good")
        await uow.sessions.save(stored, done)

    await database.run(begin)
    await database.run(end)
    assert await database.read(lambda c: people_of_split(c, 7, "d1", ["good"])) == (1, 1, 1)


async def test_texts_of_a_leads_conversations_come_newest_first(database: Database) -> None:
    async def work(uow: UnitOfWork) -> list[str]:
        contact, lead = await person_with_lead(uow, 1, enquired_at=uow.now - timedelta(days=1))
        for digest in ("d1", "d2"):
            over = session(digest=digest, status=SessionStatus.FINISHED, step=None)
            await uow.sessions.add(contact.id, lead.id, over)
        return list(await uow.sessions.digests(lead.id))

    assert await database.run(work) == ["d2", "d1"]
