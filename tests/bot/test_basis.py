"""A row for a chat can not be made with a basis that does not carry its purpose."""

import pytest

from bot.chat.messages import Outgoing
from leads.consent import Basis, Grant, NoConsent, Purpose, rests
from tests.leads.samples import consent


@pytest.mark.parametrize(
    ("purpose", "basis"),
    [
        ("advertising", "reply"),
        ("advertising", "service"),
        ("advertising", "staff"),
        ("reminder", "consent:advertising@2026-11-24T09:00:00+00:00"),
        ("reminder", ""),
        ("reply", "service"),
        ("service", "reply"),
    ],
)
def test_without_its_basis_a_message_is_not_made(purpose: str, basis: str) -> None:
    with pytest.raises(NoConsent):
        Outgoing(1001, "Привет", purpose, basis)


@pytest.mark.parametrize("purpose", [Purpose.REPLY, Purpose.SERVICE])
def test_answers_and_what_was_agreed_need_no_consent(purpose: Purpose) -> None:
    assert Outgoing(1001, "Привет", purpose.value, str(Basis(purpose))).basis == purpose.value


@pytest.mark.parametrize("purpose", [Purpose.REMINDER, Purpose.ADVERTISING, Purpose.SURVEY])
def test_the_basis_of_a_grant_carries_its_own_purpose_only(purpose: Purpose) -> None:
    basis = str(Basis(purpose, grant=Grant(consent(purpose))))
    assert [other for other in Purpose if rests(other.value, basis)] == [purpose]
