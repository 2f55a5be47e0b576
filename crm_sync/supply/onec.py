"""Supply from 1C by its standard OData: balances of a register of goods, found by article.

Which register holds the goods depends on the configuration, so it is a setting; a wrong one is
told together with the registers that are published. Nothing is written there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from crm_sync.supply.source import Reading, SupplyFailed
from crm_sync.supply.web import NotThere, Web, basic
from leads.clock import Clock
from leads.supply.availability import Item

CATALOGUE = "Catalog_Номенклатура"
_REGISTER = re.compile(r'EntityType Name="AccumulationRegister_([^"]+?)"')
_NO_KEY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Names:
    """How the configuration names things: the register, its resource of goods in stock, and the
    one of those that are reserved ("" for none)."""

    register: str = "ТоварыНаСкладах"
    stock: str = "ВНаличии"
    reserved: str = ""


class SupplyOneC:
    """The publication at `url` (…/odata/standard.odata); `articles` by product id."""

    def __init__(
        self,
        url: str,
        user: str,
        password: str,
        articles: Mapping[str, str],
        names: Names,
        clock: Clock,
    ) -> None:
        self._base = url.rstrip("/")
        self._web = Web("1C", basic(user, password), clock)
        self._articles = dict(articles)
        self._names = names
        self._keys: dict[str, tuple[str, ...]] = {}

    async def read(self) -> Reading:
        """The balance of every product, over all warehouses."""
        items = [await self._item(product, sku) for product, sku in self._articles.items()]
        return Reading(items)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._web.aclose()

    async def _item(self, product: str, article: str) -> Item:
        if article not in self._keys:
            self._keys[article] = await self._found(article)
        stock = reserved = 0.0
        for key in self._keys[article]:
            for row in await self._balance(key):
                stock += _number(row, f"{self._names.stock}Balance")
                if self._names.reserved:
                    reserved += _number(row, f"{self._names.reserved}Balance")
        return Item(product, stock, reserved)

    async def _found(self, article: str) -> tuple[str, ...]:
        """The keys of the goods with that article."""
        filtered = quote(f"Артикул eq '{_doubled(article)}'", safe="")
        rows = await self._rows(
            f"{quote(CATALOGUE)}?$filter={filtered}&$select=Ref_Key,Description&$format=json"
        )
        keys = tuple(str(row.get("Ref_Key") or _NO_KEY) for row in rows)
        if not keys or _NO_KEY in keys:
            raise SupplyFailed(
                f"1C has no goods with the article {article!r}. Correct SUPPLY_1C_ARTICLES."
            )
        return keys

    async def _balance(self, key: str) -> list[Mapping[str, object]]:
        condition = _doubled(f"Номенклатура_Key eq guid'{key}'")
        asked = quote(f"(Condition='{condition}',Dimensions='Номенклатура')", safe="(),='")
        register = f"AccumulationRegister_{self._names.register}"
        try:
            return await self._rows(f"{quote(register)}/Balance{asked}?$format=json")
        except NotThere as error:
            raise SupplyFailed(await self._published()) from error

    async def _published(self) -> str:
        """What to say when the register is not there."""
        body = await self._web.body(f"{self._base}/$metadata")
        registers = sorted(set(_REGISTER.findall(body.decode("utf-8", "replace"))))
        there = ", ".join(name for name in registers if "_" not in name) or "none"
        return (
            f"1C publishes no register {self._names.register!r}. There are: {there}. Correct"
            " SUPPLY_1C_REGISTER, or let 1C's administrator add the register to the OData set."
        )

    async def _rows(self, path: str) -> list[Mapping[str, object]]:
        rows = (await self._web.table(f"{self._base}/{path}")).get("value")
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise SupplyFailed('1C answers without a list "value".')
        return rows


def read_articles(text: str) -> dict[str, str]:
    """`product=article, …` as a mapping; ValueError for anything else."""
    found: dict[str, str] = {}
    for pair in filter(None, map(str.strip, text.split(","))):
        product, _, article = (part.strip() for part in pair.partition("="))
        if not (product and article) or product in found:
            raise ValueError(f"expected product=article, each product once: {pair!r}")
        found[product] = article
    if not found:
        raise ValueError("expected product=article for every product that is asked for")
    return found


def _doubled(text: str) -> str:
    return text.replace("'", "''")


def _number(row: Mapping[str, object], name: str) -> float:
    value = row.get(name)
    try:
        return float(str(value))
    except ValueError as error:
        told = ", ".join(sorted(str(key) for key in row))
        raise SupplyFailed(
            f"1C's register has no {name!r}; there are: {told}. Correct SUPPLY_1C_STOCK or"
            " SUPPLY_1C_RESERVED."
        ) from error
