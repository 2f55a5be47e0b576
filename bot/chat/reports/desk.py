"""What a manager asks of a report → the report as text, or a question back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from bot.chat import wording
from bot.chat.book import Book
from bot.chat.reports.dictionary import DictionaryDesk
from bot.chat.reports.pipeline import funnel_values
from bot.chat.reports.purchases import PurchaseWords
from bot.chat.texts import Texts
from leads.clock import Clock
from reports.asking.asked import About, Asked, Unclear
from reports.asking.reading import read
from reports.asking.registers import Registers, registers
from reports.pipeline.funnel import FunnelReader, funnel
from reports.purchases.reports import PurchaseReports

LOCALES = ("ru", "en")

Report = Callable[[Asked, date, str], Awaitable[tuple[About, dict[str, object]]]]


@dataclass(frozen=True, slots=True)
class Known:
    """Whatever filters may name besides products: channels, and salespeople by Telegram id."""

    channels: frozenset[str] = frozenset()
    managers: Mapping[int, str] = field(default_factory=dict)


class ReportDesk:
    """The commands of reports. Each takes a period and filters in plain words."""

    def __init__(
        self,
        pipeline: FunnelReader,
        purchases: PurchaseReports,
        book: Book,
        known: Known,
        texts: Texts,
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        self._pipeline = pipeline
        self._purchases = purchases
        self._book = book
        self._known = known
        self._texts = texts
        self._clock = clock
        self._zone = zone
        self._words = PurchaseWords(texts)
        self._dictionary = DictionaryDesk(texts)
        self._reports: Mapping[str, tuple[Report, tuple[str, ...]]] = {
            "funnel": (self._funnel, ("stage_reached", "stage_conversion", "time_in_stage")),
            "cohorts": (self._cohorts, ("retention",)),
            "ltv": (self._ltv, ("ltv", "ltv_median")),
            "abc": (self._abc, ("abc",)),
            "avg_cheque": (self._cheque, ("avg_cheque", "cheque_movement")),
        }

    def metric(self, asked: str, locale: str) -> str:
        """/metric NAME: what it means."""
        return self._dictionary.explain(asked, locale)

    async def answer(self, command: str, words: str, locale: str) -> str:
        """The report, or what is not clear in what was asked."""
        today = self._clock.now().astimezone(self._zone).date()
        asked = read(words, self._registers(), today)
        if isinstance(asked, Unclear):
            return self._texts.render(
                "report_question",
                locale,
                command=command,
                unclear=asked.doubt.value,
                words=asked.words,
                options=asked.options,
            )
        report, metrics = self._reports[command]
        about, values = await report(asked, today, locale)
        told = [self._dictionary.told(one, locale) for one in metrics]
        return self._texts.fitting(
            f"report_{command}", locale, report=self._about(about, locale), metrics=told, **values
        )

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

    def _about(self, about: About, locale: str) -> dict[str, object]:
        filters, period = about.filters, about.period
        channel, manager = filters.channel, filters.manager
        return {
            "period": wording.period(period.first, period.last, self._texts.spoken(locale)),
            "product": self._book.product(filters.product, locale) if filters.product else "",
            "channel": self._texts.label(f"channel_{channel}", locale, channel) if channel else "",
            "temperature": filters.temperature.value if filters.temperature else "",
            "manager": self._known.managers.get(manager, "") if manager else "",
            "currency": about.currency,
        }

    async def _funnel(
        self, asked: Asked, today: date, locale: str
    ) -> tuple[About, dict[str, object]]:
        found = await funnel(self._pipeline, asked, today, self._zone)
        return found.about, funnel_values(found, self._texts, self._dictionary, locale)

    async def _cohorts(
        self, asked: Asked, today: date, locale: str
    ) -> tuple[About, dict[str, object]]:
        found = await self._purchases.cohorts(asked, today)
        return found.about, self._words.cohorts(found, locale)

    async def _ltv(self, asked: Asked, today: date, locale: str) -> tuple[About, dict[str, object]]:
        found = await self._purchases.cohorts(asked, today)
        middle = await self._purchases.middle(found)
        return found.about, self._words.ltv(found, middle, locale)

    async def _abc(self, asked: Asked, today: date, locale: str) -> tuple[About, dict[str, object]]:
        found = await self._purchases.classes(asked, today)
        return found.about, self._words.classes(found, locale)

    async def _cheque(
        self, asked: Asked, today: date, locale: str
    ) -> tuple[About, dict[str, object]]:
        found = await self._purchases.cheque(asked, today)
        return found.about, self._words.cheque(found, locale)
