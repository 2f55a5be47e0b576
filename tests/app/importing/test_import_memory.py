"""A large file takes no more memory than a small one."""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from bot.app.crm.bringing import AT_ONCE, Outcome
from bot.app.crm.importing import TableImport
from leads.importing.rows import Kind
from storage.secrets import KeyRing
from storage.tables import orders
from tests.app.importing.files import ORDERS, SETTINGS, bring, count, orders_file
from tests.storage.samples import HandClock, opened


@pytest.mark.slow
async def test_a_hundred_thousand_orders_leave_memory_flat(
    database_url: str, clock: HandClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the first tenth of the file needed is enough for the rest of it."""
    path = orders_file(tmp_path / "orders.csv", 100_000, wrong_every=1000, with_ids=False)
    key = tmp_path / "prequal.key"
    # In a process of its own: what the tests before left behind would hide or feign a growth.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        outcome, peaks = alone.submit(peaks_of_import, database_url, key, path).result()
    grown = peaks[-1] - peaks[len(peaks) // 10]
    with capsys.disabled():
        print(f"\n100,000 orders: the peak of memory grew by {grown / 1024:.1f} MiB")  # noqa: T201
    assert len(peaks) == 100_000 / AT_ONCE
    assert outcome.wrong == 100
    assert outcome.added[Kind.ORDERS] == 99_900
    assert grown < 20 * 1024
    async with opened(database_url, KeyRing.from_file(key), clock) as database:
        assert await count(database, orders) == 99_900
        clock.step(hours=1)
        again = await bring(database, path)
    assert (again.added.total(), again.known) == (0, 99_900)


def peaks_of_import(url: str, key: Path, path: Path) -> tuple[Outcome, list[int]]:
    """What came in, and the peak of this process's memory after each part, in KiB."""
    peaks: list[int] = []

    def note(_: int) -> None:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        peaks.append(int(status.partition("VmHWM:")[2].split()[0]))

    async def bring_in() -> Outcome:
        async with opened(url, KeyRing.from_file(key), HandClock()) as database:
            table = TableImport(path, ORDERS, SETTINGS)
            with table.open() as sheet:
                return await table.bring(sheet, database, note)

    return asyncio.run(bring_in()), peaks
