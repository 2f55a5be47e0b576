"""The scenarios at hand: the current version of each by id, and every version a session needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from dialogs.loader import load_scenario
from dialogs.scenario import Scenario


class ScenarioTexts(Protocol):
    """Texts of scenario versions, kept for as long as a session may need them."""

    async def text(self, digest: str) -> str | None:
        """The kept text of that digest."""
        ...


class MissingScenario(LookupError):
    """A session rests on a scenario version whose text was never kept."""


class Shelf:
    """Scenarios by id and by digest. Reads a kept text once per digest and process."""

    def __init__(self, current: Mapping[str, Scenario]) -> None:
        self._current = dict(current)
        self._by_digest = {scenario.digest: scenario for scenario in current.values()}

    def current(self, scenario_id: str) -> Scenario:
        """The version that new sessions begin with; KeyError for an unknown id."""
        return self._current[scenario_id]

    def all_current(self) -> tuple[Scenario, ...]:
        """Every current scenario."""
        return tuple(self._current.values())

    async def pinned(self, digest: str, texts: ScenarioTexts) -> Scenario:
        """The version with that digest, however long ago it was current."""
        known = self._by_digest.get(digest)
        if known is None:
            text = await texts.text(digest)
            if text is None:
                raise MissingScenario(digest)
            known = self._by_digest[digest] = load_scenario(text, name=digest[:12])
        return known
