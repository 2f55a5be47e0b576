"""Part of the composition root: what touches do about people who wait for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.chat.texts import Texts
from bot.chat.waiting.overload import OverloadTold
from leads.forms.unanswered import Unanswered
from leads.policy import Policy
from leads.roster import Roster
from leads.touch import LATE, OVERLOAD, UNANSWERED
from leads.waiting.late import Late
from scheduler.dispatch import Own
from storage.unit_of_work import UnitOfWork


def waiting_touches(
    policy: Policy, roster: Roster | None, managers: Iterable[int], texts: Texts, locale: str
) -> Mapping[str, Own[UnitOfWork]]:
    """By kind of touch."""
    told = OverloadTold(roster, policy, managers, texts, locale=locale)
    return {LATE: Late(policy).tell, OVERLOAD: told, UNANSWERED: Unanswered(policy).tell}
