"""The reference adapter: a CRM in memory that can do everything but call, and fails on demand.

For tests and for trying a mapping out; it forgets everything when the program ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from crm_sync.adapters.memory_state import PIPELINE, Beside, Failure, MemoryState, closing_of
from crm_sync.bundles import Outcome
from crm_sync.capabilities import Capability, Limits, Option
from crm_sync.cards import (
    Bundle,
    Card,
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
from crm_sync.errors import ERROR_OF_KIND, CrmError, CrmNotFound
from crm_sync.events import Change, Changes, CrmEvent
from crm_sync.importing.pages import ENTITY_OF_KIND, BaseCard, BasePage
from crm_sync.likeness import Likeness, alike
from crm_sync.schema import CrmField, CrmSchema, CrmUser
from leads.importing.rows import Kind as RowKind

PAGE = 2


def _cells(card: CrmSnapshot) -> dict[str, str]:
    told = {name.lower(): str(value) for name, value in card.fields.items()}
    return told | ({"ended": card.closed} if card.closed else {})


def _held(card: CrmSnapshot, name: str | None) -> list[object]:
    return [card.fields.get(name, "")] if name else list(card.fields.values())


class MemoryCrm(CrmAdapter):
    """A CRM in memory."""

    name: ClassVar[str] = "memory"
    title: ClassVar[str] = "Memory"
    capabilities: ClassVar[Capability] = ~Capability.WEBHOOKS
    options: ClassVar[tuple[Option, ...]] = ()
    limits: ClassVar[Limits] = Limits(rate=1000, burst=100, at_once=50)
    most_at_once: ClassVar[int] = 50
    asks_at_once: ClassVar[int] = 50

    def __init__(
        self, account: Account, services: Services, state: MemoryState | None = None
    ) -> None:
        self._clock = services.clock
        self.state = state or MemoryState()

    async def check(self) -> None:
        """Always there, unless told otherwise."""
        self._settle(self._begin("check"))

    async def upsert(self, bundle: Bundle) -> Made:
        """Write the cards."""
        idle = not bundle.ties and all(card.says_nothing for card in bundle.cards)
        return self._write(bundle, None if idle else self._begin("upsert"))

    async def upsert_many(self, bundles: Sequence[Bundle]) -> Sequence[Outcome]:
        """Write them all in one call; a failure that is due hits the first of them alone."""
        failure = self._begin("upsert")
        outcomes: list[Outcome] = []
        for bundle in bundles:
            try:
                outcomes.append(self._write(bundle, failure))
            except CrmError as error:
                outcomes.append(error)
            failure = None
        return outcomes

    async def find(self, entity: Entity, key: str, at: CrmRef | None = None) -> CrmRef | None:
        """By our key."""
        self._settle(self._begin("find"))
        found = [card.ref for card in self.state.cards.values() if card.key == key]
        found += [one.ref for one in self.state.beside if one.what.key == key and one.at == at]
        return next((ref for ref in found if ref.entity is entity), None)

    async def recognise(self, asked: Sequence[Likeness]) -> Sequence[Sequence[CrmSnapshot]]:
        """By the fields that a mapping names, else by any."""
        self._settle(self._begin("recognise"))
        return [
            alike(
                one,
                [
                    (card, {what: _held(card, one.fields.get(what)) for what in one.marks})
                    for card in self.state.cards.values()
                    if card.ref.entity is one.entity
                ],
            )
            for one in asked
        ]

    async def read(self, ref: CrmRef) -> CrmSnapshot | None:
        """The card as it is."""
        self._settle(self._begin("read"))
        return self.state.cards.get(ref.id)

    async def add_note(self, at: CrmRef, note: CrmNote) -> CrmRef:
        """Put a note beside a card."""
        return self._beside("add_note", Entity.NOTE, at, note)

    async def add_task(self, at: CrmRef, task: CrmTask) -> CrmRef:
        """Put a task or a meeting beside a card."""
        return self._beside("add_task", Entity.TASK, at, task)

    async def change_meeting(
        self, ref: CrmRef, at: CrmRef, meeting: CrmTask, delivery: str
    ) -> None:
        """Change a meeting."""
        failure = self._begin("change_meeting")
        lying = next((one for one in self.state.beside if one.ref.id == ref.id), None)
        if lying is None:
            raise CrmNotFound(f"there is no task {ref.id}")
        lying.what = meeting
        self._settle(failure)

    async def meeting(self, ref: CrmRef) -> CrmMeeting | None:
        """The meeting as it is."""
        self._settle(self._begin("meeting"))
        return self.state.meetings().get(ref.id)

    async def add_file(self, at: CrmRef, file: CrmFile) -> CrmRef:
        """Put a file beside a card."""
        return self._beside("add_file", Entity.FILE, at, file)

    async def schema(self) -> CrmSchema:
        """One pipeline, one user, and the fields that were made."""
        self._settle(self._begin("schema"))
        return CrmSchema(
            fields=tuple(self.state.fields),
            pipelines=(PIPELINE,),
            users=(CrmUser("1", "Owner"),),
            loss_reasons={"price": "Price"},
        )

    async def make_field(self, wanted: CrmField) -> CrmField:
        """Add a field."""
        self._settle(self._begin("make_field"))
        self.state.fields.append(wanted)
        return wanted

    async def changes(self, cursor: str | None) -> Changes:
        """What was written after the cursor, which counts changes."""
        self._settle(self._begin("changes"))
        log = self.state.log
        since = len(log) if cursor is None else int(cursor)
        events = tuple(
            CrmEvent(
                f"{number}",
                change,
                ref,
                snapshot=self.state.cards.get(ref.id),
                meeting=self.state.meetings().get(ref.id),
            )
            for number, (ref, change) in enumerate(log[since:], since)
        )
        return Changes(events, str(len(log)))

    async def base(self, kind: RowKind, cursor: str | None, fields: Mapping[str, str]) -> BasePage:
        """Two cards a page; a field is a cell of that name in small letters."""
        self._settle(self._begin("base"))
        entity, start = ENTITY_OF_KIND[kind], int(cursor or 0)
        found = [card for card in self.state.cards.values() if card.ref.entity is entity]
        page = tuple(
            BaseCard(card.ref, {"key": card.ref.id, **_cells(card)}, card.key is not None)
            for card in found[start : start + PAGE]
        )
        more = start + PAGE < len(found)
        return BasePage(page, str(start + PAGE) if more else None, len(found))

    async def erase(self, ref: CrmRef) -> None:
        """Empty the card."""
        self._settle(self._begin("erase"))
        if (card := self.state.cards.get(ref.id)) is not None:
            self.state.cards[ref.id] = replace(card, fields={})

    def _begin(self, method: str) -> Failure | None:
        """Note the call; a failure that is due before the work is raised here."""
        self.state.calls.append(method)
        due = self.state.failures[0] if self.state.failures else None
        if due is None or due.method not in ("", method):
            return None
        failure = self.state.failures.popleft()
        if not failure.done:
            self._settle(failure)
        return failure

    def _settle(self, failure: Failure | None) -> None:
        if failure is not None:
            words = f"{failure.kind.value} on demand"
            raise ERROR_OF_KIND[failure.kind](words, retry_after=failure.retry_after)

    def _write(self, bundle: Bundle, failure: Failure | None) -> Made:
        made = {card.entity: self._put(card) for card in bundle.cards}
        if bundle.ties:
            self.state.ties[made[Entity.LEAD].id] = frozenset(ref.id for ref in made.values())
        self._settle(failure)
        return made

    def _put(self, card: Card) -> CrmRef:
        state, now = self.state, self._clock.now()
        if card.ref is None:
            state.made += 1
            ref = CrmRef(card.entity, str(state.made), f"memory:{state.made}")
            before = CrmSnapshot(ref, key=card.key)
        elif card.ref.id in state.cards:
            ref, before = card.ref, state.cards[card.ref.id]
            before = replace(before, key=card.key) if card.marks else before
        else:
            raise CrmNotFound(f"there is no {card.entity.value} {card.ref.id}")
        if card.says_nothing:
            return ref
        fields = {**before.fields, **card.fields}
        place = card.place or before.place
        state.cards[ref.id] = replace(
            before,
            fields={name: value for name, value in fields.items() if value is not None},
            place=place,
            owner=card.owner or before.owner,
            closed=closing_of(place),
            changed_at=now,
        )
        state.log.append((ref, Change.ADDED if card.ref is None else Change.CHANGED))
        return ref

    def _beside(
        self, method: str, entity: Entity, at: CrmRef, what: CrmNote | CrmTask | CrmFile
    ) -> CrmRef:
        failure = self._begin(method)
        if at.id not in self.state.cards:
            raise CrmNotFound(f"there is no {at.entity.value} {at.id}")
        ref = CrmRef(entity, f"{entity.value[0]}{len(self.state.beside) + 1}")
        self.state.beside.append(Beside(ref, at, what))
        self._settle(failure)
        return ref
