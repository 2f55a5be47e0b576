"""The adapter of Bitrix24: cards through items, notes and files through the timeline.

A portal keeps leads, or in its simple mode deals only; `mode` says which, or the portal is asked.
A lead and its person and company are one call (a batch), and so are sixteen of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from crm_sync.adapters.bitrix24 import timeline
from crm_sync.adapters.bitrix24.base import read_base
from crm_sync.adapters.bitrix24.feed import Feed
from crm_sync.adapters.bitrix24.items import (
    COMPANY,
    CONTACT,
    DEAL,
    LEAD,
    ORIGINATOR,
    emptied_fields,
    reference,
    snapshot,
    type_of,
)
from crm_sync.adapters.bitrix24.portal import MOST_COMMANDS, Portal
from crm_sync.adapters.bitrix24.recognising import recognise
from crm_sync.adapters.bitrix24.structure import create_field, read_schema
from crm_sync.adapters.bitrix24.writing import Commands, Writer, addressed
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
from crm_sync.errors import CrmConfigError, CrmError
from crm_sync.events import Changes, CrmEvent, InboundRequest
from crm_sync.importing.pages import BasePage
from crm_sync.likeness import Likeness
from crm_sync.schema import CrmField, CrmSchema
from crm_sync.wire.shapes import rows, table
from leads.importing.rows import Kind as RowKind

MODES: Mapping[str, int] = {"leads": LEAD, "deals": DEAL}
MODE_OF_PORTAL = {1: LEAD, 2: DEAL}


class Bitrix24Crm(CrmAdapter):
    """One portal."""

    name: ClassVar[str] = "bitrix24"
    title: ClassVar[str] = "Bitrix24"
    capabilities: ClassVar[Capability] = ~Capability(0)
    options: ClassVar[tuple[Option, ...]] = (
        Option(
            "webhook",
            "address of an inbound webhook with the rights crm and user_basic",
            secret=True,
            required=False,
        ),
        Option("portal", "address of the portal, for OAuth", required=False),
        Option("client_id", "of the application, for OAuth", required=False),
        Option("client_secret", "of the application, for OAuth", secret=True, required=False),
        Option("refresh_token", "the first one, for OAuth", secret=True, required=False),
        Option(
            "oauth_host",
            "who gives tokens: oauth.bitrix.info or oauth.bitrix24.tech",
            required=False,
            default="https://oauth.bitrix.info",
        ),
        Option(
            "application_token",
            "of the outgoing webhook by which changes come at once",
            secret=True,
            required=False,
        ),
        Option("mode", "leads or deals; empty: as the portal works", required=False),
        Option("loss_field", "custom field for the reason of a loss", required=False),
    )
    limits: ClassVar[Limits] = Limits(
        rate=2, burst=45, at_once=8, operating=480, lookup_lag=15, timeout=65
    )
    most_at_once: ClassVar[int] = MOST_COMMANDS // 3
    asks_at_once: ClassVar[int] = MOST_COMMANDS // 2

    def __init__(self, account: Account, services: Services) -> None:
        options = account.options
        self._portal = Portal(account, services)
        self._clock = services.clock
        self._loss_field = options["loss_field"]
        self._writer = Writer(self._portal, self._loss_field)
        self._feed = Feed(self._portal, self._loss_field, options["application_token"])
        mode = options["mode"]
        if mode and mode not in MODES:
            raise CrmConfigError(f"Bitrix24: mode is {' or '.join(MODES)}, not {mode!r}")
        self._kind = MODES.get(mode)
        self._asking = asyncio.Lock()

    async def check(self) -> None:
        """Ask the portal for its mode."""
        await self._portal.call("crm.settings.mode.get", {})

    async def upsert(self, bundle: Bundle) -> Made:
        """One batch."""
        (outcome,) = await self.upsert_many([bundle])
        return or_raise(outcome)

    async def upsert_many(self, bundles: Sequence[Bundle]) -> Sequence[Outcome]:
        """One batch for all of them, up to the first that fails."""
        kind = await self._lead_kind()
        prepared: list[Commands | CrmError] = []
        for number, bundle in enumerate(bundles):
            try:
                prepared.append(await self._writer.commands(bundle, kind, number))
            except CrmError as error:
                prepared.append(error)
        commands = {
            f"{entity}{number}": command
            for number, one in enumerate(prepared)
            if not isinstance(one, CrmError)
            for entity, command in one.items()
        }
        known = all(card.ref for bundle in bundles for card in bundle.cards)
        done = await self._portal.batch(commands, repeatable=known) if commands else {}
        return [
            one if isinstance(one, CrmError) else self._writer.made(bundle, one, done, number)
            for number, (bundle, one) in enumerate(zip(bundles, prepared, strict=True))
        ]

    async def find(self, entity: Entity, key: str, at: CrmRef | None = None) -> CrmRef | None:
        """By originator and origin; what lies at a card by the key in its text."""
        if at is not None:
            return await timeline.find_beside(self._portal, entity, key, at)
        kinds = {Entity.CONTACT: CONTACT, Entity.COMPANY: COMPANY}
        kind = kinds.get(entity) or await self._lead_kind()
        asked = {
            "entityTypeId": kind,
            "filter": {"originatorId": ORIGINATOR, "originId": key},
            "order": {"id": "ASC"},
            "select": ["id", "updatedTime"],
        }
        found = rows(table(await self._portal.call("crm.item.list", asked)).get("items"))
        return self._ref(kind, found[0]) if found else None

    async def recognise(self, asked: Sequence[Likeness]) -> Sequence[Sequence[CrmSnapshot]]:
        """A batch of searches, and one list where anything was found."""
        return await recognise(self._portal, asked)

    async def read(self, ref: CrmRef) -> CrmSnapshot | None:
        """The item; where a lead stands is told by its deal once there is one."""
        kind = type_of(ref)
        item = await self._writer.item(ref)
        if item is None:
            return None
        seen = self._snapshot(item, kind)
        deal = await self._writer.deal_of(ref) if kind == LEAD and _converted(item) else None
        if deal is None:
            return seen
        place = self._snapshot(deal, DEAL)
        return CrmSnapshot(
            seen.ref,
            {**seen.fields, **place.fields},
            place.place,
            place.owner,
            seen.key,
            place.closed,
            place.changed_at,
        )

    async def add_note(self, at: CrmRef, note: CrmNote) -> CrmRef:
        """A comment in the timeline."""
        return await timeline.add_note(self._portal, at, note)

    async def add_file(self, at: CrmRef, file: CrmFile) -> CrmRef:
        """A comment with the file."""
        return await timeline.add_file(self._portal, at, file)

    async def add_task(self, at: CrmRef, task: CrmTask) -> CrmRef:
        """A deed in the timeline."""
        return await timeline.add_task(self._portal, at, task)

    async def change_meeting(
        self, ref: CrmRef, at: CrmRef, meeting: CrmTask, delivery: str
    ) -> None:
        """The deed at its new time, or done."""
        await timeline.change_meeting(self._portal, ref, at, meeting)

    async def meeting(self, ref: CrmRef) -> CrmMeeting | None:
        """A deed that takes up time; a deal's stands at the lead that the deal was made of."""
        deed = await timeline.read_deed(self._portal, ref)
        return None if deed is None else await self._meeting(deed)

    async def schema(self) -> CrmSchema:
        """Fields, categories with their stages, employees."""
        return await read_schema(self._portal, await self._lead_kind(), self._loss_field)

    async def make_field(self, wanted: CrmField) -> CrmField:
        """A custom field."""
        return await create_field(self._portal, wanted, await self._lead_kind())

    async def changes(self, cursor: str | None) -> Changes:
        """Leads and the deals made of them, or deals; and what lies beside them."""
        kinds = [LEAD, DEAL] if await self._lead_kind() == LEAD else [DEAL]
        return await self._feed.changes(cursor, kinds, self._clock.now())

    async def events(self, request: InboundRequest) -> Sequence[CrmEvent]:
        """A call of the portal's outgoing webhook."""
        return self._feed.events(request)

    async def traced(self, event: CrmEvent) -> CrmEvent:
        """A deal that was made of a lead is told of under the lead's number, as by polling."""
        if type_of(event.ref) != DEAL or await self._lead_kind() == DEAL:
            return event
        deal = await self._writer.item(event.ref)
        if deal is None or not deal.get("leadId"):
            return event
        return replace(event, ref=reference(LEAD, deal["leadId"], self._portal.site))

    async def base(self, kind: RowKind, cursor: str | None, fields: Mapping[str, str]) -> BasePage:
        """Items behind the last one; INNs of companies by their requisites, too."""
        return await read_base(self._portal, kind, cursor, fields)

    async def erase(self, ref: CrmRef) -> None:
        """Empty an item."""
        item = await self._writer.item(ref)
        if item is not None:
            fields = emptied_fields(item, type_of(ref))
            await self._portal.call("crm.item.update", addressed(ref) | {"fields": fields})

    async def _meeting(self, deed: Mapping[str, Any]) -> CrmMeeting | None:
        kind, number = int(deed["OWNER_TYPE_ID"]), deed["OWNER_ID"]
        if kind == DEAL and await self._lead_kind() == LEAD:
            deal = await self._writer.item(reference(DEAL, number, self._portal.site))
            kind, number = LEAD, (deal or {}).get("leadId")
        if kind != await self._lead_kind() or not number:
            return None
        return timeline.meeting_of(deed, reference(kind, number, self._portal.site))

    async def _lead_kind(self) -> int:
        async with self._asking:
            if self._kind is None:
                told = await self._portal.call("crm.settings.mode.get", {})
                self._kind = MODE_OF_PORTAL.get(int(told), LEAD)
            return self._kind

    def _ref(self, kind: int, item: Mapping[str, Any]) -> CrmRef:
        return reference(kind, item.get("id"), self._portal.site, item.get("updatedTime"))

    def _snapshot(self, item: Mapping[str, Any], kind: int) -> CrmSnapshot:
        return snapshot(item, kind, self._portal.site, self._loss_field)


def _converted(item: Mapping[str, Any]) -> bool:
    return item.get("stageSemanticId") == "S"
