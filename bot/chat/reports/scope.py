"""Who may ask for which report, and of whose leads: managers of everybody's, salespeople of none
or of their own, as the company set it. Words and buttons can narrow that, never widen it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.chat.access import Access, Role
from reports.exports import LEADS

if TYPE_CHECKING:
    from reports.asking.asked import Asked

REPORTS = (
    "status",
    "funnel",
    "channels",
    "links",
    "products",
    "managers",
    "speed",
    "base",
    "offers",
    "cohorts",
    "ltv",
    "abc",
    "avg_cheque",
    "reasons",
    "thinkers",
    "quiz",
    "repeat",
    "nps",
    "partners",
    "mailings",
    "overrides",
    "calibration",
    "plan",
    "hypotheses",
)
"""The command of each report, in the order to be listed."""
OF_A_SELLER = frozenset(
    {
        "status",
        "funnel",
        "channels",
        "products",
        "speed",
        "base",
        "offers",
        "avg_cheque",
        "reasons",
        "thinkers",
        "repeat",
        "nps",
    }
)
"""Those that can tell of one salesperson's leads alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and by which update something was asked, and in which language."""

    update_id: int
    chat_id: int
    locale: str
    thread: int | None = None
    private: bool = True


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who may ask. `only` is whose leads they see, None for everybody's."""

    id: int
    only: int | None

    @property
    def reports(self) -> tuple[str, ...]:
        """What they may ask for."""
        return tuple(one for one in REPORTS if self.only is None or one in OF_A_SELLER)

    def narrowed(self, report: str, asked: Asked) -> Asked | None:
        """What they get of what they asked; None for what is not theirs."""
        if report not in {*self.reports, LEADS}:
            return None
        if self.only is None:
            return asked
        if asked.filters.manager not in {None, self.only}:
            return None
        return replace(asked, filters=replace(asked.filters, manager=self.only))


class Scope:
    """The role rule. `own` lets salespeople see the figures of their own leads."""

    def __init__(self, access: Access, *, own: bool) -> None:
        self._access = access
        self._own = own

    def viewer(self, person: int) -> Viewer | None:
        """That person; None for whoever gets no reports."""
        role = self._access.role(person)
        if role is Role.MANAGER:
            return Viewer(person, None)
        return Viewer(person, person) if role is Role.SALES and self._own else None
