"""Whether a person may decide otherwise than a verdict, and in which words. Pure.

The use case is `leads.desk`.
"""

from __future__ import annotations

from collections.abc import Iterable

from leads.facts import Fact
from leads.lead import Lead
from leads.stage import CLOSED, Funnel, MoveRefused, Stage
from leads.verdict_facts import Judged, VerdictOverridden

VERDICTS = (Stage.QUALIFIED, Stage.NOT_YET, Stage.DISQUALIFIED)
"""What a verdict may be overridden to."""
UNQUALIFIED = frozenset(
    {Stage.ENQUIRY, Stage.LEAD, Stage.NOT_YET, Stage.SELF_SERVICE, Stage.DISQUALIFIED}
)
JUST_QUALIFIED = frozenset({Stage.QUALIFIED, Stage.BRIEF})
LONGEST_REASON = 300


def check_override(lead: Lead, target: Stage, reason: str, funnel: Funnel) -> None:
    """Raise `MoveRefused` unless the lead's verdict may be overridden to `target`.

    A refused lead is opened again by this and by nothing else; one that is won, lost or given to
    a partner is not.
    """
    if target not in VERDICTS:
        raise MoveRefused("not_a_verdict")
    if lead.verdict is None:
        raise MoveRefused("no_verdict")
    if lead.stage is target or (target is Stage.QUALIFIED and funnel.reached(lead.stage, target)):
        raise MoveRefused("already_there")
    if lead.stage in CLOSED and lead.stage is not Stage.DISQUALIFIED:
        raise MoveRefused("lead_closed")
    if target is Stage.QUALIFIED and target not in funnel.order:
        raise MoveRefused("not_in_this_funnel")
    if not 0 < len(reason) <= LONGEST_REASON:
        raise MoveRefused("needs_words")


def may_override_to(stage: Stage) -> tuple[Stage, ...]:
    """What buttons offer for a judged lead in that stage; nothing once a deal is under way."""
    if stage in UNQUALIFIED:
        return tuple(one for one in VERDICTS if one is not stage)
    return VERDICTS[1:] if stage in JUST_QUALIFIED else ()


def decided(history: Iterable[Fact]) -> VerdictOverridden | None:
    """What a person decided about the last verdict; None while it stands as it was reached."""
    last: VerdictOverridden | None = None
    for fact in history:
        if isinstance(fact, VerdictOverridden):
            last = fact
        elif isinstance(fact, Judged):
            last = None
    return last


def overrides_of(history: Iterable[Fact]) -> tuple[VerdictOverridden, ...]:
    """Every override of the lead's verdicts, oldest first."""
    return tuple(fact for fact in history if isinstance(fact, VerdictOverridden))
