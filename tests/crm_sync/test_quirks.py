"""The stand-ins of CRMs do what the vendors' APIs do, seen by a client that knows nothing of us."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest

from crm_sync.adapters import ADAPTERS, adapter_class
from tests.crm_sync.adapters import (
    test_amocrm,
    test_bitrix24,
    test_bottlecrm,
    test_espocrm,
    test_hubspot,
    test_odoo,
)
from tests.crm_sync.emulators import amocrm, bitrix24, bottlecrm, espocrm, hubspot, odoo
from tests.crm_sync.quirks import EVERY, QUIRKS
from tests.crm_sync.rig import Rig

Told = tuple[int, Any]


@pytest.fixture
async def ask() -> AsyncIterator[Callable[..., Any]]:
    """Call anything: the status, and the body as JSON where it is."""
    async with aiohttp.ClientSession() as session:

        async def call(method: str, url: str, **how: Any) -> Told:
            async with session.request(method, url, **how) as response:
                body = await response.read()
                return response.status, json.loads(body) if body else None

        yield call


@pytest.fixture
async def serving() -> AsyncIterator[Callable[[Rig], Any]]:
    rigs: list[Rig] = []

    async def start(rig: Rig) -> Any:
        rigs.append(rig)
        await rig.start()
        return rig.crm  # type: ignore[attr-defined]

    yield start
    for rig in rigs:
        await rig.close()


async def test_amocrm_finds_nothing_with_204(serving: Any, ask: Any) -> None:
    crm = await serving(test_amocrm.AmoRig())
    headers = {"Authorization": f"Bearer {amocrm.TOKEN}"}
    url = f"{crm.url}/api/v4/leads?query=nobody"
    assert await ask("GET", url, headers=headers) == (204, None)


async def test_bitrix24_has_lists_for_empty_objects_and_errors_in_a_200(
    serving: Any, ask: Any
) -> None:
    crm = await serving(test_bitrix24.BitrixRig())
    url = f"{crm.url}/rest/1/{bitrix24.CODE}/batch"
    found = "crm.duplicate.findbycomm?type=PHONE&values[0]=1&entity_type=CONTACT"
    _, told = await ask("POST", url, json={"cmd": {"a": found}})
    assert told["result"]["result"] == {"a": []}
    assert told["result"]["result_error"] == []
    status, told = await ask("POST", url, json={"cmd": {"a": "crm.nothing"}})
    assert status == 200
    assert told["result"]["result"] == []
    assert told["result"]["result_error"]["a"]["error"] == "ERROR_METHOD_NOT_FOUND"


async def test_an_older_odoo_puts_errors_into_a_200(serving: Any, ask: Any) -> None:
    crm = await serving(test_odoo.OdooRig(16))
    args = [odoo.DATABASE, 2, "wrong", "crm.lead", "search_read", [[]], {}]
    params = {"service": "object", "method": "execute_kw", "args": args}
    status, told = await ask("POST", f"{crm.url}/jsonrpc", json={"id": 1, "params": params})
    assert (status, told["error"]["data"]["name"]) == (200, "odoo.exceptions.AccessDenied")


async def test_hubspot_tells_of_a_part_that_failed_by_207(serving: Any, ask: Any) -> None:
    crm = await serving(test_hubspot.HubSpotRig())
    url = f"{crm.url}/crm/objects/2026-03/companies/batch/create"
    inputs = [
        {"objectWriteTraceId": "1", "properties": {"name": "A"}, "associations": []},
        {"objectWriteTraceId": "2", "properties": {"unknown": "B"}, "associations": []},
    ]
    headers = {"Authorization": f"Bearer {hubspot.TOKEN}"}
    status, told = await ask("POST", url, json={"inputs": inputs}, headers=headers)
    assert (status, len(told["results"]), told["numErrors"]) == (207, 1, 1)


async def test_a_refresh_token_is_good_once(serving: Any, ask: Any) -> None:
    amo = await serving(test_amocrm.AmoRig())
    told = dict(zip(("client_id", "client_secret", "redirect_uri"), amocrm.CLIENT, strict=True))
    told |= {"grant_type": "refresh_token", "refresh_token": amo.refresh}
    url = f"{amo.url}/oauth2/access_token"
    assert [(await ask("POST", url, json=told))[0] for _ in range(2)] == [200, 401]
    portal = await serving(test_bitrix24.BitrixRig())
    told = dict(zip(("client_id", "client_secret"), bitrix24.CLIENT, strict=True))
    told |= {"grant_type": "refresh_token", "refresh_token": portal.refresh}
    url = f"{portal.url}/oauth/token/"
    assert [(await ask("GET", url, params=told))[0] for _ in range(2)] == [200, 400]


@pytest.mark.parametrize("name", ["bitrix24", "bottlecrm", "espocrm"])
async def test_unknown_fields_are_ignored_without_a_word(serving: Any, ask: Any, name: str) -> None:
    if name == "bitrix24":
        crm = await serving(test_bitrix24.BitrixRig())
        url = f"{crm.url}/rest/1/{bitrix24.CODE}/crm.item.add"
        body: dict[str, Any] = {"entityTypeId": 1, "fields": {"title": "x", "UF_CRM_NO": "y"}}
        status, told = await ask("POST", url, json=body)
    elif name == "bottlecrm":
        crm = await serving(test_bottlecrm.BottleRig())
        headers = {"Authorization": f"Bearer {bottlecrm.TOKEN}"}
        body = {"name": "x", "custom_fields": {"no": "y"}}
        status, told = await ask("POST", f"{crm.url}/api/accounts/", json=body, headers=headers)
    else:
        crm = await serving(test_espocrm.EspoRig())
        headers = {"X-Api-Key": espocrm.KEY}
        body = {"name": "x", "cNo": "y"}
        status, told = await ask("POST", f"{crm.url}/api/v1/Account", json=body, headers=headers)
    assert status == 200
    assert "error" not in told or told["error"] is False
    kept = getattr(crm, "records", None) or crm.items
    assert "'y'" not in str(kept)


def test_every_quirk_is_met_by_a_proof() -> None:
    for quirk in QUIRKS:
        assert quirk.proofs
        assert set(quirk.whose) <= set(ADAPTERS)
        assert "nowhere" not in {home for _, home in quirk.homes()}, quirk
    assert all(adapter_class(name) for name in EVERY)
