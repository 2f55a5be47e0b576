"""The `rules:` file: caps over all cadences, how long deals take, how grades stretch offsets."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta

from dialogs.cadence_files import keys
from dialogs.conditions import did_you_mean
from dialogs.schema.fields import Fields, Report, open_fields, open_items
from dialogs.source import Entries, Tree
from leads.cadences.cadence import DEFAULT_CYCLE, Cap, Rules
from leads.cadences.room import UNASKED
from leads.company import Grade

LEAST, MOST = 0.25, 4.0
"""Within these bounds offsets may shrink or grow for a grade."""


def read_rules(report: Report, tree: Tree, products: Collection[str] | None) -> Rules:
    """The rules as far as they are well-formed. `products` are the ids of what is sold; None when
    nobody knows."""
    fields = open_fields(report, tree, ("rules",), "rules", keys.RULES)
    if fields is None:
        return Rules()
    return Rules(
        caps=tuple(_caps(fields)),
        cycle=fields.span("cycle", "dw") or DEFAULT_CYCLE,
        cycles=dict(_cycles(fields, products)),
        grades=dict(_grades(fields)),
    )


def _caps(rules: Fields) -> Iterator[Cap]:
    path = ("rules", "caps")
    for fields in open_items(rules.report, rules.get("caps"), path, "a cap", keys.CAP):
        most, within = fields.whole("most", least=1), fields.span("within", "hdw")
        allowed = sorted(one.value for one in UNASKED)
        purpose = fields.one_of("purpose", allowed, "a purpose with a cap")
        wrong = "purpose" in fields and purpose is None
        if most and within and not wrong:
            yield Cap(most, within, next((one for one in UNASKED if one == purpose), None))


def _cycles(rules: Fields, products: Collection[str] | None) -> Iterator[tuple[str, timedelta]]:
    report, tree = rules.report, rules.get("cycles")
    if tree is None:
        return
    if not isinstance(tree, Entries):
        report.error("wrong-shape", tree.mark, "cycles is a mapping", "write product: 45d")
        return
    for entry in tree.entries:
        if products is not None and entry.key not in products:
            known = frozenset(products)
            report.error(
                "unknown-product",
                entry.mark,
                f"no scenario sells {entry.key[:40]!r}",
                did_you_mean(entry.key, known),
            )
        path = ("rules", "cycles")
        span = Fields(report, path, entry.mark, {entry.key: entry.value}).span(entry.key, "dw")
        if span is not None:
            yield entry.key, span


def _grades(rules: Fields) -> Iterator[tuple[Grade, float]]:
    tree = rules.get("grades")
    fields = None
    if tree is not None:
        fields = open_fields(rules.report, tree, ("rules", "grades"), "grades", keys.GRADES)
    if fields is None:
        return
    for grade in Grade:
        number = fields.number(grade.value)
        if number is None:
            continue
        if not LEAST <= number <= MOST:
            rules.report.error(
                "wrong-type",
                fields.values[grade.value].mark,
                f"offsets stretch by {LEAST} to {MOST}, not by {number}",
                "write 1 for offsets as they are, 1.5 for longer ones",
            )
        else:
            yield grade, float(number)
