"""The file of what comes after a purchase → surveys. Every mistake is told with its place and
what to mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.app.settings import SettingsError
from dialogs.conditions import did_you_mean
from dialogs.findings import ScenarioErrors
from dialogs.schema.fields import Fields, Report, open_fields
from dialogs.schema.keys import Key, Part, Shape
from dialogs.source import Entries, Tree, read_source
from leads.surveys.survey import Scale, SurveyRules, Window

LONGEST_LINK = 500


def _part(optional: str) -> Part:
    return Part({}, {name: Key(Shape.PART, "") for name in optional.split()})


FILE = _part("surveys products")
SURVEYS = _part("after until pause ask review friends")
PRODUCT = _part("survey")
SURVEY = _part("after until ask")


def load_after_sale(file: str, products: Collection[str]) -> SurveyRules:
    """What `file` says, the usual for "". `SettingsError`; OSError when it can't be read.

    `products` are the ids of what the scenarios sell.
    """
    if not file:
        return SurveyRules()
    try:
        tree = read_source(Path(file).read_text(encoding="utf-8"), name=file)
    except ScenarioErrors as errors:
        raise SettingsError(f"AFTER_SALE_FILE: {errors}") from errors
    except UnicodeDecodeError as error:
        raise SettingsError(f"AFTER_SALE_FILE: {file} is not in UTF-8: {error}") from error
    report = Report(file)
    rules = _Reader(report, frozenset(products)).rules(tree)
    if report.failed:
        raise SettingsError(f"AFTER_SALE_FILE: {ScenarioErrors(report.findings)}")
    return rules


@dataclass(slots=True)
class _Reader:
    report: Report
    products: frozenset[str]

    def rules(self, tree: Tree) -> SurveyRules:
        top = open_fields(self.report, tree, (), "the file of after-sales", FILE)
        if top is None:
            return SurveyRules()
        surveys = self.part(top.get("surveys"), "surveys", SURVEYS)
        usual = self.window(surveys, Window()) if surveys else Window()
        standard = SurveyRules()
        return SurveyRules(
            usual,
            dict(self.windows(top.get("products"), usual)),
            (surveys.span("pause", "dw") if surveys else None) or standard.pause,
            self.link(surveys, "review") if surveys else "",
            self.link(surveys, "friends") if surveys else "",
        )

    def windows(self, tree: Tree | None, usual: Window) -> Iterator[tuple[str, Window]]:
        if tree is None:
            return
        if not isinstance(tree, Entries):
            self.wrong(tree, "products is a mapping from a product to its rules", "write seo: {…}")
            return
        for entry in tree.entries:
            if entry.key not in self.products:
                self.report.error(
                    "unknown-product",
                    entry.mark,
                    f"no scenario sells {entry.key[:40]!r}",
                    did_you_mean(entry.key, self.products),
                )
            fields = self.part(entry.value, f"product {entry.key}", PRODUCT)
            survey = self.part(fields.get("survey"), "survey", SURVEY) if fields else None
            if survey is not None:
                yield entry.key, self.window(survey, usual)

    def window(self, fields: Fields, usual: Window) -> Window:
        after = fields.span("after", "dw") or usual.after
        until = fields.span("until", "dw") or max(usual.until, after + timedelta(days=15))
        scale = fields.one_of("ask", [one.value for one in Scale], "nps or csi")
        if until <= after:
            self.wrong(fields.values["until"], "until comes after `after`", "write a longer one")
            return usual
        return Window(after, until, Scale(scale) if scale else usual.scale)

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
