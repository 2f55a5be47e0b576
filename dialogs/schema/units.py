"""The `unit:` of a slot: what is counted, with the forms that a word takes after numbers."""

from __future__ import annotations

from dialogs.plurals import PLURAL_FORMS, Unit
from dialogs.scenario import LOCALES
from dialogs.schema.fields import Path, Report
from dialogs.schema.texts import check_words, open_languages
from dialogs.source import Items, Tree

SAMPLES = {
    "ru": "ru: [визит, визита, визитов] as after 1, 2 and 5",
    "en": "en: [visit, visits] as after 1 and 2",
}


def read_unit(report: Report, tree: Tree, path: Path) -> Unit | None:
    """The unit in all languages: one word for every number (м²), or all the forms of a word."""
    fields = open_languages(report, tree, path, "unit", {})
    found: dict[str, tuple[str, ...]] = {}
    for locale in LOCALES:
        words = fields.get(locale) if fields else None
        forms = None if words is None else _forms(report, words, locale)
        if forms:
            found[locale] = forms
    return Unit(found) if len(found) == len(LOCALES) else None


def _forms(report: Report, words: Tree, locale: str) -> tuple[str, ...] | None:
    names = PLURAL_FORMS[locale]
    trees = words.items if isinstance(words, Items) else (words,)
    if isinstance(words, Items) and len(trees) != len(names):
        report.error(
            "plural-forms",
            words.mark,
            f"unit has {len(trees)} of the {len(names)} forms of {locale!r}: {', '.join(names)}",
            f"write {SAMPLES[locale]}, or one word without [] where it never changes",
        )
        return None
    scalars = [report.scalar(one, f"unit in {locale!r}") for one in trees]
    sound = [one.text for one in scalars if one and check_words(report, one, "unit")]
    return tuple(sound) if len(sound) == len(trees) else None
