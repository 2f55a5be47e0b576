"""What a batch already knows of the database: read once, seen by every work of the batch.

Values only; how they are read is told in the module of their domain. A work writes over what its
batch knows, and only a work that succeeded leaves that to the works after it.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leads.company import Company
from leads.consent import ConsentEntry
from leads.contact import Contact
from leads.lead import Lead

if TYPE_CHECKING:
    from storage.sessions import StoredSession


@dataclass(slots=True)
class Known:
    """By identity; None means known to be absent.

    `updates` says whether a stored update still waits for its turn. `telegram` leads from
    Telegram id to contact id, `active` from contact id to the session under way, `open_leads`
    from contact id to the ids of open leads, oldest first. `lanes` holds who leases the open
    outbox rows of a lane and until when. `scenarios` are texts by digest. `newcomers` have come
    with this batch, so there is nothing about them that isn't here.
    """

    updates: MutableMapping[int, bool | None] = field(default_factory=dict)
    telegram: MutableMapping[int, int | None] = field(default_factory=dict)
    contacts: MutableMapping[int, Contact | None] = field(default_factory=dict)
    companies: MutableMapping[int, Company | None] = field(default_factory=dict)
    active: MutableMapping[int, StoredSession | None] = field(default_factory=dict)
    leads: MutableMapping[int, Lead | None] = field(default_factory=dict)
    open_leads: MutableMapping[int, tuple[int, ...]] = field(default_factory=dict)
    consents: MutableMapping[int, tuple[ConsentEntry, ...]] = field(default_factory=dict)
    lanes: MutableMapping[str, tuple[tuple[str | None, datetime], ...]] = field(
        default_factory=dict
    )
    scenarios: MutableMapping[str, str] = field(default_factory=dict)
    newcomers: MutableMapping[int, bool] = field(default_factory=dict)

    def layer(self) -> Known:
        """A view for one work: reads through to this, writes stay in the view."""
        return Known(*[_Layer(getattr(self, name)) for name in _NAMES])

    def merge(self, layer: Known) -> None:
        """Take over what a work that succeeded has learned and written."""
        for name in _NAMES:
            if above := getattr(layer, name):
                getattr(self, name).update(above)


class _Layer(dict[Any, Any]):
    """Looks up what it doesn't hold in what lies below; its items are its own only.

    A ChainMap does the same at ten times the price.
    """

    __slots__ = ("_below",)

    def __init__(self, below: Mapping[Any, Any]) -> None:
        super().__init__()
        self._below = below

    def __missing__(self, key: object) -> Any:
        return self._below[key]

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in self._below

    def get(self, key: object, default: Any = None) -> Any:
        try:
            return self[key]
        except KeyError:
            return default


_NAMES = tuple(item.name for item in fields(Known))
