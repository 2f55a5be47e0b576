"""Links from what is ours to cards of a CRM, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, or_, select, update

from crm_sync.back.known import Known, after_writing, known_from_json, known_json
from crm_sync.back.ports import Standing
from crm_sync.cards import CrmRef, Entity
from crm_sync.publishing.links import Busy, Link, Party, Sent, Tried, Written
from storage.columns import among
from storage.scope import Scope
from storage.secrets import KeyRing
from storage.tables import crm_links

SENT, KNOWN = "crm_links.sent", "crm_links.known"

_LINKS = select(crm_links).where(among(crm_links.c.key, "keys")).with_for_update()
_AT = select(crm_links).where(
    crm_links.c.account == bindparam("account"),
    crm_links.c.entity == bindparam("entity"),
    crm_links.c.remote_id == bindparam("remote_id"),
)
_WITH_PERSON = or_(
    and_(crm_links.c.entity == Entity.CONTACT.value, crm_links.c.our_id == bindparam("person")),
    and_(
        crm_links.c.entity.not_in((Entity.CONTACT.value, Entity.COMPANY.value)),
        crm_links.c.our_id.in_(bindparam("lead_ids", expanding=True)),
    ),
    and_(
        crm_links.c.entity == Entity.COMPANY.value,
        crm_links.c.our_id.in_(bindparam("companies", expanding=True)),
    ),
)
_ACCOUNTS = select(crm_links.c.account).where(_WITH_PERSON).distinct().order_by(crm_links.c.account)
_EMPTY = update(crm_links).where(_WITH_PERSON).values(sent=bindparam("nothing"), known=None)
_FORGET = delete(crm_links).where(crm_links.c.key.in_(bindparam("keys", expanding=True)))


class CrmLinks:
    """Links as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def begin(
        self, account: str, parties: Sequence[Party], by: str, until: datetime
    ) -> Mapping[Party, Link]:
        """See `crm_sync.publishing.links.Links`."""
        scope, rows = self._scope, await self._rows(account, parties)
        for row in rows.values():
            held = row["held_until"] is not None and row["held_until"] > scope.now
            if row["remote_id"] is None and held and row["held_by"] != by:
                raise Busy(row["key"])
        found = {party: _begun(rows.get(party), scope) for party in parties}
        mark = {"tried_at": scope.now, "held_by": by, "held_until": until}
        for party, link in found.items():
            if link.ref is None and party in rows:
                scope.update(crm_links, rows[party]["id"], mark)
            elif link.ref is None:
                await self._add(account, party, mark)
        return found

    async def get(self, account: str, party: Party) -> Link:
        """The link of one of them."""
        return _link((await self._rows(account, [party])).get(party), self._scope.keys)

    async def ours(self, account: str, ref: CrmRef) -> Party | None:
        """What of ours has that card."""
        values = {"account": account, "entity": ref.entity.value, "remote_id": ref.id}
        rows = await self._scope.fetch(_AT, values)
        return _party(rows[0]) if rows else None

    async def standing(self, account: str, ref: CrmRef) -> Standing | None:
        """The same with what was sent and what is known to stand there."""
        values = {"account": account, "entity": ref.entity.value, "remote_id": ref.id}
        rows = await self._scope.fetch(_AT.with_for_update(), values)
        if not rows:
            return None
        row, keys = rows[0], self._scope.keys
        sent = keys.open_json(SENT, row["sent"])
        return Standing(_party(row), sent, row["written_at"], self._known(row))

    async def followed(self, account: str, party: Party, sent: Sent, known: Known) -> None:
        """The lead follows its card: what is wanted of it and known from then on."""
        row = (await self._rows(account, [party]))[party]
        keys = self._scope.keys
        sealed = {
            "sent": keys.seal_json(SENT, sent),
            "known": keys.seal_json(KNOWN, known_json(known)),
        }
        self._scope.update(crm_links, row["id"], sealed)

    async def keep(self, account: str, written: Sequence[Written]) -> None:
        """See `crm_sync.publishing.links.Links`."""
        scope = self._scope
        rows = await self._rows(account, [one.party for one in written])
        for one in written:
            row = {
                "remote_id": one.ref.id,
                "url": one.ref.url,
                "remote_version": one.ref.version,
                "sent": scope.keys.seal_json(SENT, one.sent),
                "written_at": scope.now,
                "tried_at": None,
                "held_by": None,
                "held_until": None,
                **({"found_at": scope.now} if one.found else {}),
            }
            if one.party in rows:
                before = rows[one.party]
                scope.update(crm_links, before["id"], {**row, **self._ours_known(one, before)})
            else:
                await self._add(account, one.party, row)

    async def give_up(self, account: str, tried: Sequence[Tried]) -> None:
        """See `crm_sync.publishing.links.Links`."""
        scope = self._scope
        rows = await self._rows(account, [one.party for one in tried])
        for one in tried:
            row = rows.get(one.party)
            if row is None or row["remote_id"] is not None:
                continue
            free = {
                "held_by": None,
                "held_until": None,
                "tried_at": one.doubtful,
                "sent": scope.keys.seal_json(SENT, one.sent),
            }
            scope.update(crm_links, row["id"], free)

    async def forget(self, account: str, parties: Sequence[Party]) -> None:
        """See `crm_sync.publishing.links.Links`."""
        rows = await self._rows(account, parties)
        keys = [row["key"] for row in rows.values()]
        self._scope.sweep(crm_links, _FORGET, {"keys": keys})

    async def accounts_of(self, contact_id: int, lead_ids: Sequence[int]) -> Sequence[str]:
        """The accounts that have cards of the person."""
        values = {"person": contact_id, "lead_ids": list(lead_ids), "companies": []}
        return [row["account"] for row in await self._scope.fetch(_ACCOUNTS, values)]

    def empty(self, contact_id: int, lead_ids: Sequence[int], companies: Sequence[int]) -> None:
        """Forget what was sent about the person; where it is, is needed to have it erased there."""
        values = {"person": contact_id, "lead_ids": list(lead_ids), "companies": list(companies)}
        nothing = self._scope.keys.emptied(SENT)
        self._scope.sweep(crm_links, _EMPTY, {**values, "nothing": nothing})

    def _ours_known(self, one: Written, before: Mapping[str, Any]) -> Mapping[str, object]:
        """What we have just written to a lead's card or meeting is known to stand there."""
        if one.party.entity not in (Entity.LEAD, Entity.TASK):
            return {}
        keys = self._scope.keys
        there = before["remote_id"] is not None
        sent = keys.open_json(SENT, before["sent"]) if there else {}
        known = after_writing(self._known(before), sent, one.sent, self._scope.now)
        return {"known": keys.seal_json(KNOWN, known_json(known))}

    def _known(self, row: Mapping[Any, Any]) -> Known:
        sealed = row["known"]
        return {} if sealed is None else known_from_json(self._scope.keys.open_json(KNOWN, sealed))

    async def _rows(self, account: str, parties: Sequence[Party]) -> dict[Party, Mapping[str, Any]]:
        by_key = {_key(account, party): party for party in parties}
        # Everybody takes the rows in one order, or two would wait for each other.
        rows = await self._scope.fetch(_LINKS, {"keys": sorted(by_key)})
        return {by_key[row["key"]]: dict(row) for row in rows}

    async def _add(self, account: str, party: Party, changes: Mapping[str, object]) -> None:
        number = await self._scope.number(crm_links)
        empty = self._scope.keys.emptied(SENT)
        row = {
            "id": number,
            "key": _key(account, party),
            "account": account,
            "entity": party.entity.value,
            "our_id": party.number,
            "remote_id": None,
            "url": None,
            "remote_version": None,
            "sent": empty,
            "known": None,
            "tried_at": None,
            "held_by": None,
            "held_until": None,
            "written_at": None,
            "found_at": None,
        }
        self._scope.insert(crm_links, number, {**row, **changes})


def _party(row: Mapping[Any, Any]) -> Party:
    """The mark of what lies beside a card stands in its key alone."""
    plain = Party(Entity(row["entity"]), row["our_id"])
    return replace(plain, mark=row["key"].removeprefix(_key(row["account"], plain)).lstrip("-"))


def _key(account: str, party: Party) -> str:
    return f"{account}:{party.key}"


def _begun(row: Mapping[str, Any] | None, scope: Scope) -> Link:
    """The link as whoever begins now sees it; nobody tells when a mark's holder was cut off."""
    link = _link(row, scope.keys)
    cut_off = row is not None and row["held_by"] is not None
    return replace(link, tried_at=scope.now, sent={}) if cut_off else link


def _link(row: Mapping[str, Any] | None, keys: KeyRing) -> Link:
    if row is None:
        return Link()
    ref = None
    if row["remote_id"] is not None:
        entity = Entity(row["entity"])
        ref = CrmRef(entity, row["remote_id"], row["url"], row["remote_version"])
    found = row["found_at"] is not None
    return Link(ref, keys.open_json(SENT, row["sent"]), row["tried_at"], found)
