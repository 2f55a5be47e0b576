"""The contract suite notices an adapter that breaks the contract."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import pytest

from crm_sync.adapters.memory import MemoryCrm
from crm_sync.adapters.webhook import WebhookCrm
from crm_sync.cards import Bundle, CrmRef, Entity, Made
from crm_sync.contract import CrmAdapter
from crm_sync.errors import CrmRejected
from crm_sync.events import CrmEvent, InboundRequest
from tests.crm_sync.adapters import test_memory, test_webhook
from tests.crm_sync.emulators.receiver import SECRET
from tests.crm_sync.rig import Mishap, account_of

Proof = Callable[[test_memory.TestMemory, test_memory.MemoryRig, CrmAdapter], Awaitable[None]]


class Forgetful(MemoryCrm):
    """Finds nothing by its key."""

    async def find(self, entity: Entity, key: str, at: CrmRef | None = None) -> CrmRef | None:
        return None


class Doubling(MemoryCrm):
    """Creates a known card anew."""

    async def upsert(self, bundle: Bundle) -> Made:
        return await super().upsert(replace(bundle, lead=replace(bundle.lead, ref=None)))


class Careless(MemoryCrm):
    """Takes every failure for a refused value."""

    async def upsert(self, bundle: Bundle) -> Made:
        try:
            return await super().upsert(bundle)
        except Exception as error:
            raise CrmRejected("something") from error


class Telltale(WebhookCrm):
    """Says its secret when it fails."""

    async def upsert(self, bundle: Bundle) -> Made:
        try:
            return await super().upsert(bundle)
        except Exception as error:
            raise CrmRejected(f"failed with {SECRET}") from error


class Credulous(WebhookCrm):
    """Believes whoever calls."""

    async def events(self, request: InboundRequest) -> Sequence[CrmEvent]:
        return []


@pytest.mark.parametrize(
    ("kind", "proof"),
    [
        (Forgetful, test_memory.TestMemory.test_a_lost_answer_leaves_one_card),
        (Doubling, test_memory.TestMemory.test_a_known_card_is_changed),
        (Doubling, test_memory.TestMemory.test_what_says_nothing_costs_nothing),
    ],
)
async def test_a_broken_memory_is_noticed(kind: type[MemoryCrm], proof: Proof) -> None:
    rig = test_memory.MemoryRig()
    rig.adapter = lambda: kind(account_of(kind), rig.services(kind), rig.state)  # type: ignore[method-assign]
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        await proof(test_memory.TestMemory(), rig, rig.adapter())


@pytest.mark.parametrize("mishap", [Mishap.LIMITED, Mishap.BAD_TOKEN, Mishap.BUSY])
async def test_a_careless_adapter_is_noticed(mishap: Mishap) -> None:
    rig = test_memory.MemoryRig()
    broken = Careless(account_of(Careless), rig.services(Careless), rig.state)
    with pytest.raises((AssertionError, CrmRejected)):
        await test_memory.TestMemory().test_a_failure_says_what_to_do(rig, broken, mishap)


async def test_a_told_secret_and_a_believed_forgery_are_noticed() -> None:
    rig = test_webhook.WebhookRig()
    await rig.start()
    options = {"url": f"{rig.crm.url}/hook", "secret": SECRET}
    telltale = Telltale(account_of(Telltale, **options), rig.services(Telltale))
    with pytest.raises(AssertionError):
        await test_webhook.TestWebhook().test_no_secret_gets_into_an_error(
            rig, telltale, Mishap.BUSY
        )
    credulous = Credulous(account_of(Credulous, **options), rig.services(Credulous))
    with pytest.raises(pytest.fail.Exception):
        await test_webhook.TestWebhook().test_a_forged_call_is_refused(rig, credulous)
    await rig.close()
