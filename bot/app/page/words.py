"""The page's words for reports: the bot's own, from one source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.chat.book import Book
from bot.chat.reports.desk import Known
from bot.chat.reports.dictionary import DictionaryDesk
from bot.chat.reports.faces.spoken import Spoken
from bot.chat.reports.figures import Manner, figure
from bot.chat.reports.naming import Naming
from bot.chat.texts import Texts
from bot.web.page.ports import Choices, Told
from dialogs import shown
from reports.asking.asked import About
from reports.dictionary import METRICS, Unit
from reports.source import Case
from reports.tables import Cell, Column, Kind, Named, Note


class PageWords:
    """`bot.web.page.ports.Words`."""

    def __init__(self, texts: Texts, book: Book, naming: Naming, known: Known) -> None:
        self._texts = texts
        self._book = book
        self._known = known
        self._naming = naming
        self._dictionary = DictionaryDesk(texts)

    def title(self, report: str, locale: str, *, short: bool = False) -> str:
        """What the report is called, at length or as on a button."""
        title = self._naming.title(report, locale)
        return self._texts.label(f"short_{report}", locale, title) if short else title

    def empty(self, report: str, locale: str) -> str:
        """What is said where there is nothing."""
        return self._naming.empty(report, locale)

    def table(self, report: str, table: str, locale: str) -> str:
        """What stands above a table."""
        return self._naming.table(report, table, locale)

    def column(self, column: Column, locale: str) -> str:
        """The head of a column."""
        return self._naming.column(column, locale)

    def row(self, named: Named, locale: str, *, short: bool = False) -> str:
        """What a line is about."""
        return self._naming.row(named, locale, short=short)

    def note(self, note: Note, locale: str) -> str:
        """What is said beside figures."""
        return self._naming.note(note, locale)

    def metric(self, metric: str, locale: str) -> Told:
        """What a figure means."""
        told = self._dictionary.told(metric, locale)
        return Told(told.name, told.how)

    def about(self, about: About, locale: str) -> Sequence[str]:
        """The period and the filters."""
        return Spoken(self._texts, self._naming, locale).about(about)

    def figure(self, cell: Cell, metric: str, currency: str, locale: str, *, brief: bool) -> str:
        """A figure; shares have their sign at any width."""
        known = METRICS[metric]
        narrow = brief and known.unit is Unit.MONEY
        return figure(cell, known, Manner(locale, currency, narrow))

    def amount(self, case: Case) -> str:
        """The amount of a case."""
        return "" if case.amount is None else shown.amount(case.amount, case.currency)

    def moment(self, at: datetime, locale: str) -> str:
        """By the company's clock."""
        return self._texts.moment(at, locale)

    def choices(self, locale: str) -> Choices:
        """What filters can be set to."""
        channels = [
            (one, self._naming.row(Named(Kind.CHANNEL, one), locale))
            for one in self._known.channels
        ]
        managers = [(str(number), name) for number, name in self._known.managers.items()]
        return Choices(
            sorted(self._book.products(locale).items(), key=_by_name),
            sorted(channels, key=_by_name),
            sorted(managers, key=_by_name),
        )


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1].casefold()
