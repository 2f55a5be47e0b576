"""The `steps:` part of a cadence's file: messages in growing order, each with something new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from dialogs.cadence_files import keys
from dialogs.schema.fields import Fields, Report, open_fields
from dialogs.schema.rules import UniqueIds
from dialogs.schema.texts import read_text
from leads.cadences.cadence import Step, Variant
from leads.thinking.reasons import Doubt, Wait

PLACEHOLDERS = frozenset({"name", "product", "owner", "company"})
"""What a text may show: the person's name, the product, the salesperson, our company."""
MOST_STEPS = 6
MAX_WORDS = 3500
"""Characters of a message, less than Telegram takes: placeholders grow."""


def read_steps(report: Report, top: Fields) -> Iterator[Step]:
    """The steps that are well-formed, in the order of the file."""
    tree = top.get("steps")
    if tree is None:
        if "steps" not in top.misspelt:
            report.error("missing-key", top.mark, "the file needs 'steps'", "add steps: …")
        return
    items = report.items(tree, "steps")
    if len(items) > MOST_STEPS:
        report.error(
            "too-many-steps",
            items[MOST_STEPS].mark,
            f"more than {MOST_STEPS} messages without an answer push people away",
            "remove some",
        )
    ids, order, new = UniqueIds(report, "step"), _Order(report), _New(report)
    for index, item in enumerate(items):
        fields = open_fields(report, item, ("steps", str(index)), "a step", keys.STEP)
        if fields is None:
            continue
        name, after = ids.take(fields), order.take(fields)
        variants = tuple(_variants(fields))
        new.take(fields, index + 1, variants)
        if name and after and variants:
            yield Step(name, after, variants, fields.flag("case"))


def words(
    fields: Fields, key: str, *, limit: int = MAX_WORDS, placeholders: bool = True
) -> dict[str, str] | None:
    """The text under `key` by locale; None where there is none, or a mistake."""
    tree = fields.get(key)
    if tree is None:
        return None
    slots = PLACEHOLDERS if placeholders else None
    found = read_text(fields.report, tree, (*fields.path, key), key, limit=limit, slots=slots)
    return None if found is None else dict(found.by_locale)


class _Order:
    """Steps come one after another."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._last: timedelta | None = None

    def take(self, fields: Fields) -> timedelta | None:
        after = fields.span("after", "dw")
        if after is None:
            return None
        if self._last is not None and after <= self._last:
            self._report.error(
                "step-order",
                fields.values["after"].mark,
                "this step does not come after the one before it",
                "all of them count from the beginning: write them in growing order",
            )
        self._last = after
        return after


class _New:
    """Every message brings something new: no words come twice."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._said: dict[str, int] = {}

    def take(self, fields: Fields, number: int, variants: tuple[Variant, ...]) -> None:
        for text in {text for variant in variants for text in variant.text.values()}:
            first = self._said.setdefault(" ".join(text.split()).casefold(), number)
            if first != number:
                self._report.error(
                    "repeated-text",
                    fields.mark,
                    f"step {number} says what step {first} says",
                    "bring something new: a case, an answer, a question",
                )
                return


def _variants(step: Fields) -> Iterator[Variant]:
    report, tree = step.report, step.get("variants")
    if ("text" in step) == (tree is not None):
        if not step.misspelt & {"text", "variants"}:
            report.error(
                "step-words",
                step.mark,
                "a step has either a text or variants",
                "write one of them",
            )
        return
    if tree is None:
        text = words(step, "text")
        if text is not None:
            yield Variant("a", text)
        return
    ids, plain = UniqueIds(report, "variant"), False
    items = report.items(tree, "variants")
    for index, item in enumerate(items):
        path = (*step.path, "variants", str(index))
        fields = open_fields(report, item, path, "a variant", keys.VARIANT)
        if fields is None:
            continue
        plain = plain or "about" not in fields
        name, text = ids.take(fields), words(fields, "text")
        about = fields.one_of("about", (*Doubt, *Wait), "an objection or what is waited for")
        if name and text:
            yield Variant(name, text, about)
    if items and not plain:
        report.error(
            "only-objections",
            tree.mark,
            "whoever named no objection would read nothing",
            "add a variant without about",
        )
