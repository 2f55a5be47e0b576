"""Ties between companies as rows: which went into which, and what went along."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import bindparam, or_, select

from leads.companies.ties import Belongings, Tie, TieStatus
from storage.scope import Scope
from storage.tables import company_ties, contacts

_TIES = (
    select(company_ties)
    .where(
        or_(company_ties.c.company_id == bindparam("id"), company_ties.c.into_id == bindparam("id"))
    )
    .order_by(company_ties.c.id)
)
_TIE_OF_PERSON = (
    select(company_ties)
    .where(
        company_ties.c.contact_id == bindparam("contact_id"),
        company_ties.c.status == TieStatus.JOINED.value,
    )
    .order_by(company_ties.c.id.desc())
    .limit(1)
)
_PARTS_OF = select(company_ties).where(
    company_ties.c.into_id.in_(bindparam("ids", expanding=True)),
    company_ties.c.status == TieStatus.JOINED.value,
)
_STILL_HERE = (
    select(contacts.c.id)
    .where(contacts.c.id.in_(bindparam("ids", expanding=True)), contacts.c.erased_at.is_(None))
    .limit(1)
)
_BELONGINGS = tuple(one.name for one in fields(Belongings))


class CompanyTies:
    """Ties between companies as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def of(self, company_id: int) -> list[Tie]:
        """Every tie of a company, to others and of others to it, oldest first."""
        rows = await self._scope.fetch(_TIES, {"id": company_id})
        return [_tie_from(row) for row in rows]

    async def joining(self, contact_id: int) -> Tie | None:
        """The tie by which the person's own company went into another one."""
        rows = await self._scope.fetch(_TIE_OF_PERSON, {"contact_id": contact_id})
        return _tie_from(rows[0]) if rows else None

    async def told_by(self, contact_id: int, company_ids: Collection[int]) -> set[int]:
        """Companies that went into one of these and that nobody but this person belonged to."""
        own: set[int] = set()
        frontier = set(company_ids)
        while frontier:
            rows = await self._scope.fetch(_PARTS_OF, {"ids": sorted(frontier)})
            parts = [_tie_from(row) for row in rows]
            for tie in parts:
                others = [one for one in tie.moved.contacts if one != contact_id]
                if await self._scope.scalar(_STILL_HERE, {"ids": others}) is None:
                    own.add(tie.company_id)
            frontier = {tie.company_id for tie in parts} - own - set(company_ids)
            company_ids = {*company_ids, *frontier}
        return own

    async def add(self, tie: Tie) -> Tie:
        """Keep a new tie; returns it with its id."""
        tie = replace(tie, id=await self._scope.number(company_ties))
        self._scope.insert(company_ties, tie.id, {"id": tie.id, **_tie_row(tie)})
        return tie

    async def save(self, tie: Tie) -> None:
        """Write a tie that was changed."""
        self._scope.update(company_ties, tie.id, _tie_row(tie))


def _tie_from(row: Mapping[Any, Any]) -> Tie:
    moved = row["moved"]
    return Tie(
        id=row["id"],
        company_id=row["company_id"],
        into_id=row["into_id"],
        status=TieStatus(row["status"]),
        evidence=tuple(row["evidence"]),
        moved=Belongings(*(tuple(moved[name]) for name in _BELONGINGS)),
        given=tuple(row["given"]),
        contact_id=row["contact_id"],
        by=row["by_id"],
        at=row["at"],
    )


def _tie_row(tie: Tie) -> dict[str, Any]:
    return {
        "company_id": tie.company_id,
        "into_id": tie.into_id,
        "status": tie.status.value,
        "evidence": list(tie.evidence),
        "moved": {name: list(getattr(tie.moved, name)) for name in _BELONGINGS},
        "given": list(tie.given),
        "contact_id": tie.contact_id,
        "by_id": tie.by,
        "at": tie.at,
    }
