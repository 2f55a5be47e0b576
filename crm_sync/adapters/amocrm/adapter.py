"""The adapter of amoCRM and Kommo: a lead with its person and company is one call.

amoCRM has no place of its own for our key: the mapping names a text field for each kind of card,
and the key is looked up by the account's full-text search, which lags a little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from crm_sync.adapters.amocrm import beside
from crm_sync.adapters.amocrm.base import read_base
from crm_sync.adapters.amocrm.feed import read_changes, read_events
from crm_sync.adapters.amocrm.fields import (
    PATH_OF_ENTITY,
    emptied,
    keyed,
    reference,
    snapshot,
)
from crm_sync.adapters.amocrm.recognising import recognise
from crm_sync.adapters.amocrm.service import Service
from crm_sync.adapters.amocrm.structure import create_field, read_schema
from crm_sync.adapters.amocrm.writing import Writer
from crm_sync.bundles import Outcome, or_raise
from crm_sync.capabilities import Capability, Limits, Option
from crm_sync.cards import (
    Bundle,
    CrmFile,
    CrmMeeting,
    CrmNote,
    CrmRef,
    CrmSnapshot,
    CrmTask,
    Entity,
    Made,
)
from crm_sync.contract import Account, CrmAdapter, Services
from crm_sync.errors import CrmNotFound
from crm_sync.events import Changes, CrmEvent, InboundRequest
from crm_sync.importing.pages import ENTITY_OF_KIND, BasePage
from crm_sync.likeness import Likeness
from crm_sync.schema import CrmField, CrmSchema
from crm_sync.wire.shapes import rows
from leads.importing.rows import Kind as RowKind


class AmoCrm(CrmAdapter):
    """One account."""

    name: ClassVar[str] = "amocrm"
    title: ClassVar[str] = "amoCRM"
    capabilities: ClassVar[Capability] = ~Capability(0)
    options: ClassVar[tuple[Option, ...]] = (
        Option("address", "of the account: https://company.amocrm.ru"),
        Option("token", "long-lived token of a private integration", secret=True, required=False),
        Option("client_id", "of the integration, for OAuth", required=False),
        Option("client_secret", "of the integration, for OAuth", secret=True, required=False),
        Option("redirect_uri", "of the integration, for OAuth", required=False),
        Option("refresh_token", "the first one, for OAuth", secret=True, required=False),
        Option("hook_secret", "ends the address that webhooks call", secret=True, required=False),
        Option("account_id", "number of the account, checked at webhooks", required=False),
    )
    # Eight at once keep that rate while answers take up to 1.3 seconds.
    limits: ClassVar[Limits] = Limits(rate=6, burst=1, at_once=8, lookup_lag=20)
    most_at_once: ClassVar[int] = 50

    def __init__(self, account: Account, services: Services) -> None:
        self._service = Service(account, services)
        self._key_fields = account.key_fields
        self._writer = Writer(self._service, account.key_fields)
        self._clock = services.clock
        self._hook_secret = account.options["hook_secret"]
        self._account_id = account.options["account_id"]

    async def check(self) -> None:
        """Ask for the account."""
        await self._service.get("account")

    async def upsert(self, bundle: Bundle) -> Made:
        """One call for what is new, one for each card that changes."""
        (outcome,) = await self.upsert_many([bundle])
        return or_raise(outcome)

    def goes_together(self, bundle: Bundle) -> bool:
        """New leads do, also of a company that is there."""
        return bundle.new_at_company

    async def upsert_many(self, bundles: Sequence[Bundle]) -> Sequence[Outcome]:
        """One call for all that are new, two for those of companies that are there, the others one
        by one."""
        return await self._writer.together(bundles)

    async def find(self, entity: Entity, key: str, at: CrmRef | None = None) -> CrmRef | None:
        """By full-text search, which finds more than was asked for: the field itself decides."""
        if at is not None:
            return await beside.find_beside(self._service, entity, key, at)
        field, path = keyed(self._key_fields.get(entity), entity), PATH_OF_ENTITY[entity]
        async for card in self._service.pages(path, path, {"query": key}):
            for custom in rows(card.get("custom_fields_values")):
                named = field in (custom.get("field_code"), str(custom.get("field_id")))
                if named and any(one.get("value") == key for one in rows(custom.get("values"))):
                    return reference(entity, card, self._service.site)
        return None

    async def recognise(self, asked: Sequence[Likeness]) -> Sequence[Sequence[CrmSnapshot]]:
        """One search for each, and a second where the first finds nothing."""
        return [
            await recognise(
                self._service,
                one,
                await self._writer.types(one.entity),
                self._key_fields.get(one.entity),
            )
            for one in asked
        ]

    async def read(self, ref: CrmRef) -> CrmSnapshot | None:
        """The card."""
        card = await self._writer.card(ref)
        if card is None:
            return None
        types, field = await self._writer.types(ref.entity), self._key_fields.get(ref.entity)
        return snapshot(card, ref.entity, self._service.site, types, field)

    async def add_note(self, at: CrmRef, note: CrmNote) -> CrmRef:
        """A note."""
        return await beside.add_note(self._service, at, note)

    async def add_task(self, at: CrmRef, task: CrmTask) -> CrmRef:
        """A task or a meeting."""
        return await beside.add_task(self._service, at, task)

    async def change_meeting(
        self, ref: CrmRef, at: CrmRef, meeting: CrmTask, delivery: str
    ) -> None:
        """The task as it is now; one that is over is done, and its result says how it ended."""
        await beside.change_meeting(self._service, ref, meeting)

    async def meeting(self, ref: CrmRef) -> CrmMeeting | None:
        """A task of the type meeting at a lead."""
        try:
            task = await self._service.get(f"tasks/{ref.id}")
        except CrmNotFound:
            return None
        return beside.meeting_of(task, self._service.site) if task else None

    async def add_file(self, at: CrmRef, file: CrmFile) -> CrmRef:
        """A file in the account's store."""
        return await beside.add_file(self._service, at, file)

    async def schema(self) -> CrmSchema:
        """Custom fields, pipelines, users and reasons; needs a token made by an administrator."""
        return await read_schema(self._service)

    async def make_field(self, wanted: CrmField) -> CrmField:
        """A custom field; needs a token made by an administrator."""
        return await create_field(self._service, wanted)

    async def changes(self, cursor: str | None) -> Changes:
        """Leads and meetings by their last change."""
        types, field = await self._writer.types(Entity.LEAD), self._key_fields.get(Entity.LEAD)
        return await read_changes(self._service, cursor, types, field, self._clock.now())

    async def events(self, request: InboundRequest) -> Sequence[CrmEvent]:
        """A webhook call about leads and tasks."""
        return read_events(request, self._service, self._hook_secret, self._account_id)

    async def base(self, kind: RowKind, cursor: str | None, fields: Mapping[str, str]) -> BasePage:
        """A page of cards by their numbers."""
        key_field = self._key_fields.get(ENTITY_OF_KIND[kind])
        return await read_base(self._service, kind, cursor, fields, key_field)

    async def erase(self, ref: CrmRef) -> None:
        """Empty a card."""
        card = await self._writer.card(ref)
        if card is not None:
            body = emptied(card, ref.entity, self._key_fields.get(ref.entity))
            path = f"{PATH_OF_ENTITY[ref.entity]}/{ref.id}"
            await self._service.send("PATCH", path, body, repeatable=True)
