"""Managers see what was agreed on for a month beside what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio

from leads.company import Company
from leads.importing.rows import Customer, OrderOf
from storage.unit_of_work import UnitOfWork
from tests.journeys.place import MARIA, Place, Someone, opened

PLAN = """
2026-10: {revenue: 100000}
2026-11: {A: 4, revenue: 500000}
2027-01: {A: 4}
"""
PAID = ((9, 7_000), (10, 130_000), (11, 25_000), (11, 100_000))
"""Months of 2026, and sums."""


@pytest_asyncio.fixture
async def place(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Place]:
    """The program with a plan, on a Tuesday of November; a client has paid."""
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN, encoding="utf-8")
    async with opened(tmp_path, sqlite_url, "polling", plan_file=str(file)) as running:
        await running.app.database.run(_bought)
        yield running


async def _bought(uow: UnitOfWork) -> None:
    company = await uow.companies.add(Company(0, name="Ромашка"))
    for month, amount in PAID:
        order = OrderOf(datetime(2026, month, 5, 12, tzinfo=UTC), amount, "RUB")
        await uow.imports.add_order(order, Customer(company.id, None))


async def test_a_month_is_held_against_its_plan(place: Place) -> None:
    maria: Someone = place.someone(MARIA)
    await maria.say("/plan")
    told = await maria.hears("План и факт")
    assert "1 сентября – 24 ноября 2026" in told
    lines = [line.split() for line in told.splitlines()]
    assert ["11.26", "4", "0", "0"] in lines
    for money in (["10.26", "100т", "130т", "130"], ["11.26", "500т", "125т", "25"]):
        assert money in lines
    assert ["все", "600т", "255т", "43"] in lines
    assert "09.26" not in told, "nothing was agreed on for it"
    await maria.say("/plan прошлый год")
    await maria.hears("На эти месяцы плана нет")
