"""What /hypothesis answers: one that is noted, changed, ended or dropped, or what it earned."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol

from bot.chat.answering import AnsweringUnitOfWork, saying
from bot.chat.by_number import LARGEST_ID
from bot.chat.hypotheses.reminding import RemindingUnitOfWork, reminders
from bot.chat.hypotheses.words import HypothesisWords
from bot.chat.reports.question import question
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.policy import Policy
from leads.selling import Seller
from reports.asking.asked import Unclear
from reports.asking.filters import EVERYTHING
from reports.asking.registers import Registers
from reports.hypotheses.aims import NotUnderstood
from reports.hypotheses.hypothesis import Hypothesis
from reports.hypotheses.phrases import (
    Said,
    parts_of,
    read_noted,
    read_said,
    said_of,
)
from reports.hypotheses.tables import Hypotheses

RUNS = frozenset({"идёт", "идет", "продолжается", "running", "runs"})
DROPS = frozenset({"удалить", "удали", "delete", "drop", "remove"})
_ASKED = re.compile(r"(?:[#№]\s*)?(?P<number>\d{1,19})(?:[\s;:,.]+(?P<rest>.*))?", re.DOTALL)


class Asked(NamedTuple):
    """The hypothesis by its number (None: a new one), and the words that follow."""

    number: int | None
    rest: str


class Register(Protocol):
    """The register of hypotheses."""

    async def get(self, number: int) -> Hypothesis | None: ...
    async def add(self, hypothesis: Hypothesis) -> Hypothesis: ...
    async def save(self, hypothesis: Hypothesis) -> None: ...
    async def drop(self, number: int) -> None: ...


class HypothesisUnitOfWork(AnsweringUnitOfWork, RemindingUnitOfWork, Protocol):
    """What the command reads and writes."""

    @property
    def hypotheses(self) -> Register: ...


Act = Callable[[HypothesisUnitOfWork], Awaitable[str]]


def read_asked(args: str) -> Asked:
    """`3`, `3; ended`, or the words of a new one."""
    found = _ASKED.fullmatch(args.strip())
    if found is None or int(found["number"]) > LARGEST_ID:
        return Asked(None, args.strip())
    return Asked(int(found["number"]), (found["rest"] or "").strip())


@dataclass(frozen=True)
class HypothesisDesk:
    """Answers as texts. Who asks may, by now; figures are read beside the writer."""

    source: Hypotheses
    registers: Callable[[], Registers]
    words: HypothesisWords
    texts: Texts
    policy: Policy
    clock: Clock

    async def ready(self, args: str, by: Seller, locale: str) -> Act:
        """What answers the command in its turn: whatever is shown is read before."""
        asked = read_asked(args)
        if asked.number is not None and not asked.rest:
            return saying(await self.shown(asked.number, locale))
        return lambda uow: self.say(uow, asked, by, locale)

    async def shown(self, number: int, locale: str) -> str:
        """The one with that number, and what it earned."""
        told = await self.source.one(number, self._today())
        if told is None:
            return self._none(number, locale)
        return self.words.card(told, self._today(), locale)

    async def say(self, uow: HypothesisUnitOfWork, asked: Asked, by: Seller, locale: str) -> str:
        """A new one, or a change of one that is there."""
        if asked.number is not None:
            return await self._change(uow, asked.number, asked.rest, locale)
        if not asked.rest:
            return self.texts.render("hypothesis_usage", locale)
        return await self._note(uow, asked.rest, by, locale)

    async def _note(self, uow: HypothesisUnitOfWork, text: str, by: Seller, locale: str) -> str:
        today, now = self._today(), self.clock.now()
        noted = read_noted(text, self.registers(), today)
        if isinstance(noted, Unclear | NotUnderstood):
            return self._question(noted, locale)
        blank = Hypothesis(0, noted.name, today, by.id, by.name, locale, now)
        try:
            hypothesis = await uow.hypotheses.add(said_of(blank, noted.said))
        except NotUnderstood as amiss:
            return self._question(amiss, locale)
        await self._remind(uow, hypothesis)
        return self._noted(hypothesis, locale)

    async def _change(self, uow: HypothesisUnitOfWork, number: int, text: str, locale: str) -> str:
        found = await uow.hypotheses.get(number)
        if found is None:
            return self._none(number, locale)
        if text.casefold() in DROPS:
            await uow.hypotheses.drop(number)
            return self._told("hypothesis_dropped", found, locale)
        if text.casefold() in RUNS:
            return await self._keep(uow, replace(found, ended=None), locale)
        today = self._today()
        said = read_said(parts_of(text), self.registers(), today)
        if not isinstance(said, Said):
            return self._question(said, locale)
        if _rewrites(found, said, today):
            return self._told("hypothesis_settled", found, locale)
        try:
            return await self._keep(uow, said_of(found, said), locale)
        except NotUnderstood as amiss:
            return self._question(amiss, locale)

    async def _keep(self, uow: HypothesisUnitOfWork, changed: Hypothesis, locale: str) -> str:
        await uow.hypotheses.save(changed)
        await self._remind(uow, changed)
        return self._noted(changed, locale)

    async def _remind(self, uow: HypothesisUnitOfWork, hypothesis: Hypothesis) -> None:
        for touch in reminders(hypothesis, self.clock.now(), self.policy):
            await uow.touches.plan(touch)

    def _noted(self, hypothesis: Hypothesis, locale: str) -> str:
        """What was understood, and what is missing."""
        over = not hypothesis.open_to_change(self._today())
        return self._told("hypothesis_noted", hypothesis, locale, over=over)

    def _told(self, template: str, one: Hypothesis, locale: str, **more: object) -> str:
        head = self.words.head(one, self._today(), locale)
        return self.texts.render(template, locale, tried=head, **more)

    def _none(self, number: int, locale: str) -> str:
        return self.texts.render("hypothesis_none", locale, number=number)

    def _question(self, amiss: Unclear | NotUnderstood, locale: str) -> str:
        if isinstance(amiss, NotUnderstood):
            return self.texts.render(
                "hypothesis_question", locale, amiss=amiss.amiss.value, words=amiss.words
            )
        return question(self.texts, "hypothesis", amiss, locale)

    def _today(self) -> date:
        return self.clock.now().astimezone(self.policy.zone).date()


def _rewrites(before: Hypothesis, said: Said, today: date) -> bool:
    """Whether it says anew what may be judged by now."""
    if before.open_to_change(today):
        return False
    another = said.aim is not None and before.aim not in {None, said.aim}
    words = bool(said.expects and before.expects)
    return bool(said.started or another or words or said.filters != EVERYTHING)
