"""What happens to a verdict and on the way to it. All other facts are `leads.facts`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leads.happened import Happened
from leads.stage import Stage
from leads.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class BecameLead(Happened):
    """The enquiry met its funnel's criterion: `answered` questions where `needed` are enough,
    and the `product` that was named by then."""

    kind: ClassVar[str] = "became_lead"
    answered: int
    needed: int
    product: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Happened):
    """A verdict was reached; its subclasses say which way. `was` is the stage before it."""

    verdict: Verdict
    was: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfServed(Judged):
    """The person gets prices and materials to choose by themselves: it interrupts nobody."""

    kind: ClassVar[str] = "self_served"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictOverridden(Happened):
    """A person (`by`, shown as `seller`) decided otherwise than the verdict, which stays.

    `judged` is what the verdict said, `was` the stage before, `stage` what it is now. `reason` is
    a code of `OverrideReason` or the seller's own words.
    """

    kind: ClassVar[str] = "verdict_overridden"
    judged: Stage
    was: Stage
    stage: Stage
    reason: str
    seller: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed(Happened):
    """The person does not agree with a refusal and asks for a human. `gate` is None when points
    decided and no gate."""

    kind: ClassVar[str] = "disputed"
    outcome: str
    gate: str | None
