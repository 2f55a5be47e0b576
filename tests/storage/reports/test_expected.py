"""Reports over real orders equal figures that others have found, to the last cent."""

import csv
import gzip
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from reports.purchases.cheque import cheques, movements
from reports.purchases.cohorts import Cohort, cohorts, retention_at, value_at
from reports.slices import ALL_TIMES, first_day, month_of, slices
from storage.clients import KINDS
from storage.reports import purchases as reading
from storage.reports.purchases import Purchases
from storage.reports.rolled import rolled
from storage.rollup.keeping import Rollup
from storage.secrets import KeyRing
from tests.storage.reports.cdnow import ALL, MOSCOW, TAKEN, bought, fill_file
from tests.storage.samples import HandClock, opened

CENT = Decimal("0.01")
MONEY = {"revenue", "avg_cheque", "arpu"}


@pytest.fixture(scope="module")
def file(
    data_dir: Path, ready_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("cdnow") / "cdnow.db"
    shutil.copy(ready_sqlite, path)
    fill_file(path, list(bought(data_dir / "orders" / "CDNOW_master.txt")))
    yield path
    path.unlink()


@pytest.fixture(params=["orders", "sums"])
async def purchases(
    request: pytest.FixtureRequest, file: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Purchases]:
    """Answered from orders, and from sums that are kept of them."""
    url = f"sqlite+aiosqlite:///{file}"
    async with opened(url, KeyRing.fresh(), HandClock()) as database:
        if request.param == "sums":
            await Rollup(database, lambda: slices(ALL_TIMES, MOSCOW))()
            assert await database.read(lambda c: rolled(c, TAKEN)) is not None
        else:
            monkeypatch.setattr(reading, "rolled", lambda *_: None)
        yield Purchases(database)


@pytest.fixture
async def found(purchases: Purchases) -> tuple[Cohort, ...]:
    return cohorts(await purchases.cells(TAKEN), month_of(ALL.first), month_of(ALL.last))


def table(data_dir: Path, name: str) -> list[dict[str, str]]:
    path = data_dir / "expected" / f"cdnow_{name}"
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        return list(csv.DictReader(lines))


def by_age(data_dir: Path, name: str) -> dict[str, list[Decimal]]:
    """Cohort → its size and its values by age."""
    return {
        row["cohort"]: [Decimal(value) for key, value in row.items() if key != "cohort" and value]
        for row in table(data_dir, f"cohort_{name}.csv")
    }


def month(number: int) -> str:
    return f"{first_day(number):%Y-%m}"


def units(cents: Fraction | int) -> Decimal:
    """Cents as the files write money: to a cent, halves to even."""
    exact = Fraction(cents) / 100
    return (Decimal(exact.numerator) / exact.denominator).quantize(CENT, ROUND_HALF_EVEN)


async def test_cohorts_come_back_as_they_did(found: tuple[Cohort, ...], data_dir: Path) -> None:
    counted = {month(one.born): [one.size, *one.active] for one in found}
    assert counted == by_age(data_dir, "active")


async def test_retention(found: tuple[Cohort, ...], data_dir: Path) -> None:
    for one in found:
        size, *expected = by_age(data_dir, "retention_pct")[month(one.born)]
        shares = [one.retention(age) for age in range(len(one.active))]
        assert one.size == size
        assert [units(Fraction(each.part * 10_000, each.whole)) for each in shares] == expected
    assert retention_at(found, 0).value == 1
    assert retention_at(found, 17).whole == 7846, "one cohort is that old"


async def test_lifetime_value(found: tuple[Cohort, ...], data_dir: Path) -> None:
    for one in found:
        assert [units(sum_) for sum_ in one.revenue] == by_age(data_dir, "revenue")[
            month(one.born)
        ][1:]
        expected = by_age(data_dir, "cum_revenue_per_customer")[month(one.born)][1:]
        assert [units(value) for value in one.value] == expected
    value, clients = value_at(found, 15)
    brought = sum((sum(row[1:17]) for row in by_age(data_dir, "revenue").values()), Decimal())
    assert (clients, units(value)) == (23570, Decimal(brought / 23570).quantize(CENT))


async def test_sums_of_everything(purchases: Purchases, data_dir: Path) -> None:
    totals = (await purchases.standing(TAKEN, 0, 0)).totals
    expected = json.loads((data_dir / "expected" / "cdnow_summary.json").read_text())
    assert (totals.orders, totals.clients) == (expected["orders"], expected["customers"])
    assert units(totals.revenue) == Decimal(str(expected["revenue"]))
    # Halfway between two cents.
    middle = await purchases.middle(TAKEN, month_of(ALL.first), totals.clients)
    assert abs(middle / 100 - Fraction(str(expected["ltv_median"]))) <= Fraction(1, 200)
    assert totals.repeaters == expected["repeat_customers"]
    assert round(totals.revenue / totals.orders / 100, 4) == expected["avg_cheque"]
    assert round(totals.revenue / totals.clients / 100, 4) == expected["ltv_mean"]
    assert round(totals.repeaters / totals.clients * 100, 2) == expected["repeat_rate_pct"]
    assert await purchases.left_out(TAKEN) == 0


async def test_the_average_cheque_by_month(
    purchases: Purchases, found: tuple[Cohort, ...], data_dir: Path
) -> None:
    born = {one.born: one.size for one in found}
    months = await purchases.months(TAKEN)
    counted = [
        {
            "m": month(one.month),
            "orders": str(one.orders),
            "buyers": str(sums.buyers),
            "revenue": str(units(one.revenue)),
            "avg_cheque": str(units(one.average or 0)),
            "arpu": str(units(Fraction(one.revenue, sums.buyers))),
            "new_customers": str(born.get(one.month, 0)),
        }
        for one, sums in zip(cheques(months), months, strict=True)
    ]
    assert counted == _padded(table(data_dir, "monthly.csv"))


async def test_the_cheques_of_the_largest_clients(purchases: Purchases, data_dir: Path) -> None:
    largest = (await purchases.standing(TAKEN, 5, 5)).clients
    moved = movements(await purchases.of_clients(TAKEN, [one.id for one in largest]))
    counted = [
        {
            "customer_id": f"{one.id // KINDS:05}",
            "month": month(cheque.month),
            "orders": str(cheque.orders),
            "revenue": str(units(cheque.revenue)),
            "avg_cheque": str(units(cheque.average or 0)),
        }
        for one in sorted(largest, key=lambda client: client.id)
        for cheque in moved[one.id].cheques
    ]
    assert counted == _padded(table(data_dir, "cheque_dynamics_top5.csv"))


async def test_classes_by_revenue(purchases: Purchases, data_dir: Path) -> None:
    counted = [
        (one.grade.value, str(one.clients), units(one.revenue))
        for one in (await purchases.standing(TAKEN, 0, 0)).classes
    ]
    expected = table(data_dir, "abc_summary.csv")
    assert counted == [(row["abc"], row["customers"], Decimal(row["revenue"])) for row in expected]


async def test_the_class_of_every_client(purchases: Purchases, data_dir: Path) -> None:
    clients = (await purchases.standing(TAKEN, 100_000, 100_000)).clients
    expected = table(data_dir, "abc_customers.csv.gz")
    assert [(f"{one.id // KINDS:05}", one.grade.value) for one in clients] == [
        (row["customer_id"], row["abc"]) for row in expected
    ]


def _padded(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The files leave zeros at the end of money out."""
    return [
        {
            key: str(Decimal(value).quantize(CENT)) if key in MONEY else value
            for key, value in row.items()
        }
        for row in rows
    ]
