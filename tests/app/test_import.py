"""An existing base is brought in: once, in spite of wrong rows, broken runs and repeated files."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select
from typer.testing import CliRunner, Result

from bot.app import import_command
from bot.app.commands import app
from bot.app.crm.bringing import AT_ONCE, Outcome
from bot.app.crm.importing import TableImport
from bot.app.settings import Settings
from crm_sync.importing.columns import Columns, read_columns
from leads.companies.joining import join
from leads.company import Company
from leads.contact import Contact
from leads.erasure import erase
from leads.importing.rows import Kind
from storage.database import Database
from storage.engine import open_database
from storage.name_words import OWN_NAME
from storage.secrets import KeyRing
from storage.tables import companies, company_ties, imported_deals, imported_people, orders
from storage.unit_of_work import UnitOfWork
from tests.available import DATA_ADVICE, find_data, missing
from tests.leads.samples import POLICY
from tests.storage.samples import HandClock, opened

SETTINGS = Settings(_env_file=None)
ORDERS = Columns(Kind.ORDERS)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def database(database_url: str, clock: HandClock) -> AsyncIterator[Database]:
    async with opened(database_url, KeyRing.fresh(), clock) as database:
        yield database


async def bring(database: Database, path: Path, columns: Columns = ORDERS) -> Outcome:
    table = TableImport(path, columns, SETTINGS)
    with table.open() as sheet:
        return await table.bring(sheet, database, lambda _: None)


async def count(database: Database, table: Table) -> int:
    question = select(func.count()).select_from(table)
    return await database.read(lambda c: int(c.execute(question).scalar_one()))


def orders_file(path: Path, rows: int, *, wrong_every: int = 100, with_ids: bool = True) -> Path:
    """Orders of some hundred companies and people; some of them can't be right."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Номер", "Дата", "Сумма", "Компания", "Телефон", "Контакт"])
        for n in range(1, rows + 1):
            amount = "даром" if n % wrong_every == 0 else f"{n % 900 + 100},50"
            company = f"ООО Завод номер {n % 300}" if n % 3 else ""
            phone = f"+7912000{n % 500:04}"
            number = str(n) if with_ids else ""
            day = f"{n % 28 + 1:02}.{n % 12 + 1:02}.2025"
            writer.writerow([number, day, amount, company, phone, f"Анна {n % 500}"])
    return path


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


async def test_a_company_is_recognised_and_completed(database: Database, tmp_path: Path) -> None:
    known = await database.run(
        lambda uow: uow.companies.add(Company(0, "ООО «Ромашка»", None, "romashka.example"))
    )
    path = tmp_path / "companies.csv"
    path.write_text(
        "id,название,инн,сайт\n"
        "1,Ромашка,7707083893,https://www.romashka.example/about\n"
        "2,ООО Ромашка,7707083893,\n"
        "3,Газпром,,\n"
        "4,Газпром нефть,,\n",
        encoding="utf-8",
    )
    outcome = await bring(database, path, Columns(Kind.COMPANIES))
    assert (outcome.added[Kind.COMPANIES], outcome.known) == (2, 2)
    found = await database.run(lambda uow: uow.companies.get(known.id))
    assert found is not None
    assert (found.name, found.inn) == ("ООО «Ромашка»", "7707083893")


async def test_rows_refer_to_what_came_before_by_its_id(database: Database, tmp_path: Path) -> None:
    firms, people, deals = (tmp_path / f"{name}.csv" for name in ("firms", "people", "deals"))
    firms.write_text("id;name\nF1;Вектор\n", encoding="utf-8")
    people.write_text("id;имя;телефон;код компании\nP1;Анна;+79120000001;F1\n", encoding="utf-8")
    deals.write_text(
        "id;этап;бюджет;код компании;код контакта\n"
        "D1;Успешно реализовано;5000;F1;P1\nD2;Новая;;F2;P1\n",
        encoding="utf-8",
    )
    early = await bring(database, people, Columns(Kind.CONTACTS))
    assert early.told == [
        "line 2: no company of that id is known: import the companies first, or name it"
    ]
    await bring(database, firms, Columns(Kind.COMPANIES))
    await bring(database, people, Columns(Kind.CONTACTS))
    outcome = await bring(database, deals, Columns(Kind.DEALS))
    assert (outcome.added[Kind.DEALS], outcome.wrong) == (1, 1)
    (deal,) = await database.read(lambda c: c.execute(select(imported_deals)).mappings().all())
    (person,) = await database.read(lambda c: c.execute(select(imported_people)).mappings().all())
    assert (deal["ended"], deal["amount"], deal["person_id"]) == ("won", 5000, person["id"])
    assert person["company_id"] == deal["company_id"]
    assert database.keys.open_text(OWN_NAME, person["name"]) == "Анна"


async def test_who_was_erased_does_not_come_back(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("имя;телефон\nАнна Белова;+79120000001\n", encoding="utf-8")
    contacts = Columns(Kind.CONTACTS)
    await bring(database, path, contacts)

    async def forget(uow: UnitOfWork) -> None:
        contact = await uow.contacts.add(Contact(0, 1001, phone="+79120000001"))
        await erase(uow, contact, uow.now)

    await database.run(forget)
    path.write_text("id;имя;телефон\n7;Анна Белова;+79120000001\n", encoding="utf-8")
    assert (await bring(database, path, contacts)).known == 1
    (person,) = await database.read(lambda c: c.execute(select(imported_people)).mappings().all())
    assert (person["name"], person["phone"]) == (None, None)
    assert person["erased_at"] is not None


async def test_a_company_of_the_base_stays_when_its_only_person_is_erased(
    database: Database, tmp_path: Path
) -> None:
    firms, sales = tmp_path / "firms.csv", tmp_path / "sales.csv"
    firms.write_text("id;name\nF1;Вектор\n", encoding="utf-8")
    sales.write_text("date;sum;company_id\n2026-03-02;5;F1\n", encoding="utf-8")
    await bring(database, firms, Columns(Kind.COMPANIES))

    async def forget(uow: UnitOfWork) -> None:
        (vektor,) = await uow.companies.alike(Company(0, "Вектор"), ())
        contact = await uow.contacts.add(Contact(0, 1001, company_id=vektor.id))
        await erase(uow, contact, uow.now)

    await database.run(forget)
    assert (await bring(database, sales)).added[Kind.ORDERS] == 1


async def test_orders_of_a_company_that_was_joined_go_to_the_whole(
    database: Database, tmp_path: Path
) -> None:
    firms, sales = tmp_path / "firms.csv", tmp_path / "sales.csv"
    firms.write_text("id;name\nF1;Вектор\nF2;Вектор Плюс\n", encoding="utf-8")
    sales.write_text("date;sum;company_id\n2026-03-02;5;F2\n", encoding="utf-8")
    await bring(database, firms, Columns(Kind.COMPANIES))
    await database.run(lambda uow: join(uow, 2, 1, 3001, POLICY, uow.now))
    await bring(database, sales)
    (order,) = await database.read(lambda c: c.execute(select(orders)).mappings().all())
    assert order["company_id"] == 1


async def test_a_manager_decides_on_companies_that_may_be_one(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "companies.csv"
    rows = "Вектор;7707083893;\nВектор;7736050003;\nВектор;;vektor.example\n"
    path.write_text(f"name;inn;site\n{rows}", encoding="utf-8")
    outcome = await bring(database, path, Columns(Kind.COMPANIES))
    assert outcome.added[Kind.COMPANIES] == 3
    assert await count(database, company_ties) == 1


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


def run(monkeypatch: pytest.MonkeyPatch, settings: Settings, *words: str) -> Result:
    monkeypatch.setattr(import_command, "load_settings", lambda: settings)
    return CliRunner().invoke(app, ["crm", "import", *words])


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> Settings:
    """Of a place that was started once."""
    key_file = tmp_path / "prequal.key"

    async def start() -> None:
        database = await open_database(sqlite_url, keys=KeyRing.from_file(key_file))
        await database.close()

    asyncio.run(start())
    return Settings(_env_file=None, database_url=sqlite_url, encryption_key_file=key_file)


def test_the_command_shows_and_then_brings(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = orders_file(tmp_path / "orders.csv", 200)
    shown = run(monkeypatch, settings, str(path), "--kind", "orders", "--preview")
    assert shown.exit_code == 1
    assert "paid_at = Дата, amount = Сумма, company = Компания" in shown.output
    assert "line 2: id 1; company: name ООО Завод номер 1; person: name Анна 1" in shown.output
    assert "200 rows, 198 of them can be imported. Nothing was kept." in shown.output
    assert not list(tmp_path.glob("*.errors*"))
    done = run(monkeypatch, settings, str(path), "--kind", "orders")
    assert done.exit_code == 1
    assert "200 rows: new are 132 companies, 198 contacts, 198 orders; 0 were here" in done.output
    assert "line 101: amount: 'даром' is no clear amount" in done.output
    assert f"Mend them in {tmp_path / 'orders.errors.csv'}" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["orders.csv"], "Say with --kind what the rows are"),
        (["nowhere.csv", "--kind", "orders"], "nowhere.csv is not there"),
        (["orders.csv", "--kind", "deals", "--columns", "orders.yaml"], "--kind says deals"),
        (["orders.csv", "--columns", "wrong.yaml"], "wrong.yaml:1"),
    ],
)
def test_what_can_not_be_done_is_refused(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    orders_file(Path("orders.csv"), 3)
    Path("orders.yaml").write_text("kind: orders\n", encoding="utf-8")
    Path("wrong.yaml").write_text("kind: goods\n", encoding="utf-8")
    refused = run(monkeypatch, settings, *words)
    assert refused.exit_code == 2
    assert said in refused.output


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
