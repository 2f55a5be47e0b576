"""What somebody asks of a report → the report as text with its buttons, or a question back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.chat.book import Book
from bot.chat.callbacks import ReportButton
from bot.chat.map_of_offers import OfferMap
from bot.chat.messages import Keyboard
from bot.chat.reports.buttons import FILTERS, Act, Choices, ReportButtons, takes
from bot.chat.reports.dictionary import DictionaryDesk
from bot.chat.reports.faces.desk import Said
from bot.chat.reports.faces.wanted import Face
from bot.chat.reports.naming import Naming
from bot.chat.reports.question import question
from bot.chat.reports.scope import Viewer
from bot.chat.reports.short import Shortening
from bot.chat.reports.shown import ShownReport
from bot.chat.texts import Texts, plain
from leads.clock import Clock
from reports.asking.asked import Asked, Unclear
from reports.asking.reading import read
from reports.asking.registers import Registers, registers
from reports.exports import LEADS
from reports.source import Sources
from reports.tables import Report

LOCALES = ("ru", "en")
FACES = {"xlsx": Face.XLSX, "csv": Face.CSV, "png": Face.PICTURE, "картинкой": Face.PICTURE}
"""Words that say as what something is exported."""


@dataclass(frozen=True, slots=True)
class Known:
    """Whatever filters may name besides products: channels, and salespeople by Telegram id."""

    channels: frozenset[str] = frozenset()
    managers: Mapping[int, str] = field(default_factory=dict)


class Screen(NamedTuple):
    """An answer: the text, what stands under it, and the report where it is one."""

    text: str
    keyboard: Keyboard = ()
    report: Report | None = None


class ReportDesk:
    """The commands of reports, which take a period and filters in words, and their buttons."""

    def __init__(
        self,
        sources: Sources,
        book: Book,
        known: Known,
        naming: Naming,
        offers: OfferMap,
        texts: Texts,
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        self._sources = sources
        self._book = book
        self._known = known
        self._offers = offers
        self._texts = texts
        self._clock = clock
        self._zone = zone
        self._naming = naming
        self.files = (*sources, LEADS)
        self._shown = ShownReport(texts, naming)
        self._dictionary = DictionaryDesk(texts)

    def metric(self, asked: str, locale: str) -> Screen:
        """/metric NAME: what it means."""
        return Screen(self._dictionary.explain(asked, locale))

    def listed(self, viewer: Viewer, locale: str) -> Screen:
        """/reports: all that the viewer may ask for."""
        text = self._texts.render("reports", locale, own=viewer.only is not None)
        return Screen(text, self._buttons(viewer, locale).listed())

    async def answer(self, command: str, words: str, viewer: Viewer, locale: str) -> Screen:
        """The report, or what is not clear in what was asked."""
        asked = self._understood(command, words, locale)
        if isinstance(asked, str):
            return Screen(asked)
        said = await self._report(command, asked, viewer, locale)
        return said or Screen(self._texts.label("reports_not_yours", locale))

    async def tapped(self, button: ReportButton, viewer: Viewer, locale: str) -> Screen | None:
        """What the message says after a tap; None for what is not theirs. ValueError for a button
        that means nothing any more."""
        act = Act(button.act)
        if act is Act.LIST:
            return self.listed(viewer, locale)
        asked = self._shortening().asked(button.asked)
        said = await self._report(button.report, asked, viewer, locale)
        if said is None or act is Act.SHOW:
            return said
        buttons = self._buttons(viewer, locale)
        if act in FILTERS:
            choices = buttons.choosing(act, button.report, asked, self._today())
            return Screen(said.text, choices)
        return Screen(self._offers.shown(locale), buttons.back(button.report, asked))

    async def _report(
        self, report: str, asked: Asked, viewer: Viewer, locale: str
    ) -> Screen | None:
        theirs = viewer.narrowed(report, asked)
        if theirs is None:
            return None
        found = await self._sources[report].report(theirs, self._today())
        keyboard = self._buttons(viewer, locale).under(report, theirs)
        return Screen(self._shown.text(found, locale), keyboard, found)

    def _buttons(self, viewer: Viewer, locale: str) -> ReportButtons:
        channels = {
            one: self._texts.label(f"channel_{one}", locale, one)
            for one in sorted(self._known.channels)
        }
        choices = Choices(self._book.products(locale), channels, self._known.managers)
        return ReportButtons(self._texts, self._shortening(), choices, viewer, locale)

    def _shortening(self) -> Shortening:
        return Shortening(self._book.products(LOCALES[0]), self._known.channels)

    def export(self, words: str, locale: str) -> Said:
        """/export REPORT: which one, as what kind of file, and what is asked of it."""
        parts = words.split()
        faces = [FACES[one.casefold()] for one in parts if one.casefold() in FACES]
        face = faces[0] if faces else Face.XLSX
        named, *rest = [one for one in parts if one.casefold() not in FACES] or [""]
        report = self._named(named.casefold(), locale)
        if report is None:
            reports = [(one, self._naming.title(one, locale)) for one in self.files]
            usage = self._texts.render("export_usage", locale, asked=named, reports=reports)
            return Said(face, "", usage)
        return Said(face, report, self._understood(report, " ".join(rest), locale))

    def understood(self, words: str, locale: str) -> Asked | str:
        """What plain words ask for, or in plain words what is not clear."""
        asked = self._understood("export", words, locale)
        return plain(asked) if isinstance(asked, str) else asked

    def _named(self, word: str, locale: str) -> str | None:
        """The report that a word names: its command, or how it is called; the list of leads."""
        called = {one: self._naming.title(one, locale).casefold() for one in self.files}
        if word in called:
            return word
        found = [one for one, title in called.items() if word in title.partition(":")[0].split()]
        return found[0] if len(found) == 1 else None

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()

    def _understood(self, command: str, words: str, locale: str) -> Asked | str:
        """What is asked for, or the question back."""
        asked = read(words, self.registers(), self._today())
        if isinstance(asked, Unclear):
            return question(self._texts, command, asked, locale)
        if not takes(command, asked):
            return self._texts.render("report_takes_not", locale, command=command)
        return asked

    def registers(self) -> Registers:
        """What filters may name."""
        products: dict[str, tuple[str, ...]] = {}
        for locale in LOCALES:
            for product, name in self._book.products(locale).items():
                products[product] = (*products.get(product, ()), name)
        channels = {
            one: tuple(self._texts.label(f"channel_{one}", locale, one) for locale in LOCALES)
            for one in sorted(self._known.channels)
        }
        return registers(products, channels, self._known.managers)
