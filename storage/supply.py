"""What can be sold and who waits, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from leads.stage import Stage
from leads.supply.availability import Condition, Item, Mark, Season
from leads.supply.waits import Wait
from leads.supply.watching import SupplyRecord
from storage.scope import Scope
from storage.tables import product_supply, supply, waits
from storage.writing import Row

THE_ROW = "supply"

_SUPPLY = select(supply).where(supply.c.key == THE_ROW)
_HELD = _SUPPLY.with_for_update()
_VERSION = select(supply.c.version).where(supply.c.key == THE_ROW)
_PRODUCTS = select(product_supply).order_by(product_supply.c.product)
_WAIT = select(waits).where(waits.c.id == bindparam("id"))
_UNTOLD = (
    select(waits)
    .where(waits.c.product == bindparam("product"), waits.c.told_at.is_(None))
    .order_by(waits.c.since, waits.c.id)
)
_AWAITED = select(waits.c.product).where(waits.c.told_at.is_(None)).distinct()
_OF = select(waits).where(waits.c.contact_id == bindparam("contact_id")).order_by(waits.c.id)
_FORGET = delete(waits).where(waits.c.contact_id == bindparam("person"))
_DROP = delete(waits).where(waits.c.id == bindparam("wait"))


class Supplies:
    """The one row and its products as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def record(self) -> SupplyRecord:
        """Everything, held for writing."""
        rows = await self._scope.fetch(_HELD, {})
        return _record(rows, await self._scope.fetch(_PRODUCTS, {}))

    async def newer(self, version: int) -> SupplyRecord | None:
        """Everything, held by nobody; None when it is of that version still."""
        if (await self._scope.scalar(_VERSION, {}) or 0) == version:
            return None
        rows = await self._scope.fetch(_SUPPLY, {})
        return _record(rows, await self._scope.fetch(_PRODUCTS, {}))

    async def claim(self, now: datetime, until: datetime) -> bool:
        """Whether the source is to be asked now; then nobody else asks it before `until`."""
        rows = await self._scope.fetch(_HELD, {})
        if rows and rows[0]["next_at"] is not None and rows[0]["next_at"] > now:
            return False
        await self._write({"next_at": until})
        return True

    async def keep(self, items: Sequence[Item], read_at: datetime) -> None:
        """What the source says, in place of what it said before."""
        said = [_item_row(item) for item in items]
        await self._write({"items": said, "read_at": read_at, "failing_since": None})

    async def fails(self, since: datetime) -> None:
        """It has not answered since then."""
        await self._write({"failing_since": since})

    async def set_gone(self, product: str, since: datetime | None) -> None:
        """Staff know the product to be gone since then; None: to be back."""
        await self._change(product, {"gone_since": since})

    async def set_mark(self, product: str, mark: Mark | None) -> None:
        """What a seller said, in place of what was said before."""
        season = mark.season if mark else None
        await self._change(
            product,
            {
                "season_first": season.first.isoformat() if season else None,
                "season_last": season.last.isoformat() if season else None,
                "marked_by": mark.by if mark else None,
                "marked_at": mark.at if mark else None,
            },
        )

    async def _change(self, product: str, row: Row) -> None:
        known = {row["product"] for row in await self._scope.fetch(_PRODUCTS, {})}
        if product in known:
            self._scope.update(product_supply, product, row)
        else:
            empty = dict.fromkeys(product_supply.columns.keys())
            self._scope.insert(product_supply, product, {**empty, "product": product, **row})
        await self._write({})

    async def _write(self, row: Row) -> None:
        rows = await self._scope.fetch(_HELD, {})
        if rows:
            self._scope.update(supply, THE_ROW, {**row, "version": rows[0]["version"] + 1})
            return
        nothing: Row = {"key": THE_ROW, "items": [], "version": 1}
        empty = dict.fromkeys(("read_at", "next_at", "failing_since"))
        self._scope.insert(supply, THE_ROW, {**nothing, **empty, **row})


class Waits:
    """Who waits, as one work sees it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, wait: Wait) -> None:
        """Write a new wait."""
        number = await self._scope.number(waits)
        self._scope.insert(waits, number, {"id": number, **_wait_row(wait)})

    async def get(self, wait_id: int) -> Wait | None:
        """That wait."""
        rows = await self._scope.fetch(_WAIT, {"id": wait_id})
        return wait_from(rows[0]) if rows else None

    async def awaited(self) -> list[str]:
        """The products for which somebody waits who was not told yet."""
        return sorted(row["product"] for row in await self._scope.fetch(_AWAITED, {}))

    async def untold(self, product: str) -> list[Wait]:
        """Who has not heard yet that the product is back, whoever waits longest first."""
        return [wait_from(row) for row in await self._scope.fetch(_UNTOLD, {"product": product})]

    async def of(self, contact_id: int) -> list[Wait]:
        """What a person waits for, told or not, oldest first."""
        return [wait_from(row) for row in await self._scope.fetch(_OF, {"contact_id": contact_id})]

    async def save(self, wait: Wait) -> None:
        """Write a wait that is there."""
        self._scope.update(waits, wait.id, _wait_row(wait))

    async def drop(self, wait: Wait) -> None:
        """Nobody waits any more."""
        self._scope.sweep(waits, _DROP, {"wait": wait.id})


def forget_waits(scope: Scope, contact_id: int) -> None:
    """The person waits for nothing any more."""
    scope.sweep(waits, _FORGET, {"person": contact_id})


def wait_from(row: Mapping[Any, Any]) -> Wait:
    """The wait that a row holds."""
    return Wait(
        id=row["id"],
        contact_id=row["contact_id"],
        lead_id=row["lead_id"],
        product=row["product"],
        condition=Condition(row["condition"]),
        since=row["since"],
        was=Stage(row["was"]),
        told_at=row["told_at"],
    )


def _wait_row(wait: Wait) -> Row:
    return {
        "contact_id": wait.contact_id,
        "lead_id": wait.lead_id,
        "product": wait.product,
        "condition": wait.condition.value,
        "since": wait.since,
        "was": wait.was.value,
        "told_at": wait.told_at,
    }


def _record(
    rows: Sequence[Mapping[Any, Any]], products: Iterable[Mapping[Any, Any]]
) -> SupplyRecord:
    products = tuple(products)
    marks = [_mark(row) for row in products if row["marked_by"] is not None]
    gone = {row["product"]: row["gone_since"] for row in products if row["gone_since"]}
    by_product = {mark.product: mark for mark in marks}
    if not rows:
        return SupplyRecord(gone=gone, marks=by_product)
    said = [_item(raw) for raw in rows[0]["items"]]
    return SupplyRecord(
        items={item.product: item for item in said},
        read_at=rows[0]["read_at"],
        failing_since=rows[0]["failing_since"],
        gone=gone,
        marks=by_product,
        version=rows[0]["version"],
    )


def _mark(row: Mapping[Any, Any]) -> Mark:
    season = _season(row["season_first"], row["season_last"])
    return Mark(row["product"], season, row["marked_by"], row["marked_at"])


def _item_row(item: Item) -> Row:
    season = item.season
    days = [season.first.isoformat(), season.last.isoformat()] if season else [None, None]
    return {
        "product": item.product,
        "quantity": item.quantity,
        "reserved": item.reserved,
        "season": days,
    }


def _item(raw: Mapping[Any, Any]) -> Item:
    return Item(raw["product"], raw["quantity"], raw["reserved"], _season(*raw["season"]))


def _season(first: str | None, last: str | None) -> Season | None:
    if first is None or last is None:
        return None
    return Season(date.fromisoformat(first), date.fromisoformat(last))
