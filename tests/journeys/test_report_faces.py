"""A manager gets reports as pictures and files: at once, with a button or a command; only they."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest_asyncio

from leads.company import Company
from leads.importing.rows import Customer, OrderOf
from storage.unit_of_work import UnitOfWork
from tests.fakes.chat import PATIENCE
from tests.journeys.place import Place, Someone

PNG = b"\x89PNG\r\n\x1a\n"


@pytest_asyncio.fixture(autouse=True)
async def _bought(place: Place) -> None:
    async def work(uow: UnitOfWork) -> None:
        company = await uow.companies.add(Company(0, name="Ромашка"))
        order = OrderOf(datetime(2026, 3, 5, 12, tzinfo=UTC), 100_000, "RUB", product="seo")
        await uow.imports.add_order(order, Customer(company.id, None))

    await place.app.database.run(work)


async def photos(someone: Someone) -> list[dict[str, Any]]:
    return [message for message in await someone.screen() if message.get("photo")]


async def photo(someone: Someone, many: int = 1) -> tuple[str, bytes]:
    """Wait for so many photos; caption and content of the newest."""
    for _ in range(int(PATIENCE / 0.02)):
        found = await photos(someone)
        if len(found) >= many:
            file = found[-1]["photo"][-1]["file_id"]
            async with someone.http.get(f"{someone.url}/sandbox/file/{file}") as answer:
                return found[-1]["caption"], await answer.read()
        await asyncio.sleep(0.02)
    raise AssertionError(f"no photo. On the screen: {await someone.texts()}")


async def test_cohorts_come_as_a_picture_by_themselves(place: Place, maria: Someone) -> None:
    await maria.say("/cohorts с 1 января 2026")
    await maria.hears("Когорты: кто вернулся")
    caption, content = await photo(maria)
    assert "Когорты" in caption
    assert "2026" in caption
    assert content[:8] == PNG
    await place.app.tick.through()
    assert len(await photos(maria)) == 1


async def test_classes_come_as_a_picture_with_a_button(place: Place, maria: Someone) -> None:
    await maria.say("/abc март 2026")
    await maria.hears("ABC: кто делает")
    assert not await photos(maria)
    await maria.tap("Картинкой")
    caption, content = await photo(maria)
    assert "1–31 марта 2026" in caption.replace("\xa0", " ")
    assert content[:8] == PNG


async def document(someone: Someone, ending: str) -> tuple[str, bytes]:
    """Wait for a document whose name ends so; name and content."""
    for _ in range(int(PATIENCE / 0.02)):
        for message in reversed(await someone.screen()):
            file = message.get("document") or {}
            if file.get("file_name", "").endswith(ending):
                url = f"{someone.url}/sandbox/file/{file['file_id']}"
                async with someone.http.get(url) as answer:
                    return file["file_name"], await answer.read()
        await asyncio.sleep(0.02)
    raise AssertionError(f"no {ending}. On the screen: {await someone.texts()}")


async def test_a_report_comes_as_a_workbook_with_a_button(maria: Someone) -> None:
    await maria.say("/abc март 2026")
    await maria.hears("ABC: кто делает")
    await maria.tap("Файлом")
    name, content = await document(maria, ".xlsx")
    assert name == "abc-2026-03-01-2026-03-31.xlsx"
    book = openpyxl.load_workbook(BytesIO(content))
    assert book["Самые крупные"]["A8"].value == "Ромашка"
    assert "Определения" in book.sheetnames


async def test_a_report_is_exported_by_a_command(maria: Someone) -> None:
    await maria.say("/export")
    await maria.hears("Какой отчёт прислать файлом?")
    await maria.say("/export чек csv март 2026")
    name, content = await document(maria, ".zip")
    assert name == "avg_cheque-2026-03-01-2026-03-31.zip"
    with ZipFile(BytesIO(content)) as archive:
        assert "2026-03-01;1;100000" in archive.read(archive.namelist()[0]).decode("utf-8-sig")
    await maria.say("/export abc картинкой март 2026")
    _, content = await photo(maria)
    assert content[:8] == PNG
    await maria.say("/export каналы png")
    await maria.hears("картинкой не рисую")
    await maria.say("/export funnel кукуруза")
    await maria.hears("слово «кукуруза»")


async def test_nothing_is_drawn_of_nothing(place: Place, maria: Someone) -> None:
    await maria.say("/cohorts вчера")
    await maria.hears("Первых заказов в этот период нет")
    await place.app.tick.through()
    assert not await photos(maria)
    assert "📄 Файлом" not in await maria.buttons()


async def test_a_button_of_a_report_is_for_managers(
    place: Place, maria: Someone, igor: Someone
) -> None:
    await maria.say("/abc март 2026")
    await maria.hears("ABC: кто делает")
    message, data = await maria.find("Картинкой")
    await place.in_group(2001).does("tap", message=message, data=data, force=True)
    assert not await photos(igor)
