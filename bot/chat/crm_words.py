"""Leads in words for CRMs: what fields, notes and tasks say. The words are in the templates."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeVar

from bot.chat.book import Book, BookUnitOfWork
from bot.chat.cards import Shown, card_values, product_name
from bot.chat.texts import Texts, plain
from bot.chat.words import show_value
from crm_sync.mapping.values import Subject
from crm_sync.publishing.files import FileWords
from crm_sync.publishing.publisher import TaskWords
from dialogs.scenario import Personal
from dialogs.session import value_from_json
from leads.calculation import calculate_by
from leads.clock import Clock
from leads.copies import SentFile, find_file
from leads.crm_back.meeting import ToldMeeting
from leads.crm_rows import CALCULATION
from leads.lead import Lead
from leads.policy import Policy

T = TypeVar("T")


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[BookUnitOfWork], Awaitable[T]]) -> T: ...


class CrmWords:
    """Reads leads and says them in the language of the staff, for `crm_sync.publishing`."""

    def __init__(
        self, works: Works, book: Book, texts: Texts, policy: Policy, clock: Clock, locale: str
    ) -> None:
        self._works = works
        self._book = book
        self._texts = texts
        self._policy = policy
        self._clock = clock
        self._locale = locale

    async def subject(self, lead_id: int) -> Subject | None:
        """The lead with everything that a mapping may name."""
        found = await self._found(lead_id)
        if found is None:
            return None
        shown, lead = found
        return Subject(lead, shown.card.contact, shown.card.company, self._words(shown, lead))

    async def note(self, lead_id: int, note: str) -> str:
        """The words of a note."""
        found = await self._found(lead_id)
        if found is None:
            return ""
        values = card_values(found[0], self._texts, self._locale)
        return self._plain("crm_note", {**values, "cause": note})

    async def task(self, lead_id: int, task: str) -> TaskWords | None:
        """The words of a task; the brief's questions without an answer are named."""
        found = await self._found(lead_id)
        if found is None or task != CALCULATION:
            return None
        shown, lead = found
        values = card_values(shown, self._texts, self._locale)
        title = self._texts.label(f"task_{task}", self._locale)
        return TaskWords(
            title=f"{title}: {values['title']}",
            text=self._plain("crm_task", {**values, "missing": self._missing(shown, lead)}),
            due_at=calculate_by(self._clock.now(), self._policy),
        )

    async def meeting(self, lead_id: int, meeting: ToldMeeting) -> TaskWords | None:
        """The words of a meeting, with what sales know of the lead."""
        found = await self._found(lead_id)
        if found is None:
            return None
        values = card_values(found[0], self._texts, self._locale)
        title = self._texts.label(f"crm_meeting_{meeting.state.value}", self._locale)
        shown = {**values, "starts_at": meeting.starts_at, "place": meeting.place}
        return TaskWords(
            title=f"{title}: {values['title']}",
            text=self._plain("crm_meeting", shown),
            due_at=meeting.starts_at,
        )

    async def file(self, lead_id: int, message_id: int) -> FileWords | None:
        """The file that came in that message."""

        async def work(uow: BookUnitOfWork) -> SentFile | None:
            found = await self._book.look_up(uow, lead_id, self._clock.now())
            return None if found is None else find_file(found[2], message_id)

        file = await self._works.run(work)
        if file is None:
            return None
        name = file.name or self._texts.label("crm_picture", self._locale)
        note = self._plain("crm_file", {"file_name": name, "lead_id": lead_id})
        return FileWords(file.file_id, name, note)

    async def _found(self, lead_id: int) -> tuple[Shown, Lead] | None:
        async def work(uow: BookUnitOfWork) -> tuple[Shown, Lead] | None:
            found = await self._book.look_up(uow, lead_id, self._clock.now())
            if found is None or found[0].card.contact.erased_at is not None:
                return None
            return found[0], found[1]

        return await self._works.run(work)

    def _words(self, shown: Shown, lead: Lead) -> Mapping[str, str]:
        values = card_values(shown, self._texts, self._locale)
        product = product_name(shown, self._locale)
        rows = [f"{row['points']:+} {row['why']}" for row in _tables(values["rows"])]
        words = {
            "title": " · ".join(part for part in (str(values["title"]), product) if part),
            "summary": self._plain("crm_note", {**values, "cause": "qualified"}),
            "product": product,
            "reasons": "\n".join(rows),
        }
        for prefix, scenario, answers in (
            ("answer", shown.quiz, lead.verdict.inputs if lead.verdict else {}),
            ("brief", shown.brief, lead.brief),
        ):
            for slot_id, value in answers.items():
                slot = scenario.slots.get(slot_id) if scenario else None
                if slot is not None:
                    said = show_value(self._texts, slot, value_from_json(value), self._locale)
                    words[f"{prefix}.{slot_id}"] = said
        return words

    def _missing(self, shown: Shown, lead: Lead) -> list[str]:
        """The labels of the brief's questions that hold no value, where one was to be expected:
        what a finished brief did not ask, does not concern this person."""
        if shown.brief is None:
            return []
        blank = {line.slot for line in shown.card.brief if line.blank}
        return [
            slot.label.in_(self._locale)
            for slot in shown.brief.slots.values()
            if slot.id in blank
            or not (lead.brief_done or slot.id in lead.brief or slot.personal is not Personal.NONE)
        ]

    def _plain(self, template: str, values: Mapping[str, object]) -> str:
        return plain(self._texts.render(template, self._locale, **values))


def _tables(rows: object) -> list[Mapping[str, object]]:
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
