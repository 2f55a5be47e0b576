"""The file of /mydata: everything that is kept about a person, as a page that they can read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.chat.outcomes import outcome_of
from bot.chat.own_sections import Section, sections_of
from bot.chat.sender import Delivery, Never, Sender
from bot.chat.texts import Texts
from dialogs.personal_data import PersonalData
from dialogs.scenario import Scenario
from dialogs.shelf import MissingScenario, ScenarioTexts, Shelf
from leads.clock import Clock
from leads.outbox import Claimed
from scheduler.relay import Deliver, Outcome

T = TypeVar("T")
FILE_NAME = "my-data.html"
MY_DATA = "my_data"
"""The kind of the row that asks for the file."""


class Export(Protocol):
    """Everything about one person."""

    async def of(self, contact_id: int) -> PersonalData | None: ...


class ExportUnitOfWork(Protocol):
    """What the file is made of."""

    @property
    def export(self) -> Export: ...
    @property
    def scenarios(self) -> ScenarioTexts: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[ExportUnitOfWork], Awaitable[T]]) -> T: ...


@dataclass(frozen=True, slots=True)
class _Found:
    data: PersonalData
    scenarios: Mapping[str, Scenario]


class OwnFile:
    """Makes the file when it is delivered, so that nothing of it is kept twice."""

    def __init__(self, works: Works, shelf: Shelf, texts: Texts, clock: Clock) -> None:
        self._works = works
        self._shelf = shelf
        self._texts = texts
        self._clock = clock

    def by(self, sender: Sender) -> Deliver:
        """What delivers the row of the file through `sender`."""

        async def deliver(row: Claimed) -> Outcome:
            return outcome_of(await self._send(row, sender))

        return deliver

    async def _send(self, row: Claimed, sender: Sender) -> Delivery:
        """Bring the person their file; nothing for somebody who was erased meanwhile."""

        async def work(uow: ExportUnitOfWork) -> _Found | None:
            data = await uow.export.of(int(row.payload["contact_id"]))
            return None if data is None else _Found(data, await self._scenarios(uow, data))

        found = await self._works.run(work)
        if found is None:
            return Never("there is nothing to hand out any more")
        contact = found.data.contact
        page = self.page(found.data, found.scenarios, self._clock.now())
        caption = self._texts.render("my_data_file", contact.language)
        return await sender.file(contact.telegram_id, FILE_NAME, page.encode(), caption)

    def page(self, data: PersonalData, scenarios: Mapping[str, Scenario], made_at: datetime) -> str:
        """The page as HTML; `scenarios` by digest give the answers their words."""
        sections: Iterable[Section] = sections_of(data, scenarios, self._texts)
        return self._texts.render(
            "pages/my_data", data.contact.language, sections=sections, made_at=made_at
        )

    async def _scenarios(self, uow: ExportUnitOfWork, data: PersonalData) -> Mapping[str, Scenario]:
        digests = {session.digest for session in data.sessions}
        digests |= {lead.verdict.digest for lead in data.leads if lead.verdict}
        found: dict[str, Scenario] = {}
        for digest in sorted(digests):
            try:
                found[digest] = await self._shelf.pinned(digest, uow.scenarios)
            except MissingScenario:
                continue
        return found
