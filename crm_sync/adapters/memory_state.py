"""What the CRM in memory holds, what people do there by hand, and how it is told to fail."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

from crm_sync.cards import CrmFile, CrmMeeting, CrmNote, CrmRef, CrmSnapshot, CrmTask, Entity, Place
from crm_sync.errors import Kind
from crm_sync.events import Change
from crm_sync.schema import Closing, CrmField, CrmPipeline, CrmStage

PIPELINE = CrmPipeline(
    "sales",
    "Sales",
    (
        CrmStage("new", "New"),
        CrmStage("work", "In work"),
        CrmStage("won", "Won", Closing.WON),
        CrmStage("lost", "Lost", Closing.LOST),
    ),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """The next call of `method` ("" for any) fails so; with `done` after its work was done."""

    kind: Kind
    method: str = ""
    done: bool = False
    retry_after: float | None = None


@dataclass(slots=True)
class Beside:
    """A note, task or file with the card that it lies at."""

    ref: CrmRef
    at: CrmRef
    what: CrmNote | CrmTask | CrmFile


@dataclass(slots=True)
class MemoryState:
    """What the CRM holds; adapters that share one are several workers of one account."""

    cards: dict[str, CrmSnapshot] = field(default_factory=dict)
    beside: list[Beside] = field(default_factory=list)
    ties: dict[str, frozenset[str]] = field(default_factory=dict)
    fields: list[CrmField] = field(default_factory=list)
    log: list[tuple[CrmRef, Change]] = field(default_factory=list)
    failures: deque[Failure] = field(default_factory=deque)
    calls: list[str] = field(default_factory=list)
    made: int = 0

    def meetings(self) -> dict[str, CrmMeeting]:
        """The meetings that there are, by number."""
        return {
            one.ref.id: CrmMeeting(
                one.ref,
                one.at,
                one.what.title,
                one.what.due_at,
                one.what.minutes,
                one.what.state,
                one.what.owner,
                one.what.key or None,
            )
            for one in self.beside
            if isinstance(one.what, CrmTask) and one.what.minutes is not None
        }

    def book(self, at: CrmRef, task: CrmTask, ref: CrmRef | None = None) -> CrmRef:
        """Somebody books a meeting at a card by hand, or changes the one that is at `ref`."""
        if ref is None:
            ref = CrmRef(Entity.TASK, f"t{len(self.beside) + 1}")
            self.beside.append(Beside(ref, at, task))
        else:
            next(one for one in self.beside if one.ref.id == ref.id).what = task
        self.log.append((ref, Change.CHANGED))
        return ref

    def move(self, ref: CrmRef, place: Place, owner: str | None = None) -> None:
        """Somebody moves the card there by hand."""
        card = self.cards[ref.id]
        self.cards[ref.id] = replace(
            card, place=place, owner=owner or card.owner, closed=closing_of(place)
        )
        self.log.append((ref, Change.CHANGED))


def closing_of(place: Place | None) -> str | None:
    """How a place of the only pipeline ends a deal."""
    stage = next((one for one in PIPELINE.stages if place and one.id == place.stage), None)
    return stage.closing.value if stage and stage.closing else None
