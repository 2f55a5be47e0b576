"""History: facts as rows, and back. Only their kind, whose they are and when is in the clear,
and of a verdict what is counted: the rules that it rests on, what these came to, by which text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from leads.facts import Fact, Visited
from leads.history import fact_from_row
from leads.verdict import Verdict
from leads.verdict_facts import Judged
from storage.scope import Scope
from storage.secrets import KeyRing
from storage.tables import events
from storage.writing import Row

DETAILS = "events.details"

HISTORY = select(events).where(events.c.lead_id == bindparam("lead_id")).order_by(events.c.id)

VISITS = (
    select(events)
    .where(events.c.contact_id == bindparam("contact_id"), events.c.kind == Visited.kind)
    .order_by(events.c.id)
)


class Events:
    """History as one work sees it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, fact: Fact) -> None:
        """Write a fact at the end of history."""
        number = await self._scope.number(events)
        self._scope.insert(
            events,
            number,
            {
                "id": number,
                "kind": fact.kind,
                "contact_id": fact.contact_id,
                "lead_id": fact.lead_id,
                "at": fact.at,
                "by_id": fact.by,
                "details": self._scope.keys.seal_json(DETAILS, fact.details()),
                **_counted(fact.verdict if isinstance(fact, Judged) else None),
            },
        )

    async def visits(self, contact_id: int) -> list[Visited]:
        """How a person came, in order."""
        rows = await self._scope.fetch(VISITS, {"contact_id": contact_id})
        facts = (fact_of(row, self._scope.keys) for row in rows)
        return [fact for fact in facts if isinstance(fact, Visited)]

    async def history(self, lead_id: int) -> list[Fact]:
        """What happened to a lead, in order."""
        rows = await self._scope.fetch(HISTORY, {"lead_id": lead_id})
        return [fact_of(row, self._scope.keys) for row in rows]


def _counted(verdict: Verdict | None) -> Row:
    """What stands beside a sealed verdict."""
    return {
        "rules": verdict and marked(*verdict.rules),
        "judged": verdict and verdict.stage.value,
        "fit": verdict and verdict.fit,
        "intent": verdict and verdict.intent,
        "gate": verdict and verdict.gate,
        "digest": verdict and verdict.digest,
    }


def marked(*rules: str) -> str:
    """Rules as they are stored: a space stands before and behind each."""
    return f" {' '.join(rules)} "


def fact_of(row: Mapping[Any, Any], keys: KeyRing) -> Fact:
    """The fact that a row holds."""
    return fact_from_row(
        row["kind"],
        at=row["at"],
        contact_id=row["contact_id"],
        lead_id=row["lead_id"],
        by=row["by_id"],
        details=keys.open_json(DETAILS, row["details"]),
    )
