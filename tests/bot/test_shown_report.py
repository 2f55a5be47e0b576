"""Reports as messages: columns where a phone has room, the rule for few cases, nothing too long."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from bot.chat.book import Book
from bot.chat.reports.figures import Manner, figure
from bot.chat.reports.naming import Naming
from bot.chat.reports.shown import ShownReport
from bot.chat.texts import Texts, plain
from dialogs.reading.dates import Period
from dialogs.schema.texts import MAX_TEXT, telegram_length
from reports.asking.asked import About
from reports.asking.filters import EVERYTHING
from reports.dictionary import METRICS, Unit
from reports.intervals import share
from reports.tables import ALL, Cell, Column, Kind, Named, Report, Row, Table, cell_of

TEXTS = Texts("ru", zone=ZoneInfo("Europe/Moscow"))
ABOUT = About(Period(date(2026, 1, 1), date(2026, 3, 31)), EVERYTHING, "RUB")
IN_WORDS = Manner("ru", "RUB")


class NoProducts(Book):
    """A book that knows no product."""

    def __init__(self) -> None:
        """Without a shelf."""

    def product(self, product: str, locale: str) -> str:
        return product


def shown(*tables: Table, few: bool = False, locale: str = "ru") -> str:
    report = Report("channels", ABOUT, 1, tables, 0, few)
    text = ShownReport(TEXTS, Naming(TEXTS, NoProducts(), {5: "Пётр"})).text(report, locale)
    return plain(text).replace("\xa0", " ").replace("\u202f", " ")


def row(kind: Kind, name: str, *cells: Cell) -> Row:
    return Row(Named(kind, name), cells)


@pytest.mark.parametrize(
    ("metric", "cell", "told"),
    [
        ("paid", Cell(1200), "1 200"),
        ("revenue", Cell(1_250_000), "1 250 000 ₽"),
        ("avg_cheque", Cell(Fraction(7, 2), 2), "4 ₽ (по 2)"),
        ("speed_to_lead", Cell(timedelta(hours=2), 8), "2 ч (по 8)"),
        ("stage_conversion", cell_of(share(7, 20)), "7 из 20"),
        ("stage_conversion", cell_of(share(35, 100)), "35 % (26 %–45 %)"),
        ("stage_conversion", Cell(None), ""),
        ("meetings_per_sale", Cell(Fraction(5, 2), 2), "2,5 (по 2)"),
        ("first_order", Cell("2026-03"), "03.26"),
        ("abc", Cell("A"), "A"),
    ],
)
def test_a_figure_tells_what_it_rests_on(metric: str, cell: Cell, told: str) -> None:
    found = figure(cell, METRICS[metric], IN_WORDS)
    assert found.replace("\xa0", " ").replace("\u202f", " ") == told


def test_columns_where_there_is_room_and_the_base_only_once() -> None:
    columns = (Column("paid"), Column("avg_cheque"))
    months = [row(Kind.MONTH, f"2026-{one:02}", Cell(12), Cell(900, 12)) for one in (1, 2)]
    text = shown(
        Table("months", Kind.MONTH, columns, tuple(months), Row(ALL, (Cell(24), Cell(1, 24))))
    )
    assert "      заказы чек\n01.26     12 900\n02.26     12 900\nвсе       24   1" in text


def test_a_line_for_each_where_there_is_none() -> None:
    steps = [Column("stage_reached", Named(Kind.METRIC, one)) for one in ("enquiries", "sales")]
    columns = (*steps, Column("lead_sale_share"), Column("lead_revenue"))
    cells = (Cell(20), Cell(3), cell_of(share(3, 20)), Cell(500_000))
    text = shown(Table("last", Kind.CHANNEL, columns, (row(Kind.CHANNEL, "site", *cells),)))
    assert "Сайт: заявки 20 · продажи 3 · в продажу 3 из 20 · выручка 500 000 ₽" in text


def test_few_clients_get_no_shares() -> None:
    columns = (Column("buyers"), Column("buyers_share"))
    table = Table(
        "classes", Kind.GRADE, columns, (row(Kind.GRADE, "A", Cell(3), Cell(Fraction(1, 2), 6)),)
    )
    assert "доля,%" in shown(table)
    assert "доля,%" not in shown(table, few=True)


def test_who_and_what_is_unknown_has_words() -> None:
    columns = (Column("load"),)
    told = shown(
        Table("sellers", Kind.MANAGER, columns, (row(Kind.MANAGER, "-", Cell(1)),)),
        Table("leads", Kind.PRODUCT, columns, (row(Kind.PRODUCT, "-", Cell(2)),)),
        Table("clients", Kind.CLIENT, columns, (row(Kind.CLIENT, "7", Cell(3)),)),
    )
    for word in ("ни у кого", "не указано", "без имени"):
        assert word in told


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_the_longest_report_fits_a_message(locale: str) -> None:
    counts = [one for one in METRICS.values() if one.unit in {Unit.COUNT, Unit.MONEY}]
    columns = tuple(Column(one.id) for one in counts)
    rows = tuple(
        Row(Named(Kind.CLIENT, str(one), "Ы" * 90), tuple(Cell(10**12, 9) for _ in columns[:6]))
        for one in range(300)
    )
    text = shown(Table("clients", Kind.CLIENT, columns[:6], rows), locale=locale)
    assert telegram_length(text) <= MAX_TEXT


def test_what_no_message_has_room_for_is_said_to_be_elsewhere() -> None:
    columns = tuple(Column("hypothesis_leads", Named(Kind.WORDS, str(at))) for at in range(12))
    rows = [
        row(Kind.CLIENT, "Ы" * 60 + str(at), *(Cell(10**9) for _ in columns)) for at in range(9)
    ]
    tables = [Table(f"part{at}", Kind.WORDS, columns, tuple(rows)) for at in range(6)]
    text = shown(*tables)
    assert telegram_length(text) <= MAX_TEXT
    assert "Не уместилось таблиц: " in text
    assert "Не уместилось" not in shown(tables[0])
