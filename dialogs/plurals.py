"""The form of a word that goes with a number: 1 визит, 2 визита, 5 визитов.

The number itself is written by `dialogs.shown`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dialogs.values import Number

PLURAL_FORMS: Mapping[str, tuple[str, ...]] = {
    "ru": ("one", "few", "many"),
    "en": ("one", "other"),
}
"""The forms that a word takes after numbers, by language and in order, as Unicode CLDR calls them.

CLDR's `other` of Russian (1,5 визита) is no form of its own: it reads as `few`.
"""


def plural_form(value: Number, locale: str) -> int:
    """Which of `PLURAL_FORMS` goes with a number by the rules of CLDR; 1.0 counts as 1."""
    count = abs(int(value))
    if count != abs(Decimal(value)):
        return 1
    if locale != "ru":
        return 0 if count == 1 else 1
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2


@dataclass(frozen=True, slots=True)
class Unit:
    """What a slot counts, keyed by locale: a form for each of `PLURAL_FORMS` (визит, визита,
    визитов), or a single one for every number (м²)."""

    by_locale: Mapping[str, tuple[str, ...]]

    def after(self, count: Number, locale: str) -> str:
        """The form that goes with `count` in `locale`, else in Russian."""
        return self._form(count, locale, genitive=False)

    def bounding(self, count: int, locale: str) -> str:
        """The same behind «от» and «до», a genitive in Russian: от 21 визита, до 2 визитов."""
        return self._form(count, locale, genitive=True)

    def _form(self, count: Number, locale: str, *, genitive: bool) -> str:
        spoken = locale if locale in self.by_locale else "ru"
        forms = self.by_locale[spoken]
        # Behind 2 a Russian word is a genitive singular, behind 5 a genitive plural.
        form = plural_form(count, spoken) + (genitive and spoken == "ru")
        return forms[min(form, len(forms) - 1)]
