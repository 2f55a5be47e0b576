"""The adapter of EspoCRM: every record is a call of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from crm_sync.adapters.espocrm import beside
from crm_sync.adapters.espocrm.base import read_base
from crm_sync.adapters.espocrm.feed import read_changes, read_events
from crm_sync.adapters.espocrm.recognising import recognise
from crm_sync.adapters.espocrm.records import (
    SCOPE_OF_ENTITY,
    SEVERAL,
    Closings,
    emptied,
    keyed,
    merged,
    reference,
    snapshot,
    written,
)
from crm_sync.adapters.espocrm.service import Service
from crm_sync.adapters.espocrm.structure import (
    closings_of,
    create_field,
    definitions,
    read_schema,
)
from crm_sync.bundles import card_by_card
from crm_sync.capabilities import Capability, Limits, Option
from crm_sync.cards import (
    Bundle,
    Card,
    CrmFile,
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
from leads.importing.rows import Kind as RowKind


class EspoCrm(CrmAdapter):
    """One server."""

    name: ClassVar[str] = "espocrm"
    title: ClassVar[str] = "EspoCRM"
    capabilities: ClassVar[Capability] = ~(Capability.BATCH | Capability.MEETINGS_BACK)
    options: ClassVar[tuple[Option, ...]] = (
        Option("address", "of the server: https://crm.company.example"),
        Option("key", "API key of an API user", secret=True),
        Option("secret_key", "of an API user that signs by HMAC", secret=True, required=False),
        Option(
            "admin",
            "name:password of an administrator, for `prequal crm setup` alone",
            secret=True,
            required=False,
        ),
        Option(
            "hook_secrets",
            "secret keys of the webhooks, with spaces between them",
            secret=True,
            required=False,
        ),
        Option("loss_field", "custom list for the reason of a loss", required=False),
    )
    limits: ClassVar[Limits] = Limits(rate=10, burst=10, at_once=4, lookup_lag=10, timeout=30)

    def __init__(self, account: Account, services: Services) -> None:
        self._service = Service(account, services)
        self._key_fields = account.key_fields
        self._loss_field = account.options["loss_field"]
        self._hook_secrets = account.options["hook_secrets"].split()
        services.transport.mask.learn(*self._hook_secrets)
        self._clock = services.clock
        self._closings: Closings | None = None

    async def check(self) -> None:
        """Ask for an opportunity."""
        await self._service.get("Opportunity", {"maxSize": "1", "select": "id"})

    async def upsert(self, bundle: Bundle) -> Made:
        """Company, contact, then the opportunity with both."""
        return await card_by_card(bundle, self._write)

    async def find(self, entity: Entity, key: str, at: CrmRef | None = None) -> CrmRef | None:
        """By the custom field with our key; what lies beside a card by the key at its end."""
        if at is not None:
            return await beside.find_beside(self._service, entity, key, at)
        field = keyed(self._key_fields.get(entity), entity)
        found = await self._service.page(SCOPE_OF_ENTITY[entity], [("equals", field, key)])
        return reference(entity, found[0], self._service.site) if found else None

    async def recognise(self, asked: Sequence[Likeness]) -> Sequence[Sequence[CrmSnapshot]]:
        """One search for each, and a reading of what it finds."""

        def seen(entity: Entity) -> Callable[[Mapping[str, Any]], CrmSnapshot]:
            return lambda record: self._seen(record, entity, {})

        return [await recognise(self._service, one, seen(one.entity)) for one in asked]

    async def read(self, ref: CrmRef) -> CrmSnapshot | None:
        """The record."""
        record = await self._record(ref)
        if record is None:
            return None
        closings = await self._ends(record.get("stage")) if ref.entity is Entity.LEAD else {}
        return self._seen(record, ref.entity, closings)

    async def add_note(self, at: CrmRef, note: CrmNote) -> CrmRef:
        """A post."""
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
        """A post with the file."""
        return await beside.add_file(self._service, at, file)

    async def schema(self) -> CrmSchema:
        """Fields, stages, users and reasons; the API user's role needs to read users."""
        return await read_schema(self._service, self._loss_field)

    async def make_field(self, wanted: CrmField) -> CrmField:
        """A custom field; needs an administrator."""
        return await create_field(self._service, wanted, self._key_fields.get(wanted.entity))

    async def changes(self, cursor: str | None) -> Changes:
        """Opportunities by their last change."""
        closings = await self._ends(None)
        return await read_changes(
            self._service,
            cursor,
            lambda record: self._seen(record, Entity.LEAD, closings),
            self._clock.now(),
        )

    async def events(self, request: InboundRequest) -> Sequence[CrmEvent]:
        """A signed webhook call."""
        return read_events(request, self._hook_secrets, self._service.site)

    async def base(self, kind: RowKind, cursor: str | None, fields: Mapping[str, str]) -> BasePage:
        """A page of records by their ids."""
        entity = ENTITY_OF_KIND[kind]
        deals = entity is Entity.LEAD
        closings = await self._ends(None) if deals else {}
        own = (self._key_fields.get(entity), self._loss_field if deals else "")
        return await read_base(
            self._service,
            entity,
            cursor,
            fields,
            [name for name in own if name],
            lambda record: self._seen(record, entity, closings),
        )

    async def erase(self, ref: CrmRef) -> None:
        """Empty a record."""
        record = await self._record(ref)
        if record is not None:
            body = emptied(record, ref.entity, self._key_fields.get(ref.entity), self._loss_field)
            await self._service.send("PATCH", _path(ref), body, repeatable=True)

    async def _write(self, card: Card, made: Made) -> CrmRef:
        today = self._clock.now().date()
        body = written(card, self._key_fields.get(card.entity), self._loss_field, today)
        await self._keep_others(card, body)
        if card.entity is not Entity.COMPANY and Entity.COMPANY in made and not card.found:
            body["accountId"] = made[Entity.COMPANY].id
        contact = made.get(Entity.CONTACT) if card.entity is Entity.LEAD else None
        if card.ref is not None:
            if body:
                await self._service.send("PATCH", _path(card.ref), body, repeatable=True)
            if contact is not None:  # by a link of its own: a list would unlink the others
                path = f"{_path(card.ref)}/contacts"
                await self._service.send("POST", path, {"id": contact.id}, repeatable=True)
            return card.ref
        if contact is not None:
            body["contactsIds"] = [contact.id]
        told = await self._service.create(SCOPE_OF_ENTITY[card.entity], body)
        return reference(card.entity, told, self._service.site)

    async def _keep_others(self, card: Card, body: dict[str, object]) -> None:
        """Several phones or addresses are written whole, with what is known of those that stay."""
        told = ((name, card.fields.get(name)) for name in SEVERAL)
        lists = {name: value for name, value in told if isinstance(value, tuple)}
        if not lists:
            return
        record = await self._record(card.ref) if card.ref else {}
        for name, values in lists.items():
            del body[name]
            body[SEVERAL[name]] = merged(name, values, record or {})

    async def _record(self, ref: CrmRef) -> Mapping[str, Any] | None:
        try:
            return await self._service.get(_path(ref)) or None
        except CrmNotFound:
            return None

    async def _ends(self, stage: str | None) -> Closings:
        """How stages end a deal; asked for anew when there is one that nobody has heard of."""
        if self._closings is None or (stage is not None and stage not in self._closings):
            self._closings = closings_of(await definitions(self._service, Entity.LEAD))
        return self._closings

    def _seen(self, record: Mapping[str, Any], entity: Entity, closings: Closings) -> CrmSnapshot:
        return snapshot(
            record,
            entity,
            self._service.site,
            self._key_fields.get(entity),
            self._loss_field,
            closings,
        )


def _path(ref: CrmRef) -> str:
    return f"{SCOPE_OF_ENTITY[ref.entity]}/{ref.id}"
