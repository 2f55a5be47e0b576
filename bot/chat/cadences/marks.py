"""What sellers say of leads that think or wait: buttons in the sales chat, and /wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.chat.answering import AnsweringUnitOfWork
from bot.chat.by_number import REFUSED, read_numbered, why_nothing
from bot.chat.callbacks import LeadButton
from bot.chat.messages import Button, Keyboard, in_rows
from bot.chat.texts import Texts
from dialogs.reading import Unreadable, read_period
from leads.clock import Clock
from leads.desk_ports import DeskUnitOfWork
from leads.selling import Seller
from leads.thinking.marking import Marks
from leads.thinking.reasons import Doubt, Prepared, Wait

DOUBT, PREPARE = "doubt", "prepare"
ACTS = frozenset({DOUBT, PREPARE})
"""Buttons under leads that are answered here."""

_WORDS = {
    Wait.SEASON: ("сезон", "season"),
    Wait.BUDGET: ("бюджет", "budget"),
    Wait.CONTRACT: ("договор", "контракт", "contract"),
}


class MarksUnitOfWork(AnsweringUnitOfWork, DeskUnitOfWork, Protocol):
    """What a mark reads and writes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was written after /wait: the lead, until which day, and for what."""

    lead_id: int
    until: date
    wait: Wait


def read_wait(args: str, today: date) -> Asked | None:
    """`7 1 марта бюджет`, `7 до весны`, `7 01.03.2027 договор`; None for anything that is no day to
    come. Of a period its first day counts, of an end the last."""
    numbered = read_numbered(args)
    if numbered is None:
        return None
    lead_id, when = numbered
    wait, kept = Wait.DATE, []
    for word in when.split():
        named = next((one for one, stems in _WORDS.items() if word.lower().startswith(stems)), None)
        wait = named or wait
        kept += [] if named else [word]
    reading = read_period(" ".join(kept), today)
    if isinstance(reading, Unreadable) or not reading.sure:
        return None
    until = reading.value.last if wait is Wait.CONTRACT else reading.value.first
    until = until if until > today else reading.value.last
    return Asked(lead_id, until, wait) if until > today else None


def doubts(lead_id: int, texts: Texts, locale: str) -> Keyboard:
    """What holds the person up, as the seller sees it."""
    buttons = [
        Button(
            texts.label(f"doubt_{doubt.value}", locale),
            LeadButton(lead=lead_id, act=DOUBT, arg=doubt.value).pack(),
        )
        for doubt in Doubt
    ]
    return in_rows(buttons)


class MarksDesk:
    """Marks, as texts."""

    def __init__(self, marks: Marks, texts: Texts, clock: Clock, zone: ZoneInfo) -> None:
        self._marks = marks
        self._texts = texts
        self._clock = clock
        self._zone = zone

    async def tap(self, uow: MarksUnitOfWork, button: LeadButton, by: Seller, locale: str) -> str:
        """Note the doubt, or that something is prepared; the answer says what follows."""
        now = self._clock.now()
        try:
            if button.act == DOUBT:
                doubt = Doubt(button.arg)
                await self._marks.doubt(uow, button.lead, doubt, by, now)
                return self._texts.render(
                    "doubt_noted", locale, lead_id=button.lead, objection=doubt.value
                )
            what = Prepared(button.arg)
            await self._marks.prepare(uow, button.lead, what, by, now)
        except REFUSED as refused:
            return why_nothing(refused, button.lead, self._texts, locale)
        return self._texts.render("preparing", locale, lead_id=button.lead, what=what.value)

    async def wait(self, uow: MarksUnitOfWork, args: str, by: Seller, locale: str) -> str:
        """Let a lead wait until a day; the answer says when it is woken."""
        now = self._clock.now()
        asked = read_wait(args, now.astimezone(self._zone).date())
        if asked is None:
            return self._texts.render("wait_usage", locale)
        try:
            await self._marks.wait(uow, asked.lead_id, asked.until, asked.wait, by, now)
        except REFUSED as refused:
            return why_nothing(refused, asked.lead_id, self._texts, locale)
        return self._texts.render(
            "wait_set", locale, lead_id=asked.lead_id, until=asked.until, what=asked.wait.value
        )
