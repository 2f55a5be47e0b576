"""Whom a CRM did not have a moment ago: a failure afterwards does not repeat the search. Pure.

It is only kept in the process: whoever starts anew, asks anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from crm_sync.cards import Entity
from crm_sync.likeness import Likeness, plain_mark
from crm_sync.publishing.links import Party

STRANGE_FOR = timedelta(minutes=2)

Mark = tuple[Entity, str, str]


class Strangers:
    """Who asked last about each phone, e-mail, INN and site, and found nothing."""

    def __init__(self) -> None:
        self._last: dict[Mark, tuple[Party, datetime]] = {}

    def has(self, party: Party, likeness: Likeness, now: datetime) -> bool:
        """Whether nothing was found for it lately, and nobody else has asked the same since: that
        one may have been given a card."""
        found = [self._last.get(mark) for mark in _marks(likeness)]
        return all(one and one[0] == party and now < one[1] for one in found)

    def asked(self, party: Party, likeness: Likeness, now: datetime, *, found: bool) -> None:
        """It was asked about."""
        for mark in _marks(likeness):
            self._last.pop(mark, None)
            if not found:
                self._last[mark] = (party, now + STRANGE_FOR)
        while self._last:
            eldest = next(iter(self._last))
            if now < self._last[eldest][1]:
                return
            del self._last[eldest]


def _marks(likeness: Likeness) -> Iterator[Mark]:
    for what, value in likeness.marks.items():
        yield likeness.entity, what, plain_mark(what, value)
