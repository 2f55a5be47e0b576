"""What comes from a CRM: its changes by polling and its webhooks, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from crm_sync.cards import CrmMeeting, CrmRef, CrmSnapshot
from leads.clock import require_aware


class Change(StrEnum):
    """What became of a card."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class CrmEvent:
    """One change in the CRM, made by anybody, us included.

    `id` is the same whenever the same change is told again, by webhook or by polling where the CRM
    allows it. `snapshot` is the card after it, None where only its number was told and the card
    has to be read; of a task it is the `meeting`. `raw` is what came, without secrets.
    """

    id: str
    change: Change
    ref: CrmRef
    at: datetime | None = None
    snapshot: CrmSnapshot | None = None
    meeting: CrmMeeting | None = None
    raw: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_aware(at=self.at)


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of changes, oldest first. `cursor` is to be handed in next time; `more` says that the
    next page is there already."""

    events: tuple[CrmEvent, ...]
    cursor: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class InboundRequest:
    """A webhook call as it came. `url` is the public one, `headers` have lower-case names."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime

    def __post_init__(self) -> None:
        require_aware(received_at=self.received_at)
