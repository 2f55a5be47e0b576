"""The `cases:` file: what the company did for its clients, told by steps that ask for a case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from dialogs.cadence_files import keys
from dialogs.cadence_files.steps import words
from dialogs.conditions import did_you_mean
from dialogs.findings import Finding, Severity
from dialogs.schema.fields import Fields, Report, open_items
from dialogs.schema.rules import UniqueIds
from dialogs.source import Scalar, Tree
from leads.cadences.cadence import Cadence, Case, fitting

NAME = "cases.yaml"
"""Where they are looked for by whoever reads of a missing one."""


def read_cases(report: Report, tree: Tree, products: Collection[str] | None) -> Iterator[Case]:
    """The cases that are well-formed. `products` are the ids of what is sold; None when nobody
    knows."""
    ids = UniqueIds(report, "case")
    for fields in open_items(report, tree, ("cases",), "a case", keys.CASE):
        name, text = ids.take(fields), words(fields, "text")
        about = frozenset(_products(fields, products))
        if name and text:
            yield Case(name, text, about)


def lacking(
    cadences: Iterable[Cadence], cases: Sequence[Case], products: Collection[str]
) -> Iterator[Finding]:
    """A warning for each product that is sold and has no case for the steps that would tell one."""
    asking = sorted(one.id for one in cadences if any(step.case for step in one.steps))
    if not asking:
        return
    for product in sorted(products):
        if not fitting(cases, product):
            yield Finding(
                "no-case",
                Severity.WARNING,
                NAME,
                1,
                1,
                f"there is no case for {product}: {', '.join(asking)} send general advice instead",
                f"write one of yours into {NAME}, docs/cadences.md tells how",
            )


def _products(case: Fields, products: Collection[str] | None) -> Iterator[str]:
    tree = case.get("products")
    for item in () if tree is None else case.report.items(tree, "products"):
        if not isinstance(item, Scalar):
            case.report.error("wrong-shape", item.mark, "a product is an id", "write [seo, crm]")
        elif products is not None and item.text not in products:
            case.report.error(
                "unknown-product",
                item.mark,
                f"no scenario sells {item.text[:40]!r}",
                did_you_mean(item.text, frozenset(products)),
            )
        else:
            yield item.text
