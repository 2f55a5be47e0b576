"""Links to cards: who creates one is alone at it, and whoever comes later knows it was tried."""

from datetime import timedelta

import pytest

from crm_sync.back.known import STAGE
from crm_sync.cards import CrmRef, Entity
from crm_sync.publishing.links import PLACE, Busy, Link, Party, Tried, Written
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock

LEAD, PERSON = Party(Entity.LEAD, 7), Party(Entity.CONTACT, 3)
NOTE = Party(Entity.NOTE, 7, "qualified-1")
SOON = START + timedelta(minutes=5)


async def begin(database: Database, *parties: Party, by: str = "row-1") -> dict[Party, Link]:
    async def work(uow: UnitOfWork) -> dict[Party, Link]:
        return dict(await uow.crm_links.begin("main", parties, by, SOON))

    return await database.run(work)


async def keep(database: Database, party: Party, remote: str, **sent: object) -> None:
    written = Written(party, CrmRef(party.entity, remote, f"https://crm/{remote}", "v1"), sent)
    await database.run(lambda uow: uow.crm_links.keep("main", [written]))


async def get(database: Database, party: Party) -> Link:
    return await database.run(lambda uow: uow.crm_links.get("main", party))


async def test_a_first_attempt_finds_nothing_and_leaves_a_mark(
    database: Database, clock: HandClock
) -> None:
    assert await begin(database, LEAD, PERSON) == {LEAD: Link(), PERSON: Link()}
    clock.step(minutes=6)
    found = await begin(database, LEAD, by="row-2")
    assert found == {LEAD: Link(tried_at=clock.now())}, "whoever was cut off called till now, maybe"


async def test_two_never_create_one_card_at_a_time(database: Database) -> None:
    other = Party(Entity.LEAD, 8)
    await begin(database, LEAD, PERSON)
    with pytest.raises(Busy):
        await begin(database, other, PERSON, by="row-2")
    found = await begin(database, other, by="row-3")
    assert found == {other: Link()}, "whoever was refused has marked nothing"
    again = await begin(database, LEAD, PERSON)
    assert again[PERSON].tried_at == START, "one's own mark is no obstacle"


async def test_what_was_kept_is_found_by_both_sides(database: Database) -> None:
    await begin(database, LEAD)
    await keep(database, LEAD, "342", title="Анна", sum=5)
    found = (await begin(database, LEAD, by="row-2"))[LEAD]
    assert found.ref == CrmRef(Entity.LEAD, "342", "https://crm/342", "v1")
    assert found.sent == {"title": "Анна", "sum": 5}
    assert found.tried_at is None
    link = await database.run(lambda uow: uow.crm_links.get("main", LEAD))
    assert link == found
    ref, strange = CrmRef(Entity.LEAD, "342"), CrmRef(Entity.LEAD, "1")
    assert await database.run(lambda uow: uow.crm_links.ours("main", ref)) == LEAD
    assert await database.run(lambda uow: uow.crm_links.ours("main", strange)) is None
    assert await database.run(lambda uow: uow.crm_links.ours("other", ref)) is None


async def test_giving_up_frees_a_card_with_or_without_doubt(
    database: Database, clock: HandClock
) -> None:
    await begin(database, LEAD, PERSON)
    tried = [Tried(LEAD), Tried(PERSON, START, {"name": "Анна"})]
    await database.run(lambda uow: uow.crm_links.give_up("main", tried))
    clock.step(seconds=1)
    doubt = {LEAD: Link(), PERSON: Link(sent={"name": "Анна"}, tried_at=START)}
    assert await begin(database, LEAD, PERSON, by="row-2") == doubt
    cut_off = (await begin(database, PERSON, by="row-2"))[PERSON]
    assert cut_off == Link(tried_at=clock.now()), "who knows what the second one has sent"


async def test_what_a_lost_attempt_wrote_is_our_word_once_it_is_found(database: Database) -> None:
    await begin(database, LEAD)
    sent = {PLACE: "7/NEW/"}
    tried = [Tried(LEAD, START, sent)]
    await database.run(lambda uow: uow.crm_links.give_up("main", tried))
    await keep(database, LEAD, "342", **sent)
    ref = CrmRef(Entity.LEAD, "342")
    standing = await database.run(lambda uow: uow.crm_links.standing("main", ref))
    assert standing
    assert standing.known[STAGE].written == START


async def test_accounts_know_nothing_of_each_other(database: Database) -> None:
    await keep(database, LEAD, "342")
    other = await database.run(lambda uow: uow.crm_links.get("second", LEAD))
    assert other == Link()


async def test_an_erasure_empties_what_was_sent_and_knows_where_to_erase(
    database: Database,
) -> None:
    company = Party(Entity.COMPANY, 5)
    for party in (LEAD, PERSON, company, NOTE, Party(Entity.LEAD, 70)):
        await keep(database, party, f"r{party.number}", name="Анна")

    async def erase(uow: UnitOfWork) -> list[str]:
        uow.crm_links.empty(3, [7], [])
        return list(await uow.crm_links.accounts_of(3, [7]))

    assert await database.run(erase) == ["main"]
    assert await database.run(lambda uow: uow.crm_links.accounts_of(4, [])) == []
    for party, sent in ((LEAD, {}), (PERSON, {}), (NOTE, {}), (company, {"name": "Анна"})):
        link = await get(database, party)
        assert link.sent == sent
        assert link.ref
    await database.run(lambda uow: uow.crm_links.forget("main", [PERSON]))
    assert await database.run(lambda uow: uow.crm_links.get("main", PERSON)) == Link()


async def test_two_processes_race_for_one_card(replicas: tuple[Database, Database]) -> None:
    one, two = replicas
    await begin(one, LEAD)
    with pytest.raises(Busy):
        await begin(two, LEAD, by="row-2")
