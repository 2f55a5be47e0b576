"""What staff do about verdicts: have one explained, and decide otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from bot.chat import book
from bot.chat.book import Book, BookUnitOfWork
from bot.chat.by_number import BETWEEN, REFUSED, read_number, read_numbered, why_nothing
from bot.chat.texts import Texts
from bot.chat.why import why_text
from leads import desk_ports
from leads.clock import Clock
from leads.companies import colleagues
from leads.data_facts import LeadSeen
from leads.desk import Desk
from leads.desk_ports import OverridingUnitOfWork
from leads.facts import Fact
from leads.grading import grading
from leads.overriding import VERDICTS
from leads.selling import Seller
from leads.stage import Stage

QUOTES = '«»“”"'
"""Cards put verdicts into these, and people may copy them."""


class Events(Protocol):
    """History."""

    async def add(self, fact: Fact) -> object: ...
    async def history(self, lead_id: int) -> Sequence[Fact]: ...


class Leads(desk_ports.Leads, book.Leads, Protocol):
    """Leads."""


class Companies(colleagues.Companies, grading.Companies, Protocol):
    """Companies."""


class VerdictUnitOfWork(OverridingUnitOfWork, BookUnitOfWork, Protocol):
    """What explaining and overriding read and write."""

    @property
    def leads(self) -> Leads: ...

    @property
    def companies(self) -> Companies: ...

    @property
    def events(self) -> Events: ...


class VerdictDesk:
    """Explanations and overrides, as texts."""

    def __init__(
        self,
        sales: Desk,
        leads: Book,
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._desk = sales
        self._book = leads
        self._texts = texts
        self._clock = clock

    async def why(self, uow: VerdictUnitOfWork, args: str, by: Seller, locale: str) -> str:
        """The verdict of a lead explained; history keeps that `by` looked."""
        lead_id = read_number(args)
        if lead_id is None:
            return self._texts.render("why_usage", locale)
        now = self._clock.now()
        found = await self._book.look_up(uow, lead_id, now)
        if found is None:
            return self._texts.render("lead_not_found", locale, asked=str(lead_id))
        shown, lead, history = found
        await uow.events.add(
            LeadSeen(at=now, contact_id=lead.contact_id, lead_id=lead.id, by=by.id)
        )
        return why_text(shown, history, self._texts, locale)

    async def override(self, uow: VerdictUnitOfWork, args: str, by: Seller, locale: str) -> str:
        """Decide otherwise than the verdict; the answer says what is so now, or why nothing is."""
        numbered = read_numbered(args)
        asked = self._verdict(numbered[1]) if numbered else None
        if numbered is None or asked is None:
            names = [self._texts.label(f"stage_{stage.value}", locale) for stage in VERDICTS]
            return self._texts.render("override_usage", locale, stages=names)
        lead_id, (stage, reason) = numbered[0], asked
        try:
            await self._desk.override(uow, lead_id, stage, reason, by, self._clock.now())
        except REFUSED as refused:
            return why_nothing(refused, lead_id, self._texts, locale)
        return self._texts.render(
            "overridden", locale, lead_id=lead_id, stage=stage.value, reason=reason
        )

    def _verdict(self, typed: str) -> tuple[Stage, str] | None:
        """The verdict that the words begin with, by its code or as cards in any language call it,
        and the reason after it."""
        for stage in VERDICTS:
            labels = [self._texts.label(f"stage_{stage.value}", one) for one in self._texts.locales]
            names = "|".join(re.escape(one) for one in (stage.value, *labels))
            found = re.match(rf"[{QUOTES}]?({names})\b[{QUOTES}]?", typed, re.IGNORECASE)
            if found:
                return stage, " ".join(typed[found.end() :].strip(BETWEEN).split())
        return None
