"""Who may have a lead that is handed on, and what stands in the way."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from leads.crm_rows import LEAD, CrmAccount
from leads.desk import Desk
from leads.exclusivity.facts import ConflictFound
from leads.facts import Taken
from leads.handing.caused import HANDED
from leads.handing.facts import OwnerChanged
from leads.handing.handing import Handing, HandingRefused
from leads.history import handed_on, owner_name
from leads.lead import Lead
from leads.roster import Roster
from leads.routing import Load
from leads.selling import NotYours, Seller
from leads.stage import MoveRefused, Stage
from leads.steps import Doer
from leads.team import Away, Member, Team
from tests.leads.samples import ANNA, GRADING, LATE, NOON, POLICY, funnels, lead, verdict
from tests.leads.test_assigning import Office

IGOR, OLEG = Member(1, "Игорь"), Member(2, "Олег", capacity=2)
VERA = Member(3, "Вера", products=frozenset({"seo"}))
TEAM = Team((IGOR, OLEG, VERA), catch_all=9)
TOLD = replace(POLICY, crm_accounts=(CrmAccount("main"),))
DESK = Desk(TOLD, funnels(), GRADING)
HANDING = Handing(DESK, Roster(TEAM, TOLD))
SELLER, BOSS = Seller(1, "Игорь Петров"), Seller(9, "Мария", manager=True)
SOON = NOON + timedelta(minutes=1)


async def owned(stage: Stage = Stage.QUALIFIED) -> tuple[Office, Lead]:
    uow = Office()
    await uow.contacts.add(ANNA)
    made = replace(lead(stage), qualified_at=NOON, product="portal")
    made = await uow.leads.add(made)
    if made.is_open:
        await DESK.steps.take(uow, made, SELLER.id, Doer(SELLER.id, SELLER.name), NOON)
    return uow, uow.leads.rows[made.id]


async def hand_on(
    uow: Office, lead_id: int, to: int, by: Seller, now: datetime, reason: str = ""
) -> None:
    choice = await HANDING.choice(uow, lead_id, by, now)
    await HANDING.give(uow, choice, to, by, now, reason)


async def refused(uow: Office, made: Lead, to: int, by: Seller = SELLER, why: str = "") -> str:
    with pytest.raises(HandingRefused) as error:
        await hand_on(uow, made.id, to, by, SOON, why)
    assert uow.leads.rows[made.id].owner_id == made.owner_id
    return error.value.reason


async def test_the_lead_is_the_receivers_the_taker_stays_known_and_everybody_hears() -> None:
    uow, made = await owned()
    await hand_on(uow, made.id, OLEG.id, SELLER, SOON, " в \n отпуске ")
    after = uow.leads.rows[made.id]
    assert (after.owner_id, after.taken_by, after.taken_at) == (OLEG.id, SELLER.id, NOON)
    history = await uow.events.history(made.id)
    fact = handed_on(history)
    assert isinstance(fact, OwnerChanged)
    told = (fact.owner, fact.former, fact.giver, fact.reason, fact.by)
    assert told == ("Олег", "Игорь Петров", "Игорь Петров", "в отпуске", SELLER.id)
    assert owner_name(history) == "Олег"
    assert uow.assignments.rows[made.id].member_id == OLEG.id
    caused = [row.payload["kind"] for row in uow.outbox.rows.values()][-3:]
    assert {str(one) for one in caused} == {"lead_card", HANDED, LEAD}
    assert [key for key in uow.touches.rows if ":handing:" in key]


async def test_back_and_forth_the_one_who_took_it_is_still_the_taker() -> None:
    uow, made = await owned()
    for number, to in enumerate((OLEG, IGOR)):
        at = SOON + timedelta(minutes=number)
        await hand_on(uow, made.id, to.id, BOSS, at)
    after = uow.leads.rows[made.id]
    assert (after.owner_id, after.taken_by) == (IGOR.id, SELLER.id)


async def test_a_second_tap_changes_nothing() -> None:
    uow, made = await owned()
    await hand_on(uow, made.id, OLEG.id, SELLER, SOON)
    written = len(uow.outbox.rows)
    with pytest.raises(NotYours):
        await hand_on(uow, made.id, OLEG.id, SELLER, SOON)
    assert await refused(uow, uow.leads.rows[made.id], OLEG.id, BOSS) == "theirs_already"
    assert len(uow.outbox.rows) == written


async def test_full_away_and_not_their_kind_are_told_and_a_manager_may_all_the_same() -> None:
    uow, made = await owned()
    assert await refused(uow, made, VERA.id) == "not_their_kind"
    uow.assignments.loaded = {OLEG.id: Load(2)}
    assert await refused(uow, made, OLEG.id) == "member_full"
    uow.absences.rows[OLEG.id] = Away(NOON.date(), None)
    assert await refused(uow, made, OLEG.id) == "member_away"
    seen = (await HANDING.choice(uow, made.id, SELLER, SOON)).receivers
    assert [(one.seat.member.name, one.hindered) for one in seen] == [
        ("Игорь", "theirs_already"),
        ("Олег", "member_away"),
        ("Вера", "not_their_kind"),
    ]
    await hand_on(uow, made.id, OLEG.id, BOSS, SOON)
    assert uow.leads.rows[made.id].owner_id == OLEG.id


async def test_whoever_is_not_in_the_team_and_too_many_words_are_refused() -> None:
    uow, made = await owned()
    assert await refused(uow, made, 77) == "not_in_team"
    assert await refused(uow, made, OLEG.id, why="ш" * 201) == "reason_too_long"
    with pytest.raises(HandingRefused, match="no_team"):
        await Handing(DESK, None).choice(uow, made.id, SELLER, SOON)


async def test_only_the_owner_and_managers_hand_on_what_is_open() -> None:
    uow, made = await owned()
    with pytest.raises(NotYours):
        await HANDING.choice(uow, made.id, Seller(2, "Олег"), SOON)
    closed, lost = await owned(Stage.LOST)
    with pytest.raises(MoveRefused, match="lead_closed"):
        await hand_on(closed, lost.id, OLEG.id, BOSS, LATE)


async def test_managers_alone_give_what_nobody_took_and_it_is_as_if_taken() -> None:
    uow = Office()
    await uow.contacts.add(ANNA)
    untaken = replace(lead(Stage.QUALIFIED), qualified_at=NOON)
    untaken = await uow.leads.add(untaken)
    with pytest.raises(MoveRefused, match="take_first"):
        await hand_on(uow, untaken.id, OLEG.id, SELLER, SOON)
    await hand_on(uow, untaken.id, OLEG.id, BOSS, SOON, "знает их")
    after = uow.leads.rows[untaken.id]
    assert (after.owner_id, after.taken_by, after.taken_at) == (OLEG.id, None, SOON)
    taken, given = await uow.events.history(untaken.id)
    assert isinstance(taken, Taken)
    assert (taken.by, taken.owner) == (OLEG.id, "Олег")
    assert isinstance(given, OwnerChanged)
    told = (given.by, given.owner, given.former, given.giver, given.reason)
    assert told == (BOSS.id, "Олег", "", "Мария", "знает их")
    kinds = {str(row.payload["kind"]) for row in uow.outbox.rows.values()}
    assert {"lead_card", HANDED, LEAD, "notice"} <= kinds
    assert [task.owner_id for task in uow.tasks.rows] == [OLEG.id]
    assert uow.assignments.rows[untaken.id].member_id == OLEG.id


async def test_what_a_manager_has_to_decide_about_first_is_given_to_nobody() -> None:
    uow = Office()
    await uow.contacts.add(ANNA)
    untaken = await uow.leads.add(replace(lead(Stage.LEAD), verdict=verdict()))
    found = ConflictFound(
        at=NOON,
        contact_id=ANNA.id,
        lead_id=untaken.id,
        client="rosa",
        ground="inn",
        competitor="",
        others=(),
        answer_by=LATE,
        awaited=False,
    )
    await uow.events.add(found)
    with pytest.raises(MoveRefused, match="conflict_undecided"):
        await hand_on(uow, untaken.id, OLEG.id, BOSS, SOON)
