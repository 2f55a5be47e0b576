"""The scenarios at hand: what new conversations begin with, and every version a session needs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from dialogs.loader import load_scenario
from dialogs.offered import on_calendar
from dialogs.registry import Publication
from dialogs.scenario import Scenario
from dialogs.split import takes_rival
from leads.calendar import ORDINARY_WEEK, Calendar


class ScenarioTexts(Protocol):
    """Texts of scenario versions, kept for ever."""

    async def text(self, digest: str) -> str | None:
        """The kept text of that digest."""
        ...


class MissingScenario(LookupError):
    """A session rests on a scenario version whose text was never kept."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one person's conversation begins with; `split` numbers the split that chose it."""

    scenario: Scenario
    split: int | None


@dataclass(frozen=True, slots=True)
class _Published:
    """A publication with its texts read."""

    number: int
    scenario: Scenario
    rival: Scenario | None
    share: int


class Shelf:
    """Scenarios by id and by digest. Reads a kept text once per digest and process.

    `loaded` are scenarios whose texts need not be read again; what is published is told by `take`.
    Appointments are offered on the working days of `calendar`.
    """

    def __init__(
        self, loaded: Iterable[Scenario] = (), *, calendar: Calendar = ORDINARY_WEEK
    ) -> None:
        self._calendar = calendar
        self._by_digest = {one.digest: on_calendar(one, calendar) for one in loaded}
        self._published: dict[str, _Published] = {}

    def __contains__(self, scenario_id: str) -> bool:
        return scenario_id in self._published

    def current(self, scenario_id: str) -> Scenario:
        """What new conversations begin with, the rival of a split aside; KeyError: unknown id."""
        return self._published[scenario_id].scenario

    def choose(self, scenario_id: str, contact_id: int) -> Chosen:
        """What this person's new conversation begins with; KeyError for an unknown id."""
        published = self._published[scenario_id]
        if published.rival is None:
            return Chosen(published.scenario, None)
        rival = takes_rival(published.number, contact_id, published.share)
        return Chosen(published.rival if rival else published.scenario, published.number)

    def all_current(self) -> tuple[Scenario, ...]:
        """Every scenario that somebody may begin with now."""
        everything = self._published.values()
        rivals = [one.rival for one in everything if one.rival is not None]
        return (*(one.scenario for one in everything), *rivals)

    async def take(self, publication: Publication, texts: ScenarioTexts) -> None:
        """Let new conversations begin as published. Whatever it raises, nothing has changed."""
        scenario = await self.pinned(publication.digest, texts)
        rival = publication.rival
        self._published[publication.scenario_id] = _Published(
            publication.number,
            scenario,
            None if rival is None else await self.pinned(rival, texts),
            publication.share,
        )

    async def pinned(self, digest: str, texts: ScenarioTexts) -> Scenario:
        """The version with that digest, however long ago it was current.

        Raises `MissingScenario`, and `ScenarioErrors` for a text this program can't read.
        """
        known = self._by_digest.get(digest)
        if known is None:
            text = await texts.text(digest)
            if text is None:
                raise MissingScenario(digest)
            # Reading a text takes a tenth of a second, in which others would wait for their words.
            loaded = await asyncio.to_thread(load_scenario, text, name=digest[:12])
            known = on_calendar(loaded, self._calendar)
            self._by_digest[digest] = known
        return known
