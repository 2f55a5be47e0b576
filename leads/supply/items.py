"""Rows of a supply source → items, with every mistake told by its place. Pure.

A file and an HTTP service give the same fields, so they are read here once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date

from leads.supply.availability import Item, Season

FIELDS = ("product", "quantity", "reserved", "season_from", "season_to")
LONGEST_PRODUCT = 48
"""Bytes that a button's payload has room for."""


class BadSupply(ValueError):
    """What a source says can't be read; the message has all mistakes, one a line."""


def read_items(rows: Iterable[tuple[str, object]]) -> tuple[Item, ...]:
    """The items of rows, each with the name of its place. `BadSupply` for anything unclear: half
    a list would take products off sale that are there."""
    found: dict[str, Item] = {}
    mistakes: list[str] = []
    for place, row in rows:
        try:
            item = _item(row)
            if item.product in found:
                raise ValueError(f"product {item.product!r} is given twice")
            found[item.product] = item
        except ValueError as error:
            mistakes.append(f"{place}: {error}")
    if mistakes:
        raise BadSupply("\n".join(mistakes))
    return tuple(found.values())


def _item(row: object) -> Item:
    if not isinstance(row, Mapping):
        raise ValueError("expected fields with values")
    unknown = [str(key) for key in row if key not in FIELDS]
    if unknown:
        raise ValueError(f"unknown field {unknown[0]!r}; there are {', '.join(FIELDS)}")
    product = str(row.get("product") or "").strip()
    if not 0 < len(product.encode()) <= LONGEST_PRODUCT or ":" in product:
        raise ValueError(
            "product is missing, too long or has a colon: give its id, as scenarios write it"
        )
    quantity = _number(row, "quantity")
    return Item(product, quantity, _number(row, "reserved") or 0, _season(row))


def _number(row: Mapping[object, object], field: str) -> float | None:
    value = row.get(field)
    if value is None or value == "":
        return None
    try:
        number = float(str(value).replace("\xa0", "").replace(" ", "").replace(",", "."))
    except ValueError:
        number = math.nan
    if isinstance(value, bool) or not math.isfinite(number):
        raise ValueError(f"{field} is a number, not {value!r}")
    if field == "reserved" and number < 0:
        raise ValueError(f"reserved is not negative: {value!r}")
    return number


def _season(row: Mapping[object, object]) -> Season | None:
    days = [_day(row, field) for field in ("season_from", "season_to")]
    first, last = days
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise ValueError("a season has both season_from and season_to")
    return Season(first, last)


def _day(row: Mapping[object, object], field: str) -> date | None:
    value = row.get(field)
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise ValueError(f"{field} is a day like 2027-03-01, not {value!r}") from error
