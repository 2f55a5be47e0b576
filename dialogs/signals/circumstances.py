"""What is known besides the answers when a verdict is reached. Values and their JSON form; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.conditions import Kind, Name
from dialogs.values import Value
from leads.company import Grade
from leads.verdict import JsonValue

PRICE_FIRST, RENAMED, REFUSED = "price_first", "renamed", "refused"
DOUBT, GRADE = "doubt", "grade"

OF_SIGNALS: Mapping[str, Name] = {
    PRICE_FIRST: Name(Kind.TRUTH),
    RENAMED: Name(Kind.TRUTH),
    REFUSED: Name(Kind.NUMBER, minimum=0),
}
"""Names that only the conditions of signals know."""
OF_OUTCOMES: Mapping[str, Name] = {
    DOUBT: Name(Kind.NUMBER, minimum=0),
    GRADE: Name(Kind.CHOICE, frozenset(Grade)),
}
"""Names that only the conditions of outcomes know, beside the scores."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Whether the person's first words asked for a price, whether they came under another company's
    name lately, and the grade of their company. None is not known."""

    price_first: bool | None = None
    renamed: bool | None = None
    grade: Grade | None = None

    def to_json(self) -> dict[str, JsonValue]:
        """What is known, as plain JSON and as conditions read it."""
        named = {PRICE_FIRST: self.price_first, RENAMED: self.renamed}
        found: dict[str, JsonValue] = {
            name: value for name, value in named.items() if value is not None
        }
        return found if self.grade is None else {**found, GRADE: self.grade.value}

    def values(self) -> dict[str, Value]:
        """The same, as values of conditions."""
        named: dict[str, Value] = {}
        if self.price_first is not None:
            named[PRICE_FIRST] = self.price_first
        if self.renamed is not None:
            named[RENAMED] = self.renamed
        if self.grade is not None:
            named[GRADE] = self.grade.value
        return named

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> Circumstances:
        """The inverse of `to_json`; ValueError for a grade that there is not."""
        grade = raw.get(GRADE)
        return cls(
            price_first=_truth(raw.get(PRICE_FIRST)),
            renamed=_truth(raw.get(RENAMED)),
            grade=None if grade is None else Grade(str(grade)),
        )


def _truth(raw: object) -> bool | None:
    return raw if isinstance(raw, bool) else None


NOTHING_KNOWN = Circumstances()
