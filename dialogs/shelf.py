"""The scenarios at hand: what new conversations begin with, and every version a session needs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from dialogs.effects import Unsold
from dialogs.loader import load_scenario
from dialogs.offered import on_calendar
from dialogs.registry import Publication
from dialogs.scenario import LOCALES, Scenario, Text
from dialogs.split import takes_rival
from dialogs.supply.goods import as_supplied, product_option
from leads.calendar import ORDINARY_WEEK, Calendar
from leads.catalogue import Campaign
from leads.supply.availability import ON_SALE, Availability, State


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
    Appointments are offered on the working days of `calendar`, products as `supply` said last.
    """

    def __init__(
        self, loaded: Iterable[Scenario] = (), *, calendar: Calendar = ORDINARY_WEEK
    ) -> None:
        self._calendar = calendar
        self._by_digest = {one.digest: on_calendar(one, calendar) for one in loaded}
        self._published: dict[str, _Published] = {}
        self._limited: Mapping[str, Availability] = {}
        self._otherwise = ON_SALE

    def supply(self, limited: Mapping[str, Availability], otherwise: Availability) -> None:
        """From now on products are offered as `limited` says, `otherwise` for the rest."""
        if (limited, otherwise) == (self._limited, self._otherwise):
            return
        self._limited, self._otherwise = dict(limited), otherwise
        for digest, known in self._by_digest.items():
            self._by_digest[digest] = as_supplied(known, limited, otherwise)
        self._published = {
            name: replace(
                one,
                scenario=self._by_digest[one.scenario.digest],
                rival=None if one.rival is None else self._by_digest[one.rival.digest],
            )
            for name, one in self._published.items()
        }

    def gone(self, product: str) -> Unsold | None:
        """What to tell of that product if it can't be sold now."""
        available = self._limited.get(product, self._otherwise)
        if available.state is not State.GONE:
            return None
        options = (product_option(one, product) for one in self.all_current())
        label = next((option.label for option in options if option is not None), None)
        return Unsold(product, label or Text(dict.fromkeys(LOCALES, product)), available)

    def __contains__(self, scenario_id: str) -> bool:
        return scenario_id in self._published

    def opened_by(self, campaign: Campaign | None) -> str | None:
        """The scenario that the campaign's link opens; None where it names none, or none that is
        there any more."""
        named = campaign.quiz if campaign else None
        return named if named is not None and named in self else None

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
            fitted = on_calendar(loaded, self._calendar)
            known = as_supplied(fitted, self._limited, self._otherwise)
            self._by_digest[digest] = known
        return known
