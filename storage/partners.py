"""Referrals to partners as rows, and back; what partners have to show is counted from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, select

from leads.partners.choosing import Record
from leads.partners.referral import ENDED, IN_WORK, NEW, Referral, ReferralState
from leads.stage import Stage
from storage.scope import Scope
from storage.tables import referrals
from storage.writing import Row

_GET = select(referrals).where(referrals.c.id == bindparam("id")).with_for_update()
_OF_CONTACT = (
    select(referrals)
    .where(referrals.c.contact_id == bindparam("id"))
    .order_by(referrals.c.id)
    .with_for_update()
)
_OF_PARTNER = (
    select(referrals)
    .where(referrals.c.partner == bindparam("partner"), referrals.c.handed_at.is_not(None))
    .order_by(referrals.c.id.desc())
)
_AWAITED = (
    select(referrals)
    .where(referrals.c.awaited_from == bindparam("person"))
    .order_by(referrals.c.id.desc())
    .limit(1)
    .with_for_update()
)


def _counted(*states: ReferralState) -> Any:
    return func.sum(case((referrals.c.state.in_(sorted(states)), 1), else_=0))


_RECORDS = select(
    referrals.c.partner,
    _counted(*ENDED).label("ended"),
    _counted(ReferralState.SOLD).label("sold"),
    func.count(referrals.c.opinion).label("opinions"),
    func.coalesce(func.sum(referrals.c.opinion), 0).label("grades"),
    _counted(*NEW, *IN_WORK).label("open"),
    func.max(referrals.c.offered_at).label("last"),
).group_by(referrals.c.partner)


class Referrals:
    """Referrals as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, referral_id: int) -> Referral | None:
        """The referral with that id, held for writing."""
        return next(iter(await self._found(_GET, {"id": referral_id})), None)

    async def add(self, referral: Referral) -> Referral:
        """Keep a new one; returns it with its id."""
        number = await self._scope.number(referrals)
        row = {"id": number, **_row(referral)}
        self._scope.insert(referrals, number, row)
        return referral_from(row)

    async def save(self, referral: Referral) -> None:
        """Write one that was changed."""
        self._scope.update(referrals, referral.id, _row(referral))

    async def of_contact(self, contact_id: int) -> Sequence[Referral]:
        """The person's referrals, oldest first, held for writing."""
        return await self._found(_OF_CONTACT, {"id": contact_id})

    async def of_partner(self, partner: str) -> Sequence[Referral]:
        """What was handed to a partner, newest first."""
        return await self._found(_OF_PARTNER, {"partner": partner})

    async def awaited(self, person: int) -> Referral | None:
        """The referral for which that person of a partner is asked for a sum."""
        return next(iter(await self._found(_AWAITED, {"person": person})), None)

    async def records(self) -> Mapping[str, Record]:
        """What each partner has to show, as far as choosing asks."""
        return {
            row["partner"]: Record(**{name: row[name] for name in Record.__slots__})
            for row in await self._scope.fetch(_RECORDS, {})
        }

    async def _found(self, statement: Any, values: Row) -> list[Referral]:
        rows = await self._scope.fetch(statement, values)
        return [referral_from(row) for row in rows]


def referrals_since(connection: Connection, since: datetime) -> list[Referral]:
    """Everything offered since then, oldest first, read beside the writer."""
    statement = select(referrals).where(referrals.c.offered_at >= since).order_by(referrals.c.id)
    return [referral_from(row) for row in connection.execute(statement).mappings()]


def referral_from(row: Mapping[Any, Any]) -> Referral:
    """The referral that a row holds."""
    return Referral(
        id=row["id"],
        lead_id=row["lead_id"],
        contact_id=row["contact_id"],
        partner=row["partner"],
        name=row["name"],
        kind=row["kind"],
        was=Stage(row["was"]),
        offered_at=row["offered_at"],
        state=ReferralState(row["state"]),
        region=row["region"],
        data=tuple(row["data"]),
        language=row["language"],
        text_version=row["text_version"],
        text_hash=row["text_hash"],
        handed_at=row["handed_at"],
        accept_by=row["accept_by"],
        accepted_at=row["accepted_at"],
        closed_at=row["closed_at"],
        amount=row["amount"],
        currency=row["currency"],
        reason=row["reason"],
        opinion=row["opinion"],
        awaited_from=row["awaited_from"],
    )


def _row(referral: Referral) -> Row:
    return {
        "lead_id": referral.lead_id,
        "contact_id": referral.contact_id,
        "partner": referral.partner,
        "name": referral.name,
        "kind": referral.kind,
        "was": referral.was.value,
        "offered_at": referral.offered_at,
        "state": referral.state.value,
        "region": referral.region,
        "data": list(referral.data),
        "language": referral.language,
        "text_version": referral.text_version,
        "text_hash": referral.text_hash,
        "handed_at": referral.handed_at,
        "accept_by": referral.accept_by,
        "accepted_at": referral.accepted_at,
        "closed_at": referral.closed_at,
        "amount": referral.amount,
        "currency": referral.currency,
        "reason": referral.reason,
        "opinion": referral.opinion,
        "awaited_from": referral.awaited_from,
    }
