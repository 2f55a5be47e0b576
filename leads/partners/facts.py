"""What happens to a lead that goes to a partner. All other facts are `leads.facts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from leads.happened import Happened
from leads.partners.referral import ReferralState
from leads.stage import Stage
from leads.verdict import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerOffered(Happened):
    """A partner was named to the person, for the reason `why`; `about` holds its figures."""

    kind: ClassVar[str] = "partner_offered"
    partner: str
    why: str
    about: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred(Happened):
    """The person agreed to be introduced to a partner."""

    kind: ClassVar[str] = "referred"
    partner: str
    was: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralMoved(Happened):
    """A referral went on; `by` is the partner's person, where it was one.

    `amount` is in whole units of `currency`; `reason` is a code.
    """

    kind: ClassVar[str] = "referral_moved"
    partner: str
    state: ReferralState
    amount: int | None = None
    currency: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRated(Happened):
    """The person said how it went with the partner, 0-10."""

    kind: ClassVar[str] = "partner_rated"
    partner: str
    grade: int
