"""What a manager asks of a report → the report as text, or a question back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.chat.book import Book
from bot.chat.reports.dictionary import DictionaryDesk
from bot.chat.reports.naming import Naming
from bot.chat.reports.shown import ShownReport
from bot.chat.texts import Texts
from leads.clock import Clock
from reports.asking.asked import Unclear
from reports.asking.reading import read
from reports.asking.registers import Registers, registers
from reports.source import Sources
from reports.tables import Report

LOCALES = ("ru", "en")


@dataclass(frozen=True, slots=True)
class Known:
    """Whatever filters may name besides products: channels, and salespeople by Telegram id."""

    channels: frozenset[str] = frozenset()
    managers: Mapping[int, str] = field(default_factory=dict)


class ReportDesk:
    """The commands of reports. Each takes a period and filters in plain words."""

    def __init__(
        self,
        sources: Sources,
        book: Book,
        known: Known,
        naming: Naming,
        texts: Texts,
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        self._sources = sources
        self._book = book
        self._known = known
        self._texts = texts
        self._clock = clock
        self._zone = zone
        self._shown = ShownReport(texts, naming)
        self._dictionary = DictionaryDesk(texts)

    def metric(self, asked: str, locale: str) -> str:
        """/metric NAME: what it means."""
        return self._dictionary.explain(asked, locale)

    async def answer(self, command: str, words: str, locale: str) -> tuple[str, Report | None]:
        """The report as text and as it is, or what is not clear in what was asked."""
        today = self._clock.now().astimezone(self._zone).date()
        asked = read(words, self._registers(), today)
        if isinstance(asked, Unclear):
            question = self._texts.render(
                "report_question",
                locale,
                command=command,
                unclear=asked.doubt.value,
                words=asked.words,
                options=asked.options,
            )
            return question, None
        report = await self._sources[command].report(asked, today)
        return self._shown.text(report, locale), report

    def _registers(self) -> Registers:
        products: dict[str, tuple[str, ...]] = {}
        for locale in LOCALES:
            for product, name in self._book.products(locale).items():
                products[product] = (*products.get(product, ()), name)
        channels = {
            one: tuple(self._texts.label(f"channel_{one}", locale, one) for locale in LOCALES)
            for one in sorted(self._known.channels)
        }
        return registers(products, channels, self._known.managers)
