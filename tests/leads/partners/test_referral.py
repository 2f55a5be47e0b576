"""A referral on its way: allowed moves, and what each of them causes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leads.consent import Audience, Purpose, withdrawals
from leads.outbox import Topic
from leads.partners.caused import (
    DEADLINE,
    ERASED,
    OPINION,
    REMINDER,
    Told,
    caused,
    word_to_person,
)
from leads.partners.partner import Partner
from leads.partners.referral import CLOSED, LIVE, MOVES, Referral, ReferralMoveRefused
from leads.partners.referral import ReferralState as S
from leads.stage import Stage
from tests.leads.samples import ANNA, LATE, NOON, POLICY, lead

PARTNER = Partner("alfa", "Альфа", (1, 2), kinds=frozenset({"b2c"}))
LEAD = replace(lead(Stage.REFERRED), id=7)
OFFERED = Referral(3, 7, ANNA.id, "alfa", "Альфа", "b2c", Stage.DISQUALIFIED, NOON)
HANDED = replace(OFFERED.moved(S.HANDED, NOON), accept_by=NOON + timedelta(hours=4))
ACCEPTED = HANDED.moved(S.ACCEPTED, NOON)


def told(referral: Referral, partner: Partner | None = PARTNER) -> Told:
    return Told(referral, partner, LEAD, ANNA, ())


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("target", list(S))
def test_a_referral_moves_along_its_table_and_no_other_way(state: S, target: S) -> None:
    referral = replace(OFFERED, state=state)
    if target in MOVES.get(state, frozenset()):
        moved = referral.moved(target, NOON)
        assert moved.state is target
        assert (moved.closed_at is not None) is (target in CLOSED)
    else:
        with pytest.raises(ReferralMoveRefused) as refused:
            referral.moved(target, NOON)
        assert refused.value.state is state


def test_whoever_is_forgotten_leaves_nothing_under_way() -> None:
    for state in S:
        handed = None if state in {S.OFFERED, S.REFUSED, S.LAPSED} else NOON
        forgotten = replace(OFFERED, state=state, handed_at=handed).forgotten(NOON)
        assert forgotten.state not in LIVE
        assert forgotten.passed_on is (handed is not None)


def test_handing_over_brings_cards_reminders_and_a_deadline_in_working_time() -> None:
    found = caused(told(HANDED), POLICY, NOON)
    assert {row.lane for row in found.outbox} == {"chat:1", "chat:2"}
    assert [touch.kind for touch in found.touches] == [REMINDER, DEADLINE]
    assert [touch.due_at - NOON for touch in found.touches] == [
        timedelta(hours=2),
        timedelta(hours=4),
    ]
    assert {touch.audience for touch in found.touches} == {Audience.STAFF}


def test_accepting_stops_the_reminders_and_asks_the_person_later_with_their_consent() -> None:
    planned = caused(told(HANDED), POLICY, NOON).touches
    found = caused(told(ACCEPTED), POLICY, NOON)
    assert all(touch.key.startswith(found.cancel_touches) for touch in planned)
    (asked,) = found.touches
    assert (asked.kind, asked.purpose, asked.due_at) == (
        OPINION,
        Purpose.SURVEY,
        NOON + timedelta(days=14),
    )
    assert found.outbox[-1].payload["text"] == "partner_accepted"


def test_at_night_the_person_is_told_in_the_morning() -> None:
    found = word_to_person(told(ACCEPTED), "partner_accepted", POLICY, LATE)
    assert found.outbox == ()
    assert found.touches[0].due_at > LATE


def test_whoever_refused_such_words_hears_none() -> None:
    (refusal,) = withdrawals(ANNA.id, NOON, (Purpose.SERVICE,))
    silent = replace(told(ACCEPTED), ledger=(refusal,))
    assert word_to_person(silent, "partner_accepted", POLICY, NOON).outbox == ()


def test_a_sale_asks_the_person_once_even_if_its_sum_is_corrected() -> None:
    sold = replace(ACCEPTED.moved(S.SOLD, NOON), amount=100)
    first = caused(told(sold), POLICY, NOON)
    again = caused(told(sold.moved(S.SOLD, NOON)), POLICY, NOON + timedelta(minutes=1))
    assert first.touches[0].key.startswith(again.cancel_touches)
    assert first.touches[0].key != again.touches[0].key
    rated = caused(told(replace(sold, opinion=8)), POLICY, NOON)
    assert rated.touches == ()


@pytest.mark.parametrize("state", [S.DECLINED, S.EXPIRED])
def test_what_comes_back_is_told_to_sales_also_when_the_partner_left(state: S) -> None:
    (row,) = caused(told(HANDED.moved(state, NOON), None), POLICY, NOON).outbox
    assert (row.topic, row.payload["kind"]) == (Topic.SALES, "referral_back")
    assert row.payload["partner"] == "Альфа"


def test_a_refusal_tells_the_partner_nothing() -> None:
    refused = caused(told(OFFERED.moved(S.REFUSED, NOON)), POLICY, NOON)
    assert (refused.outbox, refused.touches) == ((), ())


def test_a_consent_taken_back_empties_the_cards_and_asks_to_erase() -> None:
    rows = caused(told(ACCEPTED.moved(S.WITHDRAWN, NOON)), POLICY, NOON).outbox
    assert [row.lane for row in rows] == ["chat:1", "chat:2", "partner:alfa"]
    assert rows[-1].payload["kind"] == ERASED
