"""A lead follows its card in the CRM: once, in whatever order it is told, and not its own echo."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_sync.cards import CrmSnapshot, Place
from crm_sync.errors import CrmAuthError, CrmNotYet, CrmUnavailable
from crm_sync.events import Change, CrmEvent
from leads.crm_back.facts import CrmSaid
from leads.handing.facts import OwnerChanged
from leads.lead import Lead
from leads.stage import Stage
from tests.crm_sync.rig import HandClock
from tests.fakes.crm_back import BORIS, REF, VERA, Desk, Reader, Teller
from tests.leads.samples import ANNA, NOON, lead, verdict

SENT = {"@place": "3/new/", "TITLE": "Анна"}


class NoonClock(HandClock):
    def __init__(self) -> None:
        self.moment = NOON + timedelta(hours=1)


async def desk(kind: type[Teller] = Teller, **about: object) -> Desk:
    """A qualified lead that the CRM was told of; `about` it is what differs."""
    made = Desk(NoonClock(), kind)
    await made.uow.contacts.add(ANNA)
    fresh = replace(lead(Stage.LEAD), verdict=verdict(), qualified_at=NOON, stage=Stage.QUALIFIED)
    await made.uow.leads.add(replace(fresh, **about))  # type: ignore[arg-type]
    made.uow.crm_links.card = replace(made.uow.crm_links.card, sent=SENT)
    return made


async def taken(kind: type[Teller] = Teller, **about: object) -> Desk:
    made = await desk(kind, owner_id=BORIS, taken_at=NOON, **about)
    known = {**SENT, "@owner": "6"}
    made.uow.crm_links.card = replace(made.uow.crm_links.card, sent=known)
    return made


def card(
    stage: str | None = None,
    *,
    at: datetime | None = None,
    owner: str | None = None,
    reason: str | None = None,
    closed: str | None = None,
    **fields: int | str,
) -> CrmSnapshot:
    place = None if stage is None else Place(stage, "3", reason)
    return CrmSnapshot(REF, fields, place, owner, closed=closed, changed_at=at)


def after(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


async def tell(made: Desk, snapshot: CrmSnapshot, event: str = "") -> Lead:
    """The CRM tells of a change; the lead afterwards."""
    told = CrmEvent(event or repr(snapshot), Change.CHANGED, REF, snapshot.changed_at, snapshot)
    await made.following.take(made.crm, told)
    return made.lead


async def show(made: Desk, snapshot: CrmSnapshot | None, event: str) -> Lead:
    """The CRM tells that the card has changed, and shows it when it is read."""
    made.adapter.shown = snapshot
    await made.following.take(made.crm, CrmEvent(event, Change.CHANGED, REF))
    return made.lead


# ------------------------------------------------------------------- any order, any repetition

SAYS = st.one_of(
    st.builds(card, stage=st.sampled_from(["new", "brief", "meeting", "offer", "contract"])),
    st.builds(card, stage=st.sampled_from(["thinks", "prepaid", "warehouse"])),
    st.builds(card, stage=st.just("lost"), reason=st.sampled_from(["73", "74", "99"])),
    st.builds(card, owner=st.sampled_from(["6", "7", "stranger"])),
    st.builds(card, SUM=st.integers(1, 10**6), LESS=st.integers(1, 10**5)),
)


async def _end(told: list[tuple[str, CrmSnapshot]], *, owned: bool) -> tuple[object, ...]:
    made = await (taken() if owned else desk())
    for event, snapshot in told:
        await tell(made, snapshot, event)
    end = made.lead
    orders = [(order.amount, order.discount) for order in made.uow.orders.rows]
    reason = end.loss_reason if end.stage is Stage.LOST else None
    return end.stage, end.owner_id, end.amount, end.discount, reason, orders


@settings(max_examples=60, deadline=None)
@given(says=st.lists(SAYS, max_size=7), pays=st.booleans(), owned=st.booleans(), data=st.data())
def test_any_order_and_repetition_ends_as_in_order(
    says: list[CrmSnapshot], pays: bool, owned: bool, data: st.DataObject
) -> None:
    if pays:  # what is paid is final: it comes last, and of its sums there is one word
        said = [one for one in says if not one.fields]
        says = [*said, card(SUM=500, LESS=20), card("won", closed="won")]
    told = [
        (f"event-{number}", replace(snapshot, changed_at=after(number)))
        for number, snapshot in enumerate(says, 1)
    ]
    repeated = data.draw(st.lists(st.sampled_from(told), max_size=5)) if told else []
    mixed = data.draw(st.permutations([*told, *repeated]))
    in_order = asyncio.run(_end(told, owned=owned))
    assert asyncio.run(_end(mixed, owned=owned)) == in_order


# --------------------------------------------------------------------------------- echo, races


async def test_what_we_wrote_is_no_news_when_it_comes_back() -> None:
    made = await taken()
    before = made.lead
    await tell(made, card("new", owner="6", at=after(5), TITLE="Анна"))
    assert made.lead == before
    assert not made.uow.events.rows


async def test_what_came_from_there_is_wanted_there_from_then_on() -> None:
    made = await taken()
    await tell(made, card("offer", at=after(5), SUM=150_000))
    sent = made.uow.crm_links.card.sent
    assert (sent["@place"], sent["SUM"], sent["TITLE"]) == ("3/offer/", 150_000, "Анна")


async def test_a_stage_back_only_is_ours_and_is_left_as_it_is_there() -> None:
    made = await taken()
    assert (await tell(made, card("prepaid", at=after(5)))).stage is Stage.CONTRACT
    assert made.uow.crm_links.card.sent["@place"] == "3/contract/"


async def test_a_card_written_to_while_it_was_read_is_read_again() -> None:
    made = await taken(Reader)
    links, reads = made.uow.crm_links, 0

    async def standing(account: str, ref: object) -> object:
        nonlocal reads
        reads += 1
        if reads == 2:  # between reading the card and following it
            links.card = replace(links.card, written_at=NOON)
        return links.card

    links.standing = standing  # type: ignore[method-assign,assignment]
    assert (await show(made, card("offer"), "e-1")).stage is Stage.PROPOSAL
    assert made.adapter.reads == 2


async def test_where_a_crm_puts_a_card_by_itself_is_nobodys_deed() -> None:
    made = await desk(Reader)
    made.uow.crm_links.card = replace(made.uow.crm_links.card, sent={"TITLE": "Анна"})
    assert (await show(made, card("meeting", owner="6"), "e-1")).owner_id is None
    assert made.stands(Stage.QUALIFIED)
    assert (await show(made, card("offer", owner="7"), "e-2")).owner_id == VERA
    assert made.stands(Stage.PROPOSAL)


# ------------------------------------------------------------------------- whose word counts


async def test_before_anybody_works_on_it_the_conversation_decides() -> None:
    made = await desk()
    assert (await tell(made, card("brief", at=after(1)))).stage is Stage.QUALIFIED
    (said,) = made.vain
    assert (said.what, said.why) == ("stage", "conversation")
    assert (await tell(made, card(owner="6", at=after(2)))).stage is Stage.BRIEF
    assert made.uow.events.kinds == ["crm_said", "taken", "stage_moved"]


async def test_a_stage_that_no_conversation_gives_means_that_somebody_works_there() -> None:
    made = await desk()
    moved = await tell(made, card("meeting", at=after(1)))
    assert (moved.stage, moved.owner_id) == (Stage.KEY_STAGE, None)


async def test_another_owner_there_is_the_owner_here() -> None:
    made = await taken()
    assert (await tell(made, card(owner="7", at=after(1)))).owner_id == VERA
    (fact,) = made.uow.events.rows
    assert isinstance(fact, OwnerChanged)
    assert (fact.owner, fact.crm) == ("Вера", "main")


async def test_nobody_takes_a_payment_back() -> None:
    made = await taken()
    await tell(made, card("won", closed="won", at=after(1), SUM=500))
    assert made.stands(Stage.PAYMENT)
    await tell(made, card("offer", at=after(2), SUM=700))
    assert (made.lead.stage, made.lead.amount) == (Stage.PAYMENT, 500)
    assert [said.why for said in made.vain] == ["paid"]
    assert len(made.uow.orders.rows) == 1


async def test_a_won_deal_waits_for_its_amount() -> None:
    made = await taken()
    await tell(made, card("won", closed="won", at=after(1)))
    assert made.stands(Stage.QUALIFIED)
    await tell(made, card(at=after(2), SUM="99000.00"))
    assert made.stands(Stage.PAYMENT)
    assert [order.amount for order in made.uow.orders.rows] == [99_000]
    assert [said.why for said in made.vain] == ["no_amount"]


async def test_a_deal_won_at_a_stage_of_any_name_is_won() -> None:
    made = await taken(amount=10)
    assert (await tell(made, card("C9:WON", closed="won", at=after(1)))).stage is Stage.PAYMENT


async def test_an_unknown_stage_changes_nothing_and_is_said_once() -> None:
    made = await taken()
    for number in range(3):
        await tell(made, card("warehouse", at=after(number)), f"e-{number}")
    assert made.stands(Stage.QUALIFIED)
    assert [(said.said, said.why) for said in made.vain] == [("3/warehouse", "unknown_stage")]
    assert made.uow.crm_links.card.sent == {**SENT, "@owner": "6"}


async def test_a_lost_lead_stays_closed_where_the_person_has_another() -> None:
    made = await taken()
    await tell(made, card("lost", reason="73", closed="lost", at=after(1)))
    await made.uow.leads.add(lead(Stage.LEAD))
    await tell(made, card("offer", at=after(2)))
    assert made.stands(Stage.LOST)
    assert [said.why for said in made.vain] == ["another_open"]


async def test_a_reason_that_nobody_mapped_is_kept_as_it_is() -> None:
    made = await taken()
    await tell(made, card("lost", reason="99", closed="lost", at=after(1)))
    assert made.lead.loss_reason == "99"
    await tell(made, card("lost", reason="74", closed="lost", at=after(2)))
    assert made.lead.loss_reason == "competitor"


@pytest.mark.parametrize("wrong", [{"SUM": -5}, {"SUM": 10**13}, {"SUM": "NaN"}, {"SUM": "дорого"}])
async def test_a_sum_that_no_deal_has_is_not_taken_over(wrong: dict[str, int | str]) -> None:
    made = await taken(amount=700)
    await tell(made, card(at=after(1), **wrong))  # type: ignore[arg-type]
    assert made.lead.amount == 700


async def test_a_deleted_card_deletes_nothing_and_is_said_once() -> None:
    made = await taken(Reader)
    for number in range(2):
        await show(made, None, f"e-{number}")
    assert made.lead.is_open
    assert [said.why for said in made.vain] == ["deleted"]


async def test_of_somebody_erased_nothing_is_heard() -> None:
    made = await taken()
    made.uow.contacts.rows[1] = replace(ANNA, erased_at=NOON)
    assert (await tell(made, card("offer", at=after(1)))).stage is Stage.QUALIFIED


async def test_whoever_looks_at_a_card_that_can_not_be_read_is_told_once() -> None:
    made = await taken(Reader)
    made.adapter.shown = CrmAuthError("the token was refused")
    with pytest.raises(CrmAuthError):
        await made.following.take(made.crm, CrmEvent("e-1", Change.CHANGED, REF))
    with pytest.raises(CrmNotYet):
        await made.following.take(made.crm, CrmEvent("e-1", Change.CHANGED, REF))
    assert len(made.alarms) == made.adapter.reads == 1
    assert not made.uow.crm_calls.noted, "the event waits"


async def test_a_step_there_is_the_same_fact_as_here() -> None:
    made = await taken()
    await tell(made, card("thinks", at=after(1)))
    (fact,) = made.uow.events.rows
    assert (fact.kind, getattr(fact, "crm", None), fact.by) == ("stage_moved", "main", None)
    assert not isinstance(fact, CrmSaid)
    kinds = [row.payload["kind"] for row in made.uow.outbox.rows.values()]
    assert kinds == ["lead_card", "ask_doubt"], "its seller is asked why, as after a step here"


async def test_an_outage_is_not_the_end() -> None:
    made = await taken(Reader)
    made.adapter.shown = CrmUnavailable("503")
    with pytest.raises(CrmUnavailable):
        await made.following.take(made.crm, CrmEvent("e-1", Change.CHANGED, REF))
    assert (await show(made, card("offer"), "e-1")).stage is Stage.PROPOSAL
