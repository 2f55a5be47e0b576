"""What an account of a CRM says of a lead, in our own words. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from leads.stage import Stage


@dataclass(frozen=True, slots=True)
class SaidStage:
    """A stage, `unknown` where the mapping has no word for it; `raw` is the CRM's own.

    `before` says that it was said earlier and could not count then.
    """

    stage: Stage
    raw: str
    before: bool = False


@dataclass(frozen=True, slots=True)
class SaidOwner:
    """Whose the lead is: a Telegram id and the name that others see."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """What is new there; None for what was not changed. Sums are in whole units of the lead's
    currency, `loss_reason` is a code, or the CRM's own word where we have none.

    `worked` says that somebody works on the lead there: it was moved where no conversation
    brings it.
    """

    stage: SaidStage | None = None
    owner: SaidOwner | None = None
    amount: int | None = None
    discount: int | None = None
    loss_reason: str | None = None
    worked: bool = False
    deleted: bool = False
