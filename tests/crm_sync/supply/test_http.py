"""The contract of docs/supply.md, as the program keeps to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

import pytest
from aiohttp import web

from crm_sync.supply.http import SupplyService
from crm_sync.supply.source import Reading, SupplyFailed
from leads.supply.availability import Item, Season
from tests.crm_sync.rig import HandClock

KEY = "a-long-key"


@asynccontextmanager
async def service(answer: web.Response) -> AsyncIterator[tuple[str, list[web.Request]]]:
    asked: list[web.Request] = []

    async def give(request: web.Request) -> web.Response:
        asked.append(request)
        return answer

    app = web.Application()
    app.router.add_get("/stock", give)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/stock?shop=7", asked
    finally:
        await runner.cleanup()


async def read(answer: web.Response, key: str = KEY) -> tuple[Reading, web.Request]:
    async with service(answer) as (url, asked):
        source = SupplyService(url, key, HandClock())
        try:
            return await source.read(), asked[0]
        finally:
            await source.aclose()


async def test_the_example_of_the_contract_is_read() -> None:
    said = {
        "as_of": "2027-03-01T09:00:00+03:00",
        "products": [
            {"product": "portal", "quantity": 3, "reserved": 1},
            {"product": "sofa", "season_from": "2027-03-01", "season_to": "2027-05-31"},
        ],
    }
    reading, request = await read(web.json_response(said))
    assert reading.as_of == datetime(2027, 3, 1, 6, tzinfo=UTC)
    assert reading.items == (
        Item("portal", 3, 1),
        Item("sofa", season=Season(date(2027, 3, 1), date(2027, 5, 31))),
    )
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert request.query["shop"] == "7"


async def test_without_a_key_none_is_sent() -> None:
    _, request = await read(web.json_response({"products": []}), key="")
    assert "Authorization" not in request.headers


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (web.Response(status=401), "401"),
        (web.Response(status=404), "nothing at this address"),
        (web.Response(status=302, headers={"Location": "https://example.com"}), "302"),
        (web.Response(status=500), "500"),
        (web.Response(text="<html>"), "no JSON object"),
        (web.json_response([]), "no JSON object"),
        (web.json_response({"goods": []}), '"products"'),
        (web.json_response({"products": [{"product": "a", "quantity": "x"}]}), r"products\[0\]"),
        (web.json_response({"products": [], "as_of": "2027-03-01T09:00:00"}), "needs its zone"),
        (web.json_response({"products": [], "as_of": "soon"}), "as_of is a moment"),
    ],
)
async def test_whatever_else_is_said_fails_with_its_reason(answer: web.Response, says: str) -> None:
    with pytest.raises(SupplyFailed, match=says) as told:
        await read(answer)
    assert KEY not in str(told.value)
