"""Ids of a report put into words: its title, its tables, columns and lines."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import wording
from bot.chat.book import Book
from bot.chat.reports.dictionary import DictionaryDesk
from bot.chat.texts import Texts, plain
from reports.asking.asked import About
from reports.tables import ALL, UNKNOWN, Column, Kind, Named, Note

REASONS = ("loss_reason", "doubt", "reject_reason", "override_reason")
"""Labels of codes of reasons: of sellers, of the person, of who sends cards back or overrides."""


class Naming:
    """Labels, the book's products and the register of salespeople as one source of names.

    Labels are `report_<report>`, `report_empty_<report>`, `table_<report>_<table>`,
    `column_<metric>`, `line_<metric>`, and for a line or a group of columns `<kind>_<id>`. Where
    there is none, a report is called as its command, a table as its id is (a stage, a version), a
    column or a metric's line as the metric.
    """

    def __init__(self, texts: Texts, book: Book, managers: Mapping[int, str]) -> None:
        self._texts = texts
        self._book = book
        self._managers = managers
        self._dictionary = DictionaryDesk(texts)

    def title(self, report: str, locale: str) -> str:
        """What the report is called."""
        called = self._texts.label(f"command_{report}", locale, report)
        return self._texts.label(f"report_{report}", locale, called)

    def empty(self, report: str, locale: str) -> str:
        """What is said where it rests on nothing."""
        nothing = self._texts.label("report_empty", locale)
        return self._texts.label(f"report_empty_{report}", locale, nothing)

    def table(self, report: str, table: str, locale: str) -> str:
        """What stands above a table; "" for nothing."""
        alike = self._texts.label(table, locale, "") or self._version(table, locale)
        return self._texts.label(f"table_{report}_{table}", locale, alike)

    def column(self, column: Column, locale: str) -> str:
        """The head of a column: short, small letters."""
        if column.group is not ALL:
            return self.row(column.group, locale, short=True)
        name = self._dictionary.told(column.metric, locale).name
        return self._texts.label(f"column_{column.metric}", locale, name.lower())

    def line(self, metric: str, locale: str) -> str:
        """A metric at the head of a line."""
        return self._texts.metric(metric, locale)

    def row(self, named: Named, locale: str, *, short: bool = False) -> str:
        """What a line or a group of columns is about."""
        if named.text:
            return named.text
        if named.kind is Kind.METRIC:
            name = self._dictionary.told(named.id, locale).name
            return self._texts.label(f"step_{named.id}", locale, name) if short else name
        if named.kind is Kind.SPAN:
            return self._texts.label(f"span_{named.id}{'' if short else '_long'}", locale)
        if named.kind is Kind.CLIENT:
            return self._texts.label("row_nameless", locale)
        unknown = named.id in {"", UNKNOWN}
        known = self._texts.label("row_unknown", locale)
        known = known if unknown else self._called(named, locale)
        return self._texts.label(f"{named.kind.value}_{named.id}", locale, known)

    def note(self, note: Note, locale: str) -> str:
        """What is said beside figures, without markup."""
        return plain(self._texts.render(f"note_{note.id}", locale, **note.says))

    def _called(self, named: Named, locale: str) -> str:
        """What no label says."""
        match named.kind:
            case Kind.PRODUCT:
                return self._book.product(named.id, locale)
            case Kind.MANAGER if named.id.isdecimal():
                return self._managers.get(int(named.id), f"№ {named.id}")
            case Kind.QUESTION:
                scenario, _, step = named.id.partition(".")
                return self._book.question(scenario, step, locale)
            case Kind.RULE:
                scenario, _, rule = named.id.partition(".")
                return f"{rule} {self._book.rule(scenario, rule, locale)}".strip()
            case Kind.VERSION:
                return self._version(named.id, locale)
            case Kind.REASON:
                known = (self._texts.label(f"{one}_{named.id}", locale, "") for one in REASONS)
                return next(filter(None, known), named.id)
            case Kind.MONTH:
                return f"{named.id[5:7]}.{named.id[2:4]}"
            case Kind.HOUR:
                return f"{int(named.id):02}:00"
            case Kind.AGE:
                return f"+{named.id}"
        return named.id

    def _version(self, name: str, locale: str) -> str:
        """A version of a scenario, as `scenario@version`; "" for anything else."""
        scenario, _, version = name.partition("@")
        if not version:
            return ""
        label = self._texts.label("version_named", locale)
        return label.format(title=self._book.title(scenario, locale), version=version)

    def about(self, about: About, locale: str) -> dict[str, object]:
        """The period and the filters, for the head of a report."""
        filters, period = about.filters, about.period
        manager = filters.manager
        return {
            "period": wording.period(period.first, period.last, self._texts.spoken(locale)),
            "product": self._book.product(filters.product, locale) if filters.product else "",
            "channel": self.row(Named(Kind.CHANNEL, filters.channel), locale)
            if filters.channel
            else "",
            "temperature": filters.temperature.value if filters.temperature else "",
            "manager": self.row(Named(Kind.MANAGER, str(manager)), locale) if manager else "",
            "currency": about.currency,
        }
