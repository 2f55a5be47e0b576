"""A lead on its way to one partner: from the offer to how it ended. Values and allowed moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from leads.clock import require_aware
from leads.stage import Stage


class ReferralState(StrEnum):
    """Where a referral is."""

    OFFERED = "offered"
    REFUSED = "refused"
    LAPSED = "lapsed"
    HANDED = "handed"
    DECLINED = "declined"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    MET = "met"
    SOLD = "sold"
    LOST = "lost"
    GIVEN_BACK = "given_back"
    WITHDRAWN = "withdrawn"


S = ReferralState
NEW = frozenset({S.HANDED})
IN_WORK = frozenset({S.ACCEPTED, S.MET})
ENDED = frozenset({S.SOLD, S.LOST, S.GIVEN_BACK})
RETURNED = frozenset({S.DECLINED, S.EXPIRED, S.GIVEN_BACK})
CLOSED = ENDED | RETURNED | {S.WITHDRAWN}
LIVE = frozenset({S.OFFERED}) | NEW | IN_WORK

# A sale may be reported anew with another sum, and after a loss that was none.
MOVES = {
    S.OFFERED: frozenset({S.HANDED, S.REFUSED, S.LAPSED}),
    S.HANDED: frozenset({S.ACCEPTED, S.DECLINED, S.EXPIRED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.MET, S.SOLD, S.LOST, S.GIVEN_BACK, S.WITHDRAWN}),
    S.MET: frozenset({S.SOLD, S.LOST, S.GIVEN_BACK, S.WITHDRAWN}),
    S.SOLD: frozenset({S.SOLD, S.WITHDRAWN}),
    S.LOST: frozenset({S.SOLD, S.WITHDRAWN}),
}


class DeclineReason(StrEnum):
    """Why a partner does not take a lead, or gives it back."""

    NOT_OURS = "not_ours"
    NO_CAPACITY = "no_capacity"
    NO_CONTACT = "no_contact"
    OTHER = "other"


class ReferralMoveRefused(ValueError):
    """A referral can't go there from where it is; `state` says where that is."""

    def __init__(self, state: ReferralState) -> None:
        super().__init__(f"the referral is {state.value}")
        self.state = state


@dataclass(frozen=True, slots=True)
class Referral:
    """A lead offered to, and perhaps taken by, one partner. `id` is 0 until storage allots one.

    `name` is the partner's as the person read it, `data` the codes of what would be passed on;
    `text_version`, `text_hash` and `language` are the document shown. `was` is the stage to come
    back to. `amount` is in whole units of `currency`. `opinion` is 0-10. `awaited_from` is
    the Telegram id of the partner's person who is asked for a sum.
    """

    id: int
    lead_id: int
    contact_id: int
    partner: str
    name: str
    kind: str
    was: Stage
    offered_at: datetime
    state: ReferralState = ReferralState.OFFERED
    region: str | None = None
    data: tuple[str, ...] = ()
    language: str = "ru"
    text_version: str = ""
    text_hash: str = ""
    handed_at: datetime | None = None
    accept_by: datetime | None = None
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    amount: int | None = None
    currency: str = "RUB"
    reason: str | None = None
    opinion: int | None = None
    awaited_from: int | None = None

    def __post_init__(self) -> None:
        require_aware(
            offered_at=self.offered_at,
            handed_at=self.handed_at,
            accept_by=self.accept_by,
            accepted_at=self.accepted_at,
            closed_at=self.closed_at,
        )

    def moved(self, state: ReferralState, now: datetime, *, reason: str | None = None) -> Referral:
        """The referral in `state` since `now`. `ReferralMoveRefused`."""
        if state not in MOVES.get(self.state, frozenset()):
            raise ReferralMoveRefused(self.state)
        return replace(
            self,
            state=state,
            reason=reason,
            awaited_from=None,
            handed_at=now if state is S.HANDED else self.handed_at,
            accepted_at=now if state is S.ACCEPTED else self.accepted_at,
            closed_at=now if state in CLOSED else None,
        )

    def forgotten(self, now: datetime) -> Referral:
        """The referral of a person who was erased: nothing is done with it any more."""
        over = S.WITHDRAWN if self.passed_on else S.LAPSED
        still = self.state in LIVE
        return self if not still else replace(self, state=over, awaited_from=None, closed_at=now)

    @property
    def passed_on(self) -> bool:
        """Whether the partner ever got to see it."""
        return self.handed_at is not None
