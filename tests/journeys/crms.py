"""A place whose results go to the customer's own system by signed webhook."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.crm_sync.emulators.receiver import SECRET, Receiver
from tests.journeys.place import IGOR, OLEG, ONE_WAY, Place, opened

ACCOUNTS = """
accounts:
  erp:
    crm: webhook
    mapping: mapping.yaml
    private: true
    options: {{url: "{url}/hook"}}
"""
MAPPING = f"""
fields:
  lead:
    - {{to: title, from: title, mode: if_new}}
    - {{to: fit, from: fit}}
    - {{to: sum, from: amount}}
    - {{to: goal, from: brief.goal}}
  contact:
    - {{to: name, from: name}}
    - {{to: phone, from: phone}}
  company:
    - {{to: site, from: domain}}
funnels:
  warm:
    stages: {{enquiry: new, lead: new, qualified: qualified, brief: brief, key_stage: meeting,
             proposal: offer, contract: contract, payment: won, not_yet: later,
             disqualified: lost, thinking: thinks, waiting: waits, lost: lost, referred: null}}
users: {{by_telegram: {{{IGOR}: igor@erp.example, {OLEG}: oleg@erp.example}}}}
loss_reasons: {{price: expensive}}
"""


@pytest_asyncio.fixture
async def erp(tmp_path: Path, place_clock: Any) -> AsyncIterator[Receiver]:
    receiver = Receiver(place_clock)
    await receiver.start()
    yield receiver
    await receiver.stop()


class LateClock:
    """The place's clock, once there is a place."""

    def __init__(self) -> None:
        self.place: Place | None = None

    def now(self) -> Any:
        assert self.place is not None
        return self.place.clock.now()


@pytest.fixture
def place_clock() -> LateClock:
    return LateClock()


@pytest_asyncio.fixture(params=ONE_WAY)
async def place(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    erp: Receiver,
    place_clock: LateClock,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Place]:
    """The program with one account."""
    delivery, _, kind = str(request.param).partition("-")
    url = str(request.getfixturevalue(f"{kind}_url"))
    file = described(tmp_path, erp, monkeypatch)
    async with opened(tmp_path, url, delivery, crm_file=file) as running:
        place_clock.place = running
        yield running


def described(folder: Path, erp: Receiver, monkeypatch: pytest.MonkeyPatch) -> str:
    """The file of accounts."""
    monkeypatch.setenv("CRM_ERP_SECRET", SECRET)
    file = folder / "crm.yaml"
    file.write_text(ACCOUNTS.format(url=erp.url), encoding="utf-8")
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return str(file)


async def arrives(place: Place, erp: Receiver, **standing: object) -> dict[str, Any]:
    """The first lead's card there, once it says so."""
    for _ in range(30):
        await place.settle()
        await place.crms.relay.idle()
        found = erp.cards.get("prequal-lead-1", {})
        if all(found.get(name) == value for name, value in standing.items()):
            return found
        await place.travel(timedelta(seconds=10))
    raise AssertionError(f"{standing} did not arrive: {erp.cards}")
