"""The contract between Prequal and a CRM. Values in, values out: no row, no message, no field.

An adapter writes what it is given and says what it found; what is written, when and how often is
decided by `crm_sync.publishing`. How an adapter is written is docs/adding-a-crm.md, and what it
must prove is `tests/crm_sync/contract.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from crm_sync.bundles import Outcome, outcome_of
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
from crm_sync.errors import CrmUnsupported
from crm_sync.events import Changes, CrmEvent, InboundRequest
from crm_sync.importing.pages import BasePage
from crm_sync.likeness import Likeness
from crm_sync.schema import CrmField, CrmSchema
from crm_sync.tokens import TokenStore
from crm_sync.transport import Transport
from leads.clock import Clock
from leads.importing.rows import Kind as RowKind


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one CRM. `options` has every option of the adapter, secrets included.

    `key_fields` names the CRM's field that holds our key, per kind of card, where the CRM has no
    place of its own for it.
    """

    name: str
    crm: str
    options: Mapping[str, str] = field(repr=False)
    key_fields: Mapping[Entity, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Services:
    """What an adapter works with."""

    transport: Transport
    tokens: TokenStore
    clock: Clock


class CrmAdapter(ABC):
    """One CRM. Subclass it; what is not overridden is not supported, and says so.

    Every method raises a `CrmError` and nothing else. Whatever writes is called at least once for
    the same thing, and never twice at the same time.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    capabilities: ClassVar[Capability]
    options: ClassVar[tuple[Option, ...]]
    limits: ClassVar[Limits]
    most_at_once: ClassVar[int] = 1
    """How many leads `upsert_many` writes in one call."""
    asks_at_once: ClassVar[int] = 1
    """About how many cards `recognise` asks in one call."""

    @abstractmethod
    def __init__(self, account: Account, services: Services) -> None: ...

    @abstractmethod
    async def check(self) -> None:
        """Prove that the account answers and the token is good, with one cheap call."""

    @abstractmethod
    async def upsert(self, bundle: Bundle) -> Made:
        """Write a lead with its person and company; where each of them is now.

        A card with a `ref` is changed, one without is created with its key and can be found by it
        from then on; new cards are tied to each other, all of them where `bundle.ties`. Nobody
        else looks a key up here: after an outcome that nobody knows the publisher asks `find`
        first, so a first attempt pays for no look-up. What had been written before a failure is
        in the error's `made`. A card that says nothing costs no call.
        """

    async def upsert_many(self, bundles: Sequence[Bundle]) -> Sequence[Outcome]:
        """The same for up to `most_at_once` leads; what became of each, in order."""
        return [await outcome_of(self.upsert(bundle)) for bundle in bundles]

    def goes_together(self, bundle: Bundle) -> bool:
        """Whether `upsert_many` writes the lead in one call with others; another waits for none."""
        return True

    async def find(self, entity: Entity, key: str, at: CrmRef | None = None) -> CrmRef | None:
        """The card, note, task or file with our key (`LOOKUP`); notes, tasks and files lie at a
        card. None when there is none."""
        raise self.unsupported("find")

    async def recognise(self, asked: Sequence[Likeness]) -> Sequence[Sequence[CrmSnapshot]]:
        """For each of at most `asks_at_once`, the cards that are surely alike (`RECOGNISE`), in the
        order of `crm_sync.likeness.alike`. Searches find more than they were asked for: the cards
        themselves decide."""
        raise self.unsupported("recognise")

    async def read(self, ref: CrmRef) -> CrmSnapshot | None:
        """A card as it is now (`READ`); None when it is gone."""
        raise self.unsupported("read")

    async def add_note(self, at: CrmRef, note: CrmNote) -> CrmRef:
        """Put a text beside a card (`NOTES`)."""
        raise self.unsupported("add_note")

    async def add_task(self, at: CrmRef, task: CrmTask) -> CrmRef:
        """Give somebody something to do (`TASKS`), or a meeting (`MEETINGS`)."""
        raise self.unsupported("add_task")

    async def change_meeting(
        self, ref: CrmRef, at: CrmRef, meeting: CrmTask, delivery: str
    ) -> None:
        """Show a meeting that is there as it is now (`MEETING_MOVES`): at another time, held or
        called off. `CrmNotFound` when it is gone; `delivery` is the same for every attempt."""
        raise self.unsupported("change_meeting")

    async def meeting(self, ref: CrmRef) -> CrmMeeting | None:
        """A meeting as it is now (`MEETINGS_BACK` with `READ`); None when it is gone, when the task
        is no meeting, or lies at no lead. `changes` and `events` tell of tasks that may be one."""
        raise self.unsupported("meeting")

    async def add_file(self, at: CrmRef, file: CrmFile) -> CrmRef:
        """Put a file beside a card (`FILES`)."""
        raise self.unsupported("add_file")

    async def schema(self) -> CrmSchema:
        """The account's own fields, pipelines, users and reasons (`SCHEMA`)."""
        raise self.unsupported("schema")

    async def make_field(self, wanted: CrmField) -> CrmField:
        """Create a field (`MAKE_FIELDS`); as it is called there."""
        raise self.unsupported("make_field")

    async def changes(self, cursor: str | None) -> Changes:
        """What changed since the cursor (`CHANGES`), overlapping rather than missing anything.

        Without a cursor: nothing, and the cursor of this moment.
        """
        raise self.unsupported("changes")

    async def events(self, request: InboundRequest) -> Sequence[CrmEvent]:
        """What a webhook call tells (`WEBHOOKS`). `CrmForged` unless its secret or signature is
        good, compared in constant time. Calls nothing."""
        raise self.unsupported("events")

    async def traced(self, event: CrmEvent) -> CrmEvent:
        """What a webhook tells, under the card that we know: some CRMs go on with a lead in a card
        of another number. Comes before the card is read."""
        return event

    async def base(self, kind: RowKind, cursor: str | None, fields: Mapping[str, str]) -> BasePage:
        """A page of its companies, contacts or deals, the oldest first (`BASE`). Without a cursor
        the first. `fields` names the CRM's fields for a company's `INN` and `SITE`, where a mapping
        has them."""
        raise self.unsupported("base")

    async def erase(self, ref: CrmRef) -> None:
        """Empty a card of everything that says who the person is (`ERASE`). A card that is gone
        is no error."""
        raise self.unsupported("erase")

    def unsupported(self, what: str) -> CrmUnsupported:
        """The error for what this adapter can't do."""
        return CrmUnsupported(f"{self.title} has no {what} here")
