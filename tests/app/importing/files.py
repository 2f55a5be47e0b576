"""Files of an existing base, and how they are brought in."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import Table, func, select

from bot.app.crm.bringing import Outcome
from bot.app.crm.importing import TableImport
from bot.app.settings import Settings
from crm_sync.importing.columns import Columns
from leads.importing.rows import Kind
from storage.database import Database

SETTINGS = Settings()
ORDERS = Columns(Kind.ORDERS)


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
