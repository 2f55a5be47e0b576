"""The adapter of HubSpot: a lead is a deal, tied to a contact and a company as it is created.

Our key stands in a property of each that holds a value once: it is looked up without any index,
and HubSpot itself creates nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from crm_sync.adapters.hubspot import beside
from crm_sync.adapters.hubspot.base import read_base
from crm_sync.adapters.hubspot.feed import CHANGED, read_events, read_page, told_by
from crm_sync.adapters.hubspot.recognising import recognise
from crm_sync.adapters.hubspot.records import PATH_OF_ENTITY, STAGE, Reader, Site
from crm_sync.adapters.hubspot.service import OBJECTS, Service
from crm_sync.adapters.hubspot.structure import Structure
from crm_sync.adapters.hubspot.writing import Writer
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
from crm_sync.events import Changes, CrmEvent, InboundRequest
from crm_sync.importing.pages import ENTITY_OF_KIND, BasePage
from crm_sync.likeness import Likeness
from crm_sync.schema import CrmField, CrmSchema
from crm_sync.wire.shapes import table
from leads.importing.rows import Kind as RowKind


class HubSpotCrm(CrmAdapter):
    """One account."""

    name: ClassVar[str] = "hubspot"
    title: ClassVar[str] = "HubSpot"
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
        Option("token", "key of a service or private app, pat-…", secret=True, required=False),
        Option("client_id", "of an app, for OAuth", required=False),
        Option("client_secret", "of an app: OAuth and webhooks", secret=True, required=False),
        Option("refresh_token", "the first one, for OAuth", secret=True, required=False),
        Option(
            "portal_id", "number of the account: opens cards, checked at webhooks", required=False
        ),
        Option("hook_url", "public address of our webhook, if a proxy changes it", required=False),
        Option(
            "loss_field",
            "property for the reason of a loss",
            required=False,
            default="closed_lost_reason",
        ),
        Option("address", "of the API", required=False, default="https://api.hubapi.com"),
        Option(
            "site", "where people open cards", required=False, default="https://app.hubspot.com"
        ),
    )
    limits: ClassVar[Limits] = Limits(rate=9, burst=9, lookup_lag=20)
    """A hundred calls in any ten seconds are allowed in every plan."""
    most_at_once: ClassVar[int] = 50
    asks_at_once: ClassVar[int] = 25

    def __init__(self, account: Account, services: Services) -> None:
        options = account.options
        self._service = Service(account, services)
        self._loss_field = options["loss_field"]
        self._structure = Structure(self._service, account.key_fields, self._loss_field)
        self._site = Site(options["site"], options["portal_id"])
        self._writer = Writer(self._service, self._structure, self._site)
        self._key_fields = account.key_fields
        self._clock = services.clock
        self._client_secret = options["client_secret"]
        self._hook_url = options["hook_url"]

    async def check(self) -> None:
        """Ask for a deal."""
        await self._service.get(f"{OBJECTS}/{PATH_OF_ENTITY[Entity.LEAD]}", {"limit": "1"})

    async def upsert(self, bundle: Bundle) -> Made:
        """A call for each card."""
        return await self._writer.apart(bundle)

    def goes_together(self, bundle: Bundle) -> bool:
        """New leads do, also of a company that is there."""
        return bundle.new_at_company

    async def upsert_many(self, bundles: Sequence[Bundle]) -> Sequence[Outcome]:
        """At most three calls for all that are new, the others one by one."""
        return await self._writer.together(bundles)

    async def find(self, entity: Entity, key: str, at: CrmRef | None = None) -> CrmRef | None:
        """By the property of our key; what lies at a card by its ties."""
        if at is not None:
            return await beside.find_beside(self._service, entity, key, at)
        return await self._writer.find(entity, key)

    async def recognise(self, asked: Sequence[Likeness]) -> Sequence[Sequence[CrmSnapshot]]:
        """One search for people, one for companies."""
        entities = dict.fromkeys(one.entity for one in asked)
        readers = {entity: await self._reader(entity) for entity in entities}
        return await recognise(self._service, asked, readers)

    async def read(self, ref: CrmRef) -> CrmSnapshot | None:
        """The card."""
        record = await self._writer.record(ref.entity, ref.id)
        if record is None:
            return None
        return await self._seen(await self._reader(ref.entity), record)

    async def add_note(self, at: CrmRef, note: CrmNote) -> CrmRef:
        """A note."""
        return await beside.add_note(self._service, at, note)

    async def add_task(self, at: CrmRef, task: CrmTask) -> CrmRef:
        """A task or a meeting."""
        return await beside.add_task(self._service, at, task)

    async def change_meeting(
        self, ref: CrmRef, at: CrmRef, meeting: CrmTask, delivery: str
    ) -> None:
        """The meeting as it is now."""
        await beside.change_meeting(self._service, ref, meeting)

    async def add_file(self, at: CrmRef, file: CrmFile) -> CrmRef:
        """A file and the note that holds it."""
        return await beside.add_file(self._service, at, file, self._clock.now())

    async def schema(self) -> CrmSchema:
        """Properties, pipelines of deals, owners. The property of our key must be unique."""
        return await self._structure.schema()

    async def make_field(self, wanted: CrmField) -> CrmField:
        """A property."""
        return await self._structure.make(wanted)

    async def changes(self, cursor: str | None) -> Changes:
        """Deals by their last change."""
        reader = await self._reader(Entity.LEAD)
        names = sorted({*reader.properties, CHANGED})
        deals, following, more = await read_page(self._service, cursor, names, self._clock.now())
        events = [told_by(await self._seen(reader, deal), deal) for deal in deals]
        return Changes(tuple(events), following, more)

    async def events(self, request: InboundRequest) -> Sequence[CrmEvent]:
        """A webhook call about deals."""
        return read_events(request, self._client_secret, self._hook_url, self._site)

    async def base(self, kind: RowKind, cursor: str | None, fields: Mapping[str, str]) -> BasePage:
        """A page of records by their numbers."""
        reader = await self._reader(ENTITY_OF_KIND[kind])
        return await read_base(self._service, cursor, fields, reader, partial(self._seen, reader))

    async def erase(self, ref: CrmRef) -> None:
        """Empty a card."""
        record = await self._writer.record(ref.entity, ref.id)
        if record is not None:
            body = (await self._reader(ref.entity)).emptied(record)
            if body:
                await self._writer.change(ref, body)

    async def _seen(self, reader: Reader, record: Mapping[str, Any]) -> CrmSnapshot:
        closings: Mapping[str, str] = {}
        if reader.entity is Entity.LEAD:
            stage = str(table(record.get("properties")).get(STAGE) or "")
            closings = await self._structure.closings(stage)
        return reader.snapshot(record, closings)

    async def _reader(self, entity: Entity) -> Reader:
        return Reader(
            entity,
            self._site,
            await self._structure.properties(entity),
            self._key_fields.get(entity, ""),
            self._loss_field,
        )
