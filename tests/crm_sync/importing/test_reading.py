"""Cells are read strictly, and columns are known by a mapping or by usual headers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sync.importing.columns import USUAL, Columns, plain, read_columns
from crm_sync.importing.reading import Checks, RowReader, WrongRow, amount_of, moment_of
from crm_sync.importing.sheet import Cell, Line
from crm_sync.strict_file import BadCrmFile
from leads.importing.rows import BaseRow, Ended, Kind

CHECKS = Checks(
    lambda text: text if text.startswith("+") else None, str, lambda text: len(text) == 10
)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1200", "1200"),
        ("1 200,50", "1200.50"),
        ("1\u00a0200,5 ₽", "1200.5"),
        ("12 000 руб.", "12000"),
        ("1.234.567", "1234567"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("$15", "15"),
        ("-3", "-3"),
        ("0.500", "0.5"),
        (11.77, "11.77"),
        (7, "7"),
        ("1.234", None),
        ("1,234", None),
        ("12 тыс.", None),
        ("", None),
        ("1e5", None),
        (True, None),
        (float("inf"), None),
    ],
)
def test_an_amount_is_read_or_is_not_clear(cell: Cell, amount: str | None) -> None:
    assert amount_of(cell) == (None if amount is None else Decimal(amount))


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans()))
def test_no_cell_breaks_the_reading(cell: str | float | bool) -> None:
    amount_of(cell)
    if isinstance(cell, str):
        moment_of(cell)


@given(st.integers(0, 10**12))
def test_an_amount_is_read_as_it_was_written(amount: int) -> None:
    grouped = f"{amount:,}"
    assert amount_of(grouped.replace(",", " ")) == amount
    assert amount_of(f"{grouped.replace(',', '.')},00") == amount
    assert amount_of(f"{grouped}.00") == amount


@pytest.mark.parametrize(
    ("cell", "form", "moment"),
    [
        ("2026-03-02", "", "2026-03-02T12:00"),
        ("02.03.2026", "", "2026-03-02T12:00"),
        ("02.03.2026 09:30", "", "2026-03-02T09:30"),
        ("2026-03-02T09:30:00+00:00", "", "2026-03-02T09:30+00:00"),
        ("20260302", "%Y%m%d", "2026-03-02T12:00"),
        (date(2026, 3, 2), "", "2026-03-02T12:00"),
        ("02.03.2026", "%Y%m%d", None),
        ("03/02/2026", "", None),
        ("31.02.2026", "", None),
        ("20260302", "", None),
    ],
)
def test_a_date_is_read_or_is_not_clear(cell: Cell, form: str, moment: str | None) -> None:
    assert moment_of(cell, form) == (None if moment is None else datetime.fromisoformat(moment))


def row(columns: Columns, header: str, *cells: Cell) -> BaseRow:
    places = columns.places(header.split(";"))
    return RowReader(columns, places, CHECKS, UTC, "RUB").read(Line(7, cells, 0))


def test_an_order_is_read_by_usual_headers() -> None:
    found = row(
        Columns(Kind.ORDERS),
        "№;Номер заказа;Дата оплаты;Контрагент;ИНН;Сумма, руб;Сумма;Товар",
        *("", "17", "02.03.2026", "ООО «Ромашка»", "7707083893", "", "1 200,50", "SEO"),
    )
    assert (found.key, found.company.name, found.company.inn) == (
        "17",
        "ООО «Ромашка»",
        "7707083893",
    )
    assert found.order is not None
    assert (found.order.amount, found.order.currency, found.order.product) == (1201, "RUB", "SEO")
    assert found.order.paid_at == datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_deal_ends_by_the_word_of_its_stage() -> None:
    def ended(stage: str) -> Ended | None:
        deal = row(Columns(Kind.DEALS), "ID;Этап;Компания", "5", stage, "Вектор").deal
        assert deal is not None
        assert deal.stage == stage
        return deal.ended

    assert ended("Успешно реализовано") is Ended.WON
    assert ended("Закрыто и не реализовано") is Ended.LOST
    assert ended("Переговоры") is None


def test_everything_that_is_wrong_is_told_at_once() -> None:
    columns = Columns(Kind.ORDERS)
    with pytest.raises(WrongRow) as wrong:
        row(columns, "date;sum;inn;phone;currency", "soon", "1.234", "77", "no", "рубли")
    for part in ("paid_at", "amount", "inn", "phone", "currency"):
        assert f"{part}:" in str(wrong.value)
    with pytest.raises(WrongRow, match="at least 1"):
        row(columns, "date;sum;inn", "2026-03-02", "0.3", "7707083893")
    with pytest.raises(WrongRow, match="it is empty"):
        row(columns, "date;sum;inn", "2026-03-02", "", "7707083893")
    with pytest.raises(WrongRow, match="neither id, phone nor e-mail"):
        row(Columns(Kind.CONTACTS), "name;phone", "Анна", "")
    with pytest.raises(WrongRow, match="neither name, INN nor site"):
        row(Columns(Kind.COMPANIES), "id;name", "5", "")


def test_a_table_that_lacks_a_column_says_which_words_it_is_known_by() -> None:
    with pytest.raises(BadCrmFile, match=r"paid_at \(.*дата_оплаты"):
        Columns(Kind.ORDERS).places(["Сумма", "Компания"])
    with pytest.raises(BadCrmFile, match="company_key"):
        Columns(Kind.ORDERS).places(["Сумма", "Дата"])


def test_a_usual_header_means_one_column() -> None:
    for kind, columns in USUAL.items():
        for name, words in columns.items():
            assert words, (kind, name)
            assert all(plain(word) == word for word in words), (kind, name)


def test_a_mapping_is_read(tmp_path: Path) -> None:
    path = tmp_path / "orders.yaml"
    path.write_text(
        "kind: orders\nbase: onec\ncolumns: {paid_at: Когда, amount: Сколько, company: Кто}\n"
        "constants: {currency: USD}\ndates: '%d/%m/%Y'\n",
        encoding="utf-8",
    )
    found = row(read_columns(path), "Кто;Когда;Сколько", "Вектор", "02/03/2026", "5")
    assert found.order is not None
    assert (found.order.paid_at.month, found.order.currency) == (3, "USD")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind: orders\ndates: dd.mm.yyyy\n", "mapping.yaml:2: dates: .*%d.%m.%Y"),
        ("kind: goods\n", "mapping.yaml:1: kind"),
        ("kind: orders\nbase: 1C!\n", "mapping.yaml:2: base"),
        ("kind: orders\ncolumns:\n  amuont: Сумма\n", "3: columns.amuont: .*did you mean 'amount'"),
        (
            "kind: orders\ncolumns: {amount: Сумма}\nconstants:\n  amount: 5\n",
            "4: constants.amount: it is a column already",
        ),
    ],
)
def test_a_mistake_in_a_mapping_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadCrmFile, match=said):
        read_columns(path)


def test_a_mapping_names_columns_that_are_there() -> None:
    columns = Columns(Kind.ORDERS, headers={"amount": "Сума"})
    with pytest.raises(BadCrmFile, match="did you mean 'Сумма'"):
        columns.places(["Сумма"])
