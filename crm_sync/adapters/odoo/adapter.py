"""The adapter of Odoo: every kind of card is a call of its own, for one lead or for many.

Odoo's own place for foreign keys (external ids) is another table, written by a second call: a
lead whose second call was lost would be made twice. So our key is a field of the record, made by
`prequal crm setup`, and stands there from the first moment on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from crm_sync.adapters.odoo import beside
from crm_sync.adapters.odoo.base import read_base
from crm_sync.adapters.odoo.cards import (
    LEAD,
    MODEL_OF_ENTITY,
    PARTNER,
    emptied,
    keyed,
    readable,
    reference,
    snapshot,
)
from crm_sync.adapters.odoo.feed import read_changes, read_events
from crm_sync.adapters.odoo.recognising import recognise
from crm_sync.adapters.odoo.server import Server
from crm_sync.adapters.odoo.structure import create_field, read_schema
from crm_sync.adapters.odoo.writing import Writer
from crm_sync.bundles import Outcome
from crm_sync.capabilities import Capability, Limits, Option
from crm_sync.cards import (
    Bundle,
    CrmFile,
    CrmNote,
    CrmRef,
    CrmSnapshot,
    CrmTask,
    Entity,
    Made,
)
from crm_sync.contract import Account, CrmAdapter, Services
from crm_sync.errors import CrmConfigError
from crm_sync.events import Changes, CrmEvent, InboundRequest
from crm_sync.importing.pages import ENTITY_OF_KIND, BasePage
from crm_sync.likeness import Likeness
from crm_sync.schema import CrmField, CrmSchema
from leads.importing.rows import Kind as RowKind

KINDS = ("opportunity", "lead")


class OdooCrm(CrmAdapter):
    """One database."""

    name: ClassVar[str] = "odoo"
    title: ClassVar[str] = "Odoo"
    capabilities: ClassVar[Capability] = (
        Capability.COMPANIES
        | Capability.CONTACTS
        | Capability.LOOKUP
        | Capability.RECOGNISE
        | Capability.READ
        | Capability.STAGES
        | Capability.LOSS_REASONS
        | Capability.OWNERS
        | Capability.NOTES
        | Capability.TASKS
        | Capability.MEETINGS
        | Capability.MEETING_MOVES
        | Capability.FILES
        | Capability.SCHEMA
        | Capability.MAKE_FIELDS
        | Capability.CHANGES
        | Capability.WEBHOOKS
        | Capability.ERASE
        | Capability.BASE
        | Capability.BATCH
    )
    options: ClassVar[tuple[Option, ...]] = (
        Option("address", "of the server: https://company.odoo.com"),
        Option("key", "API key of a user; before version 19 a password does, too", secret=True),
        Option(
            "database",
            "needed before version 19, and where a server has several",
            required=False,
        ),
        Option("login", "of the user, needed before version 19", required=False),
        Option("version", "17, 19 …; the server is asked where it is left out", required=False),
        Option(
            "type",
            "what a new lead is there, `opportunity` or `lead`",
            required=False,
            default=KINDS[0],
        ),
        Option("hook_secret", "ends the address that rules call", secret=True, required=False),
    )
    limits: ClassVar[Limits] = Limits(rate=1, burst=10, at_once=1, lookup_lag=90, timeout=30)
    """Odoo's cloud asks for one call a second and none beside it. A server may work on a call that
    broke off until its two minutes (`limit_time_real`) are over."""

    most_at_once: ClassVar[int] = 50
    asks_at_once: ClassVar[int] = 25

    def __init__(self, account: Account, services: Services) -> None:
        kind = account.options["type"]
        if kind not in KINDS:
            raise CrmConfigError(f"the option `type` is {' or '.join(KINDS)}, not {kind!r}")
        self._server = Server(account, services)
        self._writer = Writer(self._server, account.key_fields, kind)
        self._key_fields = account.key_fields
        self._hook_secret = account.options["hook_secret"]
        self._clock = services.clock

    async def check(self) -> None:
        """Ask who we are."""
        await self._server.call("res.users", "context_get", repeatable=True)

    async def upsert(self, bundle: Bundle) -> Made:
        """Company, person, then the lead."""
        return await self._writer.apart(bundle)

    def goes_together(self, bundle: Bundle) -> bool:
        """New leads do, also of a company that is there."""
        return bundle.new_at_company

    async def upsert_many(self, bundles: Sequence[Bundle]) -> Sequence[Outcome]:
        """Those that are new in one call for each kind of card, the others one by one."""
        return await self._writer.together(bundles)

    async def find(self, entity: Entity, key: str, at: CrmRef | None = None) -> CrmRef | None:
        """By the field with our key; what lies at a card by the key at its end."""
        if at is not None:
            return await beside.find_beside(self._server, entity, key, at)
        field = keyed(self._key_fields.get(entity), entity)
        found = await self._server.rows(
            MODEL_OF_ENTITY[entity], [[field, "=", key]], ["write_date"], limit=1
        )
        return reference(entity, found[0], self._server.site) if found else None

    async def recognise(self, asked: Sequence[Likeness]) -> Sequence[Sequence[CrmSnapshot]]:
        """One search for people, one for companies."""
        fields = await self._writer.fields(PARTNER)
        return await recognise(self._server, asked, fields, self._key_fields)

    async def read(self, ref: CrmRef) -> CrmSnapshot | None:
        """The record."""
        model = MODEL_OF_ENTITY[ref.entity]
        fields = await self._writer.fields(model)
        found = await self._server.rows(model, [["id", "=", int(ref.id)]], readable(fields))
        if not found:
            return None
        field = self._key_fields.get(ref.entity)
        return snapshot(found[0], ref.entity, fields, self._server.site, field)

    async def add_note(self, at: CrmRef, note: CrmNote) -> CrmRef:
        """An internal note."""
        return await beside.add_note(self._server, at, note)

    async def add_task(self, at: CrmRef, task: CrmTask) -> CrmRef:
        """An activity, or a meeting in the calendar."""
        return await beside.add_task(self._server, at, task)

    async def change_meeting(
        self, ref: CrmRef, at: CrmRef, meeting: CrmTask, delivery: str
    ) -> None:
        """The meeting in the calendar as it is now."""
        await beside.change_meeting(self._server, ref, meeting)

    async def add_file(self, at: CrmRef, file: CrmFile) -> CrmRef:
        """An attachment."""
        return await beside.add_file(self._server, at, file)

    async def schema(self) -> CrmSchema:
        """Fields, teams with their stages, users and reasons."""
        return await read_schema(self._server)

    async def make_field(self, wanted: CrmField) -> CrmField:
        """A custom field; needs the right to administer settings."""
        is_key = wanted.name == self._key_fields.get(wanted.entity)
        made = await create_field(self._server, wanted, is_key=is_key)
        self._writer.forget()
        return made

    async def changes(self, cursor: str | None) -> Changes:
        """Leads by their last change."""
        fields = await self._writer.fields(LEAD)
        field = self._key_fields.get(Entity.LEAD)
        return await read_changes(self._server, cursor, fields, field, self._clock.now())

    async def events(self, request: InboundRequest) -> Sequence[CrmEvent]:
        """A call of an automation rule about a lead."""
        return read_events(request, self._server, self._hook_secret)

    async def base(self, kind: RowKind, cursor: str | None, fields: Mapping[str, str]) -> BasePage:
        """A page of records by their numbers."""
        entity = ENTITY_OF_KIND[kind]
        known = await self._writer.fields(MODEL_OF_ENTITY[entity])
        key_field = self._key_fields.get(entity)
        return await read_base(self._server, entity, cursor, fields, known, key_field)

    async def erase(self, ref: CrmRef) -> None:
        """Empty a record, and keep no history of what stood there."""
        model = MODEL_OF_ENTITY[ref.entity]
        fields = await self._writer.fields(model)
        found = await self._server.rows(model, [["id", "=", int(ref.id)]], readable(fields))
        if found:
            values = emptied(found[0], fields, self._key_fields.get(ref.entity))
            await self._server.call(
                model,
                "write",
                {"vals": values},
                ids=[int(ref.id)],
                repeatable=True,
                context={"tracking_disable": True},
            )
