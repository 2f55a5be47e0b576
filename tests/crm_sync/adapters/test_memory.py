"""The reference adapter keeps the contract."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from crm_sync.adapters.memory import MemoryCrm
from crm_sync.adapters.memory_state import PIPELINE, Failure, MemoryState
from crm_sync.cards import (
    Card,
    CrmFile,
    CrmNote,
    CrmRef,
    CrmSnapshot,
    CrmTask,
    CrmValue,
    Entity,
    Place,
)
from crm_sync.errors import Kind
from leads.crm_back.meeting import MeetingState
from tests.crm_sync.contract import CrmAdapterContract
from tests.crm_sync.rig import Beside, Mishap, Rig, account_of

FAILURES = {
    Mishap.LOST: Failure(Kind.AMBIGUOUS, done=True),
    Mishap.DROPPED: Failure(Kind.AMBIGUOUS),
    Mishap.BUSY: Failure(Kind.UNAVAILABLE),
    Mishap.LIMITED: Failure(Kind.RATE_LIMITED, retry_after=Rig.wait),
    Mishap.DOWN: Failure(Kind.AMBIGUOUS),
    Mishap.BAD_TOKEN: Failure(Kind.AUTH),
    Mishap.HTML_403: Failure(Kind.AUTH),
    Mishap.PAGE: Failure(Kind.AMBIGUOUS),
    Mishap.BAD_VALUE: Failure(Kind.REJECTED),
}


class MemoryRig(Rig):
    names: ClassVar = {
        Entity.LEAD: {"title": "TITLE", "text": "TEXT", "amount": "AMOUNT"},
        Entity.CONTACT: {"name": "NAME", "phone": "PHONE", "email": "EMAIL"},
        Entity.COMPANY: {"name": "NAME", "inn": "INN"},
    }
    place = Place("work", PIPELINE.id)
    lost = Place("lost", PIPELINE.id, "price")
    owner = "1"
    ignores_unknown_fields = None
    new_field = "NEW"
    secrets = ()

    def __init__(self) -> None:
        super().__init__()
        self.state = MemoryState()

    def adapter(self) -> MemoryCrm:
        return MemoryCrm(account_of(MemoryCrm), self.services(MemoryCrm), self.state)

    def upset(self, mishap: Mishap) -> None:
        self.state.failures.append(FAILURES[mishap])

    def calls(self) -> int:
        return len(self.state.calls)

    def count(self, entity: Entity) -> int:
        return sum(card.ref.entity is entity for card in self.state.cards.values())

    def fields(self, ref: CrmRef) -> Mapping[str, CrmValue]:
        return self.state.cards[ref.id].fields

    def tied(self, lead: CrmRef) -> frozenset[str]:
        return self.state.ties.get(lead.id, frozenset()) - {lead.id}

    def beside(self, at: CrmRef, entity: Entity) -> Sequence[Beside]:
        lying = [one for one in self.state.beside if one.at == at and one.ref.entity is entity]
        return [shown(one.what) for one in lying]

    def standing(self, lead: CrmRef) -> tuple[Place | None, str | None]:
        card = self.state.cards[lead.id]
        return card.place, card.owner

    def move(self, lead: CrmRef, stage: str) -> None:
        self.state.move(lead, Place(stage))

    def by_hand(self, card: Card) -> CrmRef:
        self.state.made += 1
        ref = CrmRef(card.entity, str(self.state.made))
        held = {name: value for name, value in card.fields.items() if value is not None}
        self.state.cards[ref.id] = CrmSnapshot(ref, held)
        return ref

    def book(self, lead: CrmRef, meeting: CrmTask, ref: CrmRef | None = None) -> None:
        self.state.book(lead, meeting, ref)

    def remove(self, ref: CrmRef) -> None:
        del self.state.cards[ref.id]


def shown(what: CrmNote | CrmTask | CrmFile) -> Beside:
    match what:
        case CrmNote():
            return Beside(what.text)
        case CrmTask():
            over = what.state is not MeetingState.PLANNED
            return Beside(f"{what.title}\n{what.text}", what.due_at, over)
        case CrmFile():
            return Beside(what.name)


class TestMemory(CrmAdapterContract):
    kind = MemoryCrm

    def make_rig(self) -> MemoryRig:
        return MemoryRig()
