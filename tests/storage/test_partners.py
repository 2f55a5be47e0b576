"""Referrals as rows: kept whole, counted by partner, found by whoever is asked for a sum."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leads.partners.choosing import Record
from leads.partners.referral import Referral
from leads.partners.referral import ReferralState as S
from leads.stage import Stage
from storage.database import Database
from storage.partners import referrals_since
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock, person_with_lead


async def a_referral(uow: UnitOfWork, telegram: int, **changes: object) -> Referral:
    contact, lead = await person_with_lead(uow, telegram)
    made = Referral(
        0, lead.id, contact.id, "alfa", "Альфа", "b2c", Stage.DISQUALIFIED, uow.now,
        data=("name", "phone"), text_version="consent_partner:2", text_hash="h" * 64,
    )  # fmt: skip
    return await uow.referrals.add(replace(made, **changes))  # type: ignore[arg-type]


async def test_a_referral_survives_its_row_and_is_counted(database: Database) -> None:
    async def keep(uow: UnitOfWork) -> Referral:
        handed = replace(
            await a_referral(uow, 100), state=S.HANDED, handed_at=uow.now, awaited_from=4001
        )
        await uow.referrals.save(handed)
        await a_referral(uow, 101, state=S.SOLD, handed_at=uow.now, amount=2**40, opinion=9)
        await a_referral(uow, 102, state=S.LOST, handed_at=uow.now, opinion=4)
        await a_referral(uow, 103, partner="beta")
        return handed

    async def look(
        uow: UnitOfWork,
    ) -> tuple[Referral | None, Referral | None, dict[str, Record], list[int]]:
        return (
            await uow.referrals.get(1),
            await uow.referrals.awaited(4001),
            dict(await uow.referrals.records()),
            [one.id for one in await uow.referrals.of_partner("alfa")],
        )

    handed = await database.run(keep)
    found, awaited, records, listed = await database.run(look)
    assert found == awaited == handed
    assert records["alfa"] == Record(ended=2, sold=1, opinions=2, grades=13, open=1, last=START)
    assert records["beta"].open == 0, "an offer burdens nobody"
    assert listed == [3, 2, 1]


async def test_reports_read_what_was_offered_since(database: Database, clock: HandClock) -> None:
    await database.run(lambda uow: a_referral(uow, 100))
    clock.step(days=100)
    await database.run(lambda uow: a_referral(uow, 101))
    since = clock.now() - timedelta(days=90)
    found = await database.read(lambda connection: referrals_since(connection, since))
    assert [one.id for one in found] == [2]
