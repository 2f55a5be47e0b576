"""Files hold what they were given: any text as text, never a formula, numbers as they were."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reports.exports.delimited import DIALECTS, delimited
from reports.exports.files import Format, file_of
from reports.exports.safe import DANGEROUS, LONGEST, QUOTE, dangerous, plain, quoted
from reports.exports.sheet import Form, Head, Sheet, Value
from reports.exports.tables import MEANINGS, sheets
from reports.exports.xlsx import LONGEST_NAME, workbook
from reports.tables import Kind
from tests.reports.charts.pictures import spoken
from tests.reports.charts.samples import REPORTS, SIZES

ATTACKS = (
    "=cmd|'/C calc'!A0",
    "+7 900 000-00-00",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r\n=1+1",
    " =1+1",
    "＝1+1",
    "'=1+1",
    '";=1+1;"',
    "#N/A",
    "_x003D_1",
    "x" * (LONGEST + 5),
)
TEXTS = st.text(max_size=80) | st.sampled_from(ATTACKS) | st.sampled_from(sorted(DANGEROUS))
"""With everything that OWASP names, and more."""


def sheet(rows: Iterable[Sequence[Value]], *heads: Head) -> Sheet:
    return Sheet("one", "One", heads or (Head("A"), Head("B")), list(rows))


def opened(file: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(file))


def cells(file: bytes, skip: int = 1) -> list[list[Any]]:
    return [list(row) for row in opened(file).worksheets[0].iter_rows(min_row=skip + 1)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8))
@example([(one, one) for one in ATTACKS])
def test_any_text_comes_back_from_xlsx_as_text(rows: list[tuple[str, str]]) -> None:
    found = cells(workbook([sheet(rows)]))
    for given_, row in zip(rows, found, strict=True):
        for text, cell in zip(given_, row, strict=True):
            assert (cell.value or "") == plain(text)
            assert cell.data_type != "f", "a formula"
            assert cell.data_type == "s" or not cell.value
            assert cell.quotePrefix == dangerous(plain(text))


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8), st.sampled_from(sorted(DIALECTS)))
def test_any_text_comes_back_from_csv_and_is_no_formula(
    rows: list[tuple[str, str]], locale: str
) -> None:
    text = delimited(sheet(rows), locale).decode("utf-8-sig")
    read = list(csv.reader(StringIO(text, newline=""), delimiter=DIALECTS[locale].apart))[1:]
    assert len(read) == len(rows)
    for given_, row in zip(rows, read, strict=True):
        for said, cell in zip(given_, row, strict=True):
            assert not cell or cell[0] not in DANGEROUS
            assert not dangerous(cell)
            assert cell.removeprefix(QUOTE)[: LONGEST - 1] == plain(said)[: LONGEST - 1]


@given(st.text())
def test_text_is_plain_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert len(quoted(text)) <= LONGEST


VALUES = (1_234_567, Fraction(1, 3), timedelta(hours=30, minutes=5), date(2026, 3, 1))
HEADS = tuple(Head(one.value, one) for one in (Form.NUMBER, Form.SHARE, Form.SPAN, Form.MONTH))


def test_numbers_of_xlsx_are_numbers() -> None:
    ((whole, share, span, month),) = cells(workbook([sheet([VALUES], *HEADS)]))
    assert whole.value == 1_234_567
    assert share.value == pytest.approx(1 / 3)
    assert span.value == timedelta(hours=30, minutes=5)
    assert month.value.date() == date(2026, 3, 1)
    assert [one.number_format for one in (whole, share, span, month)] == [
        "#,##0",
        "0.0%",
        "[h]:mm",
        "mm.yyyy",
    ]


def test_csv_is_what_excel_of_the_language_expects() -> None:
    one = sheet([VALUES, (None, -2, None, None)], *HEADS)
    russian, english = delimited(one, "ru"), delimited(one, "en")
    assert russian.startswith(b"\xef\xbb\xbf")
    assert "1234567;0,3333;30:05:00;2026-03-01\r\n;-2;;\r\n" in russian.decode("utf-8-sig")
    assert "1234567,0.3333,30:05:00,2026-03-01\r\n,-2,,\r\n" in english.decode("utf-8-sig")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(max_size=50), min_size=1, max_size=4))
def test_any_name_of_a_sheet_is_taken(names: list[str]) -> None:
    book = opened(workbook([Sheet("s", name, (Head("A"),), []) for name in names]))
    assert len(book.sheetnames) == len(names)
    assert all(0 < len(name) <= LONGEST_NAME for name in book.sheetnames)


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("size", SIZES)
def test_every_report_is_a_workbook_with_its_definitions(report: str, size: str) -> None:
    made, words = REPORTS[report](size), spoken("ru")
    found = sheets(made, words)
    book = opened(workbook(found))
    assert book.sheetnames[-1] == "Определения"
    assert len(book.sheetnames) == len(found)
    assert [row[-1].value for row in book.worksheets[-1].iter_rows(min_row=2)] == list(made.metrics)
    for page, one in zip(book.worksheets[:-1], found, strict=False):
        assert page["A1"].value == words.title(report)
        assert page.freeze_panes == f"B{len(one.lines) + 3}"
        heads = [cell.value for cell in page[len(one.lines) + 2]]
        assert heads == [head.name for head in one.heads]
        assert len(set(heads)) == len(heads)


def test_every_figure_of_the_report_is_in_its_file() -> None:
    report = REPORTS["cohorts"]("ordinary")
    (table, *_) = report.tables
    (page, *_) = opened(workbook(sheets(report, spoken("en")))).worksheets
    shown = [
        [cell.value for cell in row[1 : len(table.columns) + 1]]
        for row in page.iter_rows(min_row=page.max_row - len(table.rows), max_row=page.max_row)
    ]
    assert table.total is not None
    for row, found in zip((*table.rows, table.total), shown, strict=True):
        told = [None if cell.value is None else float(cell.value) for cell in row.cells]  # type: ignore[arg-type]
        assert found == pytest.approx(told)


def test_a_share_has_what_it_rests_on_beside_it() -> None:
    (steps, *_) = sheets(REPORTS["funnel"]("ordinary"), spoken("en"))
    assert [head.name for head in steps.heads] == [
        "Metric",
        "Came to the stage",
        "Conversion of a stage",
        "Conversion of a stage: of how many",
        "Conversion of a stage: from",
        "Conversion of a stage: to",
        "Time in stage",
        "Time in stage: of how many",
    ]
    leads = list(steps.rows)[1]
    assert leads[1:4] == [2115, Fraction(2115, 3412), 3412]


def test_few_clients_get_names_and_no_shares() -> None:
    found = sheets(REPORTS["cohorts"]("tiny"), spoken("ru"))
    assert [one.id for one in found] == ["clients", MEANINGS]


def test_several_tables_of_csv_come_as_an_archive() -> None:
    found = sheets(REPORTS["funnel"]("ordinary"), spoken("ru"))
    name, content = file_of(found, Format.CSV, "funnel", "ru")
    assert name == "funnel.zip"
    with ZipFile(BytesIO(content)) as archive:
        assert archive.namelist() == [f"funnel-{one.id}.csv" for one in found]
        assert "Заявки".encode() in archive.read("funnel-steps.csv")
    assert file_of(found, Format.CSV, "funnel", "ru")[1] == content
    assert file_of(found[:1], Format.CSV, "funnel", "ru")[0] == "funnel.csv"


def test_every_kind_of_row_has_a_head() -> None:
    for locale in ("ru", "en"):
        for kind in Kind:
            assert spoken(locale).say(f"rows_{kind.value}")
