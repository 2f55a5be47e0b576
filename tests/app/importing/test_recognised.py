"""Whom rows are about is recognised: by ids, by who is known, and by who was erased or joined."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from crm_sync.importing.columns import Columns
from leads.companies.joining import join
from leads.company import Company
from leads.contact import Contact
from leads.erasure import erase
from leads.importing.rows import Kind
from storage.database import Database
from storage.name_words import OWN_NAME
from storage.tables import company_ties, imported_deals, imported_people, orders
from storage.unit_of_work import UnitOfWork
from tests.app.importing.files import bring, count
from tests.leads.samples import POLICY


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
