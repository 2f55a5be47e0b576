"""Texts for people: every language there, short enough for Telegram, placeholders well-formed.

A placeholder `{slot|fallback}` shows an earlier answer, and the fallback where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from dialogs.conditions import did_you_mean
from dialogs.scenario import LOCALES, Text
from dialogs.schema.fields import Fields, Path, Report, open_fields
from dialogs.schema.keys import Key, Keys, Part, Shape
from dialogs.source import Scalar, Tree

MAX_TEXT = 4096
MAX_LABEL = 60

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\|([^{}|]+)\}")
"""A well-formed placeholder: the slot's id and the fallback."""
_KEYS = Part(required={}, optional={locale: Key(Shape.WORDS, locale) for locale in LOCALES})
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")


def telegram_length(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_text(
    report: Report,
    tree: Tree,
    path: Path,
    what: str,
    *,
    limit: int = MAX_TEXT,
    slots: Collection[str] | None = None,
    beside: Keys | None = None,
) -> Text | None:
    """The text in all languages. With `slots`, placeholders for these are allowed.

    `beside` are keys that may stand next to the languages, for others to read.
    """
    fields = open_languages(report, tree, path, what, beside or {})
    found: dict[str, str] = {}
    for locale in LOCALES:
        scalar = fields.scalar(locale) if fields else None
        if scalar is not None and check_words(report, scalar, what, limit=limit, slots=slots):
            found[locale] = scalar.text
    return Text(found) if len(found) == len(LOCALES) else None


def open_languages(
    report: Report, tree: Tree, path: Path, what: str, beside: Keys
) -> Fields | None:
    """The mapping from language to words; a language that is not there is reported."""
    languages = ", ".join(f"{locale}: …" for locale in LOCALES)
    if isinstance(tree, Scalar):
        report.error(
            "missing-language",
            tree.mark,
            f"{what} is written in {' and '.join(LOCALES)}",
            f"write {{{languages}}}",
        )
        return None
    fields = open_fields(report, tree, path, what, Part({}, {**_KEYS.optional, **beside}))
    if fields is None:
        return None
    for locale in LOCALES:
        if locale not in fields and locale not in fields.misspelt:
            report.error(
                "missing-language", fields.mark, f"{what} has no {locale!r}", f"add {locale}: …"
            )
    return fields


def check_words(
    report: Report,
    scalar: Scalar,
    what: str,
    *,
    limit: int = MAX_TEXT,
    slots: Collection[str] | None = None,
) -> bool:
    """Whether the words of one language can be used; its placeholders are looked at, too."""
    length = telegram_length(scalar.text)
    if not scalar.text.strip():
        report.error("empty-text", scalar.mark, f"{what} is empty", "write what people will read")
    elif length > limit and limit == MAX_LABEL:
        report.error(
            "label-too-long",
            scalar.mark,
            f"{what} has {length} characters; a button shows about {limit}",
            "shorten it, and say the rest in the question",
        )
    elif length > limit:
        report.error(
            "text-too-long",
            scalar.mark,
            f"{what} has {length} characters; Telegram takes {limit}",
            "shorten it, or split it into two steps",
        )
    else:
        _check_placeholders(report, scalar, what, slots)
        return True
    return False


def _check_placeholders(
    report: Report, scalar: Scalar, what: str, slots: Collection[str] | None
) -> None:
    for match in _BRACES.finditer(scalar.text):
        mark = scalar.at(match.start())
        name, bar, fallback = match[0].strip("{}").partition("|")
        if slots is None:
            report.error("placeholder", mark, f"{what} can't show an answer", "remove the braces")
        elif len(match[0]) == 1 or not name.strip():
            report.error(
                "placeholder", mark, f"a brace in {what} is no placeholder", "write {slot|fallback}"
            )
        elif not bar or not fallback.strip():
            report.error(
                "placeholder-without-fallback",
                mark,
                f"{match[0]} in {what} says nothing when there is no answer",
                f"write {{{name.strip()}|…}} with words that fit without the answer",
            )
        elif name not in slots:
            report.error(
                "unknown-slot",
                mark,
                f"{match[0]} in {what} names no slot",
                did_you_mean(name, frozenset(slots)),
            )
        elif not PLACEHOLDER.fullmatch(match[0]):
            report.error("placeholder", mark, f"{match[0]} has a second |", "keep one fallback")
