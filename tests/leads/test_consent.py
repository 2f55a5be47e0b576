"""The ledger: the person's last word counts, and nothing is sent without a basis."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.consent import (
    REPLY_BASIS,
    STAFF_BASIS,
    UNLESS_REFUSED,
    Audience,
    Basis,
    ConsentEntry,
    Grant,
    Message,
    NoConsent,
    Purpose,
    allowed,
    basis_for,
    refusable,
    rests,
    withdrawals,
)
from tests.leads.samples import ANNA, NOON, consent

ASKED = [Purpose.PERSONAL_DATA, Purpose.REMINDER, Purpose.SURVEY, Purpose.ADVERTISING]
asked = st.sampled_from(ASKED)
entries = st.builds(
    lambda purpose, minutes, granted: consent(
        purpose, NOON + timedelta(minutes=minutes), granted=granted
    ),
    asked,
    st.integers(0, 10),
    st.booleans(),
)
ledgers = st.lists(entries, max_size=12)
AFTER = NOON + timedelta(hours=1)


@given(ledgers, asked, st.randoms(use_true_random=False))
def test_the_last_word_counts_in_whatever_order_it_is_read(
    ledger: list[ConsentEntry], purpose: Purpose, chance: object
) -> None:
    mine = [entry for entry in ledger if entry.purpose is purpose]
    last = max((entry.at for entry in mine), default=None)
    expected = bool(mine) and all(entry.granted for entry in mine if entry.at == last)
    assert allowed(purpose, ledger, AFTER) is expected
    assert allowed(purpose, ledger[::-1], AFTER) is expected


@given(ledgers, asked)
def test_a_withdrawal_wins_over_everything_before_it(
    ledger: list[ConsentEntry], purpose: Purpose
) -> None:
    after = [*ledger, *withdrawals(ANNA.id, AFTER, [purpose])]
    assert not allowed(purpose, after, AFTER)


@given(ledgers, asked, st.sampled_from([Purpose.REPLY, *UNLESS_REFUSED]))
def test_messages_of_ours_never_subscribe_anybody_again(
    ledger: list[ConsentEntry], purpose: Purpose, sent: Purpose
) -> None:
    stopped = [*ledger, *withdrawals(ANNA.id, AFTER, ASKED)]
    for hours in range(3):
        Message(ANNA.id, "hello", sent, basis_for(sent, stopped, AFTER))
        assert not allowed(purpose, stopped, AFTER + timedelta(hours=hours))
    again = [*stopped, consent(purpose, AFTER + timedelta(hours=4))]
    assert allowed(purpose, again, AFTER + timedelta(hours=4))


@given(ledgers, asked, asked)
def test_a_consent_to_one_thing_is_none_to_another(
    ledger: list[ConsentEntry], given_for: Purpose, wanted: Purpose
) -> None:
    only = [entry for entry in ledger if entry.purpose is given_for]
    if wanted is not given_for:
        assert not allowed(wanted, only, AFTER)


@given(ledgers)
def test_an_answer_rests_on_nothing_service_and_follow_ups_unless_refused(
    ledger: list[ConsentEntry],
) -> None:
    assert basis_for(Purpose.REPLY, ledger, AFTER) == REPLY_BASIS
    for purpose in UNLESS_REFUSED:
        basis = basis_for(purpose, ledger, AFTER)
        assert rests(purpose.value, str(basis))
        assert refusable(str(basis)) is purpose
        refused = [*ledger, *withdrawals(ANNA.id, AFTER, [purpose])]
        assert not allowed(purpose, refused, AFTER)


def test_stop_leaves_service_messages() -> None:
    ledger = [consent(purpose) for purpose in ASKED]
    stopped = [*ledger, *withdrawals(ANNA.id, AFTER)]
    assert allowed(Purpose.SERVICE, stopped, AFTER)
    assert allowed(Purpose.PERSONAL_DATA, stopped, AFTER)
    assert not allowed(Purpose.ADVERTISING, stopped, AFTER)
    assert not allowed(Purpose.REMINDER, stopped, AFTER)
    assert not allowed(Purpose.SURVEY, stopped, AFTER)
    assert not allowed(Purpose.FOLLOW_UP, stopped, AFTER)


def test_what_is_said_later_does_not_count_yet() -> None:
    ledger = [consent(Purpose.REMINDER, AFTER)]
    assert not allowed(Purpose.REMINDER, ledger, NOON)


def test_a_partner_is_named_and_another_is_not_meant() -> None:
    ledger = [consent(Purpose.PARTNER, partner="retail")]
    assert allowed(Purpose.PARTNER, ledger, AFTER, partner="retail")
    assert not allowed(Purpose.PARTNER, ledger, AFTER, partner="other")
    with pytest.raises(ValueError, match="names the partner"):
        consent(Purpose.PARTNER)


@pytest.mark.parametrize("purpose", [*ASKED, Purpose.PARTNER])
def test_no_basis_can_be_made_without_a_grant(purpose: Purpose) -> None:
    with pytest.raises(NoConsent):
        Basis(purpose)


def test_no_grant_can_be_made_of_a_withdrawal() -> None:
    with pytest.raises(NoConsent):
        Grant(consent(Purpose.REMINDER, granted=False))


def test_a_consent_names_the_text_agreed_to() -> None:
    with pytest.raises(ValueError, match="version and the hash"):
        ConsentEntry(ANNA.id, Purpose.REMINDER, True, NOON)


def test_a_basis_serves_its_own_purpose_and_person_only() -> None:
    basis = basis_for(Purpose.REMINDER, [consent(Purpose.REMINDER)], AFTER)
    assert Message(ANNA.id, "recheck", Purpose.REMINDER, basis).to_payload()["basis"] == (
        f"consent:reminder@{NOON.isoformat()}"
    )
    with pytest.raises(NoConsent):
        Message(ANNA.id, "sale", Purpose.ADVERTISING, basis)
    with pytest.raises(NoConsent):
        Message(ANNA.id + 1, "recheck", Purpose.REMINDER, basis)
    with pytest.raises(NoConsent):
        Message(ANNA.id, "sale", Purpose.ADVERTISING, REPLY_BASIS)
    with pytest.raises(NoConsent):
        Basis(Purpose.ADVERTISING, grant=basis.grant)


def test_what_is_for_staff_cannot_be_sent_to_a_person() -> None:
    assert str(STAFF_BASIS) == "staff"
    assert STAFF_BASIS.audience is Audience.STAFF
    with pytest.raises(NoConsent):
        Message(ANNA.id, "untaken", Purpose.SERVICE, STAFF_BASIS)
    with pytest.raises(NoConsent):
        Basis(Purpose.ADVERTISING, Audience.STAFF)
