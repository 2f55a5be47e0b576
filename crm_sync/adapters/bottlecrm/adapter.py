"""The adapter of BottleCRM: every card is a call of its own.

Tasks there have a day and no hour, so none are made: the publisher writes a note instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from crm_sync.adapters.bottlecrm.base import read_base
from crm_sync.adapters.bottlecrm.cards import (
    OBJECT_OF_ENTITY,
    PATH_OF_ENTITY,
    emptied,
    keyed,
    listed,
    reference,
    snapshot,
    written,
)
from crm_sync.adapters.bottlecrm.feed import read_changes, read_events
from crm_sync.adapters.bottlecrm.recognising import recognise
from crm_sync.adapters.bottlecrm.structure import field_body, field_of, read_schema
from crm_sync.bundles import card_by_card
from crm_sync.capabilities import Capability, Limits, Option
from crm_sync.cards import Bundle, Card, CrmNote, CrmRef, CrmSnapshot, Entity, Made
from crm_sync.contract import Account, CrmAdapter, Services
from crm_sync.errors import CrmAmbiguous, CrmNotFound, Kind
from crm_sync.events import Changes, CrmEvent, InboundRequest
from crm_sync.importing.pages import ENTITY_OF_KIND, BasePage
from crm_sync.likeness import Likeness
from crm_sync.marks import is_marked, marked
from crm_sync.schema import CrmField, CrmSchema
from crm_sync.transport import Answer, Call, Fault, foreign
from crm_sync.wire.shapes import rows, table
from leads.importing.rows import Kind as RowKind

CHOSEN = 100
"""How many records a look-up by a custom field asks for; there is one, or none."""


class BottleCrm(CrmAdapter):
    """One organisation."""

    name: ClassVar[str] = "bottlecrm"
    title: ClassVar[str] = "BottleCRM"
    capabilities: ClassVar[Capability] = (
        Capability.COMPANIES
        | Capability.CONTACTS
        | Capability.LOOKUP
        | Capability.RECOGNISE
        | Capability.READ
        | Capability.STAGES
        | Capability.OWNERS
        | Capability.NOTES
        | Capability.SCHEMA
        | Capability.MAKE_FIELDS
        | Capability.CHANGES
        | Capability.WEBHOOKS
        | Capability.ERASE
        | Capability.BASE
    )
    options: ClassVar[tuple[Option, ...]] = (
        Option("address", "of the server: https://crm.company.example"),
        Option("token", "personal access token, bcrm_pat_…", secret=True),
        Option("hook_secret", "signs the calls of webhooks", secret=True, required=False),
    )
    limits: ClassVar[Limits] = Limits(rate=20, burst=20, at_once=4, lookup_lag=5, timeout=30)

    def __init__(self, account: Account, services: Services) -> None:
        self._address = account.options["address"].rstrip("/")
        self._headers = {"Authorization": f"Bearer {account.options['token']}"}
        self._hook_secret = account.options["hook_secret"]
        self._key_fields = account.key_fields
        self._transport = services.transport
        self._clock = services.clock

    async def check(self) -> None:
        """Ask for the pipelines."""
        await self._get("opportunities/pipelines/", {})

    async def upsert(self, bundle: Bundle) -> Made:
        """Company, contact, then the deal with both."""
        return await card_by_card(bundle, self._write)

    async def find(self, entity: Entity, key: str, at: CrmRef | None = None) -> CrmRef | None:
        """By the custom field with our key; a note by the key at its end."""
        if at is not None:
            return await self._find_note(entity, key, at)
        field = keyed(self._key_fields.get(entity), entity)
        asked = {f"cf_{field}": key, "limit": str(CHOSEN)}
        told = await self._get(f"{PATH_OF_ENTITY[entity]}/", asked)
        found = listed(entity, told)
        return reference(entity, found[0], self._address) if found else None

    async def recognise(self, asked: Sequence[Likeness]) -> Sequence[Sequence[CrmSnapshot]]:
        """One search for each, and a second where the first finds nothing."""
        return [
            await recognise(self._get, one, self._address, self._key_fields.get(one.entity))
            for one in asked
        ]

    async def read(self, ref: CrmRef) -> CrmSnapshot | None:
        """The record."""
        record = await self._record(ref)
        if record is None:
            return None
        field = self._key_fields.get(ref.entity)
        return snapshot(record, ref.entity, self._address, field)

    async def add_note(self, at: CrmRef, note: CrmNote) -> CrmRef:
        """A comment."""
        body = {"comment": marked(note.text, note.key)}
        told = await self._send("POST", _path(at), body)
        ours = [
            one for one in rows(told.get("comments")) if is_marked(one.get("comment", ""), note.key)
        ]
        return CrmRef(Entity.NOTE, str(ours[0].get("id")) if ours else note.key)

    async def schema(self) -> CrmSchema:
        """Custom fields, pipelines, users."""
        return await read_schema(self._get)

    async def make_field(self, wanted: CrmField) -> CrmField:
        """A custom field; names are lower-case there."""
        return field_of(
            wanted.entity, await self._send("POST", "custom-fields/", field_body(wanted))
        )

    async def changes(self, cursor: str | None) -> Changes:
        """Deals, by the server's activities."""
        field = self._key_fields.get(Entity.LEAD)
        return await read_changes(self._get, cursor, self._address, field, self._clock.now())

    async def events(self, request: InboundRequest) -> Sequence[CrmEvent]:
        """A signed webhook call."""
        return read_events(
            request, self._hook_secret, self._address, self._key_fields.get(Entity.LEAD)
        )

    async def base(self, kind: RowKind, cursor: str | None, fields: Mapping[str, str]) -> BasePage:
        """A page of records."""
        key_field = self._key_fields.get(ENTITY_OF_KIND[kind])
        return await read_base(self._get, kind, cursor, fields, self._address, key_field)

    async def erase(self, ref: CrmRef) -> None:
        """Empty a record."""
        record = await self._record(ref)
        if record is not None:
            body = emptied(record, ref.entity, self._key_fields.get(ref.entity))
            await self._send("PATCH", _path(ref), body, repeatable=True)

    async def _write(self, card: Card, made: Mapping[Entity, CrmRef]) -> CrmRef:
        body = written(card, self._key_fields.get(card.entity), self._clock.now().date())
        if card.entity is not Entity.COMPANY and Entity.COMPANY in made and not card.found:
            body["account"] = made[Entity.COMPANY].id
        if card.entity is Entity.LEAD and Entity.CONTACT in made:
            body["contacts"] = [made[Entity.CONTACT].id]
        if card.ref is not None:
            if body:
                await self._send("PATCH", _path(card.ref), body, repeatable=True)
            return card.ref
        told = await self._send("POST", f"{PATH_OF_ENTITY[card.entity]}/", body)
        if not told.get("id"):
            raise CrmAmbiguous(f"POST {PATH_OF_ENTITY[card.entity]}: the answer names no record")
        return reference(card.entity, told, self._address)

    async def _record(self, ref: CrmRef) -> Mapping[str, Any] | None:
        try:
            told = await self._get(_path(ref), {})
        except CrmNotFound:
            return None
        return table(told.get(OBJECT_OF_ENTITY[ref.entity])) or None

    async def _find_note(self, entity: Entity, key: str, at: CrmRef) -> CrmRef | None:
        told = await self._get(_path(at), {})
        ours = [one for one in rows(told.get("comments")) if is_marked(one.get("comment", ""), key)]
        return CrmRef(entity, str(ours[0].get("id"))) if ours and entity is Entity.NOTE else None

    async def _get(self, path: str, query: Mapping[str, str]) -> Mapping[str, Any]:
        return (await self._answer("GET", path, query=query, repeatable=True)).table()

    async def _send(
        self, method: str, path: str, body: object, *, repeatable: bool = False
    ) -> Mapping[str, Any]:
        return (await self._answer(method, path, body, repeatable=repeatable)).table()

    async def _answer(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, str] | None = None,
        repeatable: bool,
    ) -> Answer:
        call = Call(
            f"{method} {path.partition('/')[0]}",
            method,
            f"{self._address}/api/{path}",
            repeatable=repeatable,
            json=body,
            query=query or {},
            headers=self._headers,
        )
        return await self._transport.send(call, _explain)


def _explain(call: Call, answer: Answer) -> Fault | None:
    """By the status; a 200 may say `error` all the same. The first field with errors is named."""
    told = answer.table()
    if 200 <= answer.status < 300 and told.get("error") is not True:
        return foreign(answer)
    errors = told.get("errors") or told.get("detail") or ""
    field = next(iter(errors), None) if isinstance(errors, Mapping) else None
    kind = Kind.REJECTED if answer.status < 300 else None
    return Fault(kind, str(errors), field=field)


def _path(ref: CrmRef) -> str:
    return f"{PATH_OF_ENTITY[ref.entity]}/{ref.id}/"
