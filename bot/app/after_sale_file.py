"""The file of what comes after a purchase → rules. Every mistake is told with its place and what
to mend."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.app.settings import SettingsError
from bot.app.strict_file import read_strictly
from dialogs.conditions import did_you_mean
from dialogs.schema.fields import Fields, Report, open_fields
from dialogs.schema.keys import Part
from dialogs.source import Entries, Items, Mark, Tree
from leads.company import Grade
from leads.repeat.rules import NextOffer, Product, ProductRole, RepeatRules, SeasonOfYear
from leads.surveys.survey import Scale, SurveyRules, Window

LONGEST_LINK, LONGEST_WHY = 500, 200
LOCALES = ("ru", "en")
LEAP_YEAR = 2028
_SEASON = re.compile(r"(\d\d)-(\d\d)\.\.(\d\d)-(\d\d)")

FILE = Part.of(optional="surveys repeat products offers")
SURVEYS = Part.of(optional="after until pause ask review friends")
SURVEY = Part.of(optional="after until ask")
REPEAT = Part.of(optional="ahead book")
PRODUCT = Part.of(optional="survey role again season")
OFFER = Part.of("bought next", "segment why")
WHY = Part.of("ru", "en")


@dataclass(frozen=True, slots=True)
class AfterSaleRules:
    """What the file says."""

    surveys: SurveyRules = field(default_factory=SurveyRules)
    repeat: RepeatRules = field(default_factory=RepeatRules)


def load_after_sale(file: str, products: Collection[str]) -> AfterSaleRules:
    """What `file` says, the usual for "". `SettingsError`; OSError when it can't be read.

    `products` are the ids of what the scenarios sell.
    """
    if not file:
        return AfterSaleRules()
    return read_strictly(
        file,
        "AFTER_SALE_FILE",
        lambda report, tree: _Reader(report, frozenset(products)).rules(tree),
        SettingsError,
    )


@dataclass(slots=True)
class _Reader:
    report: Report
    products: frozenset[str]

    def rules(self, tree: Tree) -> AfterSaleRules:
        top = open_fields(self.report, tree, (), "the file of after-sales", FILE)
        if top is None:
            return AfterSaleRules()
        surveys = self.part(top.get("surveys"), "surveys", SURVEYS)
        repeat = self.part(top.get("repeat"), "repeat", REPEAT)
        usual = self.window(surveys, Window()) if surveys else Window()
        described = dict(self.described(top.get("products")))
        windows = {
            name: self.window(survey, usual)
            for name, fields in described.items()
            if (survey := self.part(fields.get("survey"), "survey", SURVEY)) is not None
        }
        standard = SurveyRules()
        return AfterSaleRules(
            SurveyRules(
                usual,
                windows,
                (surveys.span("pause", "dw") if surveys else None) or standard.pause,
                self.link(surveys, "review") if surveys else "",
                self.link(surveys, "friends") if surveys else "",
            ),
            RepeatRules(
                (repeat.span("ahead", "dw") if repeat else None) or RepeatRules().ahead,
                (repeat.span("book", "dw") if repeat else None) or RepeatRules().book,
                {name: self.product(fields) for name, fields in described.items()},
                tuple(self.offers(top.get("offers"))),
            ),
        )

    def described(self, tree: Tree | None) -> Iterator[tuple[str, Fields]]:
        if tree is not None and not isinstance(tree, Entries):
            self.wrong(tree, "products is a mapping from a product to its rules", "write seo: {…}")
        for entry in tree.entries if isinstance(tree, Entries) else ():
            self.sold(entry.key, entry.mark)
            fields = self.part(entry.value, f"product {entry.key}", PRODUCT)
            if fields is not None:
                yield entry.key, fields

    def window(self, fields: Fields, usual: Window) -> Window:
        after = fields.span("after", "dw") or usual.after
        until = fields.span("until", "dw") or max(usual.until, after + timedelta(days=15))
        scale = fields.one_of("ask", [one.value for one in Scale], "nps or csi")
        if until <= after:
            self.wrong(fields.values["until"], "until comes after `after`", "write a longer one")
            return usual
        return Window(after, until, Scale(scale) if scale else usual.scale)

    def product(self, fields: Fields) -> Product:
        role = fields.one_of("role", [one.value for one in ProductRole], "a role")
        return Product(
            ProductRole(role) if role else None, fields.span("again", "dw"), self.season(fields)
        )

    def season(self, fields: Fields) -> SeasonOfYear | None:
        scalar = fields.scalar("season")
        if scalar is None:
            return None
        days = _days(scalar.text.replace(" ", ""))
        if days is None or (days[0].month, days[0].day) == (2, 29):
            self.wrong(scalar, f"{scalar.text[:40]!r} is no season", "write 03-01..05-31")
            return None
        first, last = days
        return SeasonOfYear((first.month, first.day), (last.month, last.day))

    def offers(self, tree: Tree | None) -> Iterator[NextOffer]:
        seen: set[tuple[str, str, frozenset[Grade]]] = set()
        for item in () if tree is None else self.report.items(tree, "offers"):
            fields = self.part(item, "an offer", OFFER)
            bought, offered = (
                (fields.scalar("bought"), fields.scalar("next")) if fields else (None,) * 2
            )
            if fields is None or bought is None or offered is None:
                continue
            for scalar in (bought, offered):
                self.sold(scalar.text, scalar.mark)
            segments = self.segments(fields)
            if (bought.text, offered.text, segments) in seen:
                self.wrong(item, "this offer is written twice", "take one of them out")
            seen.add((bought.text, offered.text, segments))
            yield NextOffer(bought.text, offered.text, segments, self.why(fields))

    def segments(self, fields: Fields) -> frozenset[Grade]:
        tree = fields.get("segment")
        items = tree.items if isinstance(tree, Items) else (tree,) if tree is not None else ()
        found = []
        for item in items:
            one = Fields(self.report, (), item.mark, {"segment": item})
            grade = one.one_of("segment", [grade.value for grade in Grade], "a segment")
            found += [Grade(grade)] if grade else []
        return frozenset(found)

    def why(self, fields: Fields) -> Mapping[str, str]:
        words = self.part(fields.get("why"), "why", WHY)
        said = {}
        for locale in LOCALES:
            scalar = words.scalar(locale) if words else None
            if scalar is not None and not 0 < len(scalar.text.strip()) <= LONGEST_WHY:
                self.wrong(scalar, f"why has 1 to {LONGEST_WHY} characters", "write one sentence")
            if scalar is not None:
                said[locale] = scalar.text.strip()
        return said

    def sold(self, product: str, mark: Mark) -> None:
        if product not in self.products:
            self.report.error(
                "unknown-product",
                mark,
                f"no scenario sells {product[:40]!r}",
                did_you_mean(product, self.products),
            )

    def link(self, fields: Fields, key: str) -> str:
        scalar = fields.scalar(key)
        if scalar is None:
            return ""
        fits = scalar.text.startswith("https://") and len(scalar.text) <= LONGEST_LINK
        if not fits or any(sign.isspace() for sign in scalar.text):
            self.wrong(scalar, f"{key} is no link", "write an address that begins with https://")
        return scalar.text

    def part(self, tree: Tree | None, what: str, keys: Part) -> Fields | None:
        return None if tree is None else open_fields(self.report, tree, (), what, keys)

    def wrong(self, tree: Tree, message: str, fix: str) -> None:
        self.report.error("wrong-value", tree.mark, message, fix)


def _days(text: str) -> tuple[date, date] | None:
    found = _SEASON.fullmatch(text)
    if found is None:
        return None
    numbers = [int(number) for number in found.groups()]
    try:
        return date(LEAP_YEAR, *numbers[:2]), date(LEAP_YEAR, *numbers[2:])
    except ValueError:
        return None
