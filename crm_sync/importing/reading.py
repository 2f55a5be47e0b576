"""Cells → a proven row, or everything that is wrong with it. Strict: nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from urllib.parse import urlsplit

from crm_sync.importing.columns import Columns, plain
from crm_sync.importing.sheet import Cell, Line
from leads.importing.rows import BaseRow, CompanyOf, DealOf, Ended, Kind, OrderOf, PersonOf

LONGEST = 500
LARGEST = 10**15
CURRENCY = re.compile(r"[A-Z]{3}")
DAYS = (
    *("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"),
    *("%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S"),
)
_BLANKS = re.compile(r"[\s\u00a0\u2009\u202f']")
_UNIT = re.compile(r"(?i)^(?:rub|usd|eur|₽|\$|€)|(?:руб\.?|р\.|rub|usd|eur|₽|\$|€)$")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")


@dataclass(frozen=True, slots=True)
class Checks:
    """What is read elsewhere: a phone as E.164 and an e-mail, None for none; whether digits are an
    INN."""

    phone: Callable[[str], str | None]
    email: Callable[[str], str | None]
    inn: Callable[[str], bool]


class WrongRow(ValueError):
    """The row can't be brought in; the message says why, with the column of each mistake."""


class RowReader:
    """Reads the rows of one table."""

    def __init__(
        self,
        columns: Columns,
        places: Mapping[str, int],
        checks: Checks,
        zone: tzinfo,
        currency: str,
    ) -> None:
        self._columns = columns
        self._places = places
        self._checks = checks
        self._zone = zone
        self._currency = currency

    def read(self, line: Line) -> BaseRow:
        """The row of a line. `WrongRow`."""
        if line.broken:
            raise WrongRow(line.broken)
        cells = _Cells(self._columns, self._places, line, self._zone)
        row = self._row(cells, line.number)
        if not cells.wrong:
            self._whole(row, cells)
        if cells.wrong:
            raise WrongRow("; ".join(cells.wrong))
        return row

    def _row(self, cells: _Cells, number: int) -> BaseRow:
        key = cells.text("key")
        match self._columns.kind:
            case Kind.COMPANIES:
                company = self._company(
                    cells, key, "name", cells.checked("phone", self._checks.phone)
                )
                return BaseRow(number, key, company)
            case Kind.CONTACTS:
                return BaseRow(
                    number, key, self._their_company(cells), self._person(cells, key, "name")
                )
            case Kind.DEALS:
                of, deal = self._customer(cells), self._deal(cells)
                return BaseRow(number, key, *of, deal=deal)
            case _:
                of, order = self._customer(cells), self._order(cells)
                return BaseRow(number, key, *of, order=order)

    def _customer(self, cells: _Cells) -> tuple[CompanyOf, PersonOf]:
        person = self._person(cells, cells.text("person_key"), "person")
        return self._their_company(cells), person

    def _whole(self, row: BaseRow, cells: _Cells) -> None:
        """Whether the row says enough."""
        kind = self._columns.kind
        if kind is Kind.COMPANIES and not (
            row.company.name or row.company.inn or row.company.domain
        ):
            cells.wrong.append("the company has neither name, INN nor site")
        if kind is Kind.CONTACTS and not row.person.can_be_known:
            cells.wrong.append("the contact has neither id, phone nor e-mail")
        if row.person.name and not row.person.can_be_known and not row.company.told:
            cells.wrong.append("the person has neither id, phone nor e-mail")

    def _their_company(self, cells: _Cells) -> CompanyOf:
        return self._company(cells, cells.text("company_key"), "company", None)

    def _company(self, cells: _Cells, key: str, name: str, phone: str | None) -> CompanyOf:
        inn = cells.checked("inn", lambda text: text if self._checks.inn(text) else None)
        return CompanyOf(key, cells.text(name) or None, inn, cells.checked("domain", _host), phone)

    def _person(self, cells: _Cells, key: str, name: str) -> PersonOf:
        return PersonOf(
            key,
            cells.text(name) or None,
            cells.checked("phone", self._checks.phone),
            cells.checked("email", self._checks.email),
            cells.text("role") or None,
        )

    def _order(self, cells: _Cells) -> OrderOf | None:
        paid_at, amount = cells.moment("paid_at"), cells.money("amount")
        discount = cells.money("discount")
        for name, value in (("paid_at", paid_at), ("amount", amount)):
            if value is None and cells.raw(name) == "":
                cells.wrong.append(f"{cells.told(name)}: it is empty")
        if amount is not None and amount <= 0:
            cells.wrong.append(f"{cells.told('amount')}: a paid order is worth at least 1")
        if discount is not None and discount < 0:
            cells.wrong.append(f"{cells.told('discount')}: it is less than nothing")
        currency = self._money_of(cells)
        if cells.wrong or paid_at is None or amount is None:
            return None
        return OrderOf(paid_at, amount, currency, discount or 0, cells.text("product") or None)

    def _deal(self, cells: _Cells) -> DealOf:
        stage, amount = cells.text("stage"), cells.money("amount")
        if amount is not None and amount < 0:
            cells.wrong.append(f"{cells.told('amount')}: it is less than nothing")
        return DealOf(
            currency=self._money_of(cells),
            title=cells.text("title") or None,
            product=cells.text("product") or None,
            stage=stage or None,
            ended=self._ended(cells, plain(stage)),
            amount=amount,
            loss_reason=cells.text("loss_reason") or None,
            opened_at=cells.moment("opened_at"),
            closed_at=cells.moment("closed_at"),
        )

    def _ended(self, cells: _Cells, stage: str) -> Ended | None:
        """How it ended: said by itself, else by its stage."""
        said = plain(cells.text("ended"))
        if said in list(Ended):
            return Ended(said)
        if said:
            cells.wrong.append(f"{cells.told('ended')}: {said!r} is neither won nor lost")
        if stage in self._columns.lost:
            return Ended.LOST
        return Ended.WON if stage in self._columns.won else None

    def _money_of(self, cells: _Cells) -> str:
        found = cells.text("currency").upper() or self._currency
        if not CURRENCY.fullmatch(found):
            cells.wrong.append(f"{cells.told('currency')}: {found!r} is no code like RUB")
        return found


class _Cells:
    """The cells of one row by our names; what is wrong with them gathers in `wrong`."""

    def __init__(
        self, columns: Columns, places: Mapping[str, int], line: Line, zone: tzinfo
    ) -> None:
        self._columns = columns
        self._places = places
        self._cells = line.cells
        self._zone = zone
        self.wrong: list[str] = []

    def told(self, name: str) -> str:
        """The column as the table calls it."""
        return self._columns.headers.get(name, name)

    def raw(self, name: str) -> Cell:
        """The cell, "" for none."""
        place = self._places.get(name)
        if place is None:
            return self._columns.constants.get(name, "")
        return self._cells[place] if place < len(self._cells) else ""

    def text(self, name: str) -> str:
        """What stands there, as text."""
        cell = self.raw(name)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        text = " ".join(str(cell).replace("\0", "").split())
        if len(text) > LONGEST:
            self.wrong.append(f"{self.told(name)}: more than {LONGEST} characters")
        return text[:LONGEST]

    def checked(self, name: str, check: Callable[[str], str | None]) -> str | None:
        """What `check` makes of the text; None when it is empty."""
        text = self.text(name)
        found = check(text) if text else None
        if text and found is None:
            self.wrong.append(f"{self.told(name)}: {text[:40]!r} can't be right")
        return found

    def money(self, name: str) -> int | None:
        """Whole units, a half rounded up; None when the cell is empty or wrong."""
        cell = self.raw(name)
        if cell == "":
            return None
        number = amount_of(cell)
        if number is None or abs(number) > LARGEST:
            self.wrong.append(f"{self.told(name)}: {str(cell)[:40]!r} is no clear amount")
            return None
        return int(number.to_integral_value(ROUND_HALF_UP))

    def moment(self, name: str) -> datetime | None:
        """A moment; a day alone is its noon. None when the cell is empty or wrong."""
        cell = self.raw(name)
        if cell == "":
            return None
        found = moment_of(cell, self._columns.dates)
        if found is None:
            self.wrong.append(f"{self.told(name)}: {str(cell)[:40]!r} is no clear date")
            return None
        return found if found.tzinfo else found.replace(tzinfo=self._zone)


def amount_of(cell: Cell) -> Decimal | None:
    """A number as bases write it; None for what could be two (1.234 is a thousand to some)."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(str(cell)) if abs(cell) < LARGEST else None
    text = _UNIT.sub("", _BLANKS.sub("", str(cell)))
    sign, digits = ("-", text[1:]) if text.startswith(("-", "−")) else ("", text)
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        decimal = max(".", ",", key=digits.rfind)
        digits = digits.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    elif points + commas > 1 and _GROUPED.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", "")
    elif points + commas == 1 and _GROUPED.fullmatch(digits) and digits[0] != "0":
        return None
    else:
        digits = digits.replace(",", ".")
    if not re.fullmatch(r"\d{1,18}(?:\.\d{1,9})?", digits):
        return None
    try:
        return Decimal(sign + digits)
    except InvalidOperation:
        return None


def moment_of(cell: Cell, form: str = "") -> datetime | None:
    """A moment, aware only where the cell says its zone; None for what is not a clear one.

    `form` (as in strptime) is the only one that counts, where it is given.
    """
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time(12))
    text = str(cell)
    for one in (form,) if form else DAYS:
        try:
            found = datetime.strptime(text, one)  # noqa: DTZ007 - the caller knows the zone
        except ValueError:
            continue
        return found if "%H" in one else datetime.combine(found.date(), time(12))
    if form:
        return None
    try:
        return datetime.fromisoformat(text) if len(text) > 10 and "-" in text else None
    except ValueError:
        return None


def _host(text: str) -> str | None:
    """The bare host of a site's address."""
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return None
    host = host.removeprefix("www.")
    return host if re.fullmatch(r"[^\s.@]+(?:\.[^\s.@]+)+", host) else None
