"""Which lead is offered to whom, what members carry, and when they are away, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Select, bindparam, delete, func, select

from leads.assigning import Assignment
from leads.lead import Lead
from leads.routing import Load, Ties
from leads.team import Away
from storage.scope import Scope
from storage.tables import absences, assignments, leads

_ASSIGNMENT = select(assignments).where(assignments.c.lead_id == bindparam("lead_id"))
_OWNED = (
    select(leads.c.owner_id.label("member"), func.count().label("open"))
    .where(leads.c.owner_id.is_not(None), leads.c.closed_at.is_(None))
    .group_by(leads.c.owner_id)
)
_OFFERED = (
    select(assignments.c.member_id.label("member"), func.count().label("open"))
    .join(leads, leads.c.id == assignments.c.lead_id)
    .where(leads.c.owner_id.is_(None), leads.c.closed_at.is_(None))
    .group_by(assignments.c.member_id)
)
_LAST = select(assignments.c.member_id.label("member"), func.max(assignments.c.at).label("last"))
_LAST = _LAST.group_by(assignments.c.member_id)
_OF_CONTACT = (
    select(leads.c.owner_id)
    .where(
        leads.c.contact_id == bindparam("key"),
        leads.c.owner_id.is_not(None),
        leads.c.id != bindparam("lead_id"),
    )
    .order_by(leads.c.taken_at.desc(), leads.c.id.desc())
    .limit(1)
)
_OF_COMPANY = (
    select(leads.c.owner_id)
    .where(
        leads.c.company_id == bindparam("key"),
        leads.c.owner_id.is_not(None),
        leads.c.id != bindparam("lead_id"),
    )
    .order_by(leads.c.taken_at.desc(), leads.c.id.desc())
    .limit(1)
)
_ABSENCES = select(absences)
_BACK = delete(absences).where(absences.c.member_id == bindparam("member"))


class Assignments:
    """Offers of leads to members, as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, lead_id: int) -> Assignment | None:
        """To whom the lead is, or was last, offered."""
        rows = await self._scope.fetch(_ASSIGNMENT, {"lead_id": lead_id})
        return Assignment(**rows[0]) if rows else None

    async def save(self, assignment: Assignment) -> None:
        """Keep an offer in place of the one before."""
        row = {"member_id": assignment.member_id, "at": assignment.at}
        if await self.get(assignment.lead_id) is None:
            key = {"lead_id": assignment.lead_id}
            self._scope.insert(assignments, assignment.lead_id, {**key, **row})
        else:
            self._scope.update(assignments, assignment.lead_id, row)

    async def loads(self) -> Mapping[int, Load]:
        """What everybody carries: open leads that are theirs or on offer to them."""
        count: dict[int, int] = {}
        for statement in (_OWNED, _OFFERED):
            for row in await self._scope.fetch(statement, {}):
                count[row["member"]] = count.get(row["member"], 0) + row["open"]
        last = {row["member"]: row["last"] for row in await self._scope.fetch(_LAST, {})}
        return {member: Load(count.get(member, 0), last.get(member)) for member in {*count, *last}}

    async def ties(self, lead: Lead) -> Ties:
        """Who leads other leads of the person and of their company, open or closed."""
        return Ties(
            contact=await self._owner(_OF_CONTACT, lead.contact_id, lead.id),
            company=await self._owner(_OF_COMPANY, lead.company_id, lead.id),
        )

    async def _owner(
        self, statement: Select[tuple[int | None]], key: int | None, lead_id: int
    ) -> int | None:
        if key is None:
            return None
        found = await self._scope.scalar(statement, {"key": key, "lead_id": lead_id})
        return None if found is None else int(found)


class Absences:
    """Days that members said they are away, as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def all(self) -> Mapping[int, Away]:
        """By member."""
        return {
            row["member_id"]: Away(
                date.fromisoformat(row["first"]),
                None if row["last"] is None else date.fromisoformat(row["last"]),
            )
            for row in await self._scope.fetch(_ABSENCES, {})
        }

    async def save(self, member_id: int, away: Away) -> None:
        """Keep the days in place of those before."""
        last = None if away.last is None else away.last.isoformat()
        row = {"first": away.first.isoformat(), "last": last}
        if member_id in await self.all():
            self._scope.update(absences, member_id, row)
        else:
            self._scope.insert(absences, member_id, {"member_id": member_id, **row})

    async def end(self, member_id: int) -> None:
        """They said that they are back."""
        await self.all()  # a row written by this batch has to be there before it can go
        self._scope.sweep(absences, _BACK, {"member": member_id})
