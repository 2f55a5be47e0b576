"""An existing base is brought in: once, in spite of wrong rows, broken runs and repeated files."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app.crm.bringing import AT_ONCE
from bot.app.crm.importing import TableImport
from crm_sync.importing.columns import read_columns
from leads.importing.rows import Kind
from storage.database import Database
from storage.tables import companies, imported_people, orders
from tests.app.importing.files import ORDERS, SETTINGS, bring, count, orders_file
from tests.available import DATA_ADVICE, find_data, missing
from tests.storage.samples import HandClock


@pytest.mark.parametrize("with_ids", [True, False])
async def test_orders_come_in_once(
    database: Database, clock: HandClock, tmp_path: Path, with_ids: bool
) -> None:
    path = orders_file(tmp_path / "orders.csv", 2000, with_ids=with_ids)
    first = await bring(database, path)
    assert (first.rows, first.wrong, first.added[Kind.ORDERS]) == (2000, 20, 1980)
    assert first.added[Kind.CONTACTS] == 495  # five have wrong rows only
    assert first.told[0] == "line 101: amount: 'даром' is no clear amount"
    assert await count(database, orders) == 1980
    before = [await count(database, table) for table in (orders, companies, imported_people)]
    clock.step(hours=1)
    again = await bring(database, path)
    assert (again.added.total(), again.known, again.wrong) == (0, 1980, 20)
    after = [await count(database, table) for table in (orders, companies, imported_people)]
    assert after == before


async def test_wrong_rows_are_mended_and_come_in(database: Database, tmp_path: Path) -> None:
    path = orders_file(tmp_path / "orders.csv", 300)
    first = await bring(database, path)
    assert first.wrong_in == tmp_path / "orders.errors.csv"
    text = first.wrong_in.read_text(encoding="utf-8-sig")
    assert "100;" in text
    assert "101;amount: 'даром' is no clear amount" in text
    first.wrong_in.write_text(text.replace("даром;", "700;"), encoding="utf-8-sig")
    mended = await bring(database, first.wrong_in)
    assert (mended.rows, mended.wrong, mended.added[Kind.ORDERS]) == (3, 0, 3)
    assert mended.wrong_in is None
    second = await bring(database, path)
    assert second.wrong_in == tmp_path / "orders.errors-2.csv"  # what was mended stays
    assert await count(database, orders) == 300


async def test_a_run_that_was_broken_off_goes_on(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    path = orders_file(tmp_path / "orders.csv", 3 * AT_ONCE, with_ids=False)

    class Stop(Exception):
        pass

    def stop(_: int) -> None:
        raise Stop

    table = TableImport(path, ORDERS, SETTINGS)
    with pytest.raises(Stop), table.open() as sheet:
        await table.bring(sheet, database, stop)
    kept = await count(database, orders)
    assert 0 < kept < 3 * AT_ONCE
    clock.step(minutes=1)
    rest = await bring(database, path)
    assert (rest.known, rest.added[Kind.ORDERS]) == (kept, 1485 - kept)


async def test_rows_that_say_the_same_are_as_many_orders(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    row = "2026-03-02;5;7707083893\n"
    path.write_text("date;sum;inn\n" + row * 3, encoding="utf-8")
    assert (await bring(database, path)).added[Kind.ORDERS] == 3
    clock.step(minutes=1)
    assert (await bring(database, path)).added[Kind.ORDERS] == 0
    path.write_text("date;sum;inn\n" + row * 5, encoding="utf-8")
    clock.step(minutes=1)
    assert (await bring(database, path)).added[Kind.ORDERS] == 2


async def test_the_real_orders_come_in(database: Database, tmp_path: Path) -> None:
    data = find_data()
    if data is None:
        missing(DATA_ADVICE)
    path = tmp_path / "CDNOW.txt"
    with (data / "orders" / "CDNOW_master.txt").open(encoding="ascii") as master:
        path.write_text("".join(line for line, _ in zip(master, range(2001), strict=False)))
    (tmp_path / "cdnow.yaml").write_text(CDNOW, encoding="utf-8")
    outcome = await bring(database, path, read_columns(tmp_path / "cdnow.yaml"))
    assert outcome.rows == 2000
    assert outcome.added[Kind.ORDERS] == 2000 - outcome.wrong == await count(database, orders)


CDNOW = """
kind: orders
base: cdnow
columns: {person_key: customer_id, paid_at: date, amount: dollar_value}
constants: {currency: USD}
dates: "%Y%m%d"
delimiter: " "
"""
