"""What goes to a CRM and what is read there, as plain values. No HTTP, no field is named here.

Fields, pipelines, stages, users and reasons are the CRM's own names and ids: turning ours into
them and back is `crm_sync.mapping`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from leads.clock import require_aware
from leads.crm_back.meeting import MeetingState

CrmValue = str | int | float | bool | date | datetime | tuple[str, ...]
"""One field's value: several texts for a field that holds several. Money is in whole units."""


class Entity(StrEnum):
    """What there is in a CRM. `LEAD` is our lead, whichever of lead or deal the CRM keeps it as."""

    COMPANY = "company"
    CONTACT = "contact"
    LEAD = "lead"
    NOTE = "note"
    TASK = "task"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class CrmRef:
    """Where something of ours is in the CRM.

    `id` is written and read by the adapter alone and stays the same for ever. `url` opens the card
    for a person. `version` is what the CRM says of the last change, in its own form.
    """

    entity: Entity
    id: str
    url: str | None = None
    version: str | None = None


Made = Mapping[Entity, CrmRef]
"""What was written, by kind."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lead stands, in the CRM's ids. An id of None is left as it is there."""

    stage: str
    pipeline: str | None = None
    loss_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A company, contact or lead to be written. `key` is ours, the same for ever.

    `fields` holds only what is to be written; None empties a field. With a `ref` that card is
    changed, without one it is created. `owner` is a user's id, `place` is a lead's alone; None
    leaves them as they are. A card that was `found` was there before us: what it is tied to stays,
    and with `marks` it is given our key.
    """

    entity: Entity
    key: str
    fields: Mapping[str, CrmValue | None] = field(default_factory=dict)
    ref: CrmRef | None = None
    owner: str | None = None
    place: Place | None = None
    found: bool = False
    marks: bool = False

    @property
    def keyed(self) -> bool:
        """Our key is to be written: the card is new, or is made ours."""
        return self.ref is None or self.marks

    @property
    def says_nothing(self) -> bool:
        """The card is there, and nothing of it is to be changed."""
        told = self.fields or self.owner or self.place or self.marks
        return self.ref is not None and not told


IN_ORDER = (Entity.COMPANY, Entity.CONTACT, Entity.LEAD)
"""Whoever is referred to comes before."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A lead with its person and their company, written together.

    `delivery` is the same for every attempt at writing just this, and nothing else's. `retie` asks
    to tie the cards to each other anew although all of them are there.
    """

    lead: Card
    delivery: str
    contact: Card | None = None
    company: Card | None = None
    retie: bool = False

    @property
    def cards(self) -> tuple[Card, ...]:
        """Those that there are, `IN_ORDER`."""
        found = (self.company, self.contact, self.lead)
        return tuple(card for card in found if card is not None)

    def known(self, refs: Made) -> Bundle:
        """The bundle with what has been learnt of where its cards are."""

        def with_ref(card: Card) -> Card:
            return replace(card, ref=refs.get(card.entity, card.ref))

        return replace(
            self,
            lead=with_ref(self.lead),
            contact=None if self.contact is None else with_ref(self.contact),
            company=None if self.company is None else with_ref(self.company),
        )

    @property
    def all_new(self) -> bool:
        """Nothing of it is there."""
        return all(card.ref is None for card in self.cards)

    @property
    def new_at_company(self) -> bool:
        """The lead and its person are new; a company that is there stays as it is."""
        return all(
            card.ref is None or (card.entity is Entity.COMPANY and card.says_nothing)
            for card in self.cards
        )

    @property
    def ties(self) -> bool:
        """Whether the cards have to be tied to each other: one is new, or it is asked for."""
        return self.retie or any(card.ref is None for card in self.cards)


@dataclass(frozen=True, slots=True)
class CrmNote:
    """A text beside a card. `key` is ours."""

    key: str
    text: str
    at: datetime

    def __post_init__(self) -> None:
        require_aware(at=self.at)


@dataclass(frozen=True, slots=True)
class CrmTask:
    """Something for `owner` (a user's id, None: whoever has the card) to do until `due_at`.

    With `minutes` it is a meeting that begins at `due_at` and takes so long; `state` is what has
    become of it.
    """

    key: str
    title: str
    text: str
    due_at: datetime
    owner: str | None = None
    minutes: int | None = None
    state: MeetingState = MeetingState.PLANNED

    def __post_init__(self) -> None:
        require_aware(due_at=self.due_at)


@dataclass(frozen=True, slots=True)
class CrmMeeting:
    """A meeting as it is in the CRM, beside the lead's card `at`.

    `key` is ours where it carries one. One that is over is `held` where the CRM does not tell how
    it ended. `minutes` is None where it does not say how long it takes.
    """

    ref: CrmRef
    at: CrmRef
    title: str
    starts_at: datetime
    minutes: int | None = None
    state: MeetingState = MeetingState.PLANNED
    owner: str | None = None
    key: str | None = None
    changed_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(starts_at=self.starts_at, changed_at=self.changed_at)


@dataclass(frozen=True, slots=True)
class CrmFile:
    """A file to be kept beside a card; `kind` is its media type."""

    key: str
    name: str
    kind: str
    content: bytes

    @property
    def base64(self) -> str:
        """The content for a CRM that takes it as text."""
        return b64encode(self.content).decode()


@dataclass(frozen=True, slots=True)
class CrmSnapshot:
    """A card as it is in the CRM. `fields` has those that hold something, by the CRM's names.

    `place` and `owner` in the CRM's ids; None where the CRM says nothing of them. `key` is ours
    where the card carries it; with `other_key` another system's stands in its place. `closed` is
    `won`, `lost` or None for a lead that is open.
    """

    ref: CrmRef
    fields: Mapping[str, CrmValue] = field(default_factory=dict)
    place: Place | None = None
    owner: str | None = None
    key: str | None = None
    closed: str | None = None
    changed_at: datetime | None = None
    other_key: bool = False

    def __post_init__(self) -> None:
        require_aware(changed_at=self.changed_at)
