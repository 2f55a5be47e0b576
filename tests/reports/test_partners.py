"""When a partner has sunk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leads.partners.partner import Partner, Register, Targets
from leads.partners.referral import Referral
from leads.partners.referral import ReferralState as S
from leads.stage import Stage
from reports.partners import Sunk, sunk_partners
from tests.leads.samples import NOON

ALFA = Partner("alfa", "Альфа", (1,))
REGISTER = Register((ALFA, Partner("beta", "Бета", (2,))), Targets(last=20, conversion=0.2))


def referral(number: int, state: S, partner: str = "alfa", **changes: object) -> Referral:
    accepted = state in {S.ACCEPTED, S.MET, S.SOLD, S.LOST, S.GIVEN_BACK}
    made = Referral(
        number,
        number,
        1,
        partner,
        "Имя",
        "b2c",
        Stage.DISQUALIFIED,
        NOON,
        state=state,
        handed_at=None if state in {S.OFFERED, S.REFUSED} else NOON,
        accepted_at=NOON + timedelta(minutes=number) if accepted else None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_few_cases_prove_nothing() -> None:
    few = [referral(number, S.LOST, opinion=2) for number in range(1, 4)]
    assert sunk_partners(few, REGISTER) == ()


def test_many_cases_below_the_target_are_told_with_what_they_rest_on() -> None:
    lost = [referral(number, S.LOST, opinion=3) for number in range(1, 31)]
    conversion, opinion = sunk_partners(lost, REGISTER)
    assert (conversion.what, conversion.found.part, conversion.found.whole) == (
        Sunk.CONVERSION,
        0,
        20,
    )
    assert conversion.found.high < conversion.target
    assert opinion.what is Sunk.OPINION
    missed = [referral(number, S.EXPIRED) for number in range(1, 11)]
    assert [one.what for one in sunk_partners(missed, REGISTER)] == [Sunk.ON_TIME]


def test_whoever_rose_again_has_not_sunk() -> None:
    old = [referral(number, S.LOST) for number in range(1, 21)]
    new = [referral(number, S.SOLD, amount=1) for number in range(21, 41)]
    assert sunk_partners([*old, *new], REGISTER) == ()
