"""A stand-in for 1C's standard OData: Basic auth, Cyrillic paths, doubled quotes in conditions,
balances with a suffix, and a set of what is published."""

import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from aiohttp import web

USER, PASSWORD = "Администратор", "секрет-1"
BASE = "/base/odata/standard.odata"
GOODS = "Catalog_Номенклатура"
_NAMESPACE = UUID("5f0c3a52-8d9a-4a0b-9c55-0f5f6a1f6d11")


@dataclass
class OneC:
    """The configuration: a register with its resources, and the balances by article and
    warehouse. `asked` are the raw paths with queries, as they came over the wire."""

    register: str = "ТоварыНаСкладах"
    stock: str = "ВНаличии"
    reserved: str = "ВРезерве"
    published: tuple[str, ...] = ("ТоварыНаСкладах", "ЗапасыНаСкладах")
    balances: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    broken: int | None = None

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        """Serve on the loopback; the address of the publication."""
        app = web.Application()
        app.router.add_get(BASE + "/{tail:.*}", self._answer)
        runner = web.AppRunner(app)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}{BASE}"
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.raw_path)
        if self.broken is not None:
            return web.Response(status=self.broken, text="<html>1C</html>")
        token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {token}":
            return web.Response(status=401)
        if not request.raw_path.isascii():
            return web.Response(status=400)
        tail = request.match_info["tail"]
        if tail == "$metadata":
            return web.Response(text=self._metadata(), content_type="application/xml")
        if request.query.get("$format") != "json":
            return web.Response(text="<feed/>", content_type="application/atom+xml")
        if tail == GOODS:
            return self._goods(request.query.get("$filter", ""))
        return self._balance(tail)

    def _metadata(self) -> str:
        types = "".join(
            f'<EntityType Name="AccumulationRegister_{name}{suffix}"/>'
            for name in self.published
            for suffix in ("", "_RecordType")
        )
        return f"<edmx:Edmx><Schema>{types}</Schema></edmx:Edmx>"

    def _goods(self, asked: str) -> web.Response:
        found = re.fullmatch(r"Артикул eq '((?:[^']|'')*)'", asked)
        if found is None:
            return web.Response(status=400)
        article = found[1].replace("''", "'")
        keys = [self._key(article)] if article in self.balances else []
        return _rows([{"Ref_Key": key, "Description": article} for key in keys])

    def _balance(self, tail: str) -> web.Response:
        call = re.fullmatch(
            r"AccumulationRegister_(\w+)/Balance\("
            r"Condition='Номенклатура_Key eq guid''([0-9a-f-]{36})''',Dimensions='Номенклатура'\)",
            tail,
        )
        if call is None or call[1] != self.register or call[1] not in self.published:
            return web.Response(status=404)
        key = call[2]
        articles = [one for one in self.balances if self._key(one) == key]
        # What was never there has no balance at all, not one of zero.
        return _rows(
            [
                {
                    "Номенклатура_Key": key,
                    f"{self.stock}Balance": stock,
                    f"{self.reserved}Balance": reserved,
                }
                for article in articles
                for stock, reserved in self.balances[article]
            ]
        )

    def _key(self, article: str) -> str:
        return str(uuid5(_NAMESPACE, article))


def _rows(rows: list[dict[str, object]]) -> web.Response:
    return web.json_response({"odata.metadata": "…", "value": rows})
