"""Files of stock as people keep them: tables from Excel, lists in YAML, mistakes by their line."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crm_sync.supply.file import SupplyFile
from crm_sync.supply.source import SupplyFailed
from leads.supply.availability import Item, Season

SPRING = Season(date(2027, 3, 1), date(2027, 5, 31))
HEAD = "product;quantity;reserved;season_from;season_to"


def kept(folder: Path, text: str | bytes, name: str = "stock.csv") -> SupplyFile:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return SupplyFile(path)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\nportal;3;1;2027-03-01;2027-05-31\n\nseo;;;;\n",
        "Product,Quantity,Reserved,Season_from,Season_to\r\n"
        'portal,"3",1,2027-03-01,2027-05-31\r\nseo,,,,\r\n',
        f"\ufeff{HEAD}\nportal;3,0;1;2027-03-01 00:00:00;2027-05-31\nseo\n",
        f"{HEAD}\nportal;3;1;2027-03-01;2027-05-31\nseo;;;;\n".replace(";", "\t"),
    ],
)
async def test_tables_of_every_kind_are_read(text: str, tmp_path: Path) -> None:
    reading = await kept(tmp_path, text).read()
    assert reading.items == (Item("portal", 3, 1, SPRING), Item("seo"))


async def test_a_table_of_a_russian_excel_is_read(tmp_path: Path) -> None:
    reading = await kept(tmp_path, "product;quantity\nдиван;1\u00a0200,5\n".encode("cp1251")).read()
    assert reading.items == (Item("диван", 1200.5),)


async def test_a_list_in_yaml_is_read(tmp_path: Path) -> None:
    text = (
        "- {product: portal, quantity: 3, reserved: 1,"
        " season_from: 2027-03-01, season_to: 2027-05-31}\n- product: seo\n"
    )
    reading = await kept(tmp_path, text, "stock.yaml").read()
    assert reading.items == (Item("portal", 3, 1, SPRING), Item("seo"))


async def test_the_reading_is_as_old_as_the_file(tmp_path: Path) -> None:
    file = kept(tmp_path, HEAD)
    os.utime(tmp_path / "stock.csv", (1_800_000_000, 1_800_000_000))
    assert (await file.read()).as_of == datetime.fromtimestamp(1_800_000_000, UTC)


async def test_every_mistake_is_told_by_its_line(tmp_path: Path) -> None:
    rows = ("a;many;;;", ";1;;;", "b;1;-1;;", "c;1;;2027-03-01;", "c;1;;;", "c;2;;;", "d;1;;x;y")
    with pytest.raises(SupplyFailed) as told:
        await kept(tmp_path, "\n".join((HEAD, *rows))).read()
    said = str(told.value)
    for line, mistake in (
        (2, "quantity is a number, not 'many'"),
        (3, "product is missing"),
        (4, "reserved is not negative"),
        (5, "both season_from and season_to"),
        (7, "'c' is given twice"),
        (8, "season_from is a day"),
    ):
        assert f"line {line}: " in said
        assert mistake in said


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("stock.csv", "", "line 1: the first line names the columns"),
        ("stock.csv", "name;stock\nportal;3\n", "line 1: the first line names the columns"),
        ("stock.csv", "product;quantity\nportal;3;4\n", "line 2: more cells than columns"),
        ("stock.csv", "product;colour\nportal;red\n", "unknown field 'colour'"),
        ("stock.csv", 'product;quantity\n"portal;3\n', "no CSV table"),
        ("stock.yaml", "portal: 3\n", "expected a list"),
        ("stock.yaml", "- portal\n", "entry 1: expected fields"),
        ("stock.yaml", "- [", "no YAML"),
        ("stock.yaml", "- {product: a, season_from: 2027-05-31, season_to: 2027-03-01}\n", "ends"),
    ],
)
async def test_what_is_no_list_of_products_fails(
    name: str, text: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(SupplyFailed, match=says):
        await kept(tmp_path, text, name).read()


async def test_a_file_that_is_not_there_fails(tmp_path: Path) -> None:
    with pytest.raises(SupplyFailed, match="can't be read"):
        await SupplyFile(tmp_path / "none.csv").read()
