"""A text after a command → a period and filters, or a question back. Pure.

Every word is accounted for: what means nothing here is asked about, never skipped.
"""

from __future__ import annotations

import re
from datetime import date

from leads.lead import Temperature
from reports.asking.asked import Asked, Doubt, NotClear, Unclear
from reports.asking.filters import Filters
from reports.asking.periods import Named, Periods
from reports.asking.phrase import FILLERS, MOST, NEGATIONS, SIGNS, words
from reports.asking.points import said
from reports.asking.registers import Kind, Registers

_TEMPERATURES = {
    Temperature.COLD: re.compile(r"холодн[а-я]{2,3}|cold"),
    Temperature.WARM: re.compile(r"тепл[а-я]{2,3}|warm"),
}
_KINDS = {
    Kind.PRODUCT: re.compile(r"продукт\w{0,3}|товар\w{0,3}|услуг\w{0,2}|products?"),
    Kind.CHANNEL: re.compile(r"канал\w{0,3}|источник\w{0,3}|channels?|sources?"),
    Kind.MANAGER: re.compile(r"менеджер\w{0,3}|продав(?:ец|ц\w{1,3})|managers?|sellers?"),
}


def read(text: str, registers: Registers, today: date) -> Asked | Unclear:
    """What the words ask for. An empty text asks for nothing in particular."""
    if len(text) > MOST:
        return Unclear(Doubt.UNKNOWN, text[:MOST])
    try:
        return _Reading(text, registers, today).asked()
    except NotClear as unclear:
        return unclear.what


class _Reading:
    """One text, read from left to right."""

    def __init__(self, text: str, registers: Registers, today: date) -> None:
        self._words = words(text)
        self._periods = Periods(self._words, today)
        self._registers = registers
        self._period: Named | None = None
        self._ids: dict[Kind, str] = {}
        self._temperature: Temperature | None = None

    def asked(self) -> Asked:
        """Everything read; `NotClear` at the first doubt."""
        at = 0
        while at < len(self._words):
            at = self._read(at)
        manager = self._ids.get(Kind.MANAGER)
        return Asked(
            period=self._period.period if self._period else None,
            everything=self._period is not None and self._period.period is None,
            filters=Filters(
                product=self._ids.get(Kind.PRODUCT),
                channel=self._ids.get(Kind.CHANNEL),
                temperature=self._temperature,
                manager=int(manager) if manager else None,
            ),
        )

    def _read(self, at: int) -> int:
        """Read what stands there; where it ends."""
        text = self._words[at].text
        if text in NEGATIONS:
            raise NotClear(Doubt.NEGATION, said(self._words, at, at + 2))
        if period := self._periods.read(at):
            if self._period is not None:
                raise NotClear(Doubt.TWICE, said(self._words, at, period.stop))
            self._period = period
            return period.stop
        for temperature, pattern in _TEMPERATURES.items():
            if pattern.fullmatch(text):
                return self._warmth(temperature, at)
        for kind, pattern in _KINDS.items():
            if pattern.fullmatch(text) and (stop := self._named(at + 1, kind)):
                return stop
        if stop := self._named(at, None):
            return stop
        if text in FILLERS or text in SIGNS or text == "-":
            return at + 1
        raise NotClear(Doubt.UNKNOWN, text)

    def _warmth(self, found: Temperature, at: int) -> int:
        if self._temperature not in {None, found}:
            raise NotClear(Doubt.TWICE, self._words[at].text)
        self._temperature = found
        return at + 1

    def _named(self, at: int, kind: Kind | None) -> int | None:
        """A product, a channel or a salesperson."""
        if at >= len(self._words) or self._words[at].text in FILLERS | SIGNS | {"-"}:
            return None
        found = self._registers.match(self._words, at, kind)
        if found is None:
            return None
        if len(found.entries) > 1:
            options = tuple(one.shown for one in found.entries)
            raise NotClear(Doubt.WHICH, said(self._words, at, found.stop), options)
        (one,) = found.entries
        if self._ids.get(one.kind) not in {None, one.id}:
            raise NotClear(Doubt.TWICE, said(self._words, at, found.stop))
        self._ids[one.kind] = one.id
        return found.stop
