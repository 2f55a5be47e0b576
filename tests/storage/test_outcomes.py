"""What became of judged leads, the same on both databases: nothing that was learnt later."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.values import Value
from leads.facts import Qualified
from leads.reasons import RejectReason
from leads.stage import Stage
from storage import streaming
from storage.database import Database
from storage.outcomes import followed
from storage.unit_of_work import UnitOfWork
from tests.storage.histories import GOOD, SMALL, Lived, live
from tests.storage.samples import START, HandClock

WEAK: dict[str, Value] = {**GOOD, "traffic": 100, "budget": 5}
EARLY = START - timedelta(days=200)


async def test_every_lead_is_followed_from_its_verdict(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "AT_ONCE", 2)
    duplicate = {"loss_reason": RejectReason.DUPLICATE.value}
    await live(
        database,
        SMALL,
        [
            Lived(GOOD, EARLY, Stage.PAYMENT, days=20, met=True),
            Lived(WEAK, EARLY, Stage.LOST, days=30),
            Lived(GOOD, EARLY, Stage.LOST, changes=duplicate),
            Lived(GOOD, START, Stage.QUALIFIED),
        ],
    )
    found = await database.read(lambda c: followed(c, database.keys))
    assert [(one.verdict.inputs["traffic"], one.stage, one.at) for one in found] == [
        (12_000, Stage.PAYMENT, EARLY),
        (100, Stage.LOST, EARLY),
        (12_000, Stage.QUALIFIED, START),
    ]
    assert [one.key_at for one in found] == [EARLY + timedelta(days=2), None, None]
    assert [one.closed_at for one in found] == [
        EARLY + timedelta(days=20),
        EARLY + timedelta(days=30),
        None,
    ]


async def test_a_verdict_after_sales_took_the_lead_is_not_what_was_known(
    database: Database, clock: HandClock
) -> None:
    await live(database, SMALL, [Lived(WEAK, EARLY, Stage.PAYMENT)])

    async def again(uow: UnitOfWork, minutes: int, traffic: int) -> None:
        lead = await uow.leads.get(1)
        assert lead is not None
        assert lead.verdict is not None
        await uow.events.add(
            Qualified(
                at=EARLY + timedelta(minutes=minutes),
                contact_id=lead.contact_id,
                lead_id=lead.id,
                verdict=replace(lead.verdict, inputs={"traffic": traffic}),
                was=Stage.LEAD,
            )
        )

    await database.run(lambda uow: again(uow, 30, 44))  # answers corrected before anybody took it
    await database.run(lambda uow: again(uow, 90, 99))  # and after
    (found,) = await database.read(lambda c: followed(c, database.keys))
    assert found.verdict.inputs == {"traffic": 44}
